import Agents
import Foundation
import Generic
import XML

/// Messages that only tell something: the mapping answers them from the records of the object that they are about.
extension XapiFrontEnd {
    func question(_ request: XapiRequest, _ message: XapiSchema.Message) async throws -> XapiValue {
        var question = Element("question", namespace: Namespaces.generic)
        question.append(XapiCall(method: request.name.text, parameters: request.arguments).document.root)
        if case .ref? = message.parameters.first?.type, let holder = book.knownHolder(request.text(0)) {
            let views = try book.views(of: holder)
            for view in views { question.append(try view.element(in: XapiValue.namespace)) }
            var measured = XapiValue.element("records")
            for record in book.measured.records(among: views.flatMap(XapiRecord.records), of: holder) {
                measured.append(record.element)
            }
            question.append(measured)
        }
        guard let answer = try book.cache.render(Document(question), operations: 20_000_000).first?.root else { return .void }
        guard answer.name == "error" else { return XapiValue(in: answer) ?? .void }
        throw XapiError(errorDescription: answer.children.map(\.text)) ?? XapiError("INTERNAL_ERROR", request.name.text)
    }

    /// Whether the table lists it among what the mapping answers.
    func answers(_ name: MethodName) -> Bool { book.table.answered.contains(name.text) }
}

extension FlatTree {
    /// - Throws: `XMLError`, which does not happen to what a mapping wrote.
    fileprivate func element(in namespace: String) throws -> Element {
        let bytes = Array("<records xmlns=\"\(namespace)\">".utf8) + self.bytes + Array("</records>".utf8)
        return try Document(parsing: bytes, limits: .trusted).root
    }
}
