import XML

extension Methods {
    static let propertyUpdates: [String: Handler] = [
        "CreateFilter": { try $0.createFilter($1) },
        "DestroyPropertyFilter": { try $0.destroyPropertyFilter($1) },
        "CreatePropertyCollector": { try $0.createPropertyCollector($1) },
        "DestroyPropertyCollector": { try $0.destroyPropertyCollector($1) },
        "WaitForUpdates": { try await $0.waitForUpdates($1) },
        "WaitForUpdatesEx": { try await $0.waitForUpdatesEx($1) },
        "CheckForUpdates": { try await $0.checkForUpdates($1) },
        "CancelWaitForUpdates": { try $0.cancelWaitForUpdates($1) },
    ]
}

/// Methods of PropertyCollector and PropertyFilter that watch for changes.
extension VSphereFrontEnd {
    func createFilter(_ call: Call) throws(VimFault) -> Answer {
        let spec = try PropertyFilterSpec(try call.request.required("spec"), schema: presentation.schema)
        var properties = [try call.request.required("spec").canonical]
        let isPartial = try call.request.flag("partialUpdates")
        properties.append(Element("partialUpdates", namespace: SOAPRequest.vim, text: "\(isPartial)"))
        let reference = try call.collector().addFilter(spec, properties: properties, isPartial: isPartial)
        return try .reply(to: call) { $0.reference("returnval", reference) }
    }

    func destroyPropertyFilter(_ call: Call) throws(VimFault) -> Answer {
        let session = try call.authenticated()
        guard session.collectors.contains(where: { $0.removeFilter(call.request.receiver) }) else {
            throw .notFound(call.request.receiver)
        }
        return try .reply(to: call)
    }

    func createPropertyCollector(_ call: Call) throws(VimFault) -> Answer {
        let reference = try call.authenticated().addCollector()
        return try .reply(to: call) { $0.reference("returnval", reference) }
    }

    func destroyPropertyCollector(_ call: Call) throws(VimFault) -> Answer {
        guard try call.authenticated().removeCollector(call.request.receiver) else {
            throw .notFound(call.request.receiver)
        }
        return try .reply(to: call)
    }

    func cancelWaitForUpdates(_ call: Call) throws(VimFault) -> Answer {
        try call.collector().cancelWait()
        return try .reply(to: call)
    }

    func waitForUpdatesEx(_ call: Call) async throws(VimFault) -> Answer {
        let options = call.request.argument("options")
        let seconds = try options?.number("maxWaitSeconds", atLeast: 0)
        let limit = try options?.number("maxObjectUpdates", atLeast: 1)
        return try await wait(call, seconds: seconds, atMost: limit ?? .max)
    }

    func waitForUpdates(_ call: Call) async throws(VimFault) -> Answer {
        try await wait(call, seconds: nil, atMost: .max)
    }

    func checkForUpdates(_ call: Call) async throws(VimFault) -> Answer {
        try await wait(call, seconds: 0, atMost: .max)
    }

    private func wait(_ call: Call, seconds: Int?, atMost limit: Int) async throws(VimFault) -> Answer {
        let session = try call.authenticated()
        let collector = try call.collector()
        let deadline = seconds.map { ContinuousClock.now + .seconds(min($0, 86_400)) }
        let version = call.request.text("version") ?? ""
        let updates = try await collector.wait(after: version, until: deadline, atMost: limit) {
            // Who waits is not idle.
            sessions.touch(session)
            return call.isConnected()
        }
        sessions.touch(session)
        return try .reply(to: call) { writer in
            guard let updates else { return }
            writer.open("returnval")
            writer.element("version", "\(updates.version)")
            for (filter, changes) in updates.filters { write(filter, changes, &writer) }
            if updates.truncated { writer.element("truncated", "true") }
            writer.close("returnval")
        }
    }

    private func write(
        _ filter: ManagedObjectReference, _ updates: [PropertyFilter.ObjectUpdate], _ writer: inout SOAPWriter
    ) {
        writer.raw("<filterSet>")
        writer.reference("filter", filter)
        for update in updates {
            writer.raw("<objectSet>")
            writer.element("kind", update.kind.rawValue)
            writer.reference("obj", update.object)
            for change in update.changes {
                writer.raw("<changeSet>")
                writer.element("name", change.path)
                writer.element("op", change.value == nil ? "remove" : "assign")
                if let value = change.value { writer.value("val", value) }
                writer.raw("</changeSet>")
            }
            for path in update.missing { writer.missing(path, of: update.object) }
            writer.raw("</objectSet>")
        }
        writer.raw("</filterSet>")
    }
}
