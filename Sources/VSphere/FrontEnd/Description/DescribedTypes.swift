import Foundation

/// The type table as an XML schema describes it: data types, enumerations, faults, and each method's request and response.
struct DescribedTypes {
    struct Element {
        var name: Substring
        var type: Substring
        var flags: Substring
    }

    struct DataType {
        var name: Substring
        var base: Substring
        var elements: [Element] = []
    }

    struct Method {
        var name: String
        var returns: Element
        var arguments: [Element] = []
    }

    private(set) var data: [DataType] = []
    private(set) var enumerations: [(name: Substring, values: [Substring])] = []
    /// The types of properties that are arrays.
    private var arrays: Set<Substring> = []
    /// Each once, though several types may have it.
    private(set) var methods: [Method] = []

    init(contentsOf file: URL) throws {
        let text = try String(contentsOf: file, encoding: .utf8)
        var known: Set<Substring> = []
        // Whether properties, and arguments, are of something that is described.
        var isData = false
        var isNew = false
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            let fields = line.split(separator: " ")
            switch fields.first {
            case "D":
                isData = true
                data.append(DataType(name: fields[1], base: fields[2]))
            case "M": isData = false
            case "E": enumerations.append((fields[1], Array(fields.dropFirst(3))))
            case "p":
                if fields[3].contains("a") { arrays.insert(fields[2]) }
                guard isData else { continue }
                data[data.count - 1].elements.append(Element(name: fields[1], type: fields[2], flags: fields[3]))
            case "m":
                isNew = known.insert(fields[1]).inserted
                if isNew {
                    methods.append(
                        Method(
                            name: String(fields[1]),
                            returns: Element(name: "returnval", type: fields[2], flags: fields[3])))
                }
            case "a" where isNew:
                methods[methods.count - 1].arguments.append(
                    Element(name: fields[1], type: fields[2], flags: fields[3]))
            default: break
            }
        }
    }

    func write(to writer: inout SOAPWriter) {
        writer.raw("<complexType name=\"ManagedObjectReference\"><simpleContent><extension base=\"xsd:string\">")
        writer.raw("<attribute name=\"type\" type=\"xsd:string\"/></extension></simpleContent></complexType>")
        for type in data { write(type, &writer) }
        for (name, values) in enumerations {
            writer.open("simpleType", [("name", String(name))])
            writer.raw("<restriction base=\"xsd:string\">")
            for value in values {
                writer.open("enumeration", [("value", String(value))])
                writer.raw("</enumeration>")
            }
            writer.raw("</restriction></simpleType>")
        }
        for item in arrayItems { writeArray(of: item, &writer) }
        for fault in faults {
            writer.open("element", [("name", "\(fault)Fault"), ("type", "vim25:\(fault)")])
            writer.raw("</element>")
        }
        for method in methods { write(method, &writer) }
    }

    /// What arrays in a value of any type may hold: a property that is an array is such a value when it is read.
    private var arrayItems: [String] {
        let types = arrays.map { PropertyValue.wireType(String($0)) } + ["ManagedObjectReference", "xsd:string", "xsd:anyType"]
        return Set(types).sorted()
    }

    private var faults: [Substring] {
        var faults: Set<Substring> = ["MethodFault"]
        var found = -1
        while found != faults.count {
            found = faults.count
            for type in data where faults.contains(type.base) { faults.insert(type.name) }
        }
        return faults.sorted()
    }

    private func write(_ type: DataType, _ writer: inout SOAPWriter) {
        writer.open("complexType", [("name", String(type.name))])
        if type.base != "-" {
            writer.raw("<complexContent>")
            writer.open("extension", [("base", "vim25:\(type.base)")])
        }
        writeSequence(type.elements, &writer)
        if type.base != "-" { writer.raw("</extension></complexContent>") }
        writer.raw("</complexType>")
    }

    private func write(_ method: Method, _ writer: inout SOAPWriter) {
        let this = Element(name: "_this", type: "ref:ManagedObject", flags: "-")
        writer.open("element", [("name", method.name)])
        writer.raw("<complexType>")
        writeSequence([this] + method.arguments, &writer)
        writer.raw("</complexType></element>")
        writer.open("element", [("name", method.name + "Response")])
        writer.raw("<complexType>")
        writeSequence(method.returns.type == "void" ? [] : [method.returns], &writer)
        writer.raw("</complexType></element>")
    }

    private func writeArray(of item: String, _ writer: inout SOAPWriter) {
        writer.open("complexType", [("name", PropertyValue.arrayType(of: item))])
        let name = PropertyValue.itemName(of: item)
        writeSequence([Element(name: name[...], type: item[...], flags: "oa")], &writer)
        writer.raw("</complexType>")
    }

    private func writeSequence(_ elements: [Element], _ writer: inout SOAPWriter) {
        guard !elements.isEmpty else { return }
        writer.raw("<sequence>")
        for element in elements {
            let type = PropertyValue.wireType(String(element.type))
            var attributes = [("name", String(element.name)), ("type", type.hasPrefix("xsd:") ? type : "vim25:\(type)")]
            if element.flags.contains("o") { attributes.append(("minOccurs", "0")) }
            if element.flags.contains("a") { attributes.append(("maxOccurs", "unbounded")) }
            writer.open("element", attributes)
            writer.raw("</element>")
        }
        writer.raw("</sequence>")
    }
}
