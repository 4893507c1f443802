import Agents
import Bus
import Foundation
import Generic
import Store
import XML

/// What the operations on tags share.
extension Services {
    /// Makes a change, and writes down who made or tried it.
    /// - Parameter body: what is answered, and the UUID of what was changed.
    func change(
        _ call: ServiceCall, _ body: () throws(ServiceError) -> (Element, String)
    ) throws(ServiceError) -> Element {
        let session = try call.authenticated()
        let access = presentation.access(of: session.user)
        let rule = presentation.rights.table.rule(of: call.operation.id, on: "Folder", presentation.schema)
        guard access.privileges(at: nil).contains(rule.privilege) else {
            audit(session.user, call.address, call.operation.id, "refused")
            throw ServiceError("unauthorized", "The user may not change this.")
        }
        do {
            let (output, target) = try body()
            audit(session.user, call.address, call.operation.id, "accepted", target: target)
            return output
        } catch {
            audit(session.user, call.address, call.operation.id, "refused")
            throw error
        }
    }

    /// An access to the store, with its errors in the API's words.
    func stored<R>(_ what: String, _ body: () throws -> R) throws(ServiceError) -> R {
        do {
            return try body()
        } catch let error as StoreError where error.code == .notFound {
            throw .notFound(what)
        } catch let error as StoreError where error.code == .conflict {
            throw ServiceError("already_exists", "There is a \(what) of that name already.")
        } catch {
            throw failure(error)
        }
    }

    private var types: TypeTable? { presentation.server.engine.mappings.platforms[Presentation.protocolName]?.types }

    /// A type of this API by the word under which tags are kept: the generic one, if it is what a generic type is shown as.
    func kept(_ type: String) -> String {
        guard let generic = types?[type]?.generic, types?.native(for: generic) == type else { return type }
        return generic
    }

    func shown(_ type: String) -> String { types?.native(for: type) ?? type }

    /// Tags that were kept by this API's types are kept by the generic ones from now on.
    func renameTypes() throws {
        for entry in types?.entries ?? [] where kept(entry.native) != entry.native {
            try store.rename(type: entry.native, to: entry.generic)
        }
    }

    /// Other protocols show tags too.
    func tell(_ objects: [TaggedObject]) {
        presentation.server.updates.publish(
            objects.compactMap { presentation.server.store.mirror.entry($0.id) }.map {
                Update(id: $0.id, type: $0.type, change: .updated, concernsOthers: false, references: [])
            })
    }

    func identifiers(_ ids: [String], _ type: String) -> Element {
        ServiceCall.output(
            ids.map { Element("item", namespace: ServiceCodec.namespace, text: written($0, type)) })
    }

    /// An identifier as clients know it.
    func written(_ id: String, _ type: String) -> String {
        (actions.patterns[type] ?? "{uuid}").replacing("{uuid}", with: id)
    }

    /// - Throws: ``ServiceError`` with type `not_found` for what is no identifier of that type.
    func read(_ text: String, _ type: String, _ what: String) throws(ServiceError) -> String {
        guard let id = uuid(text, type) else { throw .notFound(what) }
        return id
    }

    func uuid(_ text: String, _ type: String) -> String? {
        let parts = (actions.patterns[type] ?? "{uuid}").split(separator: "{uuid}", omittingEmptySubsequences: false)
        guard parts.count == 2, text.hasPrefix(parts[0]), text.hasSuffix(parts[1]),
            let uuid = UUID(uuidString: String(text.dropFirst(parts[0].count).dropLast(parts[1].count)))
        else { return nil }
        return uuid.uuidString.lowercased()
    }
}
