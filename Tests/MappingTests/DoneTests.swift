import Bus
import Generic
import Testing
import XML

/// What `generic/commands.xml` takes for the sign that a command was carried out.
@Suite struct DoneTests {
    private static let vm = """
        <g:vm><g:name>a</g:name><g:cpu count="2" coresPerSocket="1" hotAdd="false"/><g:memory mib="512" hotAdd="true"/>
        <g:firmware type="bios"/><g:guest os="debian12"/>
        <g:metadata><g:entry owner="xen" key="other_config:a">1</g:entry><g:entry owner="xen" key="other_config:b"/></g:metadata></g:vm>
        """

    @Test(arguments: [
        ("<g:cpu count='2' coresPerSocket='1'/>", true), ("<g:cpu coresPerSocket='2'/>", false), ("<g:cpu hotAdd='true'/>", false),
        ("<g:memory hotAdd='true'/>", true), ("<g:memory hotAdd='false'/>", false),
        ("<g:firmware type='bios'/>", true), ("<g:firmware type='efi'/>", false), ("<g:firmware secureBoot='true'/>", false),
        ("<g:guest os='debian12'/>", true), ("<g:guest os='debian11'/>", false),
        ("<g:metadata><g:entry owner='xen' key='other_config:a'>1</g:entry></g:metadata>", true),
        ("<g:metadata><g:entry owner='xen' key='other_config:a' op='add'>1</g:entry></g:metadata>", true),
        ("<g:metadata><g:entry owner='xen' key='other_config:b'/></g:metadata>", true),
        ("<g:metadata><g:entry owner='xen' key='other_config:a'>2</g:entry></g:metadata>", false),
        ("<g:metadata><g:entry owner='vsphere' key='other_config:a'>1</g:entry></g:metadata>", false),
        ("<g:metadata><g:entry owner='xen' key='other_config:c'>1</g:entry></g:metadata>", false),
        ("<g:metadata><g:entry owner='xen' key='other_config:a' op='remove'/></g:metadata>", false),
        ("<g:metadata><g:entry owner='xen' key='other_config:c' op='remove'/></g:metadata>", true),
        ("<g:name>a</g:name><g:metadata/>", true),
    ]) func aReconfigurationIsDoneWhenTheMachineShowsAllOfIt(_ changes: String, _ isDone: Bool) throws {
        let union = try Repository.mappings.get().union
        let row = try #require(union.all("command").first { $0["name"] == "vm.reconfigure" })
        let input = try Document(
            parsing: """
                <p:input xmlns:p="\(Namespaces.plan)" xmlns:g="\(Namespaces.generic)"><g:command name="vm.reconfigure">\(changes)</g:command>
                \(Self.vm)</p:input>
                """)
        #expect(try input.isTrue("/*[\(row["done"] ?? "")]", namespaces: Namespaces.prefixes) == isDone)
    }
}
