import Brokers

/// Fields of records whose values are measured, as `rrd.xml` says: they are as of the last round of samples.
struct MeasuredFields: Sendable {
    let table: RoundRobinTable
    let metrics: MetricBroker

    /// Those of an object's records that say something measured, saying it.
    /// - Parameters:
    ///   - records: its own record first, and those that it comes with.
    ///   - holder: the object's generic identifier.
    func records(among records: [XapiRecord], of holder: String) -> [XapiRecord] {
        guard let className = records.first?.className,
            let object = table.objects.first(where: { $0.className == className }), !object.fields.isEmpty
        else { return [] }
        let figures = metrics.latest(of: holder)
        return object.fields.compactMap { place, source in
            guard let figure = source.metric.flatMap({ figures[$0] }),
                var record = records.first(where: { $0.className == place.className })
            else { return nil }
            let base = source.base.map { records.text($0).flatMap(Double.init) ?? .nan } ?? 0
            let value = source.value(figure, base)
            guard value.isFinite, value < 1e18 else { return nil }
            record.fields[place.field] = .string(String(Int64(value)))
            return record
        }
    }
}

extension [XapiRecord] {
    /// With others in place of those of the same references.
    func replacing(with others: [XapiRecord]) -> [XapiRecord] {
        guard !others.isEmpty else { return self }
        let known = Dictionary(others.map { ($0.ref, $0) }, uniquingKeysWith: { $1 })
        return map { known[$0.ref] ?? $0 }
    }
}
