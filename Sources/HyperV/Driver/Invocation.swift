import XML

/// One method call in its abstract form.
struct Invocation: Sendable {
    var namespace: String
    var className: String
    var method: String
    var selectors: [String: String] = [:]
    var input: Setting

    /// - Throws: ``NativeFault`` for a document that is no call.
    init(_ document: Document) throws(NativeFault) {
        let root = document.root
        guard root.name == "invoke", root.namespace == wmi, let className = root["class"], let method = root["method"]
        else { throw NativeFault(code: "w:SchemaValidationError", "The message is no method call.") }
        self.className = className
        self.method = method
        namespace = (root["namespace"] ?? "root/virtualization/v2").lowercased()
        for selector in root.first("selectors")?.all("selector") ?? [] {
            // libvirt puts some values in quotes.
            selectors[selector["name"] ?? ""] = selector.text.trimmingQuotes
        }
        input = Setting("", abstract: root.first("input") ?? Element("input", namespace: wmi))
    }

    /// Lets only the named parameters pass.
    func allow(_ names: String...) throws(NativeFault) {
        for value in input.values where !names.contains(value.name) {
            throw .parameter(value.name, "The method \(method) has no parameter \(value.name).")
        }
    }

    func text(_ name: String) throws(NativeFault) -> String {
        guard let text = input[name], !text.isEmpty else { throw .parameter(name, "The parameter \(name) is missing.") }
        return text
    }

    func reference(_ name: String) throws(NativeFault) -> ObjectPath {
        guard let path = input.reference(name) else { throw .parameter(name, "The parameter \(name) is missing.") }
        return path
    }

    func instance(_ name: String) throws(NativeFault) -> Setting {
        guard let setting = input.instances(name).first else {
            throw .parameter(name, "The parameter \(name) is missing.")
        }
        return setting
    }
}

extension String {
    fileprivate var trimmingQuotes: String {
        count > 1 && first == "\"" && last == "\"" ? String(dropFirst().dropLast()) : self
    }
}
