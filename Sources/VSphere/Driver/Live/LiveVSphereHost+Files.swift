import Endpoints
import Foundation
import Hosts
import XML

/// Files of datastores, over the server's `/folder` (vSphere Web Services SDK Programming Guide, "Datastore file access").
extension LiveVSphereHost {
    /// Bytes of a file that are asked for at once.
    private static let portion = 4 << 20

    public func openFile(_ call: Document) async throws -> NativeOpening {
        let (client, _) = try connection()
        if call.root.name == "screen" { return try await screen(of: call.root["vm"] ?? "", client) }
        let (path, place) = place(call.root)
        let answer = try await read(place, 0..<1, client)
        switch answer.status {
        case 206:
            let size = answer.header("content-range").first?.split(separator: "/").last.flatMap { Int64($0) }
            guard let size, size >= 0 else {
                throw HostError(.unreadable, "\(settings.address) does not tell how large \(path) is")
            }
            return .file(HostFile(size: size, modified: nil) { try await self.read(path, place, $0, $1) })
        case 416: return .file(HostFile(size: 0, modified: nil) { _, _ in [] })
        case 200:
            // A server that gives no parts has given the whole.
            let content = answer.body
            return .file(
                HostFile(size: Int64(content.count), modified: nil) { offset, count in
                    Array(content.dropFirst(Int(offset)).prefix(count))
                })
        default: return .fault(fault(answer.status, path).document)
        }
    }

    /// What a machine's screen shows, as the server pictures it.
    private func screen(of machine: String, _ client: VimClient) async throws -> NativeOpening {
        let answer: HTTPAnswer
        do {
            answer = try await endpoint.get(
                path: "/screen?id=\(escaped(machine))", headers: headers(client), timeout: timing.client.call)
        } catch {
            throw HostError(.unreachable, "\(settings.address): \(error.reason)")
        }
        guard answer.status == 200 else {
            let fault =
                switch answer.status {
                case 404: ESXiFault("NotSupported", "The server has no picture of the machine's screen.")
                case 401, 403: ESXiFault("NoPermission", "The server does not let this user see the machine's screen.")
                default:
                    ESXiFault(
                        "SystemError", "The server answered HTTP \(answer.status) for a screen.",
                        [("reason", "HTTP \(answer.status)")])
                }
            return .fault(fault.document)
        }
        let picture = answer.body
        return .file(
            HostFile(size: Int64(picture.count), modified: nil) { offset, count in
                Array(picture.dropFirst(Int(offset)).prefix(count))
            })
    }

    public func writeFile(_ call: Document, _ content: FileContent) async throws -> NativeReply {
        let (client, _) = try connection()
        let (path, place) = place(call.root)
        let answer: HTTPAnswer
        do {
            answer = try await endpoint.put(
                path: place, headers: headers(client) + [("content-type", "application/octet-stream")],
                length: Int(content.size), stall: timing.client.call
            ) { write in try await content.send(to: write) }
        } catch let error as EndpointError {
            throw HostError(error.stage == .notSent ? .unreachable : .uncertain, "\(settings.address): \(error.reason)")
        }
        guard (200...299).contains(answer.status) else { return .fault(fault(answer.status, path).document) }
        return .result(Document(ESXiDocument.element("stored", [("path", path.path)])))
    }

    private func read(_ path: DatastorePath, _ place: String, _ offset: Int64, _ count: Int) async throws -> [UInt8] {
        var content: [UInt8] = []
        while content.count < count {
            let (client, _) = try connection()
            let start = offset + Int64(content.count)
            let answer = try await read(place, start..<start + Int64(min(Self.portion, count - content.count)), client)
            if answer.status == 416 || answer.body.isEmpty { break }
            guard answer.status == 206 else {
                throw HostError(.unreadable, "\(settings.address) answered HTTP \(answer.status) for \(path)")
            }
            content += answer.body
        }
        return content
    }

    private func read(_ place: String, _ range: Range<Int64>, _ client: VimClient) async throws(HostError) -> HTTPAnswer
    {
        do {
            return try await endpoint.get(
                path: place,
                headers: headers(client) + [("range", "bytes=\(range.lowerBound)-\(range.upperBound - 1)")],
                timeout: timing.client.call)
        } catch {
            throw HostError(.unreachable, "\(settings.address): \(error.reason)")
        }
    }

    private func headers(_ client: VimClient) -> [(String, String)] { client.cookie.map { [("cookie", $0)] } ?? [] }

    private func escaped(_ text: String, _ more: String = "") -> String {
        let plain = CharacterSet(
            charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~" + more)
        return text.addingPercentEncoding(withAllowedCharacters: plain) ?? text
    }

    /// The file that a call names, and where the server has it.
    private func place(_ call: Element) -> (DatastorePath, String) {
        let path = DatastorePath(datastore: call["datastore"] ?? "", path: call["path"] ?? "")
        let query = "dcPath=\(escaped(call["datacenter"] ?? ""))&dsName=\(escaped(path.datastore))"
        return (path, "/folder/\(escaped(path.path, "/"))?\(query)")
    }

    private func fault(_ status: Int, _ path: DatastorePath) -> ESXiFault {
        switch status {
        case 404: .file("FileNotFound", path)
        case 401, 403: ESXiFault("NoPermission", "The server does not let this user at '\(path)'.")
        case 409: .file("FileAlreadyExists", path)
        case 507: .file("NoDiskSpace", path)
        default:
            ESXiFault(
                "SystemError", "The server answered HTTP \(status) for '\(path)'.", [("reason", "HTTP \(status)")])
        }
    }
}
