import Foundation

/// An attempt to change something.
public struct AuditRecord: Sendable, Hashable {
    /// Its place in the order of all attempts.
    public let id: Int64
    /// When it was made.
    public let time: Date
    /// Who made it, or claimed to be.
    public let user: String
    /// The protocol it came by.
    public let `protocol`: String
    /// The network address it came from.
    public let address: String
    /// What was to be done.
    public let action: String
    /// Generic UUID of the object it was to be done to.
    public let target: String?
    /// What came of it.
    public let outcome: String
}
