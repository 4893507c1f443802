import Foundation
import Hosts
import Logging
import XML

@testable import Simulator
@testable import VSphere

/// A simulated ESXi host in a directory of its own, which goes with it.
final class ESXiFixture: Sendable {
    let directory: URL
    let host: SimulatedESXiHost

    init(_ machines: [MachineSeed] = [ESXiFixture.web]) throws {
        directory = FileManager.default.temporaryDirectory.appendingPathComponent("esxi-\(UUID().uuidString)")
        host = try SimulatedESXiHost(
            seed: ESXiFixture.seed(machines), directory: directory, logger: ESXiFixture.logger)
    }

    deinit { try? FileManager.default.removeItem(at: directory) }

    /// The host as it comes up after its process was killed.
    func restarted() throws -> SimulatedESXiHost {
        try SimulatedESXiHost(seed: ESXiFixture.seed([]), directory: directory, logger: ESXiFixture.logger)
    }

    static var logger: Logger { Logger(label: "test") { _ in SwiftLogNoOpLogHandler() } }

    static let web = MachineSeed(
        name: "web", uuid: "564d1c2e-7a90-4b3c-8d5e-6f708192a3b4", notes: "front \"end\"\nline | two", cpus: 2,
        coresPerSocket: 1, memoryMiB: 1024, efi: false, secureBoot: false, guestOS: "debian12",
        disks: [DiskSeed(name: "disk0", capacity: 8 << 30, thin: true)],
        nics: [NICSeed(mac: "00:50:56:00:00:12", network: "VM Network")], cdrom: true, state: .off, snapshots: [],
        created: Date(timeIntervalSince1970: 1_735_689_600))

    static func seed(_ machines: [MachineSeed]) -> HostSeed {
        HostSeed(
            name: "esx1", uuid: "4c4c4544-0051-3010-8056-b7c04f4e3532", cpuModel: "Xeon", cpuVendor: "GenuineIntel",
            mhz: 2100, sockets: 1, cores: 8, threads: 16, memoryMiB: 8192,
            datastores: [
                DatastoreSeed(name: "datastore1", capacity: 1 << 40, free: 1 << 39),
                DatastoreSeed(name: "datastore2", capacity: 1 << 30, free: 1 << 30),
            ],
            networks: [NetworkSeed(name: "VM Network"), NetworkSeed(name: "Backup")], machines: machines)
    }

    // MARK: Calls

    static func call(_ method: String, _ body: String = "", on id: String = "1", type: String = "VirtualMachine") -> String {
        """
        <\(method) xmlns="urn:vim25" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
        xmlns:xsd="http://www.w3.org/2001/XMLSchema"><_this type="\(type)">\(id)</_this>\(body)</\(method)>
        """
    }

    /// The result of a method that must succeed.
    @discardableResult
    func run(_ method: String, _ body: String = "", on id: String = "1", type: String = "VirtualMachine") async throws -> Element {
        let call = try Document(parsing: ESXiFixture.call(method, body, on: id, type: type))
        switch try await host.apply(call, progress: { _ in }) {
        case .result(let document): return document.root
        case .fault(let document): throw Unexpected(text: document.text())
        }
    }

    /// The fault of a method that must be refused.
    func fault(_ method: String, _ body: String = "", on id: String = "1", type: String = "VirtualMachine") async throws -> Element {
        let call = try Document(parsing: ESXiFixture.call(method, body, on: id, type: type))
        switch try await host.apply(call, progress: { _ in }) {
        case .result(let document): throw Unexpected(text: document.text())
        case .fault(let document):
            guard let fault = document.root.first("detail")?.elements.first, document.root.first("faultstring")?.text != "" else {
                throw Unexpected(text: document.text())
            }
            return fault
        }
    }

    struct Unexpected: Error { var text: String }

    // MARK: What there is

    func vm(_ id: String = "1", of other: SimulatedESXiHost? = nil) async throws -> Element? {
        try await (other ?? host).read(NativeReference(type: "VirtualMachine", id: id))?.document.root
    }

    func state(_ id: String = "1", of other: SimulatedESXiHost? = nil) async throws -> String? {
        try await vm(id, of: other)?.first("runtime")?["powerState"]
    }

    func entry(_ key: String, _ id: String = "1", of other: SimulatedESXiHost? = nil) async throws -> String? {
        try await vm(id, of: other)?.first("vmx")?.all("entry").last { $0["key"] == key }?.text
    }

    func file(_ path: String) -> URL { directory.appendingPathComponent("vmfs/volumes/datastore1/\(path)") }

    func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: file(path).path) }

    func text(_ path: String) throws -> String { try String(contentsOf: file(path), encoding: .utf8) }

    /// Waits until something is so, for at most three seconds.
    func eventually(_ condition: () async throws -> Bool) async throws -> Bool {
        for _ in 0..<300 {
            if try await condition() { return true }
            try await Task.sleep(for: .milliseconds(10))
        }
        return false
    }
}
