/// What a client wants to hear of: `*`, a class such as `vm`, or an object such as `VM/OpaqueRef:…`.
struct EventFilter: Sendable {
    private var isAll = false
    private var classes: Set<String> = []
    private var objects: [String: Set<String>] = [:]

    init(_ subscriptions: some Sequence<String>, _ schema: XapiSchema) {
        for subscription in subscriptions {
            if subscription == "*" {
                isAll = true
                continue
            }
            let parts = subscription.split(separator: "/", maxSplits: 1).map(String.init)
            guard let name = parts.first.flatMap({ schema.named(anyCase: $0)?.name }) else { continue }
            if parts.count == 2 { objects[name, default: []].insert(parts[1]) } else { classes.insert(name) }
        }
    }

    func concerns(_ className: String) -> Bool {
        isAll || classes.contains(className) || objects[className] != nil
    }

    func wants(_ className: String, _ ref: String) -> Bool {
        isAll || classes.contains(className) || objects[className]?.contains(ref) == true
    }
}
