import Bus
import Generic
import Store
import XML

extension VimFault {
    static func noPermission(_ privilege: String, on object: ManagedObjectReference, _ user: String) -> VimFault {
        var fault = VimFault("NoPermission", "\(user) does not have the privilege \(privilege)")
        fault.fields = [
            .init(name: "object", value: object.value, reference: object.type),
            .init(name: "privilegeId", value: privilege, reference: nil),
        ]
        return fault
    }
}

extension Access {
    /// Holds a method against the table. What is of the whole server is there for everyone who sees anything; to change it
    /// takes the privilege on the root folder.
    /// - Parameter body: the method's element.
    /// - Throws: ``VimFault`` with type `NoPermission`.
    func check(_ body: Element, on receiver: ManagedObjectReference, _ presentation: Presentation) throws(VimFault) {
        let table = presentation.rights.table
        if let everywhere, everywhere.count == table.privileges.count { return }
        if places.isTask(receiver, of: user) { return }
        let rule = table.rule(of: body.name, on: receiver.type, presentation.schema)
        var place: InventoryPlaces.Place?
        if everywhere?.contains(rule.privilege) != true {
            place = places.place(of: receiver)
            // What does not exist is found out by whoever carries the method out.
            if place == nil, presentation.schema.isA(receiver.type, "ManagedEntity") { return }
            let isReading = Privileges.ofEveryRole.contains(rule.privilege)
            if place != nil || !isReading || !seesAnything {
                try require(rule.privilege, at: place, place.flatMap { _ in receiver })
            }
        }
        let needs = rule.needs.filter { everywhere?.contains($0.privilege) != true }
        guard !needs.isEmpty else { return }
        place = place ?? places.place(of: receiver)
        let resolved = NameResolution(presentation: presentation).resolve(body)
        let document = Document(resolved.normalized)
        for need in needs { try check(need, of: document, on: place) }
    }

    /// - Parameter document: the method's element, or a generic command.
    func check(_ need: RightsTable.Need, of document: Document, on receiver: Place?) throws(VimFault) {
        do {
            if let condition = need.condition,
                try !document.isTrue("/*[\(condition)]", namespaces: RightsTable.namespaces)
            {
                return
            }
            if let state = need.state, receiver.flatMap(places.powerState) != state { return }
            var subjects: [Place?] = [receiver]
            if let path = need.path {
                let found = try document.elements(at: "/*/\(path)", namespaces: RightsTable.namespaces)
                subjects =
                    need.attribute.map { name in found.map { place($0[name] ?? "", name) } }
                    ?? found.filter { !$0.text.isEmpty || !NameResolution.isName($0) }.map(place)
            }
            if let like = need.like {
                try check(like, of: document, on: subjects)
                return
            }
            for subject in subjects {
                // What names no place that is known is refused to all but who has the privilege on everything.
                if subject == nil, need.path != nil {
                    try require(need.privilege, at: nil)
                } else {
                    try require(need, at: subject)
                }
            }
        } catch let fault as VimFault {
            throw fault
        } catch {
            throw VimFault("SystemError", "\(error)", [("reason", "\(error)")])
        }
    }

    private func require(_ need: RightsTable.Need, at subject: Place?) throws(VimFault) {
        switch need.subject {
        case .self: try require(need.privilege, at: subject)
        case .parent:
            for parent in (subject.map(places.parents)?.prefix(1)).map(Array.init) ?? [] {
                try require(need.privilege, at: parent)
            }
        case .pool: try require(need.privilege, at: subject.flatMap(places.pool))
        case .folder: try require(need.privilege, at: subject.flatMap(places.folder))
        case .machines:
            guard let subject else { return }
            for machine in places.machines(in: subject) { try require(need.privilege, at: machine) }
        }
    }

    /// - Parameter object: what a fault names; nil: the place's.
    /// - Throws: ``VimFault`` with type `NoPermission`.
    func require(_ privilege: String, at place: Place?, _ object: ManagedObjectReference? = nil) throws(VimFault) {
        guard !privileges(at: place).contains(privilege) else { return }
        let named = object ?? (place ?? places.root).flatMap(places.object)
        throw .noPermission(privilege, on: named ?? ManagedObjectReference(type: "Folder", value: ""), user)
    }

    /// Holds a part of the request against what another method needs for the same.
    private func check(_ like: RightsTable.Like, of document: Document, on subjects: [Place?]) throws {
        let parts = try document.elements(at: "/*/\(like.path)", namespaces: RightsTable.namespaces)
        guard !parts.isEmpty else { return }
        let table = places.presentation.rights.table
        let method: Element
        let needs: [RightsTable.Need]
        if document.root.namespace == Namespaces.generic {
            method = Element(document.root.name, namespace: Namespaces.generic, children: parts.map(Node.element))
            needs = table.rule(ofCommand: like.method).needs
        } else {
            let spec = Element("spec", namespace: SOAPRequest.vim, children: parts.map(Node.element))
            method = Element(like.method, namespace: SOAPRequest.vim, children: [.element(spec)])
            needs = table.needs(of: like.method)
        }
        for subject in subjects {
            for need in needs { try check(need, of: Document(method), on: subject) }
        }
    }

    /// Where an object is that a generic command names.
    private func place(_ id: String, _ attribute: String) -> Place? {
        places.place(id: id, as: attribute == ContainerKind.pool.rawValue ? "ResourcePool" : "")
    }

    /// Where the object is that a name was resolved to, or a reference names.
    private func place(_ element: Element) -> Place? {
        for (attribute, type) in [("datastore", "Datastore"), ("network", "Network")] {
            if let value = element[attribute] {
                return places.place(of: ManagedObjectReference(type: type, value: value))
            }
        }
        return (try? ManagedObjectReference(element)).flatMap(places.place)
    }
}
