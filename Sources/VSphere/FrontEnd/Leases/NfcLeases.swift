import Foundation
import Synchronization

/// The leases whose URLs are open.
final class NfcLeases: Sendable {
    /// More at once are refused.
    static let most = 200
    /// More at once of one user are refused.
    static let mostOfUser = 50

    private struct Content {
        var leases: [String: NfcLease] = [:]
        /// The users of the places that are kept for leases to come.
        var places: [UUID: String] = [:]
    }

    private let content = Mutex(Content())

    /// Keeps a place for a lease that is about to be made.
    /// - Throws: ``VimFault`` when there are too many.
    func reserve(for user: String) throws(VimFault) -> UUID {
        let place = UUID()
        let isFull = content.withLock { content in
            content.leases = content.leases.filter { !$0.value.isOver }
            let users = content.leases.values.map(\.client.user) + content.places.values
            guard users.count < NfcLeases.most, users.count(where: { $0 == user }) < NfcLeases.mostOfUser else {
                return true
            }
            content.places[place] = user
            return false
        }
        if isFull {
            throw VimFault(
                "ResourceInUse", "There are too many leases", [("type", "HttpNfcLease"), ("name", "HttpNfcLease")])
        }
        return place
    }

    /// Gives a place back, if no lease was put there.
    func release(_ place: UUID) { content.withLock { _ = $0.places.removeValue(forKey: place) } }

    func add(_ lease: NfcLease, at place: UUID) {
        content.withLock { content in
            content.places[place] = nil
            content.leases[lease.token] = lease
        }
    }

    /// nil if there is none of that token, or its time is over.
    func find(_ token: String) -> NfcLease? {
        content.withLock { $0.leases[token] }.flatMap { $0.isOver ? nil : $0 }
    }

    /// Whether another lease is open on a machine.
    func holds(_ machine: String) -> Bool {
        content.withLock { $0.leases.values.contains { $0.id == machine && !$0.isOver } }
    }
}
