import Foundation
import Generic
import Testing
import XML

@testable import Server

@Suite struct GenericJSONTests {
    private func json(_ xml: String) throws -> String {
        let text = xml.replacingOccurrences(of: "<vm ", with: "<vm xmlns=\"\(Namespaces.generic)\" ")
        return GenericJSON.json(try Document(parsing: text).root).serialized
    }

    @Test func attributesAndChildrenAreMembers() throws {
        let text = try json(
            "<vm id='a' revision='7'><name>1</name><template>false</template><cpu count='2' hotAdd='true'/></vm>")
        #expect(text == #"{"id":"a","revision":7,"name":"1","template":false,"cpu":{"count":2,"hotAdd":true}}"#)
    }

    @Test func listsAreArraysAlsoOfOne() throws {
        #expect(
            try json("<vm id='a'><disks/><nics><nic slot='0'/></nics></vm>")
                == #"{"id":"a","disks":[],"nics":[{"slot":0}]}"#)
    }

    @Test func snapshotsAreATree() throws {
        let text = try json(
            "<vm id='a'><snapshots current='s'><snapshot id='s'><snapshot id='t'/></snapshot></snapshots></vm>")
        #expect(text == #"{"id":"a","snapshots":{"current":"s","snapshot":[{"id":"s","snapshot":[{"id":"t"}]}]}}"#)
        #expect(try json("<vm id='a'><snapshots/></vm>") == #"{"id":"a","snapshots":{}}"#)
    }

    @Test func textBesideAttributesIsTheValue() throws {
        let text = try json(
            "<vm id='a'><file datastore='d'>x.vmx</file><metadata><entry owner='xen' key='k'>v</entry></metadata></vm>")
        #expect(
            text
                == #"{"id":"a","file":{"datastore":"d","value":"x.vmx"},"metadata":[{"owner":"xen","key":"k","value":"v"}]}"#
        )
        #expect(try json("<vm id='a'><file>x</file></vm>") == #"{"id":"a","file":{"value":"x"}}"#)
    }

    @Test func textIsEscaped() {
        #expect(JSON.text("\"\\\n\u{1}ü").serialized == #""\"\\\n\u0001ü""#)
    }

    @Test(arguments: [
        #"{"command":"vm.powerOn","target":"ID"}"#,
        #"{"command":"vm.powerOn","target":"ID","ifRevision":7}"#,
        #"{"command":"vm.rename","target":"ID","name":"new"}"#,
        #"{"description":"d","command":"snapshot.create","name":"s","target":"ID","memory":false,"quiesce":true}"#,
        #"{"command":"vm.reconfigure","target":"ID","memory":{"mib":2048},"disk":[{"op":"add","capacity":1073741824}],"metadata":[{"owner":"kvm","key":"k","value":"v"}]}"#,
        #"{"command":"vm.create","target":"ID","datastore":"ID","name":"n","cpu":{"count":1},"memory":{"mib":64},"nic":[{"op":"add","network":"ID"}]}"#,
    ])
    func commandsAreValid(_ text: String) throws {
        let json = try JSON(
            parsing: Data(text.replacingOccurrences(of: "ID", with: "11111111-1111-4111-8111-111111111111").utf8))
        try Repository.schema("commands").validate(Document(try GenericJSON.command(json)))
    }

    @Test func aCommandIsTheSameThereAndBack() throws {
        let text =
            #"{"command":"vm.reconfigure","target":"t","notes":"n","cpu":{"count":2},"nic":[{"id":"nic1","op":"remove"}]}"#
        #expect(GenericJSON.json(try GenericJSON.command(try JSON(parsing: Data(text.utf8)))).serialized == text)
    }

    @Test(arguments: [
        "[]", "{}", #"{"command":7}"#, #"{"command":"x","name":{}}"#, #"{"command":"x","a b":1}"#,
        #"{"command":"x","cpu":[1]}"#,
        #"{"command":"x","cpu":null}"#, #"{"command":"x","name":"\u0000"}"#,
    ])
    func whatIsNoCommandIsRefused(_ text: String) throws {
        let json = try JSON(parsing: Data(text.utf8))
        #expect(throws: Fault.self) { try GenericJSON.command(json) }
    }

    @Test func deepNestingIsRefused() throws {
        let text = #"{"command":"x","# + String(repeating: #""a":{"#, count: 20) + String(repeating: "}", count: 21)
        let json = try JSON(parsing: Data(text.utf8))
        #expect(throws: Fault.self) { try GenericJSON.command(json) }
    }

    /// The tables of names are those of the schemas.
    @Test(arguments: ["objects", "commands"])
    func everyNumberAndBooleanOfTheSchemasIsKnown(_ name: String) throws {
        let schema = try Document(
            parsing: try Data(contentsOf: Repository.mappings.appendingPathComponent("generic/\(name).rng")))
        let prefixes = ["r": "http://relaxng.org/ns/structure/1.0"]
        let whole = try schema.strings(
            at: "//r:data[contains(@type, 'nteger') or contains(@type, 'nsigned')]/parent::*/@name",
            namespaces: prefixes)
        let truths = try schema.strings(at: "//r:data[@type = 'boolean']/parent::*/@name", namespaces: prefixes)
        #expect(Set(whole).subtracting(GenericJSON.numbers) == [])
        #expect(Set(truths).subtracting(GenericJSON.booleans) == [])
        let repeated = try schema.strings(
            at: "//r:zeroOrMore/r:element/@name | //r:zeroOrMore/r:ref/@name", namespaces: prefixes)
        let names = repeated.map { $0.replacingOccurrences(of: "Change", with: "") }
        #expect(Set(names).subtracting(GenericJSON.lists) == [])
    }
}
