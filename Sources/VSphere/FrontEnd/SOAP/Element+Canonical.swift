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

    /// The element with the text of those that hold no others as XPath's `normalize-space` gives it.
    var normalized: Element {
        var copy = self
        let hasElements = children.contains { if case .element = $0 { true } else { false } }
        if hasElements {
            copy.children = children.map { child in
                if case .element(let element) = child { .element(element.normalized) } else { child }
            }
        } else {
            copy.text = text.split(whereSeparator: \.isXMLSpace).joined(separator: " ")
        }
        return copy
    }

    /// The element without attributes that only this server itself sets: of those in no namespace a client's says the type
    /// of a reference.
    var withoutForeignAttributes: Element {
        var copy = self
        copy.attributes.removeAll { $0.namespace == nil && $0.name != "type" }
        copy.children = children.map { child in
            if case .element(let element) = child { .element(element.withoutForeignAttributes) } else { child }
        }
        return copy
    }

    /// Moves it and all that is in it from its namespace to another.
    mutating func move(to other: String) {
        guard let own = namespace else { return }
        func moved(_ element: Element) -> Element {
            var copy = element
            if copy.namespace == own { copy.namespace = other }
            copy.children = copy.children.map { child in
                if case .element(let element) = child { .element(moved(element)) } else { child }
            }
            return copy
        }
        self = moved(self)
    }
}

extension Character {
    fileprivate var isXMLSpace: Bool {
        unicodeScalars.allSatisfy { [" ", "\t", "\n", "\r"].contains($0) }
    }
}
