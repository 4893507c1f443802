import Foundation
import Hosts
import Logging
import Simulator
import XML

/// A XenServer in this process: it executes XenAPI calls and keeps its database as `state.db`, as XAPI does.
///
/// The file is the state. Each call that is accepted is on the disk before ``apply(_:progress:)`` returns, and a file
/// that somebody else writes is taken over.
public actor SimulatedXenHost: HostDriver {
    private static let neighbourhood = Neighbourhood<SimulatedXenHost>()
    private nonisolated let directory: URL
    public nonisolated let changes: AsyncStream<HostChange>
    private let announcements: AsyncStream<HostChange>.Continuation
    private let file: URL
    private let logger: Logger
    private let watcher: DirectoryWatcher
    private var server: XenServer
    /// What this host wrote last, to tell it from what others write.
    private var written: Fingerprint
    /// VMs that a guest is just shutting down or rebooting, and the operation.
    private var busy: [String: String] = [:]
    private var tasks: [Task<Void, Never>] = []
    private var power = HostPower()
    private var isClosed = false

    /// Enough of a file's content to know it again.
    private struct Fingerprint: Equatable {
        var count: Int
        var hash: Int

        init(_ bytes: [UInt8]) {
            count = bytes.count
            var hasher = Hasher()
            bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
            hash = hasher.finalize()
        }
    }

    /// How long a guest takes to shut down.
    private static let shutdownTime = Duration.milliseconds(200)
    /// A little more than a guest takes to boot.
    private static let bootTime = Duration.milliseconds(350)

    /// Opens the database below a directory; on the first start it is made from the seed.
    /// - Throws: if the directory cannot be written, or its `state.db` cannot be read.
    public init(seed: HostSeed, directory: URL, logger: Logger) throws {
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        file = directory.appendingPathComponent("state.db")
        self.logger = logger
        self.directory = directory
        if FileManager.default.fileExists(atPath: file.path) {
            let bytes = try NativeFile.read(file)
            written = Fingerprint(bytes)
            server = XenServer(try XenDatabase(reading: bytes))
        } else {
            var database = XenDatabase(seed: seed)
            let bytes = database.bytes()
            written = Fingerprint(bytes)
            server = XenServer(database)
            try NativeFile.write(bytes, to: file)
        }
        _ = server.database.takeTouched()
        (changes, announcements) = AsyncStream.makeStream(of: HostChange.self)
        watcher = try DirectoryWatcher([directory])
        announcements.yield(.connected)
        Self.neighbourhood.enter(self, directory)
        let stream = watcher.changes
        let name = file.lastPathComponent
        Task { [weak self] in
            for await changed in stream where changed.lastPathComponent == name { await self?.reread() }
        }
    }

    public func inventory() throws -> [NativeObject] {
        try checkOpen()
        var references = [NativeReference(type: "host", id: server.hostRef)]
        for table in ["SR", "network"] {
            let rows = server.database.rows(table).sorted {
                ($0.row["name_label"], $0.ref) < ($1.row["name_label"], $1.ref)
            }
            // The libraries of images come last: the first is where new disks go.
            let ordered = rows.filter { $0.row["type"] != "iso" } + rows.filter { $0.row["type"] == "iso" }
            references += ordered.map { NativeReference(type: table, id: $0.ref) }
        }
        references += server.database.rows("VDI").filter { SimulatedXenHost.isVolume($0.row) }
            .map { NativeReference(type: "VDI", id: $0.ref) }
        references += server.database.rows("VM").filter { !$0.row.bool("is_a_snapshot") }
            .map { NativeReference(type: "VM", id: $0.ref) }
        return references.compactMap { reference in
            server.document(reference).map { NativeObject(reference: reference, document: $0) }
        }
    }

    public func read(_ reference: NativeReference) throws -> NativeObject? {
        try checkOpen()
        if reference.type == "VDI", let row = server.database.row("VDI", reference.id), !SimulatedXenHost.isVolume(row)
        {
            return nil
        }
        return server.document(reference).map { NativeObject(reference: reference, document: $0) }
    }

    /// Bytes.
    func virtualSize(of vdi: String) throws -> Int64 {
        try checkOpen()
        return try server.fetch("VDI", vdi).int("virtual_size")
    }

    public func samples() async throws -> [Document] {
        try checkOpen()
        let now = Date()
        var load = server.newLoad()
        var documents: [Document] = []
        for portion in server.database.rows("VM").map(\.ref).portions(of: 50) {
            documents.append(server.samples(of: portion, &load, at: now))
            // Others have their turn.
            await Task.yield()
        }
        documents.append(server.samples(of: load, at: now))
        return documents
    }

    /// `<x:call><x:method/><x:params><x:value/>*</x:params></x:call>`, without the session.
    public func apply(_ call: Document, progress: @Sendable (Int) -> Void) async throws -> NativeReply {
        try checkOpen()
        progress(0)
        do {
            let result = try await run(call)
            progress(100)
            return .result(Document(result.element("result")))
        } catch let error as XapiError {
            return .fault(error.document)
        }
    }

    public func close() {
        isClosed = true
        watcher.close()
        for task in tasks { task.cancel() }
        announcements.finish()
    }

    private func checkOpen() throws {
        if isClosed { throw HostError(.closed, "the host is closed") }
        if !power.isUp { throw HostError(.unreachable, power.reason(directory.lastPathComponent)) }
    }

    /// What was allowed to go down does.
    private func leave(by transition: HostPower.Transition) {
        power.leave(by: transition)
        announcements.yield(.disconnected(reason: power.reason(directory.lastPathComponent)))
        guard transition == .restart else { return }
        Task { [weak self] in
            try? await Task.sleep(for: HostPower.restartTime)
            await self?.comeUp()
        }
    }

    private func comeUp() {
        guard !isClosed else { return }
        power.comeUp()
        do {
            _ = try commit { next in
                next.boot()
                return .void
            }
        } catch {
            logger.error("the host's record cannot be written", metadata: ["error": "\(error)"])
        }
        announcements.yield(.connected)
    }

    /// Disks and images; the copies of snapshots and the memory of suspended VMs are parts of their VMs.
    private static func isVolume(_ row: Row) -> Bool { !row.bool("is_a_snapshot") && row["type"] == "user" }

    private func run(_ call: Document) async throws -> XapiValue {
        let root = call.root
        let method = root.first("method")?.text ?? ""
        let given = root.first("params")?.all("value").map { XapiValue(in: $0) } ?? []
        let arguments = given.compactMap { $0 }
        guard arguments.count == given.count else { throw XapiError("FIELD_TYPE_ERROR", "value") }
        let vm = arguments.first?.text ?? ""
        let forces = method == "VM.hard_shutdown" || method == "VM.hard_reboot"
        if let operation = busy[vm], !(forces && operation.hasPrefix("clean_")) {
            throw XapiError("OTHER_OPERATION_IN_PROGRESS", "VM", vm, operation, XapiValue.null)
        }
        if method == "VM.clean_shutdown" || method == "VM.clean_reboot", arguments.count == 1 {
            let operation = String(method.dropFirst("VM.".count))
            server.now = Date()
            if server.database.row("VM", vm) != nil {
                try server.check(operation, vm)
                try server.checkAgent(vm)
                busy[vm] = operation
                defer { busy[vm] = nil }
                try await Task.sleep(for: SimulatedXenHost.shutdownTime)
                try checkOpen()
                guard busy[vm] != nil else { throw XapiError("TASK_CANCELLED", XapiValue.null) }
                return try commit(method, arguments)
            }
        }
        if method == "VM.migrate_send", let other = try destination(arguments) {
            busy[vm] = "migrate_send"
            defer { busy[vm] = nil }
            return try await send(vm, arguments, to: other)
        }
        let result = try commit(method, arguments)
        if forces { busy[vm] = nil }
        if method == "host.reboot" { leave(by: .restart) }
        if method == "host.shutdown" { leave(by: .shutDown) }
        return result
    }

    private func commit(_ method: String, _ arguments: [XapiValue]) throws -> XapiValue {
        try commit { next in try next.call(method, arguments) }
    }

    public nonisolated var migrationAddress: String? { "https://\(directory.lastPathComponent)" }

    /// The other server that a VM is to be sent to; nil: it is this one.
    private func destination(_ arguments: [XapiValue]) throws -> SimulatedXenHost? {
        guard arguments.count > 1, case .structure(let members) = arguments[1],
            let address = members.first(where: { $0.name == "master" })?.value.text,
            let name = URL(string: address)?.host
        else { throw XapiError("FIELD_TYPE_ERROR", "dest") }
        if name == directory.lastPathComponent { return nil }
        guard let other = Self.neighbourhood.host(named: name, beside: directory) else {
            throw XapiError("HOST_OFFLINE", members.first { $0.name == "host" }?.value.text ?? "")
        }
        return other
    }

    private func send(_ vm: String, _ arguments: [XapiValue], to other: SimulatedXenHost) async throws -> XapiValue {
        guard let method = XenServer.methods["VM.migrate_send"] else {
            throw XapiError("MESSAGE_METHOD_UNKNOWN", "VM.migrate_send")
        }
        // What the maps lead to is the other server's to know.
        let checked = try Arguments(arguments, for: method.parameters, of: "VM.migrate_send", in: server.database)
        server.now = Date()
        let migration = try server.migration(of: vm)
        let ref = try await other.receive(migration, checked.entries("vdi_map"), checked.entries("vif_map"))
        do {
            _ = try commit { next in
                next.forget(migration)
                return .void
            }
        } catch {
            await other.giveBack(migration)
            throw error
        }
        return .string(ref)
    }

    private func receive(
        _ migration: XenMigration, _ volumes: [(key: String, value: String)], _ cards: [(key: String, value: String)]
    ) throws -> String {
        try checkOpen()
        return try commit { next in .string(try next.accept(migration, volumes: volumes, cards: cards)) }.text ?? ""
    }

    private func giveBack(_ migration: XenMigration) {
        do {
            _ = try commit { next in
                next.forget(migration)
                return .void
            }
        } catch {
            logger.error("a VM cannot be given back", metadata: ["vm": "\(migration.vm)", "error": "\(error)"])
        }
    }

    /// Runs a call on a copy, writes what it changed, and only then takes it over.
    private func commit(_ body: (inout XenServer) throws -> XapiValue) throws -> XapiValue {
        var next = server
        next.now = Date()
        let result = try body(&next)
        let touched = next.database.takeTouched()
        guard !touched.isEmpty else { return result }
        next.database.manifest["generation_count"] = String(
            (Int(next.database.manifest["generation_count"] ?? "") ?? 0) + 1)
        let bytes = next.database.bytes()
        let before = written
        written = Fingerprint(bytes)
        do {
            try NativeFile.write(bytes, to: file)
        } catch {
            written = before
            logger.error("state.db cannot be written", metadata: ["error": "\(error)", "file": "\(file.path)"])
            throw XapiError("INTERNAL_ERROR", "state.db cannot be written")
        }
        let previous = server.database
        server = next
        announce(touched, previous)
        announceBoot(touched)
        return result
    }

    private func announce(_ touched: Set<XenDatabase.Key>, _ previous: XenDatabase) {
        for change in server.database.changes(of: touched, since: previous) { announcements.yield(change) }
    }

    /// A machine that was started changes once more, when its guest has booted.
    private func announceBoot(_ touched: Set<XenDatabase.Key>) {
        for key in touched where key.table == "VM" && server.monitor.state(of: key.ref) == .running {
            guard !server.monitor.guestIsUp(key.ref, now: Date()) else { continue }
            let reference = NativeReference(type: "VM", id: key.ref)
            tasks.removeAll(where: \.isCancelled)
            tasks.append(
                Task { [announcements] in
                    try? await Task.sleep(for: SimulatedXenHost.bootTime)
                    if !Task.isCancelled { announcements.yield(.changed(reference)) }
                })
        }
        if tasks.count > 64 { tasks.removeFirst(tasks.count - 64) }
    }

    /// Takes over a database that somebody else wrote; the last good one stays if it cannot be read.
    private func reread() {
        guard !isClosed else { return }
        do {
            let bytes = try NativeFile.read(file)
            guard Fingerprint(bytes) != written else { return }
            let database = try XenDatabase(reading: bytes)
            let previous = server.database
            written = Fingerprint(bytes)
            server.database = database
            server.adopt(previous: previous)
            let differences = database.differences(from: previous)
            logger.notice("state.db was changed by somebody else", metadata: ["rows": "\(differences.count)"])
            announce(differences, previous)
        } catch {
            logger.error("state.db cannot be read, the last good state stays", metadata: ["error": "\(error)"])
        }
    }
}
