import Simulator

/// vim25's VirtualMachinePowerState.
enum ESXiPowerState: String, Sendable, Hashable {
    case poweredOff, poweredOn, suspended

    /// ESXi neither pauses machines nor knows crashed ones.
    init(_ state: PowerState) {
        self =
            switch state {
            case .running, .paused: .poweredOn
            case .suspended: .suspended
            case .off, .crashed: .poweredOff
            }
    }

    var monitored: PowerState {
        switch self {
        case .poweredOn: .running
        case .suspended: .suspended
        case .poweredOff: .off
        }
    }
}
