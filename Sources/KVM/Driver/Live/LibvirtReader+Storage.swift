import XML

extension LibvirtReader {
    /// virStoragePoolState.
    private static let poolStates = ["inactive", "building", "running", "degraded", "inaccessible"]

    /// - Returns: the identities of all pools.
    func pools() async throws -> [Element] { try await list("connectListAllStoragePools", "pools") }

    /// Nil if it is gone.
    func pool(uuid: String, of surroundings: Surroundings) async throws -> Element? {
        try await present {
            let found = try await connection.call("storagePoolLookupByUuid", [.argument("uuid", uuid)])
            guard let pool = found.first("pool") else { throw RemoteError(49, 18, "Storage pool not found") }
            return try await self.pool(pool, of: surroundings)
        }
    }

    private func pool(_ pool: Element, of surroundings: Surroundings) async throws -> Element {
        let xml = try await xml("storagePoolGetXMLDesc", [pool.called("pool")])
        let info = try await connection.call("storagePoolGetInfo", [pool.called("pool")])
        let autostart = try await connection.call("storagePoolGetAutostart", [pool.called("pool")]).number("autostart")
        let state = info.number("state")
        return .v(
            "pool",
            [
                "hostUUID": surroundings.host,
                "state": Self.poolStates.indices.contains(state) ? Self.poolStates[state] : "inactive",
                "autostart": "\(autostart)",
            ], [xml])
    }

    /// - Returns: the identities of a pool's volumes; none of a pool that is not active, or gone.
    func volumes(ofPool uuid: String) async throws -> [Element] {
        let pool = Element.v("pool", ["name": "-", "uuid": uuid])
        return try await optional { try await list("storagePoolListAllVolumes", "vols", [pool]) } ?? []
    }

    /// Nil if it is gone.
    func volume(key: String, of surroundings: Surroundings) async throws -> Element? {
        try await present {
            let found = try await connection.call("storageVolLookupByKey", [.argument("key", key)])
            guard let volume = found.first("vol") else { throw RemoteError(50, 18, "Storage volume not found") }
            return try await self.volume(volume, of: surroundings)
        }
    }

    func volume(_ volume: Element, of surroundings: Surroundings) async throws -> Element {
        let pool = volume["pool"] ?? ""
        return .v(
            "volume", ["hostUUID": surroundings.host, "pool": pool, "poolUUID": surroundings.pools[pool] ?? ""],
            [try await xml("storageVolGetXMLDesc", [volume.called("vol")])])
    }

    /// The volume that a disk is stored in, for the document of its domain; nil if that is in no pool.
    func volume(ofDisk disk: Element, of surroundings: Surroundings) async throws -> Element? {
        guard let source = disk.first("source") else { return nil }
        let found: Element?
        if let pool = source["pool"], let name = source["volume"] {
            let arguments = [
                Element.v("pool", ["name": pool, "uuid": surroundings.pools[pool] ?? ""]), .argument("name", name),
            ]
            found = try await optional { try await connection.call("storageVolLookupByName", arguments).first("vol") } ?? nil
        } else if let path = source["file"] ?? source["dev"] {
            found = try await volume(at: path, of: surroundings)
        } else {
            found = nil
        }
        guard let volume = found, let document = try await present({ try await self.volume(volume, of: surroundings) }),
            let xml = document.first("volume")
        else { return nil }
        var fact = Element.v("volume", ["path": xml.at("target", "path")?.text ?? "", "name": volume["name"] ?? ""])
        fact["pool"] = document["pool"]
        fact["poolUUID"] = document["poolUUID"]
        fact["capacity"] = xml.first("capacity").flatMap { Size.bytes($0) }.map { "\($0)" }
        fact["allocation"] = xml.first("allocation").flatMap { Size.bytes($0) }.map { "\($0)" }
        fact["format"] = xml.at("target", "format")?["type"]
        return fact
    }
}

extension LibvirtReader {
    /// A pool does not see by itself what is new in its folder, as the image that a snapshot goes on with: it is read again.
    private func volume(at path: String, of surroundings: Surroundings) async throws -> Element? {
        func look() async throws -> Element? {
            try await optional {
                try await connection.call("storageVolLookupByPath", [.argument("path", path)]).first("vol")
            } ?? nil
        }
        if let found = try await look() { return found }
        let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        guard let pool = surroundings.folders.first(where: { $0.value == folder })?.key, missing.isNew(path) else { return nil }
        let arguments = [Element.v("pool", ["name": "-", "uuid": pool]), .argument("flags", "0")]
        _ = try await optional { try await connection.call("storagePoolRefresh", arguments) }
        return try await look()
    }
}

extension Element {
    /// The same identity as an argument of that name.
    func called(_ name: String) -> Element {
        var copy = self
        copy.name = name
        return copy
    }
}
