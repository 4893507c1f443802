import Foundation
import Simulator

/// A virtual hard disk's file. Simulated ones hold no blocks: after VHDX's signature come a few lines that say what the
/// real file's header and metadata would.
struct VirtualHardDisk: Sendable, Hashable {
    static let fixed = 2
    static let dynamic = 3
    static let differencing = 4
    private static let signature = "vhdxfile"

    /// 2 fixed, 3 dynamic, 4 differencing.
    var type: Int
    /// 2 VHD, 3 VHDX.
    var format = 3
    /// Bytes.
    var size: Int64
    /// The Windows path of what a differencing disk is based on.
    var parent: String?

    init(type: Int, format: Int = 3, size: Int64, parent: String? = nil) {
        self.type = type
        self.format = format
        self.size = size
        self.parent = parent
    }

    /// - Throws: ``ConfigurationError`` if it is no such file.
    init(reading url: URL) throws {
        let lines = String(decoding: try NativeFile.read(url).prefix(4096), as: UTF8.self).split(separator: "\n")
        guard lines.first == Substring(Self.signature) else {
            throw ConfigurationError(reason: "not a virtual hard disk")
        }
        var fields: [Substring: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: "=", maxSplits: 1)
            if parts.count == 2 { fields[parts[0]] = String(parts[1]) }
        }
        guard let type = fields["Type"].flatMap({ Int($0) }),
            let size = fields["MaxInternalSize"].flatMap({ Int64($0) })
        else { throw ConfigurationError(reason: "damaged virtual hard disk") }
        self.init(
            type: type, format: fields["Format"].flatMap { Int($0) } ?? 3, size: size, parent: fields["ParentPath"])
    }

    func write(to url: URL) throws {
        var text = "\(Self.signature)\nType=\(type)\nFormat=\(format)\nMaxInternalSize=\(size)\n"
        if let parent { text += "ParentPath=\(parent)\n" }
        try NativeFile.write(text, to: url)
    }
}
