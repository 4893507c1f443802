import Bus
import Foundation
import XML

/// Holds the tables of this front end against each other.
public enum TableCheck {
    /// - Parameter directory: `Mappings`.
    /// - Returns: what is wrong with them.
    public static func faults(in directory: URL) -> [MappingError] {
        let folder = directory.appendingPathComponent(LibvirtFrontEnd.protocolName)
        let procedures: ProcedureTable
        do {
            procedures = try ProcedureTable(contentsOf: folder.appendingPathComponent("procedures.txt"))
        } catch {
            return [fault("procedures.txt", "\(error)")]
        }
        guard
            let table = (try? Data(contentsOf: folder.appendingPathComponent("commands.xml"))).flatMap({
                try? Document(parsing: $0).root
            })
        else { return [fault("commands.xml", "cannot be read")] }
        var faults: [MappingError] = []
        for row in ["accepts", "answers", "refuses"].flatMap({ table.first($0)?.all("command") ?? [] }) {
            for name in [row["native"], row["then"]].compactMap({ $0 }) where procedures.remote[name] == nil {
                faults.append(fault("commands.xml", "procedures.txt has no procedure '\(name)'"))
            }
            if let name = row["native"], Conversation.beforeLogin[name] != nil || Conversation.handlers[name] != nil {
                faults.append(fault("commands.xml", "'\(name)' is of the conversation, and never comes to a mapping"))
            }
        }
        for (name, identity) in CallTable(table).identities {
            guard let structure = procedures.structures[name],
                structure.fields.contains(where: { $0.name == identity.field })
            else {
                faults.append(
                    fault(
                        "commands.xml", "procedures.txt has no structure '\(name)' with the field '\(identity.field)'"))
                continue
            }
        }
        for name in Array(Conversation.beforeLogin.keys) + Array(Conversation.handlers.keys)
        where procedures.remote[name] == nil {
            faults.append(fault("procedures.txt", "there is no procedure '\(name)'"))
        }
        return faults
    }

    private static func fault(_ file: String, _ reason: String) -> MappingError {
        MappingError(file: "\(LibvirtFrontEnd.protocolName)/\(file)", reason: reason)
    }
}
