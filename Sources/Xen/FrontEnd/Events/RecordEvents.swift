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
}

extension RecordBook {
    /// - Throws: ``XapiError`` with code `EVENTS_LOST`, or ``Fault`` for a mapping that fails.
    func events(after generation: Int64, _ filter: EventFilter) throws -> RecordEvents {
        let (changes, deletions, now, firstKnown) = withIndex { index in
            (index.changes(after: generation), index.deletions(after: generation), index.generation, index.firstKnown)
        }
        guard generation == 0 || (generation >= firstKnown && generation <= now) else { throw XapiError("EVENTS_LOST") }
        let wanted = changes.filter { filter.wants($0.entry.className, $0.ref) }
        let records = try read(wanted.map(\.ref), of: wanted.map(\.entry.holder))
        let byRef = Dictionary(records.map { ($0.ref, $0) }, uniquingKeysWith: { first, _ in first })
        var events: [RecordEvents.Event] = []
        for (ref, entry) in wanted {
            // What went meanwhile is told next time.
            guard let record = byRef[ref] else { continue }
            events.append(
                .init(
                    id: entry.changed, className: entry.className, operation: entry.made > generation ? .add : .mod,
                    ref: ref, snapshot: record))
        }
        for deletion in deletions where generation > 0 && filter.wants(deletion.className, deletion.ref) {
            events.append(.init(id: deletion.at, className: deletion.className, operation: .del, ref: deletion.ref))
        }
        return RecordEvents(events: events, generation: now)
    }
}
