import Foundation
import Synchronization

/// Tickets: each is good once, for a short time, and for what it was given for.
final class Tickets: Sendable {
    enum Purpose: Hashable {
        /// To become a session of the same user.
        case clone
        /// One HTTP request: its method, and the path and query of its URL.
        case request(method: String, resource: String)
    }

    private struct Ticket {
        var purpose: Purpose
        var session: String
        var end: ContinuousClock.Instant
    }

    private static let lifetime = Duration.seconds(60)
    private static let most = 10_000
    private let open = Mutex<[String: Ticket]>([:])

    /// - Parameter session: the key of the session that it stands for.
    /// - Throws: ``VimFault`` when too many are open.
    func issue(_ purpose: Purpose, for session: String) throws(VimFault) -> String {
        let name = "cst-" + UUID().uuidString.lowercased() + UUID().uuidString.lowercased()
        let now = ContinuousClock.now
        let isTaken = open.withLock { open in
            if open.count >= Tickets.most { open = open.filter { $0.value.end > now } }
            guard open.count < Tickets.most else { return false }
            open[name] = Ticket(purpose: purpose, session: session, end: now + Tickets.lifetime)
            return true
        }
        guard isTaken else { throw .invalidRequest("Too many tickets are open") }
        return name
    }

    /// The key of the session that a ticket stands for; nil if it is not good for this. It is used up in any case.
    func redeem(_ name: String, for purpose: Purpose) -> String? {
        guard let ticket = open.withLock({ $0.removeValue(forKey: name) }) else { return nil }
        return ticket.purpose == purpose && ticket.end > ContinuousClock.now ? ticket.session : nil
    }

    /// The path and query of a URL, or of a path alone, as tickets hold them.
    static func resource(of url: String) -> String? {
        guard let parts = URLComponents(string: url), parts.path.hasPrefix("/") else { return nil }
        let items = (parts.queryItems ?? []).map { "\($0.name)=\($0.value ?? "")" }.sorted()
        return parts.path + "?" + items.joined(separator: "&")
    }
}

extension VimSessions {
    /// The session that may make one HTTP request by a ticket of AcquireGenericServiceTicket; nil if it may not.
    /// - Parameter url: the request's URL, or its path and query.
    func session(ticket: String, method: String, url: String) -> VimSession? {
        guard let resource = Tickets.resource(of: url) else { return nil }
        return tickets.redeem(ticket, for: .request(method: method.uppercased(), resource: resource)).flatMap(find)
    }
}
