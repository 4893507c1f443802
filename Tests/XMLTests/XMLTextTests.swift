import Testing
import XML

@Suite struct XMLTextTests {
    @Test func whatXMLCannotCarryIsNotWritten() throws {
        for value in Array(0..<UInt32(0x20)) + [0x7F, 0x85, 0xFFFD, 0xFFFE, 0xFFFF, 0x10FFFF] {
            let scalar = try #require(Unicode.Scalar(value))
            let text = "a\(scalar)é"
            var element = Element("e", attributes: ["plain": text], text: text)
            element.attributes.append(Attribute("there", namespace: "urn:x", text))
            element.append(Element("child", text: "\(scalar)"))
            let read = try Document(parsing: Document(element).bytes()).root
            let isCarried = ![0xFFFE, 0xFFFF].contains(value) && value >= 0x20 || [0x09, 0x0A, 0x0D].contains(value)
            #expect(text.isXMLText == isCarried)
            #expect(read["plain"] == (isCarried ? text : "aé"))
            #expect(read.text == (isCarried ? text + "\(scalar)" : "aé"))
            #expect(read.attributes.last?.value == read["plain"])
        }
    }
}
