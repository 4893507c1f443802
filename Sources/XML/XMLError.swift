/// What went wrong with a document, a stylesheet or a schema.
public struct XMLError: Error, Hashable, CustomStringConvertible {
    public enum Code: String, Sendable {
        /// Not well-formed.
        case malformed
        /// Carries a document type declaration or a processing instruction.
        case forbiddenConstruct
        /// Over the limit on bytes, depth or elements.
        case tooLarge
        /// A stylesheet that does not compile, or that uses what stylesheets here may not.
        case invalidStylesheet
        case invalidSchema
        /// Does not match the schema.
        case notValid
        case invalidXPath
        /// A transformation failed or ran over its limit of operations.
        case transformFailed
    }

    public var code: Code
    /// A sentence for people; never holds the document's own text.
    public var reason: String
    /// From 1; nil where it is unknown.
    public var line: Int?

    public init(_ code: Code, _ reason: String, line: Int? = nil) {
        self.code = code
        self.reason = reason
        self.line = line
    }

    public var description: String {
        line.map { "line \($0): \(reason)" } ?? reason
    }
}
