import XML

/// A performance counter of a server: its number there, and its name, `cpu.usage.average`.
struct LiveCounter: Sendable, Hashable {
    var key: String
    var name: String

    /// From a `PerfCounterInfo`; nil if it lacks a part of its name.
    init?(_ info: Element) {
        guard let key = info.value("key"), let group = info.first("groupInfo")?.value("key"),
            let counter = info.first("nameInfo")?.value("key"), let rollup = info.value("rollupType")
        else { return nil }
        self.key = key
        name = "\(group).\(counter).\(rollup)"
    }

    /// The instances that are asked for: the object as a whole, and where devices have values of their own each of them.
    private var instances: [String] {
        name.hasPrefix("virtualDisk.") ? ["*"] : name.hasPrefix("net.") ? ["", "*"] : [""]
    }

    /// The `PerfMetricId`s that ask for it.
    var metrics: [Element] {
        instances.map { .vim("metricId", [.vim("counterId", key), .vim("instance", $0)]) }
    }
}
