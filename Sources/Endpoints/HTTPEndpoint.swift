import Foundation
import NIOCore
import NIOHTTP1
import NIOSSL
import Synchronization

/// A client of one HTTP server. Its connections are kept, and each serves one request at a time.
public final class HTTPEndpoint: Sendable {
    public struct Limits: Sendable {
        public var connecting = Duration.seconds(10)
        /// Bytes of one answer's body.
        public var answerBytes = 16 << 20
        /// A connection that has rested longer is not used again: the server might be closing it just now.
        public var resting = Duration.seconds(15)

        public init() {}
    }

    public let address: EndpointAddress
    private let trust: EndpointTrust
    private let limits: Limits
    private let content = Mutex(Content())

    private struct Content {
        var resting: [HTTPConnection] = []
        var busy: [ObjectIdentifier: HTTPConnection] = [:]
        var isClosed = false
    }

    public init(_ address: EndpointAddress, trust: EndpointTrust, limits: Limits = Limits()) {
        self.address = address
        self.trust = trust
        self.limits = limits
    }

    /// Sends one request and waits for the whole answer, whatever its status.
    /// - Throws: ``EndpointError``, which says whether the server may have seen the request.
    public func post(
        _ body: [UInt8], path: String? = nil, headers: [(String, String)], timeout: Duration
    ) async throws(EndpointError) -> HTTPAnswer {
        let connection = try await connection()
        var fields = HTTPHeaders([("host", address.authority), ("content-length", "\(body.count)")])
        for (name, value) in headers { fields.add(name: name, value: value) }
        let head = HTTPRequestHead(version: .http1_1, method: .POST, uri: path ?? address.path, headers: fields)
        do {
            let answer = try await connection.perform(head, body, timeout: timeout)
            release(connection, keeps: answer.keepsAlive)
            return answer
        } catch {
            release(connection, keeps: false)
            throw error
        }
    }

    /// Ends every request under way.
    public func close() {
        let connections = content.withLock { content in
            content.isClosed = true
            defer { content = Content(isClosed: true) }
            return content.resting + content.busy.values
        }
        for connection in connections { connection.close() }
    }

    private func connection() async throws(EndpointError) -> HTTPConnection {
        let (kept, isClosed) = content.withLock { content in
            let fresh = content.resting.filter { $0.isOpen && ContinuousClock.now - $0.idleSince < limits.resting }
            for old in content.resting where !fresh.contains(where: { $0 === old }) { old.close() }
            content.resting = fresh
            return (content.resting.popLast(), content.isClosed)
        }
        if isClosed { throw EndpointError(.notSent, "the connection has been closed") }
        let connection: HTTPConnection
        if let kept {
            connection = kept
        } else {
            connection = try await HTTPConnection.open(
                address, trust, try context(), answerBytes: limits.answerBytes, timeout: limits.connecting)
        }
        let wasClosed = content.withLock { content in
            content.busy[ObjectIdentifier(connection)] = connection
            return content.isClosed
        }
        if wasClosed {
            release(connection, keeps: false)
            throw EndpointError(.notSent, "the connection has been closed")
        }
        return connection
    }

    /// Made for each connection, so that a file of authorities may change while the daemon runs.
    private func context() throws(EndpointError) -> NIOSSLContext? {
        guard address.isSecure else { return nil }
        do {
            return try NIOSSLContext(configuration: trust.configuration())
        } catch {
            throw EndpointError(.notSent, "TLS cannot be set up: \(error)")
        }
    }

    private func release(_ connection: HTTPConnection, keeps: Bool) {
        let isKept = content.withLock { content in
            content.busy[ObjectIdentifier(connection)] = nil
            guard keeps, connection.isOpen, !content.isClosed else { return false }
            content.resting.append(connection.rested)
            return true
        }
        if !isKept { connection.close() }
    }
}
