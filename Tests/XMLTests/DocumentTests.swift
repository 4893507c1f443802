import Testing
import XML

@Suite struct DocumentTests {
    @Test(arguments: [
        "", "plain", "<&>\"'", "]]>", "  spaces  ", "two\nlines", "a\tb", "\r\n", "äöü €", "😀", "e\u{301}", "&amp;", "<!-- x -->",
    ])
    func textsComeBack(_ text: String) throws {
        var element = Element("a", attributes: ["b": text], text: text)
        element.append(Element("c", text: text))
        let read = try Document(parsing: Document(element).bytes()).root
        #expect(read["b"] == text)
        #expect(read.first("c")?.text == text)
        #expect(read.text == text + text)
    }

    @Test func namespacesComeBack() throws {
        var element = Element("a", namespace: "urn:one", attributes: ["plain": "1"])
        element.attributes.append(Attribute("x", namespace: "urn:two", "2"))
        element.attributes.append(Attribute("y", namespace: "urn:three", "3"))
        element.attributes.append(Attribute("type", namespace: "http://www.w3.org/2001/XMLSchema-instance", "T"))
        element.append(Element("b", namespace: "urn:two", children: [.element(Element("c"))]))
        element.append(Element("d", namespace: "urn:one"))
        element.append(Element("e", children: [.element(Element("f", namespace: "urn:one"))]))
        let text = Document(element).text()
        #expect(try Document(parsing: text).root == element)
        #expect(Document(element).root == element)
        #expect(text.contains("xsi:type=\"T\""))
    }

    @Test func anElementOfNoNamespaceStaysOne() throws {
        let inner = Element("inner", children: [.element(Element("deeper"))])
        let outer = Element("outer", namespace: "urn:x", children: [.element(inner)])
        #expect(Document(outer).text() == "<outer xmlns=\"urn:x\"><inner xmlns=\"\"><deeper/></inner></outer>")
        #expect(Document(outer).root == outer)
    }

    @Test func declarationsAreNotRepeated() {
        let child = Element("b", namespace: "urn:x", children: [.element(Element("c", namespace: "urn:x"))])
        let text = Document(Element("a", namespace: "urn:x", children: [.element(child), .element(child)])).text()
        #expect(text == "<a xmlns=\"urn:x\"><b><c/></b><b><c/></b></a>")
    }

    @Test func indentationChangesNoText() throws {
        let element = Element("a", children: [.element(Element("b", text: " x ")), .element(Element("c"))])
        let document = Document(element)
        #expect(document.text(indented: true) == "<a>\n  <b> x </b>\n  <c/>\n</a>")
        #expect(document.text() == "<a><b> x </b><c/></a>")
    }

    @Test func theRootIsKnownWithoutTheRest() throws {
        let document = try Document(parsing: "<p:a xmlns:p='urn:x' b='1' p:b='2'><c/></p:a>")
        #expect(document.rootName == "a")
        #expect(document.rootNamespace == "urn:x")
        #expect(document.rootAttribute("b") == "1")
        #expect(document.rootAttribute("c") == nil)
        #expect(try Document(parsing: "<a/>").rootNamespace == nil)
    }

    @Test func equalDocumentsSayTheSame() throws {
        let one = try Document(parsing: "<a><b/></a>")
        #expect(one == one)
        #expect(try one == Document(parsing: "<a><b></b></a>"))
        #expect(try one != Document(parsing: "<a><c/></a>"))
    }

    @Test func prefixesAreFound() throws {
        let document = try Document(parsing: "<a xmlns='urn:0' xmlns:p='urn:1'><b xmlns:q='urn:2'/><c xmlns:p='urn:3'/></a>")
        #expect(document.prefixes == ["p": "urn:1", "q": "urn:2"])
    }

    // MARK: - Composing and splitting

    @Test func documentsAreComposed() throws {
        let inner = try Document(parsing: "<v:vm xmlns:v='urn:vm' id='1'><v:name>x</v:name></v:vm>")
        let whole = Document(
            composing: "input", namespace: "urn:plan", prefix: "p", attributes: [Attribute("n", "<1>")],
            [
                .element(Element("command", namespace: "urn:g")),
                .document(inner, attributes: [Attribute("revision", "7")]),
                .wrapped(name: "native", attributes: [Attribute("k", "v")], [.document(inner), .element(Element("none"))]),
            ])
        let root = try Document(parsing: whole.bytes()).root
        #expect(root == whole.root)
        #expect(root.namespace == "urn:plan" && root["n"] == "<1>")
        #expect(root.elements.map(\.name) == ["command", "vm", "native"])
        #expect(root.first("vm")?["revision"] == "7")
        #expect(root.first("native")?.namespace == "urn:plan")
        #expect(root.first("native")?.first("vm")?.first("name")?.namespace == "urn:vm")
        #expect(root.first("native")?.first("none")?.namespace == nil)
        #expect(inner.rootAttribute("revision") == nil, "composing changes no part")
    }

    @Test func aComposedDocumentOfNoNamespaceStaysOne() throws {
        let inner = try Document(parsing: "<domain type='kvm'><name>x</name></domain>")
        let whole = Document(composing: "input", namespace: "urn:plan", prefix: "p", [.document(inner)])
        #expect(try Document(parsing: whole.bytes()).root.first("domain")?.namespace == nil)
    }

    @Test func documentsAreSplit() throws {
        let many = try Document(parsing: "<d:documents xmlns:d='urn:d' xmlns:x='urn:x'><x:a>1</x:a> text <b/></d:documents>")
        let parts = many.split(name: "documents", namespace: "urn:d")
        #expect(parts.map(\.rootName) == ["a", "b"])
        #expect(parts[0].rootNamespace == "urn:x")
        #expect(try Document(parsing: parts[0].bytes()).root.text == "1")
        #expect(try Document(parsing: "<d:documents xmlns:d='urn:d'/>").split(name: "documents", namespace: "urn:d").isEmpty)
    }

    @Test func anotherDocumentIsNotSplit() throws {
        let one = try Document(parsing: "<documents><a/></documents>")
        #expect(one.split(name: "documents", namespace: "urn:d").map(\.rootName) == ["documents"])
    }

    // MARK: - Elements

    @Test func elementsAreEdited() {
        var element = Element("a", namespace: "urn:x", children: [.text("t"), .element(Element("b", text: "1"))])
        element["k"] = "1"
        element["k"] = "2"
        #expect(element.attributes == [Attribute("k", "2")])
        element["k"] = nil
        #expect(element.attributes.isEmpty)
        element.update("b") { $0.text = "2" }
        element.update("c") { $0.text = "3" }
        #expect(element.first("c")?.namespace == "urn:x")
        element.replaceFirst("b", with: Element("b", text: "4"))
        element.replaceFirst("d", with: Element("d"))
        #expect(element.elements.map(\.name) == ["b", "c", "d"])
        #expect(element.text == "t43")
        element.removeAll("b")
        #expect(element.all("b").isEmpty)
        element.text = ""
        #expect(element.children.isEmpty)
    }

    @Test func anAttributeOfANamespaceIsAnother() {
        var element = Element("a")
        element.attributes.append(Attribute("k", namespace: "urn:x", "far"))
        #expect(element["k"] == nil)
        element["k"] = "near"
        #expect(element["k"] == "near")
        #expect(element.attribute("k", namespace: "urn:x") == "far")
    }
}
