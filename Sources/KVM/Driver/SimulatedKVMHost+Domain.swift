import Foundation
import Hosts
import Logging
import Simulator
import XML

extension SimulatedKVMHost {
    /// What is kept in memory of a domain: its files' content, and what its state is derived from.
    struct Domain: Sendable {
        let uuid: String
        var name: String
        /// The persistent configuration; nil for a transient domain.
        var configuration: PackedXML?
        /// The status; nil unless it is active.
        var status: PackedXML?
        var state: DomainStatus.State?
        var id: Int?
        var started: Date?
        var hasImage = false
        /// What the guest does, and the XML that this was found from.
        var work: (source: PackedXML, meter: WorkloadMeter)?
        /// The files that its disks are being copied to, by target.
        var copies: [String: String] = [:]
        /// Whether it is on its way to another host.
        var isMigrating = false
        /// Why an inactive domain is.
        var reason = "unknown"

        var isActive: Bool { state != nil }
        var persistent: DomainXML? { configuration.map { DomainXML($0.element) } }
        var live: DomainStatus? { status.flatMap { DomainStatus($0.element) } }
        /// As it runs, else as it is configured.
        var present: DomainXML? { live?.domain ?? persistent }

        var power: PowerState {
            switch state {
            case .running: .running
            case .paused, .pmsuspended: .paused
            case .crashed: .crashed
            case nil: hasImage ? .suspended : .off
            }
        }
    }

    /// XML kept as bytes, a tenth of the room that values take.
    struct PackedXML: Sendable, Equatable {
        private let bytes: [UInt8]

        init(_ element: Element) {
            bytes = Document(element).bytes()
        }

        var element: Element { (try? Document(parsing: bytes).root) ?? Element("domain") }
    }

    func domain(named name: String) -> Domain? { domains.values.first { $0.name == name } }

    /// - Throws: ``LibvirtError`` 42.
    func domain(of call: LibvirtCall) throws(LibvirtError) -> Domain {
        guard let domain = domains[call.uuid] else {
            throw LibvirtError(.noDomain, "Domain not found: no domain with matching uuid '\(call.uuid)'")
        }
        if domain.isMigrating {
            throw LibvirtError.invalid("another migration job is already running for domain '\(domain.name)'")
        }
        return domain
    }

    /// The same, and its status.
    /// - Throws: ``LibvirtError`` 42, or 55 if it is not active.
    func active(_ call: LibvirtCall) throws(LibvirtError) -> (Domain, DomainStatus) {
        let domain = try domain(of: call)
        guard let status = domain.live else { throw .invalid("domain is not running") }
        return (domain, status)
    }

    /// Reads a domain's files. One that is broken is logged and, if it was good before, stays as it was.
    func loadDomain(named name: String) {
        var configuration: DomainXML?
        var status: DomainStatus?
        do {
            if exists(store.configuration(of: name)) {
                let domain = DomainXML(try LibvirtFile.parse(try store.read(store.configuration(of: name))))
                try domain.validate()
                guard UUID(uuidString: domain.uuid) != nil else { throw LibvirtError.xml("missing uuid") }
                configuration = domain.completed()
            }
            if exists(store.status(of: name)) {
                status = DomainStatus(try LibvirtFile.parse(try store.read(store.status(of: name))))
                guard status != nil else { throw LibvirtError.xml("no domain status") }
            }
        } catch {
            logger.error(
                "a domain's file is broken and left as it is", metadata: ["domain": "\(name)", "error": "\(error)"])
            return
        }
        guard let uuid = configuration?.uuid ?? status?.domain.uuid else { return }
        if let other = domains[uuid], other.name != name {
            logger.error("two files hold one domain", metadata: ["domain": "\(name)", "other": "\(other.name)"])
            return
        }
        var domain = Domain(uuid: uuid, name: name)
        domain.reason = domains[uuid]?.reason ?? "unknown"
        domain.configuration = configuration.map { PackedXML($0.element) }
        keep(status, in: &domain)
        if exists(store.image(of: name)) {
            // An image beside a running domain is one that it was restored from.
            if domain.isActive { try? store.remove(store.image(of: name)) } else { domain.hasImage = true }
        }
        if let id = domain.id { nextID = max(nextID, id + 1) }
        watcher.watch(store.snapshots(of: name))
        domains[uuid] = domain
        adopt(domain, booted: status?.started)
    }

    func adopt(_ domain: Domain, booted: Date? = nil) {
        monitor.adopt(domain.uuid, state: domain.power, memoryMiB: domain.present?.memoryMiB ?? 0, booted: booted)
    }

    func exists(_ url: URL) -> Bool { FileManager.default.fileExists(atPath: url.path) }

    private func keep(_ status: DomainStatus?, in domain: inout Domain) {
        domain.status = status.map { PackedXML($0.element) }
        domain.state = status?.state
        if status == nil { domain.copies = [:] }
        domain.id = status?.id
        domain.started = status?.started
    }

    /// Makes a new status durable; nil: the domain is not active any more.
    func save(_ status: DomainStatus?, of domain: inout Domain) throws {
        if let status {
            try store.write(
                LibvirtFile.bytes(status.element, command: "edit", name: domain.name), to: store.status(of: domain.name)
            )
        } else {
            try store.remove(store.status(of: domain.name))
        }
        keep(status, in: &domain)
    }

    /// Makes a new configuration durable.
    func save(_ configuration: DomainXML, of domain: inout Domain) throws {
        try store.write(
            LibvirtFile.bytes(configuration.element, command: "edit", name: domain.name),
            to: store.configuration(of: domain.name))
        domain.configuration = PackedXML(configuration.element)
    }

    /// Keeps a domain whose files are written, and tells of it.
    func put(_ domain: Domain) {
        domains[domain.uuid] = domain
        announce.yield(.changed(reference("domain", domain.uuid)))
    }

    func drop(_ domain: Domain) {
        domains[domain.uuid] = nil
        monitor.forget(domain.uuid)
        announce.yield(.removed(reference("domain", domain.uuid)))
    }

    /// The abstract name of a domain in results.
    func dom(_ domain: Domain) -> Element {
        .v("dom", ["name": domain.name, "uuid": domain.uuid, "id": String(domain.id ?? -1)])
    }
}
