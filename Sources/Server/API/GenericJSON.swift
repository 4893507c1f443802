import Generic
import XML

/// The generic protocol's documents as JSON, by one rule and a few tables of names:
///
/// - An element is an object; its attributes and its children are the members, by their names.
/// - An element without attributes and children is its text.
/// - What may be there several times (`lists`) is an array, also if it is there once.
/// - An element that only holds such a list (`containers`) is that array itself.
/// - The text of an element that may have attributes (`valued`) is its member `value`.
/// - The names in `numbers` and `booleans` are JSON numbers and booleans, everything else is text.
/// - A command's attribute `name` is its member `command`, because some commands have a child `name`.
enum GenericJSON {
    static let lists: Set = [
        "controller", "disk", "cdrom", "nic", "snapshot", "entry", "address", "detail", "series", "point", "adapter",
        "allocation", "device", "held", "key", "kind", "match", "interface", "gateway", "dnsServer", "dnsSuffix",
    ]
    static let containers: Set = ["controllers", "disks", "cdroms", "nics", "metadata", "adapters"]
    static let valued: Set = ["file", "entry", "address", "detail"]
    static let numbers: Set = [
        "allocation", "bus", "capacity", "chain", "cores", "coresPerSocket", "count", "cpus", "delay", "free", "ifRevision",
        "interval", "mhz", "mib", "progress", "reservation", "revision", "sequence", "size", "slot", "sockets", "speed",
        "threads", "timeout", "unit", "usage", "vlan", "within",
    ]
    static let decimals: Set = ["value"]
    static let booleans: Set = [
        "accessible", "autostart", "children", "connected", "consolidate", "deleteVolume", "disk", "enabled", "existing", "force",
        "hotAdd", "linked", "maintenance", "memory", "overwrite", "parents", "powerOn", "quiesce", "recursive", "replace",
        "secureBoot", "setup", "shown", "template", "thin", "unconsolidated", "utc",
    ]

    static func json(_ element: Element) -> JSON {
        if containers.contains(element.name) { return .array(element.elements.map(json)) }
        let children = element.elements
        if element.attributes.isEmpty, children.isEmpty, !valued.contains(element.name), element.name != "snapshots" {
            return value(element.text, of: element.name)
        }
        var members: [JSON.Member] = []
        for attribute in element.attributes where attribute.namespace == nil {
            let name = element.name == "command" && attribute.name == "name" ? "command" : attribute.name
            members.append(JSON.Member(name, value(attribute.value, of: attribute.name)))
        }
        var places: [String: Int] = [:]
        for child in children {
            guard lists.contains(child.name) else {
                members.append(JSON.Member(child.name, json(child)))
                continue
            }
            if let place = places[child.name], case .array(let items) = members[place].value {
                members[place].value = .array(items + [json(child)])
            } else {
                places[child.name] = members.count
                members.append(JSON.Member(child.name, .array([json(child)])))
            }
        }
        if children.isEmpty, !element.text.isEmpty || valued.contains(element.name) {
            members.append(JSON.Member("value", .text(element.text)))
        }
        return .object(members)
    }

    private static func value(_ text: String, of name: String) -> JSON {
        if numbers.contains(name), !text.isEmpty, text.utf8.count <= 20,
            text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), text == "0" || text.utf8.first != 0x30
        {
            return .number(text)
        }
        if decimals.contains(name), let value = Double(text), value.isFinite { return .number(text) }
        if booleans.contains(name) {
            switch text {
            case "true", "1": return .bool(true)
            case "false", "0": return .bool(false)
            default: break
            }
        }
        return .text(text)
    }
}
