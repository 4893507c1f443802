import Foundation
import Testing
import XML

@Suite struct SchemaTests {
    private let folder = Scratch()

    private let grammar = """
        <element name="vm" xmlns="http://relaxng.org/ns/structure/1.0"
                 datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">
          <attribute name="id"><data type="unsignedInt"/></attribute>
          <zeroOrMore><externalRef href="disk.rng"/></zeroOrMore>
        </element>
        """

    private func schema() throws -> Schema {
        try folder.write("disk.rng", "<element name='disk' xmlns='http://relaxng.org/ns/structure/1.0'><text/></element>")
        return try Schema(contentsOf: folder.write("vm.rng", grammar))
    }

    @Test func validDocumentsPass() throws {
        let schema = try schema()
        try schema.validate(Document(parsing: "<vm id='1'/>"))
        try schema.validate(Document(parsing: "<vm id='1'><disk>a</disk><disk/></vm>"))
    }

    @Test(arguments: ["<vm/>", "<vm id='x'/>", "<vm id='1'><nic/></vm>", "<vm id='1' more='2'/>", "<host/>", "<vm xmlns='urn:x' id='1'/>"])
    func invalidOnesAreToldWhy(_ text: String) throws {
        let schema = try schema()
        let error = #expect(throws: XMLError.self) { try schema.validate(Document(parsing: text)) }
        #expect(error?.code == .notValid)
        #expect(error?.reason.isEmpty == false)
    }

    @Test func theLineOfTheFaultIsTold() throws {
        let error = #expect(throws: XMLError.self) {
            try schema().validate(Document(parsing: "<vm id='1'>\n<disk/>\n<nic/>\n</vm>"))
        }
        #expect(error?.line == 3)
    }

    @Test func aBrokenSchemaIsAnError() throws {
        let broken = try folder.write("broken.rng", "<element xmlns='http://relaxng.org/ns/structure/1.0'/>")
        #expect(throws: XMLError.self) { try Schema(contentsOf: broken) }
        #expect(throws: XMLError.self) { try Schema(contentsOf: folder.url.appendingPathComponent("none.rng")) }
    }

    @Test func aSchemaIsUsedByManyTasks() async throws {
        let schema = try schema()
        let good = try Document(parsing: "<vm id='1'><disk>a</disk></vm>")
        let bad = try Document(parsing: "<vm id='x'/>")
        await withTaskGroup(of: Bool.self) { group in
            for number in 0..<200 {
                group.addTask {
                    do {
                        try schema.validate(number.isMultiple(of: 2) ? good : bad)
                        return number.isMultiple(of: 2)
                    } catch {
                        return !number.isMultiple(of: 2)
                    }
                }
            }
            for await isRight in group { #expect(isRight) }
        }
    }
}
