import Foundation
import Hosts
import Logging
import Simulator
import XML

/// Listing of pools, copies of volumes, and their content, which libvirt carries in streams beside a call.
extension SimulatedKVMHost {
    private func pool(_ call: LibvirtCall) throws(LibvirtError) -> StoragePool {
        let named = call.child("pool")
        guard let pool = pools.values.first(where: { $0.uuid == named?["uuid"] || $0.name == named?["name"] }) else {
            throw noPool(named?["name"] ?? "")
        }
        return pool
    }

    /// Files that others have put into the pool become volumes.
    func refreshPool(_ call: LibvirtCall) throws {
        try call.check(0)
        let pool = try pool(call)
        for volume in pool.volumes where store.noteVolume(volume.url) {
            announce.yield(.changed(reference("volume", volume.path)))
        }
    }

    /// The volumes, each with its XML.
    func listVolumes(_ call: LibvirtCall) throws -> [Element] {
        try call.check(0)
        return try pool(call).volumes.map { volume in
            var view = document(of: volume).root
            view.update("volume") { element in
                element.update("target") { target in
                    var status = stat()
                    guard stat(volume.url.path, &status) == 0 else { return }
                    let times = Element("timestamps", children: [.element(Element("mtime", text: "\(status.st_mtim.tv_sec).0"))])
                    target.append(times)
                }
            }
            return view
        }
    }

    public func openFile(_ call: Document) async throws -> NativeOpening {
        try open()
        do {
            let call = LibvirtCall(call)
            if call?.procedure == "domainScreenshot" {
                throw LibvirtError(.noSupport, "the guest of a simulated domain has no screen", domain: .qemu)
            }
            guard let call, call.procedure == "storageVolDownload" else {
                throw LibvirtError(.rpc, "the procedure opens no stream to read", domain: .rpc)
            }
            try call.check(0)
            return .file(try LocalFile.open(try volume(call).url))
        } catch let error as LibvirtError {
            return .fault(error.document)
        }
    }

    public func writeFile(_ call: Document, _ content: FileContent) async throws -> NativeReply {
        try open()
        do {
            guard let call = LibvirtCall(call), call.procedure == "storageVolUpload" else {
                throw LibvirtError(.rpc, "the procedure opens no stream to write", domain: .rpc)
            }
            try call.check(0)
            let volume = try volume(call)
            guard content.size <= volume.capacity else {
                throw LibvirtError(.invalidArgument, "invalid argument: the volume is smaller than its content", domain: .storage)
            }
            try await LocalFile.write(content, to: volume.url)
            if let pool = pools[volume.poolUUID] { noteVolume(volume.url, in: pool) }
            return .result(Document(.v("result", ["procedure": call.procedure])))
        } catch let error as LibvirtError {
            return .fault(error.document)
        } catch let error as CocoaError {
            logger.error("a volume cannot be written", metadata: ["error": "\(error)"])
            return .fault(LibvirtError(.system, "cannot write the volume: \(error.localizedDescription)").document)
        }
    }
}
