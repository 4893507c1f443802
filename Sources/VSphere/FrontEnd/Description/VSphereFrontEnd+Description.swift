import Hummingbird
import Logging
import NIOCore
import XML

/// What tells a client how to speak to us: the WSDL, and a page for people.
extension VSphereFrontEnd {
    func addDescriptionRoutes<Context: RequestContext>(to router: Router<Context>) {
        router.get("/sdk/vimService.wsdl") { _, _ in
            VSphereFrontEnd.response(.ok, ServiceDescription.service)
        }
        router.get("/sdk/vim.wsdl") { _, _ in
            do {
                return VSphereFrontEnd.response(.ok, try description.interface())
            } catch {
                log.error("the WSDL cannot be made", metadata: ["error": "\(error)"])
                return Response(status: .internalServerError)
            }
        }
        router.get("/about") { _, _ in
            VSphereFrontEnd.response(.ok, about)
        }
    }

    /// What the service content says, for anybody.
    private var about: [UInt8] {
        var writer = SOAPWriter()
        writer.raw(ServiceDescription.declaration)
        writer.raw("<about xmlns=\"urn:vim25\">")
        if let about = try? presentation.singleton("ServiceInstance")?.root.first("content")?.first("about") {
            writer.raw(about.content)
        }
        writer.raw("</about>")
        return writer.bytes
    }
}
