/// The privileges that this server itself has to know of (vSphere API reference: "Required Privileges").
enum Privileges {
    /// To know that an object is there.
    static let view = "System.View"
    /// To read everything of an object.
    static let read = "System.Read"
    /// What everyone has who may connect.
    static let anonymous = "System.Anonymous"
    /// What a role has that a client defines, whatever else it is given.
    static let ofEveryRole = [anonymous, read, view]
}
