import Endpoints
import Foundation
import Hosts
import Logging
import NIOCore
import Testing
import XML

@testable import KVM

/// What the driver makes of a server that misbehaves.
@Suite struct LiveKVMHostTests {
    private static let domain = "5f0a3c1e-7d2b-4b8e-9a6f-0123456789ab"
    private static let start = Document(
        .v("call", ["procedure": "domainCreateWithFlags"], [.v("dom", ["uuid": domain]), .argument("flags", "0")]))

    /// Runs a test with a driver of a scripted server.
    private func withHost(
        script: (ScriptedLibvirtd) -> Void = { _ in }, timing: (inout LiveKVMHost.Timing) -> Void = { _ in },
        _ body: (LiveKVMHost, ScriptedLibvirtd, inout AsyncStream<HostChange>.Iterator) async throws -> Void
    ) async throws {
        let server = try await ScriptedLibvirtd(WireTests.table)
        script(server)
        let address = try #require(
            EndpointAddress("qemu+tcp://127.0.0.1:\(server.port)", schemes: LiveKVMHost.schemes, defaultPath: "/system"))
        var waits = LiveKVMHost.Timing()
        waits.backoff = Backoff(first: .milliseconds(10), limit: .milliseconds(50))
        timing(&waits)
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let host = try LiveKVMHost(
            EndpointSettings(address: address, trust: .none, user: "", password: .none),
            procedures: root.appendingPathComponent("Mappings/kvm/procedures.txt"), logger: Logger(label: "test"), timing: waits)
        var changes = host.changes.makeAsyncIterator()
        do {
            try await body(host, server, &changes)
        } catch {
            await host.close()
            try await server.close()
            throw error
        }
        await host.close()
        try await server.close()
    }

    @Test func aServerIsGreetedAsByEveryClient() async throws {
        try await withHost { host, server, changes in
            #expect(await changes.next() == .connected)
            #expect(server.called.prefix(3) == ["authList", "connectSupportsFeature", "connectOpen"])
            let objects = try await host.inventory()
            #expect(objects.map(\.reference) == [NativeReference(type: "node", id: ScriptedLibvirtd.uuid)])
        }
    }

    @Test func aRefusalIsAnErrorInTheServersWords() async throws {
        try await withHost { host, server, changes in
            _ = await changes.next()
            server.on("domainCreateWithFlags") { _ in
                .error(RemoteError(55, 10, "Requested operation is not valid: domain is already running"))
            }
            guard case .fault(let fault) = try await host.apply(Self.start, progress: { _ in }) else {
                Issue.record("no fault")
                return
            }
            #expect(fault.root["code"] == "55" && fault.root["domain"] == "10")
            #expect(fault.root.first("message")?.text == "Requested operation is not valid: domain is already running")
        }
    }

    @Test func aCommandWhoseAnswerIsLostIsUncertain() async throws {
        try await withHost { host, server, changes in
            _ = await changes.next()
            server.on("domainCreateWithFlags") { _ in .close }
            do {
                _ = try await host.apply(Self.start, progress: { _ in })
                Issue.record("it was answered")
            } catch let error as HostError {
                #expect(error.code == .uncertain)
            }
        }
    }

    @Test func aLostConnectionIsToldAndMadeAgain() async throws {
        try await withHost { host, server, changes in
            #expect(await changes.next() == .connected)
            server.cut()
            guard case .disconnected(let reason)? = await changes.next() else {
                Issue.record("not told")
                return
            }
            #expect(reason.contains("closed the connection"))
            #expect(await changes.next() == .connected)
            let objects = try await host.inventory()
            #expect(objects.count == 1)
        }
    }

    @Test func aLengthThatLiesEndsTheConnection() async throws {
        try await withHost { _, server, changes in
            _ = await changes.next()
            server.on("nodeGetInfo") { _ in .bytes([0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]) }
            server.cut()
            _ = await changes.next()
            guard case .disconnected(let reason)? = await changes.next() else {
                Issue.record("not told")
                return
            }
            #expect(reason.contains("does not speak libvirt's protocol"))
            server.on("nodeGetInfo") { _ in .result([]) }
            #expect(await changes.next() == .connected)
        }
    }

    @Test func aServerThatSaysNothingMoreIsLost() async throws {
        try await withHost(timing: {
            $0.remote.idle = .milliseconds(200)
            $0.remote.unanswered = 3
        }) { _, server, changes in
            while await changes.next() != .connected {}
            server.isMute = true
            guard case .disconnected(let reason)? = await changes.next() else {
                Issue.record("not told")
                return
            }
            #expect(reason.contains("nothing was heard"))
        }
    }

    @Test func aPingIsAnswered() async throws {
        try await withHost { host, server, changes in
            _ = await changes.next()
            try server.ping()
            // Answers come in the order of what was sent.
            while server.answersToPing == 0 { _ = try await host.samples() }
        }
    }

    @Test func anEventTellsOfItsObject() async throws {
        try await withHost { _, server, changes in
            _ = await changes.next()
            let dom = Element.v("dom", ["name": "web", "uuid": Self.domain, "id": "1"])
            let message = Element.v("msg", [:], [dom, .argument("event", "2"), .argument("detail", "0")])
            try server.tell(
                .v("event", ["procedure": "domainEventCallbackLifecycle"], [.argument("callbackID", "0"), message]))
            #expect(await changes.next() == .changed(NativeReference(type: "domain", id: Self.domain)))
        }
    }

    @Test func aRefusedLoginIsNotRepeatedAtOnce() async throws {
        try await withHost(script: { server in
            server.on("authList") { _ in .result([.argument("types", "2")]) }
        }) { _, server, changes in
            guard case .disconnected(let reason)? = await changes.next() else {
                Issue.record("not told")
                return
            }
            #expect(reason.contains("authentication unavailable"))
            #expect(server.called == ["authList"])
        }
    }

    @Test func streamsThatBreakOrSayTooMuchAreNoContent() async throws {
        let call = Document(
            .v("call", ["procedure": "domainScreenshot"], [.v("dom", ["uuid": Self.domain]), .argument("screen", "0")]))
        try await withHost { host, server, changes in
            _ = await changes.next()
            server.on("domainScreenshot") { _ in .stream([Array("P6 ".utf8), [1, 2]], nil) }
            guard case .file(let file) = try await host.openFile(call) else {
                Issue.record("no file")
                return
            }
            let picture = try await file.read(from: 0, count: 100)
            #expect(picture == Array("P6 ".utf8) + [1, 2])
            server.on("domainScreenshot") { _ in .stream([[1]], RemoteError(38, 10, "the picture is gone")) }
            guard case .fault(let fault) = try await host.openFile(call) else {
                Issue.record("no fault")
                return
            }
            #expect(fault.root.first("message")?.text == "the picture is gone")
            let part = [UInt8](repeating: 7, count: 8 << 20)
            server.on("domainScreenshot") { _ in .stream(Array(repeating: part, count: 9), nil) }
            await #expect(throws: HostError.self) { try await host.openFile(call) }
        }
    }

    /// libvirtd's threads do not wait for each other: a short stream may be over before its call is answered.
    @Test func aStreamMayComeBeforeItsReply() async throws {
        let call = Document(
            .v("call", ["procedure": "domainScreenshot"], [.v("dom", ["uuid": Self.domain]), .argument("screen", "0")]))
        try await withHost { host, server, changes in
            _ = await changes.next()
            server.on("domainScreenshot") { _ in .hastyStream([Array("P6 ".utf8), [1, 2]]) }
            guard case .file(let file) = try await host.openFile(call) else {
                Issue.record("no file")
                return
            }
            #expect(try await file.read(from: 0, count: 100) == Array("P6 ".utf8) + [1, 2])
        }
    }
}
