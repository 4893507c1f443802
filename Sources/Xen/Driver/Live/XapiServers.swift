import Endpoints
import Synchronization

/// The servers of a pool that are talked to, each by an endpoint of its own.
final class XapiServers: Sendable {
    /// A pool of a thousand machines is told in some 20 MB.
    private static let answerBytes = 128 << 20
    private let trust: EndpointTrust
    private let content = Mutex(Content())

    private struct Content {
        var endpoints: [EndpointAddress: HTTPEndpoint] = [:]
        var isClosed = false
    }

    init(trust: EndpointTrust) {
        self.trust = trust
    }

    subscript(address: EndpointAddress) -> HTTPEndpoint {
        content.withLock { content in
            if let endpoint = content.endpoints[address] { return endpoint }
            var limits = HTTPEndpoint.Limits()
            limits.answerBytes = Self.answerBytes
            let endpoint = HTTPEndpoint(address, trust: trust, limits: limits)
            if content.isClosed { endpoint.close() } else { content.endpoints[address] = endpoint }
            return endpoint
        }
    }

    /// Ends every request under way.
    func close() {
        let endpoints = content.withLock { content in
            content.isClosed = true
            defer { content.endpoints = [:] }
            return Array(content.endpoints.values)
        }
        for endpoint in endpoints { endpoint.close() }
    }

    // MARK: - Sessions

    /// Two sessions with the master of a pool. A server that is not the master names it, and is not asked again.
    /// - Parameter server: who is asked first.
    /// - Throws: ``XapiError`` or ``EndpointError``.
    func login(_ settings: EndpointSettings, at server: EndpointAddress, timing: XapiClient.Timing) async throws
        -> XapiLink
    {
        var address = server
        for _ in 0..<3 {
            do {
                return try await sessions(settings, at: address, timing)
            } catch let error as XapiError where error.code == "HOST_IS_SLAVE" {
                guard let master = error.parameters.first, let next = address.at(master) else { throw error }
                address = next
            } catch let error as EndpointError where address != server {
                throw EndpointError(error.stage, "the pool's master \(address.host): \(error.reason)")
            }
        }
        throw EndpointError(.sent, "every server says that another one is the pool's master")
    }

    private func sessions(_ settings: EndpointSettings, at address: EndpointAddress, _ timing: XapiClient.Timing)
        async throws -> XapiLink
    {
        let client = XapiClient(self[address], timing: timing)
        let calls = try await session(client, settings)
        do {
            return XapiLink(calls: calls, events: try await session(client, settings))
        } catch {
            await calls.logout()
            throw error
        }
    }

    /// One more session with the same server.
    func session(_ client: XapiClient, _ settings: EndpointSettings) async throws -> PoolSession {
        let password = try settings.password.read()
        let ref = try await client.call(
            "session.login_with_password",
            [.string(settings.user), .string(password), .string("2.0"), .string("dragoman")])
        guard let text = ref.text, !text.isEmpty else { throw EndpointError(.sent, "the login gave no session") }
        return PoolSession(client: client, ref: text)
    }
}

extension EndpointAddress {
    /// The same on another server of the pool; nil for what is no address, or one that would be told passwords in the
    /// clear.
    func at(_ host: String) -> EndpointAddress? {
        let name = host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host
        let scheme = isSecure ? "https" : "http"
        guard let other = EndpointAddress("\(scheme)://\(name):\(port)\(path)", defaultPath: path),
            other.isSecure || other.isLoopback
        else { return nil }
        return other
    }
}
