import Foundation
import Hosts
import Simulator

extension SimulatedHyperVHost {
    /// Msvm_ImageManagementService.CreateVirtualHardDisk.
    func createDisk(_ call: Invocation) throws(NativeFault) -> Outcome {
        try call.allow("VirtualDiskSettingData")
        let wanted = try call.instance("VirtualDiskSettingData")
        try Schema.check(wanted, "Msvm_VirtualHardDiskSettingData")
        let path = wanted["Path"] ?? ""
        let (url, format) = try newFile(path, wanted)
        guard let type = wanted.integer("Type"), (2...4).contains(type) else {
            throw .parameter("Type", "A virtual hard disk is fixed, dynamic or differencing.")
        }
        var file = VirtualHardDisk(type: type, format: format, size: Int64(wanted["MaxInternalSize"] ?? "") ?? 0)
        if type == VirtualHardDisk.differencing {
            let parent = wanted["ParentPath"] ?? ""
            file.size = try disk(parent).size
            file.parent = parent
        }
        try write(new: file, to: url, path)
        return Outcome(isJob: true)
    }

    /// ConvertVirtualHardDisk: a new file with the data of another and of those that it is based on.
    func convertDisk(_ call: Invocation) throws(NativeFault) -> Outcome {
        try call.allow("SourcePath", "VirtualDiskSettingData")
        let source = try call.text("SourcePath")
        let wanted = try call.instance("VirtualDiskSettingData")
        try Schema.check(wanted, "Msvm_VirtualHardDiskSettingData")
        let path = wanted["Path"] ?? ""
        let (url, format) = try newFile(path, wanted)
        guard let type = wanted.integer("Type"), (2...3).contains(type) else {
            throw .parameter("Type", "A virtual hard disk is converted into a fixed or a dynamic one.")
        }
        let original = try disk(source)
        for user in users(of: source) where [.running, .paused].contains(monitor.state(of: user)) {
            throw job(.file(.failed, .sharingViolation, source, "The file \(source) is in use."))
        }
        try write(new: VirtualHardDisk(type: type, format: format, size: original.size), to: url, path)
        return Outcome(isJob: true)
    }

    private func newFile(_ path: String, _ wanted: Setting) throws(NativeFault) -> (URL, format: Int) {
        let format = wanted.integer("Format") ?? 3
        let ending = path.lowercased().hasSuffix(".vhdx") ? 3 : path.lowercased().hasSuffix(".vhd") ? 2 : 0
        guard let url = volumes.url(path), ending == format else {
            throw .parameter("Path", "\(path) is no path for such a virtual hard disk on a volume of this host.")
        }
        return (url, format)
    }

    private func write(new file: VirtualHardDisk, to url: URL, _ path: String) throws(NativeFault) {
        // 64 TB is the most that VHDX takes, 2040 GB VHD; sectors are 512 bytes.
        guard file.size >= 3 << 20, file.size % 512 == 0, file.size <= (file.format == 3 ? 64 << 40 : 2040 << 30) else {
            throw .parameter("MaxInternalSize", "\(file.size) bytes is no size for a virtual hard disk.")
        }
        if FileManager.default.fileExists(atPath: url.path) {
            throw job(.file(.failed, .fileExists, path, "The file \(path) exists."))
        }
        if file.type == VirtualHardDisk.fixed { try take(file.size, on: path) }
        do {
            try written {
                try Volumes.makeFolder(of: url)
                try file.write(to: url)
            }
        } catch {
            if file.type == VirtualHardDisk.fixed { try take(-file.size, on: path) }
            throw error
        }
    }

    /// ResizeVirtualHardDisk. A file that others are based on, or that is based on one, keeps its size.
    func resizeDisk(_ call: Invocation) throws(NativeFault) -> Outcome {
        try call.allow("Path", "MaxInternalSize")
        let path = try call.text("Path")
        var file = try disk(path)
        guard let size = Int64(try call.text("MaxInternalSize")), size % 512 == 0, size >= file.size,
            size <= (file.format == 3 ? 64 << 40 : 2040 << 30)
        else { throw .parameter("MaxInternalSize", "A virtual hard disk can only grow, by whole sectors.") }
        if file.type == VirtualHardDisk.differencing {
            throw NativeFault(.invalidState, "The virtual hard disk \(path) belongs to a chain of checkpoints.")
        }
        for checkpoint in checkpoints.values {
            guard let configuration = try? Configuration(parsing: checkpoint.bytes) else { continue }
            for disk in configuration.hardDisks where disk["HostResource"]?.caseInsensitiveEquals(path) == true {
                throw NativeFault(.invalidState, "A checkpoint is based on the virtual hard disk \(path).")
            }
        }
        if file.type == VirtualHardDisk.fixed { try take(size - file.size, on: path) }
        file.size = size
        guard let url = volumes.url(path) else { throw .parameter("Path", "There is no file \(path).") }
        try written { try file.write(to: url) }
        for user in users(of: path) { announce(user) }
        return Outcome(isJob: true)
    }

    /// CIM_DataFile.Delete, with that class's own return values: 9 no such object, 15 sharing violation.
    func deleteFile(_ call: Invocation) throws(NativeFault) -> Outcome {
        try deleteFile(call.selectors["Name"] ?? "")
        return Outcome()
    }

    func deleteFile(_ path: String) throws(NativeFault) {
        var isFolder: ObjCBool = false
        guard let url = volumes.url(path), FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder),
            !isFolder.boolValue
        else { throw NativeFault(returnValue: 9, "There is no file \(path).", path: path) }
        try checkUnused(path)
        let file = try? VirtualHardDisk(reading: url)
        let size = (try? FileManager.default.attributesOfItem(atPath: url.path)[.size] as? NSNumber)?.int64Value ?? 0
        try written { try FileManager.default.removeItem(at: url) }
        if let file {
            if file.type == VirtualHardDisk.fixed { try take(-file.size, on: path) }
        } else {
            try take(-size, on: path)
        }
        for user in users(of: path) { announce(user) }
    }

    /// No machine that runs has it open, and the management service has it not as the configuration of one.
    func checkUnused(_ path: String) throws(NativeFault) {
        let name = path.split(separator: "\\").last.map(String.init) ?? ""
        let stem = name.split(separator: ".").first.map { $0.uppercased() } ?? ""
        if machines[stem] != nil || checkpoint(stem) != nil {
            throw NativeFault(returnValue: 15, "The file \(path) is in use.", path: path)
        }
        for user in users(of: path) {
            let state = monitor.state(of: user)
            if state == .running || state == .paused {
                throw NativeFault(returnValue: 15, "The file \(path) is in use.", path: path)
            }
        }
    }

    /// Reads a virtual hard disk.
    func disk(_ path: String) throws(NativeFault) -> VirtualHardDisk {
        guard let url = volumes.url(path), FileManager.default.fileExists(atPath: url.path) else {
            throw .file(.fileNotFound, .fileNotFound, path, "The system cannot find the file \(path).")
        }
        do {
            return try VirtualHardDisk(reading: url)
        } catch {
            var fault = NativeFault(.failed, "\(path) is no virtual hard disk: \(error).")
            fault.path = path
            throw fault
        }
    }

    /// Machines that have a file in a drive, or one based on it.
    func users(of path: String) -> [String] {
        machines.keys.filter { guid in
            guard let configuration = configuration(guid) else { return false }
            return configuration.hardDisks.contains { disk in
                var next = disk["HostResource"]
                var steps = 0
                while let current = next, steps < 256 {
                    if current.caseInsensitiveEquals(path) { return true }
                    next = volumes.url(current).flatMap { try? VirtualHardDisk(reading: $0) }?.parent
                    steps += 1
                }
                return false
            }
        }
    }

    /// Takes space of a volume, or gives it back; dynamic disks take none.
    func take(_ bytes: Int64, on path: String) throws(NativeFault) {
        var list = volumeList
        guard bytes != 0,
            let index = list.settings.firstIndex(where: {
                $0["DeviceID"]?.caseInsensitiveEquals(String(path.prefix(2))) == true
            })
        else { return }
        let free = Int64(list.settings[index]["FreeSpace"] ?? "") ?? 0
        guard free >= bytes else {
            throw job(.file(.failed, .diskFull, path, "There is not enough space on the disk."))
        }
        list.settings[index]["FreeSpace"] = String(free - bytes)
        let bytes = list.bytes
        try written { try NativeFile.write(bytes, to: directory.appendingPathComponent("volumes.xml")) }
        volumeList = list
        announcements.yield(
            .changed(.init(type: "Win32_LogicalDisk", id: list.settings[index]["DeviceID"] ?? "")))
    }

    private func job(_ fault: NativeFault) -> NativeFault {
        var fault = fault
        fault.isJob = true
        return fault
    }
}
