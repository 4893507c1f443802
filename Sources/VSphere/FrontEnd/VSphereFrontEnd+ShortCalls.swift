import Agents
import HTTPTypes
import NIOCore
import XML

/// Calls that are answered at once: what they read is kept ready, and nothing in them waits.
extension VSphereFrontEnd {
    /// - Returns: nil for what is no short call of a session, or cannot be understood.
    func answerAtOnce(_ head: HTTPRequest, _ body: ByteBufferView, from address: String) -> Answer? {
        let started = ContinuousClock.now
        guard body.count <= limits().requestBytes, let session = cookie(in: head.headerFields).flatMap(sessions.find),
            let request = try? SOAPRequest(body, limits: ParserLimits(bytes: ShortCalls.longest, elements: 1000)),
            Methods.isShort(request), let handler = Methods.short[request.method]
        else { return nil }
        sessions.touch(session, isCall: true)
        let call = Call(
            request: request, session: session, address: address, isConnected: { true }, presentation: presentation)
        let answer: Answer
        do {
            try admit(call)
            answer = try handler(self, call)
        } catch {
            answer = fault(error, session, address, request.method)
        }
        record(request.method, since: started)
        return durable(answer)
    }
}
