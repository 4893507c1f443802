import Foundation
import Hosts
import Logging
import Simulator
import XML

/// Attaching, detaching and updating devices.
extension SimulatedKVMHost {
    /// The device of a call, the domain, and which definitions it is for.
    private func device(_ call: LibvirtCall) throws -> (Domain, Scope, Element) {
        try call.check(3)
        let domain = try domain(of: call)
        let flags = call.procedure.hasSuffix("Flags") ? call.flags : 1
        let device = try call.xml()
        let scope = try scope(flags, domain)
        guard ["disk", "interface", "controller"].contains(device.name) else {
            throw LibvirtError(
                .configUnsupported,
                "unsupported configuration: device of type '\(device.name)' cannot be changed on this host")
        }
        return (domain, scope, device)
    }

    func attachDevice(_ call: LibvirtCall) throws {
        let (domain, scope, raw) = try device(call)
        let device = DomainXML.completed(device: raw)
        if scope.live { try checkHotPlug(device) }
        try change(domain, scope) { definition, isLive in
            switch device.name {
            case "disk":
                let target = DomainXML.target(of: device)
                if definition.disks.contains(where: { DomainXML.target(of: $0) == target }) {
                    throw isLive
                        ? LibvirtError(.operationFailed, "operation failed: target \(target) already exists")
                        : LibvirtError.invalid("target \(target) already exists")
                }
            case "controller":
                if definition.devices.all("controller").contains(where: { same($0, device) }) {
                    throw LibvirtError(.operationFailed, "operation failed: target \(place(device)) already exists")
                }
            default: break
            }
            definition.updateDevices { devices in
                devices.append(device)
                DomainXML.addControllers(&devices)
            }
            try definition.validate()
        }
    }

    /// - Throws: ``LibvirtError`` 84 for a device that QEMU cannot plug into a running machine.
    private func checkHotPlug(_ device: Element) throws(LibvirtError) {
        switch device.name {
        case "disk":
            let bus = device.first("target")?["bus"] ?? ""
            guard device["device"] == "disk" || device["device"] == "lun" else {
                throw LibvirtError(
                    .operationUnsupported, "Operation not supported: cdrom/floppy device hotplug isn't supported")
            }
            guard bus == "virtio" || bus == "scsi" || bus == "usb" else {
                throw LibvirtError(
                    .operationUnsupported, "Operation not supported: disk bus '\(bus)' cannot be hotplugged.")
            }
            try checkSource(of: device)
        case "interface": try checkNetwork(of: device)
        default:
            guard device["type"] == "scsi" else {
                throw LibvirtError(
                    .operationUnsupported,
                    "Operation not supported: '\(device["type"] ?? "")' controller cannot be hotplugged.")
            }
        }
    }

    func detachDevice(_ call: LibvirtCall) throws {
        let (domain, scope, device) = try device(call)
        if scope.live, let found = domain.live?.domain.devices.elements.first(where: { same($0, device) }) {
            if found.name == "disk" {
                let bus = found.first("target")?["bus"] ?? ""
                guard found["device"] != "cdrom", ["virtio", "scsi", "usb"].contains(bus) else {
                    throw LibvirtError(
                        .operationUnsupported,
                        "Operation not supported: this disk bus cannot be hot-unplugged: hotplug of '\(bus)'")
                }
            } else if found.name == "controller", found["type"] != "scsi" {
                throw LibvirtError(
                    .operationUnsupported,
                    "Operation not supported: '\(found["type"] ?? "")' controller cannot be hotunplugged: no hotplug")
            }
        }
        try change(domain, scope) { definition, _ in
            guard definition.devices.elements.contains(where: { same($0, device) }) else { throw missing(device) }
            if device.name == "controller" {
                let bus = device["type"]
                let isBusy = definition.disks.contains {
                    $0.first("target")?["bus"] == bus
                        && ($0.first("address")?["controller"] ?? "0") == device["index"] ?? "0"
                }
                if isBusy {
                    throw LibvirtError(.operationFailed, "operation failed: device cannot be detached: device is busy")
                }
            }
            definition.updateDevices { devices in
                let index = devices.children.firstIndex {
                    if case .element(let old) = $0 { same(old, device) } else { false }
                }
                if let index { devices.children.remove(at: index) }
            }
        }
    }

    func updateDevice(_ call: LibvirtCall) throws {
        let (domain, scope, raw) = try device(call)
        guard raw.name != "controller" else {
            throw LibvirtError(.operationUnsupported, "Operation not supported: controllers cannot be updated")
        }
        try change(domain, scope) { definition, isLive in
            guard let old = definition.devices.elements.first(where: { same($0, raw) }) else { throw missing(raw) }
            let device = DomainXML.completed(device: raw)
            if isLive { try checkLiveUpdate(from: old, to: device) }
            definition.updateDevices { devices in
                devices.children = devices.children.map { child in
                    if case .element(let element) = child, same(element, raw) { .element(device) } else { child }
                }
            }
            try definition.validate()
        }
    }

    /// Of a running machine's devices a drive's medium and an interface's network and link can change.
    private func checkLiveUpdate(from old: Element, to device: Element) throws(LibvirtError) {
        if device.name == "disk" {
            if old["device"] == "cdrom" || old["device"] == "floppy" { return try checkSource(of: device) }
            guard DomainXML.file(of: old) == DomainXML.file(of: device),
                old.first("transient") == device.first("transient")
            else {
                throw LibvirtError(
                    .operationUnsupported, "Operation not supported: disk source cannot be changed on a live domain")
            }
        } else {
            guard old.first("model")?["type"] == device.first("model")?["type"] else {
                throw LibvirtError(
                    .operationUnsupported,
                    "Operation not supported: cannot modify network device model of a live domain")
            }
            try checkNetwork(of: device)
        }
    }

    /// Whether two descriptions are of one device: by a disk's target, an interface's address, a controller's place.
    private func same(_ one: Element, _ other: Element) -> Bool {
        guard one.name == other.name else { return false }
        switch one.name {
        case "disk": return DomainXML.target(of: one) == DomainXML.target(of: other)
        case "interface":
            guard let mac = one.first("mac")?["address"] else { return false }
            return mac.lowercased() == other.first("mac")?["address"]?.lowercased()
        default: return place(one) == place(other)
        }
    }

    private func place(_ controller: Element) -> String { "\(controller["type"] ?? ""):\(controller["index"] ?? "0")" }

    private func missing(_ device: Element) -> LibvirtError {
        switch device.name {
        case "disk": LibvirtError(.deviceMissing, "device not found: no target device \(DomainXML.target(of: device))")
        case "interface":
            LibvirtError(
                .deviceMissing,
                "device not found: no device matching MAC address \(device.first("mac")?["address"] ?? "") found")
        default: LibvirtError(.deviceMissing, "device not found: controller \(place(device)) not found")
        }
    }

    /// VIR_DOMAIN_BLOCK_RESIZE_BYTES 1; else the size is in KiB.
    func blockResize(_ call: LibvirtCall) throws {
        try call.check(1)
        let (domain, status) = try active(call)
        let name = call.text("disk")
        let size = Int64(try call.number("size")) * (call.flags & 1 != 0 ? 1 : 1024)
        guard
            let disk = status.domain.disks.first(where: {
                DomainXML.target(of: $0) == name || DomainXML.file(of: $0) == name
            }),
            let volume = DomainXML.file(of: disk).flatMap({ self.volume(at: $0) })
        else { throw LibvirtError.argument("disk '\(name)' was not found in the domain config") }
        guard size >= volume.capacity else {
            throw LibvirtError(.operationUnsupported, "Operation not supported: cannot shrink block device '\(name)'")
        }
        try resize(volume, to: size)
        announce.yield(.changed(reference("domain", domain.uuid)))
    }
}
