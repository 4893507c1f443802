/// A method as a client names it: `VM.start`, `VM_start`, `Async.VM.start` or `Async_VM_start`.
struct MethodName: Sendable, Hashable {
    var isAsync = false
    var className: String
    var verb: String

    /// Nil for what names no class of the schema and nothing of the conversation.
    init?(_ text: String, _ schema: XapiSchema) {
        var rest = text[...]
        for prefix in ["Async.", "Async_"] where rest.hasPrefix(prefix) {
            isAsync = true
            rest = rest.dropFirst(prefix.count)
            break
        }
        if let dot = rest.firstIndex(of: ".") {
            className = String(rest[..<dot])
            verb = String(rest[rest.index(after: dot)...])
            guard schema[className] != nil || className == "system" else { return nil }
        } else {
            // VM_metrics_get_all is of VM_metrics, not of VM.
            let names = schema.classes.map(\.name) + ["system"]
            guard let name = names.filter({ rest.hasPrefix($0 + "_") }).max(by: { $0.count < $1.count }) else { return nil }
            className = name
            verb = String(rest.dropFirst(name.count + 1))
        }
        guard !verb.isEmpty else { return nil }
    }

    var text: String { "\(className).\(verb)" }
}
