import CLibXML2
import CLibXSLT

/// A stylesheet run by libxslt alone: parse, apply, serialise, with extension functions that answer at once. What the
/// engine's own work is measured against.
final class PlainTransform {
    private let stylesheet: xsltStylesheetPtr

    init?(_ path: String) {
        PlainTransform.registerFunctions()
        guard let stylesheet = xsltParseStylesheetFile(path) else { return nil }
        self.stylesheet = stylesheet
    }

    deinit { xsltFreeStylesheet(stylesheet) }

    /// - Returns: how many bytes came out.
    func run(_ input: [UInt8]) -> Int {
        let source = input.withUnsafeBytes {
            xmlReadMemory(
                $0.baseAddress?.assumingMemoryBound(to: CChar.self), Int32($0.count), nil, nil,
                Int32(XML_PARSE_NONET.rawValue))
        }
        defer { xmlFreeDoc(source) }
        guard let result = xsltApplyStylesheet(stylesheet, source, nil) else { return 0 }
        defer { xmlFreeDoc(result) }
        var text: UnsafeMutablePointer<xmlChar>?
        var size: Int32 = 0
        xmlDocDumpMemoryEnc(result, &text, &size, "UTF-8")
        if let text { free(text) }
        return Int(size)
    }

    private static func registerFunctions() {
        let namespace = "urn:dragoman:functions"
        let identifier: xmlXPathFunction = { context, count in
            for _ in 0..<count { xmlXPathFreeObject(valuePop(context)) }
            valuePush(context, xmlXPathNewCString("11111111-1111-4111-8111-111111111111"))
        }
        for name in ["id", "native", "owner", "session", "now", "matches"] {
            xsltRegisterExtModuleFunction(name, namespace, identifier)
        }
        xsltRegisterExtModuleFunction("nodes", namespace, xsltFunctionNodeSet)
    }
}
