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
        content.withLock { $0.pending.formUnion(holders) }
        signal.yield()
    }

    func note(_ updates: [Update]) {
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
            let batch = content.withLock { content -> [String] in
                let batch = Array(content.pending.prefix(64))
                content.pending.subtract(batch)
                content.isWorking = !batch.isEmpty
                guard batch.isEmpty else { return batch }
                for continuation in content.settling { continuation.resume() }
                content.settling = []
                return []
            }
            guard !batch.isEmpty else { return }
            await withTaskGroup(of: (String, [XapiRecord]).self) { group in
                for holder in batch { group.addTask { (holder, self.read(holder)) } }
                for await (holder, records) in group { take(holder, records) }
            }
        }
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
    func settle() async {
        await withCheckedContinuation { continuation in
            let isSettled = content.withLock { content in
                guard content.isWorking || !content.pending.isEmpty else { return true }
                content.settling.append(continuation)
                return false
            }
            if isSettled { continuation.resume() }
        }
    }
}
