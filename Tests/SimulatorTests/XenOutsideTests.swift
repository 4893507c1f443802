import Foundation
import Hosts
import Testing
import XML

@testable import Simulator
@testable import Xen

@Suite struct XenOutsideTests {
    /// The changes up to the one looked for.
    private func changes(of host: SimulatedXenHost, until wanted: HostChange) -> Task<[HostChange], Never> {
        Task {
            var seen: [HostChange] = []
            for await change in host.changes {
                seen.append(change)
                if change == wanted { break }
            }
            return seen
        }
    }

    @Test(.timeLimit(.minutes(1))) func ownAndForeignChangesAreAnnouncedOnce() async throws {
        let fixture = try XenFixture()
        let halted = try await fixture.vm("halted")
        let running = try await fixture.vm("running")
        let announced = changes(of: fixture.host, until: .changed(NativeReference(type: "VM", id: running)))
        try await fixture.call("VM.set_name_label", .string(halted), "renamed")
        let file = fixture.directory.appendingPathComponent("state.db")
        let text = String(decoding: try NativeFile.read(file), as: UTF8.self)
        #expect(text.contains("name__label=\"renamed\""))
        try NativeFile.write(
            text.replacingOccurrences(of: "name__label=\"running\"", with: "name__label=\"by hand\""), to: file)
        let seen = await announced.value
        #expect(
            seen == [
                .connected, .changed(NativeReference(type: "VM", id: halted)),
                .changed(NativeReference(type: "VM", id: running)),
            ])
        #expect(try await fixture.document(running).first("name_label")?.text == "by hand")
        await fixture.remove()
    }

    @Test(.timeLimit(.minutes(1))) func aBrokenFileLeavesTheLastGoodState() async throws {
        let fixture = try XenFixture()
        let halted = try await fixture.vm("halted")
        let file = fixture.directory.appendingPathComponent("state.db")
        try NativeFile.write("<database><table name=\"VM\">", to: file)
        try await Task.sleep(for: .milliseconds(100))
        #expect(try await fixture.document(halted).first("name_label")?.text == "halted")
        #expect(try await fixture.call("VM.set_name_label", .string(halted), "good") == .done)
        #expect(throws: Never.self) { try XenDatabase(reading: try NativeFile.read(file)) }
        await fixture.remove()
    }

    @Test(.timeLimit(.minutes(1))) func aBootIsAnnouncedWhenTheGuestIsUp() async throws {
        let fixture = try XenFixture()
        let vm = try await fixture.vm("halted")
        try await fixture.call("VM.start", .string(vm), false, false)
        var count = 0
        for await change in fixture.host.changes where change == .changed(NativeReference(type: "VM", id: vm)) {
            count += 1
            if count == 2 { break }
        }
        let records = try await fixture.document(vm).first("records")
        #expect(records?.first("VM_guest_metrics") != nil)
        await fixture.remove()
    }

    @Test func aClosedHostAnswersNothing() async throws {
        let fixture = try XenFixture()
        await fixture.remove()
        await #expect(throws: HostError.self) { try await fixture.host.inventory() }
    }

    @Test func setsAndMapsReadWhatTheyWrote() {
        let map = [(key: "a'b", value: "c\\d"), (key: "", value: "() ' '")]
        #expect(SExpression.map(SExpression.map(map))?.map(\.key) == map.map(\.key))
        #expect(SExpression.map(SExpression.map(map))?.map(\.value) == map.map(\.value))
        #expect(SExpression.set("('a' 'b')") == ["a", "b"])
        #expect(SExpression.set("('a' 'b'") == nil)
        #expect(SExpression.map("(('a'))") == nil)
    }
}
