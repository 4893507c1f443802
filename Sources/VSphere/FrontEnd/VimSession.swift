import Agents
import Foundation
import Generic
import Store
import Synchronization

/// What one login holds on the server: its views and property collectors.
final class VimSession: Sendable {
    let key: String
    let user: String
    let created: Date
    let locale: String
    private let presentation: Presentation
    private let content = Mutex(Content())

    private struct Content {
        var lastUsed = Date()
        var views: [String: any SessionView] = [:]
        var collectors: [String: PropertyCollector] = [:]
        var next = 0
    }

    /// More views, collectors and filters than this in one session are refused.
    private static let mostObjects = 1000

    init(key: String, user: String, created: Date, locale: String, presentation: Presentation) {
        self.key = key
        self.user = user
        self.created = created
        self.locale = locale
        self.presentation = presentation
    }

    /// What the mapping of a session is given.
    var attributes: [String: String] {
        [
            "key": key, "user": user, "time": created.generic, "locale": locale,
            "lastActive": content.withLock { $0.lastUsed }.generic,
        ]
    }

    func touch() {
        content.withLock { $0.lastUsed = Date() }
    }

    // MARK: - Views

    /// - Throws: ``VimFault`` when the session has too many.
    func add(_ type: String, _ make: (ManagedObjectReference) -> any SessionView) throws(VimFault) -> ManagedObjectReference {
        let reference = try newReference(type)
        let view = make(reference)
        content.withLock { $0.views[reference.value] = view }
        return reference
    }

    func view(_ reference: ManagedObjectReference) -> (any SessionView)? {
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
        guard try presentation.reference(ofSingleton: "PropertyCollector") == reference else { throw .notFound(reference) }
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

    /// Ends everything that waits.
    func close() {
        let collectors = content.withLock { content in
            defer { content = Content() }
            return content.collectors.values
        }
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
        guard let number else { throw .invalidRequest("The session has too many views, property collectors or filters") }
        return ManagedObjectReference(type: type, value: "session[\(key.prefix(8))]\(number)")
    }
}
