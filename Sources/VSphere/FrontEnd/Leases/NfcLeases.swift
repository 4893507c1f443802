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
        /// The places that are kept for leases to come.
        var places: [UUID: Place] = [:]
    }

    private struct Place {
        var user: String
        /// The generic identifier of the machine, if it is known yet.
        var machine: String?
    }

    /// Why there is no place for a lease.
    enum Refusal: Error {
        case tooMany
        /// Another lease is open on the machine, or is just being made.
        case machineInUse
    }

    private let content = Mutex(Content())

    /// Keeps a place for a lease that is about to be made: of two on one machine only the first gets one.
    func reserve(for user: String, on machine: String? = nil) throws(Refusal) -> UUID {
        let place = UUID()
        let refusal: Refusal? = content.withLock { content in
            content.leases = content.leases.filter { !$0.value.isOver }
            let users = content.leases.values.map(\.client.user) + content.places.values.map(\.user)
            guard users.count < NfcLeases.most, users.count(where: { $0 == user }) < NfcLeases.mostOfUser else {
                return .tooMany
            }
            if let machine, content.leases.values.contains(where: { $0.id == machine })
                || content.places.values.contains(where: { $0.machine == machine }) {
                return .machineInUse
            }
            content.places[place] = Place(user: user, machine: machine)
            return nil
        }
        if let refusal { throw refusal }
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
}
