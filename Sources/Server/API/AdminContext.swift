import Generic
import Hummingbird
import NIOCore

/// What is known about one request.
struct AdminContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The address it came from.
    let address: String
    /// Who sent it; empty until that is known.
    var user = ""
    var role = Role.noAccess

    /// Itself, if an administrator has sent it.
    var administrator: AdminContext {
        get throws(Problem) {
            guard role.allows(.admin) else { throw Problem(.noPermission, "This is for administrators") }
            return self
        }
    }

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        address = source.channel.remoteAddress?.ipAddress ?? ""
    }
}
