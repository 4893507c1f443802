import GRDB

/// Why the store could not do what it was asked.
///
/// Two errors are equal when their codes are; the message is for people.
public struct StoreError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kind of failure. More may be added.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        /// The name of the code, stable over releases.
        public let description: String

        /// The database was written by a newer release of the program.
        public static let schemaTooNew = Code(description: "schemaTooNew")
        /// The database file is damaged or is no database.
        public static let corrupt = Code(description: "corrupt")
        /// The file system refused or failed.
        public static let io = Code(description: "io")
        /// There is no room left on the disk.
        public static let full = Code(description: "full")
        /// Another process holds the database.
        public static let busy = Code(description: "busy")
        /// The store has been closed.
        public static let closed = Code(description: "closed")
        /// What was to be changed does not exist.
        public static let notFound = Code(description: "notFound")
        /// The change contradicts what is stored already.
        public static let conflict = Code(description: "conflict")
    }

    /// The kind of failure.
    public var code: Code
    /// What happened, in one sentence.
    public var message: String

    /// An error of a kind, with its explanation.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The store's view of any error that came up while it used the database.
    init(wrapping error: any Error) {
        switch error {
        case let error as StoreError:
            self = error
        case let error as DatabaseError:
            self.init(Code(error.resultCode), error.description)
        case is RowDecodingError:
            self.init(.corrupt, "\(error)")
        default:
            self.init(.io, "\(error)")
        }
    }

    public static func == (left: StoreError, right: StoreError) -> Bool {
        left.code == right.code
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(code)
    }

    public var description: String {
        "\(message) (\(code))"
    }
}

extension StoreError.Code {
    fileprivate init(_ code: ResultCode) {
        switch code {
        case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_FORMAT: self = .corrupt
        case .SQLITE_FULL: self = .full
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy
        case .SQLITE_MISUSE: self = .closed
        case .SQLITE_CONSTRAINT: self = .conflict
        default: self = .io
        }
    }
}
