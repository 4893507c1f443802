import Foundation

/// As many requests as a server answers to some connections at once, by Debian's `wrk`: it takes little of the machine.
struct Load {
    static let tool = URL(fileURLWithPath: "/usr/bin/wrk")

    let port: Int
    let cookie: String
    /// SOAP envelopes, which are sent in turn.
    let bodies: [String]

    /// - Returns: how many answers came a second.
    /// - Throws: `HTTPClient.Failure` if one of them told of an error.
    func perSecond(connections: Int, seconds: Int) throws -> Double {
        let scratch = FileManager.default.temporaryDirectory.appendingPathComponent("dragoman-load-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: scratch) }
        let (script, requests) = (scratch.appendingPathComponent("load.lua"), scratch.appendingPathComponent("requests"))
        try Self.script.write(to: script, atomically: true, encoding: .utf8)
        try bodies.joined(separator: "\n").write(to: requests, atomically: true, encoding: .utf8)
        let process = Process()
        let output = Pipe()
        process.executableURL = Self.tool
        process.arguments = [
            "-t", "1", "-c", "\(connections)", "-d", "\(seconds)s", "-s", script.path, "http://127.0.0.1:\(port)/sdk", "--",
            requests.path, "vmware_soap_session=\(cookie)",
        ]
        process.standardOutput = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        let words = text.split(separator: "\n").last?.split(separator: " ").compactMap { Double($0) } ?? []
        guard words.count == 2, words[1] == 0 else { throw HTTPClient.Failure(reason: "wrk: \(text)") }
        return words[0]
    }

    private static let script = """
        local requests, last = {}, 0
        function init(arguments)
           local headers = { Cookie = arguments[2], ["Content-Type"] = "text/xml; charset=utf-8" }
           for body in io.lines(arguments[1]) do
              requests[#requests + 1] = wrk.format("POST", "/sdk", headers, body)
           end
        end
        function request()
           last = last % #requests + 1
           return requests[last]
        end
        function done(summary)
           local errors = summary.errors
           local wrong = errors.status + errors.connect + errors.read + errors.write + errors.timeout
           io.write(string.format("%f %d\\n", summary.requests * 1000000 / summary.duration, wrong))
        end
        """
}
