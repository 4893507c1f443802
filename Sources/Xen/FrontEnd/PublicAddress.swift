import Foundation
import Synchronization

/// Where clients reach a listener, as views tell it: its address, or the machine's name where it listens on all addresses.
public final class PublicAddress: Sendable {
    private let host: String
    private let port: Mutex<Int>

    /// - Parameter port: 0: known once the listener is open.
    public init(of address: String, port: Int) {
        let isEverywhere = ["0.0.0.0", "::", ""].contains(address)
        let name = isEverywhere ? ProcessInfo.processInfo.hostName : address
        host = name.contains(":") ? "[\(name)]" : name
        self.port = Mutex(port)
    }

    /// - Parameter port: that on which the listener is open.
    public func opened(port: Int) { self.port.withLock { $0 = port } }

    /// Host and port.
    var text: String { "\(host):\(port.withLock { $0 })" }
}
