import CLibXML2

/// What a document is composed of.
public enum Part: Sendable {
    /// A document's root, with attributes of no namespace set on it.
    case document(Document, attributes: [Attribute] = [])
    case element(Element)
    /// An element around other parts.
    indirect case wrapped(name: String, attributes: [Attribute], [Part])
}

extension Document {
    /// A root element of the given namespace around the parts; wrapped parts are in the same namespace.
    public convenience init(
        composing name: String, namespace: String, prefix: String, attributes: [Attribute] = [], _ parts: [Part]
    ) {
        let builder = TreeBuilder()
        builder.append(.wrapped(name: name, attributes: attributes, parts), namespace: namespace, prefix: prefix)
        self.init(owning: builder.finish())
    }

    /// The children of a root element of that name as documents of their own; this document itself if it has another root.
    public func split(name: String, namespace: String) -> [Document] {
        withRoot { root -> [Document]? in
            guard String(xml: root.pointee.name) == name,
                root.pointee.ns.map({ String(xml: $0.pointee.href) }) == namespace
            else { return nil }
            var documents: [Document] = []
            var child = root.pointee.children
            while let current = child {
                if current.pointee.type == XML_ELEMENT_NODE {
                    let builder = TreeBuilder()
                    builder.append(copyOf: current)
                    documents.append(Document(owning: builder.finish()))
                }
                child = current.pointee.next
            }
            return documents
        } ?? [self]
    }
}

extension TreeBuilder {
    fileprivate func append(_ part: Part, namespace: String, prefix: String) {
        switch part {
        case .document(let document, let attributes):
            document.withRoot { append(copyOf: $0, attributes: attributes) }
        case .element(let element):
            append(element)
        case .wrapped(let name, let attributes, let parts):
            open(name, namespace: namespace, prefix: prefix)
            for attribute in attributes { self.attribute(attribute) }
            for part in parts { append(part, namespace: namespace, prefix: prefix) }
            close()
        }
    }
}
