import XML

/// A part of an object's definition: an element in it, or an element of another namespace in that one.
struct DefinitionPart: Hashable, Comparable {
    var name: String
    /// The part that it is in; nil: it is one by itself.
    var place: String?
    var namespace: String?

    static func < (one: DefinitionPart, other: DefinitionPart) -> Bool {
        (one.place ?? "", one.name, one.namespace ?? "") < (other.place ?? "", other.name, other.namespace ?? "")
    }

    /// What the parts of a definition are, so that a change of one is seen.
    static func hashes(of definition: [Element]) -> [DefinitionPart: Int] {
        var hashers: [DefinitionPart: Hasher] = [:]
        for part in definition.flatMap(\.elements) {
            hashers[DefinitionPart(name: part.name), default: Hasher()].combine(part)
            for element in part.elements where element.namespace != part.namespace {
                let known = DefinitionPart(name: element.name, place: part.name, namespace: element.namespace)
                hashers[known, default: Hasher()].combine(element)
            }
        }
        return hashers.mapValues { $0.finalize() }
    }

    /// `p:part` for each that differs.
    static func changed(_ old: [DefinitionPart: Int], _ new: [DefinitionPart: Int]) -> [Part] {
        Set(old.keys).union(new.keys).filter { old[$0] != new[$0] }.sorted().map { part in
            var attributes = [Attribute("name", part.name)]
            if let place = part.place { attributes.append(Attribute("in", place)) }
            if let namespace = part.namespace { attributes.append(Attribute("namespace", namespace)) }
            return .wrapped(name: "part", attributes: attributes, [])
        }
    }
}
