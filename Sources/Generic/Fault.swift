import XML

/// A refusal or a failure in the words of the generic protocol (`Mappings/generic/results.rng`).
public struct Fault: Error, Sendable, Hashable {
    public enum Code: String, Sendable, CaseIterable {
        case busy, conflict, fileExists, fileNotFound, hostUnavailable, hotPlugNotSupported, insufficientResources
        case `internal`, interrupted, invalidArgument, invalidDevice, invalidLogin, invalidPowerState, invalidState
        case nameInUse, noPermission, notAccessible, notAuthenticated, notFound, notSupported, timeout, toolsUnavailable
    }

    public var code: Code
    /// A sentence for people, never empty.
    public var message: String
    /// The fault's fields by name, as results.rng lists them.
    public var details: [String: String]

    public init(_ code: Code, _ message: String, _ details: [String: String] = [:]) {
        self.code = code
        self.message = message.isEmpty ? code.rawValue : message
        self.details = details
    }

    /// Reads a `g:fault` element; nil if it is something else.
    public init?(_ element: Element) {
        guard element.name == "fault", element.namespace == Namespaces.generic,
            let code = element["code"].flatMap(Code.init)
        else { return nil }
        let details = element.all("detail").map { ($0["name"] ?? "", $0.text) }
        self.init(
            code, element.first("message")?.text ?? "", Dictionary(details, uniquingKeysWith: { first, _ in first }))
    }

    public var element: Element {
        var element = Element("fault", namespace: Namespaces.generic, attributes: ["code": code.rawValue])
        element.append(Element("message", namespace: Namespaces.generic, text: message))
        for (name, value) in details.sorted(by: { $0.key < $1.key }) {
            element.append(Element("detail", namespace: Namespaces.generic, attributes: ["name": name], text: value))
        }
        return element
    }
}
