import XML

/// A document as libvirt prints it: two blanks for each level, and values in single quotes.
struct DocumentText {
    private(set) var text = ""

    init(_ root: Element) { write(root, depth: 0, namespace: nil) }

    private mutating func write(_ element: Element, depth: Int, namespace: String?) {
        let margin = String(repeating: "  ", count: depth)
        text += "\(margin)<\(element.name)"
        // Elements of other namespaces declare theirs where they begin.
        if element.namespace != namespace { text += " xmlns='\(DocumentText.escaped(element.namespace ?? ""))'" }
        for attribute in element.attributes where attribute.namespace == nil {
            text += " \(attribute.name)='\(DocumentText.escaped(attribute.value))'"
        }
        let children = element.elements
        if !children.isEmpty {
            text += ">\n"
            for child in children { write(child, depth: depth + 1, namespace: element.namespace) }
            text += "\(margin)</\(element.name)>\n"
        } else if element.text.isEmpty {
            text += "/>\n"
        } else {
            text += ">\(DocumentText.escaped(element.text))</\(element.name)>\n"
        }
    }

    private static func escaped(_ text: String) -> String {
        guard text.utf8.contains(where: { "&<>'\"".utf8.contains($0) || $0 < 32 }) else { return text }
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "'": escaped += "&apos;"
            case "\"": escaped += "&quot;"
            case "\r": escaped += "&#13;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
