import NIOCore
import XML

/// Calls, results and events of the wire as documents of the abstract form, and back.
extension ProcedureTable.Procedure {
    /// `<v:call procedure="…">` with the arguments.
    /// - Throws: ``RemoteError`` 39 for bytes that are not the arguments, 27 for a document that is not well-formed.
    func call(_ payload: ByteBuffer) throws(RemoteError) -> Element {
        Element.v("call", ["procedure": name], try abstract(payload, arguments))
    }

    /// `<v:result procedure="…">`, or of an event `<v:event procedure="…">`.
    /// - Throws: as ``call(_:)``.
    func result(_ payload: ByteBuffer) throws(RemoteError) -> Element {
        Element.v(isEvent ? "event" : "result", ["procedure": name], try abstract(payload, results))
    }

    /// The payload of a call.
    /// - Throws: ``WireError`` for what the call cannot carry.
    func arguments(_ call: Element) throws(WireError) -> ByteBuffer { try payload(call, arguments) }

    /// The payload of a reply or an event.
    /// - Throws: as ``arguments(_:)``.
    func results(_ result: Element) throws(WireError) -> ByteBuffer { try payload(result, results) }

    private func abstract(_ payload: ByteBuffer, _ fields: [XDRStructure.Field]) throws(RemoteError) -> [Element] {
        var reader = XDRReader(payload)
        let value: XDRValue
        do throws(WireError) {
            value = try reader.structure(fields)
            guard reader.rest == 0 else { throw WireError("\(reader.rest) bytes too many") }
        } catch {
            throw RemoteError(39, 7, "Unable to decode message payload of \(name): \(error.reason)")
        }
        var elements: [Element] = []
        for field in fields { elements += try field.elements(value[field.name] ?? .absent) }
        return elements
    }

    private func payload(_ element: Element, _ fields: [XDRStructure.Field]) throws(WireError) -> ByteBuffer {
        var writer = XDRWriter()
        let elements = element.elements
        for field in fields { try writer.write(try field.value(in: elements), field.type) }
        return writer.buffer
    }
}
