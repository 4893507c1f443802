import Foundation

/// A command that was accepted, and what became of it.
public struct JournalEntry: Sendable, Hashable {
    /// UUID of the command, lower case.
    public let id: String
    /// Its place in the order in which commands were accepted.
    public let seq: Int64
    /// The protocol it came by.
    public let `protocol`: String
    /// The user who sent it.
    public let user: String
    /// Generic UUID of the host it is for.
    public let host: String
    /// Generic UUID of the object it is for.
    public let target: String
    /// Its generic name, such as `vm.powerOn`.
    public let name: String
    /// The serialised generic command.
    public let document: [UInt8]
    /// How far it has come.
    public internal(set) var state: JournalState
    /// How much of it is done, in percent.
    public internal(set) var progress: Int
    /// When it was accepted.
    public let created: Date
    /// When it was dispatched.
    public internal(set) var started: Date?
    /// When it was done.
    public internal(set) var finished: Date?
    /// The serialised generic result.
    public internal(set) var result: [UInt8]?
    /// The serialised generic fault.
    public internal(set) var fault: [UInt8]?
    /// What explains how it was translated.
    public internal(set) var trace: String?
}
