import Foundation
import XML

/// The options that clients may set (`Mappings/vsphere/options.xml`).
struct OptionTable: Sendable {
    static let namespace = "urn:dragoman:options"

    struct Option: Sendable {
        enum Kind: String, Sendable {
            case bool, int, long, string, choice
        }

        var element: Element
        var key: String
        var kind: Kind
        var isReadOnly: Bool
        var range: ClosedRange<Int64>
        var choices: [String]

        init(_ element: Element) {
            self.element = element
            key = element["key"] ?? ""
            kind = element["type"].flatMap(Kind.init) ?? .string
            isReadOnly = element["readOnly"] == "true"
            let least = element["min"].flatMap { Int64($0) } ?? .min
            range = least...max(least, element["max"].flatMap { Int64($0) } ?? .max)
            choices = element.all("choice").map(\.text)
        }
    }

    let server: [Option]
    let host: [Option]

    /// - Throws: ``XMLError``, or what keeps the files from being read.
    init(contentsOf file: URL, schema: URL) throws {
        let document = try Document(parsing: Data(contentsOf: file), limits: .trusted)
        try Schema(contentsOf: schema).validate(document)
        let root = document.root
        server = root.first("server")?.all("option").map(Option.init) ?? []
        host = root.first("host")?.all("option").map(Option.init) ?? []
    }
}

extension OptionTable.Option {
    /// A value of `xsd:anyType` as the text that is kept.
    /// - Throws: ``VimFault`` with type `InvalidArgument` for another type, or a number out of bounds.
    func value(of element: Element?, _ schema: VimSchema) throws(VimFault) -> String {
        guard let element, !isReadOnly else { throw invalid("The option \(key) has no value that could be set") }
        let text = element.text
        switch (kind, schema.runtimeType(of: element) ?? "string") {
        case (.bool, "boolean") where ["true", "1", "false", "0"].contains(text):
            return text == "true" || text == "1" ? "true" : "false"
        case (.int, "int"), (.int, "long"), (.int, "short"), (.int, "byte"), (.long, "int"), (.long, "long"),
            (.long, "short"), (.long, "byte"):
            guard let number = Int64(text), range.contains(number) else {
                throw invalid("The option \(key) takes numbers from \(range.lowerBound) to \(range.upperBound)")
            }
            return "\(number)"
        case (.string, "string") where text.utf8.count <= 4096: return text
        case (.choice, "string") where choices.contains(text): return text
        case (_, let type): throw invalid("The option \(key) is a \(kind.rawValue) and takes no such \(type)")
        }
    }

    private func invalid(_ why: String) -> VimFault { .invalidArgument("changedValue", why) }
}
