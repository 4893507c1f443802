import Agents
import Generic
import Store
import XML

extension Methods {
    static let ovfManager: [String: Handler] = [
        "OvfManager.CreateDescriptor": { try $0.createDescriptor($1) },
        "OvfManager.ParseDescriptor": { try $0.readDescriptor($1) },
        "OvfManager.CreateImportSpec": { try $0.readDescriptor($1) },
    ]
}

/// Methods of OvfManager: the mapping makes descriptors and reads them.
extension VSphereFrontEnd {
    /// More of a descriptor is not read.
    private static let limits = ParserLimits(bytes: 4 << 20, elements: 50_000)

    func createDescriptor(_ call: Call) throws(VimFault) -> Answer {
        _ = try call.authenticated()
        guard let object = try call.request.reference("obj"), let id = presentation.id(of: object),
            presentation.server.store.mirror.entry(id)?.type == ObjectType.vm.rawValue
        else { throw .invalidArgument("obj", "obj is no virtual machine") }
        let parameters = call.request.argument("cdp")
        var session = ["document": "ovf", "ovf.name": parameters?.first("name")?.text ?? ""]
        for file in parameters?.all("ovfFiles") ?? [] {
            let disk = file.first("deviceId")?.text.split(separator: "/").last.map(String.init) ?? ""
            session["file \(disk)"] = file.first("path")?.text
            session["size \(disk)"] = file.first("size")?.text
        }
        do {
            guard let descriptor = try presentation.cache.document(of: id, session: session) else {
                throw VimFault.notFound(object)
            }
            let text = #"<?xml version="1.0" encoding="UTF-8"?>"# + "\n" + descriptor.text(indented: true)
            return try .reply(to: call) { writer in
                writer.open("returnval")
                writer.element("ovfDescriptor", text)
                writer.close("returnval")
            }
        } catch let fault as VimFault {
            throw fault
        } catch {
            let reason = (error as? Fault)?.message ?? "\(error)"
            throw VimFault("SystemError", reason, [("reason", reason)])
        }
    }

    func readDescriptor(_ call: Call) throws(VimFault) -> Answer {
        _ = try call.authenticated()
        let envelope: Element
        do {
            envelope = try Document(
                parsing: Array((call.request.text("ovfDescriptor") ?? "").utf8), limits: VSphereFrontEnd.limits
            ).root
        } catch {
            return try refusal(call, "The descriptor is no XML: \(error)")
        }
        do {
            var question = Element("question", namespace: Namespaces.generic)
            var request = call.request.body
            request.removeAll("ovfDescriptor")
            question.append(request)
            question.append(Element("ovf", namespace: Namespaces.generic, children: [.element(envelope)]))
            for document in try surroundings(call) { question.append(document) }
            let tree = try presentation.cache.render(Document(question), operations: 20_000_000).first
            guard let answer = tree?.root else {
                throw VimFault("SystemError", "There is no answer", [("reason", "no answer")])
            }
            return try .reply(to: call) { $0.raw(answer.content) }
        } catch let fault as VimFault {
            throw fault
        } catch {
            let reason = (error as? Fault)?.message ?? "\(error)"
            throw VimFault("SystemError", reason, [("reason", reason)])
        }
    }

    private func refusal(_ call: Call, _ why: String) throws(VimFault) -> Answer {
        try .reply(to: call) { writer in
            writer.open("returnval")
            if call.request.method == "ParseDescriptor" {
                for name in ["annotation", "defaultEntityName"] { writer.element(name, "") }
                writer.element("virtualApp", "false")
                writer.element("defaultDeploymentOption", "")
            }
            writer.open("error")
            writer.open("fault", [("xsi:type", "OvfXmlFormat")])
            writer.element("lineNumber", "0")
            writer.element("description", why)
            writer.close("fault")
            writer.element("localizedMessage", why)
            writer.close("error")
            writer.close("returnval")
        }
    }

    /// The datastores and networks of the host that a machine would be imported to: of the pool, else of the datastore.
    private func surroundings(_ call: Call) throws -> [Element] {
        let mirror = presentation.server.store.mirror
        let pool = try call.request.reference("resourcePool").flatMap { presentation.id(of: $0) }
        let datastore = try call.request.reference("datastore").flatMap { presentation.id(of: $0) }.flatMap(
            mirror.entry)
        let named = try call.request.argument("cisp")?.first("hostSystem").flatMap { try ManagedObjectReference($0) }
            .flatMap { presentation.id(of: $0) }
        let host =
            named ?? pool.flatMap { mirror.entry($0)?.host ?? presentation.server.layout.host(for: $0)?.id }
            ?? datastore?.host
        guard let host else { return [] }
        let types: [ObjectType] = [.datastore, .network]
        let ids = types.flatMap { mirror.entries(type: $0.rawValue, host: host).map(\.id) }
        let documents = try mirror.generic(ids)
        return try ids.compactMap { documents[$0] }.map { try Document(parsing: $0).root }
    }
}
