import Foundation

/// Something that happened.
public struct Event: Sendable, Hashable {
    /// Its place in the order of all events.
    public let seq: Int64
    /// When it happened.
    public let time: Date
    /// What happened, such as `vm.poweredOn`.
    public let type: String
    /// Generic UUID of the object it happened to.
    public let target: String?
    /// What that object was called then.
    public let name: String?
    /// Generic UUID of the host it happened on.
    public let host: String?
    /// Who made it happen, nil if nobody is known to have.
    public let user: String?
    /// The protocol by which it was made to happen.
    public let `protocol`: String?
    /// What events of one action have in common: the number of a command's chain, else one of its own.
    public let chain: Int64
    /// One sentence for people.
    public let message: String
    /// What else is known, by name: `oldName`, `address` and the like.
    public let details: [String: String]
    /// The serialised generic fault of what failed.
    public let fault: [UInt8]?
}
