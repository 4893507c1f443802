/// What a pool has told of its objects: the latest record of each one that is followed.
struct PoolRecords: Sendable {
    struct Key: Sendable, Hashable {
        var type: String
        var ref: String
    }

    /// The classes whose records are followed, by their names in events.
    static let types: [String: String] = Dictionary(
        uniqueKeysWithValues: [
            "pool", "host", "host_metrics", "PIF", "PIF_metrics", "network", "SR", "PBD", "VDI", "VM", "VM_metrics",
            "VM_guest_metrics", "VBD", "VIF", "task",
        ].map { ($0.lowercased(), $0) })
    static let eventClasses = types.keys.sorted()

    /// Who points at whom, for the fields that are asked from the other end.
    private static let pointers = [
        "VM", "VDI", "SR", "host", "network", "metrics", "guest_metrics", "snapshot_of",
    ]

    private struct Pointer: Sendable, Hashable {
        var type: String
        var field: String
        var value: String
    }

    private(set) var records: [String: [String: PoolRecord]] = [:]
    private var pointing: [Pointer: Set<String>] = [:]
    /// Where machines were last seen to run: one that is halted says nothing of it.
    var residences: [String: String] = [:]

    func record(_ type: String, _ ref: String) -> PoolRecord? { records[type]?[ref] }

    func refs(_ type: String) -> [String] { (records[type] ?? [:]).keys.sorted() }

    /// The records of a class that point at something with one of their fields.
    func refs(_ type: String, where field: String, is value: String) -> [String] {
        (pointing[Pointer(type: type, field: field, value: value)] ?? []).sorted()
    }

    /// Takes over one event.
    /// - Returns: what there was before; nil: it has changed nothing.
    mutating func apply(_ event: XapiEvents.Event) -> (before: PoolRecord?, after: PoolRecord?)? {
        let before = records[event.type]?[event.ref]
        let after = event.record.map { PoolRecord($0, of: event.type) }
        guard before != after else { return nil }
        if let before {
            for (field, value) in before.values where Self.pointers.contains(field) {
                let pointer = Pointer(type: event.type, field: field, value: value.text ?? "")
                pointing[pointer]?.remove(event.ref)
                if pointing[pointer]?.isEmpty == true { pointing[pointer] = nil }
            }
        }
        records[event.type, default: [:]][event.ref] = after
        if let after {
            for (field, value) in after.values where Self.pointers.contains(field) {
                guard let text = value.text, text != XapiValue.null, !text.isEmpty else { continue }
                pointing[Pointer(type: event.type, field: field, value: text), default: []].insert(event.ref)
            }
        }
        if event.type == "VM" {
            if let host = after?["resident_on"] { residences[event.ref] = host }
            if after == nil { residences[event.ref] = nil }
        }
        return (before, after)
    }
}

/// One record: as documents have it, and what the driver itself has to know of it.
struct PoolRecord: Sendable, Hashable {
    /// The fields by which objects are found, and those of tasks.
    private static let known: [String: Set<String>] = [
        "pool": ["master", "default_SR"],
        "host": ["uuid", "address", "metrics", "cpu_info"],
        "host_metrics": ["start_time", "memory_total", "live"],
        "PIF": ["host", "network", "metrics"],
        "network": ["name_label"],
        "SR": ["uuid", "name_label", "type", "shared"],
        "PBD": ["host", "SR"],
        "VDI": ["SR", "type", "is_a_snapshot", "managed"],
        "VM": [
            "uuid", "is_a_snapshot", "is_control_domain", "is_default_template", "snapshot_of", "resident_on",
            "scheduled_to_be_resident_on", "affinity", "metrics", "guest_metrics", "power_state", "VCPUs_at_startup",
            "memory_static_max", "other_config",
        ],
        "VM_metrics": ["start_time"],
        "VBD": ["VM", "VDI"],
        "VIF": ["VM", "network"],
        "task": ["status", "progress", "result", "error_info", "other_config"],
    ]
    /// What a server writes all the time, and what says nothing of what an object is.
    private static let fleeting: Set<String> = [
        "last_updated", "VCPUs_utilisation", "memory_free", "current_operations",
    ]
    /// References to what is shared by several hosts: a document names it as it is on its host.
    private static let placed: [String: String] = ["VDI": "SR", "VIF": "network"]

    let values: [String: XapiValue]
    /// The elements of the fields: a tree of values would take many times the memory.
    let fields: String

    init(_ members: [XapiValue.Member], of type: String) {
        let known = Self.known[type] ?? []
        var values: [String: XapiValue] = [:]
        var fields = ""
        for member in members.sorted(by: { $0.name < $1.name }) {
            if known.contains(member.name) { values[member.name] = member.value }
            guard type != "task", !Self.fleeting.contains(member.name), Self.placed[type] != member.name else {
                continue
            }
            member.value.typed(member.name).write(member.name, to: &fields)
        }
        self.values = values
        self.fields = fields
    }

    /// The text of a field; nil for the null reference and for what is no text.
    subscript(field: String) -> String? {
        guard let text = values[field]?.text, text != XapiValue.null, !text.isEmpty else { return nil }
        return text
    }

    func isTrue(_ field: String) -> Bool { values[field] == .boolean(true) }
}
