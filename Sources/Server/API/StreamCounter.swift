import Synchronization

/// Counts the streams that are open, so that they cannot become too many.
final class StreamCounter: Sendable {
    /// A place for one stream, given back when nobody holds it any more.
    final class Ticket: Sendable {
        private let counter: StreamCounter

        fileprivate init(_ counter: StreamCounter) {
            self.counter = counter
        }

        deinit {
            counter.open.withLock { $0 -= 1 }
        }
    }

    private let open = Mutex(0)
    private let limit: Int

    init(limit: Int) {
        self.limit = limit
    }

    /// A ticket for one more stream; nil if there are enough.
    func enter() -> Ticket? {
        let isFree = open.withLock { open in
            guard open < limit else { return false }
            open += 1
            return true
        }
        return isFree ? Ticket(self) : nil
    }
}
