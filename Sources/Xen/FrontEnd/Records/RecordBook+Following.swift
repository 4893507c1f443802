import Agents
import Bus
import Generic
import Logging
import Store
import Synchronization

/// Keeping the index up to date with the mirror.
extension RecordBook {
    /// Reads everything again.
    func markAll() {
        let ids = server.store.mirror.entries().map(\.id)
        mark(Set(ids).union([RecordBook.fleet]))
    }

    /// Reads those again.
    func mark(_ holders: Set<String>) {
        guard !holders.isEmpty else { return }
        content.withLock { content in for holder in holders { content.mark(holder) } }
        signal.yield()
    }

    func note(_ updates: [Update]) {
        guard content.withLock(\.isActive) else { return }
        var holders: Set<String> = []
        for update in updates where update.type != Update.event {
            if update.type == ObjectType.field.rawValue {
                markAll()
            } else if update.type == ObjectType.task.rawValue {
                holders.insert(update.id)
                if let entry = server.store.journal.entry(update.id), let target = follow(entry) { holders.insert(target) }
            } else {
                holders.formUnion(cache.affected(by: update))
                if update.type != ObjectType.vm.rawValue && update.type != ObjectType.volume.rawValue {
                    holders.insert(RecordBook.fleet)
                }
            }
        }
        mark(holders)
    }

    func work() async {
        while true {
            let batch = content.withLock { content -> [String: Int] in
                let batch = Dictionary(uniqueKeysWithValues: content.pending.prefix(64).map { ($0.key, $0.value) })
                for holder in batch.keys { content.pending[holder] = nil }
                content.working = batch
                return batch
            }
            guard !batch.isEmpty else { return }
            await withTaskGroup(of: (String, [XapiRecord]).self) { group in
                for holder in batch.keys { group.addTask { (holder, self.read(holder)) } }
                for await (holder, records) in group {
                    take(holder, records)
                    done(holder, batch[holder] ?? 0)
                }
            }
        }
    }

    /// A holder has been read for a mark: whoever waited for nothing else goes on.
    private func done(_ holder: String, _ mark: Int) {
        let woken = content.withLock { content -> [CheckedContinuation<Void, Never>] in
            content.working[holder] = nil
            var woken: [CheckedContinuation<Void, Never>] = []
            for index in content.settling.indices {
                if let wanted = content.settling[index].missing[holder], wanted <= mark {
                    content.settling[index].missing[holder] = nil
                }
            }
            content.settling.removeAll { settling in
                guard settling.missing.isEmpty else { return false }
                woken.append(settling.wake)
                return true
            }
            return woken
        }
        for continuation in woken { continuation.resume() }
    }

    private func read(_ holder: String) -> [XapiRecord] {
        do {
            return try records(of: holder)
        } catch {
            server.log.error("an object cannot be shown", metadata: ["object": "\(holder)", "error": "\(error.message)"])
            return []
        }
    }

    func take(_ holder: String, _ records: [XapiRecord]) {
        let resting = resting(holder, records)
        let woken = content.withLock { content -> [CheckedContinuation<Void, Never>] in
            var touched = content.index.update(holder, records)
            // What the view no longer has is here again.
            for record in resting where content.index.entries[record.ref] == nil {
                touched.formUnion(content.index.update(record.ref, [record]))
            }
            return touched.isEmpty ? [] : wake(&content, touched)
        }
        for continuation in woken { continuation.resume() }
    }

    func wake(_ content: inout Content, _ touched: Set<String>) -> [CheckedContinuation<Void, Never>] {
        let due = content.waiters.filter { $0.value.concerns(touched) }
        for (key, waiter) in due {
            waiter.timer.cancel()
            content.waiters[key] = nil
        }
        return due.values.map(\.wake)
    }

    /// Waits until the index has all that was changed before.
    /// - Parameter holder: whose records alone are waited for; nil: all.
    func settle(_ holder: String? = nil) async {
        await withCheckedContinuation { continuation in
            let isSettled = content.withLock { content in
                var missing = content.working.merging(content.pending) { $1 }
                if let holder { missing = missing.filter { $0.key == holder } }
                guard !missing.isEmpty else { return true }
                content.settling.append(Settling(missing: missing, wake: continuation))
                return false
            }
            if isSettled { continuation.resume() }
        }
    }
}
