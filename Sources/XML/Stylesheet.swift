import CLibXML2
import CLibXSLT
import CXMLSupport
import Foundation
import Synchronization

/// A compiled XSLT 1.0 stylesheet: compiled once, applied from many threads.
///
/// It can neither read nor write files or the network, runs a limited number of operations, and has no extension
/// functions but those of ``TransformFunctions``.
public final class Stylesheet: Sendable {
    private let pointer: Pointer
    /// The file's name, for messages.
    public let name: String

    private struct Pointer: @unchecked Sendable {
        let stylesheet: xsltStylesheetPtr
    }

    /// Compiles a file. `xsl:import` and `xsl:include` reach files of the same folder only.
    /// - Throws: ``XMLError`` with code `invalidStylesheet`, `malformed` or `forbiddenConstruct`.
    public init(contentsOf file: URL) throws(XMLError) {
        Library.initialize()
        name = file.lastPathComponent
        let folder = file.deletingLastPathComponent()
        let result: Result<Pointer, XMLError> = Stylesheet.compilation.withLock { _ in
            var messages = xml_error_text()
            return withUnsafeMutablePointer(to: &messages) { messages in
                xml_error_collect_compilation(messages)
                Stylesheet.importFolder.withLock { $0 = folder }
                defer {
                    Stylesheet.importFolder.withLock { $0 = nil }
                    xml_error_collect_compilation(nil)
                }
                do throws(XMLError) {
                    let document = try Stylesheet.load(file)
                    guard let stylesheet = xsltParseStylesheetDoc(document) else {
                        xmlFreeDoc(document)
                        throw XMLError(.invalidStylesheet, Stylesheet.text(of: messages))
                    }
                    guard stylesheet.pointee.errors == 0 else {
                        xsltFreeStylesheet(stylesheet)
                        throw XMLError(.invalidStylesheet, Stylesheet.text(of: messages))
                    }
                    return .success(Pointer(stylesheet: stylesheet))
                } catch {
                    return .failure(error)
                }
            }
        }
        pointer = try result.get()
    }

    deinit {
        xsltFreeStylesheet(pointer.stylesheet)
    }

    /// Applies the stylesheet.
    /// - Parameters:
    ///   - functions: what the stylesheet's extension functions answer.
    ///   - operations: after so many XPath and XSLT operations the transformation is refused.
    /// - Throws: the error that an extension function threw, or ``XMLError`` with code `transformFailed`.
    public func apply(
        to source: Document, functions: any TransformFunctions, operations: UInt = 2_000_000
    ) throws -> Document {
        let call = TransformCall(functions)
        var messages = xml_error_text()
        let result: UnsafeMutablePointer<xmlDoc>? = source.withTree { tree in
            guard let context = xsltNewTransformContext(pointer.stylesheet, tree) else { return nil }
            defer { xsltFreeTransformContext(context) }
            return withUnsafeMutablePointer(to: &messages) { messages in
                xml_error_collect_transformation(context, messages)
                Library.forbidFiles(to: context)
                context.pointee.opLimit = operations
                context.pointee.xpathCtxt.pointee.opLimit = operations
                context.pointee.maxTemplateDepth = 1000
                call.register(on: context)
                let document = xsltApplyStylesheetUser(pointer.stylesheet, tree, nil, nil, nil, context)
                guard context.pointee.state == XSLT_STATE_OK, call.failure == nil else {
                    if let document { xmlFreeDoc(document) }
                    return nil
                }
                return document
            }
        }
        if let failure = call.failure {
            if let result { xmlFreeDoc(result) }
            throw failure
        }
        guard let result else { throw XMLError(.transformFailed, "\(name): \(Stylesheet.text(of: &messages))") }
        guard xmlDocGetRootElement(result) != nil else {
            xmlFreeDoc(result)
            throw XMLError(.transformFailed, "\(name): the result is empty")
        }
        return Document(owning: result)
    }

    /// Compilation is exclusive: libxslt reports its errors through one global.
    private static let compilation = Mutex(())
    private static let importFolder = Mutex<URL?>(nil)

    private static func text(of messages: UnsafePointer<xml_error_text>) -> String {
        let text = messages.withMemoryRebound(to: CChar.self, capacity: messages.pointee.length + 1) {
            String(cString: $0)
        }
        let line = text.split(whereSeparator: \.isNewline).joined(separator: " ").trimmingCharacters(in: .whitespaces)
        return line.isEmpty ? "failed" : line
    }

    private static func load(_ file: URL, dictionary: xmlDictPtr? = nil) throws(XMLError) -> UnsafeMutablePointer<xmlDoc> {
        guard let data = FileManager.default.contents(atPath: file.path) else {
            throw XMLError(.invalidStylesheet, "cannot read \(file.lastPathComponent)")
        }
        let result = data.withUnsafeBytes { bytes in
            Result { () throws(XMLError) in
                try Parser.parse(bytes.bindMemory(to: UInt8.self), limits: .default, dictionary: dictionary)
            }
        }
        let document = try result.get()
        document.pointee.URL = UnsafePointer(xmlStrdup(file.path))
        do throws(XMLError) {
            try StylesheetRules.check(document)
        } catch {
            xmlFreeDoc(document)
            throw error
        }
        return document
    }

    /// Everything libxslt may load goes through here: stylesheets of the folder being compiled, nothing else.
    static func installLoader() {
        xsltSetLoaderFunc { uri, dictionary, _, _, type in
            guard type == XSLT_LOAD_STYLESHEET, let uri,
                let folder = Stylesheet.importFolder.withLock({ $0 })
            else { return nil }
            let file = folder.appendingPathComponent(URL(fileURLWithPath: String(xml: uri)).lastPathComponent)
            return try? Stylesheet.load(file, dictionary: dictionary)
        }
    }
}
