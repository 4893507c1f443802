import Endpoints
import Foundation
import Hosts
import XML

/// What the servers measure, by `rrd_updates`: each host of a pool tells of itself and of the machines that it runs.
extension LiveXenHost {
    /// Seconds of which the latest row is taken: the server's clock may go otherwise.
    private static let past = 60

    public func samples() async throws -> [Document] {
        let link = try connection()
        var documents: [Document] = []
        for (index, host) in records.hosts.enumerated() where !records.isAway(host) {
            // The master is who is talked to; the others are known by their addresses.
            let address =
                index == 0
                ? link.calls.client.address
                : records.record("host", host)?["address"].flatMap(link.calls.client.address.at)
            guard let address else { continue }
            do {
                if let xport = try await measured(at: address, link.calls) {
                    documents.append(records.samples(of: host, xport))
                }
            } catch {
                // Another host of the pool may be away, or be one whose certificate is not known.
                guard index == 0 else { continue }
                throw HostError(.unreachable, "\(address): \(error)")
            }
        }
        return documents
    }

    /// The answer of one server, with its latest row alone; nil if it measures nothing.
    private func measured(at address: EndpointAddress, _ session: PoolSession) async throws -> Element? {
        var session = session
        for _ in 0..<2 {
            let start = Int(Date().timeIntervalSince1970) - Self.past
            let path = session.path(
                "/rrd_updates", ["start": "\(start)", "cf": "AVERAGE", "interval": "5", "host": "true"])
            let answer = try await servers[address].get(path: path, headers: [], timeout: timing.client.call)
            if answer.status == 401 {
                session = try await renewed(session)
                continue
            }
            guard answer.status == 200, let root = try? Document(parsing: answer.body).root, root.name == "xport" else {
                return nil
            }
            return root.withLatestRow
        }
        return nil
    }
}

extension Element {
    /// An `xport` with its latest row alone; nil if it has none.
    fileprivate var withLatestRow: Element? {
        let rows = first("data")?.all("row") ?? []
        func time(_ row: Element) -> Int { Int(row.first("t")?.text ?? "") ?? 0 }
        guard let latest = rows.max(by: { time($0) < time($1) }), let meta = first("meta") else { return nil }
        return Element("xport", children: [.element(meta), .element(Element("data", children: [.element(latest)]))])
    }
}

extension PoolRecords {
    /// Whether the pool itself has lost a host.
    fileprivate func isAway(_ host: String) -> Bool {
        record("host", host)?["metrics"].flatMap { record("host_metrics", $0) }?.values["live"] == .boolean(false)
    }

    /// What a server has measured, and the objects that it may be of.
    func samples(of host: String, _ xport: Element, at now: Date = Date()) -> Document {
        var root = XapiValue.element("samples")
        let cpu = record("host", host)?.values["cpu_info"]
        let mhz = whole(cpu?["speed"]?.number, in: 0...1_000_000) ?? 0
        for vm in refs("VM") {
            guard let record = record("VM", vm), record["resident_on"] == host, record.isMachine,
                let uuid = record["uuid"]
            else { continue }
            root.append(
                object(
                    "VM", vm, uuid, cores: record["VCPUs_at_startup"], memory: record["memory_static_max"], mhz: mhz,
                    started: record["metrics"].flatMap { self.record("VM_metrics", $0) }?.time, at: now))
        }
        let metrics = record("host", host)?["metrics"].flatMap { self.record("host_metrics", $0) }
        let threads = cpu?["cpu_count"]?.number ?? 1
        let cores = whole(threads / max(1, cpu?["threads_per_core"]?.number ?? 1), in: 1...100_000) ?? 1
        root.append(
            object(
                "host", host, record("host", host)?["uuid"] ?? "", cores: "\(cores)", memory: metrics?["memory_total"],
                mhz: mhz,
                started: metrics?.time, at: now))
        root.append(xport)
        return Document(root)
    }

    /// A number of the server's, which may be anything; nil for what is out of the bounds.
    private func whole(_ number: Double?, in bounds: ClosedRange<Int>) -> Int? {
        number.flatMap { Int(exactly: $0.rounded(.down)) }.flatMap { bounds.contains($0) ? $0 : nil }
    }

    /// - Parameter memory: bytes.
    private func object(
        _ type: String, _ ref: String, _ uuid: String, cores: String?, memory: String?, mhz: Int, started: Date?,
        at now: Date
    ) -> Element {
        var element = XapiValue.element("object")
        element["type"] = type
        element["ref"] = ref
        element["uuid"] = uuid
        element["cores"] = String(max(1, Int(cores ?? "") ?? 1))
        element["memory"] = memory ?? "0"
        element["uptime"] = started.map { String(whole(now.timeIntervalSince($0), in: 0...Int(Int32.max)) ?? 0) }
        element["mhz"] = String(mhz)
        return element
    }
}

extension PoolRecord {
    fileprivate var time: Date? {
        switch values["start_time"] {
        case .dateTime(let text)?, .string(let text)?: XenServer.date(text)
        default: nil
        }
    }
}
