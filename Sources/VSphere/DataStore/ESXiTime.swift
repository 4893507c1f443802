import Foundation

/// Times as vim25 writes them.
enum ESXiTime {
    /// UTC, RFC 3339, milliseconds where there are any.
    static func text(_ date: Date) -> String {
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        let text = date.formatted(style)
        return text.hasSuffix(".000Z") ? text.dropLast(5) + "Z" : text
    }

    static func date(_ text: String) -> Date? {
        (try? Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
            ?? (try? Date(text, strategy: .iso8601))
    }

    /// - Parameter microseconds: since 1970.
    static func text(microseconds: Int64) -> String {
        text(Date(timeIntervalSince1970: Double(microseconds / 1000) / 1000))
    }
}
