import Crypto
import CryptoExtras
import Foundation

/// A password's scrypt hash in the form `$scrypt$ln=15,r=8,p=1$salt$hash`, salt and hash in base64 without padding.
public struct PasswordHash: Sendable, Hashable, CustomStringConvertible {
    /// The binary logarithm of the number of rounds.
    public let logarithm: Int
    public let blockSize: Int
    public let parallelism: Int
    public let salt: Data
    public let hash: Data

    /// Hashes a password with a new salt: 32 MiB of memory and about 0.1 seconds.
    public init(of password: String) {
        var generator = SystemRandomNumberGenerator()
        let salt = Data((0..<16).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
        self.init(of: password, salt: salt, logarithm: 15)
    }

    init(of password: String, salt: Data, logarithm: Int) {
        self.logarithm = logarithm
        blockSize = 8
        parallelism = 1
        self.salt = salt
        hash = Self.derive(password, salt, 32, logarithm, 8, 1) ?? Data()
    }

    /// Reads a hash; nil if it is none, or would cost less than is safe or more than is sensible.
    public init?(_ text: String) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 5, parts[0].isEmpty, parts[1] == "scrypt",
            let cost = Self.cost(parts[2]), let salt = Self.decode(parts[3]), let hash = Self.decode(parts[4]),
            salt.count >= 8, (32...64).contains(hash.count)
        else { return nil }
        (logarithm, blockSize, parallelism) = cost
        self.salt = salt
        self.hash = hash
    }

    public var description: String {
        let cost = "ln=\(logarithm),r=\(blockSize),p=\(parallelism)"
        return "$scrypt$\(cost)$\(Self.encode(salt))$\(Self.encode(hash))"
    }

    /// Whether the password is the one that was hashed. Takes as long for a wrong one as for the right one.
    public func matches(_ password: String) -> Bool {
        guard let derived = Self.derive(password, salt, hash.count, logarithm, blockSize, parallelism),
            derived.count == hash.count
        else { return false }
        return zip(derived, hash).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    private static func derive(
        _ password: String, _ salt: Data, _ length: Int, _ logarithm: Int, _ blockSize: Int, _ parallelism: Int
    ) -> Data? {
        let key = try? KDF.Scrypt.deriveKey(
            from: Data(password.utf8), salt: salt, outputByteCount: length, rounds: 1 << logarithm,
            blockSize: blockSize,
            parallelism: parallelism)
        return key?.withUnsafeBytes { Data($0) }
    }

    private static func cost(_ text: String) -> (Int, Int, Int)? {
        var values: [Substring: Int] = [:]
        for part in text.split(separator: ",") {
            let pair = part.split(separator: "=")
            guard pair.count == 2, let value = Int(pair[1]), values.updateValue(value, forKey: pair[0]) == nil else {
                return nil
            }
        }
        guard values.count == 3, let logarithm = values["ln"], let blockSize = values["r"],
            let parallelism = values["p"],
            (14...20).contains(logarithm), (8...32).contains(blockSize), (1...16).contains(parallelism),
            128 * blockSize << logarithm <= 256 << 20
        else { return nil }
        return (logarithm, blockSize, parallelism)
    }

    private static func encode(_ data: Data) -> String {
        data.base64EncodedString().replacingOccurrences(of: "=", with: "")
    }

    private static func decode(_ text: String) -> Data? {
        let bare = text.replacingOccurrences(of: "=", with: "")
        return Data(base64Encoded: bare + String(repeating: "=", count: (4 - bare.utf8.count % 4) % 4))
    }
}
