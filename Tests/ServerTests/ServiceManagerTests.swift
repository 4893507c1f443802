import Foundation
import Glibc
import Testing

@testable import Server

@Suite struct ServiceManagerTests {
    /// A socket as systemd has it.
    @Test func messagesArrive() throws {
        let directory = try TemporaryDirectory()
        let path = directory.url.appendingPathComponent("notify").path
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        let bound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(bound == 0)
        let manager = ServiceManager(environment: ["NOTIFY_SOCKET": path])
        manager.ready("4 hosts")
        manager.reloading()
        manager.stopping()
        var messages: [String] = []
        for _ in 0..<3 {
            var buffer = [UInt8](repeating: 0, count: 256)
            let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
            messages.append(String(decoding: buffer.prefix(max(0, count)), as: UTF8.self))
        }
        #expect(messages[0] == "READY=1\nSTATUS=4 hosts")
        #expect(messages[1].hasPrefix("RELOADING=1\nMONOTONIC_USEC="))
        #expect(messages[2] == "STOPPING=1")
    }

    @Test func withoutSystemdNothingIsSent() {
        ServiceManager(environment: [:]).ready("")
        ServiceManager(environment: ["NOTIFY_SOCKET": "relative"]).stopping()
        ServiceManager(environment: ["NOTIFY_SOCKET": "/" + String(repeating: "x", count: 200)]).stopping()
    }
}
