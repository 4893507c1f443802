import Foundation
import Simulator
import XML

/// What the host measures: virConnectGetAllDomainStats, virNodeGetCPUStats and virNodeGetMemoryStats. All but memory are
/// counters since the start of the domain, or of this process for the node.
extension SimulatedKVMHost {
    /// How many domains are told of in one document.
    private static let portion = 250

    public func samples() async throws -> [Document] {
        try open()
        let now = Date()
        let info = node.first("info")
        let cpus = info?["cpus"].flatMap { Int($0) } ?? 1
        let memory = info?["memory"].flatMap { Int($0) } ?? 0
        let since = counted?.until ?? now.addingTimeInterval(-20)
        var host = HostLoad(cpus: cpus, memoryMiB: memory / 1024, seconds: now.timeIntervalSince(since))
        var documents: [Document] = []
        for portion in domains.keys.sorted().portions(of: SimulatedKVMHost.portion) {
            documents.append(document(portion.compactMap { record($0, since, now, &host) }))
            // Others have their turn.
            await Task.yield()
            try open()
        }
        let idle = Double(cpus) * now.timeIntervalSince(since) - host.cpuSeconds
        counted = (now, (counted?.busy ?? 0) + host.cpuSeconds, (counted?.idle ?? 0) + max(0, idle))
        documents.append(document([nodeRecord(min(host.memoryKiB, Double(memory)), cpus, memory)]))
        return documents
    }

    private func document(_ records: [Element]) -> Document {
        Document(.v("samples", ["hostUUID": uuid, "mhz": node.first("info")?["mhz"] ?? "0"], records))
    }

    /// A domain that is not active is not measured.
    /// - Parameter since: from when on what it does is added to what the host does.
    private func record(_ id: String, _ since: Date, _ now: Date, _ host: inout HostLoad) -> Element? {
        guard let domain = domains[id], domain.isActive else { return nil }
        let booted = monitor.bootTime(of: id) ?? domain.started ?? now
        guard let meter = meter(of: domain, booted: booted, at: now) else { return nil }
        let work = meter.load
        let isRunning = domain.state == .running
        let consumed = work.consumedKiB(at: now, booted: booted)
        host.add(work.done(from: isRunning ? max(booted, since) : now, to: now), consumedKiB: consumed)
        var record = Element.v("record", ["uptime": "\(Int(max(0, now.timeIntervalSince(booted))))"], [dom(domain)])
        record.append(parameter("state.state", "int", isRunning ? "1" : "3"))
        let total = Double(work.hardware.memoryMiB) * 1024
        for (field, value) in [
            ("balloon.current", total), ("balloon.maximum", total), ("balloon.usable", total - work.activeKiB(at: now)),
            ("balloon.rss", consumed),
        ] { record.append(counter(field, value)) }
        if isRunning { count(meter.done(at: now), work.hardware.cpus, in: &record) }
        return record
    }

    private func count(_ done: Workload.Done, _ cpus: Int, in record: inout Element) {
        record.append(counter("cpu.time", done.cpuSeconds * 1e9))
        record.append(parameter("vcpu.current", "uint", "\(cpus)"))
        for index in 0..<cpus {
            record.append(counter("vcpu.\(index).delay", done.readySeconds / Double(cpus) * 1e9))
        }
        record.append(parameter("net.count", "uint", "\(done.nics.count)"))
        for (index, nic) in done.nics.enumerated() {
            record.append(parameter("net.\(index).name", "string", nic.device))
            for (field, value) in [
                ("rx.bytes", nic.bytesIn), ("rx.pkts", nic.countIn), ("tx.bytes", nic.bytesOut), ("tx.pkts", nic.countOut),
            ] { record.append(counter("net.\(index).\(field)", value)) }
        }
        record.append(parameter("block.count", "uint", "\(done.disks.count)"))
        for (index, disk) in done.disks.enumerated() {
            record.append(parameter("block.\(index).name", "string", disk.device))
            for (field, value) in [
                ("rd.reqs", disk.countIn), ("rd.bytes", disk.bytesIn), ("rd.times", disk.secondsIn * 1e9),
                ("wr.reqs", disk.countOut), ("wr.bytes", disk.bytesOut), ("wr.times", disk.secondsOut * 1e9),
            ] { record.append(counter("block.\(index).\(field)", value)) }
        }
    }

    private func nodeRecord(_ used: Double, _ cpus: Int, _ memory: Int) -> Element {
        var record = Element.v(
            "nodeRecord", ["uuid": uuid, "cpus": "\(cpus)", "cores": "\(cores)", "mhz": node.first("info")?["mhz"] ?? "0"])
        let busy = counted?.busy ?? 0
        for (field, value) in [
            ("cpu.user", busy * 0.8e9), ("cpu.kernel", busy * 0.2e9), ("cpu.idle", (counted?.idle ?? 0) * 1e9),
            ("cpu.iowait", 0), ("memory.total", Double(memory)), ("memory.free", Double(memory) - used),
            ("memory.buffers", 0), ("memory.cached", 0),
        ] { record.append(counter(field, value)) }
        return record
    }

    private func counter(_ field: String, _ value: Double) -> Element {
        parameter(field, "ullong", "\(Int64(max(0, value)))")
    }

    private var cores: Int {
        let info = node.first("info")
        return ["nodes", "sockets", "cores"].reduce(1) { $0 * (info?[$1].flatMap { Int($0) } ?? 1) }
    }

    private func parameter(_ field: String, _ type: String, _ value: String) -> Element {
        Element("param", namespace: Libvirt.namespace, attributes: ["field": field, "type": type], text: value)
    }

    private func meter(of domain: Domain, booted: Date, at now: Date) -> WorkloadMeter? {
        guard let source = domain.status ?? domain.configuration else { return nil }
        let known = domain.work.flatMap { $0.meter.booted == booted ? $0 : nil }
        if let known, known.source == source { return known.meter }
        guard let present = domain.present else { return nil }
        let disks = present.disks.filter { $0["device"] ?? "disk" == "disk" }.map { DomainXML.target(of: $0) }
        let load = Workload(
            id: domain.uuid,
            hardware: .init(
                cpus: max(1, present.currentVcpus), memoryMiB: max(1, present.memoryMiB), disks: disks,
                nics: present.interfaces.indices.map { "vnet\($0)" }))
        var meter = known?.meter ?? WorkloadMeter(load, booted: booted)
        meter.change(to: load, at: now)
        domains[domain.uuid]?.work = (source, meter)
        return meter
    }
}
