/// One thing that is wrong with the configuration.
public struct ConfigurationFault: Sendable, Hashable, CustomStringConvertible {
    /// The file, as it was named.
    public var file: String
    /// From 1; nil where the fault is in no line.
    public var line: Int?
    /// What is wrong, and what would be right.
    public var reason: String

    public init(file: String, line: Int? = nil, reason: String) {
        self.file = file
        self.line = line
        self.reason = reason
    }

    public var description: String {
        line.map { "\(file):\($0): \(reason)" } ?? "\(file): \(reason)"
    }
}

/// Why a configuration cannot be used: every fault that was found.
public struct ConfigurationError: Error, Sendable, CustomStringConvertible {
    public enum Code: Sendable {
        /// The file cannot be read.
        case unreadable
        /// It says something wrong.
        case invalid
    }

    public var code: Code
    public var faults: [ConfigurationFault]

    public init(_ code: Code, _ faults: [ConfigurationFault]) {
        self.code = code
        self.faults = faults
    }

    public var description: String { faults.map(\.description).joined(separator: "\n") }
}
