import Hosts
import Testing

@testable import Endpoints

/// How a driver's connection stands, and who is told.
@Suite struct HostLinkTests {
    /// An actor with a link in it, as a driver is.
    private actor Driver {
        nonisolated let changes: AsyncStream<HostChange>
        var link: HostLink<String>

        init() {
            let (changes, news) = AsyncStream.makeStream(of: HostChange.self)
            self.changes = changes
            link = HostLink(news)
        }

        func news() async { await withCheckedContinuation { link.wait($0) } }
        func change<R: Sendable>(_ body: @Sendable (inout HostLink<String>) throws -> R) rethrows -> R { try body(&link) }
    }

    private func told(_ driver: Driver) async -> [String] {
        await driver.change { $0.end() }
        var told: [String] = []
        for await change in driver.changes { told.append("\(change)") }
        return told
    }

    @Test func itTellsOnceOfWhatItIsLike() async throws {
        let driver = Driver()
        await driver.change { link in
            link.lose("away")
            link.lose("away")
            link.lose("still away")
            link.connect("one")
            link.connect("two")
            link.replace(with: "three")
            link.lose("away")
        }
        #expect(
            await told(driver)
                == [
                    "\(HostChange.disconnected(reason: "away"))", "\(HostChange.disconnected(reason: "still away"))",
                    "\(HostChange.connected)", "\(HostChange.everything)", "\(HostChange.disconnected(reason: "away"))",
                ])
    }

    @Test func thereIsAConnectionOrAReasonWhyNot() async throws {
        let driver = Driver()
        #expect(await driver.change { ($0.isConnecting, $0.isLost, $0.isClosed) } == (true, false, false))
        await #expect(throws: HostError(.unreachable, "the first connection is being made")) {
            try await driver.change { try $0.current() }
        }
        await driver.change { $0.lose("away") }
        await #expect(throws: HostError(.unreachable, "away")) { try await driver.change { try $0.current() } }
        await driver.change { $0.connect("one") }
        #expect(try await driver.change { try $0.current() } == "one")
        await driver.change { $0.replace(with: "two") }
        #expect(await driver.change { $0.close() } == "two")
        await #expect(throws: HostError(.closed, "the connection has been closed")) {
            try await driver.change { try $0.current() }
        }
    }

    @Test func whatIsClosedStaysSo() async throws {
        let driver = Driver()
        #expect(await driver.change { $0.close() } == nil)
        await driver.change { link in
            link.connect("one")
            link.replace(with: "two")
            link.lose("away")
        }
        #expect(await driver.change { $0.isClosed && $0.connection == nil })
        #expect(await told(driver).isEmpty)
        await driver.news()
    }

    /// Whoever waits goes on with each change, and when it is woken.
    @Test func whoWaitsIsLetGo() async throws {
        let driver = Driver()
        for body: @Sendable (inout HostLink<String>) -> Void in [
            { $0.lose("away") }, { $0.connect("one") }, { $0.wake() }, { _ = $0.close() },
        ] {
            let waiting = Task { await driver.news() }
            while await driver.change({ $0.isWaitedFor }) == false { await Task.yield() }
            await driver.change(body)
            await waiting.value
        }
    }
}
