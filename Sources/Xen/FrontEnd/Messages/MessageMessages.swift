import Generic

extension Messages {
    static let messages: [String: Handler] = [
        "message.create": { front, request in
            try front.require(.operator, request)
            return try front.messages.create(request)
        },
        "message.destroy": { front, request in
            try front.require(.operator, request)
            guard try await front.messages.destroy(request.text(0)) else {
                throw XapiError.handleInvalid("message", request.text(0))
            }
            return .void
        },
        "message.get": { try await $0.find($1) },
        "message.get_since": { try await $0.find($1) },
    ]
}

extension XapiFrontEnd {
    /// The records whose fields are what the arguments of the same names say, and that are of the time given or later.
    func find(_ request: XapiRequest) async throws -> XapiValue {
        guard let schema = schema[request.name.className], let message = schema.messages[request.name.verb] else { return .void }
        let time = schema.fields.first { $0.type == .datetime }
        let found = try await book.all(schema.name).filter { record in
            zip(message.parameters, request.arguments).allSatisfy { parameter, value in
                if let field = schema.field(parameter.name) { return record.value(of: field) == value }
                guard parameter.type == .datetime, let time, let made = record.value(of: time).time, let since = value.time
                else { return true }
                return made >= since
            }
        }
        return .structure(found.map { .init(name: $0.ref, value: $0.complete(schema)) })
    }
}

extension XapiValue {
    /// A time's digits, which sort as times do.
    fileprivate var time: String? {
        if case .dateTime(let text) = self { text.filter { $0 != "-" } } else { nil }
    }
}
