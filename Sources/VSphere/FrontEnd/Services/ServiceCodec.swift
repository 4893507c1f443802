import Generic
import XML

/// Values of the automation API between JSON and abstract XML, by the type table.
///
/// In XML a structure is an element with its fields as children; a list or map has children `item`, a map's with the
/// attribute `key`; an optional value that is unset is no element.
struct ServiceCodec: Sendable {
    static let namespace = "urn:dragoman:services"

    let table: ServiceTable
    let form: ServiceForm
}

// MARK: - From JSON

extension ServiceCodec {
    /// - Parameter isText: whether numbers and truth values come as text, as in a query.
    /// - Returns: nil for an optional value that is unset.
    /// - Throws: ``ServiceError`` with type `invalid_argument`.
    func decode(_ json: JSON?, _ type: ServiceType, named name: String, isText: Bool = false) throws(ServiceError) -> Element? {
        if case .optional(let type) = type {
            var value = json
            if form == .rpc, let json, case .object(let members) = json, members.count == 1, members[0].name == "OPTIONAL" {
                value = members[0].value
            }
            guard let value, value != .null else { return nil }
            return try decode(value, type, named: name, isText: isText)
        }
        guard let json, json != .null else { throw .invalid(name, "is missing") }
        switch type {
        case .optional, .void, .opaque: throw .invalid(name, "cannot be given")
        case .string, .identifier: return element(name, try text(json, name))
        case .secret: return element(name, try text(form == .rpc ? json["SECRET"] ?? json : json, name))
        case .enumeration(let enumeration):
            let text = try text(json, name)
            guard table.enumerations[enumeration]?.contains(text) ?? false else {
                throw .invalid(name, "is none of the values there are")
            }
            return element(name, text)
        case .long:
            let digits: String? = if case .number(let digits) = json { digits } else { isText ? json.text : nil }
            guard let digits, Int64(digits) != nil else { throw .invalid(name, "must be a whole number") }
            return element(name, digits)
        case .double:
            guard case .number(let digits) = json else { throw .invalid(name, "must be a number") }
            return element(name, digits)
        case .boolean:
            if case .bool(let value) = json { return element(name, value ? "true" : "false") }
            guard isText, let text = json.text, text == "true" || text == "false" else {
                throw .invalid(name, "must be true or false")
            }
            return element(name, text)
        case .list(let type): return try list(json, type, name, isText)
        case .map(let key, let value): return try map(json, key, value, name)
        case .structure(let structure): return try self.structure(json, structure, name, isText)
        }
    }

    /// The fields of a structure, or the arguments of an operation.
    /// - Throws: ``ServiceError`` with type `invalid_argument`, also for a field that there is not.
    func decode(
        _ members: [JSON.Member], _ fields: [ServiceTable.Field], named name: String, isText: Bool = false
    ) throws(ServiceError) -> Element {
        var element = Element(name, namespace: ServiceCodec.namespace)
        for field in fields {
            let given = members.first { $0.name == field.name }?.value
            if let value = try decode(given, field.type, named: field.name, isText: isText) { element.append(value) }
        }
        let known = Set(fields.map(\.name))
        for member in members where !known.contains(member.name) {
            // A newer client may know of more, as long as it says nothing about it.
            guard member.value == .null || member.value["OPTIONAL"] == .null else {
                throw .invalid(name, "has a field that is not known")
            }
        }
        return element
    }

    private func list(_ json: JSON, _ type: ServiceType, _ name: String, _ isText: Bool) throws(ServiceError) -> Element {
        guard let items = json.items else { throw .invalid(name, "must be a list") }
        var element = Element(name, namespace: ServiceCodec.namespace)
        for item in items {
            guard var child = try decode(item, type, named: name, isText: isText) else { continue }
            child.name = "item"
            element.append(child)
        }
        return element
    }

    private func map(_ json: JSON, _ key: ServiceType, _ value: ServiceType, _ name: String) throws(ServiceError) -> Element {
        var element = Element(name, namespace: ServiceCodec.namespace)
        for (key, json) in try entries(json, name) {
            guard var child = try decode(json, value, named: name) else { continue }
            child.name = "item"
            child["key"] = key
            element.append(child)
        }
        return element
    }

    private func entries(_ json: JSON, _ name: String) throws(ServiceError) -> [(String, JSON)] {
        if form == .api {
            guard case .object(let members) = json else { throw .invalid(name, "must be an object") }
            return members.map { ($0.name, $0.value) }
        }
        guard let items = json.items else { throw .invalid(name, "must be a list of entries") }
        var entries: [(String, JSON)] = []
        for item in items {
            let entry = form == .rpc ? item["STRUCTURE"]?["map-entry"] : item
            guard let key = entry?["key"]?.text, let value = entry?["value"] else {
                throw .invalid(name, "must be a list of entries")
            }
            entries.append((key, value))
        }
        return entries
    }

    private func structure(_ json: JSON, _ structure: String, _ name: String, _ isText: Bool) throws(ServiceError) -> Element {
        var json = json
        if form == .rpc {
            guard let content = json["STRUCTURE"]?[structure] else { throw .invalid(name, "is not the structure that is wanted") }
            json = content
        }
        guard case .object(let members) = json else { throw .invalid(name, "must be an object") }
        return try decode(members, table.fields[structure] ?? [], named: name, isText: isText)
    }

    private func text(_ json: JSON, _ name: String) throws(ServiceError) -> String {
        guard let text = json.text else { throw .invalid(name, "must be a text") }
        guard text.isXMLText else { throw .invalid(name, "has a control character") }
        return text
    }

    private func element(_ name: String, _ text: String) -> Element {
        Element(name, namespace: ServiceCodec.namespace, text: text)
    }
}
