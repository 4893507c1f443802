import Foundation
import Glibc
import Synchronization

/// Tells of files that anyone writes, renames or removes in some directories (inotify(7)).
public final class DirectoryWatcher: Sendable {
    /// The files touched, names that begin with a dot left out. Repeats within a few milliseconds are told once.
    /// For one consumer.
    public let changes: AsyncStream<URL>

    private let descriptor: Int32
    private let directories = Mutex<[Int32: URL]>([:])
    private let continuation: AsyncStream<URL>.Continuation

    public init(_ directories: [URL]) throws {
        descriptor = inotify_init1(Int32(IN_CLOEXEC))
        guard descriptor >= 0 else { throw CocoaError(.fileReadUnknown) }
        (changes, continuation) = AsyncStream.makeStream(of: URL.self, bufferingPolicy: .unbounded)
        for directory in directories { watch(directory) }
        let thread = Thread { [weak self, descriptor] in DirectoryWatcher.read(descriptor) { self } }
        thread.stackSize = 256 << 10
        thread.name = "inotify"
        thread.start()
    }

    public func watch(_ directory: URL) {
        let mask = IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_CREATE
        let watch = inotify_add_watch(descriptor, directory.path, UInt32(mask))
        if watch >= 0 { directories.withLock { $0[watch] = directory } }
    }

    /// Ends the stream.
    public func close() {
        continuation.finish()
        let watches = directories.withLock { directories in
            defer { directories = [:] }
            return directories.keys
        }
        // Each removal wakes the reading thread, which then ends.
        for watch in watches { inotify_rm_watch(descriptor, watch) }
    }

    private static func read(_ descriptor: Int32, _ watcher: () -> DirectoryWatcher?) {
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        defer { Glibc.close(descriptor) }
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            guard count > 0, let watcher = watcher() else { return }
            let files = watcher.parse(buffer[0..<count])
            for file in files { watcher.continuation.yield(file) }
            if watcher.directories.withLock({ $0.isEmpty }) { return }
            // Lets a burst of writes to one file become one report.
            usleep(5_000)
        }
    }

    private func parse(_ bytes: ArraySlice<UInt8>) -> [URL] {
        let header = MemoryLayout<inotify_event>.size
        var files: [URL] = []
        var offset = bytes.startIndex
        while offset + header <= bytes.endIndex {
            let event = bytes[offset..<offset + header].withUnsafeBytes { $0.loadUnaligned(as: inotify_event.self) }
            let end = offset + header + Int(event.len)
            guard end <= bytes.endIndex else { break }
            let name = String(decoding: bytes[(offset + header)..<end].prefix { $0 != 0 }, as: UTF8.self)
            if !name.isEmpty, !name.hasPrefix("."), let directory = directories.withLock({ $0[event.wd] }) {
                let file = directory.appendingPathComponent(name)
                if files.last != file { files.append(file) }
            }
            offset = end
        }
        return files
    }
}
