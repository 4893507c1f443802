import Foundation

/// The references that are told from both ends (`Mappings/xen/relations.txt`): which records name which.
struct RecordLinks: Sendable {
    struct Relation: Sendable {
        var className: String
        var field: String
        /// The set of the record that is named.
        var set: String
    }

    private let relations: [String: [Relation]]
    /// By the record that names another, and the field: the other.
    private var targets: [String: [String: String]] = [:]
    /// By the record that is named, and its set.
    private var members: [String: [String: Set<String>]] = [:]

    init(_ relations: [Relation]) {
        self.relations = Dictionary(grouping: relations, by: \.className)
    }

    /// - Throws: what keeps the file from being read.
    init(contentsOf file: URL) throws {
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").filter { !$0.hasPrefix("#") }
        self.init(
            lines.map { $0.split(separator: "\t").map(String.init) }.filter { $0.count == 4 }.map {
                Relation(className: $0[0], field: $0[1], set: $0[3])
            })
    }

    /// Takes over what a record names.
    /// - Returns: the records whose sets are others now.
    mutating func link(_ record: XapiRecord) -> Set<String> {
        var changed: Set<String> = []
        for relation in relations[record.className] ?? [] {
            let new = record.fields[relation.field]?.text.flatMap { $0 == XapiValue.null ? nil : $0 }
            let old = targets[record.ref]?[relation.field]
            guard new != old else { continue }
            if let old {
                forget(record.ref, in: relation.set, of: old)
                changed.insert(old)
            }
            if let new {
                members[new, default: [:]][relation.set, default: []].insert(record.ref)
                changed.insert(new)
            }
            targets[record.ref, default: [:]][relation.field] = new
        }
        return changed
    }

    /// Forgets a record that is gone, and what it named.
    /// - Returns: the records whose sets are others now.
    mutating func unlink(_ ref: String) -> Set<String> {
        guard let named = targets.removeValue(forKey: ref) else { return [] }
        for target in named.values {
            for set in (members[target] ?? [:]).keys { forget(ref, in: set, of: target) }
        }
        return Set(named.values)
    }

    private mutating func forget(_ ref: String, in set: String, of target: String) {
        members[target]?[set]?.remove(ref)
        if members[target]?[set]?.isEmpty == true { members[target]?[set] = nil }
        if members[target]?.isEmpty == true { members[target] = nil }
    }

    func referrers(of ref: String) -> [String: [String]] {
        (members[ref] ?? [:]).mapValues { $0.sorted() }
    }
}
