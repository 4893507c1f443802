import Agents
import Foundation
import Generic
import Hosts
import Synchronization
import XML

/// The right to read or write a machine's disks for a while (vSphere API reference: HttpNfcLease).
final class NfcLease: SessionObject {
    enum Mode: Sendable {
        case export
        case `import`
    }

    /// A disk, and the name by which it is in URLs.
    struct Device: Sendable {
        var key: String
        var importKey: String
        var file: String
        /// The generic identifier of the disk.
        var disk: String
        /// Bytes.
        var capacity: Int64
    }

    /// What was read of a disk.
    struct Entry: Sendable {
        /// Hexadecimal.
        var sha1: String
        var sha256: String
        /// Bytes of the file.
        var size: Int64
        /// Bytes of the disk that hold something.
        var populated: Int64
    }

    private struct Content {
        var state = "ready"
        var failure: String?
        var percent = 0
        var entries: [String: Entry] = [:]
        var used = Date()
        var filling: Set<String> = []
        var isRemoved = false

        var isOver: Bool { state != "ready" || Date().timeIntervalSince(used) > TimeInterval(NfcLease.timeout) }
    }

    /// Seconds without a sign of the client after which a lease ends.
    static let timeout = 300

    /// The secret in its URLs.
    let token: String
    let mode: Mode
    let machine: ManagedObjectReference
    /// The generic identifier of the machine.
    let id: String
    let devices: [Device]
    /// Who has it: the rights that its user had when it was given count.
    let client: Client
    /// `https://HOST:PORT`, as the client knows this server.
    private let base: String
    private let content = Mutex(Content())

    init(
        _ mode: Mode, of id: String, _ machine: ManagedObjectReference, devices: [Device], client: Client, base: String
    ) {
        token = (UUID().uuidString + UUID().uuidString).lowercased().filter { $0 != "-" }
        self.mode = mode
        self.id = id
        self.machine = machine
        self.devices = devices
        self.client = client
        self.base = base
    }

    var state: String { content.withLock(\.state) }

    var isOver: Bool { content.withLock(\.isOver) }

    /// A sign of the client.
    /// - Parameter percent: how far it says to be.
    func touch(percent: Int? = nil) {
        content.withLock { content in
            content.used = Date()
            if let percent { content.percent = percent }
        }
    }

    func end(_ state: String, because failure: String? = nil) {
        content.withLock { content in
            guard content.state == "ready" else { return }
            content.state = state
            content.failure = failure
        }
    }

    /// - Throws: ``HostError`` once the lease is over.
    func check() throws {
        if isOver { throw HostError(.unreadable, "the lease is over") }
    }

    /// Begins to write a disk.
    /// - Returns: false while it is being written already.
    func beginFilling(_ device: Device) -> Bool { content.withLock { $0.filling.insert(device.file).inserted } }

    func endFilling(_ device: Device) { content.withLock { _ = $0.filling.remove(device.file) } }

    /// What is to be done about the machine of an import.
    enum Remains {
        /// The lease is open, or a disk is being written still.
        case pending
        /// The machine is complete, or somebody removes it already.
        case nothing
        /// The machine is to be removed by who asked.
        case machine
    }

    /// Ends the lease if its time is over, and tells what remains of it; ``Remains/machine`` once only.
    func remains() -> Remains {
        content.withLock { content in
            if content.isOver, content.state == "ready" {
                content.state = "error"
                content.failure = "The lease has timed out"
            }
            if content.state == "done" || mode == .export || content.isRemoved { return .nothing }
            guard content.state == "error", content.filling.isEmpty else { return .pending }
            content.isRemoved = true
            return .machine
        }
    }

    func note(_ entry: Entry, of device: Device) {
        content.withLock { $0.entries[device.key] = entry }
    }

    /// What was read, in the order of the devices.
    var manifest: [(device: Device, entry: Entry)] {
        content.withLock { content in devices.compactMap { device in content.entries[device.key].map { (device, $0) } }
        }
    }

    func tree(_ reference: ManagedObjectReference, in objects: SessionObjects) throws(VimFault) -> FlatTree {
        let (state, failure, percent) = content.withLock { ($0.state, $0.failure, $0.percent) }
        var root = Element(
            "managedObject", namespace: SOAPRequest.vim, attributes: ["type": reference.type, "id": reference.value])
        root.add("initializeProgress", "100")
        root.add("transferProgress", "\(percent)")
        root.add("mode", "pushOrGet")
        var capabilities = Element("capabilities", namespace: SOAPRequest.vim)
        capabilities.add("pullModeSupported", "false")
        capabilities.add("corsSupported", "false")
        root.append(capabilities)
        if state == "ready" { root.append(info(reference)) }
        root.add("state", state)
        if let failure {
            var error = Element("error", namespace: SOAPRequest.vim)
            var fault = Element("fault", namespace: SOAPRequest.vim)
            fault.attributes = [Attribute("type", namespace: Vim.instance, "SystemError")]
            fault.add("reason", failure)
            error.append(fault)
            error.add("localizedMessage", failure)
            root.append(error)
        }
        return FlatTree(Document(root))
    }

    /// Bytes, or as many as can be counted.
    static func capacity(of devices: [Device]) -> Int64 {
        devices.reduce(0) { sum, device in
            let (total, overflow) = sum.addingReportingOverflow(device.capacity)
            return overflow ? .max : total
        }
    }

    private func info(_ reference: ManagedObjectReference) -> Element {
        var info = Element("info", namespace: SOAPRequest.vim)
        info.append(
            Element("lease", namespace: SOAPRequest.vim, attributes: ["type": reference.type], text: reference.value))
        info.append(
            Element("entity", namespace: SOAPRequest.vim, attributes: ["type": machine.type], text: machine.value))
        for device in devices {
            var url = Element("deviceUrl", namespace: SOAPRequest.vim)
            url.add("key", device.key)
            url.add("importKey", device.importKey)
            url.add("url", "\(base)/nfc/\(token)/\(device.file)")
            url.add("sslThumbprint", "")
            url.add("disk", "true")
            url.add("targetId", device.file)
            info.append(url)
        }
        info.add("totalDiskCapacityInKB", "\(NfcLease.capacity(of: devices) / 1024)")
        info.add("leaseTimeout", "\(NfcLease.timeout)")
        return info
    }
}

extension Element {
    fileprivate mutating func add(_ name: String, _ text: String) {
        append(Element(name, namespace: SOAPRequest.vim, text: text))
    }
}
