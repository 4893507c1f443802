import ArgumentParser
import Server

struct HashPasswordCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hash-password",
        abstract: "Print the hash of a password, for the configuration.",
        discussion: """
            Asks for the password without showing it, twice. If standard input is no terminal, its first line is the \
            password. The hash is scrypt's, with a new salt each time.
            """)

    func run() async throws {
        try await reporting { () async throws(StartError) in
            print(PasswordHash(of: try PasswordPrompt.read()))
        }
    }
}
