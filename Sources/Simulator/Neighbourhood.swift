import Foundation
import Synchronization

/// The simulated hosts of one platform that reach each other: those whose directories are in one directory.
public final class Neighbourhood<Host: AnyObject & Sendable>: Sendable {
    private struct Resident {
        weak var host: Host?
    }

    /// By the paths of their directories.
    private let residents = Mutex<[String: Resident]>([:])

    public init() {}

    public func enter(_ host: Host, _ directory: URL) {
        residents.withLock { residents in
            residents = residents.filter { $0.value.host != nil }
            residents[directory.standardizedFileURL.path] = Resident(host: host)
        }
    }

    /// The host in a directory beside another's.
    public func host(named name: String, beside directory: URL) -> Host? {
        let path = directory.standardizedFileURL.deletingLastPathComponent().appendingPathComponent(name).path
        return residents.withLock { $0[path]?.host }
    }
}
