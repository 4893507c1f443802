import Agents
import Foundation
import Generic
import Store
import Synchronization

/// What one login holds on the server: its views, history collectors and property collectors.
final class VimSession: Sendable {
    /// The secret that its client shows as a cookie.
    let key: String
    /// What others may know it by.
    let identity: String
    let user: String
    let created: Date
    let address: String
    let agent: String
    unowned let sessions: VimSessions
    private let presentation: Presentation
    private let content = Mutex(Content())

    private struct Content {
        var lastUsed = Date()
        var calls = 0
        var locale = "en"
        var views: [String: any SessionObject] = [:]
        var collectors: [String: PropertyCollector] = [:]
        var next = 0
    }

    /// More views, collectors and filters than this in one session are refused.
    private static let mostObjects = 1000

    init(_ stored: Session, of sessions: VimSessions, presentation: Presentation) {
        key = stored.key
        identity = stored.values["identity"] ?? ""
        user = stored.user
        created = stored.created
        address = stored.values["address"] ?? ""
        agent = stored.values["agent"] ?? ""
        self.sessions = sessions
        self.presentation = presentation
        content.withLock { content in
            content.lastUsed = stored.lastUsed
            content.calls = stored.values["calls"].flatMap { Int($0) } ?? 0
            content.locale = stored.values["locale"] ?? "en"
        }
    }

    var locale: String {
        get { content.withLock(\.locale) }
        set { content.withLock { $0.locale = newValue } }
    }

    /// What the mapping of a session is given.
    var attributes: [String: String] {
        let (lastUsed, calls, locale) = content.withLock { ($0.lastUsed, $0.calls, $0.locale) }
        return [
            "key": identity, "user": user, "time": created.generic, "locale": locale, "address": address,
            "agent": agent,
            "calls": "\(calls)", "lastActive": lastUsed.generic,
        ]
    }

    /// The client was heard of.
    /// - Returns: how often it has called.
    func touch(isCall: Bool) -> Int {
        content.withLock { content in
            content.lastUsed = Date()
            if isCall { content.calls += 1 }
            return content.calls
        }
    }

    // MARK: - Views

    /// - Throws: ``VimFault`` when the session has too many.
    func add(_ type: String, _ make: (ManagedObjectReference) -> any SessionObject) throws(VimFault)
        -> ManagedObjectReference
    {
        let reference = try newReference(type)
        let view = make(reference)
        content.withLock { $0.views[reference.value] = view }
        return reference
    }

    func view(_ reference: ManagedObjectReference) -> (any SessionObject)? {
        content.withLock { $0.views[reference.value] }
    }

    func removeView(_ reference: ManagedObjectReference) -> Bool {
        let removed = content.withLock { $0.views.removeValue(forKey: reference.value) } != nil
        if removed { structureChanged() }
        return removed
    }

    // MARK: - Property collectors

    /// The session's own collector by the name in the service content, or one that it created.
    func collector(_ reference: ManagedObjectReference) throws(VimFault) -> PropertyCollector {
        if let collector = content.withLock({ $0.collectors[reference.value] }) { return collector }
        guard try presentation.reference(ofSingleton: "PropertyCollector") == reference else {
            throw .notFound(reference)
        }
        return content.withLock { content in
            if let collector = content.collectors[reference.value] { return collector }
            let collector = PropertyCollector(reference, session: self, presentation: presentation)
            content.collectors[reference.value] = collector
            return collector
        }
    }

    /// - Throws: ``VimFault`` when the session has too many.
    func addCollector() throws(VimFault) -> ManagedObjectReference {
        let reference = try newReference("PropertyCollector")
        let collector = PropertyCollector(reference, session: self, presentation: presentation)
        content.withLock { $0.collectors[reference.value] = collector }
        return reference
    }

    func removeCollector(_ reference: ManagedObjectReference) -> Bool {
        let collector = content.withLock { $0.collectors.removeValue(forKey: reference.value) }
        collector?.close()
        return collector != nil
    }

    var collectors: [PropertyCollector] { content.withLock { Array($0.collectors.values) } }

    /// A view's content was changed by its client.
    func structureChanged() {
        for collector in collectors { collector.structureChanged() }
    }

    /// Ends everything that waits, and the leases.
    func close() {
        let (views, collectors) = content.withLock { content in
            defer {
                content.views = [:]
                content.collectors = [:]
            }
            return (content.views.values, content.collectors.values)
        }
        for case let lease as NfcLease in views { lease.end("error", because: "The session has ended") }
        for collector in collectors { collector.close() }
    }

    func newReference(_ type: String) throws(VimFault) -> ManagedObjectReference {
        // Counted outside, because a collector may look for views while it is locked itself.
        let filters = collectors.reduce(0) { $0 + $1.filterCount }
        let number: Int? = content.withLock { content in
            guard content.views.count + content.collectors.count + filters < VimSession.mostObjects else { return nil }
            content.next += 1
            return content.next
        }
        guard let number else {
            throw .invalidRequest("The session has too many views, property collectors or filters")
        }
        return ManagedObjectReference(type: type, value: "session[\(identity.prefix(8))]\(number)")
    }
}
