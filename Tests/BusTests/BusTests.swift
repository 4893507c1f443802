import Bus
import Foundation
import Generic
import Hosts
import Store
import Synchronization
import Testing
import XML

@testable import Agents

@Suite struct TraceTests {
    @Test func stagesAreKeptInOrder() {
        let trace = Trace(id: "t")
        trace.record("a", "first", document: "<x/>")
        trace.record("b")
        #expect(trace.stages.map(\.name) == ["a", "b"])
        #expect(trace.stages[0].document == "<x/>" && trace.stages[1].document == nil)
    }

    @Test func longDocumentsAreCut() throws {
        let trace = Trace()
        trace.record("a", document: String(repeating: "ä", count: 100_000))
        let kept = try #require(trace.stages.first?.document)
        #expect(kept.utf8.count < 200_000 && kept.hasSuffix("…"))
    }

    @Test func documentsAreWrittenOutWhenSomebodyAsks() throws {
        let trace = Trace()
        let document = try Document(parsing: "<a><b>x</b></a>")
        trace.record("a", "first", document: document)
        trace.writeOut()
        trace.record("b", document: document)
        #expect(trace.stages.map(\.document) == [document.text(indented: true), document.text(indented: true)])
    }

    @Test func aCutIsNotWithinACharacter() throws {
        let trace = Trace()
        trace.record("a", document: try Document(parsing: "<a>" + String(repeating: "ä", count: 100_000) + "</a>"))
        trace.record("b", document: try Document(parsing: "<ab>" + String(repeating: "ä", count: 100_000) + "</ab>"))
        for stage in trace.stages {
            let kept = try #require(stage.document)
            #expect(kept.utf8.count <= (64 << 10) + 3 && kept.hasSuffix("ä…") && !kept.contains("\u{FFFD}"))
        }
    }

    @Test func documentsOfOldTracesDoNotWait() throws {
        let log = TraceLog(capacity: 1000)
        let document = try Document(parsing: "<a/>")
        weak var held: Document?
        let trace = log.begin()
        try {
            let other = try Document(parsing: "<b/>")
            held = other
            trace.record("b", document: other)
        }()
        #expect(held != nil)
        for _ in 0..<40 { log.begin().record("a", document: document) }
        #expect(held == nil, "its tree is let go of")
        #expect(trace.stages.first?.document?.hasPrefix("<b/>") == true)
    }

    @Test func theLogIsARing() {
        let log = TraceLog(capacity: 3)
        let traces = (0..<7).map { _ in log.begin() }
        #expect(traces.map { log[$0.id] != nil } == [false, false, false, false, true, true, true])
        #expect(log.latest(2).map(\.id) == [traces[6].id, traces[5].id])
        #expect(log.latest(10).count == 3)
        #expect(TraceLog(capacity: 0).begin().stages.isEmpty)
    }

    @Test func manyTasksTrace() async {
        let log = TraceLog(capacity: 50)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<500 { group.addTask { log.begin().record("x") } }
        }
        #expect(log.latest(1000).count == 50)
    }
}

@Suite struct UpdateHubTests {
    private func update(_ id: String) -> Update {
        Update(id: id, type: "vm", change: .updated, concernsOthers: false, references: [])
    }

    @Test func everyoneIsTold() {
        let hub = UpdateHub()
        let told = Mutex<[String]>([])
        let first = hub.subscribe { updates in told.withLock { $0 += updates.map { "1" + $0.id } } }
        let second = hub.subscribe { updates in told.withLock { $0 += updates.map { "2" + $0.id } } }
        hub.publish([update("a"), update("b")])
        hub.cancel(first)
        hub.publish([update("c")])
        hub.publish([])
        hub.cancel(second)
        hub.cancel(second)
        hub.publish([update("d")])
        #expect(told.withLock { $0 } == ["1a", "1b", "2a", "2b", "2c"])
    }

    @Test func aSubscriberMayPublishAndCancel() {
        let hub = UpdateHub()
        let told = Mutex<[String]>([])
        let token = Mutex(0)
        let mine = hub.subscribe { updates in
            told.withLock { $0 += updates.map(\.id) }
            hub.cancel(token.withLock { $0 })
            if updates.first?.id == "a" { hub.publish([update("b")]) }
        }
        token.withLock { $0 = mine }
        hub.publish([update("a")])
        #expect(told.withLock { $0 } == ["a"])
    }
}

@Suite struct DataWriterTests {
    @Test func whatChangesIsTold() async throws {
        try await Fleet.test { fleet in
            let told = Mutex<[Update]>([])
            let token = fleet.server.updates.subscribe { updates in told.withLock { $0 += updates } }
            defer { fleet.server.updates.cancel(token) }
            let writer = DataWriter(engine: fleet.server.engine, mirror: fleet.store.mirror, inventory: fleet.store.inventory, updates: fleet.server.updates)
            let object = try #require(try await fleet.driver.read(.init(type: "machine", id: "m1")))
            let write = try writer.generic(object, of: fleet.host.side)
            #expect(write.type == "vm" && write.name == "one")
            #expect(try writer.write([write]) == [.unchanged])
            #expect(told.withLock { $0.isEmpty }, "nothing has changed")

            await fleet.driver.set("m1", name: "one", state: "running")
            let changed = try #require(try await fleet.driver.read(.init(type: "machine", id: "m1")))
            #expect(try writer.write([writer.generic(changed, of: fleet.host.side)]) == [.updated])
            #expect(told.withLock { $0.map(\.concernsOthers) } == [false], "its state is nobody else's business")

            await fleet.driver.set("m1", name: "uno", state: "running")
            let renamed = try #require(try await fleet.driver.read(.init(type: "machine", id: "m1")))
            try writer.write([writer.generic(renamed, of: fleet.host.side)])
            #expect(told.withLock { $0.last?.concernsOthers } == true)

            try writer.remove([write.id])
            #expect(told.withLock { $0.last?.change } == .removed)
            #expect(told.withLock { $0.last?.references.isEmpty } == false)
            try writer.remove([write.id])
            #expect(told.withLock { $0.count } == 3)
        }
    }

    @Test func anObjectWithoutIdentifierIsAFault() async throws {
        try await Fleet.test { fleet in
            let writer = DataWriter(engine: fleet.server.engine, mirror: fleet.store.mirror, inventory: fleet.store.inventory, updates: fleet.server.updates)
            let fault = #expect(throws: Fault.self) {
                try writer.generic(
                    .init(reference: .init(type: "car", id: "1"), document: Document(Element("car"))), of: fleet.host.side)
            }
            #expect(fault?.code == .internal)
        }
    }
}

@Suite struct ExcerptsTests {
    @Test func theLastUsedAreKept() {
        var excerpts = Excerpts(limit: 10_000)
        for number in 0..<1000 {
            excerpts.keep([UInt8](repeating: 0, count: 100), "x", of: "\(number)")
            #expect(excerpts.find("x", of: "0") != nil, "it is used all the time")
        }
        let kept = (0..<1000).count { excerpts.find("x", of: "\($0)") != nil }
        #expect(kept > 10 && kept <= 100)
    }

    @Test func anObjectHasAFew() {
        var excerpts = Excerpts(limit: 10_000)
        for number in 0..<6 { excerpts.keep([UInt8(number)], "\(number)", of: "a") }
        #expect((0..<6).map { excerpts.find("\($0)", of: "a")?.first } == [nil, nil, 2, 3, 4, 5])
        excerpts.keep([7], "3", of: "a")
        #expect(excerpts.find("3", of: "a") == [7] && excerpts.find("2", of: "a") == [2])
        excerpts.forget("a")
        #expect(excerpts.find("3", of: "a") == nil)
    }
}

@Suite struct ViewCacheTests {
    @Test func viewsAreMadeOnce() async throws {
        try await Fleet.test { fleet in
            let cache = ViewCache(fleet.server, protocolName: ToyMappings.platform)
            let id = try fleet.id("m1")
            let first = try #require(try cache.views(of: id).first)
            #expect(cache.count == 1)
            #expect(first.root.first("name")?.text == "one")
            #expect(first.root.first("store")?.text == "store")
            #expect(try cache.views(of: id).first?.bytes == first.bytes)
            #expect(try cache.views(of: "99999999-9999-4999-8999-999999999999").isEmpty)
            #expect(cache.count == 1, "what is not there is not kept")
        }
    }

    @Test func oneObjectMayBeSeveral() async throws {
        try await Fleet.test { fleet in
            let cache = ViewCache(fleet.server, protocolName: ToyMappings.platform)
            let views = try cache.views(of: fleet.id("n1", type: "node"))
            #expect(views.map(\.root.name) == ["node", "extra"])
            #expect(views.first?.root.children.map(\.text) == ["one", "two"])
        }
    }

    @Test func aChangeIsSeenAtOnce() async throws {
        try await Fleet.test { fleet in
            let cache = ViewCache(fleet.server, protocolName: ToyMappings.platform)
            let (vm, host) = try (fleet.id("m1"), fleet.id("n1", type: "node"))
            _ = try cache.views(of: vm)
            _ = try cache.views(of: host)
            _ = try await fleet.run(fleet.command("vm.powerOn"))
            #expect(cache.count == 1, "the host does not show the machine's state")
            _ = try cache.views(of: vm)
            _ = try await fleet.run(fleet.command("vm.rename", named: "uno"))
            #expect(cache.count == 0, "the host shows its name")
            #expect(try cache.views(of: vm).first?.root.first("name")?.text == "uno")
            #expect(try cache.views(of: host).first?.root.children.map(\.text) == ["two", "uno"])
        }
    }

    @Test func whatRefersToARenamedObjectIsMadeAnew() async throws {
        try await Fleet.test { fleet in
            let cache = ViewCache(fleet.server, protocolName: ToyMappings.platform)
            let vm = try fleet.id("m1")
            #expect(try cache.views(of: vm).first?.root.first("store")?.text == "store")
            await fleet.driver.namePool("other")
            fleet.driver.announce(.changed(.init(type: "pool", id: "p1")))
            try await fleet.until { fleet.store.mirror.entry(try fleet.id("p1", type: "pool"))?.name == "other" }
            try await fleet.until { try cache.views(of: vm).first?.root.first("store")?.text == "other" }
        }
    }

    @Test func excerptsAreAsOldAsTheirView() async throws {
        try await Fleet.test { fleet in
            let cache = ViewCache(fleet.server, protocolName: ToyMappings.platform)
            let vm = try fleet.id("m1")
            #expect(cache.making(of: vm) == nil, "there is no view yet that an excerpt could be of")
            _ = try cache.views(of: vm)
            let first = try #require(cache.making(of: vm))
            cache.keep([1], "name", of: vm, making: first)
            cache.keep([2], "state", of: vm, making: first)
            #expect(cache.excerpt("name", of: vm) == [1] && cache.excerpt("state", of: vm) == [2])
            _ = try await fleet.run(fleet.command("vm.powerOn"))
            #expect(cache.excerpt("name", of: vm) == nil)
            cache.keep([1], "name", of: vm, making: first)
            #expect(cache.excerpt("name", of: vm) == nil, "the view is not made again yet")
            _ = try cache.views(of: vm)
            cache.keep([1], "name", of: vm, making: first)
            #expect(cache.excerpt("name", of: vm) == nil, "it was written of the view before")
        }
    }

    @Test func whatIsGoneHasNoView() async throws {
        try await Fleet.test { fleet in
            let cache = ViewCache(fleet.server, protocolName: ToyMappings.platform)
            let (vm, host) = try (fleet.id("m1"), fleet.id("n1", type: "node"))
            _ = try cache.views(of: vm)
            _ = try cache.views(of: host)
            _ = try await fleet.run(fleet.command("vm.destroy"))
            #expect(try cache.views(of: vm).isEmpty)
            #expect(try cache.views(of: host).first?.root.children.map(\.text) == ["two"])
        }
    }

    @Test func readersSeeNoOlderViewAfterAChange() async throws {
        try await Fleet.test { fleet in
            let cache = ViewCache(fleet.server, protocolName: ToyMappings.platform)
            let vm = try fleet.id("m1")
            let reading = Task {
                while !Task.isCancelled {
                    _ = try cache.views(of: vm)
                    await Task.yield()
                }
            }
            for number in 0..<40 {
                _ = try await fleet.run(fleet.command("vm.rename", named: "name \(number)"))
                #expect(try cache.views(of: vm).first?.root.first("name")?.text == "name \(number)")
            }
            reading.cancel()
            _ = try? await reading.value
        }
    }
}

@Suite struct EngineTests {
    @Test func mappingsAreReloaded() async throws {
        try await Fleet.test { fleet in
            let engine = fleet.server.engine
            let folder = fleet.directory.appendingPathComponent("again")
            let again = try ToyMappings.load(into: folder)
            let before = engine.mappings
            await fleet.server.reload(again)
            #expect(engine.mappings !== before)
            #expect(try await fleet.run(fleet.command("vm.powerOn")).outcome.fault == nil)
        }
    }

    @Test func anUnknownPlatformIsAFault() async throws {
        try await Fleet.test { fleet in
            #expect(throws: Fault.self) { try fleet.server.engine.context(.client(platform: "none")) }
        }
    }

    @Test func aMappingThatBreaksItsSchemaIsAFault() async throws {
        try await Fleet.test { fleet in
            let strict = TransformationEngine(fleet.server.engine.mappings, identifiers: fleet.store.identifiers, validates: true)
            let object = try #require(try await fleet.driver.read(.init(type: "machine", id: "m1")))
            let trace = Trace()
            let fault = #expect(throws: Fault.self) {
                try strict.transform(.objectIn, object.document, strict.context(fleet.host.side), trace: trace)
            }
            #expect(fault?.code == .internal)
            #expect(fault?.message.contains("object-in.xsl") == true)
            #expect(trace.stages.count == 1)
        }
    }
}
