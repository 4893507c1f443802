import Agents
import Brokers
import Bus
import Foundation
import Generic
import Store
import XML

/// What PerformanceManager shows and answers.
struct Performance: Sendable {
    let table: PerformanceTable
    let figures: PerformanceFigures
    let live: LiveProperties
    /// PerformanceManager itself.
    let manager: FlatTree
    private let server: TransformServer
    /// Whose identifiers clients are given.
    private let scope: String

    /// - Throws: ``Fault`` for a mapping that fails, or a table that cannot be read.
    init(_ broker: MetricBroker, server: TransformServer, cache: ViewCache) throws(Fault) {
        self.server = server
        scope = cache.side.scope
        let file = "\(Presentation.protocolName)/performance.xml"
        do {
            table = try PerformanceTable(contentsOf: server.engine.mappings.directory.appendingPathComponent(file))
        } catch {
            throw Fault(.internal, "\(file) cannot be read: \(error)")
        }
        figures = PerformanceFigures(broker: broker, table: table, server: server)
        live = LiveProperties(broker, table, cache)
        guard let manager = try cache.render(Document(table.element)).first else {
            throw Fault(.internal, "object-out.xsl gave no performance manager")
        }
        self.manager = manager
    }

    var counters: [FlatTree.Cursor] { manager.root.children(named: "perfCounter") }

    /// - Throws: ``VimFault`` with type `InvalidArgument` for an object that is not measured.
    func provider(of object: ManagedObjectReference) throws(VimFault) -> PerformanceTable.Provider {
        guard let provider = table.providers[object.type] else {
            throw .invalidArgument("querySpec.entity", "There are no statistics of a \(object.type)")
        }
        return provider
    }

    /// Seconds.
    func intervals(of provider: PerformanceTable.Provider) -> [Int] {
        (provider.isCurrent ? [figures.current] : []) + table.intervals
    }

    /// - Parameter interval: nil: any.
    /// - Throws: ``VimFault`` of type `InvalidArgument`, `SystemError` if the history cannot be read.
    func available(_ object: ManagedObjectReference, interval: Int?) throws(VimFault) -> [PerformanceFigures.Metric] {
        let provider = try provider(of: object)
        guard let id = id(of: object) else { throw .notFound(object) }
        let known = intervals(of: provider)
        if let interval, !known.contains(interval) {
            throw .invalidArgument("intervalId", "There are no statistics in intervals of \(interval) seconds")
        }
        var found: [PerformanceFigures.Metric] = []
        do {
            for seconds in interval.map({ [$0] }) ?? known {
                for metric in try figures.available(id, type: provider.type, interval: seconds) where !found.contains(metric) {
                    found.append(metric)
                }
            }
        } catch {
            throw VimFault("SystemError", "The statistics cannot be read", [("reason", "\(error)")])
        }
        return found
    }

    /// - Throws: ``VimFault`` with type `SystemError` if the history cannot be read.
    func read(_ query: PerformanceQuery) throws(VimFault) -> PerformanceFigures.Reading {
        guard let id = id(of: query.entity) else { throw .notFound(query.entity) }
        var reading: PerformanceFigures.Reading
        do {
            reading = try figures.read(
                id, type: try provider(of: query.entity).type, query.metrics, interval: query.interval, after: query.after,
                through: query.through)
        } catch {
            throw VimFault("SystemError", "The statistics cannot be read", [("reason", "\(error)")])
        }
        // Only of samples can a client want so many at most.
        if let most = query.maxSample, query.interval == figures.current, reading.times.count > most {
            reading.times.removeFirst(reading.times.count - most)
            for index in reading.series.indices { reading.series[index].values = reading.series[index].values.suffix(most) }
        }
        // What was not measured in that time is left out.
        reading.series.removeAll { $0.values.allSatisfy { $0 == nil } }
        return reading
    }

    /// The machines of a host.
    /// - Throws: ``VimFault`` with type `InvalidArgument` for another object.
    func children(of object: ManagedObjectReference) throws(VimFault) -> [ManagedObjectReference] {
        guard object.type == "HostSystem", let id = id(of: object) else {
            throw .invalidArgument("querySpec.entity", "A composite query is about a host")
        }
        let store = server.store
        return store.mirror.entries(type: ObjectType.vm.rawValue, host: id).compactMap { entry in
            store.identifiers.native(
                platform: Presentation.protocolName, scope: scope, type: "VirtualMachine", uuid: entry.id
            ).map { ManagedObjectReference(type: "VirtualMachine", value: $0) }
        }
    }

    private func id(of object: ManagedObjectReference) -> String? {
        server.store.identifiers.uuid(
            platform: Presentation.protocolName, scope: scope, type: object.type, native: object.value)
    }
}
