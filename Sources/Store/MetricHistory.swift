import Foundation
import GRDB

/// What objects did over longer times: for each interval that has passed one figure of each metric.
public final class MetricHistory: Sendable {
    /// One object's figures over one interval.
    public struct Row: Sendable, Hashable {
        /// Generic UUID.
        public var object: String
        /// When the interval ended, seconds since 1970.
        public var time: Int
        /// By metric.
        public var figures: [String: Double]

        public init(object: String, time: Int, figures: [String: Double]) {
            self.object = object
            self.time = time
            self.figures = figures
        }
    }

    private let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    /// Writes what the interval that just ended came to.
    /// - Parameter interval: seconds.
    /// - Throws: ``StoreError``.
    public func write(_ rows: [Row], interval: Int) throws {
        guard !rows.isEmpty else { return }
        try connection.write(.ordered) { database in
            let statement = try database.cachedStatement(
                sql: "INSERT OR REPLACE INTO metric (interval, object, time, figures) VALUES (?, ?, ?, ?)")
            for row in rows {
                try statement.execute(arguments: [interval, row.object, row.time, MetricHistory.text(row.figures)])
            }
        }
    }

    /// What one object did, oldest first.
    /// - Parameters:
    ///   - interval: seconds.
    ///   - after: the end of the first interval is after this, seconds since 1970.
    ///   - through: the end of the last interval is not after this.
    /// - Throws: ``StoreError``.
    public func rows(of object: String, interval: Int, after: Int, through: Int) throws -> [Row] {
        try connection.read { database in
            let statement = try database.cachedStatement(
                sql: """
                    SELECT time, figures FROM metric
                    WHERE interval = ? AND object = ? AND time > ? AND time <= ? ORDER BY time
                    """)
            return try GRDB.Row.fetchAll(statement, arguments: [interval, object, after, through]).map {
                Row(object: object, time: $0[0], figures: MetricHistory.figures($0[1]))
            }
        }
    }

    /// Deletes what ended before a time, seconds since 1970.
    /// - Throws: ``StoreError``.
    public func prune(interval: Int, before time: Int) throws {
        try connection.write(.ordered) { database in
            try database.execute(sql: "DELETE FROM metric WHERE interval = ? AND time < ?", arguments: [interval, time])
        }
    }

    private static func text(_ figures: [String: Double]) -> String {
        figures.sorted { $0.key < $1.key }.map { "\($0.key)=\(Float($0.value))" }.joined(separator: " ")
    }

    private static func figures(_ text: String) -> [String: Double] {
        text.split(separator: " ").reduce(into: [:]) { figures, part in
            let pair = part.split(separator: "=", maxSplits: 1)
            if pair.count == 2, let value = Double(pair[1]) { figures[String(pair[0])] = value }
        }
    }
}
