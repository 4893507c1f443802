import Testing

@testable import VSphere

@Suite struct VimSchemaTests {
    @Test func typesDerive() {
        #expect(schema.isA("ClusterComputeResource", "ComputeResource"))
        #expect(schema.isA("VirtualMachine", "ManagedEntity"))
        #expect(schema.isA("VirtualMachine", "ManagedObject"))
        #expect(!schema.isA("VirtualMachineConfigInfo", "ManagedObject"))
        #expect(!schema.isA("Folder", "VirtualMachine"))
        #expect(!schema.isA("Nothing", "ManagedEntity"))
    }

    @Test func membersAreInherited() {
        #expect(schema.method("Rename_Task", of: "VirtualMachine") == "ref:Task")
        #expect(schema.method("PowerOnVM_Task", of: "HostSystem") == nil)
        #expect(schema.property("name", of: "ClusterComputeResource")?.type == "xsd:string")
        #expect(schema["VirtualDisk"]?.properties.first?.name == "key")
    }

    @Test func handlersServeTheirTypeAndThoseBelow() {
        #expect(Methods.handler(of: "Fetch", on: "VirtualMachine", schema) != nil)
        #expect(Methods.handler(of: "PowerOnVM_Task", on: "VirtualMachine", schema) == nil)
    }
}
