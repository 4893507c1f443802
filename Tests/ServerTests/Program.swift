import Foundation
import Testing

@testable import Server

/// The built program, run as a process of its own.
final class Program {
    static let file =
        ProcessInfo.processInfo.environment["DRAGOMAN"].map { URL(fileURLWithPath: $0) }
        ?? Repository.root.appendingPathComponent(".build/debug/dragoman")
    static var isBuilt: Bool { FileManager.default.isExecutableFile(atPath: file.path) }

    let process = Process()
    private let log: URL

    init(_ arguments: [String], in directory: TemporaryDirectory, input: String? = nil) throws {
        log = directory.url.appendingPathComponent("log-\(UUID().uuidString)")
        try Data().write(to: log)
        let output = try FileHandle(forWritingTo: log)
        process.executableURL = Self.file
        process.arguments = arguments
        process.currentDirectoryURL = Repository.root
        process.standardOutput = output
        process.standardError = output
        let pipe = Pipe()
        process.standardInput = pipe
        try process.run()
        pipe.fileHandleForWriting.write(Data((input ?? "").utf8))
        try pipe.fileHandleForWriting.close()
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }

    /// Everything it has said.
    var text: String { (try? String(contentsOf: log, encoding: .utf8)) ?? "" }

    /// Runs it to its end.
    static func run(_ arguments: String..., in directory: TemporaryDirectory, input: String? = nil) throws -> (
        status: Int32, text: String
    ) {
        let program = try Program(arguments, in: directory, input: input)
        program.process.waitUntilExit()
        return (program.process.terminationStatus, program.text)
    }

    /// Waits until it has said something.
    func wait(for words: String) async throws {
        for _ in 0..<1000 {
            if text.contains(words) { return }
            if !process.isRunning { break }
            try await Task.sleep(for: .milliseconds(20))
        }
        Issue.record("'\(words)' was not said:\n\(text)")
        throw CancellationError()
    }

    /// Where its admin listener is.
    func port() async throws -> Int {
        try await wait(for: "msg=ready")
        try await wait(for: "listener=admin")
        let line = text.split(separator: "\n").first { $0.contains("listener=admin") }
        let word = line?.split(separator: " ").first { $0.hasPrefix("port=") }
        return try #require(word.flatMap { Int($0.dropFirst(5)) })
    }

    /// Sends a signal and waits for the end.
    func end(_ signal: Int32) async throws -> Int32 {
        kill(process.processIdentifier, signal)
        for _ in 0..<1000 where process.isRunning { try await Task.sleep(for: .milliseconds(20)) }
        try #require(!process.isRunning)
        return process.terminationStatus
    }
}
