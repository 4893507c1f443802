import Crypto
import Foundation
import NIOCore
import NIOSSL

/// Why a server is believed to be the one that is meant.
public enum EndpointTrust: Sendable, Hashable {
    /// Its certificate is signed by an authority that the system trusts, and has its name.
    case system
    /// Its certificate is signed by an authority of this PEM file, and has its name.
    case authorities(URL)
    /// Its certificate is the one of this SHA-256 fingerprint.
    case fingerprint([UInt8])
    /// Nothing is verified; for a server on this machine.
    case none

    /// The bytes of a SHA-256 fingerprint in hexadecimal digits, with or without colons; nil for anything else.
    public static func fingerprint(parsing text: String) -> [UInt8]? {
        let digits = text.filter { $0 != ":" }
        guard digits.utf8.count == 64 else { return nil }
        var bytes: [UInt8] = []
        var rest = digits[...]
        while !rest.isEmpty {
            guard let byte = UInt8(rest.prefix(2), radix: 16), rest.first?.isHexDigit == true else { return nil }
            bytes.append(byte)
            rest = rest.dropFirst(2)
        }
        return bytes
    }

    static func text(of fingerprint: some Sequence<UInt8>) -> String {
        fingerprint.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }.joined(separator: ":")
    }

    func configuration() throws -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        switch self {
        case .system: break
        case .authorities(let file):
            configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(file.path))
        // The fingerprint is compared by a callback, which takes the place of this verification.
        case .fingerprint: break
        case .none: configuration.certificateVerification = .none
        }
        return configuration
    }

    /// - Parameter refused: told why a certificate is not accepted.
    func handler(
        _ context: NIOSSLContext, _ address: EndpointAddress, refused: @escaping @Sendable (String) -> Void
    ) throws -> NIOSSLClientHandler {
        guard case .fingerprint(let wanted) = self else {
            return try NIOSSLClientHandler(context: context, serverHostname: address.serverName)
        }
        return try NIOSSLClientHandler(context: context, serverHostname: address.serverName) { certificates, promise in
            guard let leaf = certificates.first, let bytes = try? leaf.toDERBytes() else {
                refused("the server has shown no certificate")
                promise.succeed(.failed)
                return
            }
            let found = Array(SHA256.hash(data: bytes))
            if found == wanted {
                promise.succeed(.certificateVerified)
            } else {
                refused(
                    "the certificate's SHA-256 fingerprint is \(Self.text(of: found)), not \(Self.text(of: wanted)) as configured")
                promise.succeed(.failed)
            }
        }
    }
}
