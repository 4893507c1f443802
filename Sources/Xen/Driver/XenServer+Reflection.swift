/// The methods that XAPI makes from its data model: getters of all fields, setters and map methods of the writable ones.
extension XenServer {
    private static let writable: [String: Set<String>] = [
        "VM": [
            "name_label", "name_description", "affinity", "HVM_boot_policy", "HVM_boot_params", "platform",
            "other_config",
            "xenstore_data", "VCPUs_params", "blocked_operations", "actions_after_crash", "PV_args", "tags",
            "suspend_SR",
            "start_delay", "user_version",
        ],
        "VDI": ["name_label", "name_description", "other_config", "xenstore_data", "sm_config", "tags"],
        "VBD": ["bootable", "mode", "type", "other_config", "unpluggable"],
        "VIF": ["other_config"],
        "SR": ["name_label", "name_description", "other_config", "sm_config", "tags"],
        "network": ["name_label", "name_description", "other_config", "tags", "MTU"],
        "host": ["name_label", "name_description", "other_config", "tags"],
    ]
    private static let classes: Set<String> = [
        "VM", "VDI", "VBD", "VIF", "SR", "PBD", "network", "PIF", "PIF_metrics", "host", "host_metrics", "VM_metrics",
    ]

    func reflected(_ name: String) -> Method? {
        let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
        guard parts.count == 2, XenServer.classes.contains(parts[0]) else { return nil }
        let (table, verb) = (parts[0], parts[1])
        switch verb {
        case "get_all":
            return Method(parameters: []) { (server, _) throws(XapiError) in
                .strings(server.database.rows(table).map(\.ref))
            }
        case "get_all_records":
            return Method(parameters: []) { (server, _) throws(XapiError) in
                .structure(
                    server.database.rows(table).map { .init(name: $0.ref, value: server.structure(table, $0.ref)) })
            }
        case "get_record":
            return Method(parameters: [XenServer.this(table)]) { (server, a) throws(XapiError) in
                server.structure(table, a.text("self"))
            }
        case "get_by_uuid":
            return Method(parameters: [.init("uuid", .string)]) { (server, a) throws(XapiError) in
                guard let ref = server.database.refs(table, where: "uuid", is: a.text("uuid")).first else {
                    throw XapiError("UUID_INVALID", table, a.text("uuid"))
                }
                return .string(ref)
            }
        case "get_by_name_label":
            return Method(parameters: [.init("label", .string)]) { (server, a) throws(XapiError) in
                .strings(server.database.refs(table, where: "name_label", is: a.text("label")))
            }
        default: return XenServer.accessor(table, verb)
        }
    }

    private static func accessor(_ table: String, _ verb: String) -> Method? {
        if let field = verb.dropping("get_") {
            return Method(parameters: [this(table)]) { (server, a) throws(XapiError) in
                let record = server.structure(table, a.text("self"))
                guard case .structure(let members) = record, let member = members.first(where: { $0.name == field })
                else {
                    throw XapiError("MESSAGE_METHOD_UNKNOWN", "\(table).\(verb)")
                }
                return member.value
            }
        }
        let fields = writable[table] ?? []
        if let field = verb.dropping("set_"), fields.contains(field) {
            let kind: Arguments.Kind
            switch FieldType.of(field) {
            case .boolean: kind = .boolean
            case .set: kind = .set
            case .map: kind = .map
            case .text, .double, .dateTime: kind = .string
            }
            return method([this(table), .init("value", kind)]) { (server, a) throws(XapiError) in
                try server.setField(table, a.text("self"), field, a["value"])
            }
        }
        if let map = verb.dropping("add_to_"), fields.contains(map), FieldType.of(map) == .map {
            return method([this(table), .init("key", .string), .init("value", .string)]) {
                (server, a) throws(XapiError) in
                try server.add(to: map, of: table, a.text("self"), a.text("key"), a.text("value"))
            }
        }
        if let map = verb.dropping("remove_from_"), fields.contains(map), FieldType.of(map) == .map {
            return method([this(table), .init("key", .string)]) { (server, a) throws(XapiError) in
                try server.remove(from: map, of: table, a.text("self"), a.text("key"))
            }
        }
        return nil
    }

    /// A record as its getters show it.
    func structure(_ table: String, _ ref: String) -> XapiValue {
        .structure(fields(table, ref).map { .init(name: $0.name, value: $0.value) })
    }
}

extension String {
    /// What follows a prefix; nil if the text does not begin with it.
    fileprivate func dropping(_ prefix: String) -> String? {
        hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
    }
}
