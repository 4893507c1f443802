import XML

/// What `commands.xml` says of calls: which are commands, and what the mapping is given to answer the others.
struct CallTable: Sendable {
    /// What a call needs beside itself.
    struct Need: Sendable {
        /// Generic types of which the mapping is given every object of the connection, as a row.
        var rows: [String] = []
        /// Generic types of which it is given every object of the connection as a whole.
        var views: [String] = []
        /// Whether that is only the objects of the hosts of those that are named.
        var isNear = false
        /// The argument that an object is looked for by (or a part of it: `vol/pool`), and the native type of which it is an identifier, or the generic
        /// type whose name it is.
        var argument: String?
        var finds: String?
        var named: String?
        /// Whether it is given the files of datastores.
        var lists: Listing?
        /// Whether it is given what has been measured.
        var figures = false
        /// The call that follows a command that went well.
        var then: String?
    }

    /// When the files of datastores are looked up.
    enum Listing: String, Sendable {
        case always
        /// Only if an answer is an error without them.
        case missing
    }

    /// How an object of a type is known on the wire.
    struct Identity: Sendable {
        /// The generic type.
        var type: String
        /// The native one.
        var native: String
        /// The field of the structure that holds its identifier.
        var field: String
        /// The XPath of what a client wished it to be, in the generic object.
        var given: String?
    }

    let answers: [String: Need]
    let commands: [String: Need]
    /// Why what is neither of them is not served.
    let refusals: [String: String]
    /// By the structure of the wire.
    let identities: [String: Identity]

    init(_ table: Element?) {
        func needs(_ name: String) -> [String: Need] {
            let rows = table?.first(name)?.all("command") ?? []
            return Dictionary(rows.map { ($0["native"] ?? "", Need($0)) }, uniquingKeysWith: { first, _ in first })
        }
        answers = needs("answers")
        commands = needs("accepts")
        let refused = table?.first("refuses")?.all("command") ?? []
        refusals = Dictionary(
            refused.map { ($0["native"] ?? "", $0["because"] ?? "") }, uniquingKeysWith: { first, _ in first })
        let types = table?.first("types")?.all("type") ?? []
        identities = Dictionary(
            types.compactMap { type in
                guard let structure = type["structure"], let field = type["by"] else { return nil }
                return (
                    structure,
                    Identity(
                        type: type["generic"] ?? "", native: type["native"] ?? "", field: field, given: type["given"])
                )
            }, uniquingKeysWith: { first, _ in first })
    }
}

extension CallTable.Need {
    fileprivate init(_ row: Element) {
        func words(_ name: String) -> [String] { row[name]?.split(separator: " ").map(String.init) ?? [] }
        rows = words("rows")
        views = words("views")
        argument = row["by"]
        finds = row["finds"]
        named = row["named"]
        isNear = row["near"] == "true"
        lists = row["lists"].flatMap(CallTable.Listing.init)
        figures = row["figures"] == "true"
        then = row["then"]
    }
}
