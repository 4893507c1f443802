import Foundation

/// What a simulated host does: the work of its machines, and its own.
public struct HostLoad: Sendable {
    public private(set) var cpuSeconds: Double
    public private(set) var memoryKiB: Double
    public private(set) var disk = (bytesIn: 0.0, bytesOut: 0.0, countIn: 0.0, countOut: 0.0, secondsIn: 0.0, secondsOut: 0.0)
    public private(set) var network = (bytesIn: 0.0, bytesOut: 0.0, countIn: 0.0, countOut: 0.0)
    private let capacity: Double

    /// - Parameters:
    ///   - cpus: the host's logical processors.
    ///   - seconds: the span that is looked at.
    public init(cpus: Int, memoryMiB: Int, seconds: TimeInterval) {
        capacity = Double(cpus) * seconds
        // The hypervisor itself: a hundredth of the processors, and 1.5 GiB with a hundredth of the memory.
        cpuSeconds = capacity / 100
        memoryKiB = 1_572_864 + Double(memoryMiB) * 1024 / 100
    }

    /// Adds a machine that runs: what it did in the span, and what it holds now.
    public mutating func add(_ done: Workload.Done, consumedKiB: Double) {
        // Half a hundredth on top for running it. A host that is asked for more than it has gives what it has.
        cpuSeconds = min(capacity, cpuSeconds + done.cpuSeconds * 1.005)
        memoryKiB += consumedKiB + 32_768
        for transfer in done.disks {
            disk.bytesIn += transfer.bytesIn
            disk.bytesOut += transfer.bytesOut
            disk.countIn += transfer.countIn
            disk.countOut += transfer.countOut
            disk.secondsIn += transfer.secondsIn
            disk.secondsOut += transfer.secondsOut
        }
        for transfer in done.nics {
            network.bytesIn += transfer.bytesIn
            network.bytesOut += transfer.bytesOut
            network.countIn += transfer.countIn
            network.countOut += transfer.countOut
        }
    }
}
