import Foundation
import Hosts
import HyperV
import Testing
import XML

@Suite struct HyperVSettingsTests {
    private func key(_ guid: String, _ rest: String = "") -> String { "Microsoft:\(guid)\(rest)" }
    private let cpu = #"\b637f346-6a0e-4dec-af52-bd70cb80a21d\0"#
    private let memory = #"\4764334d-e001-4176-82ee-5594ec9b530e"#

    private func modify(_ bench: HyperVBench, _ className: String, _ key: String, _ name: String, _ value: String)
        async throws -> Element
    {
        try await bench.manage(
            "ModifyResourceSettings", HyperVBench.setting(className, ["InstanceID": key, name: value]))
    }

    @Test func renamesAndKeepsIt() async throws {
        let bench = try HyperVBench()
        let guid = try #require(try await bench.machines().first)
        let reply = try await bench.manage(
            "ModifySystemSettings",
            HyperVBench.setting(
                "Msvm_VirtualSystemSettingData",
                ["InstanceID": key(guid.lowercased()), "ElementName": "new &amp; old", "Notes": "a &lt; b"],
                name: "SystemSettings"))
        #expect(reply["returnValue"] == "0")
        try bench.restart()
        #expect(try await bench.value(guid, "Msvm_ComputerSystem", "ElementName") == "new & old")
        #expect(try await bench.value(guid, "Msvm_VirtualSystemSettingData", "Notes") == "a < b")
    }

    @Test func changesProcessorsOnlyWhileOff() async throws {
        let bench = try HyperVBench()
        let running = try #require(try await bench.machines(state: 2).first)
        let off = try #require(try await bench.machines(state: 3).first)
        let refused = try await modify(bench, "Msvm_ProcessorSettingData", key(running, cpu), "VirtualQuantity", "3")
        #expect(refused["returnValue"] == "32775")
        #expect(
            try await modify(bench, "Msvm_ProcessorSettingData", key(off, cpu), "VirtualQuantity", "3")["returnValue"]
                == "0")
        #expect(try await bench.value(off, "Msvm_ProcessorSettingData", "VirtualQuantity") == "3")
        for (name, value) in [("VirtualQuantity", "0"), ("VirtualQuantity", "many"), ("Colour", "red")] {
            let fault = try await modify(bench, "Msvm_ProcessorSettingData", key(off, cpu), name, value)
            #expect(fault["returnValue"] == "32773")
            #expect(fault["parameter"] == name)
        }
    }

    @Test func changesMemoryOfARunningMachine() async throws {
        let bench = try HyperVBench()
        let guid = try #require(try await bench.machines(state: 2).first)
        #expect(
            try await modify(bench, "Msvm_MemorySettingData", key(guid, memory), "VirtualQuantity", "3072")[
                "returnValue"] == "0")
        #expect(try await bench.value(guid, "Msvm_MemorySettingData", "VirtualQuantity") == "3072")
        #expect(
            try await modify(bench, "Msvm_MemorySettingData", key(guid, memory), "VirtualQuantity", "3073")[
                "returnValue"] == "32773")
        _ = try await bench.change(guid, to: 6)
        #expect(
            try await modify(bench, "Msvm_MemorySettingData", key(guid, memory), "VirtualQuantity", "1024")[
                "returnValue"] == "32775")
    }

    @Test func secureBootNeedsGeneration2() async throws {
        let bench = try HyperVBench(vms: 8)
        for (generation, expected) in [(1, "32773"), (2, "0")] {
            let guid = try #require(try await bench.machines(generation: generation).first)
            _ = try await bench.change(guid, to: 3)
            let reply = try await bench.manage(
                "ModifySystemSettings",
                HyperVBench.setting(
                    "Msvm_VirtualSystemSettingData", ["InstanceID": key(guid), "SecureBootEnabled": "true"],
                    name: "SystemSettings"))
            #expect(reply["returnValue"] == expected)
        }
    }

    @Test func keepsHostOnlyPairs() async throws {
        let bench = try HyperVBench()
        let guid = try #require(try await bench.machines().first)
        func change(_ method: String, _ data: String) async throws -> String? {
            try await bench.manage(
                method,
                HyperVBench.reference("TargetSystem", "Msvm_ComputerSystem", "Name", guid)
                    + HyperVBench.setting(
                        "Msvm_KvpExchangeDataItem", ["Name": "dragoman.x.y", "Data": data, "Source": "4"],
                        name: "DataItems"))["returnValue"]
        }
        #expect(try await change("ModifyKvpItems", "0") == "32773")
        #expect(try await change("AddKvpItems", "1") == "4096")
        #expect(try await change("AddKvpItems", "2") == "32773")
        #expect(try await change("ModifyKvpItems", "3") == "4096")
        try bench.restart()
        let items =
            try await bench.machine(guid)?.instance("Msvm_KvpExchangeComponentSettingData")?.all("instance") ?? []
        #expect(items.first { $0.property("Name") == "dragoman.x.y" }?.property("Data") == "3")
        #expect(try await change("RemoveKvpItems", "") == "4096")
    }

    @Test func makesAMachineAndDestroysIt() async throws {
        let bench = try HyperVBench(vms: 1)
        let path = #"D:\Hyper-V\Virtual Hard Disks\new.vhdx"#
        func createDisk() async throws -> Element {
            try await bench.call(
                "Msvm_ImageManagementService", "CreateVirtualHardDisk",
                HyperVBench.setting(
                    "Msvm_VirtualHardDiskSettingData",
                    ["Type": "3", "Format": "3", "Path": path, "MaxInternalSize": "1073741824"],
                    name: "VirtualDiskSettingData"))
        }
        #expect(try await createDisk()["returnValue"] == "4096")
        #expect(try await createDisk()["errorCode"] == "2147942480")
        let defined = try await bench.manage(
            "DefineSystem",
            HyperVBench.setting(
                "Msvm_VirtualSystemSettingData",
                ["ElementName": "new", "VirtualSystemSubType": "Microsoft:Hyper-V:SubType:2"],
                name: "SystemSettings"))
        let guid = try #require(defined.key(of: "ResultingSystem", "Name"))
        let configuration = HyperVBench.reference(
            "AffectedConfiguration", "Msvm_VirtualSystemSettingData", "InstanceID", key(guid))
        func add(_ className: String, _ values: KeyValuePairs<String, String>, parent: String? = nil) async throws
            -> Element
        {
            let more =
                parent.map { HyperVBench.reference("Parent", "Msvm_ResourceAllocationSettingData", "InstanceID", $0) }
                ?? ""
            return try await bench.manage(
                "AddResourceSettings", configuration + HyperVBench.setting(className, values, more))
        }
        let allocation = "Msvm_ResourceAllocationSettingData"
        let controller = try #require(
            try await add(allocation, ["ResourceType": "6"]).key(of: "ResultingResourceSettings"))
        let drive = try #require(
            try await add(allocation, ["ResourceType": "17", "AddressOnParent": "5"], parent: controller).key(
                of: "ResultingResourceSettings"))
        #expect(
            try await add(allocation, ["ResourceType": "17", "AddressOnParent": "5"], parent: controller)["returnValue"]
                == "32773")
        let kind = "Microsoft:Hyper-V:Virtual Hard Disk"
        let missing = try await add(
            "Msvm_StorageAllocationSettingData",
            ["ResourceType": "31", "ResourceSubType": kind, "HostResource": #"D:\no.vhdx"#], parent: drive)
        #expect(missing["returnValue"] == "32779")
        let image = try await add(
            "Msvm_StorageAllocationSettingData", ["ResourceType": "31", "ResourceSubType": kind, "HostResource": path],
            parent: drive)
        #expect(image["returnValue"] == "0")
        #expect(try await add("Msvm_EmulatedEthernetPortSettingData", ["ResourceType": "10"])["returnValue"] == "32773")
        #expect(try await add("Msvm_SyntheticEthernetPortSettingData", ["ResourceType": "10"])["returnValue"] == "0")
        #expect(try await bench.change(guid, to: 2)["returnValue"] == "4096")
        #expect(try await add(allocation, ["ResourceType": "6"])["returnValue"] == "32775")
        try bench.restart()
        #expect(try await bench.value(guid, "Msvm_VirtualHardDiskSettingData", "MaxInternalSize") == "1073741824")

        let system = HyperVBench.reference("AffectedSystem", "Msvm_ComputerSystem", "Name", guid)
        func delete() async throws -> String? {
            try await bench.call(
                "CIM_DataFile", "Delete", selectors: #"<w:selector name="Name">\#(path.lowercased())</w:selector>"#,
                namespace: "root/cimv2")["returnValue"]
        }
        #expect(try await bench.manage("DestroySystem", system)["returnValue"] == "32775")
        #expect(try await delete() == "15")
        _ = try await bench.change(guid, to: 3)
        #expect(try await bench.manage("DestroySystem", system)["returnValue"] == "4096")
        #expect(try await bench.machine(guid) == nil)
        #expect(try await delete() == "0")
        #expect(try await delete() == "9")
    }

    @Test(arguments: [
        #"D:\..\..\etc\x.vhdx"#, #"D:\Hyper-V\..\..\x.vhdx"#, "/etc/x.vhdx", #"Q:\x.vhdx"#, #"D:\a/b.vhdx"#,
        #"D:\.x.vhdx"#,
    ])
    func staysOnItsVolumes(path: String) async throws {
        let bench = try HyperVBench(vms: 1)
        let reply = try await bench.call(
            "Msvm_ImageManagementService", "CreateVirtualHardDisk",
            HyperVBench.setting(
                "Msvm_VirtualHardDiskSettingData",
                ["Type": "3", "Format": "3", "Path": path, "MaxInternalSize": "1073741824"],
                name: "VirtualDiskSettingData"))
        #expect(reply["returnValue"] == "32773")
    }

    @Test func fixedDisksTakeSpace() async throws {
        let bench = try HyperVBench(vms: 1)
        func create(_ size: Int64) async throws -> Element {
            try await bench.call(
                "Msvm_ImageManagementService", "CreateVirtualHardDisk",
                HyperVBench.setting(
                    "Msvm_VirtualHardDiskSettingData",
                    ["Type": "2", "Path": #"E:\fixed.vhdx"#, "MaxInternalSize": "\(size)"],
                    name: "VirtualDiskSettingData"))
        }
        #expect(try await create(3 << 40)["errorCode"] == "2147942512")
        #expect(try await create(1 << 40)["returnValue"] == "4096")
        let volume = try await bench.host.read(NativeReference(type: "Win32_LogicalDisk", id: "E:"))
        #expect(volume?.document.root.instance("Win32_LogicalDisk")?.property("FreeSpace") == "\(1 << 40)")
    }
}
