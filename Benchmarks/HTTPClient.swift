import Foundation

/// A keep-alive HTTP/1.1 client on one blocking socket: as little as it takes to measure a server.
final class HTTPClient {
    struct Failure: Error {
        var reason: String
    }

    private let descriptor: Int32
    private var buffer: [UInt8] = []
    var cookie: String?

    init(port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw Failure(reason: "cannot connect to port \(port)") }
        var on: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    }

    deinit { close(descriptor) }

    /// Sends a request, whose answer nobody has read yet.
    func send(_ method: String, _ path: String, body: String = "") throws {
        var head = "\(method) \(path) HTTP/1.1\r\nHost: localhost\r\nContent-Length: \(body.utf8.count)\r\n"
        if let cookie { head += "Cookie: vmware_soap_session=\(cookie)\r\n" }
        try send(Array((head + "\r\n" + body).utf8))
    }

    /// - Returns: the body's bytes.
    @discardableResult
    func request(_ method: String, _ path: String, body: String = "") throws -> [UInt8] {
        try send(method, path, body: body)
        let end = Array("\r\n\r\n".utf8)
        while buffer.firstRange(of: end) == nil { try receive() }
        guard let range = buffer.firstRange(of: end) else { return [] }
        let header = String(decoding: buffer[..<range.lowerBound], as: UTF8.self)
        guard header.hasPrefix("HTTP/1.1 200") else { throw Failure(reason: header) }
        let fields = header.lowercased().split(separator: "\r\n")
        if let line = header.split(separator: "\r\n").first(where: { $0.lowercased().hasPrefix("set-cookie:") }) {
            let value = line.components(separatedBy: "vmware_soap_session=").last?.split(separator: ";").first
            cookie = value.map { $0.trimmingCharacters(in: ["\""]) } ?? cookie
        }
        buffer.removeFirst(range.upperBound)
        if fields.contains(where: { $0.hasPrefix("transfer-encoding:") && $0.hasSuffix("chunked") }) {
            return try chunks()
        }
        let length = fields.first { $0.hasPrefix("content-length:") }.flatMap {
            Int($0.dropFirst(15).trimmingCharacters(in: .whitespaces))
        }
        return try take(length ?? 0)
    }

    private func take(_ count: Int) throws -> [UInt8] {
        while buffer.count < count { try receive() }
        defer { buffer.removeFirst(count) }
        return Array(buffer[..<count])
    }

    /// RFC 9112, 7.1.
    private func chunks() throws -> [UInt8] {
        var content: [UInt8] = []
        while true {
            while buffer.firstIndex(of: UInt8(ascii: "\n")) == nil { try receive() }
            let line = try take((buffer.firstIndex(of: UInt8(ascii: "\n")) ?? 0) + 1)
            let size = String(decoding: line, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
            guard let count = Int(size, radix: 16) else { throw Failure(reason: "\(size) is no chunk's size") }
            content += try take(count)
            _ = try take(2)
            if count == 0 { return content }
        }
    }

    func call(_ body: String) throws -> [UInt8] { try request("POST", "/sdk", body: HTTPClient.envelope(body)) }

    static func envelope(_ body: String) -> String {
        "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\"><e:Body>\(body)</e:Body></e:Envelope>"
    }

    private func send(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { throw Failure(reason: "cannot send") }
            sent += count
        }
    }

    private func receive() throws {
        var chunk = [UInt8](repeating: 0, count: 256 << 10)
        let count = read(descriptor, &chunk, chunk.count)
        guard count > 0 else { throw Failure(reason: "the connection was closed") }
        buffer.append(contentsOf: chunk[0..<count])
    }
}
