import Foundation
import NIOCore
import NIOHTTP1
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
        try await exchange(head(.POST, path, headers, length: body.count), body, timeout)
    }

    /// Asks for what is at a path and waits for the whole answer, whatever its status.
    /// - Throws: ``EndpointError``.
    public func get(path: String, headers: [(String, String)], timeout: Duration) async throws(EndpointError)
        -> HTTPAnswer
    {
        try await exchange(head(.GET, path, headers, length: 0), [], timeout)
    }

    /// Sends content piece by piece and waits for the whole answer, whatever its status.
    /// - Parameters:
    ///   - length: bytes of all pieces.
    ///   - stall: how long no piece may be taken, and the answer may take.
    ///   - send: gives the content to a writer.
    /// - Throws: ``EndpointError``, or what `send` throws of its own.
    public func put(
        path: String, headers: [(String, String)], length: Int, stall: Duration,
        _ send: (@Sendable ([UInt8]) async throws -> Void) async throws -> Void
    ) async throws -> HTTPAnswer {
        let connection = try await connection()
        do {
            let answer = try await connection.perform(head(.PUT, path, headers, length: length), stall: stall, send)
            release(connection, keeps: answer.keepsAlive)
            return answer
        } catch {
            release(connection, keeps: false)
            throw error
        }
    }

    private func head(_ method: HTTPMethod, _ path: String?, _ headers: [(String, String)], length: Int)
        -> HTTPRequestHead
    {
        var fields = HTTPHeaders([("host", address.authority)])
        if method != .GET { fields.add(name: "content-length", value: "\(length)") }
        for (name, value) in headers { fields.add(name: name, value: value) }
        return HTTPRequestHead(version: .http1_1, method: method, uri: path ?? address.path, headers: fields)
    }

    private func exchange(
        _ head: HTTPRequestHead, _ body: [UInt8], _ timeout: Duration
    ) async throws(EndpointError) -> HTTPAnswer {
        let connection = try await connection()
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
                address, trust, answerBytes: limits.answerBytes, timeout: limits.connecting)
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
