import Foundation
import NIOSSL
import Testing

@testable import Server

@Suite struct CertificateTests {
    @Test func aCertificateIsMadeOnceAndItsKeyIsPrivate() throws {
        let directory = try TemporaryDirectory()
        let first = try ServerCertificate.configuration(.init(), state: directory.url)
        let key = directory.url.appendingPathComponent("tls/key.pem")
        let mode = try FileManager.default.attributesOfItem(atPath: key.path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        let before = try Data(contentsOf: key)
        let second = try ServerCertificate.configuration(.init(), state: directory.url)
        #expect(try Data(contentsOf: key) == before)
        #expect(first.certificateChain == second.certificateChain)
        #expect(first.minimumTLSVersion == .tlsv12)
    }

    @Test func theCertificateIsForThisMachine() throws {
        let (text, _) = try ServerCertificate.make(hostName: "fleet.example")
        let certificate = try NIOSSLCertificate(bytes: Array(text.utf8), format: .pem)
        let names = certificate._subjectAlternativeNames()
        let hosts = names.filter { $0.nameType == .dnsName }.map { String(decoding: $0.contents, as: UTF8.self) }
        #expect(hosts == ["localhost", "fleet.example"])
        #expect(names.filter { $0.nameType == .ipAddress }.map { Array($0.contents) }.first == [127, 0, 0, 1])
    }

    @Test func eachNameHasACertificateOfItsOwn() throws {
        let directory = try TemporaryDirectory()
        let machine = try ServerCertificate.configuration(.init(), state: directory.url)
        let named = try ServerCertificate.configuration(.init(), name: "kvm01.example", state: directory.url)
        #expect(named.certificateChain != machine.certificateChain)
        #expect(
            try ServerCertificate.configuration(.init(), name: "kvm01.example", state: directory.url).certificateChain
                == named.certificateChain)
        let file = directory.url.appendingPathComponent("tls/certificate-kvm01.example.pem")
        let certificate = try #require(try NIOSSLCertificate.fromPEMFile(file.path).first)
        let names = certificate._subjectAlternativeNames().map { String(decoding: $0.contents, as: UTF8.self) }
        #expect(names.contains("kvm01.example"))
        _ = try ServerCertificate.configuration(.init(), name: "../x", state: directory.url)
        let files = try FileManager.default.contentsOfDirectory(atPath: directory.url.path)
        #expect(files == ["tls"])
    }

    @Test func filesThatAreNoneAreRefused() throws {
        let directory = try TemporaryDirectory()
        let file = directory.url.appendingPathComponent("x.pem")
        try Data("no".utf8).write(to: file)
        let error = #expect(throws: StartError.self) {
            try ServerCertificate.configuration(.init(files: .init(certificate: file, key: file)), state: directory.url)
        }
        #expect(error?.status == .configuration)
    }
}
