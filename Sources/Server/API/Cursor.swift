import Foundation
import Generic
import Store

/// Where a list goes on: after the object of this name and identifier, which need not be there any more.
struct Cursor: Sendable, Hashable {
    var name: String
    var id: String

    init(_ entry: MirrorEntry) {
        name = entry.name
        id = entry.id
    }

    /// - Throws: ``Problem`` with status 400 for a text that we did not make.
    init?(_ text: String?) throws(Problem) {
        guard let text else { return nil }
        let plain = text.replacingOccurrences(of: "-", with: "+").replacingOccurrences(of: "_", with: "/")
        let padded = plain + String(repeating: "=", count: (4 - plain.utf8.count % 4) % 4)
        guard let data = Data(base64Encoded: padded), let decoded = String(data: data, encoding: .utf8),
            let end = decoded.lastIndex(of: "\n")
        else {
            throw Problem(
                Fault(.invalidArgument, "'after' must be the 'next' of an earlier answer", ["argument": "after"]))
        }
        name = String(decoded[..<end])
        id = String(decoded[decoded.index(after: end)...])
    }

    var text: String {
        Data("\(name)\n\(id)".utf8).base64EncodedString()
            .replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_").replacingOccurrences(
                of: "=", with: "")
    }

    func isBefore(_ entry: MirrorEntry) -> Bool {
        name == entry.name ? id < entry.id : name < entry.name
    }
}
