import Foundation
import Simulator
import XML

/// What the host measures: Msvm_SummaryInformation and the formatted performance classes of root/cimv2, those of one
/// machine's devices together with it. `instance` is the device's InstanceID, which the classes' own names leave open.
extension SimulatedHyperVHost {
    /// Seconds that a figure covers.
    private static let span = 20.0

    public func samples() async throws -> [Document] {
        try checkOpen()
        let now = Date()
        let system = host.first("Win32_ComputerSystem")
        let threads = system?.integer("NumberOfLogicalProcessors") ?? 1
        let memory = (system?.integer("TotalPhysicalMemory") ?? 0) >> 20
        var load = HostLoad(cpus: threads, memoryMiB: memory, seconds: Self.span)
        var documents: [Document] = []
        for portion in machines.keys.sorted().portions(of: 250) {
            documents.append(document(portion.compactMap { sample($0, now, &load) }))
            // Others have their turn.
            await Task.yield()
            try checkOpen()
        }
        documents.append(document([sample(load, threads, memory, now)]))
        return documents
    }

    private var processors: [Setting] { host.settings.filter { $0.className == "Win32_Processor" } }
    private var mhz: Int { processors.first?.integer("MaxClockSpeed") ?? 0 }

    private func document(_ systems: [Element]) -> Document {
        var root = Element("samples", namespace: wmi, attributes: ["host": name, "mhz": "\(mhz)"])
        for system in systems { root.append(system) }
        return Document(root)
    }

    /// A machine that does not run is not measured.
    private func sample(_ guid: String, _ now: Date, _ load: inout HostLoad) -> Element? {
        let state = monitor.state(of: guid)
        guard state == .running || state == .paused, let booted = monitor.bootTime(of: guid), let work = work(of: guid)
        else { return nil }
        let start = max(booted, now.addingTimeInterval(-Self.span))
        let seconds = max(1, now.timeIntervalSince(start))
        let done = work.done(from: start, to: state == .running ? now : start)
        load.add(done, consumedKiB: work.consumedKiB(at: now, booted: booted))
        let total = work.hardware.memoryMiB
        let used = min(99.0, work.activeKiB(at: now) / 1024 / Double(total) * 100)
        var root = Element("system", namespace: wmi, attributes: ["name": guid])
        let summary = Setting(
            "Msvm_SummaryInformation",
            [
                Value("Name", guid), Value("EnabledState", EnabledState(state ?? .off).number, "uint16"),
                Value("NumberOfProcessors", work.hardware.cpus, "uint16"),
                Value("ProcessorLoad", figure(done.cpuSeconds / seconds / Double(work.hardware.cpus) * 100), "uint16"),
                Value("MemoryUsage", total, "uint64"), Value("AvailableMemoryBuffer", figure(100 - used), "sint32"),
                Value("UpTime", figure(now.timeIntervalSince(booted) * 1000), "uint64"),
            ])
        root.append(summary.abstract())
        for disk in done.disks {
            root.append(
                device(
                    "Win32_PerfFormattedData_Counters_HyperVVirtualStorageDevice", disk.device,
                    [
                        ("ReadBytesPersec", disk.bytesIn / seconds), ("WriteBytesPersec", disk.bytesOut / seconds),
                        ("ReadOperationsPerSec", disk.countIn / seconds), ("WriteOperationsPerSec", disk.countOut / seconds),
                    ]))
        }
        for nic in done.nics {
            root.append(
                device(
                    "Win32_PerfFormattedData_NvspNicStats_HyperVVirtualNetworkAdapter", nic.device,
                    [
                        ("BytesReceivedPersec", nic.bytesIn / seconds), ("BytesSentPersec", nic.bytesOut / seconds),
                        ("PacketsReceivedPersec", nic.countIn / seconds), ("PacketsSentPersec", nic.countOut / seconds),
                    ]))
        }
        return root
    }

    private func sample(_ load: HostLoad, _ threads: Int, _ memory: Int, _ now: Date) -> Element {
        let cores = processors.reduce(0) { $0 + ($1.integer("NumberOfCores") ?? 0) }
        var root = Element("host", namespace: wmi, attributes: ["name": name])
        root["cores"] = String(max(1, cores))
        let total = Double(memory) * 1024
        let boot = host.first("Win32_OperatingSystem")?["LastBootUpTime"].flatMap { Timestamp.date($0) } ?? now
        let counters: [(String, [(String, Double)])] = [
            (
                "Win32_PerfFormattedData_HvStats_HyperVHypervisorLogicalProcessor",
                [("PercentTotalRunTime", load.cpuSeconds / Self.span / Double(threads) * 100)]
            ),
            ("Win32_OperatingSystem", [("TotalVisibleMemorySize", total), ("FreePhysicalMemory", max(0, total - load.memoryKiB))]),
            (
                "Win32_PerfFormattedData_PerfDisk_PhysicalDisk",
                [("DiskReadBytesPersec", load.disk.bytesIn / Self.span), ("DiskWriteBytesPersec", load.disk.bytesOut / Self.span)]
            ),
            (
                "Win32_PerfFormattedData_Tcpip_NetworkInterface",
                [("BytesReceivedPersec", load.network.bytesIn / Self.span), ("BytesSentPersec", load.network.bytesOut / Self.span)]
            ),
            ("Win32_PerfFormattedData_PerfOS_System", [("SystemUpTime", now.timeIntervalSince(boot))]),
        ]
        for (className, values) in counters { root.append(device(className, "_Total", values)) }
        return root
    }

    private func device(_ className: String, _ instance: String, _ values: [(String, Double)]) -> Element {
        var element = Setting(className, values.map { Value($0.0, figure($0.1), "uint64") }).abstract()
        element["instance"] = instance
        return element
    }

    private func figure(_ value: Double) -> Int64 { Int64(max(0, value).rounded()) }

    /// What the guest does; found once for each state of the configuration file.
    private func work(of guid: String) -> Workload? {
        guard let record = machines[guid] else { return nil }
        if let known = workloads[guid], known.source == record.bytes { return known.load }
        guard let configuration = configuration(guid) else { return nil }
        let ports = configuration.settings.filter { $0.className.hasSuffix("EthernetPortSettingData") }
        let load = Workload(
            id: guid,
            hardware: .init(
                cpus: max(1, configuration.first("Msvm_ProcessorSettingData")?.integer("VirtualQuantity") ?? 1),
                memoryMiB: max(1, configuration.memoryMiB), disks: configuration.hardDisks.map(\.instanceID),
                nics: ports.map(\.instanceID)))
        workloads[guid] = (record.bytes, load)
        return load
    }
}
