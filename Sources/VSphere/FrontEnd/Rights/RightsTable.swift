import Foundation
import Generic
import XML

/// Roles, and the privileges that each method needs (`Mappings/vsphere/rights.xml`).
struct RightsTable: Sendable {
    struct Role: Sendable {
        var id: Int
        var name: String
        var privileges: Set<String>
        var generic: Generic.Role?
    }

    /// What a method needs.
    struct Rule: Sendable {
        /// On its receiver; empty: only what it needs besides.
        var privilege: String
        var needs: [Need] = []
    }

    /// What a method needs besides.
    struct Need: Sendable {
        enum Subject: String, Sendable {
            /// The object itself.
            case `self`
            /// What the object is in.
            case parent
            /// The machines in the object, however deep.
            case machines
            /// The pool of a machine, or that of a host itself.
            case pool
            /// The folder that a new machine of a host gets into.
            case folder
        }

        var privilege: String
        var subject: Subject
        /// A path below the method's element to the objects that it is about; nil: the receiver.
        var path: String?
        /// The attribute of what is at the path that names the object by its generic UUID; nil: it is a reference or a name.
        var attribute: String?
        /// An XPath condition on the method's element.
        var condition: String?
        /// The power state that the receiver has to be in for it.
        var state: String?
        /// In place of a privilege.
        var like: Like?
    }

    /// All that another method needs for parts of this one's request, as those of its `spec`.
    struct Like: Sendable {
        var method: String
        /// A path below the method's element.
        var path: String
    }

    private struct Method: Sendable {
        var name: String
        var type: String?
        var rule: Rule
    }

    /// The prefixes of its expressions.
    static let namespaces = ["v": SOAPRequest.vim, "g": Namespaces.generic]

    /// The roles and, as its `named` elements, every privilege that the file names: for the mapping.
    let element: Element
    let roles: [Role]
    /// Every privilege that a role or a method names.
    let privileges: Set<String>
    private let exact: [String: [Method]]
    private let prefixes: [Method]
    /// By the name of a generic command.
    private let commands: [String: Rule]
    private let shown: [(type: String, properties: Set<String>)]
    private let other: String

    /// - Throws: ``XMLError``, or what keeps the files from being read.
    init(contentsOf file: URL, schema: URL) throws {
        let document = try Document(parsing: Data(contentsOf: file), limits: .trusted)
        try Schema(contentsOf: schema).validate(document)
        var element = document.root
        other = element["default"] ?? ""
        let methods = element.all("method").map(RightsTable.method)
        commands = element.all("command").reduce(into: [:]) { $0[$1["name"] ?? ""] = RightsTable.rule($1) }
        let rules = methods.map(\.rule) + commands.values
        for need in rules.flatMap(\.needs) {
            if let condition = need.condition { try RightsTable.check(condition) }
            for path in [need.path, need.like?.path].compactMap({ $0 }) { try RightsTable.check("/*/\(path)") }
        }
        exact = Dictionary(grouping: methods.filter { !$0.name.hasSuffix("*") }, by: \.name)
        prefixes = methods.filter { $0.name.hasSuffix("*") }.map { method in
            var method = method
            method.name.removeLast()
            return method
        }.sorted { $0.name.utf8.count > $1.name.utf8.count }
        shown = element.all("shown").map { ($0["type"] ?? "", Set(RightsTable.words($0["properties"]))) }
        let named =
            element.all("role").flatMap { $0.all("privilege").map(\.text) } + element.all("privilege").map(\.text)
        let needed = rules.flatMap { [$0.privilege] + $0.needs.filter { $0.like == nil }.map(\.privilege) }
        privileges = Set(needed + named + [other]).subtracting([""])
        roles = element.all("role").map { [privileges] role in
            Role(
                id: role["id"].flatMap { Int($0) } ?? 0, name: role["name"] ?? "",
                privileges: role["all"] == "true" ? privileges : Set(role.all("privilege").map(\.text)),
                generic: role["generic"].flatMap { Generic.Role(rawValue: $0) })
        }
        for name in ["method", "command", "shown", "privilege"] { element.removeAll(name) }
        for name in privileges.sorted() { element.append(Element("named", namespace: element.namespace, text: name)) }
        self.element = element
    }

    private static func method(_ element: Element) -> Method {
        Method(name: element["name"] ?? "", type: element["on"], rule: rule(element))
    }

    private static func rule(_ element: Element) -> Rule {
        let needs = element.all("needs").map { need in
            Need(
                privilege: need["privilege"] ?? "", subject: need["of"].flatMap(Need.Subject.init) ?? .self,
                path: need["at"], attribute: need["by"], condition: need["when"], state: need["state"],
                like: need["like"].map { Like(method: $0, path: need["parts"] ?? "") })
        }
        return Rule(privilege: element["privilege"] ?? "", needs: needs)
    }

    private static func words(_ text: String?) -> [String] {
        (text ?? "").split(whereSeparator: \.isWhitespace).map(String.init)
    }

    private static func check(_ expression: String) throws {
        try Document.checkXPath(expression, namespaces: namespaces)
    }

    /// What a method needs on a receiver of that type.
    func rule(of method: String, on type: String, _ schema: VimSchema) -> Rule {
        func fits(_ entry: Method) -> Bool { entry.type.map { schema.isA(type, $0) } ?? true }
        let own = exact[method, default: []].filter(fits)
        if let found = own.first(where: { $0.type != nil }) ?? own.first { return found.rule }
        return prefixes.first { method.hasPrefix($0.name) && fits($0) }?.rule ?? Rule(privilege: other)
    }

    /// What a generic command needs, whatever protocol it comes in.
    func rule(ofCommand name: String) -> Rule { commands[name] ?? Rule(privilege: other) }

    /// What a method needs besides, whatever its receiver.
    func needs(of method: String) -> [Need] { exact[method, default: []].flatMap(\.rule.needs) }

    /// Whether who sees an object may read a property of it, though nothing else of the object.
    func isShown(_ property: String, of type: String, _ schema: VimSchema) -> Bool {
        shown.contains { $0.properties.contains(property) && schema.isA(type, $0.type) }
    }

    func role(_ generic: Generic.Role) -> Role? { roles.first { $0.generic == generic } }
}
