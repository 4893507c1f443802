import Bus
import Generic
import Hosts
import Store
import XML

/// The host where a machine is to be, as the mapping of its present host is told of it.
struct Destination: Sendable {
    let host: ManagedHost
    let entry: MirrorEntry
    /// Whether one management server has both hosts.
    let isOfOneServer: Bool
    /// What both hosts have, by the identifier on the present host: datastores and networks.
    let common: [String: MirrorEntry]
    let engine: TransformationEngine
    let identifiers: IdentifierTable

    /// `p:destination`: the host, its datastores and networks. Each has its `native` identifier there, and in `here` the
    /// identifier of what it is on the machine's present host.
    func part(_ mirror: Mirror) throws -> Part {
        var attributes = [Attribute("name", host.name)]
        if isOfOneServer { attributes.append(Attribute("same", "true")) }
        if let address = host.driver.migrationAddress { attributes.append(Attribute("address", address)) }
        let types: [ObjectType] = [.datastore, .network]
        let entries = [entry] + types.flatMap { mirror.entries(type: $0.rawValue, host: entry.id) }
        let here = Dictionary(common.map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
        let documents = try mirror.generic(entries.map(\.id))
        return .wrapped(
            name: "destination", attributes: attributes,
            try entries.compactMap { entry in
                guard let document = documents[entry.id] else { return nil }
                var told = [Attribute("native", native(entry))]
                if let here = here[entry.id] { told.append(Attribute("here", here)) }
                return .document(try Document(parsing: document), attributes: told)
            })
    }

    private func native(_ entry: MirrorEntry) -> String {
        let types = engine.mappings.platforms[host.platform]?.types.entries.filter { $0.generic == entry.type } ?? []
        return types.firstNonNil {
            identifiers.native(platform: host.platform, scope: host.name, type: $0.native, uuid: entry.id)
        } ?? ""
    }
}
