import XML

/// A command of the generic protocol (`Mappings/generic/commands.rng`).
public struct Command: Sendable, Hashable {
    /// `vm.powerOn` …
    public var name: String
    /// The generic identifier of the object commanded.
    public var target: String
    /// The revision that the client's decision rests on; another present one is a conflict.
    public var ifRevision: Int64?
    /// The whole command.
    public var element: Element

    /// - Throws: ``Fault`` with code `invalidArgument`.
    public init(_ element: Element) throws(Fault) {
        guard element.name == "command", element.namespace == Namespaces.generic,
            let name = element["name"], let target = element["target"]
        else { throw Fault(.invalidArgument, "not a command of the generic protocol", ["argument": "command"]) }
        self.name = name
        self.target = target
        self.ifRevision = element["ifRevision"].flatMap { Int64($0) }
        self.element = element
    }
}
