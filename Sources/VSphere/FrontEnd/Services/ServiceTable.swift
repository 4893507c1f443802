import Foundation

/// The services of the automation API with their operations and types (`Mappings/vsphere/services.txt`, which says how it
/// is written).
struct ServiceTable: Sendable {
    struct Field: Sendable, Hashable {
        var name: String
        var type: ServiceType
    }

    struct Operation: Sendable, Hashable {
        var service: String
        var name: String
        /// HTTP's.
        var method: String
        /// Below `/api`.
        var api: ServicePath
        /// Below `/rest`.
        var rest: ServicePath
        var arguments: [Field] = []
        /// The argument that is the whole body of a request below `/api`.
        var body: String?
        var result: ServiceType = .void

        var id: String { "\(service).\(name)" }

        /// How it may be called in a form.
        func paths(_ form: ServiceForm) -> [ServicePath] {
            guard form == .rest else { return [api] }
            let isInPath = rest.segments.contains { if case .word = $0 { false } else { true } }
            guard !isInPath, rest.segments.first == .word("com"), case .identifier? = arguments.first?.type else { return [rest] }
            return [rest, rest.with(identifier: arguments[0].name)]
        }
    }

    private(set) var operations: [String: Operation] = [:]
    /// Of structures and of errors.
    private(set) var fields: [String: [Field]] = [:]
    private(set) var enumerations: [String: Set<String>] = [:]

    /// - Throws: ``Malformed`` for a line that cannot be understood, or what keeps the file from being read.
    init(contentsOf file: URL) throws {
        let text = try String(contentsOf: file, encoding: .utf8)
        var service = ""
        var operation = ""
        var structure = ""
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
        where !line.isEmpty && !line.hasPrefix("#") {
            let words = line.split(separator: " ")
            func word(_ place: Int) throws -> String {
                guard place < words.count else { throw Malformed(file: file.lastPathComponent, line: index + 1) }
                return String(words[place])
            }
            func type(_ place: Int) throws -> ServiceType {
                guard let type = ServiceType(try word(place)[...]) else {
                    throw Malformed(file: file.lastPathComponent, line: index + 1)
                }
                return type
            }
            switch words[0] {
            case "S": service = try word(1)
            case "o":
                let (name, path, kind) = (try word(1), try word(3)[...], try word(4)[...])
                let made = Operation(
                    service: service, name: name, method: try word(2),
                    api: ServicePath(api: path, kind: kind, operation: name),
                    rest: ServicePath(rest: path, kind: kind, service: service, operation: name))
                operation = made.id
                operations[operation] = made
            case "b": operations[operation]?.body = try word(1)
            case "a": operations[operation]?.arguments.append(Field(name: try word(1), type: try type(2)))
            case "r": operations[operation]?.result = try type(1)
            case "T", "X":
                structure = try word(1)
                fields[structure] = []
            case "f": fields[structure]?.append(Field(name: try word(1), type: try type(2)))
            case "E": enumerations[try word(1)] = Set(words.dropFirst(2).map(String.init))
            default: throw Malformed(file: file.lastPathComponent, line: index + 1)
            }
        }
    }

    struct Malformed: Error, CustomStringConvertible {
        var file: String
        var line: Int
        var description: String { "\(file):\(line): the line cannot be understood" }
    }
}
