/// The place of a disk or CD drive, as a .vmx file names it (`scsi0:1`) and as vim25 numbers it (2001): the convention
/// by which ESXi gives out device keys.
struct DeviceSlot: Sendable, Hashable, CustomStringConvertible {
    enum Bus: String, Sendable, CaseIterable {
        case ide, scsi, sata, nvme

        /// The key of the first controller of this kind.
        var controllerKey: Int {
            switch self {
            case .ide: 200
            case .scsi: 1000
            case .sata: 15000
            case .nvme: 31000
            }
        }

        var deviceKey: Int {
            switch self {
            case .ide: 3000
            case .scsi: 2000
            case .sata: 16000
            case .nvme: 32000
            }
        }

        /// Places on one controller.
        var units: Int {
            switch self {
            case .ide: 2
            case .scsi: 16
            case .sata: 30
            case .nvme: 15
            }
        }

        /// Controllers that a machine can have.
        var controllers: Int { self == .ide ? 2 : 4 }
    }

    var bus: Bus
    var number: Int
    var unit: Int

    init(bus: Bus, number: Int, unit: Int) {
        self.bus = bus
        self.number = number
        self.unit = unit
    }

    /// Reads `scsi0:1`.
    init?(_ name: String) {
        let parts = name.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let controller = DeviceSlot.controller(String(parts[0])), let unit = Int(parts[1]),
            unit >= 0, unit < controller.bus.units, parts[1].utf8.first != 0x2b
        else { return nil }
        self.init(bus: controller.bus, number: controller.number, unit: unit)
    }

    init?(key: Int) {
        for bus in Bus.allCases {
            let offset = key - bus.deviceKey
            if offset >= 0, offset < bus.units * bus.controllers {
                self.init(bus: bus, number: offset / bus.units, unit: offset % bus.units)
                return
            }
        }
        return nil
    }

    var controller: String { "\(bus.rawValue)\(number)" }
    var description: String { "\(controller):\(unit)" }
    var key: Int { bus.deviceKey + number * bus.units + unit }
    /// SCSI unit 7 is the controller itself.
    var isReserved: Bool { bus == .scsi && unit == 7 }

    /// Reads `scsi0`.
    static func controller(_ name: String) -> (bus: Bus, number: Int)? {
        for bus in Bus.allCases where name.hasPrefix(bus.rawValue) {
            guard let number = Int(name.dropFirst(bus.rawValue.count)), number >= 0, number < bus.controllers,
                name.count == bus.rawValue.count + 1
            else { return nil }
            return (bus, number)
        }
        return nil
    }

    /// The controller that has that key in vim25.
    static func controller(key: Int) -> (bus: Bus, number: Int)? {
        for bus in Bus.allCases where key >= bus.controllerKey && key < bus.controllerKey + bus.controllers {
            return (bus, key - bus.controllerKey)
        }
        return nil
    }
}
