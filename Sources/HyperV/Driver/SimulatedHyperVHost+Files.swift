import Foundation
import Hosts
import Simulator
import XML

/// CIM_LogicalFile in root/cimv2: queries in WQL, and the methods of CIM_DataFile.
extension SimulatedHyperVHost {
    /// Files of the data store itself, which the host does not show.
    private static let hidden: Set<String> = ["host.xml", "volumes.xml", "switches.xml", "Volumes"]

    /// Whether a path leads to the data store itself, or to what the host keeps of its machines there.
    func isHidden(_ path: String) -> Bool {
        let root = volumes.defaultRoot.lowercased() + "\\"
        guard path.lowercased().hasPrefix(root) else { return false }
        let first = path.dropFirst(root.count).split(separator: "\\").first.map(String.init) ?? ""
        return SimulatedHyperVHost.hidden.contains { $0.caseInsensitiveEquals(first) }
    }

    /// `SELECT * FROM CIM_LogicalFile WHERE Name = '…'`, or `WHERE Drive = 'D:' AND Path = '\\…\\'` or `LIKE '\\…\\%'`.
    func query(_ text: String) throws(NativeFault) -> Element {
        let text = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        var found: [String] = []
        if let match = text.wholeMatch(of: /SELECT \* FROM CIM_LogicalFile WHERE Name = '(.*)'/) {
            let path = SimulatedHyperVHost.unescaped(match.1)
            if let url = volumes.url(path), FileManager.default.fileExists(atPath: url.path) { found = [path] }
        } else if let match = text.wholeMatch(
            of: /SELECT \* FROM CIM_LogicalFile WHERE Drive = '([A-Za-z]:)' AND Path (=|LIKE) '(.*?)(%?)'/) {
            let folder = String(match.1) + SimulatedHyperVHost.unescaped(match.3)
            found = children(of: folder.hasSuffix("\\") ? String(folder.dropLast()) : folder, recursive: match.2 == "LIKE")
        } else {
            throw NativeFault(code: "w:CannotProcessFilter", "The query is not understood: \(text)")
        }
        var items = Element("items", namespace: wmi)
        for path in found {
            guard let file = instance(of: path) else { continue }
            items.append(file)
            if let url = volumes.url(path), let disk = try? VirtualHardDisk(reading: url) {
                let values = [
                    Value("Path", path), Value("Type", disk.type, "uint16"), Value("Format", disk.format, "uint16"),
                    Value("MaxInternalSize", disk.size, "uint64"),
                ]
                items.append(Setting("Msvm_VirtualHardDiskSettingData", values).abstract())
            }
        }
        return items
    }

    private static func unescaped(_ text: Substring) -> String {
        var result = ""
        var isEscaped = false
        for character in text {
            if character == "\\", !isEscaped {
                isEscaped = true
            } else {
                result.append(character)
                isEscaped = false
            }
        }
        return result
    }

    func children(of folder: String, recursive: Bool) -> [String] {
        let isRoot = folder.count == 2
        guard let url = volumes.url(isRoot ? folder + "\\" : folder) else { return [] }
        var names = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
        let isDataStore = folder.caseInsensitiveEquals(volumes.defaultRoot)
        names = names.filter { !$0.hasPrefix(".") && !(isDataStore && SimulatedHyperVHost.hidden.contains($0)) }
        if isRoot, volumes.letters.first?.caseInsensitiveEquals(folder) == true, !names.contains("Hyper-V") { names.append("Hyper-V") }
        return names.sorted().flatMap { name -> [String] in
            let path = "\(folder)\\\(name)"
            return recursive ? [path] + children(of: path, recursive: true) : [path]
        }
    }

    private func instance(of path: String) -> Element? {
        guard let url = volumes.url(path), let attributes = try? FileManager.default.attributesOfItem(atPath: url.path) else { return nil }
        let isFolder = attributes[.type] as? FileAttributeType == .typeDirectory
        let name = path.split(separator: "\\").last.map(String.init) ?? ""
        let parts = name.split(separator: ".")
        var values = [
            Value("Name", path), Value("Drive", String(path.prefix(2)).lowercased()),
            Value("FileName", isFolder || parts.count < 2 ? name : parts.dropLast().joined(separator: ".")),
            Value("Extension", isFolder || parts.count < 2 ? "" : String(parts.last ?? "")),
        ]
        if !isFolder {
            let disk = try? VirtualHardDisk(reading: url)
            let size = disk.flatMap { $0.type == VirtualHardDisk.fixed ? $0.size : nil }
            values.append(Value("FileSize", size ?? (attributes[.size] as? NSNumber)?.int64Value ?? 0, "uint64"))
        }
        if let modified = attributes[.modificationDate] as? Date {
            values.append(Value("LastModified", Timestamp.text(modified), "datetime"))
        }
        return Setting(isFolder ? "Win32_Directory" : "CIM_DataFile", values).abstract()
    }

    /// CIM_DataFile.Copy and Rename: 9 no such object, 10 object already exists, 15 sharing violation.
    func transferFile(_ call: Invocation, moves: Bool) throws(NativeFault) -> Outcome {
        try call.allow("FileName")
        let path = call.selectors["Name"] ?? ""
        let target = try call.text("FileName")
        var isFolder: ObjCBool = false
        guard let url = volumes.url(path), FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder),
            !isFolder.boolValue
        else { throw NativeFault(returnValue: 9, "There is no file \(path).", path: path) }
        guard let targetURL = volumes.url(target), target.count > 3 else {
            throw .parameter("FileName", "\(target) is no path on a volume of this host.")
        }
        if moves, !path.prefix(2).lowercased().elementsEqual(target.prefix(2).lowercased()) {
            throw .parameter("FileName", "A file is renamed on its own volume only.")
        }
        if FileManager.default.fileExists(atPath: targetURL.path) {
            throw NativeFault(returnValue: 10, "The file \(target) exists.", path: target)
        }
        guard FileManager.default.fileExists(atPath: targetURL.deletingLastPathComponent().path) else {
            throw NativeFault(returnValue: 9, "There is no folder for \(target).", path: target)
        }
        if moves, !users(of: path).isEmpty {
            throw NativeFault(returnValue: 15, "The file \(path) is in use.", path: path)
        }
        let disk = try? VirtualHardDisk(reading: url)
        if let disk, disk.type == VirtualHardDisk.fixed, !moves { try take(disk.size, on: target) }
        if disk == nil, !moves {
            let size = (try? FileManager.default.attributesOfItem(atPath: url.path)[.size] as? NSNumber)?.int64Value ?? 0
            try take(size, on: target)
        }
        try written {
            if moves {
                try FileManager.default.moveItem(at: url, to: targetURL)
            } else {
                try LocalFile.copy(url, to: targetURL)
            }
        }
        return Outcome()
    }
}
