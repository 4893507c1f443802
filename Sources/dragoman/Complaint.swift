import ArgumentParser
import Foundation
import Server

/// Runs a command's body; what it throws becomes lines on standard error and an exit code.
func reporting(_ body: () async throws(StartError) -> Void) async throws {
    do {
        try await body()
    } catch {
        let text = error.lines.map { "dragoman: \($0)\n" }.joined()
        FileHandle.standardError.write(Data(text.utf8))
        throw ExitCode(error.status.rawValue)
    }
}
