import Generic
import XML

extension ServiceCodec {
    /// Why a value that a mapping made cannot be written.
    struct Mismatch: Error, CustomStringConvertible {
        var description: String
    }

    /// - Returns: nil for an optional value that is unset, which is left out.
    /// - Throws: ``Mismatch`` for a value that is not of the type.
    func encode(_ element: Element?, _ type: ServiceType, _ path: String = "") throws(Mismatch) -> JSON? {
        if case .optional(let type) = type {
            let value = try element.map { element throws(Mismatch) in try encode(element, type, path) } ?? nil
            guard form == .rpc else { return value }
            return .object([JSON.Member("OPTIONAL", value ?? .null)])
        }
        switch type {
        case .void: return .null
        case .list(let type):
            var items: [JSON] = []
            for item in element?.elements ?? [] { items.append(try encode(item, type, path) ?? .null) }
            return .array(items)
        case .map(_, let type): return try map(element, type, path)
        default: break
        }
        guard let element else { throw Mismatch(description: "\(path) is missing") }
        switch type {
        case .string, .identifier: return .text(element.text)
        case .secret: return form == .rpc ? .object([JSON.Member("SECRET", .text(element.text))]) : .text(element.text)
        case .enumeration(let name):
            guard table.enumerations[name]?.contains(element.text) ?? false else {
                throw Mismatch(description: "\(path) is no \(name)")
            }
            return .text(element.text)
        case .long:
            guard let number = Int64(element.text) else { throw Mismatch(description: "\(path) is no whole number") }
            return .number(number)
        case .double:
            guard Double(element.text) != nil else { throw Mismatch(description: "\(path) is no number") }
            return .number(element.text)
        case .boolean:
            guard let value = ["true": true, "1": true, "false": false, "0": false][element.text] else {
                throw Mismatch(description: "\(path) is neither true nor false")
            }
            return .bool(value)
        case .structure(let name): return try structure(element, name, "STRUCTURE", path)
        default: throw Mismatch(description: "\(path) has a type that cannot be written")
        }
    }

    /// A structure or an error as an object of its fields, in JSON-RPC with its name around them.
    func structure(_ element: Element, _ name: String, _ kind: String, _ path: String) throws(Mismatch) -> JSON {
        guard let fields = table.fields[name] else { throw Mismatch(description: "there is no \(name)") }
        for child in element.elements where !fields.contains(where: { $0.name == child.name }) {
            throw Mismatch(description: "\(path) has the field \(child.name), which \(name) has not")
        }
        var members: [JSON.Member] = []
        for field in fields {
            if let value = try encode(element.first(field.name), field.type, "\(path).\(field.name)") {
                members.append(JSON.Member(field.name, value))
            }
        }
        guard form == .rpc else { return .object(members) }
        return .object([JSON.Member(kind, .object([JSON.Member(name, .object(members))]))])
    }

    private func map(_ element: Element?, _ type: ServiceType, _ path: String) throws(Mismatch) -> JSON {
        var entries: [JSON.Member] = []
        for item in element?.elements ?? [] {
            entries.append(JSON.Member(item["key"] ?? "", try encode(item, type, path) ?? .null))
        }
        guard form != .api else { return .object(entries) }
        return .array(
            entries.map { entry in
                let members: JSON = .object([JSON.Member("key", .text(entry.name)), JSON.Member("value", entry.value)])
                return form == .rest ? members : .object([JSON.Member("STRUCTURE", .object([JSON.Member("map-entry", members)]))])
            })
    }
}
