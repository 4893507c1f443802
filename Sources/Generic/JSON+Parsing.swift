import Foundation

/// What JSON may cost before it is refused.
public struct JSONLimits: Sendable {
    /// Values of any kind, with the arrays and objects that hold them.
    public var values: Int
    /// How deep arrays and objects may be in each other.
    public var depth: Int

    public init(values: Int = 500_000, depth: Int = 64) {
        self.values = values
        self.depth = depth
    }

    /// As many values as an XML document may have elements.
    public static let `default` = JSONLimits()
}

/// Why bytes are no JSON that is accepted.
public struct JSONError: Error, Hashable, CustomStringConvertible {
    public var reason: String
    /// The byte where it was noticed, from 0.
    public var offset: Int

    public var description: String { "\(reason) at byte \(offset)" }
}

extension JSON {
    /// Reads a text of RFC 8259, in UTF-8. Numbers keep their digits, and the members of an object their order.
    /// - Throws: ``JSONError`` for what is no JSON, has a name twice in one object, or is more than the limits let through.
    public init(parsing bytes: some ContiguousBytes, limits: JSONLimits = .default) throws(JSONError) {
        let result: Result<JSON, JSONError> = bytes.withUnsafeBytes { bytes in
            Result { () throws(JSONError) in
                var reader = JSONReader(bytes, limits)
                return try reader.document()
            }
        }
        self = try result.get()
    }
}
