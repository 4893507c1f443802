import Foundation

/// An independent vCenter with as many machines, to compare with: govmomi's simulator (`Tests/Support/vcsim`).
final class PeerProcess {
    static let user = "peer"
    static let password = "peer"

    private let process = Process()
    private let input = Pipe()
    let port: Int

    /// Starts it and waits until it answers.
    init(_ binary: URL, hosts: Int, machines: Int) throws {
        let output = Pipe()
        process.executableURL = binary
        process.arguments = [
            "-model", "vpx", "-user", Self.user, "-password", Self.password, "-hosts", "\(hosts)", "-cluster-hosts",
            "0",
            "-machines", "\(machines)",
        ]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        guard let port = URL(string: line.trimmingCharacters(in: .whitespacesAndNewlines))?.port else {
            throw HTTPClient.Failure(reason: "the peer did not start")
        }
        self.port = port
    }

    func stop() {
        process.terminate()
        process.waitUntilExit()
    }
}
