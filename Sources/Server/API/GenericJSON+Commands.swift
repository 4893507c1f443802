import Generic
import XML

extension GenericJSON {
    /// Members of a command that are child elements although they are text.
    private static let textElements: Set = ["name", "notes", "description"]
    /// The order in which a command's children are written; the schema wants it of some.
    private static let order = [
        "name", "notes", "description", "cpu", "memory", "firmware", "guest", "controller", "disk", "cdrom", "nic",
        "metadata",
    ]

    /// The generic command that a JSON object says, by the rule of ``GenericJSON`` the other way round.
    ///
    /// The result is as valid as the object is: the schema still has to judge it.
    /// - Throws: ``Fault`` with code `invalidArgument` for what cannot be any command.
    static func command(_ json: JSON) throws(Fault) -> Element {
        guard case .object(let members) = json else { throw refusal("a command is a JSON object", "command") }
        guard let name = json["command"]?.text else {
            throw refusal("the member 'command' must name the command", "command")
        }
        var element = Element(
            "command", namespace: Namespaces.generic, attributes: ["name": try checked(name, "command")])
        var children: [(place: Int, element: Element)] = []
        for member in members where member.name != "command" {
            if textElements.contains(member.name) {
                guard let text = scalar(member.value) else {
                    throw refusal("'\(member.name)' must be a text", member.name)
                }
                let child = Element(member.name, namespace: Namespaces.generic, text: try checked(text, member.name))
                children.append((place(member.name), child))
            } else if let text = scalar(member.value) {
                element[try attribute(member.name)] = try checked(text, member.name)
            } else {
                for child in try elements(member, depth: 0) { children.append((place(member.name), child)) }
            }
        }
        for (_, child) in children.enumerated().sorted(by: {
            ($0.element.place, $0.offset) < ($1.element.place, $1.offset)
        }) {
            element.append(child.element)
        }
        return element
    }

    private static func elements(_ member: JSON.Member, depth: Int) throws(Fault) -> [Element] {
        guard depth < 8 else { throw refusal("nested too deeply", member.name) }
        let name = try attribute(member.name)
        switch member.value {
        case .array(let items) where containers.contains(name):
            var container = Element(name, namespace: Namespaces.generic)
            let item = name == "metadata" ? "entry" : String(name.dropLast())
            for value in items {
                for child in try elements(JSON.Member(item, value), depth: depth + 1) { container.append(child) }
            }
            return [container]
        case .array(let items):
            var all: [Element] = []
            for value in items { all += try elements(JSON.Member(name, value), depth: depth + 1) }
            return all
        case .object(let members):
            var element = Element(name, namespace: Namespaces.generic)
            for member in members {
                if member.name == "value", let text = scalar(member.value) {
                    element.children.append(.text(try checked(text, member.name)))
                } else if let text = scalar(member.value) {
                    element[try attribute(member.name)] = try checked(text, member.name)
                } else {
                    for child in try elements(member, depth: depth + 1) { element.append(child) }
                }
            }
            return [element]
        default:
            throw refusal("'\(member.name)' must be an object or a list of objects", member.name)
        }
    }

    private static func scalar(_ value: JSON) -> String? {
        switch value {
        case .text(let text), .number(let text): text
        case .bool(let value): value ? "true" : "false"
        case .null, .array, .object: nil
        }
    }

    private static func attribute(_ name: String) throws(Fault) -> String {
        let isName =
            (1...64).contains(name.utf8.count)
            && name.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
            }
        guard isName else { throw refusal("a member has a name that no command knows", "command") }
        return name
    }

    /// Characters that XML cannot carry are refused, not lost.
    private static func checked(_ text: String, _ name: String) throws(Fault) -> String {
        guard text.isXMLText else { throw refusal("'\(name)' has a control character", name) }
        return text
    }

    private static func place(_ name: String) -> Int { order.firstIndex(of: name) ?? order.count }

    private static func refusal(_ message: String, _ argument: String) -> Fault {
        Fault(.invalidArgument, message, ["argument": argument])
    }
}
