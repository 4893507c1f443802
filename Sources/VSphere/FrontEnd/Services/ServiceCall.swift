import Agents
import XML

/// One call of an operation, whatever it came by.
struct ServiceCall: Sendable {
    var operation: ServiceTable.Operation
    /// The arguments, in the abstract form that ``ServiceCodec`` describes.
    var input: Element
    var session: VimSession?
    /// The user and password that the client sent instead of a session.
    var credentials: Credentials?
    var address: String

    struct Credentials: Sendable {
        var user: String
        var password: String
    }

    /// - Throws: ``ServiceError`` with type `unauthenticated`.
    func authenticated() throws(ServiceError) -> VimSession {
        guard let session else { throw .unauthenticated }
        return session
    }

    func text(_ name: String) -> String { input.first(name)?.text ?? "" }
    func items(_ name: String) -> [Element] { input.first(name)?.elements ?? [] }

    /// The document that the mappings take.
    func document(_ parts: [Element] = []) -> Element {
        var root = Element(
            "call", namespace: ServiceCodec.namespace,
            attributes: ["service": operation.service, "operation": operation.name])
        var input = input
        input.name = "input"
        root.append(input)
        for part in parts { root.append(part) }
        return root
    }

    static func output(_ children: [Element] = []) -> Element {
        Element("output", namespace: ServiceCodec.namespace, children: children.map(Node.element))
    }

    static func output(_ text: String) -> Element {
        Element("output", namespace: ServiceCodec.namespace, text: text)
    }
}
