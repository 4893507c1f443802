/// What one user or group may do at one object, by a protocol's own roles.
public struct Permission: Sendable, Hashable {
    /// Where a protocol's permissions are given.
    public struct Place: Sendable, Hashable {
        /// The part of the fleet that is presented by itself; empty: the whole fleet.
        public var scope: String
        /// Generic UUID of the object.
        public var object: String
        /// As which of the protocol's objects it is meant: its native type.
        public var aspect: String

        public init(scope: String, object: String, aspect: String) {
            self.scope = scope
            self.object = object
            self.aspect = aspect
        }
    }

    public var place: Place
    public var principal: String
    public var role: Int
    /// Whether it holds for what is below the object too.
    public var propagates: Bool

    public init(place: Place, principal: String, role: Int, propagates: Bool) {
        self.place = place
        self.principal = principal
        self.role = role
        self.propagates = propagates
    }
}

/// A named set of privileges that a client has defined.
public struct StoredRole: Sendable, Hashable {
    /// Never used again.
    public var id: Int
    /// Unique among the roles that clients have defined.
    public var name: String
    /// Sorted.
    public var privileges: [String]

    public init(id: Int, name: String, privileges: [String]) {
        self.id = id
        self.name = name
        self.privileges = privileges
    }
}
