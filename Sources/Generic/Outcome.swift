import XML

/// What a command came to.
public enum Outcome: Sendable, Hashable {
    /// The command succeeded; what it made, if it made something.
    case result(made: Made?)
    case fault(Fault)

    public struct Made: Sendable, Hashable {
        /// A generic type: vm, snapshot, task.
        public var type: String
        public var id: String

        public init(type: String, id: String) {
            self.type = type
            self.id = id
        }
    }

    /// Reads a `g:result` or `g:fault`; nil if it is something else.
    public init?(_ element: Element) {
        if let fault = Fault(element) {
            self = .fault(fault)
        } else if element.name == "result", element.namespace == Namespaces.generic {
            self = .result(made: element.first("object").flatMap { object in
                guard let type = object["type"], let id = object["id"] else { return nil }
                return Made(type: type, id: id)
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
                    Element("object", namespace: Namespaces.generic, attributes: ["type": made.type, "id": made.id]))
            }
            return element
        }
    }
}
