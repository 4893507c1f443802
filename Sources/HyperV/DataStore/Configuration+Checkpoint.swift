extension Configuration {
    /// What a checkpoint of a machine keeps: all its settings, under the checkpoint's own key.
    static func checkpoint(
        of machine: Configuration, guid: String, name: String, created: String, saved: Bool
    ) -> Configuration {
        var result = Configuration(
            properties: [
                Value("global_id", guid), Value("type_id", "Snapshots"), Value("machine_id", machine.guid),
                Value("state", saved ? 6 : 3, "integer"),
            ],
            settings: machine.settings(ofOwner: machine.guid, as: guid))
        var system = result.system
        system["ElementName"] = name
        system["VirtualSystemType"] = "Microsoft:Hyper-V:Snapshot:Realized"
        system.replace("CreationTime", with: [Value("CreationTime", created, "datetime")])
        system.replace("IsSaved", with: [Value("IsSaved", saved, "boolean")])
        system["ConfigurationFile"] = "Snapshots\\\(guid).xml"
        system.replace("Notes", with: [])
        // The key of a checkpoint's parent is another checkpoint's: renaming has not touched it.
        result.system = system
        return result
    }

    /// The machine that a checkpoint belongs to.
    var machine: String { (properties["machine_id"] ?? "").uppercased() }

    /// The GUID of the checkpoint before.
    var parentCheckpoint: String? {
        system.reference("Parent")?["InstanceID"].map { String($0.dropFirst("Microsoft:".count)).uppercased() }
    }

    /// `web01.vhdx` and `web01_GUID.avhdx` go on in `web01_OTHER.avhdx`.
    static func differencingPath(of path: String, checkpoint: String) -> String {
        let isVHD = path.lowercased().hasSuffix("vhd")
        var stem = path[..<(path.lastIndex(of: ".") ?? path.endIndex)]
        if path.lowercased().contains(".avhd"), let cut = stem.lastIndex(of: "_") { stem = stem[..<cut] }
        return "\(stem)_\(checkpoint).\(isVHD ? "avhd" : "avhdx")"
    }
}
