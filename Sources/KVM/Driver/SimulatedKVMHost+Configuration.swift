import Foundation
import Hosts
import Logging
import Simulator
import XML

/// Defining, undefining, renaming and resizing domains.
extension SimulatedKVMHost {
    /// Which of the two definitions a call is for: VIR_DOMAIN_AFFECT_LIVE 1, VIR_DOMAIN_AFFECT_CONFIG 2, 0 for the
    /// present one.
    struct Scope {
        var live: Bool
        var persistent: Bool
    }

    /// - Throws: ``LibvirtError`` 55 for a definition that the domain does not have.
    func scope(_ flags: Int, _ domain: Domain) throws(LibvirtError) -> Scope {
        var scope = Scope(live: flags & 1 != 0, persistent: flags & 2 != 0)
        if !scope.live, !scope.persistent { scope = Scope(live: domain.isActive, persistent: !domain.isActive) }
        if scope.live, !domain.isActive { throw .invalid("domain is not running") }
        if scope.persistent, domain.configuration == nil {
            throw .invalid("transient domains do not have any persistent config")
        }
        return scope
    }

    /// Changes the definitions in scope and makes them durable. Both are changed before one is written.
    func change(
        _ domain: Domain, _ scope: Scope, _ body: (inout DomainXML, _ isLive: Bool) throws -> Void
    ) throws {
        var domain = domain
        var status = scope.live ? domain.live : nil
        var configuration = scope.persistent ? domain.persistent : nil
        if var changed = status {
            try body(&changed.domain, true)
            status = changed
        }
        if var changed = configuration {
            try body(&changed, false)
            configuration = changed
        }
        if let configuration { try save(configuration, of: &domain) }
        if let status { try save(status, of: &domain) }
        adopt(domain)
        put(domain)
    }

    /// VIR_DOMAIN_DEFINE_VALIDATE 1.
    func define(_ call: LibvirtCall) throws -> [Element] {
        try call.check(1)
        let definition = DomainXML(try call.xml())
        try definition.validate()
        let complete = definition.completed()
        if let other = domain(named: complete.name), other.uuid != complete.uuid {
            throw LibvirtError(
                .operationFailed, "operation failed: domain '\(complete.name)' already exists with uuid \(other.uuid)")
        }
        var domain = domains[complete.uuid] ?? Domain(uuid: complete.uuid, name: complete.name)
        guard domain.name == complete.name else {
            throw LibvirtError(
                .operationFailed,
                "operation failed: domain '\(domain.name)' is already defined with uuid \(domain.uuid)")
        }
        try save(complete, of: &domain)
        adopt(domain)
        put(domain)
        return [dom(domain)]
    }

    /// MANAGED_SAVE 1, SNAPSHOTS_METADATA 2, NVRAM 4, KEEP_NVRAM 8, CHECKPOINTS_METADATA 16.
    func undefine(_ call: LibvirtCall) throws {
        try call.check(31)
        var domain = try domain(of: call)
        guard domain.configuration != nil else { throw LibvirtError.invalid("cannot undefine transient domain") }
        if domain.hasImage, call.flags & 1 == 0 {
            throw LibvirtError.invalid("Refusing to undefine while domain managed save image exists")
        }
        let snapshots = self.snapshots(of: domain).count
        if !domain.isActive, snapshots > 0, call.flags & 2 == 0 {
            throw LibvirtError.invalid("cannot delete inactive domain with \(snapshots) snapshots")
        }
        try store.remove(store.configuration(of: domain.name))
        try store.setAutostart(domain.name, false)
        domain.configuration = nil
        guard !domain.isActive else { return put(domain) }
        try store.remove(store.image(of: domain.name))
        try store.remove(store.snapshots(of: domain.name))
        drop(domain)
    }

    func rename(_ call: LibvirtCall) throws -> [Element] {
        try call.check(0)
        var domain = try domain(of: call)
        let name = call.text("new_name")
        guard !name.isEmpty, !name.contains("/") else {
            throw LibvirtError.argument("new_name in virDomainRename must not be empty or contain '/'")
        }
        guard !domain.isActive else { throw LibvirtError.invalid("cannot rename active domain") }
        guard !domain.hasImage else {
            throw LibvirtError.invalid("domain with a managed saved state can't be renamed")
        }
        guard name != domain.name else { throw LibvirtError.invalid("Can't rename domain to itself") }
        if let other = self.domain(named: name) {
            throw LibvirtError(
                .operationFailed, "operation failed: domain '\(name)' already exists with uuid \(other.uuid)")
        }
        guard var configuration = domain.persistent else {
            throw LibvirtError.invalid("cannot rename a transient domain")
        }
        let old = domain.name
        configuration.element.set("name", name)
        domain.name = name
        try store.move(store.image(of: old), to: store.image(of: name))
        try store.move(store.snapshots(of: old), to: store.snapshots(of: name))
        watcher.watch(store.snapshots(of: name))
        try save(configuration, of: &domain)
        try store.remove(store.configuration(of: old))
        if store.hasAutostart(old) {
            try store.setAutostart(old, false)
            try store.setAutostart(name, true)
        }
        put(domain)
        return [Element("retcode", namespace: Libvirt.namespace, text: "0")]
    }

    /// VIR_DOMAIN_VCPU_MAXIMUM 4.
    func setVcpus(_ call: LibvirtCall) throws {
        try call.check(7)
        let domain = try domain(of: call)
        let count = try call.number("nvcpus")
        guard count > 0 else {
            throw LibvirtError.argument("nvcpus in virDomainSetVcpusFlags must be greater than zero")
        }
        let scope = try scope(call.procedure == "domainSetVcpus" ? 1 : call.flags & 3, domain)
        let isMaximum = call.flags & 4 != 0
        if isMaximum, scope.live { throw LibvirtError.invalid("maximum vcpu count of a live domain can't be modified") }
        try change(domain, scope) { definition, isLive in
            if isMaximum {
                if definition.element.at("cpu", "topology") != nil, count != definition.maximumVcpus {
                    throw LibvirtError.argument("CPU topology doesn't match the desired vcpu count")
                }
                definition.setVcpus(maximum: count, current: min(count, definition.currentVcpus))
                return
            }
            guard count <= definition.maximumVcpus else {
                throw LibvirtError.argument(
                    "requested vcpus is greater than max allowable vcpus for the "
                        + "\(isLive ? "live" : "persistent") domain: "
                        + "\(count) > \(definition.maximumVcpus)")
            }
            if isLive, count < definition.currentVcpus {
                throw LibvirtError(
                    .operationUnsupported,
                    "Operation not supported: failed to find appropriate hotpluggable vcpus to reach the desired "
                        + "target vcpu count"
                )
            }
            definition.setVcpus(maximum: definition.maximumVcpus, current: count)
        }
    }

    /// VIR_DOMAIN_MEM_MAXIMUM 4. Sizes are in KiB.
    func setMemory(_ call: LibvirtCall) throws {
        try call.check(7)
        let domain = try domain(of: call)
        let size = try call.number("memory")
        guard size > 0 else { throw LibvirtError.argument("memory in \(call.procedure) must not be zero") }
        let isMaximum = call.flags & 4 != 0 || call.procedure == "domainSetMaxMemory"
        let scope = try scope(call.procedure == "domainSetMemory" ? 1 : call.flags & 3, domain)
        if isMaximum, scope.live { throw LibvirtError.invalid("cannot resize the maximum memory on an active domain") }
        if scope.live, size / 1024 > domain.present?.memoryMiB ?? 0,
            size / 1024 - (domain.present?.memoryMiB ?? 0) > monitor.freeMiB
        {
            throw LibvirtError(.internalError, "internal error: cannot set up guest memory: Cannot allocate memory")
        }
        try change(domain, scope) { definition, _ in
            if isMaximum {
                definition.setMemory(maximum: size, current: min(size, definition.currentMemory))
            } else {
                guard size <= definition.maximumMemory else {
                    throw LibvirtError.argument("cannot set memory higher than max memory")
                }
                definition.setMemory(maximum: definition.maximumMemory, current: size)
            }
        }
    }

    func setAutostart(_ call: LibvirtCall) throws {
        let domain = try domain(of: call)
        guard domain.configuration != nil else { throw LibvirtError.invalid("cannot set autostart for transient domain") }
        try store.setAutostart(domain.name, try call.number("autostart") != 0)
        put(domain)
    }

    /// VIR_DOMAIN_METADATA_DESCRIPTION 0, TITLE 1, ELEMENT 2. No metadata removes what is there.
    func setMetadata(_ call: LibvirtCall) throws {
        try call.check(3)
        let domain = try domain(of: call)
        let type = try call.number("type")
        let text = call.text("metadata")
        let uri = call.text("uri")
        let element = call.child("metadata")?.elements.first?.tidied()
        guard type <= 2 else { throw LibvirtError.argument("unknown metadata type") }
        if type == 1, text.contains("\n") { throw LibvirtError.argument("metadata title can't contain newlines") }
        if type == 2 {
            guard !uri.isEmpty, element == nil || call.has("key") else {
                throw LibvirtError.argument("key and uri in virDomainSetMetadata must not be NULL")
            }
            if let element, element.namespace != uri {
                throw LibvirtError.argument("metadata is not in namespace '\(uri)'")
            }
        }
        try change(domain, try scope(call.flags, domain)) { definition, _ in
            switch type {
            case 0: definition.element.set("description", text.isEmpty ? nil : text)
            case 1: definition.element.set("title", text.isEmpty ? nil : text)
            default:
                definition.element.update("metadata") { metadata in
                    metadata.children.removeAll {
                        if case .element(let old) = $0 { old.namespace == uri } else { false }
                    }
                    if let element { metadata.append(element) }
                }
                if definition.element.first("metadata")?.children.isEmpty == true {
                    definition.element.removeAll("metadata")
                }
            }
        }
    }
}
