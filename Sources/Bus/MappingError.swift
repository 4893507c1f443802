/// A fault in the files of `Mappings/`, found when they are loaded.
public struct MappingError: Error, Hashable, CustomStringConvertible {
    /// The file, relative to the mappings' folder.
    public var file: String
    public var line: Int?
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
