import Foundation
import HTTPTypes
import Hummingbird

/// What a request for `/folder/PATH?dcPath=DATACENTER&dsName=DATASTORE` names.
struct FolderRequest: Sendable {
    /// Within the datastore, without slashes at its ends.
    var path: String
    /// The path ended in a slash.
    var isFolder: Bool
    var datacenter: String?
    var datastore: String?

    /// nil for a path that leaves the datastore or that no file can have.
    init?(_ request: Request) {
        // Some clients escape the slashes, too.
        guard let raw = request.uri.path.dropping("/folder")?.removingPercentEncoding else { return nil }
        let parts = raw.split(separator: "/").map(String.init)
        for name in parts {
            guard name != "..", name != ".", !name.contains("\\"),
                !name.unicodeScalars.contains(where: { $0.value < 0x20 })
            else { return nil }
        }
        path = parts.joined(separator: "/")
        isFolder = parts.isEmpty || raw.hasSuffix("/")
        for part in (request.uri.query ?? "").split(separator: "&") {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard pair.count == 2, let value = pair[1].replacing("+", with: " ").removingPercentEncoding else {
                continue
            }
            switch pair[0] {
            case "dcPath": datacenter = value
            case "dsName": datastore = value
            default: break
            }
        }
    }
}

extension String {
    /// What follows a prefix; nil if the text does not begin with it.
    fileprivate func dropping(_ prefix: String) -> String? {
        hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
    }
}

/// The part of a file that a Range header asks for (RFC 9110, 14.1.2).
enum ByteRange: Equatable {
    case all
    case part(ClosedRange<Int64>)
    case unsatisfiable

    /// Several ranges at once, and what is no range of bytes, are answered by the whole file.
    init(_ header: String?, size: Int64) {
        guard let header, header.hasPrefix("bytes="), !header.contains(",") else {
            self = .all
            return
        }
        let bounds = header.dropFirst(6).split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
            .map { $0.trimmingCharacters(in: .whitespaces) }
        guard bounds.count == 2 else {
            self = .all
            return
        }
        switch (Int64(bounds[0]), Int64(bounds[1])) {
        case (let first?, let last) where first >= 0 && (last != nil || bounds[1].isEmpty):
            if let last, last < first {
                self = .all
            } else {
                self = first < size ? .part(first...min(last ?? size - 1, size - 1)) : .unsatisfiable
            }
        case (nil, let count?) where bounds[0].isEmpty && count >= 0:
            self = count > 0 && size > 0 ? .part(max(0, size - count)...(size - 1)) : .unsatisfiable
        default:
            self = .all
        }
    }
}
