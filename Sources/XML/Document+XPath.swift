import CLibXML2
import CXMLSupport

extension Document {
    /// The string value of an XPath expression.
    /// - Throws: ``XMLError`` with code `invalidXPath`.
    public func string(at expression: String, namespaces: [String: String] = [:]) throws(XMLError) -> String {
        try evaluate(expression, namespaces) { result in
            guard let text = xmlXPathCastToString(result) else { return "" }
            defer { xml_free(text) }
            return String(xml: text)
        }
    }

    /// The truth of an XPath expression.
    /// - Throws: ``XMLError`` with code `invalidXPath`.
    public func isTrue(_ expression: String, namespaces: [String: String] = [:]) throws(XMLError) -> Bool {
        try evaluate(expression, namespaces) { xmlXPathCastToBoolean($0) == 1 }
    }

    /// The elements that an XPath expression selects, in document order.
    /// - Throws: ``XMLError`` with code `invalidXPath`.
    public func elements(at expression: String, namespaces: [String: String] = [:]) throws(XMLError) -> [Element] {
        try evaluate(expression, namespaces) { result in
            selected(result).filter { $0.pointee.type == XML_ELEMENT_NODE }.map { Document.element($0) }
        }
    }

    /// The string values of the nodes that an XPath expression selects, in document order.
    /// - Throws: ``XMLError`` with code `invalidXPath`.
    public func strings(at expression: String, namespaces: [String: String] = [:]) throws(XMLError) -> [String] {
        try evaluate(expression, namespaces) { result in
            selected(result).map { node in
                guard let text = xmlXPathCastNodeToString(node) else { return "" }
                defer { xml_free(text) }
                return String(xml: text)
            }
        }
    }

    /// Whether an expression can be evaluated at all.
    /// - Throws: ``XMLError`` with code `invalidXPath`.
    public static func checkXPath(_ expression: String, namespaces: [String: String]) throws(XMLError) {
        _ = try Document(Element("x")).isTrue(expression, namespaces: namespaces)
    }

    private func selected(_ result: xmlXPathObjectPtr) -> [UnsafeMutablePointer<xmlNode>] {
        guard result.pointee.type == XPATH_NODESET, let set = result.pointee.nodesetval else { return [] }
        xmlXPathNodeSetSort(set)
        return (0..<Int(set.pointee.nodeNr)).compactMap { set.pointee.nodeTab[$0] }
    }

    private func evaluate<R>(
        _ expression: String, _ namespaces: [String: String], _ body: (xmlXPathObjectPtr) -> R
    ) throws(XMLError) -> R {
        let result: R? = withTree { document in
            guard let context = xmlXPathNewContext(document) else { return nil }
            defer { xmlXPathFreeContext(context) }
            context.pointee.error = { _, _ in }
            context.pointee.opLimit = 10_000_000
            context.pointee.node = UnsafeMutableRawPointer(document).assumingMemoryBound(to: xmlNode.self)
            for (prefix, uri) in namespaces { xmlXPathRegisterNs(context, prefix, uri) }
            guard let object = xmlXPathEvalExpression(expression, context) else { return nil }
            defer { xmlXPathFreeObject(object) }
            return body(object)
        }
        guard let result else { throw XMLError(.invalidXPath, "the XPath expression '\(expression)' cannot be evaluated") }
        return result
    }
}

extension Document {
    /// Every prefix that the document declares, with its namespace; the outermost declaration of each.
    public var prefixes: [String: String] {
        withRoot { root in
            var found: [String: String] = [:]
            collectPrefixes(of: root, into: &found)
            return found
        }
    }

    private func collectPrefixes(of node: UnsafeMutablePointer<xmlNode>, into found: inout [String: String]) {
        var declaration = node.pointee.nsDef
        while let current = declaration {
            if let prefix = current.pointee.prefix {
                let key = String(xml: prefix)
                if found[key] == nil { found[key] = String(xml: current.pointee.href) }
            }
            declaration = current.pointee.next
        }
        var child = node.pointee.children
        while let current = child {
            if current.pointee.type == XML_ELEMENT_NODE { collectPrefixes(of: current, into: &found) }
            child = current.pointee.next
        }
    }
}
