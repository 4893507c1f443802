import Agents
import Foundation
import Generic
import Hummingbird
import HummingbirdCore
import Store

extension AdminAPI {
    /// What an object is called everywhere.
    func identifiers(_ request: Request, _ context: AdminContext) async throws -> Response {
        _ = try Query(request, known: [])
        let uuid = context.part("key").lowercased()
        let found = try server.store.identifiers.all(uuid: uuid)
        guard !found.isEmpty else { throw Problem.notFound("object", uuid) }
        return Representation.response(.fields(["items": .array(found.map(\.json))]))
    }

    /// Which objects are called this on a platform: hosts have identifiers of their own, so there may be several.
    func identifier(_ request: Request, _ context: AdminContext) async throws -> Response {
        _ = try Query(request, known: [])
        let (platform, type, native) = (context.part("key"), context.part("type"), context.rest)
        let found = try server.store.identifiers.find(platform: platform, type: type, native: native)
        guard !found.isEmpty else { throw Problem.notFound(type, native) }
        return Representation.response(.fields(["items": .array(found.map(\.json))]))
    }
}

extension Identifier {
    var json: JSON {
        .fields([
            "uuid": .text(uuid), "genericType": .text(genericType), "platform": .text(platform),
            // Empty: as clients of that platform see it.
            "scope": .text(scope), "type": .text(type), "native": .text(native), "owner": owner.map { .text($0) },
            "deleted": .bool(deleted),
        ])
    }
}
