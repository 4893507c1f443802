import Foundation

/// The few libvirt calls that the benchmarks make, on one blocking socket (libvirt's remote protocol: RFC 4506 behind a
/// length; procedures by their numbers in `Mappings/kvm/procedures.txt`).
final class LibvirtClient {
    /// A domain as the wire has it: name, UUID and id.
    typealias Domain = [UInt8]

    private let descriptor: Int32
    private var serial: UInt32 = 0

    /// - Parameter uri: what the server opens, such as `test:///default`.
    init(port: Int, uri: String) throws {
        descriptor = try HTTPClient.connected(to: port)
        _ = try call(66)
        _ = try call(1, word(1) + text(uri) + word(0))
    }

    deinit { close(descriptor) }

    func hostname() throws { _ = try call(59) }

    func find(_ name: String) throws -> Domain { try call(23, text(name)) }

    func info(_ domain: Domain) throws { _ = try call(16, domain) }

    func list() throws -> [UInt8] { try call(273, word(1) + word(0)) }

    func power(_ domain: Domain, on: Bool) throws { _ = try call(on ? 9 : 12, domain) }

    /// Asks for the events of all domains' lives.
    func watch() throws { _ = try call(316, word(0) + word(0)) }

    /// Waits for the next event.
    func awaitEvent() throws {
        while try receive().type != 2 {}
    }

    private func call(_ procedure: UInt32, _ arguments: [UInt8] = []) throws -> [UInt8] {
        serial += 1
        let head = [0x2000_8086, 1, procedure, 0, serial, 0].flatMap(word)
        try HTTPClient.write(word(UInt32(4 + head.count + arguments.count)) + head + arguments, to: descriptor)
        while true {
            let answer = try receive()
            guard answer.type == 1 else { continue }
            guard answer.isGood else {
                throw HTTPClient.Failure(reason: "\(procedure): \(String(decoding: answer.content, as: UTF8.self))")
            }
            return answer.content
        }
    }

    private func receive() throws -> (type: UInt32, isGood: Bool, content: [UInt8]) {
        let length = try Int(number(in: take(4), at: 0))
        let message = try take(length - 4)
        return (number(in: message, at: 12), number(in: message, at: 20) == 0, Array(message[24...]))
    }

    private func take(_ count: Int) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let read = bytes.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress?.advanced(by: filled), count - filled, 0) }
            guard read > 0 else { throw HTTPClient.Failure(reason: "the connection was closed") }
            filled += read
        }
        return bytes
    }

    private func number(in bytes: [UInt8], at place: Int) -> UInt32 {
        bytes[place..<place + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }

    private func word(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) } }

    private func text(_ text: String) -> [UInt8] {
        let bytes = Array(text.utf8)
        return word(UInt32(bytes.count)) + bytes + [UInt8](repeating: 0, count: (4 - bytes.count % 4) % 4)
    }
}
