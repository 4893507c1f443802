import Synchronization

/// Waiting for changes.
extension RecordBook {
    /// Has clients told of a record as if it had changed.
    /// - Returns: the generation of it; nil if there is no such record.
    func inject(_ className: String, _ ref: String) -> Int64? {
        let (generation, woken) = content.withLock { content -> (Int64?, [CheckedContinuation<Void, Never>]) in
            guard content.index.entries[ref]?.className == className else { return (nil, []) }
            content.index.inject(ref)
            return (content.index.generation, wake(&content, [className]))
        }
        for continuation in woken { continuation.resume() }
        return generation
    }

    /// Waits until something of the classes changes after a generation, or the time is over, or the wait is ended.
    func wait(after generation: Int64, atMost limit: Duration, _ concerns: @escaping @Sendable (Set<String>) -> Bool) async {
        await withCheckedContinuation { continuation in
            let isOver = content.withLock { content in
                guard content.index.generation <= generation, !content.isStopping else { return true }
                content.next += 1
                let key = content.next
                let timer = Task { [weak self] in
                    try? await Task.sleep(for: limit)
                    self?.endWait(key)
                }
                content.waiters[key] = Waiter(concerns: concerns, wake: continuation, timer: timer)
                return false
            }
            if isOver { continuation.resume() }
        }
    }

    private func endWait(_ key: Int) {
        content.withLock { $0.waiters.removeValue(forKey: key) }?.wake.resume()
    }

    var isStopping: Bool { content.withLock(\.isStopping) }

    /// Ends all waits, so that the server can stop.
    func endWaits() {
        let waiters = content.withLock { content in
            content.isStopping = true
            defer { content.waiters = [:] }
            return Array(content.waiters.values)
        }
        for waiter in waiters {
            waiter.timer.cancel()
            waiter.wake.resume()
        }
    }
}
