import Agents
import Foundation
import Generic
import Store
import XML

/// The files that a datastore has for vSphere clients beside those of its host: the .vmx file of every machine whose host
/// keeps its configuration in another form, and .vmx files that were uploaded to be registered on such a host.
struct ShownFiles {
    enum File: Sendable {
        case machine(id: String)
        case upload(Uploads.Upload)
    }

    let presentation: Presentation
    private var server: TransformServer { presentation.server }

    /// By their paths in the datastore.
    func files(of datastore: MirrorEntry) -> [String: File] {
        guard !takesFiles(datastore) else { return [:] }
        var files: [String: File] = [:]
        for upload in (try? server.store.uploads.all(datastore: datastore.id)) ?? [] {
            files[upload.path] = .upload(upload)
        }
        let name = presentation.cache.layout.name(of: datastore)
        for machine in server.store.mirror.entries(type: ObjectType.vm.rawValue, host: datastore.host) {
            if let file = file(of: machine.id), file.datastore == name { files[file.path] = .machine(id: machine.id) }
        }
        return files
    }

    func file(at path: String, of datastore: MirrorEntry) -> File? { files(of: datastore)[path] }

    /// Whether its host registers machines by .vmx files of its own.
    func takesFiles(_ datastore: MirrorEntry) -> Bool { server.performs("vm.register", on: datastore) }

    /// The machine's configuration file.
    private func file(of machine: String) -> DatastoreFile? {
        (try? presentation.cache.views(of: machine))?.firstNonNil { $0.rootAttribute("file") }.flatMap(
            DatastoreFile.init)
    }

    /// The configuration file that is shown for a machine whose host has none; nil for any other.
    func configuration(of machine: String) -> (datastore: MirrorEntry, file: ConfigurationFile)? {
        guard let entry = server.store.mirror.entry(machine), !takesFiles(entry), let file = file(of: machine),
            let document = try? presentation.cache.document(of: machine, session: ["document": "vmx"]),
            let datastore = NameResolution(presentation: presentation).entry(
                named: file.datastore, .datastore, on: entry.host)
        else { return nil }
        return (datastore, ConfigurationFile(document.root, path: file.path))
    }

    // MARK: - Listings

    /// A task whose result lists files, with the files that are shown besides, and in the order of folders.
    func arranging(_ task: Element) -> Element {
        guard task.first("result")?.first("object")?["type"] == "listing" else { return task }
        var task = task
        task.update("result") { result in result.update("object") { object in object = arranged(object) } }
        return task
    }

    private func arranged(_ object: Element) -> Element {
        guard let command = object.first("command") else { return object }
        var files: [String: Element] = [:]
        for file in object.all("file") { files[file["path"] ?? ""] = file }
        let besides: [String: File] = server.store.mirror.entry(object["id"] ?? "").map { self.files(of: $0) } ?? [:]
        for (path, file) in besides where files[path] == nil {
            files[path] = element(path, file)
            for folder in FilePath.ancestors(of: path) where files[folder] == nil {
                files[folder] = Element(
                    "file", namespace: Namespaces.generic, attributes: ["path": folder, "kind": "folder"])
            }
        }
        let root = command["path"] ?? ""
        let isRecursive = command["recursive"] == "true" || command["recursive"] == "1"
        var folders: [String: [Element]] = [root: []]
        for (path, var file) in files {
            let (folder, base) = FilePath.split(path)
            guard folder == root || isRecursive && (root.isEmpty || folder.hasPrefix(root + "/")) else { continue }
            file["base"] = base
            folders[folder, default: []].append(file)
            if isRecursive, file["kind"] == "folder", folders[path] == nil { folders[path] = [] }
        }
        var arranged = object
        arranged.children = [.element(command)]
        for (path, files) in folders.sorted(by: { $0.key < $1.key }) {
            let sorted = files.sorted { ($0["base"] ?? "") < ($1["base"] ?? "") }
            arranged.append(
                Element(
                    "folder", namespace: Namespaces.generic, attributes: ["path": path],
                    children: sorted.map(Node.element)))
        }
        return arranged
    }

    private func element(_ path: String, _ file: File) -> Element {
        var element = Element(
            "file", namespace: Namespaces.generic, attributes: ["path": path, "kind": "configuration"])
        switch file {
        case .machine(let id): element["vm"] = id
        case .upload(let upload):
            element["size"] = "\(upload.content.count)"
            element["modified"] = upload.created.generic
        }
        return element
    }

    // MARK: - Requests

    /// A request that searches a folder or registers a machine, with what only is shown here added to it.
    func complete(_ request: Element, on host: String?, names: NameResolution) -> Element {
        var request = request
        if request.first("datastorePath") != nil {
            request.update("datastorePath") { path in
                if let datastore = datastore(of: path), let folder = DatastoreFile(path.text)?.path, !folder.isEmpty,
                    shows(folder: folder, in: datastore)
                {
                    path["shown"] = "true"
                }
            }
        }
        if let path = request.first("path"), let datastore = datastore(of: path), !takesFiles(datastore),
            let file = DatastoreFile(path.text),
            let upload = try? server.store.uploads.find(datastore: datastore.id, path: file.path)
        {
            let file = ConfigurationFile(dictionary: VMXDictionary(parsing: upload.content), path: upload.path)
            request.append(file.element(in: datastore, names: names, presentation: presentation))
        }
        return request
    }

    private func shows(folder: String, in datastore: MirrorEntry) -> Bool {
        files(of: datastore).keys.contains { $0.hasPrefix(folder + "/") }
    }

    private func datastore(of path: Element) -> MirrorEntry? {
        path["datastore"].flatMap { presentation.id(of: ManagedObjectReference(type: "Datastore", value: $0)) }
            .flatMap(server.store.mirror.entry)
    }
}

/// Paths within a datastore.
enum FilePath {
    /// The folder, empty for the root, and the last part.
    static func split(_ path: String) -> (folder: String, base: String) {
        guard let slash = path.lastIndex(of: "/") else { return ("", path) }
        return (String(path[..<slash]), String(path[path.index(after: slash)...]))
    }

    /// The folders that the file is in, the nearest first.
    static func ancestors(of path: String) -> [String] {
        var folders: [String] = []
        var folder = split(path).folder
        while !folder.isEmpty {
            folders.append(folder)
            folder = split(folder).folder
        }
        return folders
    }
}
