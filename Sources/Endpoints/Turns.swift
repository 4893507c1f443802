import Synchronization

/// At most so many at once; the others wait for their turn, in the order in which they came.
public final class Turns: Sendable {
    private let content: Mutex<(free: Int, waiting: [CheckedContinuation<Void, Never>])>

    public init(_ count: Int) {
        content = Mutex((count, []))
    }

    public func run<R>(isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> R) async rethrows -> R {
        await withCheckedContinuation { continuation in
            let isFree = content.withLock { content in
                if content.free > 0 {
                    content.free -= 1
                    return true
                }
                content.waiting.append(continuation)
                return false
            }
            if isFree { continuation.resume() }
        }
        defer { leave() }
        return try await body()
    }

    private func leave() {
        let next = content.withLock { content -> CheckedContinuation<Void, Never>? in
            if content.waiting.isEmpty {
                content.free += 1
                return nil
            }
            return content.waiting.removeFirst()
        }
        next?.resume()
    }
}
