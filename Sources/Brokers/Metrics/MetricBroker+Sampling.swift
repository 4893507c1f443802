import Agents
import Bus
import Foundation
import Generic
import Hosts
import Logging
import Store
import XML

extension MetricBroker {
    /// Takes samples until it is cancelled: at once, again after two seconds so that counters have a rate, and then at
    /// every time that the interval divides.
    public func run() async throws {
        while !server.isReady { try await Task.sleep(for: .milliseconds(50)) }
        await round(at: Date())
        try await Task.sleep(for: .seconds(2))
        await round(at: Date())
        while true {
            let seconds = Double(interval.seconds)
            let next = (Date().timeIntervalSince1970 / seconds).rounded(.down) * seconds + seconds
            try await Task.sleep(for: .seconds(max(0.01, next - Date().timeIntervalSince1970)))
            let now = Date()
            await round(at: now)
            rollUp(through: Int(now.timeIntervalSince1970))
        }
    }

    /// Asks every host for what it measures.
    func round(at now: Date) async {
        let number = Int(now.timeIntervalSince1970) / interval.seconds
        // A host that is still busy with the last round is left alone, and no host keeps the others from being told of.
        let asked = server.hosts.filter { $0.state.isFollowed && begin($0.name) }.map { host in
            Task {
                await self.sample(host, number)
                self.end(host.name)
            }
        }
        await wait(for: asked, atMost: .seconds(interval.seconds / 2))
        sampleDatastores(number, now)
        endRound(number)
    }

    private func wait(for tasks: [Task<Void, Never>], atMost limit: Duration) async {
        let (ended, ending) = AsyncStream.makeStream(of: Void.self)
        let all = Task {
            for task in tasks { await task.value }
            ending.finish()
        }
        let timer = Task {
            try? await Task.sleep(for: limit)
            ending.finish()
        }
        for await _ in ended {}
        timer.cancel()
        all.cancel()
    }

    private func sample(_ host: ManagedHost, _ number: Int) async {
        do {
            // By host: behind one driver there may be several.
            var gathered: [String: [MetricKey: Double]] = [:]
            var wholes: [MetricSample] = []
            let documents = try await host.driver.samples()
            let detached = host.state.detached
            // Counters are as of when the host answered, which may be well after it was asked.
            let read = Date()
            for document in documents {
                let output = try server.engine.transform(
                    .metricsIn, document, server.engine.context(host.side), operations: 20_000_000)
                for sample in output.root.elements.compactMap(MetricSample.init) {
                    // Hosts come last: one may come to what its machines do.
                    if sample.type == ObjectType.host.rawValue {
                        wholes.append(sample)
                        continue
                    }
                    let home = server.store.mirror.entry(sample.object)?.host
                    guard !detached.contains(home ?? "") else { continue }
                    let figures = record(sample, number: number, at: read)
                    guard let home else { continue }
                    for (key, value) in figures where isGathered(key) {
                        gathered[home, default: [:]][key, default: 0] += value
                    }
                }
            }
            for whole in wholes where !detached.contains(whole.object) { record(whole, number: number, at: read, gathered: gathered[whole.object] ?? [:]) }
        } catch {
            log.warning("a host's metrics cannot be read", metadata: ["host": "\(host.name)", "error": "\(error)"])
        }
    }

    private func isGathered(_ key: MetricKey) -> Bool {
        key.instance.isEmpty && vocabulary.place(of: key.metric).map { vocabulary.metrics[$0].isGathered } ?? false
    }

    /// What datastores hold is in the mirror.
    private func sampleDatastores(_ number: Int, _ now: Date) {
        let mirror = server.store.mirror
        for entry in mirror.entries(type: ObjectType.datastore.rawValue) {
            guard let bytes = try? mirror.generic(entry.id), let root = try? Document(parsing: bytes).root,
                let capacity = root.first("capacity").flatMap({ Double($0.text) }),
                let free = root.first("free").flatMap({ Double($0.text) })
            else { continue }
            var sample = Element(
                "sample", namespace: Namespaces.generic, attributes: ["type": entry.type, "id": entry.id])
            for (metric, value) in [
                ("datastore.capacity", capacity / 1024), ("datastore.used", (capacity - free) / 1024),
            ] {
                sample.append(
                    Element("value", namespace: Namespaces.generic, attributes: ["metric": metric], text: "\(value)"))
            }
            if let sample = MetricSample(sample) { record(sample, number: number, at: now) }
        }
    }
}
