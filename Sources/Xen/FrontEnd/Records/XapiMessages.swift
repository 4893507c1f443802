import Agents
import Bus
import Foundation
import Generic
import Logging
import Store
import Synchronization
import XML

/// The messages that XAPI leaves behind: of the latest events, until a client destroys them, and those of clients, which
/// live as long as the process.
final class XapiMessages: Sendable {
    private let book: RecordBook
    private let holders = Mutex<[String]>([])

    private static let most = 1000
    /// Of this pool's messages.
    private let setting: String

    init(_ book: RecordBook) {
        self.book = book
        setting = "xapi.destroyed/\(book.cache.side.scope)"
    }

    /// Reads the latest events, and then follows them.
    func activate() {
        let (signals, signal) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        _ = book.server.updates.subscribe { updates in
            if updates.contains(where: { $0.type == Update.event }) { signal.yield() }
        }
        let first = max(0, book.server.store.events.latest() - Int64(XapiMessages.most))
        let settings = book.server.store.settings
        for holder in settings.objects(with: setting) {
            if let number = Int64(holder.dropFirst(setting.count + 1)), number <= first {
                try? settings.remove([setting], of: holder)
            }
        }
        signal.yield()
        Task { [weak self] in
            var heard = first
            for await _ in signals {
                guard let self else { return }
                heard = self.read(after: heard)
            }
        }
    }

    private func read(after heard: Int64) -> Int64 {
        var heard = heard
        do {
            while true {
                let events = try book.server.store.events.since(heard, limit: 200)
                for event in events {
                    heard = event.seq
                    try add(event)
                }
                if events.count < 200 { return heard }
            }
        } catch {
            book.server.log.error("events cannot be read", metadata: ["error": "\(error)"])
            return heard
        }
    }

    private func add(_ event: Event) throws {
        let holder = "\(setting):\(event.seq)"
        guard book.shows(event.target, host: event.host) else { return }
        guard book.server.store.settings.settings(of: holder)[setting] == nil else { return }
        let target = event.target.flatMap { book.server.store.mirror.entry($0) }.map { [$0.id] } ?? []
        let views = try book.cache.render(Document(event.element), documents: target)
        guard let record = views.first.flatMap({ XapiRecord.records(in: $0).first }) else { return }
        keep(holder, record)
    }

    private func keep(_ holder: String, _ record: XapiRecord) {
        book.set(holder, record)
        let old = holders.withLock { holders -> String? in
            holders.append(holder)
            return holders.count > XapiMessages.most ? holders.removeFirst() : nil
        }
        if let old { book.set(old, nil) }
    }

    /// Keeps what a client has to say.
    /// - Throws: ``Fault`` for a mapping that fails.
    func create(_ request: XapiRequest) throws -> XapiValue {
        let id = UUID().uuidString.lowercased()
        var question = Element("question", namespace: Namespaces.generic, attributes: ["id": id])
        question.append(XapiCall(method: request.name.text, parameters: request.arguments).document.root)
        guard let record = try book.cache.render(Document(question)).first.flatMap({ XapiRecord.records(in: $0).first }) else {
            return .void
        }
        keep(id, record)
        return .string(record.ref)
    }

    /// - Returns: whether it was there.
    /// - Throws: ``StoreError``.
    func destroy(_ ref: String) async throws -> Bool {
        guard let holder = try await book.holder("message", ref) else { return false }
        if holder.hasPrefix(setting) {
            try book.server.store.settings.set([setting: "true"], of: holder)
        }
        holders.withLock { $0.removeAll { $0 == holder } }
        book.set(holder, nil)
        return true
    }
}
