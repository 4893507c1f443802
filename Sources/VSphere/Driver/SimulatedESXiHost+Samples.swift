import Foundation
import Simulator
import XML

/// What the host measures, as QueryPerf answers it.
extension SimulatedESXiHost {
    /// How many entities are told of in one document.
    private static let portion = 250

    public func samples() async throws -> [Document] {
        try checkOpen()
        let now = Date()
        let span = ESXiCounter.interval
        var host = HostLoad(cpus: facts.file.number("/hardware/cpu/threads") ?? 1, memoryMiB: Int(facts.memory >> 20), seconds: span)
        var documents: [Document] = []
        for portion in machines.keys.sorted().portions(of: SimulatedESXiHost.portion) {
            let entities = portion.compactMap { machines[$0] }.compactMap { sample($0, now, &host) }
            documents.append(ESXiCounter.document(entities))
            // Others have their turn.
            await Task.yield()
            try checkOpen()
        }
        documents.append(ESXiCounter.document([sample(host, now)]))
        return documents
    }

    /// A machine that does not run is not measured.
    private func sample(_ machine: ESXiMachine, _ now: Date, _ host: inout HostLoad) -> Element? {
        let state = monitor.state(of: machine.reference)
        guard state == .running || state == .paused, let booted = monitor.bootTime(of: machine.reference) else { return nil }
        let hardware = Workload.Hardware(
            cpus: machine.cpus, memoryMiB: machine.memoryMiB, disks: machine.disks.map { "\($0.slot)" },
            nics: machine.networkSlots.map { "\(4000 + $0)" })
        let workload = Workload(id: machine.reference + machine.path.stem, hardware: hardware)
        let start = max(booted, now.addingTimeInterval(-ESXiCounter.interval))
        let seconds = max(1, now.timeIntervalSince(start))
        let done = workload.done(from: start, to: state == .running ? now : start)
        let consumed = workload.consumedKiB(at: now, booted: booted)
        host.add(done, consumedKiB: consumed)
        let total = Double(machine.memoryMiB) * 1024
        let share = done.cpuSeconds / seconds / Double(machine.cpus)
        let mhz = (facts.file["/hardware/cpu/hz"].flatMap(Double.init) ?? 1e9) / 1e6
        var values = [
            ESXiCounter.value("cpu.usage.average", share * 10_000),
            ESXiCounter.value("cpu.usagemhz.average", done.cpuSeconds / seconds * mhz),
            ESXiCounter.value("cpu.ready.summation", done.readySeconds * 1000 / seconds * ESXiCounter.interval),
            ESXiCounter.value("mem.usage.average", workload.activeKiB(at: now) / total * 10_000),
            ESXiCounter.value("mem.active.average", workload.activeKiB(at: now)),
            ESXiCounter.value("mem.consumed.average", consumed),
            ESXiCounter.value("mem.vmmemctl.average", 0),
            ESXiCounter.value("sys.uptime.latest", now.timeIntervalSince(booted)),
        ]
        for disk in done.disks {
            values += [
                ESXiCounter.value("virtualDisk.read.average", disk.bytesIn / seconds / 1024, disk.device),
                ESXiCounter.value("virtualDisk.write.average", disk.bytesOut / seconds / 1024, disk.device),
                ESXiCounter.value("virtualDisk.numberReadAveraged.average", disk.countIn / seconds, disk.device),
                ESXiCounter.value("virtualDisk.numberWriteAveraged.average", disk.countOut / seconds, disk.device),
                ESXiCounter.value("virtualDisk.totalReadLatency.average", disk.secondsIn / max(1, disk.countIn) * 1000, disk.device),
                ESXiCounter.value("virtualDisk.totalWriteLatency.average", disk.secondsOut / max(1, disk.countOut) * 1000, disk.device),
            ]
        }
        values += [
            ESXiCounter.value("disk.read.average", done.disks.reduce(0) { $0 + $1.bytesIn } / seconds / 1024),
            ESXiCounter.value("disk.write.average", done.disks.reduce(0) { $0 + $1.bytesOut } / seconds / 1024),
        ]
        for nic in done.nics {
            values += [
                ESXiCounter.value("net.received.average", nic.bytesIn / seconds / 1024, nic.device),
                ESXiCounter.value("net.transmitted.average", nic.bytesOut / seconds / 1024, nic.device),
                ESXiCounter.value("net.packetsRx.summation", nic.countIn / seconds * ESXiCounter.interval, nic.device),
                ESXiCounter.value("net.packetsTx.summation", nic.countOut / seconds * ESXiCounter.interval, nic.device),
            ]
        }
        return ESXiCounter.entity("VirtualMachine", machine.reference, now, values)
    }

    private func sample(_ load: HostLoad, _ now: Date) -> Element {
        let span = ESXiCounter.interval
        let threads = Double(facts.file.number("/hardware/cpu/threads") ?? 1)
        let cores = Double(facts.file.number("/hardware/cpu/cores") ?? 1)
        let mhz = (facts.file["/hardware/cpu/hz"].flatMap(Double.init) ?? 1e9) / 1e6
        let share = load.cpuSeconds / span / threads
        let memory = min(load.memoryKiB, Double(facts.memory) / 1024)
        let booted = facts.file["/system/bootTime"].flatMap(ESXiTime.date) ?? now
        return ESXiCounter.entity(
            "HostSystem", ESXiHostFacts.hostID, now,
            [
                ESXiCounter.value("cpu.usage.average", share * 10_000),
                ESXiCounter.value("cpu.usagemhz.average", share * cores * mhz),
                ESXiCounter.value("mem.usage.average", memory / (Double(facts.memory) / 1024) * 10_000),
                ESXiCounter.value("mem.consumed.average", memory),
                ESXiCounter.value("disk.read.average", load.disk.bytesIn / span / 1024),
                ESXiCounter.value("disk.write.average", load.disk.bytesOut / span / 1024),
                ESXiCounter.value("net.received.average", load.network.bytesIn / span / 1024),
                ESXiCounter.value("net.transmitted.average", load.network.bytesOut / span / 1024),
                ESXiCounter.value("net.packetsRx.summation", load.network.countIn),
                ESXiCounter.value("net.packetsTx.summation", load.network.countOut),
                ESXiCounter.value("sys.uptime.latest", now.timeIntervalSince(booted)),
            ])
    }
}
