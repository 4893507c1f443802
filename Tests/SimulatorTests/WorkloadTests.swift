import Foundation
import Testing

@testable import Simulator

@Suite struct WorkloadTests {
    private let start = Date(timeIntervalSince1970: 1_800_000_000)
    private let hardware = Workload.Hardware(cpus: 4, memoryMiB: 2048, disks: ["vda"], nics: ["vnet0"])

    @Test func theSameMachineDoesTheSame() {
        let end = start.addingTimeInterval(20)
        let one = Workload(id: "a", hardware: hardware).done(from: start, to: end)
        #expect(one == Workload(id: "a", hardware: hardware).done(from: start, to: end))
        #expect(one != Workload(id: "b", hardware: hardware).done(from: start, to: end))
        #expect(one != Workload(id: "a", hardware: hardware).done(from: end, to: end.addingTimeInterval(20)))
    }

    @Test func partsComeToTheWhole() {
        let work = Workload(id: "a", hardware: hardware)
        let whole = work.done(from: start, to: start.addingTimeInterval(3600))
        var seconds = 0.0
        var bytes = 0.0
        for step in 0..<180 {
            let from = start.addingTimeInterval(Double(step) * 20)
            let part = work.done(from: from, to: from.addingTimeInterval(20))
            #expect(part.cpuSeconds > 0 && part.cpuSeconds <= 80)
            seconds += part.cpuSeconds
            bytes += part.disks[0].bytesIn
        }
        #expect(abs(seconds - whole.cpuSeconds) < 0.01)
        #expect(abs(bytes - whole.disks[0].bytesIn) < 1)
    }

    @Test func countersGoOnWhenTheHardwareChanges() {
        func time(_ seconds: Double) -> Date { start.addingTimeInterval(seconds) }
        var more = hardware
        more.cpus = 8
        more.disks = ["vda", "vdb"]
        var meter = WorkloadMeter(Workload(id: "a", hardware: hardware), booted: start)
        let before = meter.done(at: time(86_400))
        meter.change(to: Workload(id: "a", hardware: more), at: time(86_400))
        let after = meter.done(at: time(86_420))
        #expect(after.cpuSeconds > before.cpuSeconds && after.cpuSeconds <= before.cpuSeconds + 160)
        #expect(after.disks[0].bytesIn > before.disks[0].bytesIn)
        #expect(after.disks[1] == Workload(id: "a", hardware: more).done(from: time(86_400), to: time(86_420)).disks[1])
    }

    @Test func noTimeIsNoWork() {
        let done = Workload(id: "a", hardware: hardware).done(from: start, to: start)
        #expect(done.cpuSeconds == 0)
        #expect(done.nics[0].bytesOut == 0)
    }

    @Test(arguments: ["a", "b", "c", "d", "e"]) func memoryFitsTheMachine(_ id: String) {
        let work = Workload(id: id, hardware: hardware)
        for minute in stride(from: 0, to: 1440, by: 7) {
            let time = start.addingTimeInterval(Double(minute) * 60)
            let consumed = work.consumedKiB(at: time, booted: start)
            #expect(work.activeKiB(at: time) > 0 && work.activeKiB(at: time) <= consumed)
            #expect(consumed <= 2048 * 1024)
        }
    }

    @Test func aHostIsItsMachinesAndMore() {
        let done = Workload(id: "a", hardware: hardware).done(from: start, to: start.addingTimeInterval(20))
        var host = HostLoad(cpus: 16, memoryMiB: 65_536, seconds: 20)
        let idle = host.cpuSeconds
        host.add(done, consumedKiB: 1_000_000)
        #expect(host.cpuSeconds > idle + done.cpuSeconds)
        #expect(host.memoryKiB > 1_000_000)
        #expect(host.disk.bytesIn == done.disks[0].bytesIn)
        for _ in 0..<1000 { host.add(done, consumedKiB: 0) }
        #expect(host.cpuSeconds <= 320, "no more than there is")
    }
}
