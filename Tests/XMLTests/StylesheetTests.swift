import Foundation
import Testing
import XML

@Suite struct StylesheetTests {
    private let folder = Scratch()
    private let source: Document

    init() throws {
        source = try Document(parsing: "<a k='v'><b>1</b><b>2</b></a>")
    }

    private func apply(_ body: String, operations: UInt = 100_000) throws -> Document {
        try folder.stylesheet(body).apply(to: source, functions: Echo(), operations: operations)
    }

    @Test func aStylesheetIsApplied() throws {
        let result = try apply("<xsl:template match='/'><r sum='{sum(//b)}'><xsl:copy-of select='//b'/></r></xsl:template>")
        #expect(result.text() == "<r sum=\"3\"><b>1</b><b>2</b></r>")
        #expect(source.text() == "<a k=\"v\"><b>1</b><b>2</b></a>")
    }

    @Test func theSourceIsNotStripped() throws {
        let stripping = "<xsl:strip-space elements='*'/><xsl:template match='/'><r/></xsl:template>"
        #expect(throws: XMLError.self) { try folder.stylesheet(stripping) }
        let sheet = try folder.stylesheet("<xsl:template match='/'><r><xsl:value-of select='count(//text())'/></r></xsl:template>")
        #expect(try sheet.apply(to: Document(parsing: "<a> <b>1</b> </a>"), functions: Echo()).root.text == "3")
    }

    // MARK: - Functions

    @Test func functionsAnswer() throws {
        let result = try apply(
            """
            <xsl:template match='/'>
              <r id="{d:id('VM', 'x')}" owned="{d:id('S', //b[2], 'o')}" native="{d:native('VM', /a/@k)}" owner="{d:owner('u')}"
                 session="{d:session('user')}" now="{d:now()}"/>
            </xsl:template>
            """
        ).root
        #expect(result["id"] == "id(VM,x,-)")
        #expect(result["owned"] == "id(S,2,o)")
        #expect(result["native"] == "native(VM,v)")
        #expect(result["owner"] == "owner(u)")
        #expect(result["session"] == "session(user)")
        #expect(result["now"] == "2026-01-02T03:04:05Z")
    }

    @Test func functionsWorkInPatternsAndSortKeys() throws {
        let result = try apply(
            """
            <xsl:template match='/'><r><xsl:apply-templates select='//b[d:id("VM", .) != ""]'><xsl:sort select='d:id("x", .)' order='descending'/>
            </xsl:apply-templates></r></xsl:template>
            <xsl:template match='b'><xsl:value-of select='.'/></xsl:template>
            """)
        #expect(result.root.text == "21")
    }

    @Test func whatAFunctionThrowsComesOut() throws {
        let error = #expect(throws: Echo.Refusal.self) {
            try apply("<xsl:template match='/'><r><xsl:value-of select=\"d:id('VM', 'unknown')\"/><x/></r></xsl:template>")
        }
        #expect(error?.about == "VM")
    }

    @Test func theFirstErrorCounts() throws {
        let error = #expect(throws: Echo.Refusal.self) {
            try apply(
                """
                <xsl:template match='/'><r><xsl:value-of select="concat(d:id('first', 'unknown'), d:id('second', 'unknown'))"/>
                <xsl:value-of select="d:id('third', 'unknown')"/></r></xsl:template>
                """)
        }
        #expect(error?.about == "first")
    }

    @Test(arguments: ["d:id('VM')", "d:now(1)", "d:id('a','b','c','d')", "d:native('x')", "d:nothing()"])
    func aWrongCallIsAnError(_ call: String) throws {
        #expect(throws: XMLError.self) {
            try apply("<xsl:template match='/'><r><xsl:value-of select=\"\(call)\"/></r></xsl:template>")
        }
    }

    // MARK: - What it may not

    @Test(arguments: ["file:///etc/hostname", "/etc/hostname", "test.xsl", "http://127.0.0.1:1/x", ""])
    func noDocumentIsRead(_ url: String) throws {
        let body = "<xsl:template match='/'><r><xsl:copy-of select=\"document('\(url)')//*\"/></r></xsl:template>"
        let result = try? apply(body)
        #expect(result?.root.elements.isEmpty ?? true, "\(result?.text() ?? "")")
    }

    @Test func noFileIsWritten() throws {
        let target = folder.url.appendingPathComponent("written")
        let body = "<xsl:template match='/'><r><xsl:document href='\(target.path)'><x/></xsl:document></r></xsl:template>"
        let error = #expect(throws: XMLError.self) { try apply(body) }
        #expect(error?.code == .invalidStylesheet)
        #expect(error?.line == 3)
        let extended = """
            <xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                            xmlns:e="http://exslt.org/common" extension-element-prefixes="e">
            <xsl:template match='/'><r><e:document href='\(target.path)'><x/></e:document></r></xsl:template></xsl:stylesheet>
            """
        #expect(throws: XMLError.self) { try Stylesheet(contentsOf: folder.write("e.xsl", extended)) }
        #expect(!FileManager.default.fileExists(atPath: target.path))
    }

    /// Extension elements can also be declared on a literal element, where the attribute is in the XSLT namespace.
    @Test func noExtensionElementIsRun() throws {
        let target = folder.url.appendingPathComponent("written")
        for element in [
            "<s:output xmlns:s='http://icl.com/saxon' xsl:extension-element-prefixes='s' href='\(target.path)'><x/></s:output>",
            "<x:write xmlns:x='org.apache.xalan.xslt.extensions.Redirect' xsl:extension-element-prefixes='x' file='\(target.path)'><x/></x:write>",
            "<t:document xmlns:t='http://www.jclark.com/xt' xsl:extension-element-prefixes='t' href='\(target.path)'><x/></t:document>",
        ] {
            _ = try? apply("<xsl:template match='/'><r>\(element)</r></xsl:template>")
            #expect(throws: XMLError.self, "\(element)") { try apply("<xsl:template match='/'><r>\(element)</r></xsl:template>") }
        }
        #expect(!FileManager.default.fileExists(atPath: target.path))
    }

    @Test(arguments: ["/etc/x.xsl", "../x.xsl", "sub/x.xsl", "file:///etc/x.xsl", "http://127.0.0.1:1/x.xsl", "missing.xsl"])
    func nothingOutsideIsImported(_ href: String) throws {
        try folder.write("x.xsl", Scratch.sheet("<xsl:template match='/'><stolen/></xsl:template>"))
        for name in ["import", "include"] {
            let error = #expect(throws: XMLError.self) { try apply("<xsl:\(name) href='\(href)'/>") }
            #expect(error?.code == .invalidStylesheet)
        }
    }

    @Test func anImportedFileIsHeldToTheRules() throws {
        try folder.write("bad.xsl", Scratch.sheet("<xsl:template match='/'><xsl:document href='x'/></xsl:template>"))
        #expect(throws: XMLError.self) { try apply("<xsl:import href='bad.xsl'/>") }
        try folder.write("entity.xsl", "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/hostname'>]>" + Scratch.sheet("&e;"))
        #expect(throws: XMLError.self) { try apply("<xsl:import href='entity.xsl'/>") }
    }

    @Test(arguments: ["exsl:node-set(//b)", "str:padding(10)", "dyn:evaluate('1')", "date:date-time()", "math:max(//b)"])
    func noExtensionOfOthersIsThere(_ call: String) throws {
        let body = """
            <xsl:template match='/' xmlns:exsl='http://exslt.org/common' xmlns:str='http://exslt.org/strings'
              xmlns:dyn='http://exslt.org/dynamic' xmlns:date='http://exslt.org/dates-and-times' xmlns:math='http://exslt.org/math'>
            <r><xsl:value-of select="\(call)"/></r></xsl:template>
            """
        // libxslt itself knows exsl:node-set; it reaches nothing outside.
        if call.hasPrefix("exsl:") { return }
        #expect(throws: XMLError.self) { try apply(body) }
    }

    // MARK: - What it may cost

    @Test func exponentialTemplatesAreStopped() throws {
        let body = """
            <xsl:template match='/'><r><xsl:call-template name='t'><xsl:with-param name='n' select='30'/></xsl:call-template></r></xsl:template>
            <xsl:template name='t'><xsl:param name='n'/><xsl:if test='$n &gt; 0'>
            <xsl:call-template name='t'><xsl:with-param name='n' select='$n - 1'/></xsl:call-template>
            <xsl:call-template name='t'><xsl:with-param name='n' select='$n - 1'/></xsl:call-template></xsl:if></xsl:template>
            """
        let started = ContinuousClock.now
        let error = #expect(throws: XMLError.self) { try apply(body) }
        #expect(error?.code == .transformFailed)
        #expect(ContinuousClock.now - started < .seconds(60))
    }

    @Test func endlessRecursionIsStopped() throws {
        let error = #expect(throws: XMLError.self) {
            try apply("<xsl:template match='/'><r><xsl:apply-templates select='/'/></r></xsl:template>", operations: 2_000_000)
        }
        #expect(error?.code == .transformFailed)
        #expect(throws: XMLError.self) {
            try apply("<xsl:variable name='a' select='$b'/><xsl:variable name='b' select='$a'/><xsl:template match='/'><r a='{$a}'/></xsl:template>")
        }
    }

    @Test func deepTreesStillWork() throws {
        let body = """
            <xsl:template match='/'><r><xsl:call-template name='t'><xsl:with-param name='n' select='400'/></xsl:call-template></r></xsl:template>
            <xsl:template name='t'><xsl:param name='n'/><xsl:if test='$n &gt; 0'>
            <xsl:call-template name='t'><xsl:with-param name='n' select='$n - 1'/></xsl:call-template></xsl:if></xsl:template>
            """
        #expect(try apply(body).rootName == "r")
    }

    @Test func anEmptyResultIsAnError() throws {
        #expect(throws: XMLError.self) { try apply("<xsl:template match='/'/>") }
        #expect(throws: XMLError.self) { try apply("<xsl:template match='/'>text</xsl:template>") }
    }

    @Test func aTerminatingMessageIsAnError() throws {
        let error = #expect(throws: XMLError.self) {
            try apply("<xsl:template match='/'><r><xsl:message terminate='yes'>no such disk</xsl:message></r></xsl:template>")
        }
        #expect(error?.reason.contains("no such disk") == true)
    }

    // MARK: - Compiling

    @Test func faultsCarryFileAndLine() throws {
        let broken = try folder.write("broken.xsl", "<xsl:stylesheet version='1.0'\n xmlns:xsl='http://www.w3.org/1999/XSL/Transform'>\n<x>\n</xsl:stylesheet>")
        let error = #expect(throws: XMLError.self) { try Stylesheet(contentsOf: broken) }
        #expect(error?.line == 4)
        let unknown = try folder.write("unknown.xsl", Scratch.sheet("<xsl:template match='/'>\n<xsl:fly/>\n</xsl:template>"))
        let missing = #expect(throws: XMLError.self) { try Stylesheet(contentsOf: unknown) }
        #expect(missing?.reason.contains("unknown.xsl") == true || missing?.line != nil, "\(String(describing: missing))")
        let pattern = try folder.write("pattern.xsl", Scratch.sheet("<xsl:template match='['/>"))
        #expect(throws: XMLError.self) { try Stylesheet(contentsOf: pattern) }
        #expect(throws: XMLError.self) { try Stylesheet(contentsOf: folder.url.appendingPathComponent("none.xsl")) }
        #expect(throws: XMLError.self) { try Stylesheet(contentsOf: folder.write("html.xsl", "<html/>")) }
    }

    @Test func aFaultOfOneFileDoesNotShowInAnother() throws {
        _ = try? folder.stylesheet("<xsl:template match='['/>", named: "a.xsl")
        #expect(try folder.stylesheet("<xsl:template match='/'><r/></xsl:template>", named: "b.xsl").apply(to: source, functions: Echo()).rootName == "r")
    }

    @Test func aSiblingIsImportedWithItsParameters() throws {
        try folder.write(
            "sibling.xsl",
            Scratch.sheet(
                """
                <xsl:param name='greeting' select="'hello'"/>
                <xsl:variable name='table' select="'fixed'"/>
                <xsl:template name='greet'><xsl:param name='who'/>
                <xsl:value-of select="concat($greeting, ' ', $who, ' ', d:session('user'))"/></xsl:template>
                <xsl:template match='b'><low/></xsl:template>
                """))
        let result = try apply(
            """
            <xsl:import href='sibling.xsl'/>
            <xsl:param name='greeting' select="'welcome'"/>
            <xsl:template match='/'><r t='{$table}'><xsl:call-template name='greet'><xsl:with-param name='who' select='/a/@k'/></xsl:call-template>
            <xsl:apply-templates select='//b[1]'/></r></xsl:template>
            <xsl:template match='b'><high><xsl:apply-imports/></high></xsl:template>
            """
        ).root
        #expect(result.text.trimmingCharacters(in: .whitespacesAndNewlines) == "welcome v session(user)")
        #expect(result["t"] == "fixed")
        #expect(result.first("high")?.first("low") != nil)
    }

    // MARK: - Many at once

    @Test func oneStylesheetAndOneDocumentServeManyTasks() async throws {
        let sheet = try folder.stylesheet(
            """
            <xsl:key name='k' match='b' use='.'/>
            <xsl:template match='/'><r id="{generate-id(/) != ''}" n="{d:id('VM', count(key('k', '2')))}"><xsl:for-each select='//b'><xsl:sort select='.' order='descending'/>
            <xsl:value-of select='.'/></xsl:for-each></r></xsl:template>
            """)
        let source = source
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<400 {
                group.addTask {
                    if number % 3 == 0 { return try source.string(at: "sum(//b)") == "3" }
                    let result = try sheet.apply(to: source, functions: Echo())
                    return result.root.text.filter(\.isNumber) == "21" && result.root["n"] == "id(VM,1,-)"
                }
            }
            for try await isRight in group { #expect(isRight) }
        }
    }

    @Test func stylesheetsAreCompiledByManyTasks() async throws {
        let good = try folder.write("good.xsl", Scratch.sheet("<xsl:template match='/'><r/></xsl:template>"))
        let bad = try folder.write("bad.xsl", Scratch.sheet("<xsl:template match='['/>"))
        let source = source
        await withTaskGroup(of: Bool.self) { group in
            for number in 0..<100 {
                group.addTask {
                    do {
                        let sheet = try Stylesheet(contentsOf: number.isMultiple(of: 2) ? good : bad)
                        return try sheet.apply(to: source, functions: Echo()).rootName == "r" && number.isMultiple(of: 2)
                    } catch {
                        return !number.isMultiple(of: 2)
                    }
                }
            }
            for await isRight in group { #expect(isRight) }
        }
    }
}
