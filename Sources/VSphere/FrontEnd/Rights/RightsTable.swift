import Foundation
import Generic
import XML

/// Roles, and the privilege that each method needs (`Mappings/vsphere/rights.xml`).
struct RightsTable: Sendable {
    struct Role: Sendable {
        var id: Int
        var privileges: Set<String>
        var generic: Generic.Role?
    }

    private struct Method: Sendable {
        var name: String
        var isPrefix: Bool
        var type: String?
        var privilege: String
    }

    /// The file and, as its `named` elements, every privilege that it names: for the mapping.
    let element: Element
    let roles: [Role]
    /// Every privilege that a role or a method names.
    let privileges: Set<String>
    private let methods: [Method]
    private let other: String

    /// - Throws: ``XMLError``, or what keeps the file from being read.
    init(contentsOf file: URL) throws {
        var element = try Document(parsing: Data(contentsOf: file), limits: .trusted).root
        other = element["default"] ?? ""
        methods = element.all("method").map { method in
            let name = method["name"] ?? ""
            let isPrefix = name.hasSuffix("*")
            return Method(
                name: isPrefix ? String(name.dropLast()) : name, isPrefix: isPrefix, type: method["on"],
                privilege: method["privilege"] ?? "")
        }
        let named = element.all("role").flatMap { $0.all("privilege").map(\.text) }
        privileges = Set(methods.map(\.privilege) + named + [other])
        roles = element.all("role").map { [privileges] role in
            Role(
                id: role["id"].flatMap { Int($0) } ?? 0,
                privileges: role["all"] == "true" ? privileges : Set(role.all("privilege").map(\.text)),
                generic: role["generic"].flatMap { Generic.Role(rawValue: $0) })
        }
        for name in privileges.sorted() { element.append(Element("named", namespace: element.namespace, text: name)) }
        element.removeAll("method")
        self.element = element
    }

    /// What a method needs on a receiver of that type.
    func privilege(of method: String, on type: String, _ schema: VimSchema) -> String {
        let fitting = methods.filter { entry in
            (entry.isPrefix ? method.hasPrefix(entry.name) : method == entry.name)
                && (entry.type.map { schema.isA(type, $0) } ?? true)
        }
        return fitting.max { $0.name.utf8.count < $1.name.utf8.count }?.privilege ?? other
    }

    func role(_ generic: Generic.Role) -> Role? { roles.first { $0.generic == generic } }
}
