import Foundation
import GRDB

extension Row {
    /// The bytes of a column that is never NULL.
    func bytes(at column: Int) throws -> [UInt8] {
        try optionalBytes(at: column) ?? []
    }

    /// The bytes of a column, nil for NULL.
    func optionalBytes(at column: Int) throws -> [UInt8]? {
        try withUnsafeData(atIndex: column) { $0.map { [UInt8]($0) } }
    }

    /// The time in a column that is never NULL.
    func time(at column: Int) throws -> Date {
        try Timestamp.date(self[column])
    }

    /// The time in a column, nil for NULL.
    func optionalTime(at column: Int) throws -> Date? {
        try (self[column] as String?).map { try Timestamp.date($0) }
    }
}
