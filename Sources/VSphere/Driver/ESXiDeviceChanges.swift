import Foundation
import XML

/// The deviceChange list of a VirtualMachineConfigSpec, applied to a .vmx file. Files are made and removed later, by
/// ``SimulatedESXiHost``, once everything has been found right.
struct ESXiDeviceChanges {
    /// A disk file to be made, or made longer.
    struct DiskFile {
        var path: DatastorePath
        var descriptor: DiskDescriptor
        /// Bytes that it takes from its datastore.
        var takes: Int64
    }

    let path: DatastorePath
    let machine: ESXiMachine?
    let store: ESXiDataStore
    let facts: ESXiHostFacts
    var vmx: VMXDictionary
    private(set) var written: [DiskFile] = []
    private(set) var removed: [DatastorePath] = []
    /// The keys that the specification gave to new controllers.
    var newControllers: [Int64: String] = [:]

    var isRunning: Bool { machine?.power == .poweredOn }
    var hasSnapshots: Bool { machine?.snapshots.snapshots.isEmpty == false }

    mutating func apply(_ changes: [Element]) throws(ESXiFault) {
        guard !changes.isEmpty else { return }
        if machine?.power == .suspended {
            throw .invalidPowerState(requested: .poweredOff, existing: .suspended)
        }
        for (index, change) in changes.enumerated() {
            guard let device = change.first("device"), let type = device.vimType else {
                throw .invalidDevice(index, "device")
            }
            let operation = change.value("operation") ?? "add"
            guard ["add", "edit", "remove"].contains(operation) else { throw .invalidArgument("deviceChange.operation") }
            let file = change.value("fileOperation")
            guard type == "VirtualDisk" || file == nil else { throw .invalidDevice(index, "fileOperation") }
            switch type {
            case "VirtualDisk": try disk(device, operation, file, index)
            case "VirtualCdrom": try cd(device, operation, index)
            case "VirtualVmxnet3", "VirtualE1000", "VirtualE1000e", "VirtualPCNet32":
                try networkCard(device, type, operation, index)
            case "ParaVirtualSCSIController", "VirtualLsiLogicController", "VirtualLsiLogicSASController",
                "VirtualBusLogicController", "VirtualAHCIController", "VirtualNVMEController", "VirtualIDEController":
                try controller(device, type, operation, index)
            default: throw .notSupported("a device of type \(type)")
            }
        }
    }

    // MARK: Places

    /// The name of the controller that a device says it is on.
    func controllerName(_ device: Element, _ index: Int) throws(ESXiFault) -> String {
        guard let key = try device.integer("controllerKey") else { throw .invalidDevice(index, "controllerKey") }
        if let name = newControllers[key] { return name }
        guard key >= 0, key < 1 << 20, let controller = DeviceSlot.controller(key: Int(key)) else {
            throw .invalidDevice(index, "controllerKey", type: "InvalidController")
        }
        let name = "\(controller.bus.rawValue)\(controller.number)"
        guard controller.bus == .ide || vmx.flag("\(name).present") else {
            throw .invalidDevice(index, "controllerKey", type: "InvalidController")
        }
        return name
    }

    /// Where a new disk or CD drive goes.
    func freeSlot(for device: Element, _ index: Int) throws(ESXiFault) -> DeviceSlot {
        let name = try controllerName(device, index)
        guard let controller = DeviceSlot.controller(name) else { throw .invalidDevice(index, "controllerKey") }
        let taken = Set(ESXiMachine.storageSlots(vmx).map(\.slot))
        if let unit = try device.integer("unitNumber"), unit >= 0 {
            let slot = DeviceSlot(bus: controller.bus, number: controller.number, unit: Int(min(unit, 1 << 20)))
            guard slot.unit < controller.bus.units, !slot.isReserved, !taken.contains(slot) else {
                throw .invalidDevice(index, "unitNumber")
            }
            return slot
        }
        for unit in 0..<controller.bus.units {
            let slot = DeviceSlot(bus: controller.bus, number: controller.number, unit: unit)
            if !slot.isReserved, !taken.contains(slot) { return slot }
        }
        throw .invalidDevice(index, "unitNumber", type: "TooManyDevices")
    }

    /// The existing disk or CD drive of the device's key.
    func existingSlot(_ device: Element, isCD: Bool, _ index: Int) throws(ESXiFault) -> DeviceSlot {
        guard let key = try device.integer("key"), key > 0, key < 1 << 20, let slot = DeviceSlot(key: Int(key)),
            ESXiMachine.storageSlots(vmx).contains(where: { $0.slot == slot && $0.isCD == isCD })
        else { throw .invalidDevice(index, "key", type: "DeviceNotFound") }
        return slot
    }

    mutating func write(_ path: DatastorePath, _ descriptor: DiskDescriptor, takes: Int64) {
        written.append(DiskFile(path: path, descriptor: descriptor, takes: takes))
    }

    mutating func remove(_ path: DatastorePath) {
        removed.append(path)
    }

    // MARK: Controllers

    private mutating func controller(
        _ device: Element, _ type: String, _ operation: String, _ index: Int
    ) throws(ESXiFault) {
        let (bus, model): (DeviceSlot.Bus, String?) =
            switch type {
            case "ParaVirtualSCSIController": (.scsi, "pvscsi")
            case "VirtualLsiLogicController": (.scsi, "lsilogic")
            case "VirtualLsiLogicSASController": (.scsi, "lsisas1068")
            case "VirtualBusLogicController": (.scsi, "buslogic")
            case "VirtualAHCIController": (.sata, nil)
            case "VirtualNVMEController": (.nvme, nil)
            default: (.ide, nil)
            }
        let key = try device.integer("key")
        if operation == "add" {
            // Both IDE controllers are there from the beginning.
            guard bus != .ide else { throw .invalidDevice(index, "busNumber") }
            let free = (0..<bus.controllers).filter { !vmx.flag("\(bus.rawValue)\($0).present") }
            let wanted = try device.integer("busNumber").flatMap { $0 < 0 ? nil : Int(min($0, 1 << 20)) }
            guard let number = wanted ?? free.first, free.contains(number) else {
                throw .invalidDevice(index, "busNumber")
            }
            if isRunning, bus == .sata { throw .hotPlug(index) }
            let name = "\(bus.rawValue)\(number)"
            vmx.set("\(name).present", true)
            vmx["\(name).virtualDev"] = model
            if let key { newControllers[key] = name }
            return
        }
        guard let key, key > 0, key < 1 << 20, let known = DeviceSlot.controller(key: Int(key)), known.bus == bus,
            bus == .ide || vmx.flag("\(bus.rawValue)\(known.number).present")
        else { throw .invalidDevice(index, "key", type: "DeviceNotFound") }
        let name = "\(bus.rawValue)\(known.number)"
        let current = vmx["\(name).virtualDev"]?.lowercased()
        guard model == nil || current == nil || current == model else { throw .invalidDevice(index, "device") }
        if operation == "remove" {
            guard bus != .ide, !ESXiMachine.storageSlots(vmx).contains(where: { $0.slot.controller == name }) else {
                throw .invalidDevice(index, "key")
            }
            if isRunning, bus == .sata { throw .hotPlug(index) }
            vmx.removeDevice(name)
        } else if let number = try device.integer("busNumber"), number != Int64(known.number) {
            throw .invalidDevice(index, "busNumber")
        }
    }
}
