import Foundation
import Generic
import HTTPTypes
import Hummingbird
import XML

extension ServiceHTTP {
    func respond(to request: Request, below root: String, form: ServiceForm, address: String) async -> Response {
        do throws(ServiceError) {
            let session = session(request)
            let credentials = credentials(request)
            guard let body = await body(request, isKnown: session != nil) else {
                throw ServiceError("invalid_request", "The body is too long, or ended too early.")
            }
            let (operation, path, query) = try route(request, below: root, form)
            // Before anything is said about the arguments.
            if session == nil, credentials == nil { throw .unauthenticated }
            let input = try input(of: operation, path, query, body, form)
            let call = ServiceCall(
                operation: operation, input: input, session: session, credentials: credentials, address: address)
            let output = try await invoke(call)
            return try answer(output, operation, form)
        } catch {
            count(error)
            let json = json(error, form)
            let status = HTTPResponse.Status(code: services.actions.statuses[error.type] ?? 500)
            guard form == .rest else { return response(status, json) }
            return response(
                status, .object([.init("type", .text(ServiceError.prefix + error.type)), .init("value", json)]))
        }
    }

    // MARK: - Which operation

    private typealias Query = [(name: String, value: String)]

    private func route(
        _ request: Request, below root: String, _ form: ServiceForm
    ) throws(ServiceError) -> (ServiceTable.Operation, [String: String], Query) {
        let segments = request.uri.path.dropFirst(root.count).split(separator: "/").map(String.init)
        let path = segments.compactMap(\.removingPercentEncoding)
        guard path.count == segments.count else { throw .noOperation }
        var query: Query = request.uri.queryParameters.map { (String($0.key), String($0.value)) }
        let name = form == .rest && query.contains { $0.name == "~action" } ? "~action" : "action"
        let verb = query.first { $0.name == name }?.value
        query.removeAll { $0.name == name }
        for operation in services.table.operations.values {
            for known in operation.paths(form) {
                guard let arguments = known.match(path), isMeant(operation, known, verb, request.method, form) else { continue }
                return (operation, arguments, query)
            }
        }
        throw .noOperation
    }

    /// By the older rules, what is no plain reading or writing is a POST with its verb.
    private func isMeant(
        _ operation: ServiceTable.Operation, _ path: ServicePath, _ verb: String?, _ method: HTTPRequest.Method,
        _ form: ServiceForm
    ) -> Bool {
        if form == .rest, method == .post, let verb, path.verb == nil {
            return verb == operation.name.replacing("_", with: "-")
        }
        return path.verb == verb && operation.method == method.rawValue
    }

    // MARK: - Its arguments

    private func input(
        of operation: ServiceTable.Operation, _ path: [String: String], _ query: Query, _ body: Data, _ form: ServiceForm
    ) throws(ServiceError) -> Element {
        let codec = ServiceCodec(table: services.table, form: form)
        let inPath = operation.arguments.filter { path[$0.name] != nil }
        let others = operation.arguments.filter { path[$0.name] == nil }
        var input = try codec.decode(
            path.map { JSON.Member($0.key, .text($0.value)) }, inPath, named: "input")
        let rest: Element
        if operation.method == "GET" || operation.method == "DELETE" {
            rest = try fromQuery(query, others, codec)
        } else {
            guard query.isEmpty else { throw .invalid("query", "has a parameter that is not known") }
            rest = try fromBody(body, operation, others, path, codec)
        }
        for element in rest.elements { input.append(element) }
        return input
    }

    private func fromBody(
        _ body: Data, _ operation: ServiceTable.Operation, _ fields: [ServiceTable.Field], _ path: [String: String],
        _ codec: ServiceCodec
    ) throws(ServiceError) -> Element {
        var members: [JSON.Member] = []
        let isBlank = body.allSatisfy { [0x20, 0x09, 0x0a, 0x0d].contains($0) }
        if !isBlank {
            let json: JSON
            do {
                json = try JSON(parsing: body)
            } catch {
                throw ServiceError("invalid_request", "The body is not JSON.")
            }
            if codec.form == .api, let whole = wholeBody(of: operation, fields) {
                members = [JSON.Member(whole, json)]
            } else if case .object(let given) = json {
                // Some clients say again what is in the path.
                members = given.filter { path[$0.name] == nil || path[$0.name] != $0.value.text }
            } else if json != .null {
                throw ServiceError("invalid_request", "The body is not a JSON object.")
            }
        }
        return try codec.decode(members, fields, named: "body")
    }

    /// The argument that is the whole body below `/api`: the one said to be, or else the only structure.
    private func wholeBody(of operation: ServiceTable.Operation, _ fields: [ServiceTable.Field]) -> String? {
        if let body = operation.body { return body }
        guard operation.service.hasPrefix("com.vmware.vcenter."), fields.count == 1,
            case .structure = fields[0].type.required
        else { return nil }
        return fields[0].name
    }

    /// A query's parameters are an operation's arguments, or the fields of its only structure: `names=a&names=b`, by the
    /// older rules `filter.names=a` or `filter.names.1=a`.
    private func fromQuery(
        _ query: Query, _ fields: [ServiceTable.Field], _ codec: ServiceCodec
    ) throws(ServiceError) -> Element {
        var element = Element("query", namespace: ServiceCodec.namespace)
        guard let field = fields.first, case .structure(let name) = field.type.required, fields.count == 1 else {
            let members = try collect(query, fields, prefix: nil)
            return try codec.decode(members, fields, named: "query", isText: true)
        }
        let known = services.table.fields[name] ?? []
        let members = try collect(query, known, prefix: field.name + ".")
        if !members.isEmpty { element.append(try codec.decode(members, known, named: field.name, isText: true)) }
        return element
    }

    private func collect(
        _ query: Query, _ fields: [ServiceTable.Field], prefix: String?
    ) throws(ServiceError) -> [JSON.Member] {
        var values: [String: [JSON]] = [:]
        for (key, value) in query {
            var name = key[...]
            if let prefix, name.hasPrefix(prefix) { name = name.dropFirst(prefix.count) }
            if let dot = name.lastIndex(of: "."), Int(name[name.index(after: dot)...]) != nil { name = name[..<dot] }
            values[String(name), default: []].append(.text(value))
        }
        var members: [JSON.Member] = []
        for field in fields {
            guard let given = values.removeValue(forKey: field.name) else { continue }
            if case .list = field.type.required {
                members.append(JSON.Member(field.name, .array(given)))
            } else {
                guard given.count == 1 else { throw .invalid(field.name, "is there more than once") }
                members.append(JSON.Member(field.name, given[0]))
            }
        }
        guard values.isEmpty else { throw .invalid("query", "has a parameter that is not known") }
        return members
    }

    // MARK: - Its answer

    private func answer(
        _ output: Element, _ operation: ServiceTable.Operation, _ form: ServiceForm
    ) throws(ServiceError) -> Response {
        let codec = ServiceCodec(table: services.table, form: form)
        let value: JSON?
        do {
            value = operation.result == .void ? nil : try codec.encode(output, operation.result, operation.id) ?? .null
        } catch {
            throw services.failure(error)
        }
        switch form {
        case .rest:
            return response(.ok, value.map { .object([.init("value", $0)]) })
        case .api, .rpc:
            guard let value else { return response(.noContent, nil) }
            return response(operation.name == "create" ? .created : .ok, value)
        }
    }
}
