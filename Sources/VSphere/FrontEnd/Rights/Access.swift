import Store
import Synchronization

/// What one user may do in one view of the fleet: the nearest permission counts, and where two ways lead up, as from a
/// machine to its folder and its pool, what either gives (vSphere Security: "Hierarchical Inheritance of Permissions").
/// Of what is above an object that the user may see, the user sees that it is there.
final class Access: Sendable {
    typealias Place = Permission.Place

    private struct Grant: Sendable {
        var role: Int
        var privileges: Set<String>
        var propagates: Bool
    }

    let user: String
    let places: InventoryPlaces
    /// Of a user who has the same privileges on everything; nil: they depend on the object.
    let everywhere: Set<String>?
    private let root: Place?
    private let grants: [Place: Grant]
    private let above: Set<Place>
    /// What containers hand down, as far as it has been found out.
    private let handed = Mutex<[Place: Set<String>]>([:])
    /// The privileges on objects that have been asked for, all as of one state of the layout.
    private let known = Mutex<[ManagedObjectReference: Set<String>]>([:])
    private static let mostKnown = 200_000

    init(_ user: String, _ rights: Rights, in places: InventoryPlaces) {
        self.user = user
        self.places = places
        let root = places.root
        self.root = root
        guard let root else {
            everywhere = rights.users()[user].flatMap(rights.table.role)?.privileges ?? []
            (grants, above) = ([:], [])
            return
        }
        let grants = rights.permissions(of: user, root: root).compactMapValues { permission in
            rights.role(permission.role).map {
                Grant(role: $0.id, privileges: $0.privileges, propagates: permission.propagates)
            }
        }
        self.grants = grants
        let isSimple = grants.isEmpty || grants.count == 1 && grants[root]?.propagates == true
        everywhere = isSimple ? grants[root]?.privileges ?? [] : nil
        above =
            isSimple ? [] : Access.above(grants.filter { $0.value.privileges.contains(Privileges.view) }.keys, places)
    }

    private static func above(_ seen: some Sequence<Place>, _ places: InventoryPlaces) -> Set<Place> {
        var above: Set<Place> = []
        for place in seen {
            var current = places.parents(of: place).first
            while let next = current, above.insert(next).inserted { current = places.parents(of: next).first }
        }
        return above
    }

    /// Whether the user sees anything at all.
    var seesAnything: Bool {
        everywhere.map { $0.contains(Privileges.view) }
            ?? grants.values.contains { $0.privileges.contains(Privileges.view) }
    }

    // MARK: - Privileges

    /// - Parameter place: nil: the whole server.
    func privileges(at place: Place?) -> Set<String> {
        if let everywhere { return everywhere }
        guard let place = place ?? root else { return [] }
        let privileges = grants[place]?.privileges ?? inherited(by: place, depth: 0)
        return above.contains(place) ? privileges.union([Privileges.anonymous, Privileges.view]) : privileges
    }

    func privileges(on object: ManagedObjectReference) -> Set<String> {
        everywhere ?? found(object) ?? privileges(at: root)
    }

    /// The privileges on an entity or what belongs to one; nil for what is of the whole server.
    private func found(_ object: ManagedObjectReference) -> Set<String>? {
        if let known = known.withLock({ $0[object] }) { return known }
        let found = places.place(of: object).map { privileges(at: $0) }
        // Tasks come and go, and what is not in the inventory may be there next time.
        guard object.type != "Task", let found else { return found }
        known.withLock { known in
            if known.count >= Access.mostKnown { known = [:] }
            known[object] = found
        }
        return found
    }

    /// Whether the user may know of an object. What is of the whole server everyone may know of who sees anything, and of a
    /// task who has begun it.
    func sees(_ object: ManagedObjectReference) -> Bool {
        if let everywhere { return everywhere.contains(Privileges.view) }
        return found(object)?.contains(Privileges.view) ?? true || places.isTask(object, of: user)
    }

    /// The roles that the privileges at a place come from.
    func roles(at place: Place?) -> [Int] {
        guard let place = place ?? root else { return [] }
        if let grant = grants[place] { return [grant.role] }
        return roles(inheritedBy: place, depth: 0).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    /// No layout is so deep; what is deeper goes round in a circle.
    private static let deepest = 200

    private func inherited(by place: Place, depth: Int) -> Set<String> {
        guard depth < Access.deepest else { return [] }
        return places.parents(of: place).reduce(into: []) { privileges, parent in
            let more = handedDown(from: parent, depth: depth + 1)
            if privileges.isEmpty { privileges = more } else if privileges != more { privileges.formUnion(more) }
        }
    }

    private func handedDown(from place: Place, depth: Int) -> Set<String> {
        if let grant = grants[place], grant.propagates { return grant.privileges }
        if let known = handed.withLock({ $0[place] }) { return known }
        let found = inherited(by: place, depth: depth)
        handed.withLock { $0[place] = found }
        return found
    }

    private func roles(inheritedBy place: Place, depth: Int) -> [Int] {
        guard depth < Access.deepest else { return [] }
        return places.parents(of: place).flatMap { parent in
            if let grant = grants[parent], grant.propagates { return [grant.role] }
            return roles(inheritedBy: parent, depth: depth + 1)
        }
    }
}
