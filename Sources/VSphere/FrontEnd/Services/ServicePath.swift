/// How an operation is called by HTTP.
struct ServicePath: Sendable, Hashable {
    enum Segment: Sendable, Hashable {
        case word(String)
        case argument(String)
        /// `id:` and the argument, as the older rules have it.
        case identifier(String)
    }

    /// The path's segments, without `/api` or `/rest`.
    private(set) var segments: [Segment]
    /// What the query must name as the action.
    private(set) var verb: String?

    /// Below `/api`.
    /// - Parameter kind: `api` or `rest`, see `services.txt`.
    init(api template: Substring, kind: Substring, operation: String) {
        self.init(template)
        // What is a last segment in the older paths is an action here.
        guard kind == "rest", verb == nil, segments.last == .word(operation) else { return }
        segments.removeLast()
        if segments.last == .word("action") { segments.removeLast() }
        verb = operation
    }

    /// Below `/rest`. The paths of an `api` service follow from its name.
    init(rest template: Substring, kind: Substring, service: String, operation: String) {
        self.init(template)
        guard kind == "api" else { return }
        let identifiers = segments.compactMap { segment -> Segment? in
            if case .argument(let name) = segment { .identifier(name) } else { nil }
        }
        segments = service.split(separator: ".").map { .word(String($0).replacing("_", with: "-")) } + identifiers
    }

    /// The same path with an argument in it that is an identifier, which the older rules allow in the body too.
    func with(identifier argument: String) -> ServicePath {
        var path = self
        path.segments.append(.identifier(argument))
        return path
    }

    private init(_ template: Substring) {
        let parts = template.split(separator: "?", maxSplits: 1)
        segments = (parts.first ?? "").split(separator: "/").map { segment in
            segment.hasPrefix("{") ? .argument(String(segment.dropFirst().dropLast())) : .word(String(segment))
        }
        verb = parts.count == 2 ? String(parts[1].drop { $0 != "=" }.dropFirst()) : nil
    }

    /// The arguments that a path holds; nil if it is another one.
    func match(_ path: [String]) -> [String: String]? {
        guard path.count == segments.count else { return nil }
        var arguments: [String: String] = [:]
        for (given, segment) in zip(path, segments) {
            switch segment {
            case .word(let word):
                guard given == word else { return nil }
            case .argument(let name):
                arguments[name] = given
            case .identifier(let name):
                guard given.hasPrefix("id:") else { return nil }
                arguments[name] = String(given.dropFirst(3))
            }
        }
        return arguments
    }
}
