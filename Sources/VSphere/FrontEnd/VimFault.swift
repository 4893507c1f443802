/// A fault of the conversation itself. Faults of commands come out of the mappings instead.
struct VimFault: Error, Sendable, Hashable {
    /// A vim25 fault type, such as `InvalidProperty`.
    var type: String
    /// For people, never empty.
    var message: String
    /// In wire order.
    var fields: [Field]

    struct Field: Sendable, Hashable {
        var name: String
        var value: String
        /// Set for a field that is a managed object reference.
        var reference: String?
    }

    init(_ type: String, _ message: String, _ fields: [(String, String)] = []) {
        self.type = type
        self.message = message
        self.fields = fields.map { Field(name: $0.0, value: $0.1, reference: nil) }
    }

    static func notFound(_ reference: ManagedObjectReference) -> VimFault {
        var fault = VimFault(
            "ManagedObjectNotFound",
            "The object '\(reference.type):\(reference.value)' has already been deleted or has not been completely created")
        fault.fields = [Field(name: "obj", value: reference.value, reference: reference.type)]
        return fault
    }

    static func invalidProperty(_ name: String) -> VimFault {
        VimFault("InvalidProperty", "The property '\(name)' is not valid", [("name", name)])
    }

    static func invalidArgument(_ name: String, _ why: String) -> VimFault {
        VimFault("InvalidArgument", why, [("invalidProperty", name)])
    }

    static func invalidRequest(_ why: String) -> VimFault {
        VimFault("InvalidRequest", why)
    }

    static func methodNotFound(_ method: String, on receiver: ManagedObjectReference) -> VimFault {
        var fault = VimFault("MethodNotFound", "The method '\(method)' is not found on '\(receiver.type)'")
        fault.fields = [
            Field(name: "receiver", value: receiver.value, reference: receiver.type),
            Field(name: "method", value: method, reference: nil),
        ]
        return fault
    }
}
