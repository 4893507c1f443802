import Endpoints
import Hosts
import XML

extension LiveKVMHost {
    /// Runs one call in the abstract form, `<v:call procedure="…">`. libvirt answers when it is done.
    public func apply(_ call: Document, progress: @Sendable (Int) -> Void) async throws -> NativeReply {
        try await reply(to: call) { reader, call in
            var result = try await reader.commands.call(try await withSecrets(call, reader).withDocuments)
            // What it is like now is not known before it is read again.
            if let uuid = call.first("dom")?["uuid"] ?? result.first("dom")?["uuid"] {
                known[NativeReference(type: "domain", id: uuid)] = nil
            }
            if call["procedure"] == "storagePoolListAllVolumes" { result = try await described(result, reader) }
            await tell(of: call, result, reader)
            progress(100)
            return result
        }
    }

    /// What a call answers, or how the server refuses it.
    /// - Throws: ``HostError``.
    func reply(
        to call: Document, _ body: (LibvirtReader, Element) async throws -> Element
    ) async throws -> NativeReply {
        let reader = try reader()
        do {
            return .result(Document(try await body(reader, try completed(call))))
        } catch let error as RemoteError {
            return .fault(error.document)
        } catch let error as EndpointError {
            throw HostError(error.stage == .notSent ? .unreachable : .uncertain, "\(settings.address): \(error.reason)")
        }
    }

    /// The call with what the wire wants and the abstract form leaves out.
    func completed(_ call: Document) throws(HostError) -> Element {
        var call = call.root
        guard call.name == "call", call.namespace == Libvirt.namespace, let procedure = call["procedure"] else {
            throw HostError(.unsupported, "<\(call.name)> is no call that this driver can make")
        }
        if procedure.contains("ListAll"), call.first("need_results") == nil { call.append(.argument("need_results", "1")) }
        // libvirt knows a domain by its UUID, but takes none without a name.
        for name in ["dom", "snap"] { call.update(existing: name) { $0.giveName() } }
        return call
    }

    /// The volumes of a list, each with its XML.
    private func described(_ result: Element, _ reader: LibvirtReader) async throws -> Element {
        var described = Element.v("result", ["procedure": result["procedure"] ?? ""])
        for volume in result.all("vols") {
            let document = try await reader.present { try await reader.volume(volume, of: surroundings) }
            if let document { described.append(document) }
        }
        return described
    }

    /// libvirt tells of no volume that is made, changed or deleted.
    func tell(of call: Element, _ result: Element, _ reader: LibvirtReader) async {
        guard let procedure = call["procedure"], procedure.hasPrefix("storage"), procedure != "storagePoolListAllVolumes"
        else { return }
        let volumes = [result.first("vol"), call.first("vol")].compactMap { $0 }
        for key in Set(volumes.compactMap { $0["key"] }) { tellChanged("volume", key) }
        let names = volumes.compactMap { $0["pool"] } + [call.first("pool")?["name"]].compactMap { $0 }
        for uuid in Set(names.compactMap { surroundings.pools[$0] }) {
            tellChanged("pool", uuid)
            await lookIntoPool(uuid, reader)
        }
    }
}

extension Element {
    /// With the documents in the arguments as their whole text.
    fileprivate var withDocuments: Element {
        var call = self
        call.children = children.map { child in
            guard case .element(let argument) = child, !argument.isWrapper, let document = argument.elements.first else {
                return child
            }
            return .element(.argument(argument.name, String(decoding: Document(document).bytes(), as: UTF8.self)))
        }
        return call
    }

    /// Whether it has parts of the abstract form in it.
    private var isWrapper: Bool { elements.contains { $0.namespace == Libvirt.namespace } }

    fileprivate mutating func giveName() {
        if name == "dom", (self["name"] ?? "").isEmpty { self["name"] = "-" }
        if name == "dom", self["id"] == nil { self["id"] = "-1" }
        update(existing: "dom") { $0.giveName() }
    }

    fileprivate mutating func update(existing child: String, _ body: (inout Element) -> Void) {
        if first(child) != nil { update(child, body) }
    }
}
