import Agents
import Brokers
import Generic
import Synchronization
import XML

/// The properties that follow the metrics: they are rendered when they are read, from the latest samples, so that a round
/// of samples makes nobody's view stale and wakes nobody who does not watch them.
final class LiveProperties: Sendable {
    private let broker: MetricBroker
    private let table: PerformanceTable
    private let cache: ViewCache
    private let rendered = Mutex<(round: Int, trees: [ManagedObjectReference: (source: Int, tree: FlatTree)])>((0, [:]))

    init(_ broker: MetricBroker, _ table: PerformanceTable, _ cache: ViewCache) {
        self.broker = broker
        self.table = table
        self.cache = cache
    }

    /// Whether a property of that path changes with the samples.
    func contains(_ path: PropertyPath) -> Bool {
        path.segments[0].name == table.live.property
            && (path.segments.count == 1 || path.segments[1].name == table.live.part)
    }

    /// Whether it changes with the samples alone, so that who watches it is told after each round.
    func isWatched(_ path: PropertyPath) -> Bool { contains(path) && path.segments.count > 1 }

    /// A view with only the property that follows the metrics; nil if the object is not one that is measured.
    /// - Parameters:
    ///   - id: the object's generic identifier.
    ///   - view: the object as it is kept.
    func view(of object: ManagedObjectReference, _ id: String, _ view: FlatTree) throws(VimFault) -> FlatTree? {
        guard let provider = table.providers[object.type], provider.isCurrent, let property = view.root.first(table.live.property)
        else { return nil }
        let round = broker.round
        let source = PropertyValue.one(property, type: "").digest
        let known = rendered.withLock { rendered in
            if rendered.round != round { rendered = (round, [:]) }
            return rendered.trees[object]
        }
        if let known, known.source == source { return known.tree }
        let tree: FlatTree?
        do {
            var metrics = Element("metrics", namespace: Namespaces.generic)
            metrics["type"] = provider.type
            metrics["id"] = id
            metrics["shown"] = object.type
            metrics["native"] = object.value
            for (metric, value) in broker.latest(of: id) {
                metrics.append(Element("value", namespace: Namespaces.generic, attributes: ["metric": metric], text: "\(value)"))
            }
            metrics.append(try element(property))
            tree = try cache.render(Document(metrics)).first
        } catch {
            let reason = (error as? Fault)?.message ?? "\(error)"
            throw VimFault("SystemError", reason, [("reason", reason)])
        }
        if let tree {
            rendered.withLock { rendered in
                if rendered.round == round { rendered.trees[object] = (source, tree) }
            }
        }
        return tree
    }

    private func element(_ property: FlatTree.Cursor) throws -> Element {
        var writer = SOAPWriter(capacity: property.content.count + 200)
        writer.open(
            property.name,
            [
                ("xmlns", SOAPRequest.vim), ("xmlns:xsd", "http://www.w3.org/2001/XMLSchema"),
                ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
            ])
        writer.raw(property.content)
        writer.close(property.name)
        return try Document(parsing: writer.bytes).root
    }
}
