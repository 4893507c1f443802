import CLibXML2
import CLibXSLT
import CXMLSupport

/// What the extension functions of stylesheets (namespace `urn:dragoman:functions`) answer during one transformation.
public protocol TransformFunctions {
    /// `d:id(type, native[, owner])`: the generic identifier of a native one.
    func id(type: String, native: String, owner: String?) throws -> String
    /// `d:native(type, uuid)`: the native identifier of a generic one.
    func native(type: String, uuid: String) throws -> String
    /// `d:distinct(type, text, uuid)`: the text by which clients know an object, if they do not know another one by it.
    func distinct(type: String, text: String, uuid: String) throws -> String
    /// `d:owner(uuid)`: the identifier of the object that this one belongs to; empty if none.
    func owner(uuid: String) throws -> String
    /// `d:session(name)`: a value of the client's session; empty if none.
    func session(name: String) throws -> String
    /// `d:now()`: the present time, RFC 3339, UTC.
    func now() throws -> String
}

extension TransformFunctions {
    public func distinct(type: String, text: String, uuid: String) throws -> String { text }
}

/// One run of a stylesheet: carries the functions into C callbacks, and the first error out of them.
final class TransformCall {
    static let namespace = "urn:dragoman:functions"

    private let functions: any TransformFunctions
    private(set) var failure: (any Error)?

    init(_ functions: any TransformFunctions) {
        self.functions = functions
    }

    func register(on context: xsltTransformContextPtr) {
        context.pointee._private = Unmanaged.passUnretained(self).toOpaque()
        for (name, function) in TransformCall.table {
            xsltRegisterExtFunction(context, name, TransformCall.namespace, function)
        }
        // The nodes of a result tree fragment, as exsl:node-set gives them.
        xsltRegisterExtFunction(context, "nodes", TransformCall.namespace, xsltFunctionNodeSet)
        xsltRegisterExtFunction(context, "parse", TransformCall.namespace, TransformCall.parse)
    }

    /// `d:parse(text)`: the element that a text is; nothing if it is none.
    private static let parse: xmlXPathFunction = { parser, count in
        guard let parser, count == 1, let transform = xsltXPathGetTransformContext(parser),
            let text = xmlXPathPopString(parser)
        else {
            if let parser { xmlXPathErr(parser, Int32(XPATH_INVALID_ARITY.rawValue)) }
            return
        }
        defer { xml_free(text) }
        let found = xmlXPathNewNodeSet(nil)
        defer { valuePush(parser, found) }
        guard let document = try? Document(parsing: String(xml: text)), let container = xsltCreateRVT(transform)
        else { return }
        xsltRegisterLocalRVT(transform, container)
        document.withRoot { root in
            guard let copy = xmlDocCopyNode(root, container, 1) else { return }
            container.withMemoryRebound(to: xmlNode.self, capacity: 1) { _ = xmlAddChild($0, copy) }
            xmlXPathNodeSetAdd(found?.pointee.nodesetval, copy)
        }
    }

    private static let table: [(String, xmlXPathFunction)] = [
        ("id", { TransformCall.answer($0, $1, 2...3) { try $0.id(type: $1[0], native: $1[1], owner: $1.count > 2 ? $1[2] : nil) } }),
        ("native", { TransformCall.answer($0, $1, 2...2) { try $0.native(type: $1[0], uuid: $1[1]) } }),
        ("distinct", { TransformCall.answer($0, $1, 3...3) { try $0.distinct(type: $1[0], text: $1[1], uuid: $1[2]) } }),
        ("owner", { TransformCall.answer($0, $1, 1...1) { try $0.owner(uuid: $1[0]) } }),
        ("session", { TransformCall.answer($0, $1, 1...1) { try $0.session(name: $1[0]) } }),
        ("matches", { TransformCall.answer($0, $1, 2...2) { Glob.matches($1[0], $1[1]) ? "true" : "" } }),
        ("now", { context, count in TransformCall.answer(context, count, 0...0) { functions, _ in try functions.now() } }),
    ]

    private static func answer(
        _ parser: xmlXPathParserContextPtr?, _ count: Int32, _ arity: ClosedRange<Int>,
        _ body: (any TransformFunctions, [String]) throws -> String
    ) {
        guard let parser, let transform = xsltXPathGetTransformContext(parser),
            let raw = transform.pointee._private
        else { return }
        let call = Unmanaged<TransformCall>.fromOpaque(raw).takeUnretainedValue()
        var arguments: [String] = []
        for _ in 0..<count {
            guard let text = xmlXPathPopString(parser) else { break }
            arguments.insert(String(xml: text), at: 0)
            xml_free(text)
        }
        do {
            guard arity.contains(arguments.count) else {
                throw XMLError(.transformFailed, "an extension function has \(arguments.count) arguments")
            }
            let result = try body(call.functions, arguments)
            valuePush(parser, xmlXPathNewString(result.asXMLText))
        } catch {
            if call.failure == nil { call.failure = error }
            transform.pointee.state = XSLT_STATE_STOPPED
            valuePush(parser, xmlXPathNewString(""))
        }
    }
}
