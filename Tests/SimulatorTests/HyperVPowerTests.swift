import Foundation
import Hosts
import HyperV
import Testing
import XML

@Suite struct HyperVPowerTests {
    @Test func goesThroughItsStates() async throws {
        let bench = try HyperVBench()
        let guid = try #require(try await bench.machines(state: 3).first)
        for (requested, seen) in [(2, "2"), (9, "9"), (2, "2"), (6, "6"), (2, "2"), (11, "2"), (3, "3")] {
            let reply = try await bench.change(guid, to: requested)
            #expect(reply["returnValue"] == "4096")
            #expect(reply.key(of: "Job") != nil)
            #expect(try await bench.state(guid) == seen)
        }
    }

    @Test(arguments: [(3, 3), (3, 9), (3, 6), (3, 11), (2, 2)])
    func refusesWhatTheStateForbids(state: Int, requested: Int) async throws {
        let bench = try HyperVBench()
        let guid = try #require(try await bench.machines(state: state).first)
        let fault = try await bench.change(guid, to: requested)
        #expect(fault.name == "fault")
        #expect(fault["returnValue"] == "32775")
        #expect(fault["enabledState"] == String(state))
    }

    @Test func refusesUnknownStatesMachinesAndMethods() async throws {
        let bench = try HyperVBench()
        let guid = try #require(try await bench.machines().first)
        #expect(try await bench.change(guid, to: 77)["returnValue"] == "32773")
        #expect(try await bench.change(UUID().uuidString, to: 2)["code"] == "w:InvalidSelectors")
        #expect(try await bench.manage("Frobnicate", "")["code"] == "a:ActionNotSupported")
        #expect(try await bench.call("Msvm_Frobnicator", "Run")["code"] == "a:DestinationUnreachable")
    }

    @Test func takesNoMoreMemoryThanItHas() async throws {
        let bench = try HyperVBench(vms: 2, memoryMiB: 64)
        let guid = try #require(try await bench.machines(state: 3).first)
        let fault = try await bench.change(guid, to: 2)
        #expect(fault["returnValue"] == "32778")
        #expect(fault["jobState"] == "10")
        #expect(try await bench.state(guid) == "3")
    }

    @Test func keepsTheStateOverARestart() async throws {
        let bench = try HyperVBench()
        let guid = try #require(try await bench.machines(state: 2).first)
        _ = try await bench.change(guid, to: 6)
        try bench.restart()
        #expect(try await bench.state(guid) == "6")
        _ = try await bench.change(guid, to: 2)
        try bench.restart()
        #expect(try await bench.state(guid) == "2")
    }

    @Test func guestShutsDownByItself() async throws {
        let bench = try HyperVBench()
        let guid = try #require(try await bench.machines(state: 3).first)
        let selectors = #"<w:selector name="SystemName">"\#(guid)"</w:selector>"#
        _ = try await bench.change(guid, to: 2)
        let early = try await bench.call("Msvm_ShutdownComponent", "InitiateShutdown", selectors: selectors)
        #expect(early["returnValue"] == "32777")
        try await eventually { try await bench.machine(guid)?.instance("Msvm_KvpExchangeComponent") != nil }
        let addresses = try await bench.machine(guid)?.instance("Msvm_GuestNetworkAdapterConfiguration")
        #expect(addresses?.property("IPAddresses")?.hasPrefix("10.") == true)
        let reply = try await bench.call("Msvm_ShutdownComponent", "InitiateShutdown", selectors: selectors)
        #expect(reply["returnValue"] == "0")
        #expect(try await bench.state(guid) == "2")
        try await eventually { try await bench.state(guid) == "3" }
    }

    @Test func tellsOfChanges() async throws {
        let bench = try HyperVBench()
        let guid = try #require(try await bench.machines(state: 3).first)
        _ = try await bench.change(guid, to: 2)
        var changes = bench.host.changes.makeAsyncIterator()
        #expect(await changes.next() == .changed(NativeReference(type: "Msvm_ComputerSystem", id: guid.lowercased())))
        // Again when the guest has booted.
        #expect(await changes.next() == .changed(NativeReference(type: "Msvm_ComputerSystem", id: guid.lowercased())))
    }
}

/// Waits up to five seconds.
private func eventually(_ condition: () async throws -> Bool) async throws {
    for _ in 0..<250 {
        if try await condition() { return }
        try await Task.sleep(for: .milliseconds(20))
    }
    Issue.record("it did not come about within five seconds")
}
