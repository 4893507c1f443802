import Foundation
import XML

/// A folder that is deleted in the end.
final class Scratch: Sendable {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("xml-\(UUID().uuidString)")

    init() {
        try? FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: url)
    }

    @discardableResult
    func write(_ name: String, _ text: String) throws -> URL {
        let file = url.appendingPathComponent(name)
        try text.write(to: file, atomically: true, encoding: .utf8)
        return file
    }

    /// A stylesheet around the templates.
    func stylesheet(_ body: String, named name: String = "test.xsl") throws -> Stylesheet {
        try Stylesheet(contentsOf: write(name, Scratch.sheet(body)))
    }

    static func sheet(_ body: String) -> String {
        """
        <xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:d="urn:dragoman:functions"
                        exclude-result-prefixes="d">
        \(body)
        </xsl:stylesheet>
        """
    }
}

/// Functions that answer with what they were asked.
struct Echo: TransformFunctions {
    struct Refusal: Error, Equatable { var about: String }

    func id(type: String, native: String, owner: String?) throws -> String {
        if native == "unknown" { throw Refusal(about: type) }
        return "id(\(type),\(native),\(owner ?? "-"))"
    }
    func native(type: String, uuid: String) throws -> String { "native(\(type),\(uuid))" }
    func owner(uuid: String) -> String { "owner(\(uuid))" }
    func session(name: String) -> String { "session(\(name))" }
    func now() -> String { "2026-01-02T03:04:05Z" }
}
