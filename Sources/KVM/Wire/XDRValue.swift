/// A value on libvirt's wire.
indirect enum XDRValue: Sendable, Hashable {
    /// Of any type of integer but the largest unsigned one.
    case integer(Int64)
    case unsigned(UInt64)
    case double(Double)
    /// Also a document, as text.
    case string(String)
    /// Also a UUID, and an array of characters.
    case bytes([UInt8])
    case array([XDRValue])
    case structure([Member])
    case parameter(TypedValue)
    /// Something optional that is not there.
    case absent

    struct Member: Sendable, Hashable {
        var name: String
        var value: XDRValue

        init(_ name: String, _ value: XDRValue) {
            self.name = name
            self.value = value
        }
    }

    /// The value of a typed parameter.
    enum TypedValue: Sendable, Hashable {
        case int(Int32)
        case uint(UInt32)
        case llong(Int64)
        case ullong(UInt64)
        case double(Double)
        case boolean(Bool)
        case string(String)
    }

    /// What a call or reply consists of.
    static func of(_ members: KeyValuePairs<String, XDRValue>) -> XDRValue {
        .structure(members.map { Member($0.key, $0.value) })
    }

    /// The member of that name; nil for what is no structure.
    subscript(name: String) -> XDRValue? {
        guard case .structure(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    var number: Int64? {
        switch self {
        case .integer(let number): number
        case .unsigned(let number): Int64(exactly: number)
        default: nil
        }
    }

    var text: String? {
        if case .string(let text) = self { text } else { nil }
    }

    var octets: [UInt8]? {
        if case .bytes(let bytes) = self { bytes } else { nil }
    }

    var items: [XDRValue]? {
        if case .array(let items) = self { items } else { nil }
    }
}
