import Foundation
import Hosts
import KVM
import Simulator
import Testing
import XML

@Suite struct KVMPowerTests {
    @Test func startsAndStops() async throws {
        let kvm = try KVMFixture()
        #expect(try await kvm.state() == "shutoff")
        let started = try await kvm.call("domainCreateWithFlags")
        #expect(started.code == 0)
        #expect(started.root.first("dom")?["name"] == "web")
        #expect(try await kvm.state() == "running")
        #expect(try kvm.text("run/qemu/web.xml").contains("<domstatus state=\"running\" reason=\"booted\""))
        #expect(try await kvm.call("domainCreateWithFlags").code == 55)
        #expect(
            try await kvm.call("domainCreateWithFlags").message
                == "Requested operation is not valid: domain is already running")
        #expect(try await kvm.call("domainDestroyFlags").code == 0)
        #expect(!FileManager.default.fileExists(atPath: kvm.file("run/qemu/web.xml").path))
        let again = try await kvm.call("domainDestroyFlags")
        #expect(again.code == 55 && again.message.hasSuffix("domain is not running"))
        await kvm.remove()
    }

    @Test func pausesAndResumes() async throws {
        let kvm = try KVMFixture()
        #expect(try await kvm.call("domainSuspend", flags: nil).code == 55)
        try await kvm.call("domainCreate", flags: nil)
        #expect(try await kvm.call("domainResume", flags: nil).message.hasSuffix("domain is already running"))
        #expect(try await kvm.call("domainSuspend", flags: nil).code == 0)
        #expect(try await kvm.state() == "paused")
        #expect(try await kvm.call("domainSuspend", flags: nil).code == 0)
        #expect(try await kvm.restarted().state() == "paused")
        #expect(try await kvm.call("domainResume", flags: nil).code == 0)
        #expect(try await kvm.state() == "running")
        await kvm.remove()
    }

    @Test func managedSaveIsRestoredByStart() async throws {
        let kvm = try KVMFixture()
        try await kvm.call("domainCreate", flags: nil)
        #expect(try await kvm.call("domainManagedSave", flags: 2).code == 0)
        #expect(try kvm.text("qemu/save/web.save").hasPrefix("LibvirtQemudSave"))
        #expect(try await kvm.view()?["managedSave"] == "1")
        #expect(try await kvm.call("domainUndefineFlags").code == 55)
        let later = try kvm.restarted()
        #expect(try await later.view()?["managedSave"] == "1")
        #expect(try await later.call("domainCreateWithFlags").code == 0)
        #expect(try await later.view()?["reason"] == "restored")
        #expect(!FileManager.default.fileExists(atPath: kvm.file("qemu/save/web.save").path))
        await kvm.remove()
    }

    @Test func guestSleepsAndWakes() async throws {
        let kvm = try KVMFixture()
        try await kvm.call("domainCreate", flags: nil)
        let early = try await kvm.call(
            "domainPMSuspendForDuration", KVMFixture.web, flags: 0, "<v:target>0</v:target><v:duration>0</v:duration>")
        #expect(early.code == 86)
        #expect(try await kvm.eventually { try await kvm.view()?.first("guest")?["agent"] == "connected" })
        #expect(try await kvm.view()?.first("guest")?["hostname"] == "web")
        #expect(
            try await kvm.call(
                "domainPMSuspendForDuration", KVMFixture.web, flags: 0,
                "<v:target>0</v:target><v:duration>0</v:duration>"
            ).code == 0)
        #expect(try await kvm.state() == "pmsuspended")
        #expect(try await kvm.call("domainResume", flags: nil).message.hasSuffix("domain is pmsuspended"))
        #expect(try await kvm.call("domainPMWakeup").code == 0)
        #expect(try await kvm.state() == "running")
        await kvm.remove()
    }

    @Test func guestShutsDownByItself() async throws {
        let kvm = try KVMFixture()
        try await kvm.call("domainCreate", flags: nil)
        #expect(try await kvm.call("domainShutdownFlags").code == 0)
        #expect(try await kvm.state() == "running")
        #expect(try await kvm.eventually { try await kvm.state() == "shutoff" })
        #expect(try await kvm.view()?["reason"] == "shutdown")
        await kvm.remove()
    }

    @Test func memoryRunsOut() async throws {
        let kvm = try KVMFixture(memoryMiB: 1500)
        #expect(try await kvm.call("domainCreate", flags: nil).code == 0)
        let full = try await kvm.call("domainCreate", KVMFixture.db, flags: nil)
        #expect(full.code == 1 && full.message.hasSuffix("Cannot allocate memory"))
        #expect(try await kvm.state(KVMFixture.db) == "shutoff")
        await kvm.remove()
    }

    @Test func missingImageStopsAStart() async throws {
        let kvm = try KVMFixture()
        let volume = try #require(try await kvm.view()?.first("volume")?["name"])
        try FileManager.default.removeItem(at: kvm.file("volumes/datastore1/\(volume)"))
        let refused = try await kvm.call("domainCreate", flags: nil)
        #expect(refused.code == 38 && refused.message.hasSuffix("No such file or directory"))
        await kvm.remove()
    }

    @Test func crashedDomainIsActiveAndCanBeDestroyed() async throws {
        var machines = KVMFixture.machines
        machines[0].state = .crashed
        let kvm = try KVMFixture(machines: machines)
        #expect(try await kvm.state() == "crashed")
        #expect(try await kvm.call("domainCreate", flags: nil).code == 55)
        #expect(try await kvm.call("domainDestroy", flags: nil).code == 0)
        await kvm.remove()
    }

    @Test func unknownThingsHaveTheirCodes() async throws {
        let kvm = try KVMFixture()
        let procedure = try await kvm.call("domainMigratePerform3")
        #expect(procedure.code == 39 && procedure.message.hasPrefix("unknown procedure"))
        #expect(procedure.root["domain"] == "7")
        let uuid = "00000000-0000-4000-8000-000000000000"
        #expect(
            try await kvm.call("domainCreate", uuid, flags: nil).message
                == "Domain not found: no domain with matching uuid '\(uuid)'")
        #expect(try await kvm.call("domainCreateWithFlags", flags: 64).code == 74)
        await kvm.remove()
    }
}
