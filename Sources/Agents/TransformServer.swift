import Bus
import Foundation
import Generic
import Hosts
import Logging
import Metrics
import Store
import Synchronization
import XML

/// The transform server: hosts on one side, front ends on the other, and between them the bus, the mirror and the agents.
public final class TransformServer: Sendable {
    public let store: Store
    public let engine: TransformationEngine
    public let updates = UpdateHub()
    public let traces: TraceLog
    public let log: Logger
    /// The layout of the whole fleet.
    public let layout: FleetLayout
    public let events: EventWriter
    /// What is to happen inside guests.
    let customizations: CustomizationWatch
    let inventory: InventoryReader
    let lanes = Lanes()
    private let content = Mutex(Content())
    private let limits: Limits
    private let names = HostNames()
    let rights = Mutex<(any CommandRights)?>(nil)

    public struct Limits: Sendable {
        /// Commands accepted and not finished; more are refused as busy.
        public var openCommands: Int
        /// Finished commands and events kept.
        public var history: Int

        public init(openCommands: Int = 10_000, history: Int = 100_000) {
            self.openCommands = openCommands
            self.history = history
        }
    }

    private struct Content {
        var hosts: [ManagedHost] = []
        var tables: [String: CommandTable] = [:]
        var brokers: [String: any Broker] = [:]
        var waiting: [String: [CheckedContinuation<Void, Never>]] = [:]
        var open = 0
        /// Commands that no host may hear of any more, and those that one may have heard of.
        var cancelled: Set<String> = []
        var dispatched: Set<String> = []
        /// The commands that are in their lanes, by the objects that they are for.
        var present: [String: String] = [:]
        var accepting = true
        var ready = false
    }

    public init(
        store: Store, mappings: Mappings, validates: Bool = false, traces: Int = 1000, limits: Limits = Limits(),
        log: Logger
    ) {
        self.store = store
        self.log = log
        self.limits = limits
        self.traces = TraceLog(capacity: traces)
        engine = TransformationEngine(
            mappings, identifiers: store.identifiers, validates: validates,
            alias: { store.inventory.placement(of: $0, .alias) })
        let writer = DataWriter(engine: engine, mirror: store.mirror, inventory: store.inventory, updates: updates)
        events = EventWriter(log: store.events, updates: updates, logger: log)
        customizations = CustomizationWatch(store: store, events: events, updates: updates)
        layout = FleetLayout(store, updates, names)
        inventory = InventoryReader(
            engine: engine, writer: writer, store: store, layout: layout, events: events, log: log)
        content.withLock { $0.tables = mappings.platforms.mapValues(CommandTable.init) }
        register(AnnotationBroker(store: store, updates: updates))
        register(TagBroker(store: store, updates: updates))
        register(
            InventoryBroker(layout: layout) { [weak self] host in
                self?.performs("host.enterMaintenance", on: host) ?? false
            })
        register(RelocationBroker(store: store))
        register(PowerOnBroker(layout: layout))
        register(ConnectionBroker(store: store))
        register(DatastoreBroker(layout: layout))
        register(ScreenshotBroker(store: store))
    }

    // MARK: - Hosts

    public var hosts: [ManagedHost] { content.withLock { $0.hosts } }

    public func host(id: String) -> ManagedHost? { hosts.first { $0.state.ids.contains(id) } }

    public var isReady: Bool { content.withLock { $0.ready } }

    public var openCommands: Int { content.withLock { $0.open } }
    public var busyLanes: Int { lanes.count }

    /// Reads all hosts, resolves what a crash cut off, and is ready then. Follows the hosts until they are closed.
    /// - Parameter plan: how the configuration lays the fleet out.
    public func run(hosts: [ManagedHost], plan: LayoutPlan = LayoutPlan()) async {
        content.withLock { $0.hosts = hosts }
        names.set(hosts)
        resumeMoves()
        resumeDetachments()
        prepare(plan)
        await withTaskGroup(of: Void.self) { group in
            for (index, host) in hosts.enumerated() {
                if index >= 4 { await group.next() }
                group.addTask { await self.inventory.readAll(host) }
            }
        }
        await inventory.settle()
        lay(out: plan)
        await withTaskGroup(of: Void.self) { group in
            for host in hosts { group.addTask { await self.inventory.follow(host) } }
            group.addTask {
                await self.recover()
                self.content.withLock { $0.ready = true }
                self.log.info(
                    "ready",
                    metadata: [
                        "hosts": "\(hosts.count)", "vms": "\(self.store.mirror.count(type: ObjectType.vm.rawValue))",
                    ])
            }
        }
    }

    /// Hosts that have containers of their own, and may have none any more.
    private func prepare(_ plan: LayoutPlan) {
        do {
            let own = Set(hosts.filter(\.driver.isLaidOut).map(\.name))
            try layout.forget { node in node.host.map { !own.contains($0) } ?? false }
            try layout.prepare(plan, hosts: own)
        } catch {
            log.critical("the inventory cannot be written", metadata: ["error": "\(error)"])
        }
    }

    private func lay(out plan: LayoutPlan) {
        do {
            try layout.apply(plan)
        } catch {
            log.critical("the inventory cannot be written", metadata: ["error": "\(error)"])
        }
        let hosts = content.withLock { $0.hosts }.flatMap(\.state.ids)
        updates.publish(
            layout.name(hosts.flatMap { store.mirror.entries(type: ObjectType.datastore.rawValue, host: $0) }))
    }

    /// Takes no more commands, and waits for those under way, at most so long.
    public func drain(atMost limit: Duration) async {
        content.withLock { $0.accepting = false }
        let deadline = ContinuousClock.now + limit
        while openCommands > 0, ContinuousClock.now < deadline {
            try? await Task.sleep(for: .milliseconds(20))
        }
        for host in hosts { await host.driver.close() }
    }

    // MARK: - Mappings

    /// Puts new mappings into force: hosts are read through them again, and all views are made anew.
    public func reload(_ mappings: Mappings) async {
        engine.reload(mappings)
        content.withLock { $0.tables = mappings.platforms.mapValues(CommandTable.init) }
        for host in hosts { await inventory.readAll(host) }
        updates.publish(
            store.mirror.entries().map {
                Update(id: $0.id, type: $0.type, change: .updated, concernsOthers: true, references: Set($0.references))
            })
    }

    public func table(of platform: String) -> CommandTable? { content.withLock { $0.tables[platform] } }

    // MARK: - Commands

    /// A native command of a client in the generic form.
    /// - Throws: ``Fault``: an identifier that does not exist, or what the mapping refuses.
    public func command(_ native: Document, from client: Client, trace: Trace) throws(Fault) -> Command {
        for secret in engine.mappings.platforms[client.protocolName]?.secrets(in: native) ?? [] { trace.conceal(secret) }
        trace.record("parser", client.protocolName, document: native)
        let context = try engine.context(
            .client(platform: client.protocolName, scope: client.scope), session: client.session)
        let output = try engine.transform(.commandIn, native, context, trace: trace).root
        if let fault = Fault(output) { throw fault }
        return try Command(output)
    }

    /// Accepts a command: once this returns, it will be carried out or its task will say why not, whatever happens.
    /// - Throws: ``Fault`` for what is refused before it is accepted.
    public func accept(
        _ command: Command, from client: Client, trace: Trace, noting: (_ task: String) throws -> Void = { _ in }
    ) throws(Fault) -> JournalEntry {
        do {
            try check(command, of: client)
        } catch {
            audit(command, client, "refused")
            throw error
        }
        do {
            try engine.mappings.commands.validate(Document(command.element))
        } catch {
            throw Fault(.invalidArgument, "The command is not valid: \(error.reason)", ["argument": command.name])
        }
        let performer: Performer
        do {
            performer = try self.performer(of: command, for: client)
        } catch {
            if error.code != .notFound { audit(command, client, "refused") }
            throw error
        }
        var command = command
        if case .host(let host) = performer { command = try placed(command, on: host, client) }
        let refusal: Fault? = content.withLock { content in
            guard content.accepting else { return Fault(.busy, "The server is stopping") }
            guard content.open < limits.openCommands else { return Fault(.busy, "Too many commands are waiting") }
            content.open += 1
            return nil
        }
        if let refusal { throw refusal }
        let entry: JournalEntry
        let task = identified(UUID().uuidString.lowercased(), for: client)
        do {
            try noting(task)
            entry = try store.journal.accept(
                id: task, protocol: client.protocolName, user: client.user,
                host: store.mirror.entry(command.target)?.host ?? performer.host, target: command.target,
                name: command.name, document: Document(command.element).bytes(), trace: trace.id)
        } catch {
            store.identifiers.bury(task)
            content.withLock { $0.open -= 1 }
            throw Fault(.internal, "the journal cannot be written: \(error)")
        }
        trace.record("router", "\(performer.description), task \(entry.id)")
        let name = name(of: command.target) ?? given(command) ?? command.target
        // The lane need not wait until it is told that the command was accepted; only its end is told after that.
        let told = Milestone()
        enqueue(entry, command, performer, client, trace, after: told)
        audit(command, client, "accepted")
        begin(entry, named: name)
        announce(entry.id)
        told.reach()
        return entry
    }

    /// A new task's identifier, with the one that the client is going to be shown, so that both are written at once.
    private func identified(_ task: String, for client: Client) -> String {
        if let type = engine.mappings.platforms[client.protocolName]?.types.native(for: ObjectType.task.rawValue) {
            _ = try? engine.context(.client(platform: client.protocolName, scope: client.scope)).native(type: type, uuid: task)
        }
        return task
    }

    /// Waits until the command has ended.
    public func finish(of id: String) async {
        await withCheckedContinuation { continuation in
            let isOver = content.withLock { content in
                guard let entry = store.journal.entry(id), entry.state != .done else { return true }
                content.waiting[id, default: []].append(continuation)
                return false
            }
            if isOver { continuation.resume() }
        }
    }

    /// - Parameter told: what has to have happened before the command's end is told.
    func enqueue(
        _ entry: JournalEntry, _ command: Command, _ performer: Performer, _ client: Client, _ trace: Trace,
        after told: Milestone = .reached
    ) {
        // What is made has no lane yet; two creations on one host run side by side.
        let isAlone = command.target == entry.host || isInterrupting(command)
        lanes.enqueue(isAlone ? entry.id : command.target) { [self] in
            guard !isCancelled(entry.id) else { return close() }
            if !isAlone { content.withLock { $0.present[command.target] = command.name } }
            defer { if !isAlone { content.withLock { $0.present[command.target] = nil } } }
            inventory.commanded.enter(command.target)
            defer { inventory.commanded.leave(command.target) }
            let before = store.mirror.entry(command.target)?.name
            let outcome = await perform(command, entry, performer, client, trace)
            if forget(entry.id) { return close() }
            guard command.isAwaited(outcome) else {
                await told.wait()
                end(entry, outcome, command, trace, called: before)
                return close()
            }
            // Others may command the object meanwhile.
            Task {
                let outcome = await ending(of: command, outcome, for: client, trace)
                await told.wait()
                end(entry, outcome, command, trace, called: before)
                close()
            }
        }
    }

    /// Whether what is being done to the command's object is nothing that it has to wait for.
    private func isInterrupting(_ command: Command) -> Bool {
        let interrupted = (union(command.name)?["interrupts"] ?? "").split(separator: " ")
        guard !interrupted.isEmpty, let present = content.withLock({ $0.present[command.target] }) else { return false }
        return interrupted.contains { $0 == present }
    }

    private func close() { content.withLock { $0.open -= 1 } }

    private func perform(
        _ command: Command, _ entry: JournalEntry, _ performer: Performer, _ client: Client, _ trace: Trace
    ) async -> Outcome {
        let dispatching = {
            try self.dispatch(entry.id)
            self.announce(entry.id)
        }
        switch performer {
        case .broker(let broker, _):
            return await perform(command, by: broker, for: client, trace: trace, dispatching: dispatching)
        case .host(let host):
            // A machine may have moved since the command was accepted.
            let host = store.mirror.entry(command.target).flatMap { self.host(id: $0.host) } ?? host
            if command.name == Relocation.command {
                return await relocate(command, entry.id, for: client, trace: trace, dispatching: dispatching) { percent in
                    self.store.journal.progress(entry.id, percent)
                    self.announce(entry.id)
                }
            }
            guard let agent = agent(for: host, client) else {
                return .fault(Fault(.internal, "no agent for \(host.name)"))
            }
            return await perform(
                command, by: agent, session: client.session, trace: trace, dispatching: dispatching
            ) { percent in
                self.store.journal.progress(entry.id, percent)
                self.announce(entry.id)
            }
        }
    }

    /// Has the broker carry out the commands that it names, from now on.
    public func register(_ broker: any Broker) {
        content.withLock { content in
            for command in broker.commands { content.brokers[command] = broker }
        }
    }

    func broker(of command: String) -> (any Broker)? { content.withLock { $0.brokers[command] } }

    func reopen() {
        content.withLock { $0.open += 1 }
    }

    func agent(for host: ManagedHost, _ client: Client) -> TransformAgent? {
        table(of: host.platform).map {
            TransformAgent(
                host: host, protocolName: client.protocolName, scope: client.scope, table: $0, engine: engine,
                mirror: store.mirror,
                inventory: inventory)
        }
    }

    /// Writes down how a command ended, and tells of it.
    /// - Parameter before: what the target was called before the command was carried out.
    func end(
        _ entry: JournalEntry, _ outcome: Outcome, _ command: Command, _ trace: Trace, called before: String? = nil
    ) {
        let document = Document(outcome.element(of: command.name))
        trace.record("result", document: document)
        // Who sees that it has ended sees where it has put things.
        if case .result(let made) = outcome { place(made, command) }
        do {
            switch outcome {
            case .result:
                try store.journal.finish(entry.id, result: document.bytes())
                succeeded(entry, outcome, command, called: before)
            case .fault(let fault):
                try store.journal.finish(entry.id, fault: document.bytes())
                failed(entry, fault, command, called: before)
                log.notice(
                    "command failed",
                    metadata: [
                        "command": "\(command.name)", "fault": "\(fault.code.rawValue)", "reason": "\(fault.message)",
                        "trace": "\(trace.id)",
                    ])
            }
        } catch {
            log.critical("the journal cannot be written", metadata: ["error": "\(error)"])
        }
        announce(entry.id)
        let waiting = content.withLock { $0.waiting.removeValue(forKey: entry.id) ?? [] }
        for continuation in waiting { continuation.resume() }
        trace.writeOut()
    }

    /// The generic command's row in `generic/commands.xml`.
    func union(_ command: String) -> Element? {
        engine.mappings.union.all("command").first { $0["name"] == command }
    }

    func announce(_ task: String) {
        updates.publish([
            Update(id: task, type: ObjectType.task.rawValue, change: .updated, concernsOthers: false, references: [])
        ])
    }

    // MARK: - Cancelling

    /// Ends a command that no host has heard of yet.
    /// - Throws: ``Fault``: `invalidState` for one that is done, `notSupported` for one that a host may have heard of.
    public func cancel(_ id: String, by user: String) throws(Fault) {
        guard let entry = store.journal.entry(id), let command = try? Command(Document(parsing: entry.document).root)
        else {
            throw Fault(.notFound, "There is no task \(id)", ["type": ObjectType.task.rawValue, "id": id])
        }
        let refusal: Fault? = content.withLock { content in
            if store.journal.entry(id)?.state == .done || content.cancelled.contains(id) {
                return Fault(.invalidState, "The task is done already")
            }
            guard !content.dispatched.contains(id), entry.state == .accepted else {
                return Fault(.notSupported, "The host has been told already: the task cannot be cancelled")
            }
            content.cancelled.insert(id)
            return nil
        }
        if let refusal { throw refusal }
        let fault = Fault(.interrupted, "The task was cancelled by \(user) before it began", ["cancelled": user])
        end(entry, .fault(fault), command, traces.begin())
    }

    /// - Throws: what keeps the command from being dispatched: it was cancelled, or the journal cannot be written.
    private func dispatch(_ id: String) throws {
        let isCancelled = content.withLock { content in
            if !content.cancelled.contains(id) { content.dispatched.insert(id) }
            return content.cancelled.contains(id)
        }
        if isCancelled { throw Fault(.interrupted, "The task was cancelled before it began") }
        try store.journal.dispatch(id)
    }

    /// Whether the command was cancelled before its turn; if so, it is over.
    private func isCancelled(_ id: String) -> Bool {
        content.withLock { $0.cancelled.remove(id) != nil }
    }

    /// The command's turn is over. True if it had ended before, by being cancelled.
    private func forget(_ id: String) -> Bool {
        content.withLock { content in
            content.dispatched.remove(id)
            return content.cancelled.remove(id) != nil
        }
    }

    func audit(_ command: Command, _ client: Client, _ outcome: String) {
        do {
            try store.audit.append(
                user: client.user, protocol: client.protocolName, address: client.address, action: command.name,
                target: command.target, outcome: outcome)
        } catch {
            log.critical("the audit log cannot be written", metadata: ["error": "\(error)"])
        }
    }
}
