import Agents
import Generic
import Store
import XML

extension Methods {
    static let hostAnswers: [String: Handler] = [
        "EnvironmentBrowser.QueryConfigOption": { try $0.answerAboutHost($1) },
        "EnvironmentBrowser.QueryConfigOptionEx": { try $0.answerAboutHost($1) },
        "EnvironmentBrowser.QueryConfigOptionDescriptor": { try $0.answerAboutHost($1) },
        "EnvironmentBrowser.QueryConfigTarget": { try $0.answerAboutHost($1) },
        "EnvironmentBrowser.QueryTargetCapabilities": { try $0.answerAboutHost($1) },
        "HostNetworkSystem.QueryNetworkHint": { try $0.answerAboutHost($1) },
        "HostVirtualNicManager.QueryNetConfig": { try $0.answerAboutHost($1) },
        "HostDateTimeSystem.QueryDateTime": { try $0.answerAboutHost($1) },
    ]
}

/// Methods that only tell something of a host: the mapping answers them from the mirror.
extension VSphereFrontEnd {
    func answerAboutHost(_ call: Call) throws(VimFault) -> Answer {
        let objects = try call.objects()
        guard try objects.exists(call.request.receiver) else { throw .notFound(call.request.receiver) }
        let tree: FlatTree?
        do {
            var question = Element("question", namespace: Namespaces.generic)
            question.append(call.request.body)
            for document in try surroundings(of: try host(call, objects)) { question.append(document) }
            tree = try presentation.cache.render(Document(question), operations: 20_000_000).first
        } catch let fault as VimFault {
            throw fault
        } catch {
            let reason = (error as? Fault)?.message ?? "\(error)"
            throw VimFault("SystemError", reason, [("reason", reason)])
        }
        guard let answer = tree?.root else { return try .reply(to: call) }
        if let refusal = answer.first("fault") {
            throw VimFault(
                refusal.attribute("type") ?? "NotSupported", refusal.attribute("message") ?? "The method is not supported",
                refusal.children(named: "field").map { ($0.attribute("name") ?? "", $0.text) })
        }
        return try .reply(to: call) { $0.raw(answer.content) }
    }

    /// The host that is named, or else the receiver's, or else one of those that the receiver stands for.
    private func host(_ call: Call, _ objects: SessionObjects) throws(VimFault) -> String {
        let mirror = presentation.server.store.mirror
        var named = try call.request.reference("host")
        if named == nil, let host = call.request.argument("spec")?.first("host") { named = try ManagedObjectReference(host) }
        if let named {
            guard let id = presentation.id(of: named), mirror.entry(id)?.type == ObjectType.host.rawValue else {
                throw .notFound(named)
            }
            return id
        }
        if let id = presentation.id(of: call.request.receiver) {
            if mirror.entry(id)?.type == ObjectType.host.rawValue { return id }
            let layout = presentation.cache.layout
            if let first = mirror.entries(type: ObjectType.host.rawValue).first(where: { layout.place(of: $0)?.id == id }) {
                return first.id
            }
        }
        throw VimFault("InvalidState", "There is no host to ask")
    }

    /// The host, its datastores and its networks.
    private func surroundings(of host: String) throws -> [Element] {
        let mirror = presentation.server.store.mirror
        let types: [ObjectType] = [.datastore, .network]
        let ids = [host] + types.flatMap { mirror.entries(type: $0.rawValue, host: host).map(\.id) }
        let documents = try mirror.generic(ids)
        return try ids.compactMap { documents[$0] }.map { try Document(parsing: $0).root }
    }
}
