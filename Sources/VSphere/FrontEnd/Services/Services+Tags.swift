import Agents
import Foundation
import Generic
import Store
import XML

/// Tags and their categories.
extension Services {
    static let categories: [String: Handler] = [
        "com.vmware.cis.tagging.category.create": { services, call throws(ServiceError) in try services.createCategory(call) },
        "com.vmware.cis.tagging.category.get": { services, call throws(ServiceError) in try services.getCategory(call) },
        "com.vmware.cis.tagging.category.list": { services, call throws(ServiceError) in try services.listCategories(call) },
        "com.vmware.cis.tagging.category.update": { services, call throws(ServiceError) in try services.updateCategory(call) },
        "com.vmware.cis.tagging.category.delete": { services, call throws(ServiceError) in try services.deleteCategory(call) },
    ]

    static let tags: [String: Handler] = [
        "com.vmware.cis.tagging.tag.create": { services, call throws(ServiceError) in try services.createTag(call) },
        "com.vmware.cis.tagging.tag.get": { services, call throws(ServiceError) in try services.getTag(call) },
        "com.vmware.cis.tagging.tag.list": { services, call throws(ServiceError) in try services.listTags(call) },
        "com.vmware.cis.tagging.tag.list_tags_for_category": { services, call throws(ServiceError) in
            try services.listTags(call)
        },
        "com.vmware.cis.tagging.tag.update": { services, call throws(ServiceError) in try services.updateTag(call) },
        "com.vmware.cis.tagging.tag.delete": { services, call throws(ServiceError) in try services.deleteTag(call) },
    ]

    static let tagType = "com.vmware.cis.tagging.Tag"
    static let categoryType = "com.vmware.cis.tagging.Category"

    var store: TagStore { presentation.server.store.tags }

    // MARK: - Categories

    private func createCategory(_ call: ServiceCall) throws(ServiceError) -> Element {
        try change(call) { () throws(ServiceError) in
            let spec = try spec(call, "create_spec")
            let category = TagCategory(
                id: try newID(spec, "category_id", Services.categoryType), name: try name(spec),
                description: spec.first("description")?.text ?? "",
                isSingle: spec.first("cardinality")?.text == "SINGLE", types: try types(spec) ?? [])
            guard (try? store.category(category.id)) == nil else { throw taken("category") }
            try stored("category") { try store.add(category) }
            return (ServiceCall.output(written(category.id, Services.categoryType)), category.id)
        }
    }

    private func getCategory(_ call: ServiceCall) throws(ServiceError) -> Element {
        _ = try call.authenticated()
        let id = try read(call.text("category_id"), Services.categoryType, "category")
        let category = try stored("category") { try store.category(id) }
        var element = Element("category", namespace: ServiceCodec.namespace)
        element["id"] = written(category.id, Services.categoryType)
        element["name"] = category.name
        element["description"] = category.description
        element["single"] = "\(category.isSingle)"
        for type in category.types { element.append(Element("type", namespace: ServiceCodec.namespace, text: shown(type))) }
        return try answer(Document(call.document([element])))
    }

    private func listCategories(_ call: ServiceCall) throws(ServiceError) -> Element {
        _ = try call.authenticated()
        let ids = try stored("category") { try store.categories().map(\.id) }
        return identifiers(ids, Services.categoryType)
    }

    private func updateCategory(_ call: ServiceCall) throws(ServiceError) -> Element {
        try change(call) { () throws(ServiceError) in
            let id = try read(call.text("category_id"), Services.categoryType, "category")
            let spec = try spec(call, "update_spec")
            var category = try stored("category") { try store.category(id) }
            if spec.first("name") != nil { category.name = try name(spec) }
            if let description = spec.first("description")?.text { category.description = description }
            if let cardinality = spec.first("cardinality")?.text {
                guard cardinality == "MULTIPLE" || category.isSingle else {
                    throw .invalid("cardinality", "can be widened only")
                }
                category.isSingle = cardinality == "SINGLE"
            }
            if let types = try types(spec) {
                // What is attached already stays allowed.
                guard types.isEmpty || !category.types.isEmpty && Set(category.types).isSubset(of: types) else {
                    throw .invalid("associable_types", "can be extended only")
                }
                category.types = types
            }
            try stored("category") { try store.update(category) }
            tell(try stored("category") { try store.objects(inCategory: id) })
            return (ServiceCall.output(), id)
        }
    }

    private func deleteCategory(_ call: ServiceCall) throws(ServiceError) -> Element {
        try change(call) { () throws(ServiceError) in
            let id = try read(call.text("category_id"), Services.categoryType, "category")
            let objects = try stored("category") { try store.objects(inCategory: id) }
            try stored("category") { try store.removeCategory(id) }
            tell(objects)
            return (ServiceCall.output(), id)
        }
    }

    // MARK: - Tags

    private func createTag(_ call: ServiceCall) throws(ServiceError) -> Element {
        try change(call) { () throws(ServiceError) in
            let spec = try spec(call, "create_spec")
            let category = try read(spec.first("category_id")?.text ?? "", Services.categoryType, "category")
            let tag = Tag(
                id: try newID(spec, "tag_id", Services.tagType), category: category, name: try name(spec),
                description: spec.first("description")?.text ?? "")
            guard (try? store.tag(tag.id)) == nil else { throw taken("tag") }
            try stored("tag") { try store.add(tag) }
            return (ServiceCall.output(written(tag.id, Services.tagType)), tag.id)
        }
    }

    private func getTag(_ call: ServiceCall) throws(ServiceError) -> Element {
        _ = try call.authenticated()
        let id = try read(call.text("tag_id"), Services.tagType, "tag")
        let tag = try stored("tag") { try store.tag(id) }
        var element = Element("tag", namespace: ServiceCodec.namespace)
        element["id"] = written(tag.id, Services.tagType)
        element["category"] = written(tag.category, Services.categoryType)
        element["name"] = tag.name
        element["description"] = tag.description
        return try answer(Document(call.document([element])))
    }

    /// All tags, or those of a category.
    private func listTags(_ call: ServiceCall) throws(ServiceError) -> Element {
        _ = try call.authenticated()
        let named = call.input.first("category_id")?.text
        let category = try named.map { name throws(ServiceError) in try read(name, Services.categoryType, "category") }
        let ids = try stored("category") { try store.tags(of: category).map(\.id) }
        return identifiers(ids, Services.tagType)
    }

    private func updateTag(_ call: ServiceCall) throws(ServiceError) -> Element {
        try change(call) { () throws(ServiceError) in
            let id = try read(call.text("tag_id"), Services.tagType, "tag")
            let spec = try spec(call, "update_spec")
            var tag = try stored("tag") { try store.tag(id) }
            if spec.first("name") != nil { tag.name = try name(spec) }
            if let description = spec.first("description")?.text { tag.description = description }
            try stored("tag") { try store.update(tag) }
            tell(try stored("tag") { try store.objects(with: id) })
            return (ServiceCall.output(), id)
        }
    }

    private func deleteTag(_ call: ServiceCall) throws(ServiceError) -> Element {
        try change(call) { () throws(ServiceError) in
            let id = try read(call.text("tag_id"), Services.tagType, "tag")
            let objects = try stored("tag") { try store.objects(with: id) }
            try stored("tag") { try store.removeTag(id) }
            tell(objects)
            return (ServiceCall.output(), id)
        }
    }

    // MARK: - Specifications

    private func spec(_ call: ServiceCall, _ name: String) throws(ServiceError) -> Element {
        guard let spec = call.input.first(name) else { throw .invalid(name, "is missing") }
        return spec
    }

    private func name(_ spec: Element) throws(ServiceError) -> String {
        let name = spec.first("name")?.text ?? ""
        guard !name.isEmpty, name.count <= 256 else { throw .invalid("name", "must have 1 to 256 characters") }
        return name
    }

    private func types(_ spec: Element) throws(ServiceError) -> [String]? {
        guard let types = spec.first("associable_types")?.elements.map(\.text) else { return nil }
        guard types.count <= 100, types.allSatisfy({ !$0.isEmpty && $0.count <= 100 && !$0.contains(where: \.isWhitespace) })
        else { throw .invalid("associable_types", "must be names of types") }
        // Some clients write a type with vim25's prefix.
        return Set(types.map { kept(String($0.split(separator: ":").last ?? "")) }).sorted()
    }

    private func newID(_ spec: Element, _ field: String, _ type: String) throws(ServiceError) -> String {
        guard let text = spec.first(field)?.text, !text.isEmpty else { return UUID().uuidString.lowercased() }
        guard let id = uuid(text, type) else { throw .invalid(field, "is no identifier of that type") }
        return id
    }

    private func taken(_ what: String) -> ServiceError { ServiceError("already_exists", "There is such a \(what) already.") }
}
