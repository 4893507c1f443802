import CLibXML2

/// libxml2's parser, made safe for bytes from a socket: no document type declaration, no processing instruction, no
/// external entity, no network, and limits that hold while it parses.
enum Parser {
    /// What the SAX callbacks of one parse share, reached through the parser context's `_private`.
    private struct State {
        var elementsLeft: Int
        var verdict: XMLError?
    }

    /// - Parameter dictionary: where the names are interned; libxslt needs one for a stylesheet and what it imports.
    static func parse(
        _ bytes: UnsafeBufferPointer<UInt8>, limits: ParserLimits, dictionary: xmlDictPtr? = nil
    ) throws(XMLError) -> UnsafeMutablePointer<xmlDoc> {
        Library.initialize()
        guard bytes.count <= limits.bytes else { throw XMLError(.tooLarge, "over \(limits.bytes) bytes") }
        guard let context = xmlNewParserCtxt() else { throw XMLError(.malformed, "no memory") }
        defer { xmlFreeParserCtxt(context) }
        if let dictionary {
            xmlDictFree(context.pointee.dict)
            xmlDictReference(dictionary)
            context.pointee.dict = dictionary
        }
        var state = State(elementsLeft: limits.elements)
        let document = withUnsafeMutablePointer(to: &state) { state in
            context.pointee._private = UnsafeMutableRawPointer(state)
            install(on: context)
            return bytes.withMemoryRebound(to: CChar.self) { buffer in
                xmlCtxtReadMemory(context, buffer.baseAddress, Int32(buffer.count), nil, nil, options)
            }
        }
        if let verdict = state.verdict {
            if let document { xmlFreeDoc(document) }
            throw verdict
        }
        guard let document, xmlDocGetRootElement(document) != nil, context.pointee.nsWellFormed == 1 else {
            if let document { xmlFreeDoc(document) }
            throw error(of: context)
        }
        return document
    }

    private static let options =
        Int32(XML_PARSE_NONET.rawValue | XML_PARSE_NOCDATA.rawValue)
        | Int32(XML_PARSE_NOERROR.rawValue | XML_PARSE_NOWARNING.rawValue)

    private static func install(on context: xmlParserCtxtPtr) {
        context.pointee.sax.pointee.internalSubset = { context, _, _, _ in
            Parser.stop(context, XMLError(.forbiddenConstruct, "a document type declaration is not allowed"))
        }
        context.pointee.sax.pointee.processingInstruction = { context, _, _ in
            Parser.stop(context, XMLError(.forbiddenConstruct, "a processing instruction is not allowed"))
        }
        context.pointee.sax.pointee.comment = { _, _ in }
        context.pointee.sax.pointee.startElementNs = {
            context, name, prefix, uri, namespaceCount, namespaces, attributeCount, defaultedCount, attributes in
            guard let parser = Parser.context(context), let state = Parser.state(of: parser) else { return }
            state.pointee.elementsLeft -= 1
            if state.pointee.elementsLeft < 0 {
                Parser.stop(context, XMLError(.tooLarge, "too many elements"))
                return
            }
            xmlSAX2StartElementNs(
                context, name, prefix, uri, namespaceCount, namespaces, attributeCount, defaultedCount, attributes)
        }
    }

    private static func context(_ raw: UnsafeMutableRawPointer?) -> xmlParserCtxtPtr? {
        raw?.assumingMemoryBound(to: xmlParserCtxt.self)
    }

    private static func state(of context: xmlParserCtxtPtr) -> UnsafeMutablePointer<State>? {
        context.pointee._private?.assumingMemoryBound(to: State.self)
    }

    private static func stop(_ raw: UnsafeMutableRawPointer?, _ verdict: XMLError) {
        guard let context = context(raw) else { return }
        if let state = state(of: context), state.pointee.verdict == nil {
            var verdict = verdict
            verdict.line = context.pointee.input.map { Int($0.pointee.line) }
            state.pointee.verdict = verdict
        }
        xmlStopParser(context)
    }

    private static func error(of context: xmlParserCtxtPtr) -> XMLError {
        guard let error = xmlCtxtGetLastError(context) else { return XMLError(.malformed, "no document") }
        let code = xmlParserErrors(UInt32(error.pointee.code))
        let line = error.pointee.line > 0 ? Int(error.pointee.line) : nil
        switch code {
        case XML_ERR_INTERNAL_ERROR where context.pointee.depth > 0 || context.pointee.nodeNr > 200:
            return XMLError(.tooLarge, "nested too deeply", line: line)
        case XML_ERR_DOCUMENT_EMPTY: return XMLError(.malformed, "the document is empty", line: line)
        case XML_ERR_TAG_NAME_MISMATCH: return XMLError(.malformed, "opening and ending tags do not match", line: line)
        case XML_ERR_TAG_NOT_FINISHED, XML_ERR_GT_REQUIRED, XML_ERR_LTSLASH_REQUIRED, XML_ERR_DOCUMENT_END:
            return XMLError(.malformed, "the document ends too early, or has more after its end", line: line)
        case XML_NS_ERR_UNDEFINED_NAMESPACE: return XMLError(.malformed, "a prefix has no namespace", line: line)
        default: return XMLError(.malformed, "not well-formed (libxml2 error \(error.pointee.code))", line: line)
        }
    }
}
