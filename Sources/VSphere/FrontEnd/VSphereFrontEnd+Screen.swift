import Agents
import Bus
import Foundation
import Generic
import HTTPTypes
import Hosts
import Hummingbird
import Logging
import NIOCore
import Store
import XML

/// `/screen?id=VM`: what a machine's screen shows, in the format of its hypervisor.
extension VSphereFrontEnd {
    func addScreenRoute<Context: RequestContext>(
        to router: Router<Context>, address: @escaping @Sendable (Context) -> String
    ) {
        router.get("/screen") { request, context in await screen(request, address(context)) }
    }

    private func screen(_ request: Request, _ address: String) async -> Response {
        do {
            guard let user = await user(of: request) else {
                throw FolderFault(.unauthorized, "A session's cookie or a user's name and password are needed")
            }
            let vm = try machine(request.uri.queryParameters["id"].map(String.init) ?? "", for: user)
            let server = presentation.server
            let command = try Command(
                Element(
                    "command", namespace: Namespaces.generic, attributes: ["name": "vm.screenshot", "target": vm.id]))
            let picture = try await server.open(
                command, from: presentation.client(user, address), trace: server.traces.begin())
            guard picture.size <= PictureFormat.largest else {
                throw FolderFault(.internalServerError, "The picture has \(picture.size) bytes")
            }
            let bytes = try await picture.read(from: 0, count: Int(picture.size))
            return Response(
                status: .ok, headers: [.contentType: PictureFormat(of: bytes).mediaType],
                body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
        } catch let fault as FolderFault {
            return fault.response
        } catch let fault as Fault {
            return FolderFault(fault).response
        } catch {
            log.error("a request failed", metadata: ["method": "screen", "error": "\(error)"])
            return FolderFault(.internalServerError, "internal error").response
        }
    }

    /// The machine of that identifier, if the user may see its screen.
    private func machine(_ id: String, for user: String) throws(FolderFault) -> MirrorEntry {
        let side = presentation.cache.side
        let server = presentation.server
        guard
            let uuid = server.store.identifiers.uuid(
                platform: side.platform, scope: side.scope, type: "VirtualMachine", native: id),
            let entry = server.store.mirror.entry(uuid), presentation.cache.layout.shows(entry)
        else { throw FolderFault(.notFound, "There is no machine \(id)") }
        let access = presentation.access(of: user)
        let privilege = presentation.rights.table.rule(of: "screen", on: "VirtualMachine", presentation.schema).privilege
        guard access.privileges(at: access.places.place(id: uuid)).contains(privilege) else {
            throw FolderFault(.forbidden, "\(user) may not do that")
        }
        return entry
    }
}
