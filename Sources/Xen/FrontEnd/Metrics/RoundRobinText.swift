import Foundation

/// How XAPI writes the numbers of round-robin databases.
enum RoundRobinText {
    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value > 0 ? "Infinity" : "-Infinity" }
        return value == 0 ? "0.0" : String(format: "%.4f", value)
    }

    static func element(_ name: String, _ text: String) -> String {
        "<\(name)>\(text.replacing("&", with: "&amp;").replacing("<", with: "&lt;"))</\(name)>"
    }

    static let declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
}
