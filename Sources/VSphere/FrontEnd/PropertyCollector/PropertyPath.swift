import XML

/// A property path: `config.hardware.device[2000].backing`, as the vSphere API reference describes it for
/// PropertySpec.pathSet.
struct PropertyPath: Sendable, Hashable {
    struct Segment: Sendable, Hashable {
        var name: String
        /// The key of an array's item.
        var key: String?
    }

    let text: String
    let segments: [Segment]

    /// - Throws: ``VimFault`` with type `InvalidProperty`.
    init(_ text: String) throws(VimFault) {
        self.text = text
        var segments: [Segment] = []
        var rest = text[...]
        while !rest.isEmpty || segments.isEmpty {
            let name = rest.prefix { $0 != "." && $0 != "[" }
            guard !name.isEmpty else { throw .invalidProperty(text) }
            rest = rest.dropFirst(name.count)
            var key: String?
            if rest.first == "[" {
                guard let end = rest.firstIndex(of: "]") else { throw .invalidProperty(text) }
                key = rest[rest.index(after: rest.startIndex)..<end].trimmingPrefix("\"").trimmingSuffix("\"")
                rest = rest[rest.index(after: end)...]
            }
            segments.append(Segment(name: String(name), key: key))
            if rest.first == "." {
                rest = rest.dropFirst()
                if rest.isEmpty { throw .invalidProperty(text) }
            } else if !rest.isEmpty {
                throw .invalidProperty(text)
            }
        }
        self.segments = segments
    }

    /// The value at this path of a view; nil if it is unset.
    /// - Throws: ``VimFault`` with type `InvalidProperty` for a path that the type does not have.
    func value(in view: FlatTree, type: String, schema: VimSchema) throws(VimFault) -> PropertyValue? {
        var node: FlatTree.Cursor? = view.root
        var type = type
        for (index, segment) in segments.enumerated() {
            let declared = schema.property(segment.name, of: type)
            guard let property = declared ?? node?.type.flatMap({ schema.property(segment.name, of: $0) }) else {
                // What only a subtype has is unset in an object of another type.
                if node == nil || isKnownSomewhere(segment.name, below: type, schema) { return nil }
                throw .invalidProperty(text)
            }
            let isLast = index == segments.count - 1
            if property.isArray {
                let items = node?.children(named: segment.name) ?? []
                if let key = segment.key {
                    node = items.first { $0.first("key")?.text == key }
                    if isLast { return node.map { .one($0, type: property.type) } }
                } else if isLast {
                    return items.isEmpty && index > 0 ? nil : .many(items, type: property.type)
                } else {
                    throw .invalidProperty(text)
                }
            } else {
                guard segment.key == nil else { throw .invalidProperty(text) }
                node = node?.first(segment.name)
                if isLast { return node.map { .one($0, type: property.type) } }
            }
            type = property.type
        }
        return nil
    }

    private func isKnownSomewhere(_ name: String, below type: String, _ schema: VimSchema) -> Bool {
        schema.subtypes(of: type).contains { schema.property(name, of: $0) != nil }
    }
}

extension StringProtocol {
    fileprivate func trimmingPrefix(_ prefix: Character) -> SubSequence {
        first == prefix ? dropFirst() : self[...]
    }
    fileprivate func trimmingSuffix(_ suffix: Character) -> String {
        String(last == suffix ? dropLast() : self[...])
    }
}
