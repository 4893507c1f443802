import Foundation
import Simulator
import XML

extension HostSeed {
    /// A UUID for something that the seed gives no UUID, always the same.
    func derived(_ what: String) -> String {
        var hash: (UInt64, UInt64) = (0xcbf2_9ce4_8422_2325, 0x8422_2325_cbf2_9ce4)
        for byte in "\(uuid)/\(what)".utf8 {
            hash.0 = (hash.0 ^ UInt64(byte)) &* 0x100_0000_01b3
            hash.1 = (hash.1 &+ UInt64(byte)) &* 0x100_0000_01b3 ^ hash.0 >> 7
        }
        hash.0 = hash.0 & ~0xf000 | 0x5000
        hash.1 = hash.1 & ~(3 << 62) | 2 << 62
        let text = String(format: "%016llx%016llx", hash.0, hash.1)
        var result = ""
        for (index, character) in text.enumerated() {
            if [8, 12, 16, 20].contains(index) { result += "-" }
            result.append(character)
        }
        return result
    }

    /// The node as libvirt tells it: information, capabilities and SMBIOS.
    var node: Element {
        let sockets = max(1, self.sockets)
        let coresPerSocket = max(1, cores / sockets)
        let threadsPerCore = max(1, threads / max(1, cores))
        var cpu = Element("cpu")
        cpu.append(Element("arch", text: "x86_64"))
        cpu.append(Element("model", text: cpuModel))
        cpu.append(Element("vendor", text: cpuVendor))
        cpu.append(
            Element(
                "topology",
                attributes: [
                    "sockets": String(sockets), "dies": "1", "cores": String(coresPerSocket),
                    "threads": String(threadsPerCore),
                ]))
        let host = Element("host", children: [.element(Element("uuid", text: uuid)), .element(cpu)])
        let entries = [("manufacturer", "QEMU"), ("product", "Standard PC (Q35 + ICH9, 2009)"), ("uuid", uuid)]
        let system = Element(
            "system", children: entries.map { .element(Element("entry", attributes: ["name": $0.0], text: $0.1)) })
        return .v(
            "node",
            [
                "uuid": uuid, "hostname": name, "type": "QEMU", "version": String(Libvirt.emulatorVersion),
                "libVersion": String(Libvirt.libraryVersion), "connected": "1",
            ],
            [
                .v(
                    "info",
                    [
                        "model": "x86_64", "memory": String(memoryMiB * 1024), "cpus": String(threads),
                        "mhz": String(mhz), "nodes": "1",
                        "sockets": String(sockets), "cores": String(coresPerSocket), "threads": String(threadsPerCore),
                    ]),
                Element("capabilities", children: [.element(host)]),
                Element("sysinfo", attributes: ["type": "smbios"], children: [.element(system)]),
            ] + adapters.enumerated().map { device($1, "enp\($0 + 1)s0") })
    }

    /// A node device, as nodeDeviceGetXMLDesc tells it.
    private func device(_ adapter: AdapterSeed, _ interface: String) -> Element {
        var capability = Element("capability", attributes: ["type": "net"])
        capability.append(Element("interface", text: interface))
        capability.append(Element("address", text: adapter.mac))
        capability.append(Element("link", attributes: ["speed": String(adapter.speed), "state": "up"]))
        var device = Element("device")
        device.append(Element("name", text: "net_\(interface)_\(adapter.mac.replacing(":", with: "_"))"))
        device.append(Element("parent", text: "pci_0000_0\(interface.dropFirst(3).prefix(1))_00_0"))
        device.append(capability)
        return device
    }
}

extension MachineSeed {
    func volume(of disk: DiskSeed) -> String { "\(name)-\(disk.name).qcow2" }

    /// The name of the snapshot that was made last.
    var current: String? {
        var last = snapshots.last
        while let child = last?.children.last { last = child }
        return last?.name
    }

    /// The machine as virt-install would define it.
    func domain(in pool: StoragePool) -> Element {
        var domain = Element("domain", attributes: ["type": "kvm"])
        domain.append(Element("name", text: name))
        domain.append(Element("uuid", text: uuid))
        if !notes.isEmpty { domain.append(Element("description", text: notes)) }
        if let url = Libosinfo.url(of: guestOS) {
            let os = Element("os", namespace: Libvirt.libosinfo, attributes: ["id": url])
            domain.append(
                Element(
                    "metadata",
                    children: [.element(Element("libosinfo", namespace: Libvirt.libosinfo, children: [.element(os)]))]))
        }
        domain.append(Element("memory", attributes: ["unit": "KiB"], text: String(memoryMiB * 1024)))
        domain.append(Element("currentMemory", attributes: ["unit": "KiB"], text: String(memoryMiB * 1024)))
        domain.append(Element("vcpu", attributes: ["placement": "static"], text: String(cpus)))
        var os = Element("os")
        if efi { os["firmware"] = "efi" }
        os.append(Element("type", attributes: ["arch": "x86_64", "machine": "pc-q35-10.0"], text: "hvm"))
        if efi {
            let feature = Element("feature", attributes: ["enabled": secureBoot ? "yes" : "no", "name": "secure-boot"])
            os.append(Element("firmware", children: [.element(feature)]))
        }
        os.append(Element("boot", attributes: ["dev": "hd"]))
        domain.append(os)
        var features = Element("features", children: [.element(Element("acpi")), .element(Element("apic"))])
        if secureBoot { features.append(Element("smm", attributes: ["state": "on"])) }
        domain.append(features)
        var cpu = Element("cpu", attributes: ["mode": "host-passthrough", "check": "none", "migratable": "on"])
        if coresPerSocket > 1, cpus % coresPerSocket == 0 {
            let sockets = String(cpus / coresPerSocket)
            cpu.append(
                Element(
                    "topology",
                    attributes: ["sockets": sockets, "dies": "1", "cores": String(coresPerSocket), "threads": "1"]))
        }
        domain.append(cpu)
        domain.append(Element("clock", attributes: ["offset": guestOS.hasPrefix("win") ? "localtime" : "utc"]))
        domain.append(devices(in: pool))
        return domain
    }

    private func devices(in pool: StoragePool) -> Element {
        var devices = Element("devices")
        for (disk, letter) in zip(disks, "abcdefghijklmnopqrstuvwxyz") {
            devices.append(
                Element(
                    "disk", attributes: ["type": "file", "device": "disk"],
                    children: [
                        .element(Element("driver", attributes: ["name": "qemu", "type": "qcow2"])),
                        .element(Element("source", attributes: ["file": "\(pool.target)/\(volume(of: disk))"])),
                        .element(Element("target", attributes: ["dev": "vd\(letter)", "bus": "virtio"])),
                    ]))
        }
        if cdrom {
            devices.append(
                Element(
                    "disk", attributes: ["type": "file", "device": "cdrom"],
                    children: [
                        .element(Element("driver", attributes: ["name": "qemu", "type": "raw"])),
                        .element(Element("target", attributes: ["dev": "sda", "bus": "sata"])),
                        .element(Element("readonly")),
                    ]))
        }
        for nic in nics {
            devices.append(
                Element(
                    "interface", attributes: ["type": "network"],
                    children: [
                        .element(Element("mac", attributes: ["address": nic.mac])),
                        .element(Element("source", attributes: ["network": nic.network])),
                        .element(Element("model", attributes: ["type": "virtio"])),
                    ]))
        }
        devices.append(Element("console", attributes: ["type": "pty"]))
        let agent = Element("target", attributes: ["type": "virtio", "name": "org.qemu.guest_agent.0"])
        devices.append(Element("channel", attributes: ["type": "unix"], children: [.element(agent)]))
        devices.append(Element("input", attributes: ["type": "tablet", "bus": "usb"]))
        devices.append(
            Element("graphics", attributes: ["type": "vnc", "port": "-1", "autoport": "yes", "listen": "0.0.0.0"]))
        devices.append(Element("video", children: [.element(Element("model", attributes: ["type": "virtio"]))]))
        devices.append(Element("memballoon", attributes: ["model": "virtio"]))
        return devices
    }
}

/// libosinfo's URLs of guest systems, for seeds.
enum Libosinfo {
    private static let prefixes = [
        ("debian", "http://debian.org/debian/"), ("ubuntu", "http://ubuntu.com/ubuntu/"),
        ("rhel", "http://redhat.com/rhel/"),
        ("fedora", "http://fedoraproject.org/fedora/"), ("win", "http://microsoft.com/win/"),
        ("freebsd", "http://freebsd.org/freebsd/"),
    ]

    static func url(of short: String) -> String? {
        prefixes.first { short.hasPrefix($0.0) && short != $0.0 }.map { $0.1 + short.dropFirst($0.0.count) }
    }
}
