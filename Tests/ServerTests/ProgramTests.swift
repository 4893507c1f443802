import Foundation
import Generic
import Testing

@testable import Server

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

@Suite(.enabled(if: Program.isBuilt, "the program is not built"), .serialized, .timeLimit(.minutes(2)))
struct ProgramTests {
    private let directory = Result { try TemporaryDirectory() }

    /// Writes a configuration with its own fleet on a port that the system chooses.
    private func configuration(_ more: String = "") throws -> String {
        let file = try directory.get().url.appendingPathComponent("test.yaml")
        let text = """
            listeners: {admin: {port: 0}}
            users: [{name: anna, password: "\(cheapHash)"}]
            hosts:
              - {name: kvm, platform: kvm, driver: simulated, vms: 3}
              - {name: xen, platform: xen, driver: simulated, vms: 3}

            """
        try (text + more).write(to: file, atomically: true, encoding: .utf8)
        return file.path
    }

    private func serve() throws -> Program {
        let directory = try directory.get()
        let file = directory.url.appendingPathComponent("test.yaml").path
        if !FileManager.default.fileExists(atPath: file) { _ = try configuration() }
        return try Program(
            ["serve", "--config", file, "--state", directory.url.appendingPathComponent("state").path], in: directory)
    }

    private func get(_ path: String, _ program: Program) async throws -> JSON {
        let url = try #require(URL(string: "http://127.0.0.1:\(try await program.port())\(path)"))
        var request = URLRequest(url: url)
        request.setValue("Basic " + Data("anna:secret".utf8).base64EncodedString(), forHTTPHeaderField: "Authorization")
        let (data, _) = try await URLSession.shared.data(for: request)
        return try JSON(parsing: data)
    }

    private func identifiers(_ program: Program) async throws -> [String] {
        try #require(try await get("/api/v1/vms", program)["items"]?.items).compactMap { $0["id"]?.text }
    }

    @Test func exitCodes() throws {
        let directory = try directory.get()
        #expect(try Program.run("fly", in: directory).status == 64)
        #expect(try Program.run("check", "--config", "/nowhere", in: directory).status == 66)
        #expect(try Program.run("serve", "--config", "/nowhere", in: directory).status == 66)
        let wrong = try Program.run("check", "--config", try configuration("colour: red\n"), in: directory)
        #expect(wrong.status == 78)
        #expect(
            wrong.text.hasPrefix("dragoman: ")
                && wrong.text.contains("test.yaml:6: the configuration has no key 'colour'"))
        let right = try configuration()
        #expect(try Program.run("check", "--config", right, in: directory).status == 0)
        #expect(try Program.run("serve", "--config", right, "--state", "/dev/null/x", in: directory).status == 73)
        #expect(
            try Program.run(
                "serve", "--config", right, "--state", directory.url.path, "--mappings", "/nowhere", in: directory
            ).status == 66)
        #expect(try Program.run("ids", "--state", "/nowhere", "x", in: directory).status == 66)
        #expect(try Program.run("explain", "--from", "xen", "--to", "kvm", in: directory, input: "<a").status == 65)
        #expect(try Program.run("explain", "--from", "xen", "--to", "vax", in: directory).status == 64)
    }

    @Test func passwordsAreHashed() throws {
        let directory = try directory.get()
        let (status, text) = try Program.run("hash-password", in: directory, input: "secret\n")
        #expect(status == 0)
        #expect(PasswordHash(text.trimmingCharacters(in: .newlines))?.matches("secret") == true)
        #expect(try Program.run("hash-password", in: directory, input: "\n").status == 64)
    }

    @Test func aPortInUseIsOneLine() async throws {
        let first = try serve()
        let port = try await first.port()
        let other = try TemporaryDirectory()
        let file = other.url.appendingPathComponent("c.yaml")
        try "listeners: {admin: {port: \(port)}}\n".write(to: file, atomically: true, encoding: .utf8)
        let (status, text) = try Program.run("serve", "--config", file.path, "--state", other.url.path, in: other)
        #expect(status == 69)
        #expect(text.contains("dragoman: listeners.admin: cannot listen on 127.0.0.1 port \(port)"))
        #expect(try await first.end(SIGTERM) == 0)
    }

    @Test func itStopsWithinSecondsAndItsLookUpsGoOnBeside() async throws {
        let program = try serve()
        let id = try #require(try await identifiers(program).first)
        let state = try directory.get().url.appendingPathComponent("state").path
        let (status, text) = try Program.run("ids", "--state", state, id, in: try directory.get())
        #expect(status == 0 && text.contains(id))
        let again = try Program.run("serve", "--config", try configuration(), "--state", state, in: try directory.get())
        #expect(again.status == 75)
        let started = ContinuousClock.now
        #expect(try await program.end(SIGTERM) == 0)
        #expect(ContinuousClock.now - started < .seconds(20))
    }

    @Test func identifiersOutliveSigkill() async throws {
        let first = try serve()
        let before = try await identifiers(first)
        #expect(before.count == 6)
        _ = try await first.end(SIGKILL)
        let second = try serve()
        #expect(try await identifiers(second) == before)
        #expect(try await second.end(SIGINT) == 0)
    }

    @Test func aReloadKeepsTheOldIfTheNewIsWrong() async throws {
        _ = try configuration()
        let program = try serve()
        _ = try await program.port()
        _ = try configuration("colour: red\n")
        kill(program.process.processIdentifier, SIGHUP)
        try await program.wait(for: "the configuration is not reloaded")
        #expect(try await identifiers(program).count == 6)
        _ = try configuration("  - {name: more, platform: kvm, driver: simulated}\nlog: {level: debug}\n")
        kill(program.process.processIdentifier, SIGHUP)
        try await program.wait(for: "msg=\"configuration reloaded\"")
        try await program.wait(for: "msg=\"changed, and in force after a restart\" keys=hosts")
        #expect(try await identifiers(program).count == 6)
        #expect(try await program.end(SIGTERM) == 0)
    }
}
