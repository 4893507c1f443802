import Crypto
import Foundation
import Hosts
import Hummingbird
import NIOCore

extension NfcLease {
    /// A disk's content as a VMDK, which ends early when the lease does. It is packed beside the connection's thread.
    func body(of device: Device, _ blocks: HostFile) -> ResponseBody {
        let blocks = blocks.checked { try self.check() }
        return ResponseBody { writer in
            var sha1 = Insecure.SHA1()
            var sha256 = SHA256()
            var size: Int64 = 0
            let populated = try await withTaskExecutorPreference(globalConcurrentExecutor) {
                try await StreamVMDK.write(blocks, name: device.file) { bytes in
                    try self.check()
                    sha1.update(data: bytes)
                    sha256.update(data: bytes)
                    size += Int64(bytes.count)
                    self.touch()
                    try await writer.write(ByteBuffer(bytes: bytes))
                }
            }
            self.note(
                .init(
                    sha1: sha1.finalize().hexadecimal, sha256: sha256.finalize().hexadecimal, size: size,
                    populated: populated),
                of: device)
            try await writer.finish(nil)
        }
    }
}

extension Sequence<UInt8> {
    fileprivate var hexadecimal: String { map { String(format: "%02x", $0) }.joined() }
}
