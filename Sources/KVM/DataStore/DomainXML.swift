import XML

/// A domain's XML. Whatever of it is not understood here stays as it is.
struct DomainXML: Sendable, Hashable {
    var element: Element

    init(_ element: Element) {
        self.element = element
    }

    var name: String { element.first("name")?.text.trimmed ?? "" }
    /// Lower case.
    var uuid: String { element.first("uuid")?.text.trimmed.lowercased() ?? "" }
    var machine: String { element.at("os", "type")?["machine"] ?? "" }

    /// The most vCPUs that the domain can have.
    var maximumVcpus: Int { Int(element.first("vcpu")?.text.trimmed ?? "1") ?? 0 }
    var currentVcpus: Int { element.first("vcpu")?["current"].flatMap { Int($0) } ?? maximumVcpus }

    /// KiB.
    var maximumMemory: Int { element.first("memory").flatMap(Size.kib) ?? 0 }
    /// KiB.
    var currentMemory: Int { element.first("currentMemory").flatMap(Size.kib) ?? maximumMemory }
    var memoryMiB: Int { currentMemory / 1024 }

    var devices: Element { element.first("devices") ?? Element("devices") }
    var disks: [Element] { devices.all("disk") }
    var interfaces: [Element] { devices.all("interface") }

    var macs: [String] { interfaces.compactMap { $0.first("mac")?["address"] } }
    var hasAgentChannel: Bool {
        devices.all("channel").contains { $0.first("target")?["name"] == "org.qemu.guest_agent.0" }
    }
    /// libosinfo's URL of the guest's system.
    var system: String? {
        element.first("metadata")?.elements.first { $0.namespace == Libvirt.libosinfo }?.first("os")?["id"]
    }

    mutating func setVcpus(maximum: Int, current: Int) {
        element.update("vcpu") {
            $0["current"] = current == maximum ? nil : String(current)
            $0.text = String(maximum)
        }
    }

    mutating func setMemory(maximum: Int, current: Int) {
        for (name, value) in [("memory", maximum), ("currentMemory", current)] {
            element.update(name) {
                $0["unit"] = "KiB"
                $0.text = String(value)
            }
        }
    }

    mutating func updateDevices(_ body: (inout Element) throws -> Void) rethrows {
        try element.update("devices", body)
    }

    /// The file that a disk or drive is on.
    static func file(of disk: Element) -> String? {
        let source = disk.first("source")
        return source?["file"] ?? source?["dev"]
    }

    static func target(of disk: Element) -> String { disk.first("target")?["dev"] ?? "" }
}

/// Sizes with libvirt's `unit` attribute.
enum Size {
    /// KiB, rounded up; a size without a unit is in KiB.
    static func kib(_ element: Element) -> Int? {
        bytes(element, unit: "KiB").map { Int(($0 + 1023) / 1024) }
    }

    /// - Parameter unit: what a size without a unit attribute is in.
    static func bytes(_ element: Element, unit: String = "bytes") -> Int64? {
        guard let number = Int64(element.text.trimmed), number >= 0 else { return nil }
        let factor: Int64
        switch element["unit"] ?? unit {
        case "b", "bytes", "B": factor = 1
        case "KB": factor = 1000
        case "k", "K", "KiB": factor = 1 << 10
        case "MB": factor = 1_000_000
        case "M", "MiB": factor = 1 << 20
        case "GB": factor = 1_000_000_000
        case "G", "GiB": factor = 1 << 30
        case "TB": factor = 1_000_000_000_000
        case "T", "TiB": factor = 1 << 40
        default: return nil
        }
        let (result, overflow) = number.multipliedReportingOverflow(by: factor)
        return overflow ? nil : result
    }
}

extension String {
    var trimmed: String {
        var text = Substring(self)
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
