import Foundation
import Simulator
import XML

/// HostDatastoreBrowser.
extension SimulatedESXiHost {
    func browse(_ call: Element, _ id: String) throws -> Outcome {
        guard id == ESXiHostFacts.browserID else { throw ESXiFault.notFound(type: "HostDatastoreBrowser", id: id) }
        try check(call, takes: ["datastorePath", "searchSpec"])
        let root = try file(call, "datastorePath")
        guard isDirectory(root) else { throw ESXiFault.file("FileNotFound", root) }
        let pattern = call.first("searchSpec")?.value("matchPattern")
        let results: [Element]
        switch call.name {
        case "SearchDatastore_Task": results = [try found(in: root, pattern, name: "result")]
        case "SearchDatastoreSubFolders_Task":
            results = try folders(below: root).map {
                try found(in: $0, pattern, name: "HostDatastoreBrowserSearchResults")
            }
        default: throw ESXiFault.methodNotFound(call.name, type: "HostDatastoreBrowser", id: id)
        }
        guard call.name == "SearchDatastoreSubFolders_Task" else { return .found(id, results[0]) }
        var array = Element("result", namespace: Vim.namespace, children: results.map(Node.element))
        array.attributes = [Attribute("type", namespace: Vim.instance, "ArrayOfHostDatastoreBrowserSearchResults")]
        return .found(id, array)
    }

    private func folders(below root: DatastorePath) throws -> [DatastorePath] {
        var folders = [root]
        for name in try names(in: root) {
            let path = root.child(name)
            if isDirectory(path) { folders += try self.folders(below: path) }
        }
        return folders
    }

    private func names(in folder: DatastorePath) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: store.url(folder).path).filter { !$0.hasPrefix(".") }
            .sorted()
    }

    private func found(in folder: DatastorePath, _ pattern: String?, name: String) throws -> Element {
        var results = Element(name, namespace: Vim.namespace)
        results.attributes = [Attribute("type", namespace: Vim.instance, "HostDatastoreBrowserSearchResults")]
        let shown = folder.path.isEmpty ? "[\(folder.datastore)]" : "[\(folder.datastore)] \(folder.path)/"
        results.append(Element("folderPath", namespace: Vim.namespace, text: shown))
        let names = try names(in: folder)
        for file in names where pattern == nil || fnmatch(pattern, file, 0) == 0 {
            if !isExtent(file, among: names) { results.append(info(folder.child(file))) }
        }
        return results
    }

    /// The file of a disk's blocks is not told of where its descriptor is.
    private func isExtent(_ file: String, among names: [String]) -> Bool {
        ["-flat.vmdk", "-delta.vmdk"].contains { end in
            file.hasSuffix(end) && names.contains(file.dropLast(end.count) + ".vmdk")
        }
    }

    private func info(_ path: DatastorePath) -> Element {
        var info = Element("file", namespace: Vim.namespace)
        func add(_ name: String, _ text: String) { info.append(Element(name, namespace: Vim.namespace, text: text)) }
        let attributes = try? FileManager.default.attributesOfItem(atPath: store.url(path).path)
        let descriptor = path.name.hasSuffix(".vmdk") ? store.readDescriptor(path) : nil
        info.attributes = [Attribute("type", namespace: Vim.instance, type(of: path, isDisk: descriptor != nil))]
        add("path", path.name)
        // A disk takes its capacity, unless it is thin: then as much as its descriptor, which is all there is of it.
        let size = descriptor.flatMap { $0.thin || $0.parent != nil ? nil : $0.capacity }
        if !isDirectory(path) { add("fileSize", String(size ?? (attributes?[.size] as? NSNumber)?.int64Value ?? 0)) }
        if let modified = attributes?[.modificationDate] as? Date { add("modification", ESXiTime.text(modified)) }
        if let descriptor {
            add("diskType", "VirtualDiskFlatVer2BackingInfo")
            add("capacityKb", String(descriptor.capacity / 1024))
            add("thin", String(descriptor.thin))
        }
        return info
    }

    private func type(of path: DatastorePath, isDisk: Bool) -> String {
        if isDirectory(path) { return "FolderFileInfo" }
        if isDisk { return "VmDiskFileInfo" }
        switch path.name.split(separator: ".").last.map({ $0.lowercased() }) {
        case "vmx": return "VmConfigFileInfo"
        case "vmtx": return "TemplateConfigFileInfo"
        case "iso": return "IsoImageFileInfo"
        case "vmsn": return "VmSnapshotFileInfo"
        case "nvram": return "VmNvramFileInfo"
        case "log": return "VmLogFileInfo"
        case "flp": return "FloppyImageFileInfo"
        default: return "FileInfo"
        }
    }
}

extension DatastorePath {
    func child(_ name: String) -> DatastorePath {
        DatastorePath(datastore: datastore, path: path.isEmpty ? name : "\(path)/\(name)")
    }
}
