import Foundation

/// The vim25 type table (`Mappings/vsphere/schema.txt`, which says how it is written).
final class VimSchema: Sendable {
    struct Property: Sendable, Hashable {
        var name: String
        /// `xsd:string`, a data type or enumeration, or `ref:` and a managed object type.
        var type: String
        var isOptional: Bool
        var isArray: Bool
    }

    struct ObjectType: Sendable {
        var isManaged: Bool
        var base: String?
        /// In wire order, the bases' first.
        var properties: [Property]
        /// What each method returns.
        var methods: [String: String]
    }

    /// The API versions that the table covers, newest first.
    let versions: [String]
    private let types: [String: ObjectType]
    private let byName: [String: [String: Property]]

    init(contentsOf file: URL) throws {
        let text = try String(contentsOf: file, encoding: .utf8)
        var own: [String: ObjectType] = [:]
        var versions: [String] = []
        var current = ""
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            let fields = line.split(separator: " ")
            switch fields.first {
            case "V": versions.append(String(fields[1]))
            case "D", "M":
                current = String(fields[1])
                let isManaged = fields[0] == "M"
                let base = fields[2] == "-" ? nil : String(fields[2])
                own[current] = ObjectType(isManaged: isManaged, base: base, properties: [], methods: [:])
            case "E": current = ""
            case "p":
                let flags = fields.count > 3 ? fields[3] : "-"
                own[current]?.properties.append(
                    Property(
                        name: String(fields[1]), type: String(fields[2]), isOptional: flags.contains("o"),
                        isArray: flags.contains("a")))
            case "m": own[current]?.methods[String(fields[1])] = String(fields[2])
            default: break
            }
        }
        self.versions = versions
        var complete: [String: ObjectType] = [:]
        for name in own.keys { VimSchema.complete(name, own, &complete) }
        types = complete
        byName = complete.mapValues { type in
            Dictionary(type.properties.map { ($0.name, $0) }, uniquingKeysWith: { _, last in last })
        }
    }

    private static func complete(_ name: String, _ own: [String: ObjectType], _ complete: inout [String: ObjectType]) {
        guard complete[name] == nil, var type = own[name] else { return }
        if let base = type.base {
            self.complete(base, own, &complete)
            if let base = complete[base] {
                type.properties = base.properties + type.properties
                type.methods.merge(base.methods) { own, _ in own }
            }
        }
        complete[name] = type
    }

    subscript(type: String) -> ObjectType? { types[type] }

    func property(_ name: String, of type: String) -> Property? { byName[type]?[name] }

    /// Whether `type` is `base` or derives from it.
    func isA(_ type: String, _ base: String) -> Bool {
        if base == "ManagedObject" { return types[type]?.isManaged ?? false }
        return type == base || ancestry(of: type).contains(base)
    }

    /// The type itself and what it derives from, nearest first.
    func ancestry(of type: String) -> some Sequence<String> {
        sequence(first: type) { [types] in types[$0]?.base }
    }

    /// The types that derive from `base`, not counting itself.
    func subtypes(of base: String) -> [String] {
        types.keys.filter { $0 != base && isA($0, base) }
    }

    /// What a method of that type returns; nil if it has no such method.
    func method(_ name: String, of type: String) -> String? { types[type]?.methods[name] }

    func hasMethod(_ name: String) -> Bool {
        types.values.contains { $0.methods[name] != nil }
    }
}
