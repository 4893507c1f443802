import Foundation
import Generic
import Hummingbird
import HummingbirdCore

/// The parameters of a request.
struct Query: Sendable {
    private let values: [String: String]

    /// - Parameter known: the names that mean something; any other is refused, so that a misspelt one is not ignored.
    /// - Throws: ``Problem`` with status 400.
    init(_ request: Request, known: Set<String>) throws(Problem) {
        var values: [String: String] = [:]
        for (name, value) in request.uri.queryParameters {
            let name = String(name)
            guard known.contains(name) else {
                let known = known.sorted().joined(separator: ", ")
                throw Self.refusal(name, "There is no parameter '\(name)'; there is \(known.isEmpty ? "none" : known)")
            }
            guard values.updateValue(String(value).replacingOccurrences(of: "+", with: " "), forKey: name) == nil else {
                throw Self.refusal(name, "The parameter '\(name)' is there twice")
            }
        }
        self.values = values
    }

    subscript(name: String) -> String? { values[name] }

    /// - Throws: ``Problem`` with status 400.
    func number(_ name: String, in range: ClosedRange<Int64>, default: Int64) throws(Problem) -> Int64 {
        guard let text = values[name] else { return `default` }
        guard let number = Int64(text), range.contains(number) else {
            throw Self.refusal(
                name, "The parameter '\(name)' must be a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// - Throws: ``Problem`` with status 400.
    func choice(_ name: String, among choices: [String]) throws(Problem) -> String? {
        guard let text = values[name] else { return nil }
        guard choices.contains(text) else {
            throw Self.refusal(name, "The parameter '\(name)' must be one of \(choices.joined(separator: ", "))")
        }
        return text
    }

    private static func refusal(_ name: String, _ message: String) -> Problem {
        Problem(Fault(.invalidArgument, message, ["argument": name]))
    }
}

extension AdminContext {
    /// A part of the path, as it was before it was encoded.
    func part(_ name: String) -> String {
        let text = parameters.get(name) ?? ""
        return text.removingPercentEncoding ?? text
    }

    /// The end of the path, which may have slashes.
    var rest: String {
        let text = parameters.getCatchAll().joined(separator: "/")
        return text.removingPercentEncoding ?? text
    }
}
