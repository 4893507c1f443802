import Agents
import Bus
import Foundation
import Generic
import HTTPTypes
import Hosts
import Hummingbird
import NIOCore
import Store
import XML

/// Access to files over HTTP: `/folder/PATH?dcPath=DATACENTER&dsName=DATASTORE`, with a session's cookie or HTTP's
/// basic authentication (vSphere Web Services SDK Programming Guide, "HTTP Access to vSphere Server Files").
struct FolderService: Sendable {
    /// Bytes of a configuration file, and of any other content whose length is not told beforehand.
    static let smallFile = 1 << 20
    private static let piece = 1 << 16

    let presentation: Presentation
    let client: Client
    let request: FolderRequest
    /// What the table of rights calls it.
    let method: String
    private let shown: ShownFiles
    private let trace: Trace
    var server: TransformServer { presentation.server }

    init(presentation: Presentation, client: Client, request: FolderRequest, method: String) {
        self.presentation = presentation
        self.client = client
        self.request = request
        self.method = method
        shown = ShownFiles(presentation: presentation)
        trace = presentation.server.traces.begin()
    }

    /// The datastore of that name in the datacenter.
    private func datastore() throws(FolderFault) -> MirrorEntry {
        guard let name = request.datastore else { throw FolderFault(.badRequest, "dsName is missing") }
        let layout = presentation.cache.layout
        let found = NameResolution(presentation: presentation).entries(named: name, .datastore)
        let here = found.filter { isIn(layout.datacenter(of: layout.place(of: $0))) }
        guard let datastore = here.first ?? found.first else {
            throw FolderFault(.notFound, "There is no datastore \(name)")
        }
        guard here.count == 1 || found.count == 1 else {
            throw FolderFault(
                .conflict, "Several datacenters have a datastore \(name): dcPath tells which one is meant")
        }
        let access = presentation.access(of: client.user)
        let privilege = presentation.rights.table.rule(of: method, on: "Datastore", presentation.schema).privilege
        guard access.privileges(at: access.places.place(id: datastore.id)).contains(privilege) else {
            throw FolderFault(.forbidden, "\(client.user) may not do that")
        }
        return datastore
    }

    /// Whether dcPath, which begins below the root folder, is the datacenter's.
    private func isIn(_ datacenter: InventoryNode?) -> Bool {
        guard let path = request.datacenter else { return false }
        var names: [String] = []
        var current = datacenter
        while let node = current, let parent = node.parent {
            names.insert(node.name, at: 0)
            current = presentation.cache.layout.node(parent)
        }
        return path.split(separator: "/").map(String.init) == names
    }

    // MARK: - Reading

    func get(range: String?) async throws(FolderFault) -> Response {
        let datastore = try datastore()
        var refusal: FolderFault?
        if !request.isFolder {
            if let content = try content(at: request.path, of: datastore) { return response(content, range) }
            do {
                return response(try await open(in: datastore), range)
            } catch {
                if error.status != .notFound { refusal = error }
            }
        }
        if let listing = try? await list(datastore, request.path) { return listing }
        // A host that hands no content over still tells whether there is such a file.
        if let refusal {
            let (folder, base) = FilePath.split(request.path)
            let files = try? await files(datastore, folder)
            if files?.contains(where: { $0["base"] == base }) == true { throw refusal }
        }
        throw FolderFault(.notFound, "There is no file [\(request.datastore ?? "")] \(request.path)")
    }

    /// What is shown for a machine, or was uploaded.
    private func content(at path: String, of datastore: MirrorEntry) throws(FolderFault) -> [UInt8]? {
        switch shown.file(at: path, of: datastore) {
        case nil: return nil
        case .upload(let upload): return upload.content
        case .machine(let id):
            do {
                guard let document = try presentation.cache.document(of: id, session: ["document": "vmx"]) else {
                    return nil
                }
                return Array(ConfigurationFile(document.root, path: path).dictionary.text.utf8)
            } catch {
                throw FolderFault(error)
            }
        }
    }

    private func open(in datastore: MirrorEntry) async throws(FolderFault) -> HostFile {
        let command = command("file.read", datastore, ["path": ConfigurationFile.own(request.path)])
        do {
            return try await server.open(try Command(command), from: client, trace: trace)
        } catch {
            throw FolderFault(error)
        }
    }

    func command(_ name: String, _ datastore: MirrorEntry, _ attributes: [String: String]) -> Element {
        var element = Element(
            "command", namespace: Namespaces.generic, attributes: ["name": name, "target": datastore.id])
        for (key, value) in attributes.sorted(by: { $0.key < $1.key }) { element[key] = value }
        return element
    }

    private func response(_ content: [UInt8], _ range: String?) -> Response {
        response(
            HostFile(size: Int64(content.count), modified: nil) { offset, count in
                Array(content.dropFirst(Int(offset)).prefix(count))
            }, range)
    }

    private func response(_ file: HostFile, _ range: String?) -> Response {
        var headers = HTTPFields()
        headers[.contentType] =
            request.path.hasSuffix(".vmx") ? "text/plain; charset=utf-8" : "application/octet-stream"
        headers[.acceptRanges] = "bytes"
        if let modified = file.modified { headers[.lastModified] = modified.httpHeader }
        switch ByteRange(range, size: file.size) {
        case .all:
            return Response(status: .ok, headers: headers, body: body(of: file, from: 0, count: file.size))
        case .part(let part):
            headers[.contentRange] = "bytes \(part.lowerBound)-\(part.upperBound)/\(file.size)"
            let count = part.upperBound - part.lowerBound + 1
            return Response(
                status: .partialContent, headers: headers, body: body(of: file, from: part.lowerBound, count: count))
        case .unsatisfiable:
            headers[.contentRange] = "bytes */\(file.size)"
            return Response(status: .rangeNotSatisfiable, headers: headers)
        }
    }

    private func body(of file: HostFile, from start: Int64, count: Int64) -> ResponseBody {
        ResponseBody(contentLength: Int(count)) { writer in
            var offset = start
            let end = start + count
            while offset < end {
                let count = Int(min(Int64(FolderService.piece), end - offset))
                let bytes = try await withTaskExecutorPreference(globalConcurrentExecutor) { [offset] in
                    try await file.read(from: offset, count: count)
                }
                // A file that became shorter meanwhile: what was promised cannot be kept.
                guard !bytes.isEmpty else { throw HostError(.unreadable, "the file became shorter") }
                try await writer.write(ByteBuffer(bytes: bytes))
                offset += Int64(bytes.count)
            }
            try await writer.finish(nil)
        }
    }

    // MARK: - Listing

    private func files(_ datastore: MirrorEntry, _ folder: String) async throws(FolderFault) -> [Element] {
        var command = command("file.list", datastore, ["path": folder, "recursive": "false"])
        if shown.files(of: datastore).keys.contains(where: { $0.hasPrefix(folder + "/") }) { command["shown"] = "true" }
        do {
            let found = try await server.query(try Command(command), from: client, trace: trace)
            var task = Element("task", namespace: Namespaces.generic)
            task.append(Outcome.result(made: found).element(of: "file.list"))
            let object = shown.arranging(task).first("result")?.first("object")
            return object?.all("folder").first { $0["path"] == folder }?.elements ?? []
        } catch {
            throw FolderFault(error)
        }
    }

    private func list(_ datastore: MirrorEntry, _ folder: String) async throws(FolderFault) -> Response {
        let files = try await files(datastore, folder)
        var rows = ""
        let query =
            "?"
            + [("dcPath", request.datacenter), ("dsName", request.datastore)]
            .compactMap { name, value in value.map { "\(name)=\($0.urlEncoded)" } }.joined(separator: "&")
        for file in files {
            let base = (file["base"] ?? "") + (file["kind"] == "folder" ? "/" : "")
            let path = folder.isEmpty ? base : "\(folder)/\(base)"
            let link =
                "/folder/"
                + path.split(separator: "/", omittingEmptySubsequences: false).map { String($0).urlEncoded }
                .joined(separator: "/") + query
            rows +=
                "<tr><td><a href=\"\(link.htmlEscaped)\">\(base.htmlEscaped)</a></td>"
                + "<td>\((file["modified"] ?? "").htmlEscaped)</td><td align=\"right\">\((file["size"] ?? "-").htmlEscaped)</td></tr>\n"
        }
        let title = "Index of [\(request.datastore ?? "")] \(folder)".htmlEscaped
        let text = """
            <!DOCTYPE html>
            <html><head><meta charset="utf-8"><title>\(title)</title></head><body><h1>\(title)</h1>
            <table><tr><th>Name</th><th>Last modified</th><th>Size</th></tr>
            \(rows)</table></body></html>

            """
        return Response(
            status: .ok, headers: [.contentType: "text/html; charset=utf-8"],
            body: .init(byteBuffer: ByteBuffer(string: text)))
    }

    // MARK: - Writing

    /// - Parameter length: the Content-Length; nil if it is not told.
    func put(_ body: RequestBody, length: Int64?) async throws(FolderFault) -> Response {
        guard !request.path.isEmpty, !request.isFolder else {
            throw FolderFault(.badRequest, "A file's path is needed")
        }
        let datastore = try datastore()
        if case .machine? = shown.file(at: request.path, of: datastore) {
            throw FolderFault(.conflict, "The file is the configuration of a machine that is registered")
        }
        if request.path.hasSuffix(".vmx"), !shown.takesFiles(datastore) {
            return try await keep(try await small(body, length), for: datastore)
        }
        if let length, length > free(datastore) {
            throw FolderFault(FolderFault.insufficientStorage, "The datastore has not enough free space")
        }
        let content: FileContent
        if let length {
            content = FileContent(size: length) { write in
                for try await buffer in body { try await write(Array(buffer: buffer)) }
            }
        } else {
            content = FileContent(try await small(body, nil))
        }
        let command = command("file.write", datastore, ["path": request.path, "size": "\(content.size)"])
        do {
            try await server.write(try Command(command), content, from: client, trace: trace)
        } catch {
            throw FolderFault(error)
        }
        return Response(status: .created)
    }

    /// Bytes.
    private func free(_ datastore: MirrorEntry) -> Int64 {
        let generic = (try? server.store.mirror.generic(datastore.id)).flatMap { $0 }
        return generic.flatMap { try? Document(parsing: $0).root.first("free") }.flatMap { Int64($0.text) } ?? 0
    }

    /// A configuration file that waits to be registered.
    private func keep(_ content: [UInt8], for datastore: MirrorEntry) async throws(FolderFault) -> Response {
        guard !VMXDictionary(parsing: content).isEmpty else {
            throw FolderFault(.badRequest, "The content is no .vmx file: it has no entries")
        }
        do {
            try server.store.uploads.put(content, datastore: datastore.id, path: request.path, user: client.user)
            try server.store.audit.append(
                user: client.user, protocol: client.protocolName, address: client.address, action: "file.upload",
                target: datastore.id, outcome: "accepted")
        } catch {
            throw FolderFault(.internalServerError, "The file cannot be stored")
        }
        return Response(status: .created)
    }

    private func small(_ body: RequestBody, _ length: Int64?) async throws(FolderFault) -> [UInt8] {
        if let length, length > FolderService.smallFile { throw FolderFault(.contentTooLarge, "The file is too large") }
        do {
            return Array(buffer: try await body.collect(upTo: FolderService.smallFile))
        } catch {
            throw FolderFault(
                length == nil ? .lengthRequired : .contentTooLarge, "A longer file needs a Content-Length")
        }
    }

    // MARK: - Deleting

    func delete() async throws(FolderFault) -> Response {
        guard !request.path.isEmpty else { throw FolderFault(.badRequest, "A file's path is needed") }
        let datastore = try datastore()
        switch shown.file(at: request.path, of: datastore) {
        case .machine: throw FolderFault(.conflict, "The file is the configuration of a machine that is registered")
        case .upload:
            guard (try? server.store.uploads.remove(datastore: datastore.id, path: request.path)) == true else {
                throw FolderFault(.internalServerError, "The file cannot be removed")
            }
            return Response(status: .noContent)
        case nil: break
        }
        do throws(Fault) {
            let command = try Command(command("file.delete", datastore, ["path": request.path, "disk": "false"]))
            let entry = try server.accept(command, from: client, trace: trace)
            await server.finish(of: entry.id)
            let ended = server.store.journal.entry(entry.id)?.fault.flatMap { try? Document(parsing: $0).root }
            if let fault = ended.flatMap({ Fault($0) }) { throw fault }
        } catch {
            throw FolderFault(error)
        }
        return Response(status: .noContent)
    }
}
