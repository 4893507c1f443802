import Testing
import XML

@Suite struct XPathTests {
    private let document: Document

    init() throws {
        document = try Document(parsing: "<g:vms xmlns:g='urn:g'><g:vm id='1'>a</g:vm><g:vm id='2'>b</g:vm><vm/></g:vms>")
    }

    private let names = ["g": "urn:g"]

    @Test func valuesAreRead() throws {
        #expect(try document.string(at: "/g:vms/g:vm[2]", namespaces: names) == "b")
        #expect(try document.string(at: "count(//g:vm)", namespaces: names) == "2")
        #expect(try document.string(at: "//g:none", namespaces: names) == "")
        #expect(try document.strings(at: "//@id") == ["1", "2"])
        #expect(try document.strings(at: "1 + 1").isEmpty)
        #expect(try document.elements(at: "//vm").map(\.namespace) == [nil])
        #expect(try document.elements(at: "//@id").isEmpty)
        #expect(try document.isTrue("//g:vm[@id = '2'] = 'b'", namespaces: names))
        #expect(try !document.isTrue("//g:vm[@id = '3']", namespaces: names))
    }

    @Test func relativePathsStartAtTheDocument() throws {
        #expect(try document.string(at: "g:vms/g:vm/@id", namespaces: names) == "1")
        #expect(try document.string(at: "name(/*)") == "g:vms")
    }

    @Test func nodesComeInDocumentOrder() throws {
        #expect(try document.strings(at: "//g:vm[2] | //g:vm[1]", namespaces: names) == ["a", "b"])
    }

    @Test(arguments: ["", "//", "x[", "p:x", "unknown()", "1 +", "document('x')", "/a/b]"])
    func whatCannotBeEvaluatedIsAnError(_ expression: String) {
        let error = #expect(throws: XMLError.self) { try document.string(at: expression) }
        #expect(error?.code == .invalidXPath)
        #expect(throws: XMLError.self) { try Document.checkXPath(expression, namespaces: [:]) }
    }

    @Test func anExpensiveExpressionIsStopped() throws {
        let wide = try Document(parsing: "<a>" + String(repeating: "<b/>", count: 3000) + "</a>")
        let started = ContinuousClock.now
        #expect(throws: XMLError.self) { try wide.string(at: "count(//b[count(//b[count(//b) > 0]) > 0])") }
        #expect(ContinuousClock.now - started < .seconds(20))
    }

    @Test func deepExpressionsEnd() {
        let expression = String(repeating: "(", count: 50_000) + "1" + String(repeating: ")", count: 50_000)
        #expect(throws: XMLError.self) { try document.string(at: expression) }
    }
}
