import Foundation
import XML

/// What libvirt's parser requires of a domain and fills in (src/conf/domain_conf.c, src/qemu/qemu_domain.c).
extension DomainXML {
    private static let buses: Set<String> = ["ide", "fdc", "scsi", "virtio", "xen", "usb", "sata", "sd"]

    /// - Throws: ``LibvirtError`` 27 for XML that is no domain, 67 for a domain that QEMU cannot run.
    func validate() throws(LibvirtError) {
        guard element.name == "domain", element.namespace == nil else {
            throw .xml("unexpected root element <\(element.name)>, expecting <domain>")
        }
        guard !name.isEmpty else { throw .xml("missing element or attribute './name'") }
        guard !name.contains("/") else { throw .xml("name \(name) cannot contain '/'") }
        guard element.first("uuid") == nil || UUID(uuidString: uuid) != nil else {
            throw .xml("malformed uuid element")
        }
        guard element.first("memory") != nil else { throw .xml("missing element or attribute './memory'") }
        guard maximumMemory > 0 else {
            throw .xml("Memory size must be specified via <memory> or in the <numa> configuration")
        }
        guard maximumVcpus > 0, currentVcpus > 0 else { throw .xml("invalid number of vCPUs") }
        guard currentVcpus <= maximumVcpus else {
            throw .xml("maxvcpus must not be less than current vcpus (\(maximumVcpus) < \(currentVcpus))")
        }
        guard (element.at("os", "type")?.text.trimmed ?? "hvm") == "hvm" else {
            throw LibvirtError(.configUnsupported, "unsupported configuration: unsupported OS type")
        }
        if let topology = element.at("cpu", "topology") {
            let product = ["sockets", "dies", "clusters", "cores", "threads"].reduce(1) {
                $0 * (topology[$1].flatMap { Int($0) } ?? 1)
            }
            guard product == maximumVcpus else {
                throw LibvirtError(
                    .configUnsupported, "unsupported configuration: CPU topology doesn't match maximum vcpu count")
            }
        }
        try validateDisks()
        for interface in interfaces { try DomainXML.validate(interface: interface) }
        guard Set(macs.map { $0.lowercased() }).count == macs.count else { throw .xml("duplicate MAC address") }
    }

    private func validateDisks() throws(LibvirtError) {
        var targets: Set<String> = []
        var places: Set<String> = []
        for disk in disks {
            try DomainXML.validate(disk: disk, machine: machine)
            let target = DomainXML.target(of: disk)
            guard targets.insert(target).inserted else {
                throw .xml(
                    "target '\(target)' duplicated for disk sources "
                        + "'\(DomainXML.file(of: disk) ?? "<null>")' and others"
                )
            }
            if let address = disk.first("address"), address["type"] == "drive" {
                let parts = ["controller", "bus", "target", "unit"].map { address[$0] }
                let place = ([disk.first("target")?["bus"]] + parts).map { $0 ?? "0" }.joined(separator: ":")
                guard places.insert(place).inserted else {
                    throw .xml("Found duplicate drive address for disk with target name '\(target)'")
                }
            }
        }
    }

    /// - Throws: ``LibvirtError`` 27 or 67.
    static func validate(disk: Element, machine: String) throws(LibvirtError) {
        guard let target = disk.first("target")?["dev"], !target.isEmpty else {
            throw LibvirtError(.noTarget, "no target information for device")
        }
        let bus = disk.first("target")?["bus"] ?? DomainXML.bus(ofTarget: target)
        guard buses.contains(bus) else {
            throw .xml("Invalid value for attribute 'bus' in element 'target': '\(bus)'.")
        }
        let device = disk["device"] ?? "disk"
        guard ["disk", "cdrom", "floppy", "lun"].contains(device) else {
            throw .xml("Invalid value for attribute 'device' in element 'disk': '\(device)'.")
        }
        if bus == "ide", machine.contains("q35") {
            throw LibvirtError(
                .configUnsupported,
                "unsupported configuration: IDE controllers are unsupported for this QEMU binary or machine type")
        }
        if device == "cdrom", bus == "virtio" {
            throw LibvirtError(
                .configUnsupported,
                "unsupported configuration: disk type of '\(target)' does not support ejectable media")
        }
        if device == "disk" || device == "lun", disk.first("source") == nil {
            throw .xml("missing source information for device '\(target)'")
        }
    }

    /// - Throws: ``LibvirtError`` 27.
    static func validate(interface: Element) throws(LibvirtError) {
        let type = interface["type"] ?? ""
        guard ["network", "bridge", "user", "direct", "ethernet", "hostdev", "vdpa"].contains(type) else {
            throw .xml("Invalid value for attribute 'type' in element 'interface': '\(type)'.")
        }
        if type == "network", (interface.first("source")?["network"] ?? "").isEmpty {
            throw .xml("No <source> 'network' attribute specified with <interface type='network'/>")
        }
        if type == "bridge", (interface.first("source")?["bridge"] ?? "").isEmpty {
            throw .xml("No <source> 'bridge' attribute specified with <interface type='bridge'/>")
        }
        if let mac = interface.first("mac")?["address"] {
            let bytes = mac.split(separator: ":", omittingEmptySubsequences: false)
            guard bytes.count == 6, bytes.allSatisfy({ $0.count <= 2 && UInt8($0, radix: 16) != nil }) else {
                throw .xml("unable to parse mac address '\(mac)'")
            }
        }
    }

    static func bus(ofTarget target: String) -> String {
        switch target.prefix(2) {
        case "vd": "virtio"
        case "hd": "ide"
        case "fd": "fdc"
        case "xv": "xen"
        default: "scsi"
        }
    }

    /// The domain with what libvirt fills in when it is defined.
    func completed() -> DomainXML {
        var domain = self
        if element.first("uuid") == nil {
            domain.element.children.insert(
                .element(Element("uuid", text: UUID().uuidString.lowercased())), at: min(1, element.children.count))
        }
        domain.element["type"] = element["type"] ?? "kvm"
        domain.element["id"] = nil
        domain.setMemory(maximum: maximumMemory, current: min(currentMemory, maximumMemory))
        if element.first("vcpu") == nil {
            domain.element.append(Element("vcpu", attributes: ["placement": "static"], text: "1"))
        }
        domain.element.update("os") { os in
            os.update("type") { type in
                if type.text.trimmed.isEmpty { type.text = "hvm" }
                type["arch"] = type["arch"] ?? "x86_64"
                switch type["machine"] ?? "pc" {
                case "q35": type["machine"] = "pc-q35-10.0"
                case "pc": type["machine"] = "pc-i440fx-10.0"
                default: break
                }
            }
        }
        for (name, action) in [("on_poweroff", "destroy"), ("on_reboot", "restart"), ("on_crash", "destroy")]
        where element.first(name) == nil {
            domain.element.append(Element(name, text: action))
        }
        domain.updateDevices { devices in
            if devices.first("emulator") == nil {
                devices.children.insert(.element(Element("emulator", text: Libvirt.emulator)), at: 0)
            }
            devices.children = devices.children.map { child in
                guard case .element(let device) = child else { return child }
                return .element(DomainXML.completed(device: device))
            }
            DomainXML.addControllers(&devices)
        }
        return domain
    }

    /// A device with its address, bus and model as libvirt fills them in.
    static func completed(device: Element) -> Element {
        var device = device
        switch device.name {
        case "interface":
            if device.first("mac") == nil {
                let bytes = (0..<3).map { _ in String(format: "%02x", UInt8.random(in: 0...255)) }
                let mac = Element("mac", attributes: ["address": "52:54:00:" + bytes.joined(separator: ":")])
                device.children.insert(.element(mac), at: 0)
            }
            if device.first("model") == nil { device.append(Element("model", attributes: ["type": "rtl8139"])) }
        case "disk":
            device["device"] = device["device"] ?? "disk"
            let target = DomainXML.target(of: device)
            device.update("target") { $0["bus"] = $0["bus"] ?? bus(ofTarget: target) }
        default: break
        }
        return device
    }

    /// Adds the controllers that the disks need.
    static func addControllers(_ devices: inout Element) {
        for disk in devices.all("disk") {
            guard let bus = disk.first("target")?["bus"], ["ide", "scsi", "sata"].contains(bus) else { continue }
            let index = bus == "ide" ? "0" : disk.first("address")?["controller"] ?? "0"
            if !devices.all("controller").contains(where: { $0["type"] == bus && ($0["index"] ?? "0") == index }) {
                var controller = Element("controller", attributes: ["type": bus, "index": index])
                if bus == "scsi" { controller["model"] = "virtio-scsi" }
                devices.append(controller)
            }
        }
    }
}
