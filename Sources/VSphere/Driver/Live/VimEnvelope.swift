import Endpoints
import XML

/// What vim25 puts around its messages.
enum VimEnvelope {
    private static let soap = "http://schemas.xmlsoap.org/soap/envelope/"

    static func bytes(around call: Element) -> [UInt8] {
        Array(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <soapenv:Envelope xmlns:soapenv="\(soap)" xmlns:xsd="http://www.w3.org/2001/XMLSchema" \
            xmlns:xsi="\(Vim.instance)"><soapenv:Body>
            """.utf8) + Document(call).bytes() + Array("</soapenv:Body></soapenv:Envelope>".utf8)
    }

    /// The response element of an answer.
    /// - Throws: ``VimRefusal`` for a SOAP fault, ``EndpointError`` for what is no SOAP.
    static func response(in answer: HTTPAnswer) throws -> Element {
        let document: Document
        do {
            document = try Document(parsing: answer.body)
        } catch {
            throw EndpointError(.sent, "the answer (HTTP \(answer.status)) is not XML: \(error.reason)")
        }
        let envelope = document.root
        guard envelope.name == "Envelope", envelope.namespace == soap, let body = envelope.first("Body"),
            let content = body.elements.first
        else { throw EndpointError(.sent, "the answer (HTTP \(answer.status)) is not SOAP") }
        if content.name == "Fault" { throw VimRefusal(fault: content) }
        guard answer.status == 200 else { throw EndpointError(.sent, "the server answered HTTP \(answer.status)") }
        return content
    }
}

/// A SOAP fault: what was asked for has been refused and has not been done.
struct VimRefusal: Error, CustomStringConvertible {
    let fault: Element

    /// The vim25 type of the fault, `InvalidLogin`; empty if it tells none.
    var type: String {
        guard let detail = fault.first("detail")?.elements.first else { return "" }
        return detail.vimType ?? (detail.name.hasSuffix("Fault") ? String(detail.name.dropLast(5)) : detail.name)
    }

    var description: String {
        let text = fault.first("faultstring")?.text ?? ""
        return text.isEmpty ? type : "\(text) (\(type))"
    }
}

extension Element {
    static func vim(_ name: String, _ text: String) -> Element { Element(name, namespace: Vim.namespace, text: text) }

    static func vim(_ name: String, _ children: [Element] = []) -> Element {
        Element(name, namespace: Vim.namespace, children: children.map { .element($0) })
    }

    static func vim(_ name: String, _ reference: ManagedObjectReference) -> Element {
        Element(name, namespace: Vim.namespace, attributes: ["type": reference.type], text: reference.value)
    }

    /// The element as the reference to a managed object that it holds.
    var managedObject: ManagedObjectReference? {
        guard let type = self["type"], !text.isEmpty else { return nil }
        return ManagedObjectReference(type: type, value: text)
    }
}
