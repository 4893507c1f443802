import Endpoints
import Hosts
import Logging
import XML

extension LiveKVMHost {
    public func inventory() async throws -> [NativeObject] {
        while link.isConnecting { await news() }
        let reader = try reader()
        do {
            let objects = try await everything(reader)
            for object in objects { remember(object) }
            return objects
        } catch {
            throw failure(error)
        }
    }

    public func read(_ reference: NativeReference) async throws -> NativeObject? {
        let reader = try reader()
        do {
            let element = try await document(reference, reader)
            guard let element else {
                known[reference] = nil
                return nil
            }
            let object = NativeObject(reference: reference, document: Document(element))
            remember(object)
            return object
        } catch {
            throw failure(error)
        }
    }

    private func document(_ reference: NativeReference, _ reader: LibvirtReader) async throws -> Element? {
        switch reference.type {
        case "node": return reference.id == surroundings.host ? try await reader.node() : nil
        case "pool": return try await reader.pool(uuid: reference.id, of: surroundings)
        case "network": return try await reader.network(uuid: reference.id, of: surroundings)
        case "volume": return try await reader.volume(key: reference.id, of: surroundings)
        case "domain": return try await reader.domain(uuid: reference.id, of: surroundings)
        default: return nil
        }
    }

    /// The host, its pools, networks, volumes and domains.
    private func everything(_ reader: LibvirtReader) async throws -> [NativeObject] {
        try await readSurroundings(reader)
        let surroundings = self.surroundings
        var objects = [native("node", surroundings.host, try await reader.node())]
        let pools = surroundings.pools.sorted { $0.key < $1.key }.map(\.value)
        for uuid in pools {
            if let pool = try await reader.pool(uuid: uuid, of: surroundings) { objects.append(native("pool", uuid, pool)) }
        }
        for network in surroundings.networks {
            guard let uuid = network["uuid"] else { continue }
            if let document = try await reader.network(uuid: uuid, of: surroundings) {
                objects.append(native("network", uuid, document))
            }
        }
        var places: [String: String] = [:]
        for uuid in pools {
            for volume in try await reader.volumes(ofPool: uuid) {
                guard let key = volume["key"] else { continue }
                let document = try await reader.present { try await reader.volume(volume, of: surroundings) }
                if let document { objects.append(native("volume", key, document)) }
                places[key] = uuid
            }
        }
        poolOfVolume = places
        return try await objects + domains(reader, surroundings)
    }

    private func domains(_ reader: LibvirtReader, _ surroundings: LibvirtReader.Surroundings) async throws -> [NativeObject] {
        let uuids = try await reader.domains().compactMap { $0["uuid"] }
        let documents = try await withThrowingTaskGroup(of: (Int, Element?).self) { group in
            for (index, uuid) in uuids.enumerated() {
                group.addTask { (index, try await reader.domain(uuid: uuid, of: surroundings)) }
            }
            var documents = [Element?](repeating: nil, count: uuids.count)
            for try await (index, document) in group { documents[index] = document }
            return documents
        }
        return zip(uuids, documents).compactMap { uuid, document in document.map { native("domain", uuid, $0) } }
    }

    private func native(_ type: String, _ id: String, _ element: Element) -> NativeObject {
        NativeObject(reference: NativeReference(type: type, id: id), document: Document(element))
    }

    private func failure(_ error: any Error) -> HostError {
        switch error {
        case let error as HostError: error
        case let error as EndpointError: HostError(.unreachable, "\(settings.address): \(error.reason)")
        default: HostError(.unreadable, "\(settings.address): \(error)")
        }
    }

    // MARK: - What no event tells of

    private func remember(_ object: NativeObject) {
        known[object.reference] = object.document.root.steady.hashValue
    }

    /// Reads everything again, and tells of what is otherwise than it was.
    func sweep(_ reader: LibvirtReader) async {
        guard link.connection?.connection === reader.connection else { return }
        let before = known
        do {
            let objects = try await everything(reader)
            for object in objects where known[object.reference] == before[object.reference] {
                if object.document.root.steady.hashValue != before[object.reference] { tell(.changed(object.reference)) }
            }
            let present = Set(objects.map(\.reference))
            for reference in before.keys where !present.contains(reference) { tell(.changed(reference)) }
        } catch {
            log.info("the host was not read again", metadata: ["reason": "\(error)"])
        }
    }
}

extension Element {
    /// Without what changes all the time: how much of storage is used, and since when.
    var steady: Element {
        let passing: Set = ["allocation", "available", "physical", "timestamps"]
        var copy = self
        copy["allocation"] = nil
        copy.children = children.compactMap { child in
            guard case .element(let element) = child else { return child }
            return passing.contains(element.name) ? nil : .element(element.steady)
        }
        return copy
    }
}
