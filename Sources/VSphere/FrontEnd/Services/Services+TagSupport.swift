import Agents
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
