import Foundation
import Hosts
import Testing
import XML

@testable import Xen

/// What a pool measures, and what its volumes are given.
@Suite struct LiveXenSamplesTests {
    private static let mappings = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Mappings/xen")

    private struct Names: TransformFunctions {
        func id(type: String, native: String, owner: String?) throws -> String { "\(type) \(native)" }
        func native(type: String, uuid: String) throws -> String { uuid }
        func owner(uuid: String) throws -> String { "" }
        func session(name: String) throws -> String { "" }
        func now() throws -> String { "" }
    }

    /// Two rows, the older one first.
    private static let updates = """
        <xport><meta><start>1</start><step>5</step><end>10</end><rows>2</rows><columns>3</columns><legend>
        <entry>AVERAGE:vm:u:cpu_usage</entry><entry>AVERAGE:host:h:cpu_avg</entry><entry>AVERAGE:vm:unknown:cpu_usage</entry></legend></meta>
        <data><row><t>5</t><v>0.1</v><v>0.1</v><v>0.9</v></row><row><t>10</t><v>0.25</v><v>0.5</v><v>NaN</v></row></data></xport>
        """

    @Test func theLatestRowCounts() async throws {
        try await LiveFixture.with { f async throws in
            #expect(try await f.driver.samples().isEmpty)
            await f.server.put(file: "/rrd_updates", Self.updates)
            await f.server.set("VM", LiveFixture.vm.id, "resident_on", .string(LiveFixture.host))
            await f.server.set("host", LiveFixture.host, "cpu_info", .map([("cpu_count", "4"), ("speed", "2000.5")]))
            // After the events that tell of it.
            _ = try await f.machine()
            // A session that has ended is renewed.
            await f.server.endSessions()
            let document = try #require(try await f.driver.samples().first)
            let samples = try Stylesheet(contentsOf: Self.mappings.appendingPathComponent("metrics-in.xsl"))
                .apply(to: document, functions: Names())
            let found = samples.root.all("sample").map { sample in
                "\(sample["id"] ?? ""): "
                    + sample.all("value").map { "\($0["metric"] ?? "")=\($0.text)" }.joined(separator: " ")
            }
            #expect(
                found == [
                    "VM OpaqueRef:vm: cpu.usage=25 cpu.usageMhz=500",
                    "host OpaqueRef:host: cpu.usage=50 cpu.usageMhz=4000",
                ])
        }
    }

    @Test(arguments: ["inf", "nan", "-1", "1e300", "-1e300", "x", ""])
    func numbersThatAreNoneAreNotMeasuredBy(_ text: String) async throws {
        try await LiveFixture.with { f async throws in
            await f.server.put(file: "/rrd_updates", Self.updates)
            await f.server.set("VM", LiveFixture.vm.id, "resident_on", .string(LiveFixture.host))
            let info = ["cpu_count", "speed", "threads_per_core"].map { ($0, text) }
            await f.server.set("host", LiveFixture.host, "cpu_info", .map(info))
            _ = try await f.machine()
            let document = try #require(try await f.driver.samples().first)
            #expect(document.root.all("object").map { $0["mhz"] } == ["0", "0"])
            #expect(document.root.all("object").map { $0["cores"] } == ["1", "1"])
        }
    }

    @Test func contentGoesToAVolume() async throws {
        try await LiveFixture.with { f async throws in
            let call = try Document(
                parsing: "<x:http xmlns:x='urn:dragoman:xapi' method='PUT' path='/import_raw_vdi' vdi='OpaqueRef:v'/>")
            let refused = try await f.driver.writeFile(call, FileContent([1, 2, 3]))
            #expect(refused.isFault && refused.text == "HANDLE_INVALID VDI OpaqueRef:v")
            await f.server.put(file: "/import_raw_vdi", "")
            #expect(try await !f.driver.writeFile(call, FileContent([1, 2, 3])).isFault)
            #expect(await f.server.received == [1, 2, 3])
            #expect(
                await f.server.calls.contains { $0.hasPrefix("/import_raw_vdi") && $0.hasSuffix("&vdi=OpaqueRef:v&format=raw") })
        }
    }
}
