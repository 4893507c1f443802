import Generic
import XML

/// Where a machine's own files are, for files that are put beside them.
struct MachineFolder {
    let datastore: String
    /// Within the datastore; empty for its root.
    let path: String
    private let name: String

    /// The folder of its configuration or, where that is on no datastore, of its first disk on one; nil if there is none.
    init?(of machine: Element) {
        let configuration = machine.first("file").map { (datastore: $0["datastore"], path: $0.text) }
        let disks = (machine.first("disks")?.all("disk") ?? []).map { disk in
            (datastore: disk["datastore"], path: disk["path"] ?? "")
        }
        guard let file = ([configuration].compactMap(\.self) + disks).first(where: { $0.datastore != nil }),
            let datastore = file.datastore
        else { return nil }
        self.datastore = datastore
        path = file.path.lastIndex(of: "/").map { String(file.path[..<$0]) } ?? ""
        name = MachineFolder.base(machine.first("name")?.text ?? "")
    }

    /// A name that a file may have wherever it is: with no character that one of the file systems keeps for itself.
    private static func base(_ name: String) -> String {
        let base = String(name.map { "/\\:*?\"<>|[]".contains($0) || $0.isNewline ? "_" : $0 })
        return base.hasPrefix(".") ? "_" + base.dropFirst() : base
    }

    func picture(_ number: Int, _ format: PictureFormat) -> String {
        (path.isEmpty ? "" : path + "/") + "\(name)-\(number).\(format.suffix)"
    }
}
