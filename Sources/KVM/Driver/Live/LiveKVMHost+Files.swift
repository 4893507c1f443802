import Endpoints
import Foundation
import Hosts
import XML

/// What volumes hold and screens show: streams beside a call.
extension LiveKVMHost {
    /// Bytes of the largest picture of a screen that is taken.
    private static let picture = 64 << 20

    public func openFile(_ call: Document) async throws -> NativeOpening {
        let reader = try reader()
        do {
            let call = try completed(call)
            switch call["procedure"] {
            case "domainScreenshot":
                let bytes = try await reader.commands.receive(call, atMost: Self.picture).bytes
                return .file(
                    HostFile(size: Int64(bytes.count), modified: nil) { offset, count in
                        Array(bytes.dropFirst(Int(offset)).prefix(count))
                    })
            case "storageVolDownload": return .file(try await volume(call, reader))
            default: throw HostError(.unsupported, "\(call["procedure"] ?? "") opens no file")
            }
        } catch let error as RemoteError {
            return .fault(error.document)
        } catch let error as EndpointError {
            throw HostError(.unreachable, "\(settings.address): \(error.reason)")
        }
    }

    /// A volume's file. Each piece is a stream of its own, as long as was asked for.
    private func volume(_ call: Element, _ reader: LibvirtReader) async throws -> HostFile {
        let vol = call.first("vol") ?? .v("vol")
        let xml = try await reader.xml("storageVolGetXMLDesc", [vol])
        let size = (xml.first("physical") ?? xml.first("allocation")).flatMap { Size.bytes($0) } ?? 0
        let modified = xml.at("target", "timestamps", "mtime").flatMap { TimeInterval($0.text.trimmed) }
        return HostFile(size: size, modified: modified.map(Date.init(timeIntervalSince1970:))) { [weak self] offset, count in
            var part = call
            part.set("offset", "\(offset)")
            part.set("length", "\(count)")
            guard let self else { throw HostError(.closed, "the connection has been closed") }
            return try await self.download(part, atMost: count)
        }
    }

    private func download(_ call: Element, atMost count: Int) async throws -> [UInt8] {
        let connection = try reader().commands
        do {
            return try await connection.receive(call, atMost: count).bytes
        } catch let error as RemoteError {
            throw HostError(.unreadable, error.message)
        } catch let error as EndpointError {
            throw HostError(.unreachable, "\(settings.address): \(error.reason)")
        }
    }

    public func writeFile(_ call: Document, _ content: FileContent) async throws -> NativeReply {
        try await reply(to: call) { reader, call in
            guard call["procedure"] == "storageVolUpload" else {
                throw HostError(.unsupported, "\(call["procedure"] ?? "") carries no content")
            }
            let result = try await reader.commands.send(call, content)
            await tell(of: call, result, reader)
            return result
        }
    }
}
