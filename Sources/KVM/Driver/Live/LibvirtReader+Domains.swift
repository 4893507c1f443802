import Foundation
import XML

extension LibvirtReader {
    /// virDomainState.
    private static let states = [
        "running", "running", "blocked", "paused", "shutdown", "shutoff", "crashed", "pmsuspended",
    ]

    /// - Returns: the identities of all domains.
    func domains() async throws -> [Element] { try await list("connectListAllDomains", "domains") }

    /// Nil if it is gone.
    func domain(uuid: String, of surroundings: Surroundings) async throws -> Element? {
        try await present {
            let found = try await connection.call("domainLookupByUuid", [.argument("uuid", uuid)])
            guard let dom = found.first("dom") else { throw RemoteError(42, 10, "Domain not found") }
            return try await domain(dom.called("dom"), of: surroundings)
        }
    }

    private func domain(_ dom: Element, of surroundings: Surroundings) async throws -> Element {
        let xml = try await xml("domainGetXMLDesc", [dom])
        let state = try await connection.call("domainGetState", [dom, .argument("flags", "0")])
        let number = state.number("state")
        let isActive = dom["id"] != "-1"
        let isPersistent = try await connection.call("domainIsPersistent", [dom]).number("persistent") == 1
        var view = Element.v(
            "domain",
            [
                "hostUUID": surroundings.host,
                "state": Self.states.indices.contains(number) ? Self.states[number] : "shutoff",
                "reason": "\(state.number("reason"))", "id": dom["id"] ?? "-1", "persistent": isPersistent ? "1" : "0",
                "autostart": "\(try await flag("domainGetAutostart", "autostart", [dom]))",
                "managedSave": "\(try await flag("domainHasManagedSaveImage", "result", [dom, .argument("flags", "0")]))",
            ])
        if isPersistent, let folder = surroundings.configurations { view["file"] = "\(folder)/\(dom["name"] ?? "").xml" }
        if isActive, let started = surroundings.started[dom["uuid"] ?? ""] { view["started"] = started.formatted(.iso8601) }
        view.append(xml)
        let present = DomainXML(xml)
        for disk in present.disks {
            if let volume = try await volume(ofDisk: disk, of: surroundings) { view.append(volume) }
        }
        let sources = present.interfaces.compactMap { $0.first("source") }
        for network in surroundings.networks
        where sources.contains(where: {
            $0["network"] == network["name"] || (network["bridge"] != nil && $0["bridge"] == network["bridge"])
        }) { view.append(network) }
        view.append(try await snapshots(of: dom))
        view.append(try await guest(of: dom, present, isActive))
        return view
    }

    /// What some kinds of domains do not have is off.
    private func flag(_ procedure: String, _ name: String, _ arguments: [Element]) async throws -> Int {
        do {
            return try await connection.call(procedure, arguments).number(name)
        } catch let error as RemoteError where !error.isAbsence {
            return 0
        }
    }

    private func snapshots(of dom: Element) async throws -> Element {
        var tree = Element.v("snapshots")
        let all = try await optional { try await list("domainListAllSnapshots", "snapshots", [dom]) } ?? []
        guard !all.isEmpty else { return tree }
        for snapshot in all {
            var snap = Element.v("snap", ["name": snapshot["name"] ?? ""])
            snap.append(dom)
            guard var xml = try await present({ try await xml("domainSnapshotGetXMLDesc", [snap]) }) else { continue }
            xml.shortenDomain()
            xml.removeAll("inactiveDomain")
            tree.append(xml)
        }
        let current = try await optional {
            try await connection.call("domainSnapshotCurrent", [dom, .argument("flags", "0")])
        }
        tree["current"] = current?.first("snap")?["name"]
        return tree
    }

    /// What is heard of the guest: whether its agent is there, and the addresses that the host's networks have given it.
    private func guest(of dom: Element, _ present: DomainXML, _ isActive: Bool) async throws -> Element {
        let channel = present.devices.all("channel").compactMap { $0.first("target") }.first {
            $0["name"] == "org.qemu.guest_agent.0"
        }
        let agent = channel == nil ? "none" : channel?["state"] == "connected" ? "connected" : "disconnected"
        var guest = Element.v("guest", ["agent": agent])
        guard isActive, !present.interfaces.isEmpty else { return guest }
        // VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_LEASE
        let leases = try await optional {
            try await connection.call(
                "domainInterfaceAddresses", [dom, .argument("source", "0"), .argument("flags", "0")])
        }
        for interface in leases?.all("ifaces") ?? [] {
            guard let mac = interface["hwaddr"] ?? interface.first("hwaddr")?.text else { continue }
            let addresses = interface.all("addrs").compactMap { $0["addr"] ?? $0.first("addr")?.text }
            guest.append(.v("interface", ["mac": mac], addresses.map { .argument("address", $0) }))
        }
        return guest
    }
}
