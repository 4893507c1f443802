import Foundation
import NIOSSL

/// A client's own certificate, for servers that know their clients by one. The files are read for each connection.
public struct EndpointIdentity: Sendable, Hashable {
    /// A PEM file: the certificate, and those that it is signed by.
    public var certificate: URL
    /// A PEM file.
    public var key: URL

    public init(certificate: URL, key: URL) {
        self.certificate = certificate
        self.key = key
    }

    /// - Throws: what keeps the files from being read.
    public func check() throws {
        _ = try NIOSSLCertificate.fromPEMFile(certificate.path)
        _ = try NIOSSLPrivateKey(file: key.path, format: .pem)
    }

    func show(in configuration: inout TLSConfiguration) throws {
        configuration.certificateChain = try NIOSSLCertificate.fromPEMFile(certificate.path).map { .certificate($0) }
        configuration.privateKey = .privateKey(try NIOSSLPrivateKey(file: key.path, format: .pem))
    }
}
