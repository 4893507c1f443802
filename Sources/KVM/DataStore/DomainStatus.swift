import Foundation
import XML

/// An active domain's status, as libvirt keeps it in `run/qemu/NAME.xml`.
struct DomainStatus: Sendable, Hashable {
    /// libvirt's words for states (`virDomainState`).
    enum State: String, Sendable {
        case running, paused, pmsuspended, crashed
    }

    var state: State
    /// libvirt's word for why.
    var reason: String
    /// The number of the domain on its host, and here of its process too.
    var id: Int
    /// When the guest was started. libvirt learns this from the process.
    var started: Date
    /// The XML of the domain as it runs.
    var domain: DomainXML

    init(state: State, reason: String, id: Int, started: Date, domain: DomainXML) {
        self.state = state
        self.reason = reason
        self.id = id
        self.started = started
        self.domain = domain
        self.domain.element["id"] = String(id)
        self.domain.updateDevices { devices in
            devices.children = devices.children.map { child in
                guard case .element(var device) = child, device.name == "graphics", device["autoport"] == "yes" else {
                    return child
                }
                device["port"] = String(5899 + id)
                return .element(device)
            }
        }
    }

    /// nil for what is no status file.
    init?(_ element: Element) {
        guard element.name == "domstatus", let state = State(rawValue: element["state"] ?? ""),
            let domain = element.first("domain"), let id = domain["id"].flatMap({ Int($0) })
        else { return nil }
        self.state = state
        reason = element["reason"] ?? "unknown"
        self.id = id
        started = Date(timeIntervalSince1970: element["started"].flatMap { TimeInterval($0) } ?? 0)
        self.domain = DomainXML(domain)
    }

    var element: Element {
        Element(
            "domstatus",
            attributes: [
                "state": state.rawValue, "reason": reason, "pid": String(4000 + id),
                "started": String(Int(started.timeIntervalSince1970)),
            ],
            children: [.element(domain.element)])
    }
}
