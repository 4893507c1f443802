import Foundation
import Store

/// Looks identifiers up in a daemon's store, for a terminal.
public struct IdentifierLookup: Sendable {
    private let store: Store
    private let directory: URL

    /// - Throws: ``StartError`` if there is no store.
    public init(state: URL) throws(StartError) {
        directory = state
        store = try StateDirectory.open(state)
    }

    /// - Parameter words: a UUID, or a platform, a type and a native identifier.
    /// - Returns: one line for each identifier.
    /// - Throws: ``StartError`` with status `unavailable` if there is none.
    public func find(_ words: [String]) throws(StartError) -> String {
        let found: [Identifier]
        do {
            found =
                words.count == 3
                ? try store.identifiers.find(platform: words[0], type: words[1], native: words[2])
                : try store.identifiers.all(uuid: words.first?.lowercased() ?? "")
        } catch {
            throw StartError(.inputOutput, "\(directory.path): \(error)")
        }
        guard !found.isEmpty else { throw StartError(.unavailable, "\(words.joined(separator: " ")) is not known") }
        return found.map(Self.line).joined()
    }

    private static func line(_ identifier: Identifier) -> String {
        let place = identifier.scope.isEmpty ? "clients" : "host \(identifier.scope)"
        var line =
            "\(identifier.uuid)  \(identifier.genericType)  \(identifier.platform) (\(place))  \(identifier.type)  \(identifier.native)"
        if let owner = identifier.owner { line += "  of \(owner)" }
        if identifier.deleted { line += "  (gone)" }
        return line + "\n"
    }
}
