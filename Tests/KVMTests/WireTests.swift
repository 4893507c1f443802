import Foundation
import NIOCore
import NIOEmbedded
import Testing
import XML

@testable import KVM

@Suite struct WireTests {
    static let table: ProcedureTable = {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        // The tests that use it fail if there is none.
        return try! ProcedureTable(contentsOf: root.appendingPathComponent("Mappings/kvm/procedures.txt"))
    }()

    private func call(_ name: String) throws -> ProcedureTable.Procedure { try #require(Self.table.remote[name]) }

    /// What virsh sends for `dominfo web`, after the header.
    @Test func aNameIsReadFromTheBytesOfAClient() throws {
        let bytes = ByteBuffer(bytes: [0, 0, 0, 3] + Array("web".utf8) + [0])
        let document = try call("domainLookupByName").call(bytes)
        #expect(document["procedure"] == "domainLookupByName")
        #expect(document.first("name")?.text == "web")
        #expect(try call("domainLookupByName").arguments(document) == bytes)
    }

    @Test func theTableHasTheNumbersOfThePublishedDescription() throws {
        #expect(Self.table.programs.map(\.number) == [0x2000_8086, 0x2000_8087, 0x6b65_6570])
        for (name, number) in [
            ("connectOpen", 1), ("domainCreateWithFlags", 196), ("domainDefineXMLFlags", 350),
            ("connectListAllDomains", 273),
            ("domainEventCallbackLifecycle", 318), ("domainSnapshotCreateXML", 185), ("domainPMWakeup", 267),
        ] {
            #expect(Self.table.remote[name]?.number == Int32(number), "\(name)")
        }
    }

    @Test func identitiesAreAttributesAndComeBack() throws {
        var dom = Element.v("dom", ["name": "web", "uuid": "5f0a3c1e-7d2b-4b8e-9a6f-0123456789ab", "id": "-1"])
        let create = try call("domainCreateWithFlags")
        let given = Element.v(
            "call", ["procedure": "domainCreateWithFlags"],
            [dom, Element("flags", namespace: Libvirt.namespace, text: "1")])
        let payload = try create.arguments(given)
        #expect(payload.readableBytes == 4 + 4 + 16 + 4 + 4)
        #expect(try create.call(payload) == given)
        dom["uuid"] = "no UUID"
        #expect(throws: WireError.self) { try create.arguments(Element.v("call", [:], [dom])) }
    }

    @Test func typedParametersOfEveryTypeComeBack() throws {
        let stats = try call("connectGetAllDomainStats")
        let given: [(String, XDRValue.TypedValue)] = [
            ("a", .int(-1)), ("b", .uint(.max)), ("c", .llong(.min)), ("d", .ullong(.max)), ("e", .double(0.5)),
            ("f", .boolean(true)), ("g", .string("x")),
        ]
        let parameters = given.map { XDRValue.of(["field": .string($0.0), "value": .parameter($0.1)]) }
        let dom = XDRValue.of(["name": .string("n"), "uuid": .bytes(Array(1...16)), "id": .integer(7)])
        let value = XDRValue.of(["retStats": .array([.of(["dom": dom, "params": .array(parameters)])])])
        var writer = XDRWriter()
        try writer.structure(stats.results, value)
        var reader = XDRReader(writer.buffer)
        #expect(try reader.structure(stats.results) == value)
        #expect(try stats.results(stats.result(writer.buffer)) == writer.buffer)
    }

    @Test func charactersTakeAWordEach() throws {
        let info = try call("nodeGetInfo")
        let result = Element.v("result", [:], [Element("model", namespace: Libvirt.namespace, text: "x86_64")])
        let payload = try info.results(result)
        #expect(payload.readableBytes == 32 * 4 + 8 + 6 * 4)
        #expect(payload.getInteger(at: 0, as: UInt32.self) == UInt32(UInt8(ascii: "x")))
    }

    @Test func documentsAreElementsAndTextOfThemIsLibvirts() throws {
        let describe = try call("domainGetXMLDesc")
        var writer = XDRWriter()
        try writer.write(.string("<domain type='kvm'>\n  <name>a&amp;b</name>\n  <devices/>\n</domain>\n"), .string)
        let result = try describe.result(writer.buffer)
        #expect(result.first("xml")?.first("domain")?.first("name")?.text == "a&b")
        #expect(try describe.results(result) == writer.buffer)
    }

    @Test func lengthsThatLieAreRefusedBeforeAnythingIsKept() throws {
        let lookup = try call("domainLookupByName")
        for bytes: [UInt8] in [
            [0xff, 0xff, 0xff, 0xff], [0, 0x40, 0, 1] + Array(repeating: 65, count: 64), [0, 0, 0, 8, 65], [],
            [0, 0, 0, 1, 0xc3, 0, 0, 0],
        ] {
            #expect(throws: RemoteError.self) { try lookup.call(ByteBuffer(bytes: bytes)) }
        }
        var stats = ByteBuffer()
        stats.writeInteger(UInt32(16_384))
        #expect(throws: RemoteError.self) { try call("connectGetAllDomainStats").call(stats) }
        // Bytes after the last argument are no part of any call.
        #expect(throws: RemoteError.self) { try lookup.call(ByteBuffer(bytes: [0, 0, 0, 0, 1, 2, 3, 4])) }
    }

    @Test func messagesAreCutFromWhateverPiecesTheyComeIn() throws {
        let channel = EmbeddedChannel()
        try channel.pipeline.syncOperations.addHandlers(
            ByteToMessageHandler(WireDecoder()), MessageToByteHandler(WireEncoder()))
        let message = WireMessage(
            program: 0x2000_8086, version: 1, procedure: 23, kind: .call, serial: 5,
            payload: ByteBuffer(bytes: [0, 0, 0, 0]))
        try channel.writeOutbound(message)
        var bytes = try #require(try channel.readOutbound(as: ByteBuffer.self))
        #expect(bytes.readableBytes == 32)
        let twice = Array(bytes.readableBytesView) + Array(bytes.readableBytesView)
        for byte in twice { try channel.writeInbound(ByteBuffer(bytes: [byte])) }
        #expect(try channel.readInbound(as: WireMessage.self) == message)
        #expect(try channel.readInbound(as: WireMessage.self) == message)
        #expect(try channel.readInbound(as: WireMessage.self) == nil)
        bytes.setInteger(UInt32(0x7fff_ffff), at: 0)
        #expect(throws: WireError.self) { try channel.writeInbound(bytes) }
    }

    @Test func anErrorIsLibvirts() throws {
        let error = RemoteError(42, 10, "Domain not found")
        var writer = XDRWriter()
        try writer.structure(RemoteError.fields(Self.table), error.value)
        var reader = XDRReader(writer.buffer)
        #expect(RemoteError(try reader.structure(RemoteError.fields(Self.table))) == error)
    }
}
