import Foundation
import Hosts
import Logging
import Simulator
import XML

/// Starting, stopping, pausing and saving domains (src/qemu/qemu_driver.c).
extension SimulatedKVMHost {
    /// VIR_DOMAIN_START_PAUSED 1 and VIR_DOMAIN_START_FORCE_BOOT 16.
    func create(_ call: LibvirtCall) throws -> [Element] {
        try call.check(1 | 16)
        var domain = try domain(of: call)
        guard !domain.isActive else { throw LibvirtError.invalid("domain is already running") }
        guard let configuration = domain.persistent else { throw LibvirtError.invalid("domain is not persistent") }
        let image =
            domain.hasImage && call.flags & 16 == 0
            ? try LibvirtFile.parse(image: store.read(store.image(of: domain.name))) : nil
        let definition = image?.domain ?? configuration
        try checkSources(of: definition)
        monitor.adopt(domain.uuid, state: image == nil ? .off : .suspended, memoryMiB: definition.memoryMiB)
        do {
            try transition(image == nil ? .powerOn : .resume, domain)
            let paused = call.flags & 1 != 0 || image?.running == false
            if paused { try transition(.pause, domain) }
            let status = DomainStatus(
                state: paused ? .paused : .running,
                reason: image != nil ? "restored" : paused ? "starting up" : "booted",
                id: nextID, started: monitor.bootTime(of: domain.uuid) ?? Date(), domain: definition)
            try save(status, of: &domain)
        } catch {
            adopt(domain)
            throw error
        }
        nextID += 1
        if domain.hasImage { try store.remove(store.image(of: domain.name)) }
        domain.hasImage = false
        put(domain)
        announceBoot(of: domain)
        return [dom(domain)]
    }

    /// A power transition of the machine monitor, its refusals in libvirt's words.
    func transition(_ transition: VirtualMachineMonitor.Transition, _ domain: Domain) throws(LibvirtError) {
        do {
            try monitor.apply(transition, to: domain.uuid, now: Date())
        } catch {
            switch error {
            case .illegal(_, let state):
                throw .invalid(
                    state == .off || state == .suspended ? "domain is not running" : "domain is \(state.rawValue)")
            case .insufficientMemory:
                throw LibvirtError(
                    .internalError,
                    "internal error: QEMU unexpectedly closed the monitor (vm='\(domain.name)'): "
                        + "cannot set up guest memory 'pc.ram': Cannot allocate memory")
            case .guestNotReady:
                throw LibvirtError(
                    .agentUnresponsive, "Guest agent is not responding: QEMU guest agent is not connected")
            case .unknown:
                throw LibvirtError(.noDomain, "Domain not found: no domain with matching uuid '\(domain.uuid)'")
            }
        }
    }

    /// - Throws: ``LibvirtError`` 38 for an image that is not there, 43 for a network that is not.
    func checkSources(of domain: DomainXML) throws(LibvirtError) {
        for disk in domain.disks { try checkSource(of: disk) }
        for interface in domain.interfaces { try checkNetwork(of: interface) }
    }

    func checkSource(of disk: Element) throws(LibvirtError) {
        guard let file = DomainXML.file(of: disk), volume(at: file) == nil else { return }
        throw LibvirtError(.system, "Cannot access storage file '\(file)': No such file or directory", domain: .storage)
    }

    func checkNetwork(of interface: Element) throws(LibvirtError) {
        guard interface["type"] == "network", let name = interface.first("source")?["network"] else { return }
        if !networks.values.contains(where: { $0.first("name")?.text == name }) {
            throw LibvirtError(
                .noNetwork, "Network not found: no network with matching name '\(name)'", domain: .network)
        }
    }

    /// Tells of the domain again when its guest has booted and its agent answers.
    private func announceBoot(of domain: Domain) {
        let uuid = domain.uuid
        let delay = Duration.seconds(monitor.bootTime + 0.02)
        Task { [weak self] in
            try await Task.sleep(for: delay)
            await self?.guestBooted(uuid)
        }
    }

    private func guestBooted(_ uuid: String) {
        guard monitor.guestIsUp(uuid, now: Date()) else { return }
        announce.yield(.changed(reference("domain", uuid)))
    }

    /// Ends an active domain; a transient one is gone then.
    func stop(_ domain: Domain, reason: String) throws {
        var domain = domain
        try save(nil, of: &domain)
        domain.reason = reason
        if domain.configuration == nil { drop(domain) } else { put(domain) }
    }

    /// VIR_DOMAIN_DESTROY_GRACEFUL 1: QEMU always ends when it is told to.
    func destroy(_ call: LibvirtCall) throws {
        try call.check(1)
        let (domain, _) = try active(call)
        try transition(.powerOff, domain)
        try stop(domain, reason: "destroyed")
    }

    func reset(_ call: LibvirtCall) throws {
        try call.check(0)
        var (domain, status) = try active(call)
        try transition(.reset, domain)
        if status.state == .paused || status.state == .pmsuspended { try transition(.pause, domain) }
        status.state = monitor.state(of: domain.uuid) == .paused ? .paused : .running
        status.started = monitor.bootTime(of: domain.uuid) ?? status.started
        try save(status, of: &domain)
        put(domain)
        announceBoot(of: domain)
    }

    func suspend(_ call: LibvirtCall) throws {
        var (domain, status) = try active(call)
        switch status.state {
        case .paused: return
        case .pmsuspended: throw LibvirtError.invalid("domain is pmsuspended")
        case .crashed: throw LibvirtError.invalid("domain is crashed")
        case .running: try transition(.pause, domain)
        }
        status.state = .paused
        status.reason = "user"
        try save(status, of: &domain)
        put(domain)
    }

    func resume(_ call: LibvirtCall) throws {
        var (domain, status) = try active(call)
        switch status.state {
        case .running: throw LibvirtError.invalid("domain is already running")
        case .pmsuspended: throw LibvirtError.invalid("domain is pmsuspended")
        case .crashed: throw LibvirtError.invalid("domain is crashed")
        case .paused: try transition(.unpause, domain)
        }
        status.state = .running
        status.reason = "unpaused"
        try save(status, of: &domain)
        put(domain)
    }

    /// VIR_DOMAIN_SAVE_BYPASS_CACHE 1, VIR_DOMAIN_SAVE_RUNNING 2, VIR_DOMAIN_SAVE_PAUSED 4.
    func managedSave(_ call: LibvirtCall) throws {
        try call.check(1 | 2 | 4)
        guard call.flags & 6 != 6 else {
            throw LibvirtError.argument(
                "flags 'VIR_DOMAIN_SAVE_RUNNING' and 'VIR_DOMAIN_SAVE_PAUSED' are mutually exclusive")
        }
        var (domain, status) = try active(call)
        guard domain.configuration != nil else {
            throw LibvirtError.invalid("cannot do managed save for transient domain")
        }
        guard status.state == .running || status.state == .paused else {
            throw LibvirtError.invalid("domain is \(status.state.rawValue)")
        }
        let running = call.flags & 2 != 0 || (call.flags & 4 == 0 && status.state == .running)
        try store.write(LibvirtFile.image(status.domain, running: running), to: store.image(of: domain.name))
        try transition(.suspend, domain)
        domain.hasImage = true
        try save(nil, of: &domain)
        domain.reason = "saved"
        put(domain)
    }

    func managedSaveRemove(_ call: LibvirtCall) throws {
        try call.check(0)
        var domain = try domain(of: call)
        guard domain.hasImage else {
            throw LibvirtError(
                .system, "Failed to remove managed save file for domain '\(domain.name)': No such file or directory")
        }
        try store.remove(store.image(of: domain.name))
        domain.hasImage = false
        domain.reason = "unknown"
        adopt(domain)
        put(domain)
    }

    /// VIR_NODE_SUSPEND_TARGET_MEM is 0: the guest sleeps, its memory kept.
    func pmSuspend(_ call: LibvirtCall) throws {
        try call.check(0)
        var (domain, status) = try active(call)
        guard try call.number("target") == 0 else {
            throw LibvirtError(.argumentUnsupported, "argument unsupported: Unsupported power management target")
        }
        guard status.state == .running else { throw LibvirtError.invalid("domain is not running") }
        guard status.domain.hasAgentChannel, monitor.guestIsUp(domain.uuid, now: Date()) else {
            throw LibvirtError(.agentUnresponsive, "Guest agent is not responding: QEMU guest agent is not connected")
        }
        try transition(.pause, domain)
        status.state = .pmsuspended
        status.reason = "unknown"
        try save(status, of: &domain)
        put(domain)
    }

    func pmWakeup(_ call: LibvirtCall) throws {
        try call.check(0)
        var (domain, status) = try active(call)
        guard status.state == .pmsuspended else { throw LibvirtError.invalid("domain is not suspended") }
        try transition(.unpause, domain)
        status.state = .running
        status.reason = "wakeup"
        try save(status, of: &domain)
        put(domain)
    }

    /// The guest hears the power button and does what it is for 200 ms after it has booted; the call has long returned.
    func askGuest(_ call: LibvirtCall, to transition: VirtualMachineMonitor.Transition) throws {
        try call.check(1 | 2)
        let (domain, status) = try active(call)
        guard status.state == .running else { throw LibvirtError.invalid("domain is \(status.state.rawValue)") }
        if call.flags == 2 {
            guard status.domain.hasAgentChannel else {
                throw LibvirtError(.argumentUnsupported, "argument unsupported: QEMU guest agent is not configured")
            }
            guard monitor.guestIsUp(domain.uuid, now: Date()) else {
                throw LibvirtError(
                    .agentUnresponsive, "Guest agent is not responding: QEMU guest agent is not connected")
            }
        }
        let booted = (monitor.bootTime(of: domain.uuid) ?? .distantPast).addingTimeInterval(monitor.bootTime)
        let delay = max(0, booted.timeIntervalSinceNow) + 0.2
        let (uuid, id) = (domain.uuid, domain.id)
        Task { [weak self] in
            try await Task.sleep(for: .seconds(delay))
            await self?.guestActs(transition, uuid: uuid, id: id)
        }
    }

    private func guestActs(_ transition: VirtualMachineMonitor.Transition, uuid: String, id: Int?) {
        // It may have been stopped, or started anew, in the meantime.
        guard var domain = domains[uuid], domain.id == id, domain.state == .running, var status = domain.live else {
            return
        }
        do {
            try self.transition(transition, domain)
            if transition == .guestShutdown {
                try stop(domain, reason: "shutdown")
            } else {
                status.started = monitor.bootTime(of: uuid) ?? status.started
                try save(status, of: &domain)
                put(domain)
                announceBoot(of: domain)
            }
        } catch {
            logger.warning("a guest did not act", metadata: ["domain": "\(domain.name)", "error": "\(error)"])
        }
    }
}
