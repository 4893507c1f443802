import XML

extension Element {
    /// The element without what only its sender's envelope gives a meaning: prefixes in types, attributes of its own.
    var canonical: Element {
        var copy = self
        copy.attributes = attributes.compactMap { attribute in
            guard attribute.name == "type" else { return nil }
            let value = attribute.value.split(separator: ":").last.map(String.init) ?? ""
            return Attribute("type", namespace: attribute.namespace, value)
        }
        copy.children = children.map { child in
            if case .element(let element) = child { .element(element.canonical) } else { child }
        }
        return copy
    }
}
