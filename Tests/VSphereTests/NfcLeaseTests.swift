import Agents
import Dispatch
import HTTPTypes
import Hosts
import HummingbirdCore
import NIOCore
import Synchronization
import Testing

@testable import VSphere

@Suite struct NfcLeaseTests {
    private let machine = ManagedObjectReference(type: "VirtualMachine", value: "vm-1")
    private let device = NfcLease.Device(
        key: "/vm-1/scsi0:0", importKey: "/disk-0", file: "disk-0.vmdk", disk: "scsi0:0", capacity: 1 << 20)

    private func lease(_ mode: NfcLease.Mode = .export, of user: String = "ann") -> NfcLease {
        NfcLease(
            mode, of: "1", machine, devices: [device],
            client: Client(protocolName: "vsphere", user: user, authority: .granted, address: "127.0.0.1"), base: "")
    }

    @Test func capacitiesBeyondAllNumbersAreSummed() {
        var devices = [device, device]
        #expect(NfcLease.capacity(of: devices) == 2 << 20)
        devices[0].capacity = .max
        #expect(NfcLease.capacity(of: devices) == .max)
    }

    @Test func oneUserDoesNotTakeAllLeases() throws {
        let leases = NfcLeases()
        var last = lease()
        for _ in 0..<NfcLeases.mostOfUser {
            last = lease()
            leases.add(last, at: try leases.reserve(for: "ann"))
        }
        #expect(throws: NfcLeases.Refusal.self) { try leases.reserve(for: "ann") }
        leases.release(try leases.reserve(for: "bob"))
        last.end("done")
        #expect(leases.find(last.token) == nil)
        // A place that is kept counts as a lease.
        let place = try leases.reserve(for: "ann")
        #expect(throws: NfcLeases.Refusal.self) { try leases.reserve(for: "ann") }
        leases.release(place)
        _ = try leases.reserve(for: "ann")
    }

    @Test func whatWasHalfImportedIsRemovedOnceAndWhenNothingWrites() {
        let lease = lease(.import)
        #expect(lease.remains() == .pending)
        #expect(lease.beginFilling(device))
        #expect(!lease.beginFilling(device))
        lease.end("error")
        #expect(lease.remains() == .pending)
        lease.endFilling(device)
        #expect(lease.remains() == .machine)
        #expect(lease.remains() == .nothing)
    }

    @Test func whatWasImportedStays() {
        let lease = lease(.import)
        lease.end("done")
        #expect(lease.remains() == .nothing)
    }

    @Test func packingLeavesTheConnectionsThread() async throws {
        let loop = QueueExecutor()
        let seen = Mutex<[Bool]>([])
        let disk = HostFile(size: 1 << 17, modified: nil) { _, count in
            seen.withLock { $0.append(loop.isCurrent) }
            return [UInt8](repeating: 1, count: count)
        }
        let lease = lease()
        let body = lease.body(of: device, disk)
        try await withTaskExecutorPreference(loop) { try await body.write(Sink()) }
        #expect(seen.withLock { $0 } == [false, false])
        #expect(lease.manifest.count == 1)
    }

    @Test func anExportEndsWithItsLease() async throws {
        let lease = lease()
        let disk = HostFile(size: 1 << 17, modified: nil) { _, count in
            lease.end("error")
            return [UInt8](repeating: 1, count: count)
        }
        await #expect(throws: HostError.self) { try await lease.body(of: device, disk).write(Sink()) }
        #expect(lease.manifest.isEmpty)
    }

    @Test func someRoomOfTheFileSystemIsLeft() {
        #expect(ScratchFile.hasRoom(for: 1 << 16, free: 1 << 30))
        #expect(!ScratchFile.hasRoom(for: 1 << 16, free: 256 << 20))
        #expect(!ScratchFile.hasRoom(for: 1 << 16, free: 0))
    }
}

private struct Sink: ResponseBodyWriter {
    mutating func write(_ buffer: ByteBuffer) async throws {}
    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}

/// One thread at a time, which can be told from others.
private final class QueueExecutor: TaskExecutor {
    private static let key = DispatchSpecificKey<Bool>()
    private let queue = DispatchQueue(label: "loop")

    init() { queue.setSpecific(key: Self.key, value: true) }

    var isCurrent: Bool { DispatchQueue.getSpecific(key: Self.key) == true }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
