import Agents
import Bus
import Generic
import XML

/// Operations that tell of the inventory's objects.
extension Services {
    func list(_ list: ServiceActions.List, _ call: ServiceCall) throws(ServiceError) -> Element {
        let objects = SessionObjects(session: try call.authenticated(), presentation: presentation)
        let filter = call.input.elements.first
        var found: [Found] = []
        do {
            guard let root = try inventoryRoot() else { return ServiceCall.output() }
            let paths = try list.properties.map(PropertyPath.init)
            let all = try ContainerView(container: root, types: [list.type], recursive: true).content(in: objects)
            for object in [root] + all where presentation.schema.isA(object.type, list.type) {
                guard paths.allSatisfy({ objects.mayRead($0, of: object) }) else { continue }
                guard let view = try objects.view(of: object), try matches(object, filter, list, objects) else {
                    continue
                }
                found.append(Found(object: object, view: view))
            }
        } catch {
            throw failure(error)
        }
        guard found.count <= list.most else {
            throw ServiceError(
                "unable_to_allocate_resource", "More than \(list.most) objects match; give a narrower filter.")
        }
        return try answer(
            document(of: found, list.properties, call), operations: 2_000_000 + UInt(found.count) * 10_000)
    }

    func read(_ read: ServiceActions.Read, _ call: ServiceCall) throws(ServiceError) -> Element {
        let found = try self.subject(read.subject, call)
        let access = presentation.access(of: try call.authenticated().user)
        guard access.privileges(on: found.object).contains(Privileges.read) else {
            throw ServiceError("unauthorized", "The user may not read this.")
        }
        return try answer(document(of: [found], read.properties, call))
    }

    struct Found {
        var object: ManagedObjectReference
        var view: FlatTree
    }

    /// The object that an argument names.
    /// - Throws: ``ServiceError`` with type `not_found`.
    func subject(_ subject: ServiceActions.Subject, _ call: ServiceCall) throws(ServiceError) -> Found {
        let objects = SessionObjects(session: try call.authenticated(), presentation: presentation)
        let object = ManagedObjectReference(type: subject.type, value: call.text(subject.argument))
        do {
            guard let view = try objects.view(of: object) else { throw ServiceError.notFound(subject.argument) }
            return Found(object: object, view: view)
        } catch let error as ServiceError {
            throw error
        } catch {
            throw failure(error)
        }
    }

    private func inventoryRoot() throws(VimFault) -> ManagedObjectReference? {
        let content = try presentation.singleton("ServiceInstance")?.root.first("content")
        return content?.first("rootFolder").flatMap { root in
            root.attribute("type").map { ManagedObjectReference(type: $0, value: root.text) }
        }
    }

    // MARK: - Filters

    private func matches(
        _ object: ManagedObjectReference, _ filter: Element?, _ list: ServiceActions.List, _ objects: SessionObjects
    ) throws(VimFault) -> Bool {
        if let hidden = list.hidden,
            try values(of: object, [hidden.path], objects).contains(hidden.value)
        {
            return false
        }
        for field in filter?.elements ?? [] {
            guard let rule = list.filters[field.name] else { throw .invalidArgument(field.name, "no filter") }
            let items = field.elements.isEmpty ? (field.text.isEmpty ? [] : [field.text]) : field.elements.map(\.text)
            // An empty set lets everything through.
            let wanted = Set(items.flatMap { rule.words[$0] ?? [$0] })
            if wanted.isEmpty { continue }
            guard try values(of: object, rule.steps, objects).contains(where: wanted.contains) else { return false }
        }
        return true
    }

    private func values(
        of object: ManagedObjectReference, _ steps: [String], _ objects: SessionObjects
    ) throws(VimFault) -> [String] {
        var current = [object]
        for step in steps.dropLast() {
            var next: [ManagedObjectReference] = []
            for object in current { next += try value(step, of: object, objects)?.references ?? [] }
            current = next
        }
        switch steps.last {
        case ".": return current.map(\.value)
        case "@type": return current.map(\.type)
        case "^":
            var above: [String] = []
            while let object = current.first, let parent = try value("parent", of: object, objects)?.references.first {
                above.append(parent.value)
                current = [parent]
            }
            return above
        case let path?:
            var values: [String] = []
            for object in current {
                switch try value(path, of: object, objects) {
                case .one(let node, _): values.append(node.text)
                case .many(let nodes, _): values += nodes.map(\.text)
                case nil: break
                }
            }
            return values
        case nil: return []
        }
    }

    private func value(
        _ path: String, of object: ManagedObjectReference, _ objects: SessionObjects
    ) throws(VimFault) -> PropertyValue? {
        guard let view = try objects.view(of: object) else { return nil }
        return try PropertyPath(path).value(in: view, type: object.type, schema: presentation.schema)
    }

    // MARK: - Documents

    /// The call with some properties of objects, as the mapping takes it.
    private func document(
        of found: [Found], _ properties: [String], _ call: ServiceCall
    ) throws(ServiceError) -> Document {
        var writer = SOAPWriter(capacity: 4096 + found.count * 512)
        writer.open(
            "s:call",
            [
                ("xmlns:s", ServiceCodec.namespace), ("service", call.operation.service),
                ("operation", call.operation.name),
            ])
        var input = call.input
        input.name = "input"
        writer.raw(Document(input).bytes())
        do {
            for found in found {
                writer.open("s:object", [("type", found.object.type), ("id", found.object.value)])
                for path in properties { try write(path, of: found, &writer) }
                writer.close("s:object")
            }
            writer.close("s:call")
            return try Document(parsing: writer.bytes, limits: .trusted)
        } catch {
            throw failure(error)
        }
    }

    private func write(_ path: String, of found: Found, _ writer: inout SOAPWriter) throws(VimFault) {
        let nodes: [FlatTree.Cursor]
        switch try PropertyPath(path).value(in: found.view, type: found.object.type, schema: presentation.schema) {
        case .one(let node, _): nodes = [node]
        case .many(let items, _): nodes = items
        case nil: nodes = []
        }
        for node in nodes {
            writer.raw("<s:property xmlns=\"urn:vim25\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"")
            writer.raw(" xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\" name=\"")
            writer.escaped(path)
            writer.raw("\"")
            writer.raw(node.attributes)
            writer.raw(">")
            writer.raw(node.content)
            writer.raw("</s:property>")
        }
    }
}
