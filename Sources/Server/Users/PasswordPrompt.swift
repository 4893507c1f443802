import Foundation

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Asks for a new password.
public enum PasswordPrompt {
    /// - Throws: ``StartError`` with status `usage` for an empty one, or two that differ.
    public static func read() throws(StartError) -> String {
        guard isatty(STDIN_FILENO) == 1 else { return try checked(readLine(strippingNewline: true)) }
        let first = try checked(hidden("Password: "))
        guard hidden("Again: ") == first else { throw StartError(.usage, "the two passwords are not the same") }
        return first
    }

    private static func checked(_ password: String?) throws(StartError) -> String {
        guard let password, !password.isEmpty else { throw StartError(.usage, "the password is empty") }
        return password
    }

    private static func hidden(_ prompt: String) -> String? {
        FileHandle.standardError.write(Data(prompt.utf8))
        var before = termios()
        tcgetattr(STDIN_FILENO, &before)
        var silent = before
        silent.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
        defer {
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &before)
            FileHandle.standardError.write(Data("\n".utf8))
        }
        return readLine(strippingNewline: true)
    }
}
