import Generic

/// What happened since a client last heard.
struct RecordEvents: Sendable {
    struct Event: Sendable {
        enum Operation: String { case add, mod, del }
        var id: Int64
        var className: String
        var operation: Operation
        var ref: String
        /// The record as it is now; nil if it is gone.
        var snapshot: XapiRecord?
    }

    var events: [Event]
    /// Up to where the client has heard then.
    var generation: Int64
    /// How many records there are then of each class that concerns the client.
    var counts: [(className: String, count: Int)] = []
}

extension RecordBook {
    /// - Throws: ``XapiError`` with code `EVENTS_LOST`, or ``Fault`` for a mapping that fails.
    func events(after generation: Int64, _ filter: EventFilter) async throws -> RecordEvents {
        for _ in 0..<10 {
            if let events = try attempt(generation, filter, isLast: false) { return events }
            // A record went while it was read: the index is about to say so.
            await settle()
        }
        return try attempt(generation, filter, isLast: true) ?? RecordEvents(events: [], generation: generation)
    }

    private func attempt(_ generation: Int64, _ filter: EventFilter, isLast: Bool) throws -> RecordEvents? {
        let classes = schema.classes.filter { !$0.isEmpty && filter.concerns($0.name) }.map(\.name)
        let (changes, deletions, now, firstKnown, counts) = withIndex { index in
            (
                index.changes(after: generation), index.deletions(after: generation), index.generation, index.firstKnown,
                classes.map { ($0, index.count(of: $0)) }
            )
        }
        guard generation == 0 || (generation >= firstKnown && generation <= now) else { throw XapiError("EVENTS_LOST") }
        let wanted = changes.filter { filter.wants($0.entry.className, $0.ref) }
        let records = try read(wanted.map(\.ref), of: wanted.map(\.entry.holder))
        guard records.count == wanted.count || isLast else { return nil }
        let byRef = Dictionary(records.map { ($0.ref, $0) }, uniquingKeysWith: { first, _ in first })
        var events = wanted.compactMap { ref, entry in
            byRef[ref].map { record in
                RecordEvents.Event(
                    id: entry.changed, className: entry.className, operation: entry.made > generation ? .add : .mod,
                    ref: ref, snapshot: record)
            }
        }
        for deletion in deletions where generation > 0 && filter.wants(deletion.className, deletion.ref) {
            events.append(.init(id: deletion.at, className: deletion.className, operation: .del, ref: deletion.ref))
        }
        return RecordEvents(events: events, generation: now, counts: counts)
    }
}
