import Foundation
import XML

extension ESXiDeviceChanges {
    // MARK: CD drives

    mutating func cd(_ device: Element, _ operation: String, _ index: Int) throws(ESXiFault) {
        switch operation {
        case "add":
            let slot = try freeSlot(for: device, index)
            if isRunning, slot.bus == .ide { throw .hotPlug(index) }
            guard slot.bus == .ide || slot.bus == .sata else { throw .invalidDevice(index, "controllerKey") }
            try setMedium(device, slot, index)
        case "edit":
            let slot = try existingSlot(device, isCD: true, index)
            if device.first("controllerKey") != nil, try controllerName(device, index) != slot.controller {
                throw .invalidDevice(index, "controllerKey")
            }
            if let unit = try device.integer("unitNumber"), unit != Int64(slot.unit) {
                throw .invalidDevice(index, "unitNumber")
            }
            try setMedium(device, slot, index)
        default:
            let slot = try existingSlot(device, isCD: true, index)
            if isRunning, slot.bus == .ide { throw .hotPlug(index) }
            vmx.removeDevice(slot.description)
        }
    }

    private mutating func setMedium(_ device: Element, _ slot: DeviceSlot, _ index: Int) throws(ESXiFault) {
        let connected = try connected(device) ?? vmx.flag("\(slot).startConnected")
        guard let backing = device.first("backing") else {
            guard vmx.flag("\(slot).present") else { throw .invalidDevice(index, "backing") }
            vmx.set("\(slot).startConnected", connected)
            return
        }
        switch backing.vimType {
        case "VirtualCdromIsoBackingInfo":
            let text = backing.value("fileName") ?? ""
            guard let image = DatastorePath(text), !image.path.isEmpty,
                let datastore = facts.datastore(named: image.datastore)
            else {
                throw ESXiFault("InvalidDatastorePath", "Invalid datastore path '\(text)'.", [("datastorePath", text)])
            }
            vmx.setCD(
                slot.description, fileName: "/vmfs/volumes/\(datastore.name)/\(image.path)", connected: connected)
        case "VirtualCdromRemotePassthroughBackingInfo", "VirtualCdromRemoteAtapiBackingInfo",
            "VirtualCdromAtapiBackingInfo", "VirtualCdromPassthroughBackingInfo":
            vmx.setCD(slot.description, fileName: nil, connected: connected)
        default: throw .invalidDevice(index, "backing", type: "InvalidDeviceBacking")
        }
    }

    /// Whether a device is to be connected now and at each start.
    private func connected(_ device: Element) throws(ESXiFault) -> Bool? {
        guard let connectable = device.first("connectable") else { return nil }
        if isRunning, let now = try connectable.boolean("connected") { return now }
        return try connectable.boolean("startConnected")
    }

    // MARK: Network cards

    mutating func networkCard(
        _ device: Element, _ type: String, _ operation: String, _ index: Int
    ) throws(ESXiFault) {
        let model =
            switch type {
            case "VirtualVmxnet3": "vmxnet3"
            case "VirtualE1000": "e1000"
            case "VirtualE1000e": "e1000e"
            default: "vlance"
            }
        let taken = (0..<10).filter { vmx.flag("ethernet\($0).present") }
        if operation == "add" {
            let slot = try freeNetworkSlot(device, taken: taken, index)
            guard let network = try network(device, index) else {
                throw .invalidDevice(index, "backing", type: "InvalidDeviceBacking")
            }
            vmx.removeDevice("ethernet\(slot)")
            vmx.setNIC(slot, device: model, network: network, connected: try connected(device) ?? true)
            try setAddress(device, slot, isNew: true, index)
            return
        }
        guard let key = try device.integer("key"), key >= 4000, key < 4010, taken.contains(Int(key) - 4000) else {
            throw .invalidDevice(index, "key", type: "DeviceNotFound")
        }
        let slot = Int(key) - 4000
        if operation == "remove" {
            vmx.removeDevice("ethernet\(slot)")
            return
        }
        guard (vmx["ethernet\(slot).virtualDev"]?.lowercased() ?? "vlance") == model else {
            throw .invalidDevice(index, "device")
        }
        if let unit = try device.integer("unitNumber"), unit != Int64(slot + 7) { throw .invalidDevice(index, "unitNumber") }
        if let network = try network(device, index) { vmx["ethernet\(slot).networkName"] = network }
        if let connected = try connected(device) { vmx.set("ethernet\(slot).startConnected", connected) }
        try setAddress(device, slot, isNew: false, index)
    }

    /// Network cards are units 7 to 16 of the PCI controller.
    private func freeNetworkSlot(_ device: Element, taken: [Int], _ index: Int) throws(ESXiFault) -> Int {
        if let unit = try device.integer("unitNumber"), unit >= 0 {
            guard unit >= 7, unit < 17, !taken.contains(Int(unit) - 7) else { throw .invalidDevice(index, "unitNumber") }
            return Int(unit) - 7
        }
        guard let slot = (0..<10).first(where: { !taken.contains($0) }) else {
            throw .invalidDevice(index, "unitNumber", type: "TooManyDevices")
        }
        return slot
    }

    private func network(_ device: Element, _ index: Int) throws(ESXiFault) -> String? {
        guard let backing = device.first("backing") else { return nil }
        guard backing.vimType == "VirtualEthernetCardNetworkBackingInfo",
            let name = backing.value("deviceName"), facts.portGroup(named: name) != nil
        else { throw .invalidDevice(index, "backing", type: "InvalidDeviceBacking") }
        return name
    }

    private mutating func setAddress(_ device: Element, _ slot: Int, isNew: Bool, _ index: Int) throws(ESXiFault) {
        let prefix = "ethernet\(slot)"
        let mac = device.value("macAddress")?.lowercased()
        if let mac {
            let bytes = mac.split(separator: ":", omittingEmptySubsequences: false)
            guard bytes.count == 6, bytes.allSatisfy({ $0.count == 2 && UInt8($0, radix: 16) != nil }) else {
                throw .invalidDevice(index, "macAddress")
            }
        }
        let current = machineMAC(slot)
        if !isNew, mac == nil || mac == current { return }
        if !isNew, isRunning { throw .invalidDevice(index, "macAddress") }
        switch device.value("addressType") ?? (mac == nil ? "generated" : "manual") {
        case "manual", "assigned":
            guard let mac else { throw .invalidDevice(index, "macAddress") }
            vmx["\(prefix).addressType"] = "static"
            vmx["\(prefix).address"] = mac
            vmx["\(prefix).generatedAddress"] = nil
        case "generated":
            let bytes = (vmx["uuid.bios"] ?? "").filter(\.isHexDigit).suffix(6)
            let last = (UInt8(bytes.suffix(2), radix: 16) ?? 0) &+ UInt8(slot * 10)
            let middle = bytes.count == 6 ? "\(bytes.prefix(2)):\(bytes.dropFirst(2).prefix(2))" : "00:00"
            vmx["\(prefix).addressType"] = "generated"
            vmx["\(prefix).generatedAddress"] = "00:0c:29:\(middle):\(String(format: "%02x", last))".lowercased()
            vmx["\(prefix).generatedAddressOffset"] = String(slot * 10)
            vmx["\(prefix).address"] = nil
        default: throw .invalidDevice(index, "addressType")
        }
    }

    private func machineMAC(_ slot: Int) -> String? {
        let isStatic = vmx["ethernet\(slot).addressType"]?.lowercased() == "static"
        return vmx[isStatic ? "ethernet\(slot).address" : "ethernet\(slot).generatedAddress"]?.lowercased()
    }
}
