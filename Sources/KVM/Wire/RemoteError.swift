/// An error as libvirt's wire carries it.
struct RemoteError: Error, Sendable, Hashable, CustomStringConvertible {
    /// virErrorNumber.
    var code: Int
    /// virErrorDomain: the part of libvirt that it comes from.
    var domain: Int
    var message: String

    init(_ code: Int, _ domain: Int, _ message: String) {
        self.code = code
        self.domain = domain
        self.message = message
    }

    init(_ error: LibvirtError) { self.init(error.code.rawValue, error.domain.rawValue, error.message) }

    /// From the wire's structure `error`.
    init(_ value: XDRValue) {
        self.init(
            Int(value["code"]?.number ?? 0), Int(value["domain"]?.number ?? 0), value["message"]?.text ?? "")
    }

    var description: String { message }

    /// As the wire's structure `error`. The message is also its first part, as libvirtd has it: a format that is filled in.
    var value: XDRValue {
        .of([
            "code": .integer(Int64(code)), "domain": .integer(Int64(domain)), "message": .string(message),
            "level": .integer(2),
            "str1": .string("%s"), "str2": .string(message), "int1": .integer(-1), "int2": .integer(-1),
        ])
    }

    /// The fields of the wire's structure `error`; of each version of each program the same.
    static func fields(_ table: ProcedureTable) -> [XDRStructure.Field] { table.structures["error"]?.fields ?? [] }
}
