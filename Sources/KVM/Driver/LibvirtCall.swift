import XML

/// A call in the abstract form, its arguments named as in libvirt's remote_protocol.x.
struct LibvirtCall {
    let procedure: String
    private let element: Element

    /// nil for what is no call.
    init?(_ document: Document) {
        element = document.root
        guard element.name == "call", element.namespace == Libvirt.namespace, let procedure = element["procedure"]
        else { return nil }
        self.procedure = procedure
    }

    /// The domain's UUID: an attribute, or the content of a child.
    var uuid: String { LibvirtCall.uuid(element.first("dom") ?? element.at("snap", "dom")) }

    private static func uuid(_ dom: Element?) -> String {
        (dom?["uuid"] ?? dom?.first("uuid")?.text.trimmed ?? "").lowercased()
    }

    /// The snapshot's name.
    var snapshot: String { element.first("snap")?["name"] ?? element.at("snap", "name")?.text ?? "" }

    var flags: Int { Int(element.first("flags")?.text.trimmed ?? "0") ?? 0 }

    func text(_ name: String) -> String { element.first(name)?.text ?? "" }

    func has(_ name: String) -> Bool { element.first(name) != nil }

    func child(_ name: String) -> Element? { element.first(name) }

    /// - Throws: ``LibvirtError`` 8.
    func number(_ name: String) throws(LibvirtError) -> Int {
        guard let number = Int(text(name).trimmed), number >= 0 else {
            throw .argument("\(name) in \(procedure) must be a number")
        }
        return number
    }

    /// The values of an array.
    /// - Throws: ``LibvirtError`` 8.
    func numbers(_ name: String) throws(LibvirtError) -> [Int] {
        try element.all(name).map { item throws(LibvirtError) in
            guard let number = Int(item.text.trimmed), number >= 0 else {
                throw .argument("\(name) in \(procedure) must be numbers")
            }
            return number
        }
    }

    /// The one element in an XML argument.
    /// - Throws: ``LibvirtError`` 27.
    func xml(_ name: String = "xml") throws(LibvirtError) -> Element {
        guard let xml = element.first(name)?.elements.first else { throw .xml("(no document)") }
        return xml.tidied()
    }

    /// - Throws: ``LibvirtError`` 74 for flags that the procedure does not have.
    func check(_ allowed: Int) throws(LibvirtError) {
        if flags & ~allowed != 0 { throw .flags(flags & ~allowed, of: procedure) }
    }
}
