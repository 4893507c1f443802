import XML

extension Element {
    /// What a client sent, in canonical VMware XML: as ``canonical``, and with the literal `xsd:` before simple types.
    var typed: Element {
        var copy = canonical
        copy.typeSimpleValues()
        return copy
    }

    private static let simpleTypes: Set<String> = [
        "string", "boolean", "byte", "short", "int", "long", "float", "double", "dateTime", "base64Binary", "anyURI",
    ]

    private mutating func typeSimpleValues() {
        for index in attributes.indices
        where attributes[index].namespace == VimSchema.instance && Element.simpleTypes.contains(attributes[index].value)
        {
            attributes[index].value = "xsd:\(attributes[index].value)"
        }
        children = children.map { child in
            guard case .element(var element) = child else { return child }
            element.typeSimpleValues()
            return .element(element)
        }
    }
}
