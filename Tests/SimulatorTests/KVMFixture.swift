import Foundation
import Hosts
import KVM
import Logging
import Simulator
import XML

/// A simulated libvirt host in a folder of its own, and calls to it.
struct KVMFixture {
    static let web = "5f0a3c1e-7d2b-4b8e-9a6f-0123456789ab"
    static let db = "5f0a3c1e-7d2b-4b8e-9a6f-0123456789ac"

    let directory: URL
    let host: SimulatedKVMHost

    init(machines: [MachineSeed] = KVMFixture.machines, memoryMiB: Int = 16_384) throws {
        try self.init(
            directory: FileManager.default.temporaryDirectory.appendingPathComponent("kvm-\(UUID().uuidString)"),
            machines: machines, memoryMiB: memoryMiB)
    }

    private init(directory: URL, machines: [MachineSeed], memoryMiB: Int) throws {
        self.directory = directory
        var seed = HostSeed.fleetHost(name: "kvm-01", macPrefix: "52:54:00", vms: 0)
        seed.machines = machines
        seed.memoryMiB = memoryMiB
        seed.networks = [seed.networks[0]]
        host = try SimulatedKVMHost(seed: seed, directory: directory, logger: Logger(label: "test"))
    }

    /// Another host on the same files, as after kill -9.
    func restarted() throws -> KVMFixture {
        try KVMFixture(directory: directory, machines: [], memoryMiB: 1)
    }

    static var machines: [MachineSeed] {
        var seeds = HostSeed.fleetHost(name: "kvm-01", macPrefix: "52:54:00", vms: 2).machines
        for (index, name) in ["web", "db"].enumerated() {
            seeds[index].name = name
            seeds[index].uuid = index == 0 ? web : db
            seeds[index].notes = ""
            seeds[index].cpus = 2
            seeds[index].coresPerSocket = 1
            seeds[index].memoryMiB = 1024
            seeds[index].disks = [seeds[0].disks[0]]
            seeds[index].nics = [seeds[0].nics[0]]
            seeds[index].cdrom = true
            seeds[index].snapshots = []
            seeds[index].state = .off
        }
        return seeds
    }

    func file(_ path: String) -> URL { directory.appendingPathComponent(path) }

    func text(_ path: String) throws -> String { try String(contentsOf: file(path), encoding: .utf8) }

    @discardableResult
    func call(_ procedure: String, _ uuid: String = web, flags: Int? = 0, _ arguments: String = "") async throws
        -> Answer
    {
        let dom = uuid.isEmpty ? "" : "<v:dom uuid='\(uuid)'/>"
        let flags = flags.map { "<v:flags>\($0)</v:flags>" } ?? ""
        let text = "<v:call xmlns:v='urn:dragoman:libvirt' procedure='\(procedure)'>\(dom)\(arguments)\(flags)</v:call>"
        switch try await host.apply(try Document(parsing: text), progress: { _ in }) {
        case .result(let document): return Answer(code: 0, message: "", root: document.root)
        case .fault(let document):
            return Answer(
                code: document.root["code"].flatMap { Int($0) } ?? -1,
                message: document.root.first("message")?.text ?? "",
                root: document.root)
        }
    }

    struct Answer {
        /// 0 for success.
        var code: Int
        var message: String
        var root: Element
    }

    func view(_ uuid: String = web) async throws -> Element? {
        try await host.read(NativeReference(type: "domain", id: uuid))?.document.root
    }

    func state(_ uuid: String = web) async throws -> String? { try await view(uuid)?["state"] }

    /// The domain XML in the view.
    func domain(_ uuid: String = web) async throws -> Element {
        try await view(uuid)?.first("domain") ?? Element("none")
    }

    /// Waits for what happens by itself.
    func eventually(_ condition: () async throws -> Bool) async throws -> Bool {
        for _ in 0..<150 {
            if try await condition() { return true }
            try await Task.sleep(for: .milliseconds(20))
        }
        return false
    }

    func remove() async {
        await host.close()
        try? FileManager.default.removeItem(at: directory)
    }
}
