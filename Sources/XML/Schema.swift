import CLibXML2
import CXMLSupport
import Foundation
import Synchronization

/// A RELAX NG schema (the XML syntax), for documents of our own and tests; never for bytes from a socket.
public final class Schema: Sendable {
    private let pointer: Pointer

    private struct Pointer: @unchecked Sendable {
        let schema: xmlRelaxNGPtr
    }

    /// - Throws: ``XMLError`` with code `invalidSchema`.
    public init(contentsOf file: URL) throws(XMLError) {
        Library.initialize()
        let result: Result<Pointer, XMLError> = Schema.compilation.withLock { _ in
            // libxml2 loads xs:include and externalRef through the entity loader, which is shut but for this.
            let loader = xmlGetExternalEntityLoader()
            xmlSetExternalEntityLoader { url, _, context in
                guard let url, String(cString: url).hasSuffix(".rng") else { return nil }
                return xmlNewInputFromFile(context, url)
            }
            defer { xmlSetExternalEntityLoader(loader) }
            guard let parser = xmlRelaxNGNewParserCtxt(file.path) else {
                return .failure(XMLError(.invalidSchema, "cannot read \(file.lastPathComponent)"))
            }
            defer { xmlRelaxNGFreeParserCtxt(parser) }
            var messages = Schema.Messages()
            return withUnsafeMutablePointer(to: &messages) { messages in
                xmlRelaxNGSetParserStructuredErrors(parser, Schema.collect, messages)
                guard let schema = xmlRelaxNGParse(parser) else {
                    let reason = "\(file.lastPathComponent): \(messages.pointee.text)"
                    return .failure(XMLError(.invalidSchema, reason, line: messages.pointee.line))
                }
                return .success(Pointer(schema: schema))
            }
        }
        pointer = try result.get()
    }

    deinit {
        xmlRelaxNGFree(pointer.schema)
    }

    /// - Throws: ``XMLError`` with code `notValid` and the first fault found.
    public func validate(_ document: Document) throws(XMLError) {
        let fault: XMLError? = document.withTree { tree in
            guard let context = xmlRelaxNGNewValidCtxt(pointer.schema) else { return XMLError(.notValid, "no memory") }
            defer { xmlRelaxNGFreeValidCtxt(context) }
            var messages = Schema.Messages()
            return withUnsafeMutablePointer(to: &messages) { messages in
                xmlRelaxNGSetValidStructuredErrors(context, Schema.collect, messages)
                guard xmlRelaxNGValidateDoc(context, tree) != 0 else { return nil }
                return XMLError(.notValid, messages.pointee.text, line: messages.pointee.line)
            }
        }
        if let fault { throw fault }
    }

    private static let compilation = Mutex(())

    private struct Messages {
        var text = ""
        var line: Int?
    }

    private static let collect: xmlStructuredErrorFunc = { context, error in
        guard let messages = context?.assumingMemoryBound(to: Messages.self), let error else { return }
        let message = error.pointee.message.map { String(cString: $0) } ?? "unknown"
        if messages.pointee.text.count < 600 {
            messages.pointee.text += (messages.pointee.text.isEmpty ? "" : "; ") + message.trimmingCharacters(in: .whitespacesAndNewlines)
        }
        if messages.pointee.line == nil, error.pointee.line > 0 { messages.pointee.line = Int(error.pointee.line) }
    }
}
