import Foundation
import Hosts
import Logging
import Simulator
import XML

extension SimulatedHyperVHost {
    /// What a method gave: its out parameters, and whether Hyper-V runs it as a job.
    struct Outcome {
        var values: [Value] = []
        var isJob = false
    }

    public func apply(_ call: Document, progress: @Sendable (Int) -> Void) async throws -> NativeReply {
        try checkOpen()
        if call.rootName == "query", call.rootNamespace == wmi {
            do {
                return .result(Document(try query(call.root.text)))
            } catch {
                return .fault(error.document(className: "CIM_LogicalFile", method: "query"))
            }
        }
        if call.rootName == "share" { return call.root["operation"] == "delete" ? deleteShared(call.root) : makeSharedFolder(call.root) }
        let invocation: Invocation
        do {
            invocation = try Invocation(call)
        } catch {
            return .fault(
                error.document(className: call.rootAttribute("class") ?? "", method: call.rootAttribute("method") ?? "")
            )
        }
        do {
            let isMigration = invocation.className == "Msvm_VirtualSystemMigrationService"
            let outcome = try await isMigration ? migrate(invocation) : perform(invocation)
            var output = Element(
                "output", namespace: wmi, attributes: ["class": invocation.className, "method": invocation.method])
            output["returnValue"] = outcome.isJob ? "4096" : "0"
            for value in outcome.values { output.append(value.abstract) }
            if outcome.isJob {
                // The job has ended when the driver answers.
                progress(100)
                let job = ObjectPath.setting("Msvm_ConcreteJob", UUID().uuidString)
                output.append(Value("Job", path: job).abstract)
            }
            return .result(Document(output))
        } catch {
            logger.info(
                "method refused",
                metadata: ["method": "\(invocation.className).\(invocation.method)", "reason": "\(error.message)"])
            return .fault(error.document(className: invocation.className, method: invocation.method))
        }
    }

    private func perform(_ call: Invocation) throws(NativeFault) -> Outcome {
        let isCIM = call.namespace == "root/cimv2"
        switch (call.className, call.method) {
        case ("CIM_DataFile", "Delete") where isCIM: return try deleteFile(call)
        case ("CIM_DataFile", "Copy") where isCIM: return try transferFile(call, moves: false)
        case ("CIM_DataFile", "Rename") where isCIM: return try transferFile(call, moves: true)
        case ("Win32_OperatingSystem", "Win32Shutdown") where isCIM: return try shutDownHost(call)
        case _ where isCIM: break
        case ("Msvm_ComputerSystem", "RequestStateChange"): return try requestStateChange(call)
        case ("Msvm_ShutdownComponent", "InitiateShutdown"): return try initiate(call, reboot: false)
        case ("Msvm_ShutdownComponent", "InitiateReboot"): return try initiate(call, reboot: true)
        case ("Msvm_Keyboard", "TypeScancodes"): return try typeScancodes(call)
        case ("Msvm_VirtualSystemManagementService", let method): return try manage(method, call)
        case ("Msvm_VirtualSystemSnapshotService", "CreateSnapshot"): return try createSnapshot(call)
        case ("Msvm_VirtualSystemSnapshotService", "ApplySnapshot"): return try applySnapshot(call)
        case ("Msvm_VirtualSystemSnapshotService", "DestroySnapshot"): return try destroySnapshot(call, tree: false)
        case ("Msvm_VirtualSystemSnapshotService", "DestroySnapshotTree"): return try destroySnapshot(call, tree: true)
        case ("Msvm_ImageManagementService", "CreateVirtualHardDisk"): return try createDisk(call)
        case ("Msvm_ImageManagementService", "ConvertVirtualHardDisk"): return try convertDisk(call)
        case ("Msvm_ImageManagementService", "ResizeVirtualHardDisk"): return try resizeDisk(call)
        default: break
        }
        let known =
            isCIM
            ? ["CIM_DataFile", "Win32_OperatingSystem"]
            : [
                "Msvm_ComputerSystem", "Msvm_ShutdownComponent", "Msvm_VirtualSystemSnapshotService",
                "Msvm_ImageManagementService", "Msvm_Keyboard",
            ]
        guard known.contains(call.className) else {
            throw NativeFault(
                code: "a:DestinationUnreachable", "There is no class \(call.className) in \(call.namespace).")
        }
        throw NativeFault(code: "a:ActionNotSupported", "The class \(call.className) has no method \(call.method).")
    }

    private func manage(_ method: String, _ call: Invocation) throws(NativeFault) -> Outcome {
        switch method {
        case "DefineSystem": return try defineSystem(call)
        case "DestroySystem": return try destroySystem(call)
        case "ModifySystemSettings": return try modifySystem(call)
        case "AddResourceSettings": return try addResources(call)
        case "ModifyResourceSettings": return try modifyResources(call)
        case "RemoveResourceSettings": return try removeResources(call)
        case "AddKvpItems", "ModifyKvpItems", "RemoveKvpItems": return try changePairs(method, call)
        default:
            throw NativeFault(code: "a:ActionNotSupported", "The class \(call.className) has no method \(method).")
        }
    }
}
