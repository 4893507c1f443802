import Testing
import XML

@Suite struct FlatTreeTests {
    private let xsi = "xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'"

    private func tree(_ text: String) throws -> FlatTree { FlatTree(try Document(parsing: text)) }

    @Test func theBytesAreTheDocumentWithoutDeclarations() throws {
        let tree = try tree("<o xmlns='urn:vim25' \(xsi) id='1'><a xsi:type='T'>x</a><b/></o>")
        #expect(String(decoding: tree.bytes, as: UTF8.self) == "<o id=\"1\"><a xsi:type=\"T\">x</a><b></b></o>")
        #expect(tree.rootAttribute("id") == "1")
        #expect(tree.rootAttribute("none") == nil)
    }

    @Test func elementsAreWalked() throws {
        let tree = try tree("<o><a><a1/><a2/></a><b>1</b><a>2</a></o>")
        #expect(tree.root.name == "o")
        #expect(tree.root.children.map(\.name) == ["a", "b", "a"])
        #expect(tree.root.children(named: "a").count == 2)
        #expect(tree.root.children(named: "a2").isEmpty, "only direct children")
        #expect(tree.root.first("a")?.children.map(\.name) == ["a1", "a2"])
        #expect(tree.root.first("b")?.text == "1")
        #expect(tree.root.first("nobody has this name") == nil)
        #expect(tree.root.children.last?.children.isEmpty == true)
    }

    @Test func slicesAreExact() throws {
        let tree = try tree("<o><a k='1' l='2'>x<b>y</b>z</a></o>")
        let a = try #require(tree.root.first("a"))
        #expect(String(decoding: a.content, as: UTF8.self) == "x<b>y</b>z")
        #expect(String(decoding: a.attributes, as: UTF8.self) == " k=\"1\" l=\"2\"")
        #expect(String(decoding: try #require(a.first("b")).attributes, as: UTF8.self) == "")
        #expect(String(decoding: tree.root.content, as: UTF8.self) == "<a k=\"1\" l=\"2\">x<b>y</b>z</a>")
    }

    @Test func typesAreKnown() throws {
        let tree = try tree("<o \(xsi)><a xsi:type='VirtualDisk' type='VirtualMachine'>1</a><b type='x'/></o>")
        #expect(tree.root.first("a")?.type == "VirtualDisk")
        #expect(tree.root.first("a")?.attribute("xsi:type") == "VirtualDisk")
        #expect(tree.root.first("a")?.attribute("type") == "VirtualMachine")
        #expect(tree.root.first("b")?.type == nil)
        #expect(tree.root.first("b")?.attribute("type") == "x")
        #expect(tree.root.first("b")?.attribute("k") == nil)
    }

    @Test(arguments: ["", "a", "<&>\"'", "a\nb\tc\rd", "äöü 😀", "&amp;", "&amp;lt;", "/", "a/", " "])
    func textsComeBack(_ text: String) throws {
        let document = Document(Element("o", children: [.element(Element("a", attributes: ["k": text], text: text))]))
        let tree = FlatTree(document)
        #expect(tree.root.first("a")?.text == text)
        #expect(tree.root.first("a")?.attribute("k") == text)
        let again = try Document(parsing: tree.bytes).root
        #expect(again.first("a")?.text == text)
        #expect(again.first("a")?["k"] == text)
    }

    @Test func anAttributeThatEndsInASlashIsNotCut() throws {
        let tree = try tree("<o><a k='x/'/></o>")
        #expect(tree.root.first("a").map { String(decoding: $0.attributes, as: UTF8.self) } == " k=\"x/\"")
    }

    @Test func aSliceIsTheSameInAnotherTree() throws {
        let one = try tree("<o xmlns='urn:x'><a><b>1</b></a></o>")
        let other = try tree("<p xmlns='urn:x'><z/><a><b>1</b></a></p>")
        #expect(one.root.first("a").map { Array($0.content) } == other.root.first("a").map { Array($0.content) })
    }

    @Test func treesAreMadeByManyTasks() async throws {
        await withTaskGroup(of: Bool.self) { group in
            for number in 0..<200 {
                group.addTask {
                    let name = "name\(number)"
                    let tree = FlatTree(Document(Element("o", children: [.element(Element(name, text: "\(number)"))])))
                    return tree.root.children.first?.name == name && tree.root.first(name)?.text == "\(number)"
                }
            }
            for await isRight in group { #expect(isRight) }
        }
    }
}
