import Synchronization

/// Who is let in to a listener. Clients that have not opened their connection yet are few: one more sends away the one that has
/// waited longest, so that whoever only occupies places keeps nobody else out.
final class Anteroom: Sendable {
    struct Guest: Sendable {
        /// Whether it has opened its connection, and waits no more.
        var isInside: @Sendable () -> Bool
        var sendAway: @Sendable () -> Void
    }

    private let most: Int
    private let waiting: Int
    private let content = Mutex(Content())

    private struct Content {
        var guests: Set<Int> = []
        /// Those that may still be waiting, the first one first.
        var queue: [(number: Int, guest: Guest)] = []
        var last = 0
    }

    /// - Parameter most: clients at the same time. A quarter of them may be waiting.
    init(most: Int) {
        self.most = most
        waiting = max(1, most / 4)
    }

    /// - Returns: the guest's number; nil if there is no room.
    func enter(_ guest: Guest) -> Int? {
        let (number, leaving) = content.withLock { content -> (Int?, Guest?) in
            content.queue.removeAll { $0.guest.isInside() || !content.guests.contains($0.number) }
            var leaving: Guest?
            if content.queue.count >= waiting {
                let first = content.queue.removeFirst()
                content.guests.remove(first.number)
                leaving = first.guest
            }
            guard content.guests.count < most else { return (nil, leaving) }
            content.last += 1
            content.guests.insert(content.last)
            content.queue.append((content.last, guest))
            return (content.last, leaving)
        }
        leaving?.sendAway()
        return number
    }

    func leave(_ number: Int) { content.withLock { _ = $0.guests.remove(number) } }
}
