import Agents
import Foundation
import Generic
import XML

extension Services {
    static let session: [String: Handler] = [
        "com.vmware.cis.session.create": { services, call throws(ServiceError) in try await services.createSession(call) },
        "com.vmware.cis.session.get": { services, call throws(ServiceError) in try services.describeSession(call) },
        "com.vmware.cis.session.delete": { services, call throws(ServiceError) in try services.deleteSession(call) },
    ]

    private func createSession(_ call: ServiceCall) async throws(ServiceError) -> Element {
        guard let credentials = call.credentials else { throw .unauthenticated }
        guard await authenticate(credentials.user, credentials.password) else {
            audit(credentials.user, call.address, "login", "refused")
            throw ServiceError("unauthenticated", "Authentication failed.", id: "vapi.security.authentication.invalid")
        }
        let key = try sessions.open(user: credentials.user)
        audit(credentials.user, call.address, "login", "accepted")
        return ServiceCall.output(key)
    }

    private func describeSession(_ call: ServiceCall) throws(ServiceError) -> Element {
        let session = try call.authenticated()
        var about = Element("session", namespace: ServiceCodec.namespace)
        about["user"] = session.user
        about["created"] = session.created.generic
        about["lastUsed"] = (sessions.lastUsed(session.key) ?? session.created).generic
        return try answer(Document(call.document([about])))
    }

    private func deleteSession(_ call: ServiceCall) throws(ServiceError) -> Element {
        let session = try call.authenticated()
        sessions.close(session.key)
        audit(session.user, call.address, "logout", "accepted")
        return ServiceCall.output()
    }
}
