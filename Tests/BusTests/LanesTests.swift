import Synchronization
import Testing

@testable import Agents

@Suite struct LanesTests {
    @Test func oneLaneKeepsItsOrder() async {
        let lanes = Lanes()
        let log = Mutex<[Int]>([])
        for number in 0..<200 {
            lanes.enqueue("a") {
                if number % 7 == 0 { await Task.yield() }
                log.withLock { $0.append(number) }
            }
        }
        await lanes.run("a") {}
        #expect(log.withLock { $0 } == Array(0..<200))
    }

    @Test func oneAtATime() async {
        let lanes = Lanes()
        let counts = Mutex((busy: 0, most: 0))
        for _ in 0..<100 {
            lanes.enqueue("a") {
                counts.withLock { counts in
                    counts.busy += 1
                    counts.most = max(counts.most, counts.busy)
                }
                await Task.yield()
                counts.withLock { $0.busy -= 1 }
            }
        }
        await lanes.run("a") {}
        #expect(counts.withLock { $0.most } == 1)
    }

    @Test func lanesRunSideBySide() async {
        let lanes = Lanes()
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        // The first waits for what only the second can give.
        async let first: Int = lanes.run("a") {
            for await _ in stream { return 1 }
            return 0
        }
        let second = await lanes.run("b") {
            continuation.yield()
            return 2
        }
        #expect(await first == 1)
        #expect(second == 2)
    }

    @Test func anIdleLaneIsNotKept() async throws {
        let lanes = Lanes()
        for number in 0..<100 { await lanes.run("lane \(number)") {} }
        for _ in 0..<200 where lanes.count > 0 { try await Task.sleep(for: .milliseconds(2)) }
        #expect(lanes.count == 0)
        await lanes.run("lane 1") {}
    }
}
