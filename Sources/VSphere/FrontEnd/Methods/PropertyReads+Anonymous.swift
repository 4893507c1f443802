import XML

/// What can be read before login: the service instance, and of the session manager whether there is a session
/// (vSphere API reference: SessionManager, the properties that need System.Anonymous).
extension VSphereFrontEnd {
    private static let anonymous: Set = ["currentSession", "defaultLocale", "messageLocaleList", "supportedLocaleList"]

    /// The view of an object that a client may ask of without a session; nil if there is none.
    func anonymousView(of object: ManagedObjectReference) throws(VimFault) -> FlatTree? {
        let view: FlatTree?
        switch object.type {
        case "ServiceInstance": view = try presentation.view(of: object)
        case "SessionManager": view = try presentation.sessionManager(nil)
        default: return nil
        }
        return view?.rootAttribute("id") == object.value ? view : nil
    }

    func readsAnonymously(_ path: PropertyPath, of object: ManagedObjectReference) -> Bool {
        object.type == "ServiceInstance" || VSphereFrontEnd.anonymous.contains(path.segments[0].name)
    }

    /// The objects that a client without a session reads, each under `name`; nil if some of them need one. Properties that
    /// need one are told as missing: a client asks so if the session that it has kept is still alive.
    func retrieveAnonymously(
        _ name: String, _ specs: [PropertyFilterSpec], _ call: Call
    ) throws(VimFault) -> (@Sendable (inout SOAPWriter) throws(VimFault) -> Void)? {
        guard call.session == nil else { return nil }
        var views: [(object: ManagedObjectReference, view: FlatTree, paths: [PropertyPath])] = []
        for spec in specs {
            for wanted in spec.objects {
                guard wanted.selections.isEmpty, let view = try anonymousView(of: wanted.object) else { return nil }
                let applying = spec.properties.filter { presentation.schema.isA(wanted.object.type, $0.type) }
                guard !applying.contains(where: \.all) else { return nil }
                if !wanted.skip, !applying.isEmpty { views.append((wanted.object, view, applying.flatMap(\.paths))) }
            }
        }
        let (schema, found) = (presentation.schema, views)
        return { [self] writer throws(VimFault) in
            for (object, view, paths) in found {
                writer.open(name)
                writer.reference("obj", object)
                let readable = paths.filter { readsAnonymously($0, of: object) }
                for path in readable {
                    guard let value = try path.value(in: view, type: object.type, schema: schema) else { continue }
                    writer.raw("<propSet>")
                    writer.element("name", path.text)
                    writer.value("val", value)
                    writer.raw("</propSet>")
                }
                for path in paths where !readable.contains(path) {
                    writer.missing(path.text, of: object, because: .notAuthenticated)
                }
                writer.close(name)
            }
        }
    }
}
