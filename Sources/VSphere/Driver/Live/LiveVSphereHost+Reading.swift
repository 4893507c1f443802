import Endpoints
import Hosts
import XML

extension LiveVSphereHost {
    public func inventory() async throws -> [NativeObject] {
        while link.isConnecting { await news() }
        _ = try connection()
        let references = objects.presented
        guard references.first?.type == "HostSystem" else {
            throw HostError(.unreadable, "\(settings.address) shows no host: does \(settings.user) have the right to see one?")
        }
        return try references.compactMap { reference in
            try document(reference).map { NativeObject(reference: reference, document: $0) }
        }
    }

    public func read(_ reference: NativeReference) async throws -> NativeObject? {
        _ = try connection()
        try await refresh(objects.managedObject(reference).object)
        return try document(reference).map { NativeObject(reference: reference, document: $0) }
    }

    public func readChanged(_ reference: NativeReference) async throws -> NativeObject? {
        _ = try connection()
        let object = objects.managedObject(reference).object
        // What has left the view since it was told of may be on its way to another folder.
        if doubtful.remove(object) != nil || objects.objects[object] == nil { try await refresh(object) }
        return try document(reference).map { NativeObject(reference: reference, document: $0) }
    }

    /// Reads an object from the server. What the collector tells meanwhile may be newer, so then it is read again.
    private func refresh(_ object: ManagedObjectReference) async throws {
        guard let properties = VimProperties.of(object) else { return }
        for _ in 0..<3 {
            let (client, service) = try connection()
            let before = objects.objects[object]?.revision
            let content: Element?
            do {
                content = try await client.retrieve(object, properties, service)
            } catch {
                throw HostError(.unreachable, "\(settings.address): \(error)")
            }
            guard objects.objects[object]?.revision == before else { continue }
            readMeanwhile.insert(object)
            guard let content else { return objects.remove(object) }
            // Without rights a server shows that there is an object, and nothing of it.
            guard content.first("propSet") != nil else { return }
            return objects.replace(object, with: content)
        }
    }

    private func document(_ reference: NativeReference) throws(HostError) -> Document? {
        do {
            return try objects.document(reference)
        } catch {
            throw HostError(.unreadable, "\(reference.id) cannot be read: \(error)")
        }
    }
}
