import Foundation
import Synchronization

/// Which native identifier stands for which generic UUID, both ways.
///
/// An object keeps its identifiers for its life, over restarts; afterwards they stay as tombstones. What is assigned
/// is known at once and written with the next ``flush()``, ``Mirror/put(_:)`` or ``Mirror/remove(_:)``. Call
/// ``flush()`` before a client gets to see identifiers that no object of the mirror was written with; it costs
/// nothing if there is nothing to write.
public final class IdentifierTable: Sendable {
    let connection: Connection
    let index: Mutex<IdentifierIndex>

    init(_ connection: Connection) throws {
        self.connection = connection
        index = Mutex(try Self.load(connection))
    }

    /// The UUID of a living object, nil if the identifier was never seen or its object is gone.
    public func uuid(platform: String, scope: String, type: String, native: String) -> String? {
        let space = IdentifierIndex.Space(platform: platform, scope: scope, type: type)
        return index.withLock { $0.uuid(native, in: space) }
    }

    /// The native identifier of a living object, nil if it has none there.
    public func native(platform: String, scope: String, type: String, uuid: String) -> String? {
        let space = IdentifierIndex.Space(platform: platform, scope: scope, type: type)
        return index.withLock { $0.native(uuid, in: space) }
    }

    /// The UUID of a native object, a new random one (version 4) if it is seen for the first time or if the object
    /// that had the identifier before is gone.
    public func assignUUID(
        platform: String, scope: String, type: String, native: String, genericType: String, owner: String? = nil
    ) -> String {
        let space = IdentifierIndex.Space(platform: platform, scope: scope, type: type)
        return index.withLock { index in
            if let uuid = index.uuid(native, in: space) {
                if let owner, index.owner(of: uuid) != owner {
                    index.own(uuid, owner)
                    index.pending.append(.own(uuid: uuid, owner: owner))
                }
                return uuid
            }
            let uuid = UUID().uuidString.lowercased()
            index.assign(native, uuid, in: space, genericType: genericType, owner: owner)
            return uuid
        }
    }

    /// The native identifier of an object, made from a pattern if it has none there.
    ///
    /// `{uuid}` in the pattern is replaced by the UUID and `{number}` by a number that counts from 1 for each
    /// platform, scope and type, and never comes again, not even after a crash. If the outcome is in use for another
    /// object, the next number is taken, at the end of the text if the pattern has no place for it. An object that
    /// is gone keeps the identifier it had.
    public func assignNative(
        platform: String, scope: String, type: String, uuid: String, genericType: String, pattern: String
    ) -> String {
        let space = IdentifierIndex.Space(platform: platform, scope: scope, type: type)
        let (known, living) = index.withLock { ($0.native(uuid, in: space), $0.isLiving(uuid)) }
        if let native = known ?? (living ? nil : tombstone(uuid, in: space)) {
            return native
        }
        while true {
            let native = index.withLock { index in
                index.native(uuid, in: space)
                    ?? index.expand(pattern, uuid, in: space).map { native in
                        let owner = index.owner(of: uuid)
                        index.assign(native, uuid, in: space, genericType: genericType, owner: owner)
                        return native
                    }
            }
            if let native { return native }
            reserveNumbers(in: space)
        }
    }

    /// A text by which an object is known in all scopes of a platform: the one that it was given first. That is the wanted one,
    /// or the object's own UUID where another living object has it.
    public func claim(_ wanted: String, platform: String, type: String, uuid: String, genericType: String) -> String {
        let space = IdentifierIndex.Space(platform: platform, scope: "", type: type)
        let (known, living) = index.withLock { ($0.native(uuid, in: space), $0.isLiving(uuid)) }
        if let known { return known }
        guard living else { return tombstone(uuid, in: space) ?? (wanted.isEmpty ? uuid : wanted) }
        return index.withLock { index in
            if let known = index.native(uuid, in: space) { return known }
            let isFree = !wanted.isEmpty && index.uuid(wanted, in: space) == nil
            let text = isFree ? wanted : uuid
            index.assign(text, uuid, in: space, genericType: genericType, owner: nil)
            return text
        }
    }

    /// The UUID of the object that this one belongs to, nil if there is none.
    public func owner(of uuid: String) -> String? {
        index.withLock { $0.owner(of: uuid) }
    }

    /// An object, and what belongs to it, is in another scope of its platform from now on, under another name. What
    /// belongs to it is known by names that begin with the object's, or that stay as they are. Whatever had one of these
    /// names there has it no more.
    public func move(_ uuid: String, platform: String, from: String, to: String, type: String, native: String) {
        index.withLock { index in
            for change in index.move(uuid, platform: platform, from: from, to: to, type: type, native: native) {
                index.pending.append(.move(change))
            }
        }
    }

    /// Turns all identifiers of an object, and of the objects that belong to it, into tombstones.
    public func bury(_ uuid: String) {
        let now = Timestamp.now()
        index.withLock { index in
            index.remove(uuid)
            index.pending.append(.bury(uuid: uuid, now))
        }
    }

    /// Forgets an object that was buried in the database already.
    func forget(_ uuids: [String]) {
        let now = Timestamp.now()
        index.withLock { index in
            for uuid in uuids {
                index.remove(uuid)
                // What was assigned since the database was changed has to be buried after it is written.
                if !index.pending.isEmpty { index.pending.append(.bury(uuid: uuid, now)) }
            }
        }
    }
}

extension IdentifierIndex {
    mutating func assign(
        _ native: String, _ uuid: String, in space: Space, genericType: String, owner: String?
    ) {
        add(native, uuid, in: space, owner: owner)
        let identifier = Identifier(
            platform: space.platform, scope: space.scope, type: space.type, native: native,
            genericType: genericType, uuid: uuid, owner: owner)
        pending.append(.insert(identifier, Timestamp.now()))
    }

    /// A free native identifier, nil if numbers have to be reserved first.
    mutating func expand(_ pattern: String, _ uuid: String, in space: Space) -> String? {
        var pattern = pattern.replacingOccurrences(of: "{uuid}", with: uuid)
        if !pattern.contains("{number}") {
            if self.uuid(pattern, in: space) == nil { return pattern }
            pattern += "-{number}"
        }
        while let number = counters[space, default: NumberCounter()].take() {
            let native = pattern.replacingOccurrences(of: "{number}", with: String(number))
            if self.uuid(native, in: space) == nil { return native }
        }
        return nil
    }
}
