import XML

extension Methods {
    static let views: [String: Handler] = [
        "CreateContainerView": { try $0.createContainerView($1) },
        "CreateListView": { try $0.createListView($1) },
        "ModifyListView": { try $0.modifyListView($1) },
        "ResetListView": { try $0.resetListView($1) },
        "DestroyView": { try $0.destroyView($1) },
    ]
}

/// Methods of ViewManager and of the views it makes.
extension VSphereFrontEnd {
    func createContainerView(_ call: Call) throws(VimFault) -> Answer {
        let objects = try call.objects()
        let container = try ManagedObjectReference(call.request.required("container"))
        guard try objects.exists(container) else { throw .notFound(container) }
        let types = call.request.arguments("type").map(\.text)
        for type in types where presentation.schema[type]?.isManaged != true && type != "ManagedObject" {
            throw .invalidArgument("type", "There is no managed object type '\(type)'")
        }
        let view = ContainerView(container: container, types: types, recursive: try call.request.flag("recursive"))
        let reference = try objects.session.add("ContainerView") { _ in view }
        return try .reply(to: call) { $0.reference("returnval", reference) }
    }

    func createListView(_ call: Call) throws(VimFault) -> Answer {
        let objects = try call.objects()
        let view = ListView([])
        let reference = try objects.session.add("ListView") { _ in view }
        _ = try view.reset(to: try references(call, "obj"), in: objects)
        return try .reply(to: call) { $0.reference("returnval", reference) }
    }

    func modifyListView(_ call: Call) throws(VimFault) -> Answer {
        let (view, objects) = try listView(call)
        let unknown = try view.modify(
            add: try references(call, "add"), remove: try references(call, "remove"), in: objects)
        objects.session.structureChanged()
        return try .reply(to: call) { writer in for object in unknown { writer.reference("returnval", object) } }
    }

    func resetListView(_ call: Call) throws(VimFault) -> Answer {
        let (view, objects) = try listView(call)
        let unknown = try view.reset(to: try references(call, "obj"), in: objects)
        objects.session.structureChanged()
        return try .reply(to: call) { writer in for object in unknown { writer.reference("returnval", object) } }
    }

    func destroyView(_ call: Call) throws(VimFault) -> Answer {
        guard try call.authenticated().removeView(call.request.receiver) else { throw .notFound(call.request.receiver) }
        return try .reply(to: call)
    }

    private func listView(_ call: Call) throws(VimFault) -> (ListView, SessionObjects) {
        let objects = try call.objects()
        guard let view = objects.session.view(call.request.receiver) as? ListView else {
            throw .notFound(call.request.receiver)
        }
        return (view, objects)
    }

    private func references(_ call: Call, _ name: String) throws(VimFault) -> [ManagedObjectReference] {
        var references: [ManagedObjectReference] = []
        for element in call.request.arguments(name) { references.append(try ManagedObjectReference(element)) }
        return references
    }
}
