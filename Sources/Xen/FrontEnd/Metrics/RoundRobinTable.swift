import Foundation
import XML

/// The data sources that clients are told of (`Mappings/xen/rrd.xml`, which says what it means).
struct RoundRobinTable: Sendable {
    struct Archive: Sendable, Hashable {
        /// Seconds from one row to the next.
        var step: Int
        var rows: Int
        /// How many steps of the database a row covers.
        var steps: Int
    }

    /// A field of one of an object's own records.
    struct Place: Sendable, Hashable {
        var className: String
        var field: String

        init?(_ text: String) {
            let parts = text.split(separator: ".", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { return nil }
            (className, field) = (parts[0], parts[1])
        }
    }

    struct Source: Sendable {
        var name: String
        /// The kind of device that it is there once for; nil: of the whole object.
        var devices: String?
        /// nil for what is known without being measured.
        var metric: String?
        var scale: Double
        var base: Place?
        var basePer: Double
        var most: Double?
        var condition: (place: Place, value: String)?
    }

    struct Devices: Sendable {
        var kind: String
        var className: String
        var field: String
        private var pattern: String

        fileprivate init(_ element: Element) {
            kind = element["of"] ?? ""
            className = element["class"] ?? ""
            field = element["field"] ?? ""
            pattern = element["ref"] ?? ""
        }

        /// The reference of the record of a device.
        func ref(of id: String, in object: String) -> String {
            pattern.replacing("{ref}", with: object).replacing("{id}", with: id)
        }
    }

    struct Object: Sendable {
        /// What it is called in legends.
        var kind: String
        var className: String
        /// Which of several answers for itself.
        var main: Place?
        var sources: [Source]
        /// What its records themselves say.
        var fields: [(place: Place, source: Source)]
    }

    /// Seconds.
    let step: Int
    let heartbeat: Int
    /// The finest first.
    let archives: [Archive]
    let devices: [Devices]
    let objects: [Object]

    /// - Throws: ``XMLError``, or what keeps the files from being read.
    init(contentsOf file: URL, schema: URL) throws {
        let document = try Document(parsing: Data(contentsOf: file), limits: .trusted)
        try Schema(contentsOf: schema).validate(document)
        let root = document.root
        func number(_ element: Element, _ name: String) -> Int { element[name].flatMap { Int($0) } ?? 1 }
        let step = number(root, "step")
        self.step = step
        heartbeat = number(root, "heartbeat")
        archives = root.all("archive").map {
            Archive(step: step * number($0, "steps"), rows: number($0, "rows"), steps: number($0, "steps"))
        }.sorted { $0.step < $1.step }
        devices = root.all("devices").map(Devices.init)
        objects = root.all("object").map { object in
            Object(
                kind: object["kind"] ?? "", className: object["class"] ?? "", main: object["main"].flatMap(Place.init),
                sources: object.all("source").map(Source.init),
                fields: object.all("field").compactMap { field in
                    field["name"].flatMap(Place.init).map { ($0, Source(field)) }
                })
        }
    }

    func object(_ kind: String) -> Object? { objects.first { $0.kind == kind } }

    /// The finest archive with rows of at least so many seconds that goes back to a time; else the one that goes back
    /// the farthest.
    /// - Parameters:
    ///   - start: seconds since 1970.
    ///   - end: that of the newest row, seconds since 1970.
    func archive(interval: Int, start: Int, end: Int) -> Archive? {
        archives.first { $0.step >= interval && start > end - $0.step * $0.rows } ?? archives.last
    }
}

extension RoundRobinTable.Source {
    fileprivate init(_ element: Element) {
        func number(_ name: String) -> Double? { element[name].flatMap(Double.init) }
        self.init(
            name: element["name"] ?? "", devices: element["devices"], metric: element["metric"],
            scale: number("scale") ?? 1, base: element["of"].flatMap(RoundRobinTable.Place.init),
            basePer: number("per") ?? 1, most: number("max"))
        if let place = element["field"].flatMap(RoundRobinTable.Place.init), let value = element["equals"] {
            condition = (place, value)
        }
    }

    /// Its value; NaN if it is not known.
    /// - Parameters:
    ///   - figure: that of its metric.
    ///   - base: that of the field it is based on.
    func value(_ figure: Double, _ base: Double) -> Double {
        let value = base * basePer + (metric == nil ? 0 : figure * scale)
        // A guest may use a little more than it has at times.
        return value.isNaN ? value : min(most ?? .infinity, max(0, value))
    }
}
