import Foundation
import Yams

/// Reads the nodes of a YAML file and collects what is wrong with them.
final class ConfigurationReader {
    let file: String
    private(set) var faults: [ConfigurationFault] = []

    init(file: String) {
        self.file = file
    }

    func fault(_ node: Yams.Node?, _ reason: String) {
        fault(line: node?.mark?.line, reason)
    }

    func fault(line: Int?, _ reason: String) {
        faults.append(ConfigurationFault(file: file, line: line, reason: reason))
    }

    /// The values of a mapping by key.
    /// - Parameter known: the keys it may have; any other is a fault.
    func fields(_ node: Yams.Node?, of what: String, known: [String]) -> [String: Yams.Node]? {
        guard let node else { return nil }
        guard let mapping = node.mapping else {
            fault(node, "\(what) must be a mapping with the keys \(known.joined(separator: ", "))")
            return nil
        }
        var fields: [String: Yams.Node] = [:]
        for (key, value) in mapping {
            guard let name = key.scalar?.string, known.contains(name) else {
                let name = key.scalar?.string ?? "this key"
                fault(key, "\(what) has no key '\(name)'; it may have \(known.joined(separator: ", "))")
                continue
            }
            fields[name] = value
        }
        return fields
    }

    func items(_ node: Yams.Node?, of what: String) -> [Yams.Node]? {
        guard let node else { return nil }
        guard let sequence = node.sequence else {
            fault(node, "\(what) must be a list: lines that begin with '- '")
            return nil
        }
        return Array(sequence)
    }

    func text(_ node: Yams.Node?, of what: String) -> String? {
        guard let node else { return nil }
        guard let scalar = node.scalar, !scalar.string.isEmpty, node.null == nil else {
            fault(node, "\(what) must be a text that is not empty")
            return nil
        }
        return scalar.string
    }

    func number(_ node: Yams.Node?, of what: String, in range: ClosedRange<Int>) -> Int? {
        guard let node else { return nil }
        guard let scalar = node.scalar, scalar.style == .plain || scalar.style == .any, let number = Int(scalar.string)
        else {
            fault(node, "\(what) must be a whole number without quotes")
            return nil
        }
        guard range.contains(number) else {
            fault(node, "\(what) is \(number); it must be from \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return number
    }

    func choice(_ node: Yams.Node?, of what: String, among choices: [String]) -> String? {
        guard let text = text(node, of: what) else { return nil }
        guard choices.contains(text) else {
            fault(node, "\(what) is '\(text)'; it must be \(list(choices))")
            return nil
        }
        return text
    }

    func required<Value>(
        _ value: Value?, _ key: String, of what: String, in node: Yams.Node, _ fields: [String: Yams.Node]
    ) -> Value? {
        if value == nil, fields[key] == nil { fault(node, "\(what) needs the key '\(key)'") }
        return value
    }

    private func list(_ choices: [String]) -> String {
        guard let last = choices.last, choices.count > 1 else { return choices.first ?? "" }
        return choices.dropLast().joined(separator: ", ") + " or " + last
    }
}
