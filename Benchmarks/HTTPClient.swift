import Foundation

/// A keep-alive HTTP/1.1 client on one blocking socket: as little as it takes to measure a server.
final class HTTPClient {
    struct Failure: Error {
        var reason: String
    }

    private let descriptor: Int32
    private var buffer: [UInt8] = []
    /// What one read takes; made once, because making it takes longer than a short reply.
    private var chunk = [UInt8](repeating: 0, count: 256 << 10)
    var cookie: String?

    init(port: Int) throws { descriptor = try HTTPClient.connected(to: port) }

    /// A socket that is connected to a port of this machine.
    static func connected(to port: Int) throws -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else {
            close(descriptor)
            throw Failure(reason: "cannot connect to port \(port)")
        }
        var on: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        return descriptor
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
        var found = buffer.firstRange(of: end)
        while found == nil {
            try receive()
            found = buffer.firstRange(of: end)
        }
        guard let range = found else { return [] }
        let head = buffer[..<range.lowerBound]
        guard head.starts(with: "HTTP/1.1 200".utf8) else {
            throw Failure(reason: String(decoding: head, as: UTF8.self))
        }
        var length = 0
        var isChunked = false
        for line in head.split(separator: UInt8(ascii: "\n")) {
            if let value = HTTPClient.value(of: "content-length:", in: line) {
                length = Int(value.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0
            } else if let value = HTTPClient.value(of: "transfer-encoding:", in: line) {
                isChunked = value.lowercased().contains("chunked")
            } else if let value = HTTPClient.value(of: "set-cookie:", in: line) {
                let key = value.components(separatedBy: "vmware_soap_session=").last?.split(separator: ";").first
                cookie = key.map { $0.trimmingCharacters(in: ["\"", "\r"]) } ?? cookie
            }
        }
        buffer.removeFirst(range.upperBound)
        return isChunked ? try chunks() : try take(length)
    }

    /// What stands in a line of the head behind the field's name, which is given in lower case.
    private static func value(of name: StaticString, in line: ArraySlice<UInt8>) -> String? {
        name.withUTF8Buffer { name in
            // Of what names are made of, only capitals change.
            let isNamed = line.count >= name.count && zip(line, name).allSatisfy { $0 == $1 || $0 | 0x20 == $1 }
            return isNamed ? String(decoding: line.dropFirst(name.count), as: UTF8.self) : nil
        }
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

    private func send(_ bytes: [UInt8]) throws { try HTTPClient.write(bytes, to: descriptor) }

    static func write(_ bytes: [UInt8], to descriptor: Int32) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { throw Failure(reason: "cannot send") }
            sent += count
        }
    }

    private func receive() throws {
        let size = chunk.count
        let count = read(descriptor, &chunk, size)
        guard count > 0 else { throw Failure(reason: "the connection was closed") }
        buffer.append(contentsOf: chunk[0..<count])
    }
}
