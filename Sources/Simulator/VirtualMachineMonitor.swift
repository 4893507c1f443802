import Foundation

/// The state machine that all simulated hosts share: which transition leads where, what memory the running machines
/// take, and when a guest has booted. A personality decides which native command means which transition.
public struct VirtualMachineMonitor: Sendable {
    public enum Transition: String, Sendable, CaseIterable {
        case powerOn, powerOff, reset, pause, unpause, suspend, resume, guestShutdown, guestReboot, crash
    }

    public enum TransitionError: Error, Hashable {
        case illegal(Transition, from: PowerState)
        case insufficientMemory(neededMiB: Int, freeMiB: Int)
        /// The guest's operating system does not listen yet.
        case guestNotReady
        /// No machine of that identifier.
        case unknown
    }

    private struct Machine {
        var state: PowerState
        var memoryMiB: Int
        var booted: Date?
    }

    private var machines: [String: Machine] = [:]
    private let memoryMiB: Int
    private let bootSeconds: TimeInterval
    /// Memory that running and paused machines hold.
    public private(set) var usedMiB = 0

    /// - Parameter bootTime: how long a guest takes from power-on until its tools answer.
    public init(memoryMiB: Int, bootTime: Duration = .milliseconds(300)) {
        self.memoryMiB = memoryMiB
        let (seconds, attoseconds) = bootTime.components
        bootSeconds = TimeInterval(seconds) + TimeInterval(attoseconds) / 1e18
    }

    public var freeMiB: Int { max(0, memoryMiB - usedMiB) }
    public var bootTime: TimeInterval { bootSeconds }

    /// Takes a machine in the state in which the data store has it. One that was adopted before keeps its boot time
    /// unless another is given.
    public mutating func adopt(_ id: String, state: PowerState, memoryMiB: Int, booted: Date? = nil) {
        let known = machines[id]?.booted
        release(id)
        machines[id] = Machine(
            state: state, memoryMiB: memoryMiB, booted: state.isActive ? booted ?? known ?? Date(timeIntervalSince1970: 0) : nil)
        claim(id)
    }

    public mutating func forget(_ id: String) {
        release(id)
        machines[id] = nil
    }

    public func state(of id: String) -> PowerState? { machines[id]?.state }

    public func bootTime(of id: String) -> Date? { machines[id]?.booted }

    /// Whether the guest has booted long enough for its tools to answer.
    public func guestIsUp(_ id: String, now: Date = Date()) -> Bool {
        guard let machine = machines[id], machine.state == .running, let booted = machine.booted else { return false }
        return now.timeIntervalSince(booted) >= bootSeconds
    }

    public mutating func apply(
        _ transition: Transition, to id: String, now: Date = Date()
    ) throws(TransitionError) {
        guard let machine = machines[id] else { throw .unknown }
        guard let next = VirtualMachineMonitor.table[machine.state]?[transition] else {
            throw .illegal(transition, from: machine.state)
        }
        if (transition == .guestShutdown || transition == .guestReboot) && !guestIsUp(id, now: now) {
            throw .guestNotReady
        }
        if next.isActive, !machine.state.isActive, machine.memoryMiB > freeMiB {
            throw .insufficientMemory(neededMiB: machine.memoryMiB, freeMiB: freeMiB)
        }
        release(id)
        machines[id]?.state = next
        switch transition {
        case .powerOn, .reset, .guestReboot: machines[id]?.booted = now
        // What was booted before the suspension is up again as soon as its memory is.
        case .resume: machines[id]?.booted = now.addingTimeInterval(-bootSeconds)
        default: if !next.isActive { machines[id]?.booted = nil }
        }
        claim(id)
    }

    private mutating func release(_ id: String) {
        if let machine = machines[id], machine.state.isActive { usedMiB -= machine.memoryMiB }
    }

    private mutating func claim(_ id: String) {
        if let machine = machines[id], machine.state.isActive { usedMiB += machine.memoryMiB }
    }

    private static let table: [PowerState: [Transition: PowerState]] = [
        .off: [.powerOn: .running],
        .running: [
            .powerOff: .off, .reset: .running, .pause: .paused, .suspend: .suspended, .guestShutdown: .off,
            .guestReboot: .running, .crash: .crashed,
        ],
        .paused: [.unpause: .running, .powerOff: .off, .suspend: .suspended, .reset: .running],
        .suspended: [.resume: .running, .powerOff: .off],
        .crashed: [.powerOn: .running, .powerOff: .off, .reset: .running],
    ]
}

extension PowerState {
    /// Whether a machine in this state holds its host's memory.
    var isActive: Bool { self == .running || self == .paused }
}
