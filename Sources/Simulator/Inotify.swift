import Foundation
import Glibc
import Synchronization

/// The one inotify(7) instance of the process, with a thread that reads it. A system gives a user few instances, often
/// 128, and a fleet has more hosts than that.
final class Inotify: Sendable {
    struct Watch: Sendable {
        fileprivate var descriptor: Int32
        fileprivate var number: Int
    }

    private struct Listener: Sendable {
        var directory: URL
        var tell: @Sendable (URL) -> Void
    }

    private struct Content {
        /// By watch descriptor: the system has one for a directory, however many watch it.
        var listeners: [Int32: [Int: Listener]] = [:]
        var next = 0
    }

    private let descriptor: Int32
    private let content = Mutex(Content())

    private static let instance = Mutex<Inotify?>(nil)

    /// - Throws: `CocoaError` when the system gives no instance.
    static func shared() throws -> Inotify {
        try instance.withLock { instance in
            if let instance { return instance }
            let new = try Inotify()
            instance = new
            return new
        }
    }

    private init() throws {
        descriptor = inotify_init1(Int32(IN_CLOEXEC))
        guard descriptor >= 0 else { throw CocoaError(.fileReadUnknown, userInfo: ["errno": errno]) }
        let thread = Thread { [self] in read() }
        thread.stackSize = 256 << 10
        thread.name = "inotify"
        thread.start()
    }

    /// - Returns: nil for a directory that cannot be watched.
    func watch(_ directory: URL, _ tell: @escaping @Sendable (URL) -> Void) -> Watch? {
        let mask = IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_CREATE
        return content.withLock { content in
            let watch = inotify_add_watch(descriptor, directory.path, UInt32(mask))
            guard watch >= 0 else { return nil }
            content.next += 1
            content.listeners[watch, default: [:]][content.next] = Listener(directory: directory, tell: tell)
            return Watch(descriptor: watch, number: content.next)
        }
    }

    func remove(_ watch: Watch) {
        content.withLock { content in
            guard content.listeners[watch.descriptor]?.removeValue(forKey: watch.number) != nil,
                content.listeners[watch.descriptor]?.isEmpty == true
            else { return }
            content.listeners[watch.descriptor] = nil
            inotify_rm_watch(descriptor, watch.descriptor)
        }
    }

    private func read() {
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            guard count > 0 else {
                if count < 0, errno == EINTR { continue }
                return
            }
            tell(buffer[0..<count])
            // Lets a burst of writes to one file become one report.
            usleep(5_000)
        }
    }

    private func tell(_ bytes: ArraySlice<UInt8>) {
        let header = MemoryLayout<inotify_event>.size
        var offset = bytes.startIndex
        var last: (watch: Int32, name: String)?
        while offset + header <= bytes.endIndex {
            let event = bytes[offset..<offset + header].withUnsafeBytes { $0.loadUnaligned(as: inotify_event.self) }
            let end = offset + header + Int(event.len)
            guard end <= bytes.endIndex else { return }
            let name = String(decoding: bytes[(offset + header)..<end].prefix { $0 != 0 }, as: UTF8.self)
            offset = end
            if event.mask & UInt32(IN_IGNORED) != 0 {
                // The directory is gone; the system may give its number to another.
                content.withLock { $0.listeners[event.wd] = nil }
                continue
            }
            guard !name.isEmpty, !name.hasPrefix("."), last?.watch != event.wd || last?.name != name else { continue }
            last = (event.wd, name)
            let listeners = content.withLock { $0.listeners[event.wd].map { Array($0.values) } ?? [] }
            for listener in listeners { listener.tell(listener.directory.appendingPathComponent(name)) }
        }
    }
}
