import Foundation
import Testing

@testable import Endpoints

@Suite struct HTTPEndpointTests {
    private func endpoint(_ server: ScriptedServer) throws -> HTTPEndpoint {
        var limits = HTTPEndpoint.Limits()
        limits.connecting = .seconds(2)
        limits.answerBytes = 1000
        return HTTPEndpoint(try #require(EndpointAddress(server.url, defaultPath: "/")), trust: .none, limits: limits)
    }

    private func failure(_ answer: String?, closes: Bool = true) async throws -> EndpointError? {
        let server = try await ScriptedServer(.init(answer: answer, closes: closes))
        let endpoint = try endpoint(server)
        defer { endpoint.close() }
        do {
            _ = try await endpoint.post([1], headers: [], timeout: .milliseconds(300))
            await server.close()
            return nil
        } catch {
            await server.close()
            return error
        }
    }

    @Test func anAnswerIsWaitedForNoLongerThanItMay() async throws {
        let started = ContinuousClock.now
        #expect(try await failure(nil)?.stage == .sent)
        #expect(try await failure("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nab", closes: false)?.stage == .sent)
        #expect(ContinuousClock.now - started < .seconds(60))
    }

    @Test func whatIsNoAnswerIsAFailureAfterSending() async throws {
        #expect(try await failure("")?.reason == "the server closed the connection")
        #expect(try await failure("SSH-2.0-OpenSSH_9.2\r\n")?.reason.contains("does not speak HTTP") == true)
        #expect(try await failure("HTTP/1.1 200 OK\r\ncontent-length: 5000\r\n\r\n")?.reason == "the answer is too large")
        #expect(try await failure("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nab")?.stage == .sent)
    }

    @Test func anAnswerIsGivenWhole() async throws {
        let server = try await ScriptedServer(.init(answer: "HTTP/1.1 500 Oh\r\nx-y: z\r\ncontent-length: 2\r\n\r\nab", closes: false))
        let endpoint = try endpoint(server)
        for _ in 0..<3 {
            let answer = try await endpoint.post([1], headers: [("a", "b")], timeout: .seconds(2))
            #expect(answer.status == 500 && answer.body == Array("ab".utf8) && answer.header("x-y") == ["z"])
        }
        endpoint.close()
        await server.close()
    }

    @Test func contentGoesPieceByPiece() async throws {
        let server = try await ScriptedServer(.init(answer: "HTTP/1.1 201 Made\r\ncontent-length: 0\r\n\r\n", closes: false))
        let endpoint = try endpoint(server)
        let answer = try await endpoint.put(path: "/a", headers: [], length: 4, stall: .seconds(2)) { write in
            try await write([1, 2])
            try await write([3, 4])
        }
        #expect(answer.status == 201)
        await #expect(throws: CancellationError.self) {
            _ = try await endpoint.put(path: "/a", headers: [], length: 4, stall: .seconds(2)) { _ in throw CancellationError() }
        }
        let silent = try await ScriptedServer(.init(answer: nil))
        let other = try self.endpoint(silent)
        await #expect(throws: EndpointError.self) {
            _ = try await other.put(path: "/a", headers: [], length: 1, stall: .milliseconds(200)) { try await $0([1]) }
        }
        endpoint.close()
        other.close()
        await server.close()
        await silent.close()
    }

    @Test func aServerThatIsNotThereHasSeenNothing() async throws {
        let endpoint = HTTPEndpoint(try #require(EndpointAddress("http://127.0.0.1:1", defaultPath: "/")), trust: .none)
        do {
            _ = try await endpoint.post([], headers: [], timeout: .seconds(2))
            Issue.record("there is an answer")
        } catch {
            #expect(error.stage == .notSent)
        }
    }

    @Test(arguments: [
        ("https://a.example", "https://a.example/sdk", 443), ("https://[::1]:8443/x", "https://[::1]:8443/x", 8443),
        ("http://10.0.0.1:80/", "http://10.0.0.1/sdk", 80),
    ]) func addresses(_ text: String, _ shown: String, _ port: Int) throws {
        let address = try #require(EndpointAddress(text, defaultPath: "/sdk"))
        #expect(address.description == shown && address.port == port)
    }

    @Test(arguments: ["", "a.example", "ftp://a", "https://", "https://u:p@a", "https://a?b", "https://a#b", "https://a:0", "https://a:70000"])
    func noAddresses(_ text: String) {
        #expect(EndpointAddress(text, defaultPath: "/") == nil)
    }

    @Test func fingerprints() {
        #expect(EndpointTrust.fingerprint(parsing: String(repeating: "0f", count: 32)) == Array(repeating: 15, count: 32))
        #expect(EndpointTrust.fingerprint(parsing: String(repeating: "0g", count: 32)) == nil)
        #expect(EndpointTrust.fingerprint(parsing: String(repeating: "+f", count: 32)) == nil)
        #expect(EndpointTrust.fingerprint(parsing: "0f") == nil)
    }

    @Test func waitsGrow() {
        var backoff = Backoff(first: .seconds(1), limit: .seconds(4))
        let delays = (0..<5).map { _ in backoff.delay() }
        for (delay, base) in zip(delays, [1.0, 2, 4, 4, 4]) {
            #expect(delay >= .seconds(base * 0.79) && delay <= .seconds(base * 1.21))
        }
        #expect(backoff.delay(atLeast: .seconds(60)) >= .seconds(47))
        backoff.reset()
        #expect(backoff.delay() <= .seconds(1.3))
    }
}
