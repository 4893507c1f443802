import Endpoints
import Foundation
import Hosts
import Logging
import Testing
import XML

@testable import Xen

/// A driver in front of a ``ScriptedXapi`` with one host and one halted machine.
struct LiveFixture {
    static let host = "OpaqueRef:host"
    static let vm = NativeReference(type: "VM", id: "OpaqueRef:vm")
    let server: ScriptedXapi
    let listener: ScriptedXapiListener
    let driver: LiveXenHost
    let changes: Changes

    /// What the driver has told so far.
    actor Changes {
        private(set) var told: [HostChange] = []
        func append(_ change: HostChange) { told.append(change) }
        func count(_ change: HostChange) -> Int { told.count { $0 == change } }
    }

    /// - Parameter speaksJSON: false: there is XML-RPC only.
    static func with(speaksJSON: Bool = true, _ body: (LiveFixture) async throws -> Void) async throws {
        let server = ScriptedXapi()
        if !speaksJSON { await server.speakXML() }
        await seed(server)
        let listener = try await ScriptedXapiListener(server)
        let driver = try driver("http://127.0.0.1:\(listener.port)")
        let changes = Changes()
        let reading = Task { for await change in driver.changes { await changes.append(change) } }
        let fixture = LiveFixture(server: server, listener: listener, driver: driver, changes: changes)
        do {
            try await until { await changes.told.first == .connected }
            try await body(fixture)
        } catch {
            await driver.close()
            await listener.close()
            throw error
        }
        await driver.close()
        await listener.close()
        await reading.value
    }

    /// The file that it is in, written once.
    private static let password = Result {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("dragoman-xapi-test-password")
        try Data("word\n".utf8).write(to: file, options: .atomic)
        return file
    }

    static func driver(_ url: String, trust: EndpointTrust = .none) throws -> LiveXenHost {
        var timing = LiveXenHost.Timing()
        timing.client.call = .seconds(6)
        timing.client.wait = .milliseconds(300)
        timing.client.grace = .seconds(5)
        timing.backoff = Backoff(first: .milliseconds(20), limit: .milliseconds(100))
        timing.afterRefusal = .milliseconds(50)
        timing.reconnecting = .seconds(20)
        let address = try #require(EndpointAddress(url, defaultPath: "/"))
        let settings = EndpointSettings(address: address, trust: trust, user: "root", password: .file(try password.get()))
        return LiveXenHost(settings, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, timing: timing)
    }

    static func seed(_ server: ScriptedXapi) async {
        await server.put("pool", "OpaqueRef:pool", ["master": .string(host)])
        await server.put("host", host, ["uuid": .string("h"), "name_label": .string("xen"), "enabled": .boolean(true)])
        await server.put(
            "VM", vm.id,
            [
                "uuid": .string("u"), "name_label": .string("web & <more>"), "power_state": .string("Halted"),
                "is_a_snapshot": .boolean(false), "snapshot_time": .string("19700101T00:00:00Z"),
                "platform": .map([("a\"b", "c")]), "resident_on": .string(XapiValue.null),
            ])
    }

    static func until(_ condition: () async throws -> Bool) async throws {
        let deadline = ContinuousClock.now + .seconds(120)
        while try await !condition() {
            guard ContinuousClock.now < deadline else { throw HostError(.unreadable, "it did not come to be") }
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    func apply(_ method: String, _ parameters: XapiValue...) async throws -> NativeReply {
        var call = XapiValue.element("call")
        call.append(XapiValue.element("method", text: method))
        var holder = XapiValue.element("params")
        for parameter in parameters { holder.append(parameter.element("value")) }
        call.append(holder)
        return try await driver.apply(Document(call)) { _ in }
    }

    func start() async throws -> NativeReply {
        try await apply("VM.start", .string(Self.vm.id), .boolean(false), .boolean(false))
    }

    func machine() async throws -> Element? { try await driver.read(Self.vm)?.document.root }
}

extension NativeReply {
    var text: String {
        switch self {
        case .result(let document): document.root.text
        case .fault(let document): document.root.elements.map(\.text).joined(separator: " ")
        }
    }
    var isFault: Bool { if case .fault = self { true } else { false } }
}
