import Foundation
import Synchronization
import XML

/// Reads what a libvirt host has, as the documents that Mappings/kvm/README.md describes.
struct LibvirtReader: Sendable {
    /// What documents say of other objects: the host's UUID, and its networks and pools.
    struct Surroundings: Sendable {
        var host = ""
        /// Where the definitions of domains are; nil if that is not known.
        var configurations: String?
        /// `v:network` with name, uuid and bridge.
        var networks: [Element] = []
        /// UUIDs by name.
        var pools: [String: String] = [:]
        /// The folders of pools that are on files, by the pools' UUIDs.
        var folders: [String: String] = [:]
        /// Since when domains run, as far as that was heard of.
        var started: [String: Date] = [:]
    }

    let connection: RemoteConnection
    /// Another connection, for what changes the host.
    let commands: RemoteConnection
    /// Files that were looked for in their pools in vain.
    let missing = MissingFiles()

    /// The items of a `…ListAll…` call.
    func list(_ procedure: String, _ name: String, _ arguments: [Element] = [], flags: Int = 0) async throws -> [Element] {
        let result = try await connection.call(
            procedure, arguments + [.argument("need_results", "1"), .argument("flags", "\(flags)")])
        return result.all(name)
    }

    /// The document that a call answers with.
    func xml(_ procedure: String, _ arguments: [Element]) async throws -> Element {
        let result = try await connection.call(procedure, arguments + [.argument("flags", "0")])
        guard let document = result.first("xml")?.elements.first else { throw RemoteError(27, 20, "XML error: no document") }
        return document
    }

    /// What a call answers with; nil if the object that it is about is gone.
    func present<Answer>(
        isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> Answer
    ) async throws -> Answer? {
        do {
            return try await body()
        } catch let error as RemoteError where error.isAbsence {
            return nil
        }
    }

    /// What a call answers with; nil if the server or this object has no such thing.
    func optional<Answer>(
        isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> Answer
    ) async throws -> Answer? {
        do {
            return try await body()
        } catch is RemoteError {
            return nil
        }
    }
}

/// Files that are in a pool's folder and no volumes of it, even after it was read again.
final class MissingFiles: Sendable {
    private let paths = Mutex<Set<String>>([])

    /// Whether this is the first time that the path is asked for.
    func isNew(_ path: String) -> Bool { paths.withLock { $0.insert(path).inserted } }
}

extension RemoteError {
    /// No domain, network, pool, volume or snapshot of that name.
    var isAbsence: Bool { [42, 43, 49, 50, 72].contains(code) }

    /// The error in the abstract form.
    var document: Document {
        var error = Element.v("error", ["code": String(code), "domain": String(domain)])
        error.append(Element("message", namespace: Libvirt.namespace, text: message))
        return Document(error)
    }
}
