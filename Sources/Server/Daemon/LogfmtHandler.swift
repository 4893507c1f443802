import Foundation
import Logging
import Synchronization

/// Writes one line of `key=value` pairs for each event to standard error.
public struct LogfmtHandler: LogHandler {
    public var metadata: Logger.Metadata = [:]
    public var metadataProvider: Logger.MetadataProvider?
    private let label: String

    /// One level for the whole process, so that a reload can change it.
    private static let threshold = Mutex(Logger.Level.info)

    public init(label: String) {
        self.label = label
    }

    public static var level: Logger.Level {
        get { threshold.withLock { $0 } }
        set { threshold.withLock { $0 = newValue } }
    }

    public var logLevel: Logger.Level {
        get { Self.level }
        set { Self.level = newValue }
    }

    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    public func log(event: LogEvent) {
        var all = metadata
        if let provided = metadataProvider?.get() { all.merge(provided) { _, new in new } }
        if let given = event.metadata { all.merge(given) { _, new in new } }
        if let error = event.error { all["error"] = "\(error)" }
        let line = Self.line(time: Date(), level: event.level, label: label, message: "\(event.message)", metadata: all)
        // A disk that is full loses lines, and nothing else.
        try? FileHandle.standardError.write(contentsOf: Data(line.utf8))
    }

    static func line(
        time: Date, level: Logger.Level, label: String, message: String, metadata: Logger.Metadata
    ) -> String {
        var line = "time=\(time.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)))"
        line += " level=\(level.rawValue) logger=\(quoted(label)) msg=\(quoted(message))"
        for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
            line +=
                " \(key.map { $0.isWhitespace || $0 == "=" || $0 == "\"" ? "_" : $0 }.map(String.init).joined())=\(quoted("\(value)"))"
        }
        return line + "\n"
    }

    /// The value as it is, or in quotes where it would not be one word.
    private static func quoted(_ value: String) -> String {
        let isWord =
            !value.isEmpty
            && value.unicodeScalars.allSatisfy {
                $0.value > 0x20 && $0.value != 0x7f && $0 != "\"" && $0 != "=" && $0 != "\\" && $0.value != 0x85
                    && $0.value != 0x2028
            }
        if isWord { return value }
        var text = "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case let scalar
            where scalar.value < 0x20 || scalar.value == 0x7f || scalar.value == 0x85 || scalar.value == 0x2028:
                text += "\\u{\(String(scalar.value, radix: 16))}"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text + "\""
    }
}
