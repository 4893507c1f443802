import Foundation
import Hosts
import Logging
import Simulator
import XML

/// FileManager: files of the datastores, which are files below the host's directory.
extension SimulatedESXiHost {
    /// A file that an argument names, in a datastore of the host.
    func file(_ call: Element, _ name: String) throws(ESXiFault) -> DatastorePath {
        let text = call.value(name) ?? ""
        guard let path = DatastorePath(text), let datastore = facts.datastore(named: path.datastore) else {
            throw ESXiFault("InvalidDatastorePath", "Invalid datastore path '\(text)'.", [("datastorePath", text)])
        }
        let parts = path.path.split(separator: "/").map(String.init)
        guard !parts.contains(where: { $0.hasPrefix(".") }) else { throw .file("FileNotFound", path) }
        return DatastorePath(datastore: datastore.name, path: parts.joined(separator: "/"))
    }

    func isDirectory(_ path: DatastorePath) -> Bool {
        var isDirectory: ObjCBool = false
        return FileManager.default.fileExists(atPath: store.url(path).path, isDirectory: &isDirectory)
            && isDirectory.boolValue
    }

    func manageFiles(_ call: Element, _ id: String) throws -> Outcome {
        guard id == ESXiHostFacts.fileManagerID else { throw ESXiFault.notFound(type: "FileManager", id: id) }
        switch call.name {
        case "MakeDirectory":
            try check(call, takes: ["name", "datacenter", "createParentDirectories"])
            let path = try file(call, "name")
            guard !store.exists(path) else { throw ESXiFault.file("FileAlreadyExists", path) }
            guard try call.boolean("createParentDirectories") == true || isDirectory(path.parent) else {
                throw ESXiFault.file("FileNotFound", path.parent)
            }
            try store.makeDirectory(path)
            return .plain
        case "DeleteDatastoreFile_Task":
            try check(call, takes: ["name", "datacenter"])
            let path = try file(call, "name")
            guard store.exists(path), !path.path.isEmpty else { throw ESXiFault.file("FileNotFound", path) }
            try checkUnused(path)
            try FileManager.default.removeItem(at: store.url(path))
        case "CopyDatastoreFile_Task", "MoveDatastoreFile_Task":
            try check(
                call, takes: ["sourceName", "sourceDatacenter", "destinationName", "destinationDatacenter", "force"])
            try transfer(
                try file(call, "sourceName"), to: try file(call, "destinationName"), moves: call.name.hasPrefix("Move"),
                force: try call.boolean("force") ?? false)
        default: throw ESXiFault.methodNotFound(call.name, type: "FileManager", id: id)
        }
        return .task(ESXiHostFacts.fileManagerID)
    }

    /// Copies or moves one file or folder.
    func transfer(_ source: DatastorePath, to target: DatastorePath, moves: Bool, force: Bool) throws {
        guard store.exists(source), !source.path.isEmpty else { throw ESXiFault.file("FileNotFound", source) }
        guard isDirectory(target.parent) else { throw ESXiFault.file("FileNotFound", target.parent) }
        guard source != target,
            !(target.path + "/").hasPrefix(source.path + "/") || source.datastore != target.datastore
        else {
            throw ESXiFault.file("FileAlreadyExists", target)
        }
        if moves { try checkUnused(source) }
        if store.exists(target) {
            guard force, !isDirectory(target) else { throw ESXiFault.file("FileAlreadyExists", target) }
            try checkUnused(target)
            try FileManager.default.removeItem(at: store.url(target))
        }
        if moves {
            try FileManager.default.moveItem(at: store.url(source), to: store.url(target))
        } else {
            try LocalFile.copy(store.url(source), to: store.url(target))
        }
    }

    /// A file of a registered machine cannot be taken away from it.
    func checkUnused(_ path: DatastorePath) throws(ESXiFault) {
        for machine in machines.values {
            let files = [machine.path] + machine.disks.compactMap(\.path)
            let isUsed = files.contains {
                $0 == path || $0.datastore == path.datastore && $0.path.hasPrefix(path.path + "/")
            }
            if isUsed { throw .file("FileLocked", path) }
        }
    }

    // MARK: - Content

    public func openFile(_ call: Document) async throws -> NativeOpening {
        try checkOpen()
        do {
            if call.root.name == "screen" {
                throw ESXiFault("NotSupported", "The guest of a simulated machine has no screen.")
            }
            let path = try content(call.root, "GET")
            // The extent of a simulated disk is there once something was written into it.
            if !store.exists(path), path.name.hasSuffix("-flat.vmdk"),
                let disk = store.readDescriptor(path.sibling("\(path.name.dropLast("-flat.vmdk".count)).vmdk")),
                disk.parent == nil
            {
                return .file(.zeros(size: disk.capacity))
            }
            return .file(try LocalFile.open(store.url(path)))
        } catch let fault as ESXiFault {
            return .fault(fault.document)
        } catch {
            return .fault(
                ESXiFault.file(
                    "FileNotFound",
                    DatastorePath(datastore: call.root["datastore"] ?? "", path: call.root["path"] ?? "")
                ).document)
        }
    }

    public func writeFile(_ call: Document, _ content: FileContent) async throws -> NativeReply {
        try checkOpen()
        do {
            let path = try self.content(call.root, "PUT")
            guard isDirectory(path.parent) else { throw ESXiFault.file("FileNotFound", path.parent) }
            guard !isDirectory(path) else { throw ESXiFault.file("FileAlreadyExists", path) }
            if path.name.hasSuffix(".vmdk") || path.name.hasSuffix(".vmx") { try checkUnused(path) }
            guard let datastore = facts.datastore(named: path.datastore), content.size <= datastore.free else {
                throw ESXiFault(
                    "NoDiskSpace", "Insufficient disk space on datastore '\(path.datastore)'.",
                    [("file", path.description), ("datastore", path.datastore)])
            }
            try await LocalFile.write(content, to: store.url(path))
            return .result(Document(ESXiDocument.element("stored", [("path", path.path)])))
        } catch let fault as ESXiFault {
            return .fault(fault.document)
        } catch let error as CocoaError {
            log.error("a file cannot be written", metadata: ["error": "\(error)"])
            return .fault(ESXiFault("SystemError", "A file cannot be written.", [("reason", "\(error)")]).document)
        }
    }

    private func content(_ call: Element, _ method: String) throws(ESXiFault) -> DatastorePath {
        guard call.name == "file", call.namespace == ESXiDocument.namespace, call["method"] == method,
            let name = call["datastore"], let path = DatastorePath("[\(name)] \(call["path"] ?? "")"),
            let datastore = facts.datastore(named: name), !path.path.isEmpty,
            !path.path.split(separator: "/").contains(where: { $0.hasPrefix(".") })
        else {
            throw .file("FileNotFound", DatastorePath(datastore: call["datastore"] ?? "", path: call["path"] ?? ""))
        }
        return DatastorePath(datastore: datastore.name, path: path.path)
    }
}

extension DatastorePath {
    var parent: DatastorePath { DatastorePath(datastore: datastore, path: directory) }
}
