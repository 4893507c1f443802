import Synchronization

/// The leases whose URLs are open.
final class NfcLeases: Sendable {
    /// More at once are refused.
    static let most = 200

    private let leases = Mutex<[String: NfcLease]>([:])

    /// - Throws: ``VimFault`` when there are too many.
    func add(_ lease: NfcLease) throws(VimFault) {
        let isFull = leases.withLock { leases in
            leases = leases.filter { !$0.value.isOver }
            guard leases.count < NfcLeases.most else { return true }
            leases[lease.token] = lease
            return false
        }
        if isFull {
            throw VimFault(
                "ResourceInUse", "There are too many leases", [("type", "HttpNfcLease"), ("name", "HttpNfcLease")])
        }
    }

    /// nil if there is none of that token, or its time is over.
    func find(_ token: String) -> NfcLease? {
        leases.withLock { $0[token] }.flatMap { $0.isOver ? nil : $0 }
    }

    /// Whether another lease is open on a machine.
    func holds(_ machine: String) -> Bool {
        leases.withLock { $0.values.contains { $0.id == machine && !$0.isOver } }
    }
}
