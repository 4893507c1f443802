import XML

extension Methods {
    static let optionManager: [String: Handler] = [
        "OptionManager.QueryOptions": { try $0.queryOptions($1) },
        "OptionManager.UpdateOptions": { try $0.updateOptions($1) },
    ]
}

/// Methods of OptionManager.
extension VSphereFrontEnd {
    /// Options of that name, or below it if it ends in a period.
    func queryOptions(_ call: Call) throws(VimFault) -> Answer {
        guard let view = try call.objects().view(of: call.request.receiver) else {
            throw .notFound(call.request.receiver)
        }
        let name = call.request.text("name") ?? ""
        let found = view.root.children(named: "setting").filter { option in
            let key = option.first("key")?.text ?? ""
            return name.isEmpty || key == name || name.hasSuffix(".") && key.hasPrefix(name)
        }
        guard name.isEmpty || !found.isEmpty else { throw unknown(name) }
        return try .reply(to: call) { writer in
            for option in found {
                writer.open("returnval", [("xsi:type", "OptionValue")])
                writer.raw(option.content)
                writer.close("returnval")
            }
        }
    }

    /// All of them or, if one of them cannot be set, none.
    func updateOptions(_ call: Call) throws(VimFault) -> Answer {
        let objects = try call.objects()
        let managers = OptionManagers(presentation: presentation)
        guard try objects.exists(call.request.receiver),
            let (options, object) = try managers.options(of: call.request.receiver)
        else { throw .notFound(call.request.receiver) }
        var values: [String: String] = [:]
        for change in call.request.arguments("changedValue") {
            try presentation.schema.check(change, as: "OptionValue", argument: "changedValue")
            let key = change.first("key")?.text ?? ""
            guard let option = options.first(where: { $0.key == key }) else { throw unknown(key) }
            values[key] = try option.value(of: change.first("value"), presentation.schema)
        }
        try stored { try managers.set(values, of: object) }
        audit(objects.session.user, call.address, "updateOptions", "accepted")
        return try .reply(to: call)
    }

    private func unknown(_ name: String) -> VimFault {
        VimFault("InvalidName", "There is no option '\(name)'", [("name", name)])
    }
}
