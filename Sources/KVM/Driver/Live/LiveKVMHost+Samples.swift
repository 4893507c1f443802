import Endpoints
import Foundation
import Hosts
import XML

/// What the host measures: virConnectGetAllDomainStats, virNodeGetCPUStats and virNodeGetMemoryStats.
extension LiveKVMHost {
    /// VIR_CONNECT_GET_ALL_DOMAINS_STATS_ACTIVE and NOWAIT: a domain that is busy tells less.
    private static let activeNow = 1 | 1 << 29
    /// VIR_NODE_CPU_STATS_ALL_CPUS and VIR_NODE_MEMORY_STATS_ALL_CELLS.
    private static let all = "-1"

    public func samples() async throws -> [Document] {
        let connection = try reader().connection
        do {
            let info = try await connection.call("nodeGetInfo")
            let stats = try await connection.call(
                "connectGetAllDomainStats", [.argument("stats", "0"), .argument("flags", "\(Self.activeNow)")])
            var samples = Element.v("samples", ["hostUUID": surroundings.host, "mhz": "\(info.number("mhz"))"])
            for record in stats.all("retStats") { samples.append(self.record(record)) }
            samples.append(try await nodeRecord(info, connection))
            return [Document(samples)]
        } catch let error as HostError {
            throw error
        } catch {
            throw HostError(.unreachable, "\(settings.address): \(error)")
        }
    }

    private func record(_ told: Element) -> Element {
        var record = Element.v("record")
        guard let dom = told.first("dom") else { return record }
        if let started = surroundings.started[dom["uuid"] ?? ""] {
            record["uptime"] = "\(Int(max(0, Date().timeIntervalSince(started))))"
        }
        record.append(dom)
        for parameter in told.all("params") { record.append(parameter.called("param")) }
        return record
    }

    private func nodeRecord(_ info: Element, _ connection: RemoteConnection) async throws -> Element {
        let cores = info.number("nodes") * info.number("sockets") * info.number("cores")
        var record = Element.v(
            "nodeRecord",
            [
                "uuid": surroundings.host, "cpus": "\(info.number("cpus"))", "cores": "\(cores)",
                "mhz": "\(info.number("mhz"))",
            ])
        for (group, procedure, which) in [("cpu", "nodeGetCpuStats", "cpuNum"), ("memory", "nodeGetMemoryStats", "cellNum")] {
            // How many there are, then what they are.
            let count = try await connection.call(
                procedure, [.argument(which, Self.all), .argument("nparams", "0"), .argument("flags", "0")]
            ).number("nparams")
            let result = try await connection.call(
                procedure, [.argument(which, Self.all), .argument("nparams", "\(count)"), .argument("flags", "0")])
            for parameter in result.all("params") {
                let name = parameter["field"] ?? parameter.first("field")?.text ?? ""
                record.append(
                    Element(
                        "param", namespace: Libvirt.namespace, attributes: ["field": "\(group).\(name)", "type": "ullong"],
                        text: parameter["value"] ?? parameter.first("value")?.text ?? "0"))
            }
        }
        return record
    }
}
