import Bus
import Generic
import XML

/// A platform's `commands.xml`: what its clients may send, and how its hosts perform each generic command.
public struct CommandTable: Sendable {
    public enum How: String, Sendable {
        case native, composed, brokered, refused
    }

    /// Whether a plan needs the target's data.
    public enum DataDependence: Sendable, Hashable {
        case never
        case always
        /// An XPath expression over `p:input` that is true where it does.
        case when(String)
    }

    public struct Performance: Sendable, Hashable {
        public var generic: String
        public var how: How
        public var data: DataDependence
        public var because: String
        /// The fault of a refusal.
        public var fault: Fault.Code?
    }

    public let platform: String
    /// The generic commands that each native one can mean.
    public let accepts: [String: [String]]
    public let performs: [String: Performance]

    public init(_ mappings: PlatformMappings) {
        platform = mappings.name
        var accepts: [String: [String]] = [:]
        for command in mappings.table.first("accepts")?.all("command") ?? [] {
            accepts[command["native"] ?? "", default: []].append(command["generic"] ?? "")
        }
        self.accepts = accepts
        var performs: [String: Performance] = [:]
        for command in mappings.table.first("performs")?.all("command") ?? [] {
            let generic = command["generic"] ?? ""
            let data: DataDependence =
                switch command["data"] {
                case "always": .always
                case "when": .when(command["when"] ?? "true()")
                default: .never
                }
            performs[generic] = Performance(
                generic: generic, how: How(rawValue: command["how"] ?? "") ?? .refused, data: data,
                because: command["because"] ?? "", fault: command["fault"].flatMap(Fault.Code.init))
        }
        self.performs = performs
    }

    /// How all platforms perform a command of the union that is brokered everywhere; nil if each says for itself.
    public static func brokered(_ command: Element) -> Performance? {
        guard command["how"] == How.brokered.rawValue else { return nil }
        return Performance(
            generic: command["name"] ?? "", how: .brokered, data: .never, because: command["because"] ?? "", fault: nil)
    }
}
