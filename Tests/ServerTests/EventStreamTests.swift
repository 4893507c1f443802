import Agents
import Bus
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOEmbedded
import Store
import Synchronization
import Testing

@testable import Server

@Suite struct EventStreamTests {
    /// Takes what is streamed until it has seen enough, then breaks off as a client does.
    private final class Reader: ResponseBodyWriter, Sendable {
        struct Enough: Error {}
        private let received = Mutex("")
        private let last: String

        init(until last: String) {
            self.last = last
        }

        var text: String { received.withLock { $0 } }

        func write(_ buffer: ByteBuffer) async throws {
            let isEnough = received.withLock { text in
                text += String(buffer: buffer)
                return text.contains(last)
            }
            if isEnough { throw Enough() }
        }

        func finish(_ trailingHeaders: HTTPFields?) async throws {}
    }

    private func read(_ fleet: TestFleet, _ query: String, headers: HTTPFields = [:], until last: String) async throws
        -> String
    {
        let request = Request(
            head: HTTPRequest(
                method: .get, scheme: "http", authority: "test", path: "/api/v1/events\(query)", headerFields: headers),
            body: RequestBody(buffer: ByteBuffer()))
        let context = AdminContext(
            source: .init(channel: EmbeddedChannel(), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }))
        let response = try await fleet.api.events(request, context)
        #expect(response.headers[.contentType] == "text/event-stream")
        let reader = Reader(until: last)
        await #expect(throws: Reader.Enough.self) { try await response.body.write(reader) }
        return reader.text
    }

    @Test(.timeLimit(.minutes(1)))
    func eventsArriveAndAreResumed() async throws {
        let fleet = try await TestFleet()
        let log = fleet.store.events
        try log.append(type: "vm.poweredOn", target: nil, message: "one\ntwo")
        let first = log.latest()
        async let live = read(fleet, "", until: "id: \(first + 1)")
        try await Task.sleep(for: .milliseconds(100))
        try log.append(type: "vm.poweredOff", message: "three")
        fleet.server.updates.publish([
            .init(id: "t", type: "task", change: .updated, concernsOthers: false, references: [])
        ])
        let text = try await live
        #expect(!text.contains("id: \(first)\n"))
        #expect(text.contains("id: \(first + 1)\nevent: vm.poweredOff\ndata: {\"sequence\":\(first + 1),"))
        let again = try await read(fleet, "?since=\(first - 1)", until: "id: \(first + 1)")
        #expect(again.contains("id: \(first)\nevent: vm.poweredOn\n"))
        #expect(again.contains("one\\ntwo"))
        let name = try #require(HTTPField.Name("Last-Event-ID"))
        let resumed = try await read(fleet, "", headers: [name: "\(first)"], until: "id: \(first + 1)")
        #expect(!resumed.contains("id: \(first)\n"))
        try await fleet.stop()
    }

    @Test func placesAreGivenBack() {
        let counter = StreamCounter(limit: 1)
        var ticket = counter.enter()
        #expect(ticket != nil)
        #expect(counter.enter() == nil)
        ticket = nil
        #expect(counter.enter() != nil)
    }
}
