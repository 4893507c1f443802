import Foundation
import Synchronization

/// The WSDL of the vim25 API, made of the type table: `vimService.wsdl`, which imports `vim.wsdl`.
///
/// It is made when somebody asks for it first, and kept.
final class ServiceDescription: Sendable {
    private let file: URL
    private let made = Mutex<[UInt8]?>(nil)

    /// - Parameter file: the type table (`Mappings/vsphere/schema.txt`).
    init(_ file: URL) {
        self.file = file
    }

    /// Where the service is. Clients put the address in its place that they were given.
    static let service: [UInt8] = {
        var writer = SOAPWriter()
        writer.raw(declaration)
        writer.raw("<definitions xmlns=\"http://schemas.xmlsoap.org/wsdl/\"")
        writer.raw(" xmlns:soap=\"http://schemas.xmlsoap.org/wsdl/soap/\" xmlns:interface=\"urn:vim25\"")
        writer.raw(" targetNamespace=\"urn:vim25Service\">")
        writer.raw("<import location=\"vim.wsdl\" namespace=\"urn:vim25\"/>")
        writer.raw("<service name=\"VimService\"><port binding=\"interface:VimBinding\" name=\"VimPort\">")
        writer.raw("<soap:address location=\"https://localhost/sdk/vimService\"/></port></service></definitions>")
        return writer.bytes
    }()

    static let declaration: StaticString = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"

    /// Types, messages, operations and their binding to SOAP.
    /// - Throws: what keeps the type table from being read.
    func interface() throws -> [UInt8] {
        if let made = made.withLock({ $0 }) { return made }
        let types = try DescribedTypes(contentsOf: file)
        var writer = SOAPWriter(capacity: 4 << 20)
        writer.raw(ServiceDescription.declaration)
        writer.raw("<definitions xmlns=\"http://schemas.xmlsoap.org/wsdl/\"")
        writer.raw(" xmlns:soap=\"http://schemas.xmlsoap.org/wsdl/soap/\" xmlns:vim25=\"urn:vim25\"")
        writer.raw(" xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\" targetNamespace=\"urn:vim25\">")
        writer.raw("<types><schema xmlns=\"http://www.w3.org/2001/XMLSchema\" targetNamespace=\"urn:vim25\"")
        writer.raw(" elementFormDefault=\"qualified\">")
        types.write(to: &writer)
        writer.raw("</schema></types>")
        writeOperations(types.methods, &writer)
        writer.raw("</definitions>")
        let bytes = writer.bytes
        made.withLock { $0 = bytes }
        return bytes
    }

    private func writeOperations(_ methods: [DescribedTypes.Method], _ writer: inout SOAPWriter) {
        for method in methods {
            for (suffix, element) in [("RequestMsg", method.name), ("ResponseMsg", method.name + "Response")] {
                writer.open("message", [("name", method.name + suffix)])
                writer.open("part", [("name", "parameters"), ("element", "vim25:" + element)])
                writer.raw("</part></message>")
            }
        }
        writer.raw("<portType name=\"VimPortType\">")
        for method in methods {
            writer.open("operation", [("name", method.name)])
            writer.open("input", [("message", "vim25:\(method.name)RequestMsg")])
            writer.raw("</input>")
            writer.open("output", [("message", "vim25:\(method.name)ResponseMsg")])
            writer.raw("</output></operation>")
        }
        writer.raw("</portType><binding name=\"VimBinding\" type=\"vim25:VimPortType\">")
        writer.raw("<soap:binding style=\"document\" transport=\"http://schemas.xmlsoap.org/soap/http\"/>")
        for method in methods {
            writer.open("operation", [("name", method.name)])
            writer.raw("<soap:operation soapAction=\"urn:vim25\" style=\"document\"/>")
            writer.raw("<input><soap:body use=\"literal\"/></input><output><soap:body use=\"literal\"/></output></operation>")
        }
        writer.raw("</binding>")
    }
}
