import Agents
import Foundation
import Generic
import Store
import XML

/// A .vmx file in its abstract form, which the mappings make and read.
struct ConfigurationFile {
    static let namespace = "urn:dragoman:vmx"

    let dictionary: VMXDictionary
    /// Within the datastore.
    let path: String

    init(dictionary: VMXDictionary, path: String) {
        self.dictionary = dictionary
        self.path = path
    }

    /// Reads the entries of `v:vmx`.
    init(_ element: Element, path: String) {
        var dictionary = VMXDictionary()
        for entry in element.all("entry") { dictionary[entry["key"] ?? ""] = entry.text }
        self.init(dictionary: dictionary, path: path)
    }

    /// `v:vmx`: its files with the datastore and path that they name, its networks with their references.
    func element(in datastore: MirrorEntry, names: NameResolution, presentation: Presentation) -> Element {
        var element = Element("vmx", namespace: ConfigurationFile.namespace)
        for (key, value) in dictionary.entries {
            let key = key.lowercased()
            // Flags are written in either case.
            let text = ["true", "false"].contains(value.lowercased()) ? value.uppercased() : value
            var entry = Element("entry", namespace: ConfigurationFile.namespace, attributes: ["key": key], text: text)
            if key.hasSuffix(".filename"), let file = file(value, datastore, presentation) {
                entry["datastore"] = names.reference(named: file.datastore, .datastore, "Datastore", on: datastore.host)
                entry["path"] = file.path
            }
            if key.hasSuffix(".networkname") {
                entry["network"] = names.reference(named: value, .network, "Network", on: datastore.host)
            }
            element.append(entry)
        }
        return element
    }

    /// A file beside this one, or by a path that begins with where the host has a datastore mounted.
    private func file(
        _ name: String, _ datastore: MirrorEntry, _ presentation: Presentation
    ) -> (datastore: String, path: String)? {
        if !name.contains("/"), !name.contains("\\") {
            let folder = FilePath.split(path).folder
            return (
                presentation.cache.layout.name(of: datastore),
                ConfigurationFile.own(folder.isEmpty ? name : "\(folder)/\(name)")
            )
        }
        let mirror = presentation.server.store.mirror
        for entry in mirror.entries(type: ObjectType.datastore.rawValue, host: datastore.host) {
            guard let bytes = try? mirror.generic(entry.id),
                let mount = try? Document(parsing: bytes).root.first("path")?.text, !mount.isEmpty
            else { continue }
            let shown = presentation.cache.layout.name(of: entry)
            for mount in [mount, "/vmfs/volumes/\(shown)", "/vmfs/volumes/\(entry.name)"] where name.hasPrefix(mount) {
                let rest = name.dropFirst(mount.count)
                guard mount.hasSuffix("/") || mount.hasSuffix("\\") || rest.hasPrefix("/") || rest.hasPrefix("\\")
                else { continue }
                return (
                    shown,
                    ConfigurationFile.own(String(rest.drop { $0 == "/" || $0 == "\\" }).replacing("\\", with: "/"))
                )
            }
        }
        return nil
    }

    /// In .vmx files a disk of another format has .vmdk behind its name.
    static func own(_ path: String) -> String {
        let formats = [".qcow2", ".vhdx", ".avhdx", ".vhd", ".raw", ".img"]
        guard path.hasSuffix(".vmdk"), formats.contains(where: { path.dropLast(5).hasSuffix($0) }) else { return path }
        return String(path.dropLast(5))
    }
}
