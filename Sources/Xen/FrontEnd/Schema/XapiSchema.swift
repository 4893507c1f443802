import Foundation
import Generic

/// XAPI's data model (`Mappings/xen/schema.txt`): the classes, their fields with types and defaults, and their messages.
struct XapiSchema: Sendable {
    struct Field: Sendable {
        enum Access: String, Sendable {
            /// Read only, written by clients at any time, or only when the object is made.
            case readOnly = "ro"
            case readWrite = "rw"
            case construction = "static"
        }

        var name: String
        var type: XapiType
        var access: Access
        var absent: XapiValue
    }

    struct Parameter: Sendable {
        var name: String
        var type: XapiType
        /// What is meant where the client leaves it out; nil if it has to be there.
        var absent: XapiValue?
    }

    struct Message: Sendable {
        var name: String
        var result: XapiType
        var isAsync: Bool
        var parameters: [Parameter]

        var fewest: Int { parameters.count { $0.absent == nil } }
    }

    struct Class: Sendable {
        var name: String
        /// Clients ask for it, and there is never one.
        var isEmpty: Bool
        var fields: [Field] = []
        var messages: [String: Message] = [:]
        var fieldsByName: [String: Field] = [:]

        func field(_ name: String) -> Field? { fieldsByName[name] }
    }

    /// Something is wrong with the table.
    struct Malformed: Error, CustomStringConvertible {
        var line: Int
        var text: String
        var description: String { "schema.txt, line \(line): not understood: \(text)" }
    }

    /// In the order of the table.
    let classes: [Class]
    private let byName: [String: Int]
    /// Events name classes in lower case.
    private let byLowerName: [String: Int]

    /// - Throws: ``Malformed``, or what keeps the file from being read.
    init(contentsOf file: URL) throws {
        try self.init(String(contentsOf: file, encoding: .utf8))
    }

    /// - Throws: ``Malformed``.
    init(_ text: String) throws {
        var classes: [Class] = []
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            guard !line.isEmpty, !line.hasPrefix("#") else { continue }
            let columns = line.split(separator: "\t", omittingEmptySubsequences: false)
            let malformed = Malformed(line: number + 1, text: String(line))
            switch columns[0] {
            case "class" where columns.count >= 2:
                classes.append(Class(name: String(columns[1]), isEmpty: columns.last == "empty"))
            case "field" where columns.count == 5 && !classes.isEmpty:
                guard let field = Field(columns) else { throw malformed }
                classes[classes.count - 1].fields.append(field)
                classes[classes.count - 1].fieldsByName[field.name] = field
            case "message" where columns.count >= 4 && !classes.isEmpty:
                guard let message = Message(columns) else { throw malformed }
                classes[classes.count - 1].messages[message.name] = message
            default: throw malformed
            }
        }
        self.classes = classes
        byName = Dictionary(
            classes.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
        byLowerName = Dictionary(
            classes.enumerated().map { ($1.name.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
    }

    subscript(name: String) -> Class? { byName[name].map { classes[$0] } }

    func named(anyCase name: String) -> Class? { byLowerName[name.lowercased()].map { classes[$0] } }
}

extension XapiSchema.Field {
    fileprivate init?(_ columns: [Substring]) {
        guard let type = XapiType(columns[2]), let access = Access(rawValue: String(columns[3])),
            let absent = XapiSchema.value(columns[4], type)
        else { return nil }
        self.init(name: String(columns[1]), type: type, access: access, absent: absent)
    }
}

extension XapiSchema.Message {
    fileprivate init?(_ columns: [Substring]) {
        guard let result = XapiType(columns[2]), ["async", "sync"].contains(columns[3]) else { return nil }
        var parameters: [XapiSchema.Parameter] = []
        for column in columns.dropFirst(4) {
            let halves = column.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let pair = halves[0].split(separator: ":", maxSplits: 1)
            guard pair.count == 2, let type = XapiType(pair[1]) else { return nil }
            var parameter = XapiSchema.Parameter(name: String(pair[0]), type: type)
            if halves.count == 2 {
                guard let absent = XapiSchema.value(halves[1], type) else { return nil }
                parameter.absent = absent
            }
            parameters.append(parameter)
        }
        self.init(name: String(columns[1]), result: result, isAsync: columns[3] == "async", parameters: parameters)
    }
}

extension XapiSchema {
    /// A default as the table has it, in JSON.
    fileprivate static func value(_ text: Substring, _ type: XapiType) -> XapiValue? {
        guard let json = try? JSON(parsing: Data(text.utf8)) else { return nil }
        let value = JSONRPC.value(json)
        // An enumeration may have a default that is none of its values, such as "".
        return type.checked(value) ?? { if case .enumeration = type { value } else { nil } }()
    }
}
