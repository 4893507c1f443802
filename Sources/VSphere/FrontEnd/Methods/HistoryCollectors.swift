import XML

extension Methods {
    static let historyCollectors: [String: Handler] = [
        "SetCollectorPageSize": { try $0.setCollectorPageSize($1) },
        "RewindCollector": { try $0.rewindCollector($1) },
        "ResetCollector": { try $0.resetCollector($1) },
        "DestroyCollector": { try $0.destroyCollector($1) },
        "ReadNextEvents": { try $0.read($1, next: true) },
        "ReadPreviousEvents": { try $0.read($1, next: false) },
        "ReadNextTasks": { try $0.read($1, next: true) },
        "ReadPreviousTasks": { try $0.read($1, next: false) },
    ]
}

/// Methods of EventHistoryCollector and TaskHistoryCollector.
extension VSphereFrontEnd {
    private static let mostItems = 1000

    func setCollectorPageSize(_ call: Call) throws(VimFault) -> Answer {
        let (collector, objects) = try historyCollector(call)
        collector.setPageSize(try count(call))
        let identity = objects.identity(of: call.request.receiver)
        for watching in objects.session.collectors { watching.changed(identity.map { [$0] } ?? []) }
        return try .reply(to: call)
    }

    func rewindCollector(_ call: Call) throws(VimFault) -> Answer {
        try historyCollector(call).0.rewind()
        return try .reply(to: call)
    }

    func resetCollector(_ call: Call) throws(VimFault) -> Answer {
        let (collector, objects) = try historyCollector(call)
        try collector.reset(in: objects)
        return try .reply(to: call)
    }

    func destroyCollector(_ call: Call) throws(VimFault) -> Answer {
        let (_, objects) = try historyCollector(call)
        _ = objects.session.removeView(call.request.receiver)
        return try .reply(to: call)
    }

    func read(_ call: Call, next: Bool) throws(VimFault) -> Answer {
        let (collector, objects) = try historyCollector(call)
        return try answer(call, try collector.read(next: next, atMost: try count(call), in: objects))
    }

    /// At most 1000 items, as in vCenter.
    private func count(_ call: Call) throws(VimFault) -> Int {
        guard let count = try call.request.body.number("maxCount", atLeast: 1), count <= VSphereFrontEnd.mostItems else {
            throw .invalidArgument("maxCount", "maxCount must be from 1 to \(VSphereFrontEnd.mostItems)")
        }
        return count
    }

    private func historyCollector(_ call: Call) throws(VimFault) -> (any HistoryCollector, SessionObjects) {
        let objects = try call.objects()
        guard let collector = objects.session.view(call.request.receiver) as? any HistoryCollector else {
            throw .notFound(call.request.receiver)
        }
        return (collector, objects)
    }
}
