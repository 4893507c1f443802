import Endpoints
import Hosts
import XML

/// What the server measures, by its own QueryPerf.
extension LiveVSphereHost {
    /// How many objects are asked about at once.
    private static let portion = 100

    public func samples() async throws -> [Document] {
        let (client, service) = try connection()
        guard let manager = service.performanceManager else { return [] }
        do {
            let counters = try await counters(client, service, manager)
            guard !counters.isEmpty else { return [] }
            var documents: [Document] = []
            // The hosts last: they may come to what their machines do.
            for objects in [objects.running, objects.hosts] {
                for start in stride(from: 0, to: objects.count, by: Self.portion) {
                    let portion = objects[start..<min(start + Self.portion, objects.count)]
                    for response in try await query(portion, counters, client, manager) {
                        documents.append(ESXiCounter.document(counters.map { ($0.key, $0.name) }, response))
                    }
                }
            }
            return documents
        } catch {
            throw HostError(.unreachable, "\(settings.address): \(error)")
        }
    }

    /// The server's counters that mappings know; each server has numbers of its own.
    private func counters(
        _ client: VimClient, _ service: VimClient.Service, _ manager: ManagedObjectReference
    ) async throws -> [LiveCounter] {
        if let counters { return counters }
        let content = try await client.retrieve(manager, .performanceManager, service)
        let infos = content?.first("propSet")?.first("val")?.elements ?? []
        let known = infos.compactMap(LiveCounter.init).filter { ESXiCounter.names.contains($0.name) }
        counters = known
        return known
    }

    /// The latest sample of some objects. A server refuses the whole question if one of them has gone, so then each half is
    /// asked about by itself.
    private func query(
        _ objects: ArraySlice<ManagedObjectReference>, _ counters: [LiveCounter], _ client: VimClient,
        _ manager: ManagedObjectReference
    ) async throws -> [Element] {
        let specs = objects.map { object in
            Element.vim(
                "querySpec",
                [.vim("entity", object), .vim("maxSample", "1")] + counters.flatMap(\.metrics)
                    + [.vim("intervalId", "\(Int(ESXiCounter.interval))")])
        }
        do {
            return [try await client.call("QueryPerf", on: manager, specs)]
        } catch let refusal as VimRefusal where refusal.type != "NotAuthenticated" {
            guard objects.count > 1 else { return [] }
            let middle = objects.startIndex + objects.count / 2
            return try await query(objects[..<middle], counters, client, manager)
                + query(objects[middle...], counters, client, manager)
        }
    }
}

extension VimInventory {
    /// The machines that are on, in a fixed order.
    var running: [ManagedObjectReference] {
        objects.keys.filter { $0.type == "VirtualMachine" && isRunning($0) }.sorted { $0.value < $1.value }
    }

    /// The hosts, in a fixed order.
    var hosts: [ManagedObjectReference] {
        objects.keys.filter { $0.type == "HostSystem" }.sorted { $0.value < $1.value }
    }

    private func isRunning(_ machine: ManagedObjectReference) -> Bool {
        objects[machine]?.values["runtime.powerState"].map {
            String(decoding: $0, as: UTF8.self).contains(">poweredOn<")
        } ?? false
    }
}
