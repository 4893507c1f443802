import Foundation
import Hosts
import HyperV
import Logging
import Simulator
import Testing
import XML

/// A simulated Hyper-V host in a directory of its own, and short forms of what tests ask of it.
final class HyperVBench {
    let directory: URL
    private(set) var host: SimulatedHyperVHost
    private let seed: HostSeed

    init(vms: Int = 4, memoryMiB: Int? = nil) throws {
        directory = FileManager.default.temporaryDirectory.appendingPathComponent("hyperv-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        var seed = HostSeed.fleetHost(name: "HV01", macPrefix: "00:15:5d", vms: vms)
        if let memoryMiB { seed.memoryMiB = memoryMiB }
        self.seed = seed
        host = try SimulatedHyperVHost(seed: seed, directory: directory, logger: Logger(label: "test"))
    }

    deinit { try? FileManager.default.removeItem(at: directory) }

    /// What a restart after `kill -9` finds: only the files.
    func restart() throws {
        host = try SimulatedHyperVHost(seed: seed, directory: directory, logger: Logger(label: "test"))
    }

    func call(
        _ className: String, _ method: String, selectors: String = "", _ input: String = "", namespace: String? = nil
    ) async throws -> Element {
        let space = namespace.map { #" namespace="\#($0)""# } ?? ""
        let text = """
            <w:invoke xmlns:w="urn:dragoman:wmi" class="\(className)" method="\(method)"\(space)>
            <w:selectors>\(selectors)</w:selectors><w:input>\(input)</w:input></w:invoke>
            """
        switch try await host.apply(try Document(parsing: text), progress: { _ in }) {
        case .result(let document), .fault(let document): return document.root
        }
    }

    func manage(_ method: String, _ input: String) async throws -> Element {
        try await call("Msvm_VirtualSystemManagementService", method, input)
    }

    func change(_ guid: String, to state: Int) async throws -> Element {
        try await call(
            "Msvm_ComputerSystem", "RequestStateChange", selectors: #"<w:selector name="Name">\#(guid)</w:selector>"#,
            #"<w:property name="RequestedState" type="uint16">\#(state)</w:property>"#)
    }

    /// The machine's instances; nil if it is gone.
    func machine(_ guid: String) async throws -> Element? {
        try await host.read(NativeReference(type: "Msvm_ComputerSystem", id: guid.lowercased()))?.document.root
    }

    func value(_ guid: String, _ className: String, _ property: String) async throws -> String? {
        try await machine(guid)?.instance(className)?.property(property)
    }

    func state(_ guid: String) async throws -> String? { try await value(guid, "Msvm_ComputerSystem", "EnabledState") }

    /// GUIDs of the machines in a state and of a generation.
    func machines(state: Int? = nil, generation: Int? = nil) async throws -> [String] {
        try await host.inventory().compactMap { object in
            guard object.reference.type == "Msvm_ComputerSystem" else { return nil }
            let root = object.document.root
            if let state, root.instance("Msvm_ComputerSystem")?.property("EnabledState") != String(state) { return nil }
            if let generation,
                root.instance("Msvm_VirtualSystemSettingData")?.property("VirtualSystemSubType")?.hasSuffix(
                    ":\(generation)") != true
            {
                return nil
            }
            return object.reference.id.uppercased()
        }
    }

    static func reference(_ name: String, _ className: String, _ key: String, _ value: String) -> String {
        #"<w:reference name="\#(name)" class="\#(className)"><w:selector name="\#(key)">\#(value)</w:selector></w:reference>"#
    }

    static func setting(
        _ className: String, _ values: KeyValuePairs<String, String>, _ more: String = "",
        name: String = "ResourceSettings"
    ) -> String {
        let properties = values.map { #"<w:property name="\#($0.key)">\#($0.value)</w:property>"# }.joined()
        return #"<w:instance name="\#(name)" class="\#(className)">\#(properties)\#(more)</w:instance>"#
    }

    func file(_ name: String) -> URL { directory.appendingPathComponent(name) }
}

extension Element {
    func instance(_ className: String) -> Element? { elements.first { $0["class"] == className } }

    func instances(_ className: String) -> [Element] { elements.filter { $0["class"] == className } }

    func property(_ name: String) -> String? { elements.first { $0.name == "property" && $0["name"] == name }?.text }

    func key(of reference: String, _ key: String = "InstanceID") -> String? {
        elements.first { $0.name == "reference" && $0["name"] == reference }?.elements.first { $0["name"] == key }?.text
    }
}
