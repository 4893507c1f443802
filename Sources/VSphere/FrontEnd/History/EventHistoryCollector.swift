import Agents
import Store
import Synchronization
import XML

/// A window on the events that a filter lets through (vSphere API reference: EventHistoryCollector).
final class EventHistoryCollector: HistoryCollector {
    private struct State {
        var size = 10
        /// The scrollable view stands after the event of this number.
        var position: Int64 = 0
        /// The latest page as it was last read, newest first, and the number up to which it has been looked for.
        var page: [Event] = []
        var seen: Int64 = 0
        var isComplete = false
    }

    private let filter: EventFilter
    private let state = Mutex(State())

    init(_ filter: EventFilter) {
        self.filter = filter
    }

    func tree(_ reference: ManagedObjectReference, in objects: SessionObjects) throws(VimFault) -> FlatTree {
        let reading = EventReading(objects)
        return try reading.page(try latestPage(reading), of: reference, filter)
    }

    func setPageSize(_ size: Int) {
        state.withLock { state in
            state.size = size
            state.isComplete = false
        }
    }

    func rewind() {
        state.withLock { $0.position = 0 }
    }

    func reset(in objects: SessionObjects) throws(VimFault) {
        let page = try latestPage(EventReading(objects))
        state.withLock { $0.position = page.last.map { $0.seq - 1 } ?? .max }
    }

    func read(next: Bool, atMost count: Int, in objects: SessionObjects) throws(VimFault) -> FlatTree {
        let reading = EventReading(objects)
        let position = state.withLock(\.position)
        let events =
            try next
            ? reading.find(filter, after: position, newestFirst: false, limit: count)
            : reading.find(filter, through: position, newestFirst: true, limit: count)
        if let last = events.last { state.withLock { $0.position = next ? last.seq : last.seq - 1 } }
        return try reading.page(events, of: nil, filter)
    }

    /// Only what came since the last time is looked through.
    private func latestPage(_ reading: EventReading) throws(VimFault) -> [Event] {
        let (size, seen, page, isComplete) = state.withLock { ($0.size, $0.seen, $0.page, $0.isComplete) }
        let latest = reading.objects.presentation.server.store.events.latest()
        let most = min(size, filter.most ?? size)
        let new = try reading.find(
            filter, after: isComplete ? seen : 0, through: latest, newestFirst: true, limit: most)
        let current = Array((isComplete ? new + page : new).prefix(most))
        state.withLock { state in
            guard state.size == size, state.seen <= latest else { return }
            state.page = current
            state.seen = latest
            state.isComplete = true
        }
        return current
    }
}
