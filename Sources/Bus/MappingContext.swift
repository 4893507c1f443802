import Foundation
import Generic
import Store
import XML

/// What the extension functions of a stylesheet answer: the identifiers of one side, and one session's values.
public struct MappingContext: TransformFunctions, Sendable {
    public enum Side: Sendable, Hashable {
        /// Where objects come from: a native identifier never seen before gets a generic one.
        case host(platform: String, name: String)
        /// Where objects are presented: a generic identifier never shown before gets a native one.
        /// A scope is the part of the fleet that is presented by itself, with identifiers of its own; "" is all of it.
        case client(platform: String, scope: String = "")

        public var platform: String {
            switch self {
            case .host(let platform, _), .client(let platform, _): platform
            }
        }
        /// Within which native identifiers are unique.
        public var scope: String {
            switch self {
            case .host(_, let scope), .client(_, let scope): scope
            }
        }
    }

    public var side: Side
    public var session: [String: String]
    let types: TypeTable
    let identifiers: IdentifierTable
    /// The object that is shown in place of another, in the views of the whole fleet.
    let alias: @Sendable (String) -> String?

    public init(
        _ side: Side, types: TypeTable, identifiers: IdentifierTable, session: [String: String] = [:],
        alias: @escaping @Sendable (String) -> String? = { _ in nil }
    ) {
        self.side = side
        self.types = types
        self.identifiers = identifiers
        self.session = session
        self.alias = alias
    }

    /// - Throws: ``Fault`` with code `notFound` on the client's side, `internal` for a type that the table lacks.
    public func id(type: String, native: String, owner: String?) throws -> String {
        let entry = try entry(type)
        switch side {
        case .client:
            if let uuid = identifiers.uuid(platform: side.platform, scope: side.scope, type: type, native: native) {
                return uuid
            }
            throw Fault(.notFound, "There is no \(type) \(native)", ["type": type, "id": native])
        case .host:
            let ownerUUID = owner.flatMap { owner in
                types.native(for: ObjectType.vm.rawValue).flatMap {
                    identifiers.uuid(platform: side.platform, scope: side.scope, type: $0, native: owner)
                }
            }
            return identifiers.assignUUID(
                platform: side.platform, scope: side.scope, type: type, native: native,
                genericType: types.onHost(type)?.generic ?? entry.generic, owner: ownerUUID)
        }
    }

    /// - Throws: ``Fault`` with code `notFound` on the host's side, `internal` for a type that the table lacks.
    public func native(type: String, uuid: String) throws -> String {
        if case .client(_, "") = side { return try ownNative(type: type, uuid: alias(uuid) ?? uuid) }
        return try ownNative(type: type, uuid: uuid)
    }

    /// The native identifier of the object itself, also where another one is shown in its place.
    /// - Throws: as ``native(type:uuid:)``.
    public func ownNative(type: String, uuid: String) throws -> String {
        let entry = try entry(type)
        switch side {
        case .client:
            return identifiers.assignNative(
                platform: side.platform, scope: side.scope, type: type, uuid: uuid,
                genericType: entry.generic, pattern: entry.pattern(single: !side.scope.isEmpty))
        case .host:
            if let native = identifiers.native(platform: side.platform, scope: side.scope, type: type, uuid: uuid) {
                return native
            }
            throw Fault(.notFound, "The host has no \(entry.generic) \(uuid)", ["type": entry.generic, "id": uuid])
        }
    }

    /// The first object that is shown with the text keeps it for its life, whatever becomes of the text; another one has its
    /// own generic identifier. It is the same in every part of the fleet.
    /// - Throws: ``Fault`` with code `internal` for a type that the table lacks.
    public func distinct(type: String, text: String, uuid: String) throws -> String {
        identifiers.claim(
            text, platform: side.platform, type: "\(type).uuid", uuid: uuid, genericType: try entry(type).generic)
    }

    /// Gives a container its native identifiers, which depend on its kind and, for a folder, on what it is for.
    public func identify(_ node: InventoryNode) {
        for entry in types.entries(of: node) {
            let first = side.scope.isEmpty ? entry.first : nil
            let isTaken = first.map {
                identifiers.uuid(platform: side.platform, scope: side.scope, type: entry.native, native: $0) != nil
            }
            _ = identifiers.assignNative(
                platform: side.platform, scope: side.scope, type: entry.native, uuid: node.id, genericType: node.kind,
                pattern: isTaken == false ? first ?? entry.pattern : entry.pattern(single: !side.scope.isEmpty))
        }
    }

    public func owner(uuid: String) -> String {
        identifiers.owner(of: uuid) ?? ""
    }

    public func session(name: String) -> String {
        session[name] ?? ""
    }

    public func now() -> String {
        Date().formatted(.iso8601)
    }

    private func entry(_ type: String) throws -> TypeTable.Entry {
        guard let entry = types[type] else {
            throw Fault(.internal, "\(side.platform)/commands.xml has no type \(type)")
        }
        return entry
    }
}
