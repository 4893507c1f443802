import Agents
import Bus
import Foundation
import Generic
import KVM
import VSphere
import XML
import Xen

/// Holds the content of `Mappings` against itself: every file compiles and is valid, and the command tables of all
/// platforms together are the union that `generic/commands.xml` says.
public enum MappingCheck {
    /// Loads and checks everything.
    /// - Throws: ``StartError`` with one line for each fault.
    public static func load(_ directory: URL) throws(StartError) -> Mappings {
        var faults: [MappingError] = []
        guard FileManager.default.fileExists(atPath: directory.appendingPathComponent("generic").path) else {
            throw StartError(.noInput, "\(directory.path): there are no mappings here; --mappings says where they are")
        }
        guard let mappings = Mappings(directory: directory, platforms: Platform.names, faults: &faults) else {
            throw StartError(faults, directory: directory)
        }
        faults =
            tableFaults(mappings) + VSphere.TableCheck.faults(in: directory) + Xen.TableCheck.faults(in: directory)
            + KVM.TableCheck.faults(in: directory)
        guard faults.isEmpty else { throw StartError(faults, directory: directory) }
        return mappings
    }

    /// What is wrong with the command tables.
    public static func tableFaults(_ mappings: Mappings) -> [MappingError] {
        let union = mappings.union.all("command")
        var faults = duplicates(union.compactMap { $0["name"] }, in: "generic/commands.xml", "the command")
        for command in union {
            faults += expressionFault(command["done"], "done of \(command["name"] ?? "")", in: "generic/commands.xml")
        }
        for command in union where command["how"] != nil && command["because"]?.isEmpty ?? true {
            faults.append(
                MappingError(
                    file: "generic/commands.xml", reason: "'\(command["name"] ?? "")' does not say why (because)"))
        }
        let names = union.compactMap { $0["name"] }
        let brokered = Set(union.filter { $0["how"] != nil }.compactMap { $0["name"] })
        for (name, platform) in mappings.platforms.sorted(by: { $0.key < $1.key }) {
            faults += faultsOf(platform, name, union: names, brokered: brokered)
        }
        return faults
    }

    private static func faultsOf(_ platform: PlatformMappings, _ name: String, union: [String], brokered: Set<String>)
        -> [MappingError]
    {
        let file = "\(name)/commands.xml"
        var faults: [MappingError] = []
        func fault(_ reason: String) { faults.append(MappingError(file: file, reason: reason)) }

        if platform.table["platform"] != name {
            fault("platform is '\(platform.table["platform"] ?? "")'; it must be '\(name)', as its folder")
        }
        for type in ObjectType.allCases where type.isEverywhere && platform.types.native(for: type.rawValue) == nil {
            fault("types has no native name for the generic type '\(type.rawValue)'")
        }
        for type in platform.types.entries
        where ObjectType(rawValue: type.generic) == nil && ContainerKind(rawValue: type.generic) == nil {
            fault("types has the generic type '\(type.generic)', which there is not")
        }
        faults += duplicates(
            platform.types.entries.map { "\($0.native) of \($0.generic) \($0.holds ?? "")" }, in: file,
            "the native type")

        let performs = platform.table.first("performs")?.all("command") ?? []
        let performed = performs.compactMap { $0["generic"] }
        faults += duplicates(performed, in: file, "performs: the command")
        for command in union where !brokered.contains(command) && !performed.contains(command) {
            fault("performs does not say how '\(command)' is performed: native, composed, brokered or refused")
        }
        for command in performs {
            let generic = command["generic"] ?? ""
            if !union.contains(generic) { fault("performs has '\(generic)', which generic/commands.xml has not") }
            if let code = command["fault"], Fault.Code(rawValue: code) == nil {
                fault("'\(generic)' is refused with '\(code)', which is no fault code of generic/results.rng")
            }
            if command["because"]?.isEmpty ?? true { fault("'\(generic)' does not say why (because)") }
            faults += expressionFault(command["when"], "when of '\(generic)'", in: file)
        }
        let accepted = platform.table.first("accepts")?.all("command") ?? []
        for command in accepted where !union.contains(command["generic"] ?? "") {
            fault(
                "accepts: '\(command["native"] ?? "")' means '\(command["generic"] ?? "")', which generic/commands.xml has not"
            )
        }
        faults += duplicates(
            accepted.map { "\($0["native"] ?? "") as \($0["generic"] ?? "")" }, in: file, "accepts: the command")
        return faults
    }

    private static func expressionFault(_ expression: String?, _ what: String, in file: String) -> [MappingError] {
        guard let expression else { return [] }
        do {
            try Document.checkXPath(expression, namespaces: Namespaces.prefixes)
            return []
        } catch {
            return [MappingError(file: file, reason: "\(what): \(error.reason)")]
        }
    }

    private static func duplicates(_ names: [String], in file: String, _ what: String) -> [MappingError] {
        var seen: Set<String> = []
        return names.filter { !seen.insert($0).inserted }.map {
            MappingError(file: file, reason: "\(what) '\($0)' is there twice")
        }
    }
}
