import Bus
import Generic
import XML

/// Commands that end others which are under way, and do not wait for them.
extension TransformServer {
    /// The commands that one ends, by the table of the generic ones.
    func ended(by command: String) -> Set<String> {
        Set(union(command)?["ends"]?.split(separator: " ").map(String.init) ?? [])
    }

    /// Where what was to be ended came to its end by itself meanwhile, the machine is as it was wanted.
    func overtaken(_ outcome: Outcome, _ command: Command) -> Outcome {
        guard case .fault(let fault) = outcome, fault.code == .invalidPowerState, let actual = fault.details["actual"] else {
            return outcome
        }
        var machine = Element(ObjectType.vm.rawValue, namespace: Namespaces.generic)
        machine.append(Element("powerState", namespace: Namespaces.generic, text: actual))
        return (try? isDone(command, [.element(machine)])) == true ? .result(made: nil) : outcome
    }
}
