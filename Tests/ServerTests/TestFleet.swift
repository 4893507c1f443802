import Agents
import Brokers
import Bus
import Foundation
import Hummingbird
import HummingbirdTesting
import Logging
import Store
import Testing
import XML

@testable import Server

/// A transform server with one simulated KVM and one simulated Xen host, and the admin API before it.
final class TestFleet: Sendable {
    let directory: TemporaryDirectory
    let store: Store
    let server: TransformServer
    let api: AdminAPI
    private let running: Task<Void, Never>

    init() async throws {
        let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        directory = try TemporaryDirectory()
        let place = directory.url
        store = try Store(directory: place.appendingPathComponent("state"))
        let server = TransformServer(
            store: store, mappings: try MappingCheck.load(Repository.mappings), validates: true, log: quiet)
        self.server = server
        let hosts = try ["kvm", "xen"].map { name in
            let driver = try Platform.named(name)?.simulatedHost(
                name: "\(name)01", vms: 4, directory: place.appendingPathComponent(name), logger: quiet)
            return ManagedHost(name: "\(name)01", platform: name, driver: try #require(driver))
        }
        let users = UserDirectory([.init(name: "anna", password: cheapHash)])
        api = AdminAPI(
            server: server, metricBroker: MetricBroker(server: server, log: quiet), users: users, settings: LiveSettings(.init()), registry: MetricsRegistry(),
            figures: ServerFigures(server: server, views: [:]), log: quiet)
        running = Task { await server.run(hosts: hosts) }
        while !server.isReady { try await Task.sleep(for: .milliseconds(5)) }
    }

    func stop() async throws {
        await server.drain(atMost: .seconds(5))
        await running.value
        try store.close()
    }

    var application: Application<RouterResponder<AdminContext>> {
        Application(responder: api.responder(), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    /// The identifier of the first machine in that state.
    func machine(_ powerState: String, host: String) throws -> String {
        let id = try #require(server.hosts.first { $0.name == host }?.state.id)
        for entry in store.mirror.entries(type: "vm", host: id) {
            let document = try Document(parsing: try #require(try store.mirror.generic(entry.id)))
            if document.root.first("powerState")?.text == powerState { return entry.id }
        }
        throw CocoaError(.fileNoSuchFile)
    }

    /// Runs a test against the API, and stops the fleet.
    static func test(_ body: @Sendable (TestFleet, any TestClientProtocol) async throws -> Void) async throws {
        let fleet = try await TestFleet()
        do {
            try await fleet.application.test(.router) { client in try await body(fleet, client) }
        } catch {
            try? await fleet.stop()
            throw error
        }
        try await fleet.stop()
    }
}
