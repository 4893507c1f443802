import Agents
import Foundation
import Generic
import Hummingbird
import HummingbirdCore
import Store
import XML

extension AdminAPI {
    private static let powerStates = ["off", "running", "paused", "suspended", "crashed"]

    /// Objects of a type, by name; a page at a time.
    func list(_ type: String, _ request: Request, _ context: AdminContext) async throws -> Response {
        var known: Set = ["name", "limit", "after"]
        if type != "host" { known.insert("host") }
        if type == "vm" { known.insert("powerState") }
        let query = try Query(request, known: known)
        let limit = Int(try query.number("limit", in: 1...1000, default: 100))
        let after = try Cursor(query["after"])
        let state = try query.choice("powerState", among: Self.powerStates)
        let name = query["name"]?.lowercased()
        var entries = server.store.mirror.entries(type: type, host: try query["host"].map(hostIdentifier))
        if let after { entries = entries.filter(after.isBefore) }
        if let name { entries = entries.filter { $0.name.lowercased().contains(name) } }
        let (found, next) = try page(entries[...], limit, powerState: state)
        return Representation(request).response(found, next: next)
    }

    func object(_ type: String, _ request: Request, _ context: AdminContext) async throws -> Response {
        _ = try Query(request, known: [])
        let id = context.part("id").lowercased()
        guard let entry = server.store.mirror.entry(id), entry.type == type,
            let bytes = try server.store.mirror.generic(id)
        else { throw Problem.notFound(type, id) }
        return Representation(request).response(try element(bytes, entry))
    }

    /// The documents are read in portions, until there are enough that match.
    private func page(
        _ entries: ArraySlice<MirrorEntry>, _ limit: Int, powerState: String?
    ) throws -> (found: [Element], next: String?) {
        var found: [Element] = []
        var last: MirrorEntry?
        var rest = entries
        while !rest.isEmpty {
            let portion = rest.prefix(powerState == nil ? min(limit + 1, 500) : 500)
            rest = rest.dropFirst(portion.count)
            let documents = try server.store.mirror.generic(portion.map(\.id))
            for entry in portion {
                guard let bytes = documents[entry.id] else { continue }
                let element = try element(bytes, entry)
                if let powerState, element.first("powerState")?.text != powerState { continue }
                if found.count == limit { return (found, last.map { Cursor($0).text }) }
                found.append(element)
                last = entry
            }
        }
        return (found, nil)
    }

    private func element(_ bytes: [UInt8], _ entry: MirrorEntry) throws -> Element {
        var element = try Document(parsing: bytes, limits: .trusted).root
        element["revision"] = "\(entry.revision)"
        return element
    }

    /// A host may be named by its identifier or by its name.
    private func hostIdentifier(_ text: String) throws(Problem) -> String {
        if server.store.mirror.entry(text.lowercased())?.type == "host" { return text.lowercased() }
        let named = server.store.mirror.entries(type: "host").first { $0.name == text }?.id
        guard let id = named ?? server.hosts.first(where: { $0.name == text })?.state.id else {
            throw Problem.notFound("host", text)
        }
        return id
    }
}
