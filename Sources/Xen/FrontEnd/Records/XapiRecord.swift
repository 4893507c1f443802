import XML

/// An object of XAPI's database, as a view has it or complete.
struct XapiRecord: Sendable {
    var className: String
    var ref: String
    var fields: [String: XapiValue]
    /// Whether it only says what is otherwise for the time being in the record of that reference.
    var isOverlay = false

    /// The records of a view: the object, and in `records` those that have no view of their own.
    static func records(in view: FlatTree) -> [XapiRecord] {
        var all: [XapiRecord] = []
        append(view.root, to: &all)
        return all
    }

    private static func append(_ element: FlatTree.Cursor, to all: inout [XapiRecord]) {
        guard let ref = element.attribute("ref") else { return }
        var record = XapiRecord(className: element.attribute("class") ?? element.name, ref: ref, fields: [:])
        record.isOverlay = element.attribute("overlay") != nil
        var others: [FlatTree.Cursor] = []
        for child in element.children {
            if child.name == "records" {
                others = child.children
            } else if let value = XapiValue(in: child) {
                record.fields[child.name] = value
            }
        }
        all.append(record)
        for other in others { append(other, to: &all) }
    }

    /// All fields of its class, in the order of the data model: what the view says, and the default of what it does not.
    func complete(_ schema: XapiSchema.Class) -> XapiValue {
        .structure(schema.fields.map { .init(name: $0.name, value: value(of: $0)) })
    }

    func value(of field: XapiSchema.Field) -> XapiValue {
        guard let own = fields[field.name] else { return field.absent }
        return field.type.checked(own) ?? field.absent
    }
}

extension XapiRecord {
    /// `<x:VM ref="…">` with its fields.
    var element: Element {
        var element = XapiValue.element(className)
        element["ref"] = ref
        for (name, value) in fields.sorted(by: { $0.key < $1.key }) { element.append(value.element(name)) }
        return element
    }
}

extension XapiValue {
    /// What an element that holds a value has in it; nil for what no XAPI value looks like.
    init?(in element: FlatTree.Cursor) {
        guard let typed = element.children.first else {
            self = .string(element.text)
            return
        }
        switch typed.name {
        case "boolean": self = .boolean(typed.text == "1" || typed.text == "true")
        case "double":
            guard let number = Double(typed.text) else { return nil }
            self = .double(number)
        case "dateTime": self = .dateTime(typed.text)
        case "array": self = .array(typed.children.compactMap { XapiValue(in: $0) })
        case "struct":
            // A key that a mapping writes twice: the last one counts.
            var members: [Member] = []
            var places: [String: Int] = [:]
            for child in typed.children {
                guard let name = child.attribute("name"), let value = XapiValue(in: child) else { continue }
                if let place = places[name] {
                    members[place].value = value
                } else {
                    places[name] = members.count
                    members.append(Member(name: name, value: value))
                }
            }
            self = .structure(members)
        default: self = .string(typed.text)
        }
    }
}
