import Foundation
import Hosts
import Logging
import XML

@testable import Simulator
@testable import Xen

/// A simulated XenServer in a directory of its own, and calls in short.
struct XenFixture {
    let directory: URL
    let host: SimulatedXenHost

    static var seed: HostSeed {
        var seed = HostSeed.fleetHost(name: "xen1", macPrefix: "00:16:3e", vms: 0)
        func machine(_ name: String, _ state: PowerState, snapshots: [SnapshotSeed] = []) -> MachineSeed {
            MachineSeed(
                name: name, uuid: UUID().uuidString.lowercased(), notes: "a <note> & 'more'\nof it 100%", cpus: 4,
                coresPerSocket: 2,
                memoryMiB: 1024, efi: true, secureBoot: false, guestOS: "freebsd14.0",
                disks: [DiskSeed(name: "disk0", capacity: 8 << 30, thin: true)],
                nics: [NICSeed(mac: "00:16:3e:00:00:0\(name.count)", network: seed.networks[0].name)], cdrom: true,
                state: state,
                snapshots: snapshots, created: Date(timeIntervalSince1970: 1_700_000_000))
        }
        seed.machines = [
            machine("halted", .off), machine("running", .running),
            machine(
                "suspended", .suspended,
                snapshots: [
                    SnapshotSeed(
                        name: "one", description: "first", created: Date(timeIntervalSince1970: 1_700_001_000),
                        children: [
                            SnapshotSeed(
                                name: "two", description: "", created: Date(timeIntervalSince1970: 1_700_002_000),
                                children: [])
                        ])
                ]),
        ]
        return seed
    }

    init() throws {
        directory = FileManager.default.temporaryDirectory.appendingPathComponent("xen-\(UUID().uuidString)")
        host = try XenFixture.open(directory)
    }

    static func open(_ directory: URL) throws -> SimulatedXenHost {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return try SimulatedXenHost(seed: seed, directory: directory, logger: logger)
    }

    func remove() async {
        await host.close()
        try? FileManager.default.removeItem(at: directory)
    }

    /// The result's text, or the error's code and parameters.
    @discardableResult
    func call(_ method: String, _ arguments: XapiValue...) async throws -> Reply {
        try await XenFixture.call(host, method, arguments)
    }

    static func call(_ host: SimulatedXenHost, _ method: String, _ arguments: [XapiValue]) async throws -> Reply {
        var call = XapiValue.element("call")
        call.append(XapiValue.element("method", text: method))
        var params = XapiValue.element("params")
        for argument in arguments { params.append(argument.element("value")) }
        call.append(params)
        switch try await host.apply(Document(call), progress: { _ in }) {
        case .result(let document): return .result(XapiValue(in: document.root) ?? .void)
        case .fault(let document): return .fault(document.root.elements.map(\.text))
        }
    }

    enum Reply: Equatable {
        case result(XapiValue)
        case fault([String])
        static let done = Reply.result(.void)
        /// The text of a result; empty for an error.
        var text: String {
            if case .result(let value) = self { value.text ?? "" } else { "" }
        }
    }

    func vm(_ name: String) async throws -> String {
        let reply = try await call("VM.get_by_name_label", .string(name))
        guard case .result(.array(let refs)) = reply, let ref = refs.first?.text else { throw MissingError() }
        return ref
    }

    func first(_ table: String) async throws -> String {
        guard case .result(.array(let refs)) = try await call("\(table).get_all"), let ref = refs.first?.text else {
            throw MissingError()
        }
        return ref
    }

    func document(_ vm: String) async throws -> Element {
        guard let object = try await host.read(NativeReference(type: "VM", id: vm)) else { throw MissingError() }
        return object.document.root
    }

    struct MissingError: Error {}
}

extension XapiValue: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral {
    public init(stringLiteral value: String) { self = .string(value) }
    public init(booleanLiteral value: Bool) { self = .boolean(value) }

    /// A record.
    static func record(_ fields: KeyValuePairs<String, XapiValue>) -> XapiValue {
        .structure(fields.map { Member(name: $0.key, value: $0.value) })
    }
}
