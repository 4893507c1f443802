/// The namespaces of the documents that the modules pass to each other.
public enum Namespaces {
    /// The generic hypervisor protocol: objects, commands, results.
    public static let generic = "urn:dragoman:generic"
    /// Plans of native calls, and the envelopes around what a stylesheet is given.
    public static let plan = "urn:dragoman:plan"
    /// Command tables.
    public static let commands = "urn:dragoman:commands"
    /// The extension functions of stylesheets, and the envelope around several documents that one gives.
    public static let functions = "urn:dragoman:functions"

    /// The prefixes that XPath expressions of the command tables may use.
    public static let prefixes = ["g": generic, "p": plan]
}
