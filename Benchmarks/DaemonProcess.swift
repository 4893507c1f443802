import Foundation

/// A daemon with a fleet of simulated hosts, started for measuring.
final class DaemonProcess {
    private let process = Process()
    private let directory: URL
    let vspherePort: Int
    let adminPort: Int
    let xenPort: Int
    let libvirtPort: Int

    /// Starts a daemon and waits until it is ready.
    /// - Parameter vms: machines of the whole fleet, at 100 a host.
    init(_ binary: URL, mappings: URL, vms: Int, directory: URL) throws {
        self.directory = directory
        // Below the ports that the system gives to clients.
        let base = Int.random(in: 10_000..<30_000)
        (vspherePort, adminPort, xenPort, libvirtPort) = (base, base + 1, base + 2, base + 3)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let configuration = directory.appendingPathComponent("dragoman.yaml")
        var text = """
            listeners:
              vsphere: { address: 127.0.0.1, port: \(vspherePort), tls: false }
              admin: { address: 127.0.0.1, port: \(adminPort) }
              xen: { address: 127.0.0.1, port: \(xenPort), tls: false }
              kvm: { address: 127.0.0.1, port: \(libvirtPort), tls: false, auth: none, user: demo }
            users:
              - { name: demo, password: "\(try DaemonProcess.hash(binary))" }
            log: { level: warning }
            hosts:

            """
        for (index, platform) in ["vsphere", "kvm", "xen", "hyperv"].enumerated() {
            let hosts = max(1, vms / 400)
            if vms == 0, index > 0 { break }
            text +=
                "  - { name: \(platform), platform: \(platform), driver: simulated, count: \(hosts), vms: \(vms / 4 / hosts) }\n"
        }
        try text.write(to: configuration, atomically: true, encoding: .utf8)
        process.executableURL = binary
        process.arguments = [
            "serve", "--config", configuration.path, "--state", directory.appendingPathComponent("state").path,
            "--mappings", mappings.path,
        ]
        try process.run()
        let deadline = Date().addingTimeInterval(600)
        while (try? HTTPClient(port: adminPort).request("GET", "/readyz")) == nil {
            guard process.isRunning, Date() < deadline else {
                throw HTTPClient.Failure(reason: "the daemon did not start")
            }
            usleep(20_000)
        }
    }

    /// Resident memory, bytes, once the allocator has had the time to give back what is not in use.
    func settledMemory() -> Double {
        sleep(5)
        let status = (try? String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        return (line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Double($0) } ?? 0) * 1024
    }

    /// Processor time that it has taken, seconds.
    var processorSeconds: Double {
        let text = (try? String(contentsOfFile: "/proc/\(process.processIdentifier)/stat", encoding: .utf8)) ?? ""
        // Behind the name in parentheses; utime and stime are the 14th and 15th of all fields (proc(5)).
        let fields = text.split(separator: ")").last?.split(separator: " ") ?? []
        guard fields.count > 12 else { return 0 }
        return ((Double(fields[11]) ?? 0) + (Double(fields[12]) ?? 0)) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    func stop() {
        process.terminate()
        process.waitUntilExit()
    }

    private static func hash(_ binary: URL) throws -> String {
        let process = Process()
        process.executableURL = binary
        process.arguments = ["hash-password"]
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        input.fileHandleForWriting.write(Data("demo\n".utf8))
        try input.fileHandleForWriting.close()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
