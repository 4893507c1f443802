import Foundation
import Synchronization

/// Tells of files that anyone writes, renames or removes in some directories.
public final class DirectoryWatcher: Sendable {
    /// The files touched, names that begin with a dot left out. Repeats within a few milliseconds are told once.
    /// For one consumer.
    public let changes: AsyncStream<URL>

    private let continuation: AsyncStream<URL>.Continuation
    private let inotify: Inotify
    private let watches = Mutex<[Inotify.Watch]>([])

    /// - Throws: what keeps the system from watching at all.
    public init(_ directories: [URL]) throws {
        inotify = try Inotify.shared()
        (changes, continuation) = AsyncStream.makeStream(of: URL.self, bufferingPolicy: .unbounded)
        for directory in directories { watch(directory) }
    }

    public func watch(_ directory: URL) {
        let watch = inotify.watch(directory) { [continuation] in continuation.yield($0) }
        if let watch { watches.withLock { $0.append(watch) } }
    }

    /// Ends the stream.
    public func close() {
        continuation.finish()
        let watches = watches.withLock { watches in
            defer { watches = [] }
            return watches
        }
        for watch in watches { inotify.remove(watch) }
    }
}
