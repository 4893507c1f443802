import Foundation
import Generic
import Store
import XML

extension Event {
    /// The event in the generic protocol.
    public var element: Element {
        var element = Element("event", namespace: Namespaces.generic)
        let attributes: [(String, String?)] = [
            ("sequence", "\(seq)"), ("type", type), ("time", time.generic), ("target", target), ("name", name),
            ("host", host), ("user", user), ("protocol", self.protocol), ("chain", "\(chain)"),
        ]
        for (name, value) in attributes { element[name] = value }
        element.append(Element("message", namespace: Namespaces.generic, text: message))
        for (name, value) in details.sorted(by: { $0.key < $1.key }) {
            element.append(Element("detail", namespace: Namespaces.generic, attributes: ["name": name], text: value))
        }
        if let fault = fault.flatMap({ try? Document(parsing: $0).root }) { element.append(fault) }
        return element
    }
}
