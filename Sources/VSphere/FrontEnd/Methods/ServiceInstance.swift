import Agents
import Foundation
import Generic
import XML

extension Methods {
    static let serviceInstance: [String: Handler] = [
        "RetrieveServiceContent": { try $0.retrieveServiceContent($1) },
        "CurrentTime": { try $0.currentTime($1) },
    ]
}

/// Methods of ServiceInstance.
extension VSphereFrontEnd {
    func retrieveServiceContent(_ call: Call) throws(VimFault) -> Answer {
        guard let content = try presentation.singleton("ServiceInstance")?.root.first("content") else {
            throw VimFault("SystemError", "There is no service content", [("reason", "no service content")])
        }
        return try .reply(to: call) { writer in
            writer.open("returnval")
            writer.raw(content.content)
            writer.close("returnval")
        }
    }

    func currentTime(_ call: Call) throws(VimFault) -> Answer {
        _ = try call.authenticated()
        return try .reply(to: call) { $0.element("returnval", Date().generic) }
    }
}
