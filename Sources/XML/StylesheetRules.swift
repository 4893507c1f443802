import CLibXML2
import CXMLSupport

/// What a stylesheet here may not contain.
enum StylesheetRules {
    private static let xsl = "http://www.w3.org/1999/XSL/Transform"
    /// The elements of XSLT 1.0 but for those by which libxslt would strip the source itself. Others reach files, or
    /// libxslt passes over them without a word.
    private static let allowed: Set<String> = [
        "apply-imports", "apply-templates", "attribute", "attribute-set", "call-template", "choose", "comment", "copy",
        "copy-of", "decimal-format", "element", "fallback", "for-each", "if", "import", "include", "key", "message",
        "namespace-alias", "number", "otherwise", "output", "param", "processing-instruction", "sort",
        "stylesheet", "template", "text", "transform", "value-of", "variable", "when", "with-param",
    ]

    static func check(_ document: UnsafeMutablePointer<xmlDoc>) throws(XMLError) {
        guard let root = xmlDocGetRootElement(document) else { return }
        try check(root)
    }

    private static func check(_ node: UnsafeMutablePointer<xmlNode>) throws(XMLError) {
        let line = Int(node.pointee.line)
        if node.pointee.ns.map({ String(xml: $0.pointee.href) }) == xsl {
            let name = String(xml: node.pointee.name)
            if !allowed.contains(name) {
                throw XMLError(.invalidStylesheet, "xsl:\(name) is not allowed", line: line)
            }
            if name == "import" || name == "include", let href = xmlGetNoNsProp(node, "href") {
                defer { xml_free(href) }
                if String(xml: href).contains("/") {
                    throw XMLError(.invalidStylesheet, "xsl:\(name) may only name a file of the same folder", line: line)
                }
            }
            if xmlHasProp(node, "extension-element-prefixes") != nil {
                throw XMLError(.invalidStylesheet, "extension elements are not allowed", line: line)
            }
        } else if xmlHasNsProp(node, "extension-element-prefixes", xsl) != nil {
            throw XMLError(.invalidStylesheet, "extension elements are not allowed", line: line)
        }
        var child = node.pointee.children
        while let current = child {
            if current.pointee.type == XML_ELEMENT_NODE { try check(current) }
            child = current.pointee.next
        }
    }
}
