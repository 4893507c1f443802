/// With what the program ends; the numbers are those of `sysexits.h`.
public enum ExitStatus: Int32, Sendable, CaseIterable {
    case success = 0
    /// The command line was wrong.
    case usage = 64
    /// A document, a mapping or the database is damaged or does not check.
    case badData = 65
    /// A file that was named cannot be read.
    case noInput = 66
    /// An address is in use, or something else that is needed is not there.
    case unavailable = 69
    /// A fault of the program itself.
    case software = 70
    /// A file or directory cannot be made.
    case cannotCreate = 73
    /// Reading or writing failed.
    case inputOutput = 74
    /// Another process holds what is needed; trying again later may help.
    case temporary = 75
    /// The configuration cannot be used.
    case configuration = 78

    public var explanation: String {
        switch self {
        case .success: "success"
        case .usage: "the command line was wrong"
        case .badData: "a document, a mapping or the database is damaged or does not check"
        case .noInput: "a file that was named cannot be read"
        case .unavailable: "an address is in use, or something else that is needed is not there"
        case .software: "a fault of the program itself"
        case .cannotCreate: "a file or directory cannot be made"
        case .inputOutput: "reading or writing failed"
        case .temporary: "another process holds what is needed"
        case .configuration: "the configuration cannot be used"
        }
    }
}
