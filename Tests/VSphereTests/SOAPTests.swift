import Testing
import XML

@testable import VSphere

@Suite struct SOAPTests {
    private func envelope(_ body: String, header: String = "") -> [UInt8] {
        Array(
            """
            <e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/">\(header)<e:Body>\(body)</e:Body></e:Envelope>
            """.utf8)
    }
    private let call = "<CurrentTime xmlns=\"urn:vim25\"><_this type=\"ServiceInstance\">ServiceInstance</_this></CurrentTime>"

    @Test func aCallIsRead() throws {
        let request = try SOAPRequest(envelope(call), limits: .default)
        #expect(request.method == "CurrentTime")
        #expect(request.receiver == reference("ServiceInstance", "ServiceInstance"))
    }

    @Test func theSessionMayStandInTheHeader() throws {
        let header = "<e:Header><vcSessionCookie>abc</vcSessionCookie></e:Header>"
        #expect(try SOAPRequest(envelope(call, header: header), limits: .default).sessionKey == "abc")
    }

    @Test func whatIsNoSingleCallIsRefused() {
        let header = "<e:Header><x xmlns=\"urn:x\" e:mustUnderstand=\"1\"/></e:Header>"
        let requests = [
            envelope(call + call), envelope(""), envelope("<CurrentTime xmlns=\"urn:other\"/>"),
            envelope("<CurrentTime xmlns=\"urn:vim25\"/>"), envelope(call, header: header), Array("<a/>".utf8),
            Array("<!DOCTYPE a><a/>".utf8), [],
        ]
        for request in requests {
            #expect(throws: VimFault.self) { try SOAPRequest(request, limits: .default) }
        }
    }

    @Test func repliesAreCanonical() throws {
        let inventory = Inventory()
        try inventory.set(
            "VirtualMachine", "vm-1", "<name>&lt;a&gt; &amp; \"b\"</name><datastore type=\"Datastore\">datastore-1</datastore>")
        let view = try #require(inventory.view(of: reference("VirtualMachine", "vm-1")))
        let reader = PropertyReader(objects: inventory, schema: schema)
        var writer = SOAPWriter()
        for property in try reader.all(of: view, reference("VirtualMachine", "vm-1")).properties where ["name", "datastore"].contains(property.path) {
            writer.value("val", property.value)
        }
        #expect(
            String(decoding: writer.bytes, as: UTF8.self)
                == """
                <val xsi:type="xsd:string">&lt;a&gt; &amp; "b"</val><val xsi:type="ArrayOfManagedObjectReference">\
                <ManagedObjectReference xsi:type="ManagedObjectReference" type="Datastore">datastore-1\
                </ManagedObjectReference></val>
                """)
    }

    @Test func faultsCarryTheirFields() {
        let text = String(decoding: SOAPWriter.fault(.notFound(reference("Task", "task-9"))), as: UTF8.self)
        #expect(
            text.contains(
                """
                <ManagedObjectNotFoundFault xmlns="urn:vim25" xsi:type="ManagedObjectNotFound">\
                <obj type="Task">task-9</obj></ManagedObjectNotFoundFault>
                """))
    }
}
