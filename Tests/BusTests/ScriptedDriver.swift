import Hosts
import XML

/// A host in a few lines that does what a test says: machines `m1` and `m2` on the node `n1`, unless it is told others.
actor ScriptedDriver: HostDriver {
    enum Answer: Sendable {
        case done(token: String)
        case refused(code: String, String)
        case broken(HostError.Code)
    }

    nonisolated let changes: AsyncStream<HostChange>
    private let announcing: AsyncStream<HostChange>.Continuation
    nonisolated let migrationAddress: String? = "toy:"
    private let nodeID: String
    private let poolID: String
    private(set) var machines: [String: (name: String, state: String)]
    /// To what host machines move.
    private var neighbour: ScriptedDriver?
    private(set) var poolName = "store"
    /// The calls in the order in which they came.
    private(set) var calls: [Element] = []
    private var answers: [String: Answer] = [:]
    private var held: Set<String> = []
    private var waiting: [(String, CheckedContinuation<Void, Never>)] = []
    /// How many calls were under way at once, at most, for each machine and for all.
    private(set) var mostAtOnce: [String: Int] = [:]
    private var underWay: [String: Int] = [:]
    private var isUnreachable = false

    init(
        node: String = "n1", pool: String = "p1",
        machines: [String: (name: String, state: String)] = ["m1": ("one", "off"), "m2": ("two", "running")]
    ) {
        nodeID = node
        poolID = pool
        self.machines = machines
        (changes, announcing) = AsyncStream.makeStream(of: HostChange.self)
    }

    // MARK: - What a test says

    func answer(_ what: String, with answer: Answer) { answers[what] = answer }
    func hold(_ what: String) { held.insert(what) }
    func release(_ what: String) {
        held.remove(what)
        for (name, continuation) in waiting where name == what { continuation.resume() }
        waiting.removeAll { $0.0 == what }
    }
    func isWaiting(at what: String) -> Bool { waiting.contains { $0.0 == what } }
    func set(_ id: String, name: String, state: String) { machines[id] = (name, state) }
    func drop(_ id: String) { machines[id] = nil }
    func namePool(_ name: String) { poolName = name }
    func goAway() { isUnreachable = true }
    func comeBack() { isUnreachable = false }
    func join(_ other: ScriptedDriver) { neighbour = other }
    nonisolated func announce(_ change: HostChange) { announcing.yield(change) }
    var done: [String] { calls.map { $0["do"] ?? "" } }

    // MARK: - The host

    /// An answer that is held, `inventory` or `read ID`, tells what there was when it was asked for.
    func inventory() async throws -> [NativeObject] {
        if isUnreachable { throw HostError(.unreachable, "no route") }
        let objects = [node, pool] + machines.keys.sorted().compactMap(machine)
        await pause(at: "inventory")
        return objects
    }

    func read(_ reference: NativeReference) async throws -> NativeObject? {
        if isUnreachable { throw HostError(.unreachable, "no route") }
        let object =
            switch reference.type {
            case "node": node
            case "pool": pool
            default: machine(reference.id)
            }
        await pause(at: "read \(reference.id)")
        return object
    }

    private func pause(at what: String) async {
        if held.contains(what) { await withCheckedContinuation { waiting.append((what, $0)) } }
    }

    func apply(_ call: Document, progress: @Sendable (Int) -> Void) async throws -> NativeReply {
        let call = call.root
        let what = call["do"] ?? ""
        calls.append(call)
        progress(50)
        let lanes = ["all", call["machine"] ?? "-"]
        for lane in lanes {
            underWay[lane, default: 0] += 1
            mostAtOnce[lane] = max(mostAtOnce[lane] ?? 0, underWay[lane] ?? 0)
        }
        defer { for lane in lanes { underWay[lane, default: 1] -= 1 } }
        await pause(at: what)
        var reply = Element("done")
        if what == "migrate", let machine = machines.removeValue(forKey: call["machine"] ?? "") {
            await neighbour?.set("moved", name: machine.name, state: machine.state)
            reply["id"] = "moved"
        }
        switch answers[what] {
        case .broken(let code): throw HostError(code, "the line is cut")
        case .refused(let code, let why):
            return .fault(Document(Element("error", attributes: ["code": code], text: why)))
        case .done(let token): reply["token"] = token
        case nil: break
        }
        let id = call["machine"] ?? ""
        switch what {
        case "start": machines[id]?.state = "running"
        case "stop": machines[id]?.state = "off"
        case "suspend": machines[id]?.state = "suspended"
        case "rename": machines[id]?.name = call.text
        case "destroy": machines[id] = nil
        case "create":
            machines["m9"] = (call.text, "off")
            reply["id"] = "m9"
        default: break
        }
        return .result(Document(reply))
    }

    func close() {
        announcing.finish()
    }

    private var node: NativeObject { object("node", nodeID, ["id": nodeID]) }
    private var pool: NativeObject { object("pool", poolID, ["id": poolID, "node": nodeID, "name": poolName]) }

    private func machine(_ id: String) -> NativeObject? {
        machines[id].map { object("machine", id, ["id": id, "node": nodeID, "name": $0.name, "state": $0.state]) }
    }

    private func object(_ type: String, _ id: String, _ attributes: KeyValuePairs<String, String>) -> NativeObject {
        NativeObject(
            reference: NativeReference(type: type, id: id), document: Document(Element(type, attributes: attributes)))
    }
}
