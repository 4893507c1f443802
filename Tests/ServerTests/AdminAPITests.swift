import Agents
import Bus
import Foundation
import Generic
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing
import XML

@testable import Server

@Suite struct AdminAPITests {
    private static let login = "Basic " + Data("anna:secret".utf8).base64EncodedString()

    private func get(
        _ uri: String, _ client: any TestClientProtocol, headers: HTTPFields = [:], login: String? = login
    ) async throws -> TestResponse {
        var headers = headers
        headers[.authorization] = login
        return try await client.execute(uri: uri, method: .get, headers: headers)
    }

    private func post(
        _ body: String, _ client: any TestClientProtocol, type: String = "application/json", query: String = "?wait=20"
    ) async throws -> TestResponse {
        try await client.execute(
            uri: "/api/v1/commands\(query)", method: .post, headers: [.authorization: Self.login, .contentType: type],
            body: ByteBuffer(string: body))
    }

    private func json(_ response: TestResponse) throws -> JSON {
        try JSON(parsing: Data(response.body.readableBytesView))
    }

    @Test func whoIsNobodySeesOnlyHealth() async throws {
        try await TestFleet.test { _, client in
            for path in ["/healthz", "/readyz", "/openapi.yaml"] {
                #expect(try await get(path, client, login: nil).status == .ok, "\(path)")
            }
            for path in ["/metrics", "/api/v1/vms", "/api/v1/nothing", "/api/v1/traces", "/", "/healthz/"] {
                let response = try await get(path, client, login: nil)
                #expect(response.status == .unauthorized, "\(path)")
                #expect(response.headers[.wwwAuthenticate]?.hasPrefix("Basic realm") == true)
            }
            let wrong = "Basic " + Data("anna:wrong".utf8).base64EncodedString()
            let response = try await get("/api/v1/vms", client, login: wrong)
            #expect(response.status == .unauthorized)
            #expect(try json(response)["code"] == "invalidLogin")
        }
    }

    /// Traces have in them what hosts keep of machines, word for word.
    @Test(arguments: ["operator", "readOnly"]) func tracesAreForAdministrators(_ role: String) async throws {
        try await TestFleet.test { fleet, client in
            let trace = fleet.server.traces.begin().id
            fleet.api.users.replace([.init(name: "anna", password: cheapHash, role: try #require(Role(rawValue: role)))])
            for path in ["/api/v1/traces", "/api/v1/traces/\(trace)", "/api/v1/traces/none"] {
                let response = try await get(path, client)
                #expect(response.status == .forbidden, "\(path)")
                #expect(try json(response)["code"] == "noPermission")
            }
            #expect(try await get("/api/v1/vms", client).status == .ok)
            fleet.api.users.replace([.init(name: "anna", password: cheapHash)])
            #expect(try await get("/api/v1/traces/\(trace)", client).status == .ok)
        }
    }

    @Test func errorsAreProblems() async throws {
        try await TestFleet.test { _, client in
            let missing = try await get("/api/v1/nothing", client)
            #expect(missing.status == .notFound)
            #expect(missing.headers[.contentType] == "application/problem+json")
            #expect(try json(missing)["code"] == "notFound")
            let method = try await client.execute(
                uri: "/api/v1/vms", method: .delete, headers: [.authorization: Self.login])
            #expect(method.status == .methodNotAllowed)
            #expect(method.headers[.allow] == "GET, HEAD")
            for query in ["limit=0", "limit=x", "limit=1001", "limt=1", "powerState=on", "after=!", "limit=1&limit=2"] {
                #expect(try await get("/api/v1/vms?\(query)", client).status == .badRequest, "\(query)")
            }
            #expect(try await get("/api/v1/vms?host=nowhere", client).status == .notFound)
            #expect(try await get("/api/v1/vms/11111111-1111-4111-8111-111111111111", client).status == .notFound)
        }
    }

    @Test func objectsAreListedAndPaged() async throws {
        try await TestFleet.test { fleet, client in
            let all = try #require(try json(try await get("/api/v1/vms", client))["items"]?.items)
            #expect(all.count == 8)
            var paged: [JSON] = []
            var next: String? = nil
            repeat {
                let page = try json(try await get("/api/v1/vms?limit=3" + (next.map { "&after=\($0)" } ?? ""), client))
                paged += try #require(page["items"]?.items)
                next = page["next"]?.text
            } while next != nil
            #expect(paged == all)
            let running = try #require(
                try json(try await get("/api/v1/vms?host=xen01&powerState=running&limit=1", client))["items"]?.items)
            #expect(running.count == 1)
            #expect(running.first?["powerState"] == "running")
            let named = try #require(try json(try await get("/api/v1/vms?name=KVM01-web", client))["items"]?.items)
            #expect(named.allSatisfy { $0["name"]?.text?.hasPrefix("kvm01-web") == true } && !named.isEmpty)
            for path in ["hosts", "datastores", "networks"] {
                let items = try #require(try json(try await get("/api/v1/\(path)", client))["items"]?.items)
                #expect(!items.isEmpty)
                let id = try #require(items.first?["id"]?.text)
                #expect(try json(try await get("/api/v1/\(path)/\(id)", client)) == items.first)
            }
            #expect(
                try await get("/api/v1/hosts/\(try fleet.machine("running", host: "xen01"))", client).status
                    == .notFound)
        }
    }

    @Test func anObjectIsXMLForWhoWantsIt() async throws {
        try await TestFleet.test { fleet, client in
            let id = try fleet.machine("running", host: "kvm01")
            let response = try await get("/api/v1/vms/\(id)", client, headers: [.accept: "application/xml"])
            #expect(response.headers[.contentType] == "application/xml")
            let document = try Document(parsing: response.body.readableBytesView)
            try Repository.schema("objects").validate(document)
            #expect(document.rootAttribute("id") == id)
            let list = try await get("/api/v1/vms", client, headers: [.accept: "text/xml, application/json;q=0.5"])
            #expect(try Document(parsing: list.body.readableBytesView).root.all("vm").count == 8)
            let json = try await get("/api/v1/vms/\(id)", client, headers: [.accept: "application/json, */*"])
            #expect(json.headers[.contentType] == "application/json")
        }
    }

    @Test(arguments: ["kvm01", "xen01"])
    func aCommandIsCarriedOut(_ host: String) async throws {
        try await TestFleet.test { fleet, client in
            let id = try fleet.machine("off", host: host)
            let response = try await post(#"{"command":"vm.powerOn","target":"\#(id)"}"#, client)
            #expect(response.status == .ok)
            let task = try json(response)
            #expect(task["state"] == "success", "\(task.serialized)")
            #expect(task["progress"] == .number("100"))
            #expect(task["user"] == "anna")
            #expect(task["protocol"] == "api")
            let location = try #require(response.headers[.location])
            #expect(try json(try await get(location, client)) == task)
            #expect(try json(try await get("/api/v1/vms/\(id)", client))["powerState"] == "running")
            let tasks = try #require(try json(try await get("/api/v1/tasks?target=\(id)", client))["items"]?.items)
            #expect(tasks == [task])
            let trace = try json(try await get("/api/v1/traces/\(try #require(task["trace"]?.text))", client))
            let stages = try #require(trace["stages"]?.items).compactMap { $0["name"]?.text }
            #expect(stages.contains("decision") && stages.contains("call") && stages.contains("reply"))
        }
    }

    /// Both ways of a command: translated on the spot, or redirected to the engine with the machine's data.
    @Test(arguments: ["kvm01", "xen01"])
    func theTableDecides(_ host: String) async throws {
        try await TestFleet.test { fleet, client in
            let id = try fleet.machine("off", host: host)
            for (change, decision) in [(#""notes":"n""#, "direct"), (#""memory":{"mib":1024}"#, "redirected")] {
                let task = try json(
                    try await post(#"{"command":"vm.reconfigure","target":"\#(id)",\#(change)}"#, client))
                #expect(task["state"] == "success", "\(task.serialized)")
                let trace = try json(
                    try await get("/api/v1/traces/\(try #require(task["trace"]?.text))", client))
                let stages = try #require(trace["stages"]?.items)
                let note = stages.first { $0["name"] == "decision" }?["note"]?.text
                #expect(note?.hasPrefix(decision) == true, "\(note ?? "")")
                #expect(stages.contains { $0["name"] == "mirror" } == (decision == "redirected"))
            }
            let vm = try json(try await get("/api/v1/vms/\(id)", client))
            #expect(vm["notes"] == "n")
            #expect(vm["memory"]?["mib"] == .number("1024"))
        }
    }

    @Test func aCommandInXMLIsAcceptedAtOnce() async throws {
        try await TestFleet.test { fleet, client in
            let id = try fleet.machine("running", host: "kvm01")
            let body =
                "<command xmlns='urn:dragoman:generic' name='vm.reconfigure' target='\(id)'><notes>über</notes></command>"
            let response = try await post(body, client, type: "application/xml; charset=utf-8", query: "")
            #expect(response.status == .accepted || response.status == .ok)
            let location = try #require(response.headers[.location])
            for _ in 0..<200 where try json(try await get(location, client))["state"] != "success" {
                try await Task.sleep(for: .milliseconds(20))
            }
            #expect(try json(try await get("/api/v1/vms/\(id)", client))["notes"] == "über")
        }
    }

    @Test func aCommandThatFailsEndsAsItsFault() async throws {
        try await TestFleet.test { fleet, client in
            let id = try fleet.machine("off", host: "xen01")
            let task = try json(try await post(#"{"command":"vm.powerOff","target":"\#(id)"}"#, client))
            #expect(task["state"] == "error")
            #expect(task["fault"]?["code"] == "invalidPowerState", "\(task.serialized)")
        }
    }

    @Test func wrongCommandsAreRefused() async throws {
        try await TestFleet.test { fleet, client in
            let id = try fleet.machine("off", host: "xen01")
            let cases: [(String, String, Int)] = [
                ("{", "application/json", 400), ("[]", "application/json", 400), ("", "application/json", 400),
                (#"{"command":"vm.fly","target":"\#(id)"}"#, "application/json", 400),
                (#"{"command":"vm.powerOn","target":"\#(id)","now":true}"#, "application/json", 400),
                (#"{"command":"vm.powerOn","target":"11111111-1111-4111-8111-111111111111"}"#, "application/json", 404),
                ("<command", "application/xml", 400), ("<a/>", "application/xml", 400),
                ("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "application/xml", 400), ("x", "text/plain", 415),
            ]
            for (body, type, status) in cases {
                let response = try await post(body, client, type: type)
                #expect(response.status.code == status, "\(body)")
                #expect(response.headers[.contentType] == "application/problem+json")
            }
            let large = String(repeating: " ", count: (16 << 20) + 1)
            #expect(try await post(large, client).status == .contentTooLarge)
            #expect(try json(try await get("/api/v1/tasks", client))["items"]?.items == [])
        }
    }

    @Test func identifiersAreFoundBothWays() async throws {
        try await TestFleet.test { fleet, client in
            let id = try fleet.machine("running", host: "xen01")
            let found = try #require(try json(try await get("/api/v1/ids/\(id)", client))["items"]?.items)
            let native = try #require(found.first { $0["scope"] == "xen01" })
            let name = try #require(
                native["native"]?.text?.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
            let path = "/api/v1/ids/xen/\(try #require(native["type"]?.text))/\(name)"
            let back = try #require(try json(try await get(path, client))["items"]?.items)
            #expect(back.contains(native))
            #expect(try await get("/api/v1/ids/xen/VM/nothing", client).status == .notFound)
            #expect(try await get("/api/v1/ids/11111111-1111-4111-8111-111111111111", client).status == .notFound)
        }
    }

    @Test func theRestIsThere() async throws {
        try await TestFleet.test { _, client in
            let metrics = String(buffer: try await get("/metrics", client).body)
            #expect(metrics.contains("dragoman_mirror_objects{type=\"vm\"} 8\n"))
            #expect(metrics.contains("dragoman_host_connected{host=\"kvm01\",platform=\"kvm\"} 1\n"))
            #expect(metrics.contains("process_resident_memory_bytes "))
            let mappings = try json(try await get("/api/v1/mappings", client))
            #expect(mappings["platforms"]?.items?.count == 4)
            let matrix = try #require(mappings["commands"]?.items)
            #expect(matrix.count >= 18)
            #expect(matrix.first?["platforms"]?["xen"]?["data"] == "always")
            let about = try json(try await get("/api/v1/about", client))
            #expect(about["libraries"]?["libxml2"]?.text?.hasPrefix("2.") == true)
            let description = String(buffer: try await get("/api/v1/openapi.yaml", client).body)
            #expect(description.hasPrefix("openapi: 3.1"))
            #expect(try await get("/api/v1/traces?limit=3", client).status == .ok)
            let head = try await client.execute(
                uri: "/api/v1/events", method: .head, headers: [.authorization: Self.login])
            #expect(head.status == .ok)
        }
    }
}
