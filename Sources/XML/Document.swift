import CLibXML2
import CXMLSupport
import Synchronization

/// An XML document. Immutable and safe to use from many threads; it holds libxml2's tree.
public final class Document: Sendable {
    /// libxml2 writes into a tree even while it only evaluates XPath or applies a stylesheet, so each use is exclusive.
    private let tree: Mutex<Tree>

    struct Tree: @unchecked Sendable {
        let pointer: xmlDocPointer
    }
    typealias xmlDocPointer = UnsafeMutablePointer<xmlDoc>
    typealias xmlNodePointer = UnsafeMutablePointer<xmlNode>

    /// Takes ownership of the tree.
    init(owning pointer: xmlDocPointer) {
        tree = Mutex(Tree(pointer: pointer))
    }

    deinit {
        tree.withLock { xmlFreeDoc($0.pointer) }
    }

    /// - Throws: ``XMLError`` with code `malformed`, `forbiddenConstruct` or `tooLarge`.
    public convenience init(
        parsing bytes: some Sequence<UInt8>, limits: ParserLimits = .default
    ) throws(XMLError) {
        let result: Result<xmlDocPointer, XMLError>? = bytes.withContiguousStorageIfAvailable { buffer in
            Result { () throws(XMLError) in try Parser.parse(buffer, limits: limits) }
        }
        let outcome = result ?? Array(bytes).withUnsafeBufferPointer { buffer in
            Result { () throws(XMLError) in try Parser.parse(buffer, limits: limits) }
        }
        self.init(owning: try outcome.get())
    }

    /// - Throws: ``XMLError`` with code `malformed`, `forbiddenConstruct` or `tooLarge`.
    public convenience init(parsing text: String, limits: ParserLimits = .default) throws(XMLError) {
        try self.init(parsing: text.utf8, limits: limits)
    }

    public convenience init(_ root: Element) {
        let builder = TreeBuilder()
        builder.append(root)
        self.init(owning: builder.finish())
    }

    /// The whole document as a value.
    public var root: Element {
        withRoot { Document.element($0) }
    }

    /// The local name of the root element.
    public var rootName: String {
        withRoot { String(xml: $0.pointee.name) }
    }

    /// The namespace of the root element.
    public var rootNamespace: String? {
        withRoot { $0.pointee.ns.map { String(xml: $0.pointee.href) } }
    }

    /// The value of an attribute of the root element.
    public func rootAttribute(_ name: String) -> String? {
        withRoot { node in
            guard let value = xmlGetNoNsProp(node, name) else { return nil }
            defer { xml_free(value) }
            return String(xml: value)
        }
    }

    /// UTF-8, without an XML declaration.
    public func bytes(indented: Bool = false) -> [UInt8] {
        withTree { document in
            guard let buffer = xmlBufferCreate() else { return [] }
            defer { xmlBufferFree(buffer) }
            var options = Int32(XML_SAVE_NO_DECL.rawValue | XML_SAVE_AS_XML.rawValue)
            if indented { options |= Int32(XML_SAVE_FORMAT.rawValue) }
            let context = xmlSaveToBuffer(buffer, "UTF-8", options)
            if let root = xmlDocGetRootElement(document) { xmlSaveTree(context, root) }
            xmlSaveClose(context)
            return Array(UnsafeBufferPointer(start: xmlBufferContent(buffer), count: Int(xmlBufferLength(buffer))))
        }
    }

    public func text(indented: Bool = false) -> String {
        String(decoding: bytes(indented: indented), as: UTF8.self)
    }

    func withTree<R>(_ body: (xmlDocPointer) throws -> R) rethrows -> R {
        try tree.withLock { tree in
            nonisolated(unsafe) let pointer = tree.pointer
            nonisolated(unsafe) let result = try body(pointer)
            return result
        }
    }

    func withRoot<R>(_ body: (xmlNodePointer) throws -> R) rethrows -> R {
        try withTree { document in
            guard let root = xmlDocGetRootElement(document) else { preconditionFailure("a document has a root") }
            return try body(root)
        }
    }

    static func element(_ node: xmlNodePointer) -> Element {
        var element = Element(String(xml: node.pointee.name), namespace: node.pointee.ns.map { String(xml: $0.pointee.href) })
        var attribute = node.pointee.properties
        while let current = attribute {
            if let value = xmlNodeListGetString(node.pointee.doc, current.pointee.children, 1) {
                let namespace = current.pointee.ns.map { String(xml: $0.pointee.href) }
                element.attributes.append(Attribute(String(xml: current.pointee.name), namespace: namespace, String(xml: value)))
                xml_free(value)
            } else {
                let namespace = current.pointee.ns.map { String(xml: $0.pointee.href) }
                element.attributes.append(Attribute(String(xml: current.pointee.name), namespace: namespace, ""))
            }
            attribute = current.pointee.next
        }
        var child = node.pointee.children
        while let current = child {
            switch current.pointee.type {
            case XML_ELEMENT_NODE: element.children.append(.element(Document.element(current)))
            case XML_TEXT_NODE, XML_CDATA_SECTION_NODE:
                let text = String(xml: current.pointee.content)
                // A comment between them has made two nodes of one text.
                if case .text(let before) = element.children.last {
                    element.children[element.children.count - 1] = .text(before + text)
                } else {
                    element.children.append(.text(text))
                }
            default: break
            }
            child = current.pointee.next
        }
        return element
    }
}

extension Document: Equatable {
    public static func == (left: Document, right: Document) -> Bool {
        left === right || left.bytes() == right.bytes()
    }
}

extension String {
    init(xml text: UnsafePointer<xmlChar>?) {
        self = text.map { String(cString: $0) } ?? ""
    }
}
