import Foundation
import Hosts
import HyperV
import Simulator
import Testing
import XML

/// An operator works on the files while the host runs.
@Suite struct HyperVOutsideTests {
    @Test func noticesAnEdit() async throws {
        let bench = try HyperVBench()
        let guid = try #require(try await bench.machines(state: 3).first)
        let name = try #require(try await bench.value(guid, "Msvm_ComputerSystem", "ElementName"))
        let file = bench.file("Virtual Machines/\(guid).xml")
        let text = String(decoding: try NativeFile.read(file), as: UTF8.self)
        var changes = bench.host.changes.makeAsyncIterator()
        try NativeFile.write(text.replacingOccurrences(of: name, with: "edited"), to: file)
        #expect(await changes.next() == .changed(NativeReference(type: "Msvm_ComputerSystem", id: guid.lowercased())))
        #expect(try await bench.value(guid, "Msvm_ComputerSystem", "ElementName") == "edited")
    }

    @Test func keepsTheLastGoodStateOfABrokenFile() async throws {
        let bench = try HyperVBench()
        let list = try await bench.machines(state: 3)
        let guid = try #require(list.first)
        let name = try await bench.value(guid, "Msvm_ComputerSystem", "ElementName")
        let file = bench.file("Virtual Machines/\(guid).xml")
        let good = try NativeFile.read(file)
        try NativeFile.write("<configuration><properties>", to: file)
        try await Task.sleep(for: .milliseconds(100))
        #expect(try await bench.value(guid, "Msvm_ComputerSystem", "ElementName") == name)
        try NativeFile.write(good, to: file)
    }

    @Test func noticesRemovalAndReturn() async throws {
        let bench = try HyperVBench()
        let guid = try #require(try await bench.machines(state: 3).first)
        let reference = NativeReference(type: "Msvm_ComputerSystem", id: guid.lowercased())
        let file = bench.file("Virtual Machines/\(guid).xml")
        let bytes = try NativeFile.read(file)
        var changes = bench.host.changes.makeAsyncIterator()
        try FileManager.default.removeItem(at: file)
        #expect(await changes.next() == .removed(reference))
        #expect(try await bench.machine(guid) == nil)
        try NativeFile.write(bytes, to: file)
        #expect(await changes.next() == .changed(reference))
        #expect(try await bench.machine(guid) != nil)
    }

    @Test func noticesANewSwitch() async throws {
        let bench = try HyperVBench(vms: 1)
        let file = bench.file("switches.xml")
        let text = String(decoding: try NativeFile.read(file), as: UTF8.self)
        var changes = bench.host.changes.makeAsyncIterator()
        try NativeFile.write(text.replacingOccurrences(of: "VM Network", with: "Lab"), to: file)
        #expect(await changes.next() == .everything)
    }

    @Test func isClosedForGood() async throws {
        let bench = try HyperVBench(vms: 1)
        await bench.host.close()
        await #expect(throws: HostError.self) { try await bench.host.inventory() }
    }
}
