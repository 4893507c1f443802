import Generic
import XML

/// Which managed objects the target of an event or a task belongs to; kept while one answer is made.
final class Places {
    /// One managed object that something belongs to.
    struct Place {
        var object: ManagedObjectReference
        var name: String
        /// Whether it is the thing itself, as its protocol shows it.
        var isSelf: Bool
    }

    private let objects: SessionObjects
    private var known: [String: [Place]] = [:]
    private var ancestors: [ManagedObjectReference: [Place]] = [:]

    init(_ objects: SessionObjects) {
        self.objects = objects
    }

    /// The target and what it is in, from the inside out, and then the same of its host; without either, the root.
    func places(target: String?, host: String?) throws(VimFault) -> [Place] {
        let key = "\(target ?? "")/\(host ?? "")"
        if let places = known[key] { return places }
        var places: [Place] = []
        var seen: Set<ManagedObjectReference> = []
        func add(_ more: [Place]) {
            for place in more where seen.insert(place.object).inserted { places.append(place) }
        }
        if let target { add(try chain(of: target, isSelf: true)) }
        if let host { add(try chain(of: host, isSelf: target == nil || target == host)) }
        known[key] = places
        return places
    }

    /// A managed object that has no generic counterpart, such as a folder, and what it is in.
    func places(of object: ManagedObjectReference) throws(VimFault) -> [Place] {
        guard let view = try objects.view(of: object) else { return [] }
        return [Place(object: object, name: view.root.first("name")?.text ?? "", isSelf: true)] + (try parents(of: object, view))
    }

    private func chain(of id: String, isSelf: Bool) throws(VimFault) -> [Place] {
        var selves: [Place] = []
        var outer: [Place] = []
        for (object, view) in try objects.presentation.views(of: id) where try objects.exists(object) {
            selves.append(Place(object: object, name: view.root.first("name")?.text ?? "", isSelf: isSelf))
            outer += try parents(of: object, view)
        }
        return selves + outer
    }

    private func parents(of object: ManagedObjectReference, _ view: FlatTree) throws(VimFault) -> [Place] {
        if let found = ancestors[object] { return found }
        var found: [Place] = []
        if let element = view.root.first("parent"), let type = element.attribute("type") {
            let parent = ManagedObjectReference(type: type, value: element.text)
            if let view = try objects.view(of: parent) {
                found = [Place(object: parent, name: view.root.first("name")?.text ?? "", isSelf: false)]
                found += try parents(of: parent, view)
            }
        }
        ancestors[object] = found
        return found
    }
}

extension Places.Place {
    var element: Element {
        Element(
            "place", namespace: Namespaces.plan,
            attributes: ["type": object.type, "id": object.value, "name": name])
    }
}
