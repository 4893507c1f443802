import Foundation

/// What the guest of a simulated machine does over time. It follows from the machine's identifier, its hardware and the
/// time alone: whoever asks again, also after a restart, gets the same figures.
public struct Workload: Sendable {
    /// The hardware that the work is done with; devices by their hosts' names for them.
    public struct Hardware: Sendable, Hashable {
        public var cpus: Int
        public var memoryMiB: Int
        public var disks: [String]
        public var nics: [String]

        public init(cpus: Int, memoryMiB: Int, disks: [String], nics: [String]) {
            self.cpus = cpus
            self.memoryMiB = memoryMiB
            self.disks = disks
            self.nics = nics
        }
    }

    /// What was done in a span of time.
    public struct Done: Sendable, Hashable {
        /// Of all processors together.
        public var cpuSeconds = 0.0
        /// Time in which a processor waited for one of the host's.
        public var readySeconds = 0.0
        public var disks: [Transfer] = []
        public var nics: [Transfer] = []
    }

    /// What went through a device: read and written, or received and sent.
    public struct Transfer: Sendable, Hashable {
        public var device: String
        public var bytesIn: Double
        public var bytesOut: Double
        /// Operations or packets.
        public var countIn: Double
        public var countOut: Double
        /// Time spent on reading, and on writing.
        public var secondsIn: Double
        public var secondsOut: Double
    }

    public let hardware: Hardware
    private let cpu: Wave
    private let memory: Wave
    private let transfers: [(Wave, Wave)]
    private let latency: Double
    private let held: Double

    /// - Parameter id: the machine's identifier on its host.
    public init(id: String, hardware: Hardware) {
        var seed = SeededFigures(id)
        self.hardware = hardware
        // A tenth to a half of each processor; a seventh to a half of the memory is in use at a time.
        cpu = Wave(mean: Double(hardware.cpus) * (0.1 + 0.4 * seed.next()), seed: &seed)
        memory = Wave(mean: 0.15 + 0.35 * seed.next(), seed: &seed)
        held = 0.55 + 0.4 * seed.next()
        latency = 0.0005 + 0.004 * seed.next()
        transfers = (hardware.disks + hardware.nics).map { device in
            var seed = SeededFigures("\(id)/\(device)")
            let volume = 20_000 + 2_000_000 * seed.next()
            let share = 0.2 + 0.6 * seed.next()
            return (Wave(mean: volume * share, seed: &seed), Wave(mean: volume * (1 - share), seed: &seed))
        }
    }

    /// What was done between two moments while the machine ran.
    public func done(from start: Date, to end: Date) -> Done {
        let start = start.timeIntervalSince1970
        let end = end.timeIntervalSince1970
        var done = Done()
        done.cpuSeconds = cpu.amount(from: start, to: end)
        done.readySeconds = done.cpuSeconds * 0.02
        for (index, device) in (hardware.disks + hardware.nics).enumerated() {
            let isDisk = index < hardware.disks.count
            let bytesIn = transfers[index].0.amount(from: start, to: end)
            let bytesOut = transfers[index].1.amount(from: start, to: end)
            // 32 KiB an operation, 900 bytes a packet.
            let size = isDisk ? 32_768.0 : 900
            let transfer = Transfer(
                device: device, bytesIn: bytesIn, bytesOut: bytesOut, countIn: bytesIn / size, countOut: bytesOut / size,
                secondsIn: isDisk ? bytesIn / size * latency : 0, secondsOut: isDisk ? bytesOut / size * latency * 1.5 : 0)
            if isDisk { done.disks.append(transfer) } else { done.nics.append(transfer) }
        }
        return done
    }

    /// KiB that the guest has touched lately.
    public func activeKiB(at time: Date) -> Double {
        Double(hardware.memoryMiB) * 1024 * min(held, memory.rate(at: time.timeIntervalSince1970))
    }

    /// KiB of the host's memory that the machine holds; more as it warms up.
    public func consumedKiB(at time: Date, booted: Date) -> Double {
        let warmth = 1 - exp(-max(0, time.timeIntervalSince(booted)) / 600)
        return max(activeKiB(at: time), Double(hardware.memoryMiB) * 1024 * held * (0.6 + 0.4 * warmth))
    }
}
