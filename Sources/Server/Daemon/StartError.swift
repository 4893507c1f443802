import Bus
import Foundation
import Store

/// Why the program ends without having done what it was asked.
public struct StartError: Error, Sendable, CustomStringConvertible {
    public var status: ExitStatus
    /// What is wrong; each line is one fault.
    public var lines: [String]

    public init(_ status: ExitStatus, _ lines: [String]) {
        self.status = status
        self.lines = lines
    }

    public init(_ status: ExitStatus, _ line: String) {
        self.init(status, [line])
    }

    public init(_ error: ConfigurationError) {
        self.init(error.code == .unreadable ? .noInput : .configuration, error.faults.map(\.description))
    }

    public init(_ error: StoreError, directory: URL) {
        let status: ExitStatus =
            switch error.code {
            case .schemaTooNew, .corrupt: .badData
            case .busy: .temporary
            case .io: FileManager.default.isWritableFile(atPath: directory.path) ? .inputOutput : .cannotCreate
            default: .inputOutput
            }
        self.init(status, "\(directory.path): \(error.message)")
    }

    public init(_ faults: [MappingError], directory: URL) {
        self.init(.badData, faults.map { "\(directory.relativePath)/\($0)" })
    }

    public var description: String { lines.joined(separator: "\n") }
}
