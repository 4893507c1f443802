import Foundation
import Simulator
import XML

/// What the server measures, as its round-robin databases tell it: rrd_updates, one row with the latest averages.
extension XenServer {
    /// Seconds that a row covers.
    private static let step = 20.0

    /// Those of the machines that run. `load` is what they come to together.
    func samples(of refs: some Sequence<String>, _ load: inout HostLoad, at now: Date) -> Document {
        var columns: [(entry: String, value: Double)] = []
        var objects: [Element] = []
        for ref in refs {
            guard let row = database.row("VM", ref), let found = figures(of: ref, row, &load, now) else { continue }
            columns += found.map { (entry: "AVERAGE:vm:\(row["uuid"]):\($0.0)", value: $0.1) }
            objects.append(
                object(
                    "VM", ref, row["uuid"], cores: Int(row.int("VCPUs_at_startup")), memory: row.int("memory_static_max"),
                    started: monitor.bootTime(of: ref), at: now))
        }
        return document(columns, objects, now)
    }

    func newLoad() -> HostLoad {
        HostLoad(cpus: threads, memoryMiB: Int(total >> 20), seconds: XenServer.step)
    }

    /// The host itself: what its machines do, and more.
    func samples(of load: HostLoad, at now: Date) -> Document {
        let row = database.row("host", hostRef)
        let uuid = row?["uuid"] ?? ""
        let used = min(load.memoryKiB, Double(total) / 1024)
        let columns = [
            ("cpu_avg", load.cpuSeconds / XenServer.step / Double(threads)), ("memory_total_kib", Double(total) / 1024),
            ("memory_free_kib", Double(total) / 1024 - used), ("pif_aggr_rx", load.network.bytesIn / XenServer.step),
            ("pif_aggr_tx", load.network.bytesOut / XenServer.step), ("sr_aggr_read", load.disk.bytesIn / XenServer.step),
            ("sr_aggr_write", load.disk.bytesOut / XenServer.step),
        ].map { (entry: "AVERAGE:host:\(uuid):\($0.0)", value: $0.1) }
        let metrics = database.row("host_metrics", row?["metrics"] ?? "")
        let cores = threads / (Int(row?.value("cpu_info", key: "threads_per_core") ?? "") ?? 1)
        let started = XenServer.date(metrics?["start_time"] ?? "")
        let element = object("host", hostRef, uuid, cores: cores, memory: total, started: started, at: now)
        return document(columns, [element], now)
    }

    private var threads: Int { Int(database.row("host", hostRef)?.value("cpu_info", key: "cpu_count") ?? "") ?? 1 }
    /// Bytes.
    private var total: Int64 {
        database.row("host_metrics", database.row("host", hostRef)?["metrics"] ?? "")?.int("memory_total") ?? 0
    }

    /// nil for a machine that does not run.
    private func figures(of ref: String, _ row: Row, _ load: inout HostLoad, _ now: Date) -> [(String, Double)]? {
        let state = monitor.state(of: ref)
        guard state == .running || state == .paused, let booted = monitor.bootTime(of: ref) else { return nil }
        let disks = devices("VBD", of: ref).map(\.row).filter { $0["type"] == "Disk" }.map { $0["device"] }
        let cards = devices("VIF", of: ref).map(\.row).map { $0["device"] }
        let hardware = Workload.Hardware(
            cpus: max(1, Int(row.int("VCPUs_at_startup"))), memoryMiB: max(1, Int(row.int("memory_static_max") >> 20)),
            disks: disks.sorted(), nics: cards.sorted())
        let work = Workload(id: row["uuid"], hardware: hardware)
        let start = max(booted, now.addingTimeInterval(-XenServer.step))
        let seconds = max(1, now.timeIntervalSince(start))
        let done = work.done(from: start, to: state == .running ? now : start)
        let consumed = work.consumedKiB(at: now, booted: booted)
        load.add(done, consumedKiB: consumed)
        let total = Double(hardware.memoryMiB) * 1024
        var columns = [
            ("cpu_usage", done.cpuSeconds / seconds / Double(hardware.cpus)), ("memory", total * 1024),
            ("memory_target", total * 1024), ("memory_internal_free", total - work.activeKiB(at: now)),
            ("runstate_concurrency_hazard", done.readySeconds / seconds / Double(hardware.cpus)),
        ]
        for disk in done.disks {
            columns += [
                ("vbd_\(disk.device)_read", disk.bytesIn / seconds), ("vbd_\(disk.device)_write", disk.bytesOut / seconds),
                ("vbd_\(disk.device)_iops_read", disk.countIn / seconds), ("vbd_\(disk.device)_iops_write", disk.countOut / seconds),
                // Microseconds.
                ("vbd_\(disk.device)_read_latency", disk.secondsIn / max(1, disk.countIn) * 1e6),
                ("vbd_\(disk.device)_write_latency", disk.secondsOut / max(1, disk.countOut) * 1e6),
            ]
        }
        for card in done.nics {
            columns += [("vif_\(card.device)_rx", card.bytesIn / seconds), ("vif_\(card.device)_tx", card.bytesOut / seconds)]
        }
        return columns
    }

    /// - Parameter memory: bytes.
    private func object(
        _ type: String, _ ref: String, _ uuid: String, cores: Int, memory: Int64, started: Date?, at now: Date
    ) -> Element {
        var element = XapiValue.element("object")
        element["type"] = type
        element["ref"] = ref
        element["uuid"] = uuid
        element["cores"] = String(max(1, cores))
        element["memory"] = String(memory)
        element["uptime"] = started.map { String(Int(max(0, now.timeIntervalSince($0)))) }
        let speed = database.row("host", hostRef)?.value("cpu_info", key: "speed") ?? "0"
        element["mhz"] = String(Int(Double(speed) ?? 0))
        return element
    }

    private func document(_ columns: [(entry: String, value: Double)], _ objects: [Element], _ now: Date) -> Document {
        var root = XapiValue.element("samples")
        for object in objects { root.append(object) }
        let end = String(Int(now.timeIntervalSince1970))
        var meta = Element("meta")
        for (name, text) in [
            ("start", end), ("step", String(Int(XenServer.step))), ("end", end), ("rows", "1"), ("columns", String(columns.count)),
        ] { meta.append(Element(name, text: text)) }
        meta.append(Element("legend", children: columns.map { .element(Element("entry", text: $0.entry)) }))
        var row = Element("row")
        row.append(Element("t", text: end))
        for column in columns { row.append(Element("v", text: String(format: "%.6f", column.value))) }
        root.append(Element("xport", children: [.element(meta), .element(Element("data", children: [.element(row)]))]))
        return Document(root)
    }
}
