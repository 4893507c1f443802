import Generic

/// The methods that XAPI makes from its data model. All of them are served from the schema: no class has a getter of its own.
struct Reflection: Sendable {
    let book: RecordBook
    /// The records of a class that each client has its own of; nil: all have the same.
    let own: @Sendable (XapiRequest) throws -> [XapiRecord]?

    /// What answers such a method; nil if it is none that the schema makes.
    func reader(_ name: MethodName) -> ((XapiRequest) async throws -> XapiValue)? {
        guard let schema = book.schema[name.className] else { return nil }
        switch name.verb {
        case "get_all":
            return { [book, own] request in
                try request.expect([])
                if let records = try own(request) { return .strings(records.map(\.ref)) }
                return .strings(await book.refs(of: schema.name))
            }
        case "get_all_records":
            return { request in
                try request.expect([])
                return .records(try await all(schema, request), schema)
            }
        case "get_all_records_where":
            return { request in
                try request.expect([("expr", .string)])
                // The filter must not live while this waits: the optimizer of Swift 6.3.1 crashes on that.
                let records = try await all(schema, request)
                return .records(try RecordFilter(request.text(0), of: schema).matching(records, schema), schema)
            }
        case _ where schema.isEmpty: return nil
        case "get_record":
            return { request in
                try request.expect([("self", .ref(schema.name))])
                return try await record(schema, request).complete(schema)
            }
        case "get_by_uuid" where schema.field("uuid") != nil:
            return { [book] request in
                try request.expect([("uuid", .string)])
                guard let record = try await book.find(schema.name, uuid: request.text(0)) else {
                    throw XapiError("UUID_INVALID", schema.name, request.text(0))
                }
                return .string(record.ref)
            }
        case "get_by_name_label" where schema.field("name_label") != nil:
            return { [book] request in
                try request.expect([("label", .string)])
                return .strings(try await book.find(schema.name, label: request.text(0)).map(\.ref))
            }
        default:
            guard name.verb.hasPrefix("get_"), let field = schema.field(String(name.verb.dropFirst("get_".count))) else {
                return nil
            }
            return { request in
                try request.expect([("self", .ref(schema.name))])
                return try await record(schema, request).value(of: field)
            }
        }
    }

    private func all(_ schema: XapiSchema.Class, _ request: XapiRequest) async throws -> [XapiRecord] {
        if let records = try own(request) { return records }
        return try await book.all(schema.name)
    }

    /// - Throws: ``XapiError`` with code `HANDLE_INVALID`, or ``Fault``.
    private func record(_ schema: XapiSchema.Class, _ request: XapiRequest) async throws -> XapiRecord {
        let ref = request.text(0)
        if let records = try own(request) {
            guard let record = records.first(where: { $0.ref == ref }) else { throw XapiError.handleInvalid(schema.name, ref) }
            return record
        }
        guard let record = try await book.record(schema.name, ref) else { throw XapiError.handleInvalid(schema.name, ref) }
        return record
    }

    /// The message that a writing method is, with the types of its parameters; nil if the schema makes none of that name.
    func writer(_ name: MethodName) -> XapiSchema.Message? {
        guard let schema = book.schema[name.className] else { return nil }
        let this = XapiSchema.Parameter(name: "self", type: .ref(schema.name))
        func message(_ field: XapiSchema.Field, _ others: XapiSchema.Parameter...) -> XapiSchema.Message {
            XapiSchema.Message(name: name.verb, result: .void, isAsync: true, parameters: [this] + others)
        }
        for prefix in ["add_to_", "remove_from_", "set_", "add_", "remove_"] where name.verb.hasPrefix(prefix) {
            guard let field = schema.field(String(name.verb.dropFirst(prefix.count))), field.access == .readWrite else {
                continue
            }
            switch (prefix, field.type) {
            case ("set_", let type): return message(field, .init(name: "value", type: type))
            case ("add_to_", .map(let key, let value)):
                return message(field, .init(name: "key", type: key), .init(name: "value", type: value))
            case ("remove_from_", .map(let key, _)): return message(field, .init(name: "key", type: key))
            case ("add_", .set(let item)), ("remove_", .set(let item)):
                return message(field, .init(name: "value", type: item))
            default: continue
            }
        }
        return nil
    }

    /// All method names that the schema makes and that are served.
    var names: [String] {
        book.schema.classes.flatMap { schema -> [String] in
            let all = ["get_all", "get_all_records", "get_all_records_where"].map { "\(schema.name).\($0)" }
            guard !schema.isEmpty else { return all }
            let finders = ["uuid", "name_label"].filter { schema.field($0) != nil }.map { "\(schema.name).get_by_\($0)" }
            return all + ["\(schema.name).get_record"] + finders + schema.fields.map { "\(schema.name).get_\($0.name)" }
        }
    }
}

extension XapiRequest {
    fileprivate func expect(_ parameters: [(name: String, type: XapiType)]) throws(XapiError) {
        let message = XapiSchema.Message(
            name: name.verb, result: .void, isAsync: false,
            parameters: parameters.map { .init(name: $0.name, type: $0.type) })
        _ = try message.checked(arguments, of: name.text)
    }
}

extension XapiValue {
    fileprivate static func records(_ records: [XapiRecord], _ schema: XapiSchema.Class) -> XapiValue {
        .structure(records.map { .init(name: $0.ref, value: $0.complete(schema)) })
    }
}
