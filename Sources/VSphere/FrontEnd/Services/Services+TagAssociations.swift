import Agents
import Generic
import Store
import XML

/// What has which tag.
extension Services {
    private static let service = "com.vmware.cis.tagging.tag_association"

    static let associations: [String: Handler] = [
        "\(service).attach": { services, call throws(ServiceError) in try services.attach(call) },
        "\(service).detach": { services, call throws(ServiceError) in try services.attach(call) },
        "\(service).attach_multiple_tags_to_object": { services, call throws(ServiceError) in try services.attachMany(call) },
        "\(service).attach_tag_to_multiple_objects": { services, call throws(ServiceError) in try services.attachMany(call) },
        "\(service).detach_multiple_tags_from_object": { services, call throws(ServiceError) in
            try services.attachMany(call)
        },
        "\(service).detach_tag_from_multiple_objects": { services, call throws(ServiceError) in
            try services.attachMany(call)
        },
        "\(service).list_attached_tags": { services, call throws(ServiceError) in try services.listAttachedTags(call) },
        "\(service).list_attachable_tags": { services, call throws(ServiceError) in try services.listAttachableTags(call) },
        "\(service).list_attached_objects": { services, call throws(ServiceError) in try services.listObjects(call) },
        "\(service).list_attached_objects_on_tags": { services, call throws(ServiceError) in
            try services.listObjectsOnTags(call)
        },
        "\(service).list_attached_tags_on_objects": { services, call throws(ServiceError) in
            try services.listTagsOnObjects(call)
        },
    ]

    // MARK: - Changes

    private func attach(_ call: ServiceCall) throws(ServiceError) -> Element {
        try change(call) { () throws(ServiceError) in
            let tag = try read(call.text("tag_id"), Services.tagType, "tag")
            let object = try object(call.input.first("object_id"), call)
            try set(tag, object, call)
            return (ServiceCall.output(), object.id)
        }
    }

    /// One tag and many objects, or many tags and one object: each that can be done is done.
    private func attachMany(_ call: ServiceCall) throws(ServiceError) -> Element {
        var failures: [ServiceError] = []
        let output = try change(call) { () throws(ServiceError) in
            var target = ""
            if call.input.first("tag_ids") != nil {
                let object = try object(call.input.first("object_id"), call)
                target = object.id
                for item in call.items("tag_ids") {
                    do throws(ServiceError) {
                        try set(try read(item.text, Services.tagType, "tag"), object, call)
                    } catch {
                        failures.append(error)
                    }
                }
            } else {
                let tag = try read(call.text("tag_id"), Services.tagType, "tag")
                _ = try stored("tag") { try store.tag(tag) }
                target = tag
                for item in call.items("object_ids") {
                    do throws(ServiceError) {
                        try set(tag, try object(item, call), call)
                    } catch {
                        failures.append(error)
                    }
                }
            }
            return (ServiceCall.output(), target)
        }
        guard output.elements.isEmpty else { return output }
        let messages = failures.map { failure in
            Element("failure", namespace: ServiceCodec.namespace, attributes: ["id": failure.messageID], text: failure.message)
        }
        return try answer(Document(call.document(messages)))
    }

    private func set(_ tag: String, _ object: TaggedObject, _ call: ServiceCall) throws(ServiceError) {
        do {
            if call.operation.name.hasPrefix("detach") {
                try store.detach(tag, from: object)
            } else {
                try store.attach(tag, to: object)
            }
            tell([object])
        } catch let error as StoreError where error.code == .notFound {
            throw .notFound("tag")
        } catch let error as StoreError where error.code == .conflict {
            throw ServiceError("invalid_argument", "The tag cannot be attached: \(error.message).")
        } catch {
            throw failure(error)
        }
    }

    // MARK: - Lists

    private func listAttachedTags(_ call: ServiceCall) throws(ServiceError) -> Element {
        let object = try object(call.input.first("object_id"), call)
        return identifiers(try stored("object") { try store.tags(on: object).map(\.id) }, Services.tagType)
    }

    private func listAttachableTags(_ call: ServiceCall) throws(ServiceError) -> Element {
        let object = try object(call.input.first("object_id"), call)
        let ids = try stored("object") { () -> [String] in
            let attached = try store.tags(on: object)
            let full = Set(attached.map(\.category))
            var ids: [String] = []
            for category in try store.categories()
            where category.allows(object.type) && !(category.isSingle && full.contains(category.id)) {
                ids += try store.tags(of: category.id).filter { !attached.contains($0) }.map(\.id)
            }
            return ids
        }
        return identifiers(ids, Services.tagType)
    }

    private func listObjects(_ call: ServiceCall) throws(ServiceError) -> Element {
        let tag = try read(call.text("tag_id"), Services.tagType, "tag")
        return ServiceCall.output(try objects(with: tag, call))
    }

    private func listObjectsOnTags(_ call: ServiceCall) throws(ServiceError) -> Element {
        _ = try call.authenticated()
        var items: [Element] = []
        for tag in call.items("tag_ids") {
            var item = Element("item", namespace: ServiceCodec.namespace)
            item.append(Element("tag_id", namespace: ServiceCodec.namespace, text: tag.text))
            var list = Element("object_ids", namespace: ServiceCodec.namespace)
            for object in try objects(with: try read(tag.text, Services.tagType, "tag"), call) { list.append(object) }
            item.append(list)
            items.append(item)
        }
        return ServiceCall.output(items)
    }

    /// Objects that have no tag are left out.
    private func listTagsOnObjects(_ call: ServiceCall) throws(ServiceError) -> Element {
        _ = try call.authenticated()
        var items: [Element] = []
        for given in call.items("object_ids") {
            let object = try object(given, call)
            let ids = try stored("object") { try store.tags(on: object).map(\.id) }
            if ids.isEmpty { continue }
            var named = given
            named.name = "object_id"
            var list = identifiers(ids, Services.tagType)
            list.name = "tag_ids"
            var item = Element("item", namespace: ServiceCodec.namespace)
            item.append(named)
            item.append(list)
            items.append(item)
        }
        return ServiceCall.output(items)
    }

    // MARK: - Objects

    /// - Throws: ``ServiceError`` with type `not_found` for an object that there is not.
    private func object(_ element: Element?, _ call: ServiceCall) throws(ServiceError) -> TaggedObject {
        let objects = SessionObjects(session: try call.authenticated(), presentation: presentation)
        let reference = ManagedObjectReference(
            type: element?.first("type")?.text ?? "", value: element?.first("id")?.text ?? "")
        let isManaged = presentation.schema.isA(reference.type, "ManagedEntity")
        guard isManaged, (try? objects.exists(reference)) ?? false else { throw .notFound("object") }
        return TaggedObject(type: kept(reference.type), id: presentation.id(of: reference) ?? reference.value)
    }

    private func objects(with tag: String, _ call: ServiceCall) throws(ServiceError) -> [Element] {
        let objects = SessionObjects(session: try call.authenticated(), presentation: presentation)
        return try stored("tag") { try store.objects(with: tag) }.compactMap { tagged in
            let type = shown(tagged.type)
            let value = presentation.server.store.identifiers.native(
                platform: Presentation.protocolName, scope: presentation.scope, type: type, uuid: tagged.id)
            let reference = ManagedObjectReference(type: type, value: value ?? tagged.id)
            guard (try? objects.exists(reference)) ?? false else { return nil }
            var item = Element("item", namespace: ServiceCodec.namespace)
            item.append(Element("type", namespace: ServiceCodec.namespace, text: reference.type))
            item.append(Element("id", namespace: ServiceCodec.namespace, text: reference.value))
            return item
        }
    }
}
