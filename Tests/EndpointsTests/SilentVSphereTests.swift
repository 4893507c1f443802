import Endpoints
import Foundation
import Hosts
import Logging
import Testing
import XML

@testable import VSphere

/// A vSphere host whose server takes requests and never answers.
@Suite struct SilentVSphereTests {
    @Test func nothingWaitsForAServerThatSaysNothing() async throws {
        let server = try await ScriptedServer(.init(answer: nil))
        let password = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try Data("word\n".utf8).write(to: password)
        defer { try? FileManager.default.removeItem(at: password) }
        var timing = LiveVSphereHost.Timing()
        timing.client.call = .milliseconds(200)
        let address = try #require(EndpointAddress(server.url, defaultPath: "/sdk"))
        let host = LiveVSphereHost(
            EndpointSettings(address: address, trust: .none, user: "root", password: .file(password)),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, timing: timing)
        let started = ContinuousClock.now
        await #expect(throws: HostError(.unreachable, "\(address): no answer in 0.2 seconds")) { try await host.inventory() }
        await #expect(throws: HostError.self) { try await host.read(NativeReference(type: "VirtualMachine", id: "vm-1")) }
        let call = try Document(parsing: "<PowerOnVM_Task xmlns='urn:vim25'><_this type='VirtualMachine'>vm-1</_this></PowerOnVM_Task>")
        await #expect(throws: HostError.self) { try await host.apply(call) { _ in } }
        #expect(ContinuousClock.now - started < .seconds(60))
        var changes = host.changes.makeAsyncIterator()
        guard case .disconnected? = await changes.next() else { throw HostError(.unreadable, "it is not disconnected") }
        await host.close()
        await #expect(throws: HostError(.closed, "the connection has been closed")) { try await host.inventory() }
        await server.close()
    }
}
