import XML

/// Talks to one hypervisor host in its own protocol: reads its data store, applies native commands, hears of changes.
public protocol HostDriver: Sendable {
    /// Everything the host has now: the host itself first, then datastores, networks, volumes and VMs.
    /// - Throws: ``HostError``.
    func inventory() async throws -> [NativeObject]

    /// One object as it is now; nil if it is gone.
    /// - Throws: ``HostError``.
    func read(_ reference: NativeReference) async throws -> NativeObject?

    /// One object of which ``changes`` has told: as it is now, or as it was when that was told; nil if it is gone.
    /// - Throws: ``HostError``.
    func readChanged(_ reference: NativeReference) async throws -> NativeObject?

    /// Runs one native command to its end: a native task or job is awaited here, its percentage told to `progress`.
    /// - Throws: ``HostError``; a refusal by the host is a ``NativeReply/fault(_:)``.
    func apply(_ call: Document, progress: @Sendable (Int) -> Void) async throws -> NativeReply

    /// What the host and its running machines do at present, in the platform's abstract XML form: rates of the last
    /// seconds, or counters that only grow. Several documents if there is much; none if the host measures nothing.
    /// - Throws: ``HostError``.
    func samples() async throws -> [Document]

    /// Opens the file that a native call names.
    /// - Throws: ``HostError``; a refusal by the host is a ``NativeOpening/fault(_:)``.
    func openFile(_ call: Document) async throws -> NativeOpening

    /// Runs a native call that carries a file's content.
    /// - Throws: ``HostError``; a refusal by the host is a ``NativeReply/fault(_:)``.
    func writeFile(_ call: Document, _ content: FileContent) async throws -> NativeReply

    /// What has changed since the driver was made. For one consumer.
    var changes: AsyncStream<HostChange> { get }

    /// Whether folders, clusters and pools are the host's own: they are in its inventory, and changed there.
    var isLaidOut: Bool { get }

    /// Where other hosts of its kind reach it to hand machines over; nil if they cannot.
    var migrationAddress: String? { get }

    func close() async
}

extension HostDriver {
    public func readChanged(_ reference: NativeReference) async throws -> NativeObject? { try await read(reference) }
    public func samples() async throws -> [Document] { [] }
    public var migrationAddress: String? { nil }
    public var isLaidOut: Bool { false }
}

/// What a host answers to a native command, in the platform's abstract XML form.
public enum NativeReply: Sendable {
    case result(Document)
    case fault(Document)
}

public enum HostChange: Sendable, Hashable {
    case changed(NativeReference)
    case removed(NativeReference)
    case connected
    case disconnected(reason: String)
    /// Too much to tell one by one: read the whole inventory.
    case everything
}

/// A host could not be asked at all.
public struct HostError: Error, Hashable, CustomStringConvertible {
    public enum Code: String, Sendable {
        /// Not reachable, or the connection broke before the command was sent.
        case unreachable
        /// The connection broke after the command was sent: it may or may not have been carried out.
        case uncertain
        /// The driver has been closed.
        case closed
        /// The data store cannot be read.
        case unreadable
        /// The driver has no way to do it.
        case unsupported
    }

    public var code: Code
    public var reason: String

    public init(_ code: Code, _ reason: String) {
        self.code = code
        self.reason = reason
    }

    public var description: String { reason }
}
