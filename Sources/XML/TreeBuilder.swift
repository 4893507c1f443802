import CLibXML2

/// Builds a libxml2 tree from values and from other documents, with as few namespace declarations as it takes. Characters
/// that XML 1.0 cannot carry are left out: a document with one could be written, and never be read again.
final class TreeBuilder {
    private let document: UnsafeMutablePointer<xmlDoc>
    private var stack: [UnsafeMutablePointer<xmlNode>] = []

    init() {
        Library.initialize()
        guard let document = xmlNewDoc("1.0") else { preconditionFailure("no memory") }
        self.document = document
    }

    func finish() -> UnsafeMutablePointer<xmlDoc> { document }

    func open(_ name: String, namespace: String?, prefix: String?) {
        guard let node = xmlNewDocNode(document, nil, name, nil) else { preconditionFailure("no memory") }
        attach(node)
        stack.append(node)
        node.pointee.ns = self.namespace(namespace, prefix: prefix, on: node)
    }

    func close() {
        stack.removeLast()
    }

    func attribute(_ attribute: Attribute) {
        guard let node = stack.last else { return }
        if let uri = attribute.namespace {
            let found = xmlSearchNsByHref(document, node, uri)
            let namespace = found?.pointee.prefix != nil ? found : xmlNewNs(node, uri, freePrefix(for: uri, on: node))
            xmlSetNsProp(node, namespace, attribute.name, attribute.value.asXMLText)
        } else {
            xmlSetProp(node, attribute.name, attribute.value.asXMLText)
        }
    }

    func text(_ text: String) {
        guard let node = stack.last else { return }
        var text = text.asXMLText
        text.withUTF8 { bytes in
            guard let base = bytes.baseAddress, let child = xmlNewDocTextLen(document, base, Int32(bytes.count)) else { return }
            xmlAddChild(node, child)
        }
    }

    func append(_ element: Element) {
        open(element.name, namespace: element.namespace, prefix: nil)
        for attribute in element.attributes { self.attribute(attribute) }
        for child in element.children {
            switch child {
            case .element(let element): append(element)
            case .text(let value): text(value)
            }
        }
        close()
    }

    func append(copyOf node: UnsafeMutablePointer<xmlNode>, attributes: [Attribute] = []) {
        guard let copy = xmlDocCopyNode(node, document, 1) else { return }
        for attribute in attributes { xmlSetProp(copy, attribute.name, attribute.value.asXMLText) }
        attach(copy)
        xmlReconciliateNs(document, copy)
    }

    private func attach(_ node: UnsafeMutablePointer<xmlNode>) {
        if let parent = stack.last {
            xmlAddChild(parent, node)
        } else {
            xmlDocSetRootElement(document, node)
        }
    }

    private func freePrefix(for uri: String, on node: UnsafeMutablePointer<xmlNode>) -> String {
        if uri == Namespace.schemaInstance, xmlSearchNs(document, node, "xsi") == nil { return "xsi" }
        var number = 0
        while xmlSearchNs(document, node, "a\(number)") != nil { number += 1 }
        return "a\(number)"
    }

    private func namespace(
        _ uri: String?, prefix: String?, on node: UnsafeMutablePointer<xmlNode>
    ) -> UnsafeMutablePointer<xmlNs>? {
        let inherited = xmlSearchNs(document, node, prefix)
        guard let uri else {
            // Inside a default namespace an element of none has to say so.
            if let inherited, prefix == nil, !String(xml: inherited.pointee.href).isEmpty { xmlNewNs(node, "", nil) }
            return nil
        }
        if let inherited, String(xml: inherited.pointee.href) == uri { return inherited }
        return xmlNewNs(node, uri, prefix)
    }
}

enum Namespace {
    static let schemaInstance = "http://www.w3.org/2001/XMLSchema-instance"
}
