import Foundation

/// The few vim25 calls that the benchmarks make, of our server and of any other.
final class VimClient {
    private let port: Int
    private let http: HTTPClient
    private let collector: String
    private let root: String
    private let views: String

    /// - Parameters:
    ///   - user: the peer's, where it is not our server.
    init(port: Int, user: String = "demo", password: String = "demo") throws {
        self.port = port
        http = try HTTPClient(port: port)
        let content = try VimClient.text(
            http.call(VimClient.element("RetrieveServiceContent", "ServiceInstance", "ServiceInstance")))
        func reference(_ name: String) throws -> String { try VimClient.first(name, in: content) }
        collector = try reference("propertyCollector")
        root = try reference("rootFolder")
        views = try reference("viewManager")
        let manager = try reference("sessionManager")
        _ = try http.call(
            VimClient.element(
                "Login", "SessionManager", manager, "<userName>\(user)</userName><password>\(password)</password>"))
    }

    /// The identifiers of all objects of a type.
    func references(_ type: String) throws -> [String] {
        let view = try containerView(type)
        let reply = try VimClient.text(
            http.call(
                VimClient.element(
                    "RetrieveProperties", "PropertyCollector", collector,
                    "<specSet><propSet><type>ContainerView</type><pathSet>view</pathSet></propSet><objectSet><obj type=\"ContainerView\">\(view)</obj></objectSet></specSet>"
                )))
        return reply.components(separatedBy: "type=\"\(type)\">").dropFirst().compactMap {
            $0.components(separatedBy: "<").first
        }
    }

    func containerView(_ type: String) throws -> String {
        let reply = try http.call(
            VimClient.element(
                "CreateContainerView", "ViewManager", views,
                "<container type=\"Folder\">\(root)</container><type>\(type)</type><recursive>true</recursive>"))
        return try VimClient.first("returnval", in: VimClient.text(reply))
    }

    /// One read of some properties of everything in a view.
    func read(_ type: String, _ paths: [String], view: String) throws -> [UInt8] {
        try http.call(
            VimClient.element(
                "RetrieveProperties", "PropertyCollector", collector,
                "<specSet>\(selection(type, paths, view))</specSet>"))
    }

    /// One read of some properties of one object.
    func read(_ type: String, _ id: String, _ paths: [String]) throws -> [UInt8] {
        try http.call(reading(type, id, paths))
    }

    /// The call of one read.
    private func reading(_ type: String, _ id: String, _ paths: [String]) -> String {
        let set = paths.map { "<pathSet>\($0)</pathSet>" }.joined()
        return VimClient.element(
            "RetrieveProperties", "PropertyCollector", collector,
            "<specSet><propSet><type>\(type)</type>\(set)</propSet><objectSet><obj type=\"\(type)\">\(id)</obj></objectSet></specSet>"
        )
    }

    /// Reads of one object after the other, by this session.
    func load(_ type: String, _ ids: [String], _ paths: [String]) -> Load {
        Load(
            port: port, cookie: http.cookie ?? "",
            bodies: ids.map { HTTPClient.envelope(reading(type, $0, paths)) })
    }

    /// Watches a property of all machines.
    /// - Returns: the version after the first update.
    func watch(_ path: String) throws -> String {
        let view = try containerView("VirtualMachine")
        _ = try http.call(
            VimClient.element(
                "CreateFilter", "PropertyCollector", collector,
                "<spec>\(selection("VirtualMachine", [path], view))</spec><partialUpdates>false</partialUpdates>"
            ))
        return try waitForUpdates(after: "", seconds: 60)
    }

    /// - Returns: the new version, or the old one when nothing changed in time.
    func waitForUpdates(after version: String, seconds: Int) throws -> String {
        let reply = try VimClient.text(
            http.call(
                VimClient.element(
                    "WaitForUpdatesEx", "PropertyCollector", collector,
                    "<version>\(version)</version><options><maxWaitSeconds>\(seconds)</maxWaitSeconds></options>")))
        return (try? VimClient.first("version", in: reply)) ?? version
    }

    /// Asks for all that there is of every machine, and leaves the answer on the way.
    func askAndNotRead() throws {
        let selection = try selection("VirtualMachine", ["config", "summary"], containerView("VirtualMachine"))
        try http.send(
            "POST", "/sdk",
            body: HTTPClient.envelope(
                VimClient.element(
                    "RetrieveProperties", "PropertyCollector", collector, "<specSet>\(selection)</specSet>")))
    }

    func power(_ machine: String, on: Bool) throws {
        _ = try http.call(VimClient.element(on ? "PowerOnVM_Task" : "PowerOffVM_Task", "VirtualMachine", machine))
    }

    func annotate(_ machine: String, _ notes: String) throws {
        _ = try http.call(
            VimClient.element(
                "ReconfigVM_Task", "VirtualMachine", machine, "<spec><annotation>\(notes)</annotation></spec>"))
    }

    private func selection(_ type: String, _ paths: [String], _ view: String) -> String {
        let set = paths.map { "<pathSet>\($0)</pathSet>" }.joined()
        return """
            <propSet><type>\(type)</type>\(set)</propSet><objectSet><obj type="ContainerView">\(view)</obj><skip>true</skip>\
            <selectSet xsi:type="TraversalSpec" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><type>ContainerView</type>\
            <path>view</path><skip>false</skip></selectSet></objectSet>
            """
    }

    private static func element(_ method: String, _ type: String, _ this: String, _ arguments: String = "") -> String {
        "<\(method) xmlns=\"urn:vim25\"><_this type=\"\(type)\">\(this)</_this>\(arguments)</\(method)>"
    }

    private static func text(_ bytes: [UInt8]) throws -> String { String(decoding: bytes, as: UTF8.self) }

    /// The text of the first element of that name.
    private static func first(_ name: String, in text: String) throws -> String {
        guard let start = text.range(of: "<\(name)[^>]*>", options: .regularExpression)?.upperBound,
            let end = text[start...].firstIndex(of: "<")
        else { throw HTTPClient.Failure(reason: "no \(name) in the reply") }
        return String(text[start..<end])
    }
}
