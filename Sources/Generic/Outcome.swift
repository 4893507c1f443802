import XML

/// What a command came to.
public enum Outcome: Sendable, Hashable {
    /// The command succeeded; what it made, if it made something.
    case result(made: Made?)
    case fault(Fault)

    public struct Made: Sendable, Hashable {
        /// A generic type: vm, snapshot, task; listing and volume for what was only asked for.
        public var type: String
        public var id: String
        /// What is told of it (`Mappings/generic/results.rng`).
        public var content: [Element]

        public init(type: String, id: String, content: [Element] = []) {
            self.type = type
            self.id = id
            self.content = content
        }
    }

    /// Reads a `g:result` or `g:fault`; nil if it is something else.
    public init?(_ element: Element) {
        if let fault = Fault(element) {
            self = .fault(fault)
        } else if element.name == "result", element.namespace == Namespaces.generic {
            self = .result(made: element.first("object").flatMap { object in
                guard let type = object["type"], let id = object["id"] else { return nil }
                return Made(type: type, id: id, content: object.elements)
            })
        } else {
            return nil
        }
    }

    public func element(of command: String) -> Element {
        switch self {
        case .fault(let fault): return fault.element
        case .result(let made):
            var element = Element("result", namespace: Namespaces.generic, attributes: ["command": command])
            if let made {
                element.append(
                    Element(
                        "object", namespace: Namespaces.generic, attributes: ["type": made.type, "id": made.id],
                        children: made.content.map(Node.element)))
            }
            return element
        }
    }
}
