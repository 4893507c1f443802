import Bus
import Foundation
import Generic
import Store
import Testing
import XML

@Suite struct MappingContextTests {
    private let folder: URL
    private let store: Store
    private let types: TypeTable

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("bus-\(UUID().uuidString)")
        store = try Store(directory: folder)
        types = TypeTable(
            try Document(
                parsing: """
                    <commands xmlns="urn:dragoman:commands"><types><type generic="vm" native="VM" pattern="vm-{number}"/>
                    <type generic="snapshot" native="Shot" pattern="{uuid}"/><type generic="vm" native="Second" pattern="s{number}"/></types></commands>
                    """
            ).root)
    }

    private func host(_ name: String) -> MappingContext {
        MappingContext(.host(platform: "xen", name: name), types: types, identifiers: store.identifiers)
    }
    private func client(_ platform: String = "vsphere", session: [String: String] = [:]) -> MappingContext {
        MappingContext(.client(platform: platform), types: types, identifiers: store.identifiers, session: session)
    }

    @Test func aHostsIdentifiersAreAssigned() throws {
        let id = try host("a").id(type: "VM", native: "r1", owner: nil)
        #expect(UUID(uuidString: id) != nil && id == id.lowercased())
        #expect(try host("a").id(type: "VM", native: "r1", owner: nil) == id)
        #expect(try host("a").native(type: "VM", uuid: id) == "r1")
        #expect(try host("b").id(type: "VM", native: "r1", owner: nil) != id, "two hosts may use one name")
        #expect(try host("a").id(type: "Shot", native: "r1", owner: nil) != id, "so may two types")
        try store.close()
    }

    @Test func whatAHostHasNotIsNotFound() throws {
        let id = try host("a").id(type: "VM", native: "r1", owner: nil)
        let fault = #expect(throws: Fault.self) { try host("b").native(type: "VM", uuid: id) }
        #expect(fault?.code == .notFound)
        #expect(fault?.details == ["type": "vm", "id": id])
    }

    @Test func aClientsIdentifiersArePresented() throws {
        let id = try host("a").id(type: "VM", native: "r1", owner: nil)
        let other = try host("b").id(type: "VM", native: "r1", owner: nil)
        #expect(try client().native(type: "VM", uuid: id) == "vm-1")
        #expect(try client().native(type: "VM", uuid: other) == "vm-2")
        #expect(try client().native(type: "VM", uuid: id) == "vm-1")
        #expect(try client().native(type: "Shot", uuid: id) == id)
        #expect(try client().native(type: "Second", uuid: id) == "s1")
        #expect(try client().id(type: "VM", native: "vm-2", owner: nil) == other)
        #expect(try client("kvm").native(type: "VM", uuid: other) == "vm-1", "each protocol counts for itself")
    }

    @Test func whatAClientWasNotShownIsNotFound() throws {
        let id = try host("a").id(type: "VM", native: "r1", owner: nil)
        for native in ["vm-1", "r1", id, ""] {
            let fault = #expect(throws: Fault.self) { try client().id(type: "VM", native: native, owner: nil) }
            #expect(fault?.code == .notFound)
        }
    }

    @Test func anUnknownTypeIsAFaultOfTheMapping() throws {
        for context in [host("a"), client()] {
            #expect(throws: Fault.self) { try context.id(type: "Car", native: "1", owner: nil) }
            let fault = #expect(throws: Fault.self) { try context.native(type: "Car", uuid: "1") }
            #expect(fault?.code == .internal)
        }
    }

    @Test func ownersAreKnown() throws {
        let vm = try host("a").id(type: "VM", native: "r1", owner: nil)
        let shot = try host("a").id(type: "Shot", native: "s1", owner: "r1")
        #expect(host("a").owner(uuid: shot) == vm)
        #expect(client().owner(uuid: shot) == vm)
        #expect(client().owner(uuid: vm) == "")
    }

    @Test func sessionsAndTime() throws {
        let context = client(session: ["user": "anna"])
        #expect(context.session(name: "user") == "anna")
        #expect(context.session(name: "none") == "")
        #expect(context.now().hasSuffix("Z"))
        #expect(try Date(context.now(), strategy: .iso8601).timeIntervalSinceNow < 5)
    }
}
