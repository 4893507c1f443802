import Endpoints
import Foundation
import Hosts
import Logging
import XML

extension LiveKVMHost {
    /// Events of domains that change what is known of them (virDomainEventID): lifecycle, block job, disk, tray, wake-up,
    /// standby, balloon, standby to disk, device gone, agent, device there, metadata.
    private static let domainEvents = [0, 8, 9, 10, 11, 12, 13, 14, 15, 18, 19, 23]

    /// Connects, follows the events, and connects again, until the driver is closed.
    func run() async {
        var backoff = timing.backoff
        while !isClosed {
            do {
                try await follow { backoff.reset() }
            } catch {
                if isClosed || error is CancellationError { return }
                let isRefused = (error as? RemoteError)?.code == 45
                link.lose("\(settings.address): \(error)")
                try? await Task.sleep(for: backoff.delay(atLeast: isRefused ? timing.afterRefusal : .zero))
            }
        }
    }

    /// Two connections, until one of them ends: commands that take long do not keep reading from its turn.
    /// - Throws: why one has ended, or could not be made.
    private func follow(connected: () -> Void) async throws {
        let (events, told) = AsyncThrowingStream.makeStream(of: Element.self)
        let connection = try await RemoteConnection.open(
            settings, table, timing: timing.remote, events: { told.yield($0) }, ended: { told.finish(throwing: $0) })
        defer { connection.close() }
        try await connection.introduce(settings, uri: "qemu://\(settings.address.path)")
        try await subscribe(connection)
        let commands = try await RemoteConnection.open(
            settings, table, timing: timing.remote, events: { _ in }, ended: { told.finish(throwing: $0) })
        defer { commands.close() }
        try await commands.introduce(settings, uri: "qemu://\(settings.address.path)")
        let reader = LibvirtReader(connection: connection, commands: commands)
        let node = try await reader.node()
        var fresh = LibvirtReader.Surroundings()
        fresh.host = node["uuid"] ?? ""
        if settings.address.path == "/system" { fresh.configurations = "/etc/libvirt/qemu" }
        fresh.started = surroundings.started
        surroundings = fresh
        try await readSurroundings(reader)
        guard !isClosed else { return }
        connected()
        known = [:]
        link.connect(reader)
        log.info("connected", metadata: ["endpoint": "\(settings.address)", "host": "\(node["hostname"] ?? "")"])
        let sweeping = Task { [weak self, timing] in
            // A host with many machines is read less often.
            var took = Duration.zero
            while !Task.isCancelled {
                try await Task.sleep(for: max(timing.sweep, took * 20))
                took = await ContinuousClock().measure { await self?.sweep(reader) }
            }
        }
        defer { sweeping.cancel() }
        for try await event in events { await take(event, reader) }
    }

    /// An older server, or another hypervisor's, has not all of them.
    private func subscribe(_ connection: RemoteConnection) async throws {
        for id in Self.domainEvents {
            try await listen(connection, "connectDomainEventCallbackRegisterAny", "\(id)", isNeeded: id == 0)
        }
        try await listen(connection, "connectNetworkEventRegisterAny", "0")
        for id in ["0", "1"] { try await listen(connection, "connectStoragePoolEventRegisterAny", id) }
    }

    private func listen(
        _ connection: RemoteConnection, _ procedure: String, _ id: String, isNeeded: Bool = false
    ) async throws {
        do {
            _ = try await connection.callSoon(procedure, [.argument("eventID", id)])
        } catch let error as RemoteError where !isNeeded {
            log.info("the host does not tell of everything", metadata: ["procedure": "\(procedure)", "reason": "\(error)"])
        }
    }

    /// The networks and pools that the documents of domains and volumes name.
    func readSurroundings(_ reader: LibvirtReader) async throws {
        var networks: [Element] = []
        for network in try await reader.optional({ try await reader.networks() }) ?? [] {
            let document = try await reader.network(uuid: network["uuid"] ?? "", of: surroundings)
            if let fact = document.flatMap(LibvirtReader.fact(ofNetwork:)) { networks.append(fact) }
        }
        surroundings.networks = networks
        let pools = try await reader.optional { try await reader.pools() } ?? []
        surroundings.pools = Dictionary(
            pools.map { ($0["name"] ?? "", $0["uuid"] ?? "") }, uniquingKeysWith: { first, _ in first })
        var folders: [String: String] = [:]
        for uuid in surroundings.pools.values {
            let document = try await reader.pool(uuid: uuid, of: surroundings)
            folders[uuid] = document?.at("pool", "target", "path")?.text.trimmed
        }
        surroundings.folders = folders
    }

    private func take(_ event: Element, _ reader: LibvirtReader) async {
        let subject = event.first("msg") ?? event
        if let dom = subject.first("dom"), let uuid = dom["uuid"] {
            if event["procedure"] == "domainEventCallbackLifecycle" { note(uuid, subject.number("event")) }
            tellChanged("domain", uuid)
        } else if let network = event.first("net"), let uuid = network["uuid"] {
            try? await readSurroundings(reader)
            tellChanged("network", uuid)
        } else if let pool = event.first("pool"), let uuid = pool["uuid"] {
            try? await readSurroundings(reader)
            tellChanged("pool", uuid)
            await lookIntoPool(uuid, reader)
        }
    }

    /// virDomainEventType: started 2, stopped 5, crashed 8.
    private func note(_ uuid: String, _ event: Int) {
        switch event {
        case 2: surroundings.started[uuid] = Date()
        case 1, 5, 8: surroundings.started[uuid] = nil
        default: break
        }
    }

    /// Tells of the volumes that are new in a pool or have gone from it.
    func lookIntoPool(_ uuid: String, _ reader: LibvirtReader) async {
        guard let volumes = try? await reader.volumes(ofPool: uuid) else { return }
        let present = Set(volumes.compactMap { $0["key"] })
        let before = Set(poolOfVolume.filter { $0.value == uuid }.keys)
        for key in present.symmetricDifference(before).sorted() {
            poolOfVolume[key] = present.contains(key) ? uuid : nil
            tellChanged("volume", key)
        }
    }
}
