/// The words of ResourceSubType that tell devices apart.
enum ResourceSubType {
    static let hardDisk = "Microsoft:Hyper-V:Virtual Hard Disk"
    static let opticalDisk = "Microsoft:Hyper-V:Virtual CD/DVD Disk"
    static let diskDrive = "Microsoft:Hyper-V:Synthetic Disk Drive"
    static let opticalDrive = "Microsoft:Hyper-V:Synthetic DVD Drive"
    static let ideController = "Microsoft:Hyper-V:Emulated IDE Controller"
    static let scsiController = "Microsoft:Hyper-V:Synthetic SCSI Controller"
    static let synthetic = "Microsoft:Hyper-V:Synthetic Ethernet Port"
    static let emulated = "Microsoft:Hyper-V:Emulated Ethernet Port"
    static let connection = "Microsoft:Hyper-V:Ethernet Connection"
}
