import XML

extension VimClient {
    /// What a collector reports: the objects of one or more filters.
    struct Updates {
        var version: String
        /// Whether there is more of the same version.
        var isTruncated: Bool
        var objects: [Element]
    }

    /// A collector of one's own with one filter for each type. It is gone with the session.
    /// - Parameter folders: folders that are followed besides the objects.
    func makeCollector(
        _ service: Service, properties: [VimProperties], objects: [Element], folders: [ManagedObjectReference] = []
    ) async throws -> ManagedObjectReference {
        let made = try await call("CreatePropertyCollector", on: service.propertyCollector)
        let collector = try reference(made)
        for type in properties {
            let more = type.type == VimProperties.folder.type ? folders.map { Element.vim("objectSet", [.vim("obj", $0)]) } : []
            let spec = Element.vim("spec", [type.specification] + objects + more)
            _ = try await call("CreateFilter", on: collector, [spec, .vim("partialUpdates", "false")])
        }
        return collector
    }

    func destroyCollector(_ collector: ManagedObjectReference) async {
        _ = try? await call("DestroyPropertyCollector", on: collector, timeout: .seconds(5))
    }

    /// Waits for changes; nil if there were none for a while.
    func waitForUpdates(_ collector: ManagedObjectReference, since version: String) async throws -> Updates? {
        let options = Element.vim(
            "options",
            [.vim("maxWaitSeconds", "\(timing.wait.components.seconds)"), .vim("maxObjectUpdates", "100")])
        let response = try await call(
            "WaitForUpdatesEx", on: collector, [.vim("version", version), options],
            timeout: timing.wait + timing.grace)
        guard let set = response.first("returnval") else { return nil }
        return Updates(
            version: set.value("version") ?? "", isTruncated: set.value("truncated") == "true",
            objects: set.all("filterSet").flatMap { $0.all("objectSet") })
    }

    /// One object's properties as they are now; nil if it is gone.
    func retrieve(
        _ object: ManagedObjectReference, _ properties: VimProperties, _ service: Service
    ) async throws -> Element? {
        let spec = Element.vim("specSet", [properties.specification, .vim("objectSet", [.vim("obj", object)])])
        do {
            let response = try await call(
                "RetrievePropertiesEx", on: service.propertyCollector, [spec, .vim("options")])
            return response.first("returnval")?.first("objects")
        } catch let refusal as VimRefusal where refusal.type == "ManagedObjectNotFound" {
            return nil
        }
    }

    /// A view of everything of these types.
    func makeView(_ service: Service, types: [String]) async throws -> ManagedObjectReference {
        let made = try await call(
            "CreateContainerView", on: service.viewManager,
            [.vim("container", service.rootFolder)] + types.map { .vim("type", $0) } + [.vim("recursive", "true")])
        return try reference(made)
    }

    private func reference(_ response: Element) throws -> ManagedObjectReference {
        guard let made = response.first("returnval")?.managedObject else {
            throw VimRefusal(fault: .vim("Fault", [.vim("faultstring", "\(response.name) holds no reference")]))
        }
        return made
    }
}
