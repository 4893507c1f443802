import Crypto
import Dispatch
import Foundation
import Generic
import Synchronization

/// The users who may log in to every front end.
///
/// Verifying costs 0.1 seconds and 32 MiB, so it is done one at a time, and what was verified is remembered for some
/// minutes as a keyed digest: a client that sends its password with each request pays once.
public final class UserDirectory: Sendable {
    private struct State {
        var hashes: [String: PasswordHash] = [:]
        var roles: [String: Role] = [:]
        /// Digest of name and password to the time until which they count as verified.
        var verified: [Data: ContinuousClock.Instant] = [:]
    }

    private let state: Mutex<State>
    /// Lives as long as the process, so that a digest tells nothing to whoever sees the memory later.
    private let key = SymmetricKey(size: .bits256)
    private let queue = DispatchQueue(label: "dragoman.passwords")
    /// What an unknown user's password is held against, so that it takes as long as a known one's.
    private let nobody: PasswordHash

    private static let remembered = Duration.seconds(300)
    private static let capacity = 1024

    public init(_ users: [Configuration.User]) {
        state = Mutex(State(hashes: Self.hashes(users), roles: Self.roles(users)))
        nobody = users.first?.password ?? PasswordHash(of: UUID().uuidString)
    }

    /// Replaces the users; every password has to be verified anew.
    public func replace(_ users: [Configuration.User]) {
        state.withLock { $0 = State(hashes: Self.hashes(users), roles: Self.roles(users)) }
    }

    /// Whether there is a user of that name with that password.
    public func verify(_ name: String, _ password: String) async -> Bool {
        guard name.utf8.count <= 256, password.utf8.count <= 1024 else { return false }
        let digest = digest(name, password)
        let now = ContinuousClock.now
        let (hash, isVerified) = state.withLock { ($0.hashes[name], $0.verified[digest].map { $0 > now } ?? false) }
        if hash != nil, isVerified { return true }
        let candidate = hash ?? nobody
        let matches = await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: candidate.matches(password)) }
        }
        guard let hash, matches else { return false }
        return state.withLock { state in
            // The users may have been replaced meanwhile.
            guard state.hashes[name] == hash else { return false }
            if state.verified.count >= Self.capacity { state.verified.removeAll() }
            state.verified[digest] = now + Self.remembered
            return true
        }
    }

    /// The users and their roles.
    public var roles: [String: Role] { state.withLock(\.roles) }

    private static func roles(_ users: [Configuration.User]) -> [String: Role] {
        Dictionary(users.map { ($0.name, $0.role) }, uniquingKeysWith: { first, _ in first })
    }

    private func digest(_ name: String, _ password: String) -> Data {
        Data(HMAC<SHA256>.authenticationCode(for: Data("\(name)\0\(password)".utf8), using: key))
    }

    private static func hashes(_ users: [Configuration.User]) -> [String: PasswordHash] {
        Dictionary(users.map { ($0.name, $0.password) }, uniquingKeysWith: { first, _ in first })
    }
}
