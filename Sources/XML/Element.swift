/// An attribute of an ``Element``.
public struct Attribute: Sendable, Hashable {
    public var name: String
    public var namespace: String?
    public var value: String

    public init(_ name: String, namespace: String? = nil, _ value: String) {
        self.name = name
        self.namespace = namespace
        self.value = value
    }
}

/// A child of an ``Element``. Comments and processing instructions are not kept.
public enum Node: Sendable, Hashable {
    case element(Element)
    case text(String)
}

/// An element as a value: what a document says, free of its prefixes.
public struct Element: Sendable, Hashable {
    /// The local name.
    public var name: String
    /// The namespace's URI.
    public var namespace: String?
    public var attributes: [Attribute]
    public var children: [Node]

    public init(
        _ name: String, namespace: String? = nil, attributes: KeyValuePairs<String, String> = [:],
        children: [Node] = []
    ) {
        self.name = name
        self.namespace = namespace
        self.attributes = attributes.map { Attribute($0.key, $0.value) }
        self.children = children
    }

    public init(
        _ name: String, namespace: String? = nil, attributes: KeyValuePairs<String, String> = [:], text: String
    ) {
        self.init(name, namespace: namespace, attributes: attributes, children: text.isEmpty ? [] : [.text(text)])
    }

    /// The attribute of that name in no namespace.
    public subscript(attribute: String) -> String? {
        get { attributes.first { $0.name == attribute && $0.namespace == nil }?.value }
        set {
            let index = attributes.firstIndex { $0.name == attribute && $0.namespace == nil }
            switch (index, newValue) {
            case (let index?, let value?): attributes[index].value = value
            case (let index?, nil): attributes.remove(at: index)
            case (nil, let value?): attributes.append(Attribute(attribute, value))
            case (nil, nil): break
            }
        }
    }

    public func attribute(_ name: String, namespace: String) -> String? {
        attributes.first { $0.name == name && $0.namespace == namespace }?.value
    }

    /// All text below this element. Setting it replaces the children.
    public var text: String {
        get {
            if children.count == 1, case .text(let text) = children[0] { return text }
            return children.reduce(into: "") { result, child in
                switch child {
                case .text(let text): result += text
                case .element(let element): result += element.text
                }
            }
        }
        set { children = newValue.isEmpty ? [] : [.text(newValue)] }
    }

    /// The child elements.
    public var elements: [Element] {
        children.compactMap { if case .element(let element) = $0 { element } else { nil } }
    }

    /// The first child element with that local name.
    public func first(_ name: String) -> Element? {
        for case .element(let element) in children where element.name == name { return element }
        return nil
    }

    /// The child elements with that local name.
    public func all(_ name: String) -> [Element] {
        elements.filter { $0.name == name }
    }

    public mutating func append(_ child: Element) {
        children.append(.element(child))
    }

    /// Replaces the first child element with that local name; appends if there is none.
    public mutating func replaceFirst(_ name: String, with element: Element) {
        if let index = firstIndex(name) {
            children[index] = .element(element)
        } else {
            append(element)
        }
    }

    public mutating func removeAll(_ name: String) {
        children.removeAll { if case .element(let element) = $0 { element.name == name } else { false } }
    }

    /// Changes the first child element with that local name, which is made, in this element's namespace, if missing.
    public mutating func update<E: Error>(_ name: String, _ body: (inout Element) throws(E) -> Void) throws(E) {
        let index: Int
        if let found = firstIndex(name) {
            index = found
        } else {
            children.append(.element(Element(name, namespace: namespace)))
            index = children.count - 1
        }
        guard case .element(var element) = children[index] else { return }
        try body(&element)
        children[index] = .element(element)
    }

    private func firstIndex(_ name: String) -> Int? {
        children.firstIndex { if case .element(let element) = $0 { element.name == name } else { false } }
    }
}
