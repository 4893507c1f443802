import Foundation
import Simulator

/// A power state as Msvm_ComputerSystem has it.
struct EnabledState: Sendable, Hashable {
    /// 2 running, 3 off, 6 saved, 9 paused.
    var number: Int
    /// 5 OK, 25 critical.
    var health: Int

    init(number: Int, health: Int = 5) {
        self.number = number
        self.health = health
    }

    init(_ state: PowerState) {
        switch state {
        case .running: self.init(number: 2)
        case .off: self.init(number: 3)
        case .suspended: self.init(number: 6)
        case .paused: self.init(number: 9)
        case .crashed: self.init(number: 2, health: 25)
        }
    }

    /// nil for a number that is no settled state.
    var powerState: PowerState? {
        switch number {
        case 2: health == 25 ? .crashed : .running
        case 3: .off
        case 6: .suspended
        case 9: .paused
        default: nil
        }
    }
}

/// CIM datetime in its WS-Management form: RFC 3339 in UTC, whole seconds.
enum Timestamp {
    static func text(_ date: Date) -> String { date.formatted(.iso8601) }
    static func date(_ text: String) -> Date? { try? Date(text, strategy: .iso8601) }
}
