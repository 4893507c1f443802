import Foundation

/// The living identifiers in memory, both ways, and what has still to be written about them.
struct IdentifierIndex {
    /// Where native identifiers of one kind are unique.
    struct Space: Hashable {
        var platform: String
        var scope: String
        var type: String
    }

    /// A change that the database does not have yet.
    enum Operation {
        case insert(Identifier, Date)
        case own(uuid: String, owner: String)
        case bury(uuid: String, Date)
        case count(Space, next: Int64)
        case move(Move)
    }

    /// One identifier that an object has in another scope from now on.
    struct Move {
        var uuid: String
        var type: String
        var platform: String
        var from: String
        var to: String
        var native: String
        /// The object that was called so there before.
        var ousted: String?
    }

    private struct Key: Hashable {
        var space: Int32
        var native: String
    }

    private struct Name {
        var space: Int32
        var native: String
    }

    private var spaces: [Space: Int32] = [:]
    private var uuids: [Key: String] = [:]
    private var names: [String: [Name]] = [:]
    private var owners: [String: String] = [:]
    private var owned: [String: [String]] = [:]
    var counters: [Space: NumberCounter] = [:]
    var pending: [Operation] = []

    func uuid(_ native: String, in space: Space) -> String? {
        spaces[space].flatMap { uuids[Key(space: $0, native: native)] }
    }

    func native(_ uuid: String, in space: Space) -> String? {
        guard let number = spaces[space] else { return nil }
        return names[uuid]?.first { $0.space == number }?.native
    }

    func owner(of uuid: String) -> String? {
        owners[uuid]
    }

    func isLiving(_ uuid: String) -> Bool {
        names[uuid] != nil
    }

    /// Makes both ways known; they must be free.
    mutating func add(_ native: String, _ uuid: String, in space: Space, owner: String?) {
        let number = spaces[space] ?? Int32(spaces.count)
        spaces[space] = number
        let shared = names.index(forKey: uuid).map { names[$0].key } ?? uuid
        uuids[Key(space: number, native: native)] = shared
        names[shared, default: []].append(Name(space: number, native: native))
        if let owner { own(shared, owner) }
    }

    mutating func own(_ uuid: String, _ owner: String) {
        if let old = owners.updateValue(owner, forKey: uuid) {
            disown(uuid, by: old)
        }
        owned[owner, default: []].append(uuid)
    }

    /// Forgets an object and all that belong to it.
    mutating func remove(_ uuid: String) {
        for name in names.removeValue(forKey: uuid) ?? [] {
            uuids[Key(space: name.space, native: name.native)] = nil
        }
        if let owner = owners.removeValue(forKey: uuid) {
            disown(uuid, by: owner)
        }
        for child in owned.removeValue(forKey: uuid) ?? [] {
            remove(child)
        }
    }

    /// - Returns: what has changed.
    mutating func move(
        _ uuid: String, platform: String, from: String, to: String, type: String, native: String
    ) -> [Move] {
        let old = self.native(uuid, in: Space(platform: platform, scope: from, type: type)) ?? native
        var moves: [Move] = []
        for id in [uuid] + (owned[uuid] ?? []) {
            for (space, number) in spaces where space.platform == platform && space.scope == from {
                guard let place = names[id]?.firstIndex(where: { $0.space == number }),
                    let name = names[id]?[place].native
                else { continue }
                var renamed = name
                if id == uuid, space.type == type {
                    renamed = native
                } else if name.hasPrefix(old), let next = name.dropFirst(old.count).first, !next.isLetter,
                    !next.isNumber
                {
                    renamed = native + name.dropFirst(old.count)
                }
                let target = Space(platform: platform, scope: to, type: space.type)
                let ousted = self.uuid(renamed, in: target)
                if let ousted { remove(ousted) }
                uuids[Key(space: number, native: name)] = nil
                names[id]?.remove(at: place)
                add(renamed, id, in: target, owner: nil)
                moves.append(
                    Move(
                        uuid: id, type: space.type, platform: platform, from: from, to: to, native: renamed,
                        ousted: ousted))
            }
        }
        return moves
    }

    private mutating func disown(_ uuid: String, by owner: String) {
        owned[owner]?.removeAll { $0 == uuid }
        if owned[owner]?.isEmpty == true { owned[owner] = nil }
    }
}
