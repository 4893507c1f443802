import Foundation
import Hosts
import Logging
import Simulator
import XML

/// The administrative shares of the volumes, by which files are read and written:
/// `<w:share operation="read" path="D:\..."/>`, also `write`, `makeDirectory` and `delete`. Errors are told as those of CIM_DataFile
/// are: 2 access denied, 9 no such object, 10 object already exists, 15 sharing violation.
extension SimulatedHyperVHost {
    func openShared(_ call: Element) -> NativeOpening {
        do throws(NativeFault) {
            let (path, url) = try shared(call, "read")
            do {
                return .file(try LocalFile.open(url))
            } catch {
                throw NativeFault(returnValue: 9, "There is no file \(path).", path: path)
            }
        } catch {
            return .fault(error.document(className: "CIM_DataFile", method: "read"))
        }
    }

    func writeShared(_ call: Element, _ content: FileContent) async throws -> NativeReply {
        do {
            let (path, url) = try shared(call, "write")
            try expectFolder(of: url, path)
            var isFolder: ObjCBool = false
            if FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder), isFolder.boolValue {
                throw NativeFault(returnValue: 2, "\(path) is a folder.", path: path)
            }
            if !users(of: path).isEmpty { throw NativeFault(returnValue: 15, "The file \(path) is in use.", path: path) }
            let before = size(of: url)
            // Its space is taken first, so that no other write counts on it.
            try take(content.size - before, on: path)
            do {
                try await LocalFile.write(content, to: url)
            } catch {
                try take(before - content.size, on: path)
                throw error
            }
            return .result(Document(Element("output", namespace: wmi)))
        } catch let fault as NativeFault {
            return .fault(fault.document(className: "CIM_DataFile", method: "write"))
        } catch let error as CocoaError {
            logger.error("a file cannot be written", metadata: ["error": "\(error)"])
            return .fault(NativeFault(.failed, "The file cannot be written.").document(className: "CIM_DataFile", method: "write"))
        }
    }

    func makeSharedFolder(_ call: Element) -> NativeReply {
        do throws(NativeFault) {
            let (path, url) = try shared(call, "makeDirectory")
            if FileManager.default.fileExists(atPath: url.path) {
                throw NativeFault(returnValue: 10, "\(path) exists.", path: path)
            }
            let withParents = call["parents"] == "true"
            if !withParents { try expectFolder(of: url, path) }
            try written {
                try FileManager.default.createDirectory(at: url, withIntermediateDirectories: withParents)
            }
            return .result(Document(Element("output", namespace: wmi)))
        } catch {
            return .fault(error.document(className: "CIM_DataFile", method: "makeDirectory"))
        }
    }

    /// A file, or a folder with all that is in it; nothing of it if something is in use.
    func deleteShared(_ call: Element) -> NativeReply {
        do throws(NativeFault) {
            let (path, url) = try shared(call, "delete")
            if isFolder(url) {
                guard !path.caseInsensitiveEquals(volumes.defaultRoot) else {
                    throw NativeFault(returnValue: 2, "\(path) is the host's own.", path: path)
                }
                let files = children(of: path, recursive: true).filter { !isFolder(volumes.url($0)) }
                for file in files { try checkUnused(file) }
                for file in files { try deleteFile(file) }
                try written { try FileManager.default.removeItem(at: url) }
            } else {
                try deleteFile(path)
            }
            return .result(Document(Element("output", namespace: wmi)))
        } catch {
            return .fault(error.document(className: "CIM_DataFile", method: "Delete"))
        }
    }

    private func isFolder(_ url: URL?) -> Bool {
        var isFolder: ObjCBool = false
        return url.map { FileManager.default.fileExists(atPath: $0.path, isDirectory: &isFolder) } == true && isFolder.boolValue
    }

    private func shared(_ call: Element, _ operation: String) throws(NativeFault) -> (path: String, url: URL) {
        guard call.namespace == wmi, call["operation"] == operation, let path = call["path"], path.count > 3 else {
            throw NativeFault(code: "a:ActionNotSupported", "The message names no file of a share.")
        }
        guard let url = volumes.url(path), !isHidden(path) else {
            throw NativeFault(returnValue: 9, "There is no \(path).", path: path)
        }
        return (path, url)
    }

    private func expectFolder(of url: URL, _ path: String) throws(NativeFault) {
        // A volume's root is there, also before anything is in it.
        try written {
            try FileManager.default.createDirectory(
                at: volumes.root(of: String(path.prefix(2)).uppercased()), withIntermediateDirectories: true)
        }
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: url.deletingLastPathComponent().path, isDirectory: &isFolder),
            isFolder.boolValue
        else { throw NativeFault(returnValue: 9, "There is no folder for \(path).", path: path) }
    }

    /// Bytes; 0 for a file that is not there.
    private func size(of url: URL) -> Int64 {
        let attributes = try? FileManager.default.attributesOfItem(atPath: url.path)
        return (attributes?[.size] as? NSNumber)?.int64Value ?? 0
    }
}
