import Foundation

/// A machine's counters since it booted, which go on from where they stand when its hardware changes.
public struct WorkloadMeter: Sendable {
    public private(set) var load: Workload
    public let booted: Date
    private var since: Date
    private var before = Workload.Done()

    public init(_ load: Workload, booted: Date) {
        self.load = load
        self.booted = booted
        since = booted
    }

    public mutating func change(to load: Workload, at now: Date) {
        guard load.hardware != self.load.hardware else { return }
        before = done(at: now)
        since = now
        self.load = load
    }

    /// What was done from the start on; of devices, those that the machine has.
    public func done(at now: Date) -> Workload.Done {
        var done = load.done(from: since, to: now)
        done.cpuSeconds += before.cpuSeconds
        done.readySeconds += before.readySeconds
        for index in done.disks.indices { done.disks[index].add(before.disks) }
        for index in done.nics.indices { done.nics[index].add(before.nics) }
        return done
    }
}

extension Workload.Transfer {
    fileprivate mutating func add(_ others: [Self]) {
        guard let other = others.first(where: { $0.device == device }) else { return }
        bytesIn += other.bytesIn
        bytesOut += other.bytesOut
        countIn += other.countIn
        countOut += other.countOut
        secondsIn += other.secondsIn
        secondsOut += other.secondsOut
    }
}
