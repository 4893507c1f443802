import Simulator
import XML

extension SimulatedKVMHost {
    /// Runs a call and returns its named results.
    /// - Throws: ``LibvirtError``; 39 for a procedure that is not known.
    func perform(_ call: LibvirtCall) throws -> [Element] {
        switch call.procedure {
        case "domainCreate", "domainCreateWithFlags": return try create(call)
        case "domainDestroy", "domainDestroyFlags": try destroy(call)
        case "domainReset": try reset(call)
        case "domainSuspend": try suspend(call)
        case "domainResume": try resume(call)
        case "domainManagedSave": try managedSave(call)
        case "domainManagedSaveRemove": try managedSaveRemove(call)
        case "domainPMSuspendForDuration": try pmSuspend(call)
        case "domainPMWakeup": try pmWakeup(call)
        case "domainShutdown", "domainShutdownFlags": try askGuest(call, to: .guestShutdown)
        case "domainReboot": try askGuest(call, to: .guestReboot)
        case "domainSendKey": try sendKey(call)
        case "domainDefineXML", "domainDefineXMLFlags": return try define(call)
        case "domainUndefine", "domainUndefineFlags": try undefine(call)
        case "domainRename": return try rename(call)
        case "domainSetVcpus", "domainSetVcpusFlags": try setVcpus(call)
        case "domainSetMemory", "domainSetMaxMemory", "domainSetMemoryFlags": try setMemory(call)
        case "domainSetMetadata": try setMetadata(call)
        case "domainSetAutostart": try setAutostart(call)
        case "domainAttachDevice", "domainAttachDeviceFlags": try attachDevice(call)
        case "domainDetachDevice", "domainDetachDeviceFlags": try detachDevice(call)
        case "domainUpdateDeviceFlags": try updateDevice(call)
        case "domainBlockResize": try blockResize(call)
        case "domainBlockCopy": try blockCopy(call)
        case "domainBlockJobAbort": try abortBlockJob(call)
        case "domainSnapshotCreateXML": return try createSnapshot(call)
        case "domainRevertToSnapshot": try revertToSnapshot(call)
        case "domainSnapshotDelete": try deleteSnapshot(call)
        case "storagePoolRefresh": try refreshPool(call)
        case "storagePoolListAllVolumes": return try listVolumes(call)
        case "storageVolCreateXML": return try createVolume(call)
        case "storageVolCreateXMLFrom": return try createVolume(from: call)
        case "storageVolDelete": try deleteVolume(call)
        case "storageVolResize": try resizeVolume(call)
        default: throw LibvirtError(.rpc, "unknown procedure: \(call.procedure)", domain: .rpc)
        }
        return []
    }
}
