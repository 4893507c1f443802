import Foundation
import XML

/// hostd's list of registered machines: vmInventory.xml.
struct ESXiInventory: Sendable, Hashable {
    /// .vmx files by identifier.
    private(set) var paths: [Int: DatastorePath] = [:]
    private var root: Element

    init() {
        root = Element("ConfigRoot")
    }

    /// - Throws: ``XMLError`` if it is not XML; nil-like entries are left alone.
    init(parsing bytes: [UInt8]) throws {
        root = try Document(parsing: bytes).root
        for entry in root.all("ConfigEntry") {
            guard let id = entry.first("objID").flatMap({ Int($0.text) }), id > 0,
                let path = entry.first("vmxCfgPath").flatMap({ DatastorePath($0.text) })
            else { continue }
            paths[id] = path
        }
    }

    mutating func add(_ id: Int, _ path: DatastorePath) {
        paths[id] = path
        let used = root.all("ConfigEntry").compactMap { $0["id"].flatMap { Int($0) } }
        var entry = Element("ConfigEntry", attributes: ["id": String(format: "%04d", (used.max() ?? -1) + 1)])
        entry.append(Element("objID", text: String(id)))
        entry.append(Element("vmxCfgPath", text: "/vmfs/volumes/\(path.datastore)/\(path.path)"))
        root.append(entry)
    }

    mutating func rename(_ id: Int, to path: DatastorePath) {
        paths[id] = path
        root.children = root.children.map { child in
            guard case .element(var entry) = child, entry.first("objID").flatMap({ Int($0.text) }) == id else { return child }
            entry.update("vmxCfgPath") { $0.text = "/vmfs/volumes/\(path.datastore)/\(path.path)" }
            return .element(entry)
        }
    }

    mutating func remove(_ id: Int) {
        paths[id] = nil
        root.children.removeAll { child in
            guard case .element(let entry) = child, entry.name == "ConfigEntry" else { return false }
            return entry.first("objID").flatMap { Int($0.text) } == id
        }
    }

    /// Many machines at once, in the order of their identifiers.
    init(_ machines: [(id: Int, path: DatastorePath)]) {
        root = Element("ConfigRoot")
        for (index, machine) in machines.enumerated() {
            paths[machine.id] = machine.path
            var entry = Element("ConfigEntry", attributes: ["id": String(format: "%04d", index)])
            entry.append(Element("objID", text: String(machine.id)))
            entry.append(Element("vmxCfgPath", text: "/vmfs/volumes/\(machine.path.datastore)/\(machine.path.path)"))
            root.append(entry)
        }
    }

    var bytes: [UInt8] { Document(root).bytes(indented: true) + [0x0a] }
}
