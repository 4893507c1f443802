import Testing
import XML

/// What attacks through a document, and what stops it.
@Suite struct ParserTests {
    private func refusal(_ text: String, limits: ParserLimits = .default) -> XMLError? {
        do {
            _ = try Document(parsing: text, limits: limits)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [
        "<!DOCTYPE a><a/>",
        "<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>",
        "<!DOCTYPE a PUBLIC '-//x' 'http://127.0.0.1:1/x.dtd'><a/>",
        "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>",
        "<!DOCTYPE a [<!ENTITY % x SYSTEM 'file:///etc/passwd'> %x;]><a/>",
        "<!DOCTYPE a [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;&a;'>]><a>&b;</a>",
        "<!DOCTYPE a [<!ATTLIST a id ID #IMPLIED x CDATA 'default'>]><a/>",
        "<?xml version='1.0'?>\n<!DOCTYPE a><a/>",
    ])
    func documentTypesAreRefused(_ text: String) {
        #expect(refusal(text)?.code == .forbiddenConstruct)
    }

    @Test func quadraticBlowUpIsRefusedBeforeItGrows() {
        let entity = String(repeating: "a", count: 50_000)
        let references = String(repeating: "&a;", count: 20_000)
        let started = ContinuousClock.now
        #expect(refusal("<!DOCTYPE a [<!ENTITY a '\(entity)'>]><a>\(references)</a>")?.code == .forbiddenConstruct)
        #expect(ContinuousClock.now - started < .seconds(30))
    }

    @Test(arguments: ["<a>&x;</a>", "<a b='&x;'/>", "<a>&#0;</a>", "<a>&#xFFFE;</a>", "<a>&lt</a>"])
    func entitiesThatAreNotThereAreRefused(_ text: String) {
        #expect(refusal(text)?.code == .malformed)
    }

    @Test func theFiveEntitiesAndCharacterReferencesAreRead() throws {
        let root = try Document(parsing: "<a b='&quot;&apos;&#10;'>&lt;&gt;&amp;&#228;&#x1F600;</a>").root
        #expect(root.text == "<>&ä😀")
        #expect(root["b"] == "\"'\n")
    }

    @Test(arguments: [
        "<a><?php x?></a>", "<?xml-stylesheet href='x'?><a/>", "<a/><?end?>", "<a>\n\n<?x?></a>",
    ])
    func processingInstructionsAreRefused(_ text: String) {
        #expect(refusal(text)?.code == .forbiddenConstruct)
    }

    @Test func commentsAreDropped() throws {
        #expect(try Document(parsing: "<!-- x --><a>1<!-- y -->2</a><!-- z -->").root == Element("a", text: "12"))
    }

    @Test(arguments: [
        "", " ", "x", "<", "<a", "<a>", "<a></b>", "<a/><b/>", "<a b=1/>", "<a b='1' b='2'/>", "<a><b></a></b>", "<p:a/>",
        "<a b='<'/>", "<a>]]></a>", "<a>\u{0}</a>", "</a>", "<a xmlns:p=''/>", "<1/>",
    ])
    func whatIsNotWellFormedIsRefused(_ text: String) {
        #expect(refusal(text)?.code == .malformed)
    }

    @Test func refusalsDoNotEchoTheDocument() throws {
        let error = try #require(refusal("<secret><password>hunter2</passwort></secret>"))
        #expect(!error.description.contains("hunter2") && !error.description.contains("passwor"))
    }

    @Test(arguments: [[0x3C, 0x61, 0x3E, 0xFF, 0x3C, 0x2F, 0x61, 0x3E], [0x3C, 0x61, 0x3E, 0xC3, 0x3C, 0x2F, 0x61, 0x3E],
                      [0x3C, 0x61, 0x3E, 0xC0, 0x80, 0x3C, 0x2F, 0x61, 0x3E], [0x3C, 0x61, 0x3E, 0xED, 0xA0, 0x80, 0x3C, 0x2F, 0x61, 0x3E]] as [[UInt8]])
    func bytesThatAreNotUTF8AreRefused(_ bytes: [UInt8]) {
        #expect(throws: XMLError.self) { try Document(parsing: bytes) }
    }

    @Test func otherEncodingsAreRead() throws {
        let latin = Array("<?xml version='1.0' encoding='ISO-8859-1'?><a>".utf8) + [0xE4] + Array("</a>".utf8)
        #expect(try Document(parsing: latin).root.text == "ä")
        let utf16: [UInt8] = [0xFF, 0xFE] + "<a>ä</a>".utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
        #expect(try Document(parsing: utf16).root.text == "ä")
        #expect(throws: XMLError.self) { try Document(parsing: "<?xml version='1.0' encoding='x-none'?><a/>") }
    }

    @Test func aByteOrderMarkIsRead() throws {
        #expect(try Document(parsing: [0xEF, 0xBB, 0xBF] + Array("<a/>".utf8)).rootName == "a")
    }

    // MARK: - Limits

    @Test func depthIsLimited() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "<a>", count: depth) + String(repeating: "</a>", count: depth)
        }
        _ = try Document(parsing: nested(200))
        let error = try #require(refusal(nested(300)))
        #expect(error.code == .tooLarge)
        #expect(refusal(String(repeating: "<a>", count: 200_000))?.code == .tooLarge)
    }

    @Test func elementsAreLimited() throws {
        let limits = ParserLimits(bytes: 1 << 20, elements: 100)
        _ = try Document(parsing: "<a>" + String(repeating: "<b/>", count: 99) + "</a>", limits: limits)
        let error = try #require(refusal("<a>\n" + String(repeating: "<b/>", count: 100) + "</a>", limits: limits))
        #expect(error.code == .tooLarge)
        #expect(error.line == 2)
    }

    @Test func bytesAreLimited() throws {
        let limits = ParserLimits(bytes: 20, elements: 100)
        _ = try Document(parsing: "<a>12345678901</a>   ".prefix(20).description, limits: limits)
        #expect(refusal("<a>12345678901234</a>", limits: limits)?.code == .tooLarge)
    }

    @Test func manyAttributesAndLongNamesEnd() {
        let attributes = (0..<20_000).map { " a\($0)='x'" }.joined()
        let started = ContinuousClock.now
        _ = try? Document(parsing: "<a\(attributes)/>")
        #expect(throws: XMLError.self) { try Document(parsing: "<\(String(repeating: "a", count: 60_000))/>") }
        #expect(ContinuousClock.now - started < .seconds(10))
    }

    @Test func linesAreTold() throws {
        #expect(refusal("<a>\n  <b>\n  </c>\n</a>")?.line == 3)
        #expect(refusal("<a>\n<?x?></a>")?.line == 2)
        #expect(refusal("\n\n<a")?.line == 3)
    }

    @Test func anySequenceOfBytesIsRead() throws {
        #expect(try Document(parsing: Array("<a>x</a>".utf8)[...]).root.text == "x")
        #expect(try Document(parsing: "<a>x</a>".utf8.lazy.map { $0 }).root.text == "x")
        #expect(try Document(parsing: AnySequence("<a>x</a>".utf8)).root.text == "x")
    }

    @Test func theLibrariesAreNewEnough() throws {
        try Library.check()
        #expect(Library.versions.libxml2.split(separator: ".").count == 3)
        #expect(Library.versions.libxslt.split(separator: ".").count == 3)
    }
}
