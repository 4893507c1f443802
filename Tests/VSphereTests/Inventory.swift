import Foundation
import XML

@testable import VSphere

/// The type table that the package ships.
let schema: VimSchema = {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    guard let schema = try? VimSchema(contentsOf: root.appendingPathComponent("Mappings/vsphere/schema.txt")) else {
        preconditionFailure("Mappings/vsphere/schema.txt cannot be read")
    }
    return schema
}()

/// Managed objects written down as the mapping would give them, and a count of how often each is read.
final class Inventory: ManagedObjects {
    private var views: [ManagedObjectReference: FlatTree] = [:]
    private(set) var reads: [ManagedObjectReference: Int] = [:]

    func set(_ type: String, _ id: String, _ properties: String) throws {
        let text = """
            <managedObject xmlns="urn:vim25" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
            type="\(type)" id="\(id)">\(properties)</managedObject>
            """
        views[ManagedObjectReference(type: type, value: id)] = FlatTree(try Document(parsing: text))
    }

    func remove(_ type: String, _ id: String) {
        views[ManagedObjectReference(type: type, value: id)] = nil
    }

    func forgetReads() { reads = [:] }

    func view(of object: ManagedObjectReference) -> FlatTree? {
        reads[object, default: 0] += 1
        return views[object]
    }

    func exists(_ object: ManagedObjectReference) -> Bool { views[object] != nil }

    func identity(of object: ManagedObjectReference) -> String? { object.value }

    /// A root folder with machines in it, and their host.
    static func fleet(_ machines: Int) throws -> Inventory {
        let inventory = Inventory()
        let names = (0..<machines).map { "vm-\($0)" }
        try inventory.set("Folder", "group-d1", names.map { "<childEntity type=\"VirtualMachine\">\($0)</childEntity>" }.joined())
        for name in names { try inventory.setMachine(name, name: name) }
        try inventory.set("HostSystem", "host-1", names.map { "<vm type=\"VirtualMachine\">\($0)</vm>" }.joined())
        return inventory
    }

    func setMachine(_ id: String, name: String, power: String = "poweredOff") throws {
        try set(
            "VirtualMachine", id,
            """
            <parent type="Folder">group-d1</parent><name>\(name)</name>\
            <runtime><host type="HostSystem">host-1</host><powerState>\(power)</powerState></runtime>
            """)
    }
}

/// A specification as a client sends it.
func filterSpec(_ content: String) throws -> PropertyFilterSpec {
    let text = """
        <specSet xmlns="urn:vim25" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\(content)</specSet>
        """
    return try PropertyFilterSpec(try Document(parsing: text).root, schema: schema)
}

func reference(_ type: String, _ value: String) -> ManagedObjectReference {
    ManagedObjectReference(type: type, value: value)
}
