import Endpoints
import Hosts
import Logging
import XML

extension LiveVSphereHost {
    /// Connects, follows the changes, and connects again, until the driver is closed.
    func run() async {
        var backoff = timing.backoff
        var isFirstTry = true
        while !isClosed {
            do {
                try await follow {
                    backoff.reset()
                    isFirstTry = true
                }
            } catch {
                if isClosed || error is CancellationError { return }
                // A session that has ended or a collector that has lost count is no lost connection: try at once.
                if link.connection != nil, isFirstTry, (error as? VimRefusal)?.endsCollector == true {
                    log.info("reading everything again", metadata: ["reason": "\(error)"])
                    isFirstTry = false
                    continue
                }
                let isRefused = (error as? VimRefusal)?.type == "InvalidLogin"
                link.lose(
                    isRefused ? "the login as \(settings.user) was refused: \(error)" : "\(settings.address): \(error)")
                try? await Task.sleep(for: backoff.delay(atLeast: isRefused ? timing.afterRefusal : .zero))
            }
        }
    }

    /// One session, until something goes wrong.
    private func follow(populated: () -> Void) async throws {
        let client = VimClient(endpoint, timing: timing.client)
        let service = try await client.login(user: settings.user, password: settings.password.read())
        do {
            try await follow(client, service, populated)
        } catch {
            if error is VimRefusal { await client.logout(service) }
            throw error
        }
    }

    private func follow(_ client: VimClient, _ service: VimClient.Service, _ populated: () -> Void) async throws {
        let properties = service.isVirtualCenter ? VimProperties.ofVirtualCenter : VimProperties.ofHost
        let view = try await client.makeView(service, types: properties.map(\.type))
        let collector = try await client.makeCollector(
            service, properties: properties, objects: [Self.everything(in: view)], folders: [service.rootFolder])
        var version = ""
        var fresh = VimInventory()
        var isPopulated = false
        while !isClosed {
            guard let updates = try await client.waitForUpdates(collector, since: version) else { continue }
            version = updates.version
            if isPopulated {
                take(updates.objects)
                continue
            }
            for update in updates.objects { _ = fresh.apply(update) }
            if updates.isTruncated { continue }
            isPopulated = true
            populated()
            connected(client, service, fresh)
        }
    }

    /// The objects of a view, which is itself left out.
    private static func everything(in view: ManagedObjectReference) -> Element {
        var selection = Element.vim(
            "selectSet",
            [.vim("name", "view"), .vim("type", view.type), .vim("path", "view"), .vim("skip", "false")])
        selection.attributes.append(Attribute("type", namespace: Vim.instance, "TraversalSpec"))
        return .vim("objectSet", [.vim("obj", view), .vim("skip", "true"), selection])
    }

    private func connected(_ client: VimClient, _ service: VimClient.Service, _ fresh: VimInventory) {
        objects = fresh
        objects.service = service.content
        doubtful = []
        counters = nil
        link.connect((client, service))
        log.info(
            "connected",
            metadata: [
                "endpoint": "\(settings.address)", "product": "\(service.fullName)", "api": "\(service.apiVersion)",
            ])
    }

    private func take(_ updates: [Element]) {
        var isEverything = false
        let crossed = readMeanwhile
        readMeanwhile = []
        for update in updates {
            guard let (object, change) = objects.apply(update) else { continue }
            if crossed.contains(object) { doubtful.insert(object) }
            switch (object.type, change) {
            case ("VirtualMachine", .left):
                miss(object, NativeReference(type: object.type, id: object.value))
            case ("VirtualMachine", _):
                for reference in objects.presented(object) { tell(.changed(reference)) }
            case (_, .left) where objects.isVirtualCenter && Self.containers.contains(object.type),
                ("ResourcePool", .left), ("VirtualApp", .left):
                miss(object, objects.container(object))
            case ("Datacenter", .modified), ("Folder", .modified) where objects.isAboveHosts(object):
                // Its name is part of the path that hosts are known by.
                isEverything = true
            case _ where objects.isContainer(object):
                for reference in objects.presented(object) { tell(.changed(reference)) }
            case ("HostSystem", .modified(let paths)) where paths.isDisjoint(with: ["datastore", "network", "parent"]),
                ("Datastore", .modified(let paths)), ("Network", .modified(let paths)),
                ("DistributedVirtualPortgroup", .modified(let paths)):
                if !paths.isEmpty { for reference in objects.presented(object) { tell(.changed(reference)) } }
            default: isEverything = true
            }
        }
        if isEverything { tell(.everything) }
    }

    /// An object has left the view. One that is moved to another folder may leave it and enter it again, and is the same
    /// one then.
    private func miss(_ object: ManagedObjectReference, _ reference: NativeReference) {
        Task { [weak self, timing] in
            try? await Task.sleep(for: timing.missing)
            await self?.tell(object, goneAs: reference)
        }
    }

    private func tell(_ object: ManagedObjectReference, goneAs reference: NativeReference) {
        if objects.objects[object] == nil { tell(.removed(reference)) }
    }

    private static let containers: Set = ["Folder", "StoragePod", "Datacenter", "ClusterComputeResource"]
}

extension VimRefusal {
    /// The session or the collector is gone, or has lost count: everything has to be read again.
    var endsCollector: Bool {
        ["NotAuthenticated", "InvalidCollectorVersion", "ManagedObjectNotFound", "RequestCanceled"].contains(type)
    }
}
