import Hosts
import Simulator
import XML

/// What virtual hard disks hold: nothing, since simulated ones have no blocks. That they hold nothing else can be written.
extension SimulatedHyperVHost {
    /// `<w:attached path="D:\..." readOnly="true"/>`: AttachVirtualHardDisk, and then the disk itself.
    public func openFile(_ call: Document) async throws -> NativeOpening {
        try checkOpen()
        if call.root.name == "share" { return openShared(call.root) }
        do {
            if call.root["method"] == "GetVirtualSystemThumbnailImage" {
                throw NativeFault(.notSupported, "The guest of a simulated virtual machine has no screen.")
            }
            return .file(.zeros(size: try attached(call).size))
        } catch let fault as NativeFault {
            return .fault(fault.document(className: "Msvm_ImageManagementService", method: "AttachVirtualHardDisk"))
        }
    }

    public func writeFile(_ call: Document, _ content: FileContent) async throws -> NativeReply {
        try checkOpen()
        if call.root.name == "share" { return try await writeShared(call.root, content) }
        do {
            let file = try attached(call)
            guard content.size <= file.size else {
                throw NativeFault(.invalidParameter, "The disk is smaller than its content.")
            }
            try await content.send { bytes in
                guard bytes.isZero else {
                    throw NativeFault(
                        .notSupported, "A simulated virtual hard disk has no blocks that could hold anything.")
                }
            } skip: { _ in
            }
            return .result(Document(Element("output", namespace: wmi)))
        } catch let fault as NativeFault {
            return .fault(fault.document(className: "Msvm_ImageManagementService", method: "AttachVirtualHardDisk"))
        }
    }

    private func attached(_ call: Document) throws(NativeFault) -> VirtualHardDisk {
        guard call.root.name == "attached", let path = call.root["path"] else {
            throw NativeFault(code: "a:ActionNotSupported", "The message names no virtual hard disk.")
        }
        for user in users(of: path) where [.running, .paused].contains(monitor.state(of: user)) {
            throw .file(.failed, .sharingViolation, path, "The file \(path) is in use.")
        }
        return try disk(path)
    }
}
