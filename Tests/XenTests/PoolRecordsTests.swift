import Foundation
import Hosts
import Simulator
import Testing
import XML

@testable import Xen

/// What is known of a pool, as documents.
@Suite struct PoolRecordsTests {
    /// A simulated server's records as its events would tell them; JSON has no times.
    private func events(_ server: XenServer, json: Bool) -> [XapiEvents.Event] {
        var events: [XapiEvents.Event] = []
        for (table, rows) in server.database.tables {
            for ref in rows.keys {
                guard case .structure(var members) = server.structure(table, ref) else { continue }
                if json { members = members.map { .init(name: $0.name, value: JSONRPC.value(JSONRPC.json($0.value))) } }
                events.append(.init(type: table, ref: ref, record: members))
            }
        }
        for (ref, _) in server.database.rows("VM") {
            // The guest's agent is in no table.
            let agent = server.document(NativeReference(type: "VM", id: ref))?.root.first("records")?.first(
                "VM_guest_metrics")
            guard let agent else { continue }
            let members = agent.elements.compactMap { element in
                XapiValue(in: element).map { XapiValue.Member(name: element.name, value: $0) }
            }
            events.append(.init(type: "VM_guest_metrics", ref: agent["ref"] ?? "", record: members))
        }
        return events
    }

    /// An element without the order of what is in it.
    private func canonical(_ element: Element) -> String {
        let attributes = element.attributes.map { " \($0.name)='\($0.value)'" }.sorted().joined()
        let content = element.elements.isEmpty ? element.text : element.elements.map(canonical).sorted().joined()
        return "<\(element.name)\(attributes)>\(content)</\(element.name)>"
    }

    @Test(arguments: [true, false]) func aMappingCannotTellTheDocumentsOfAServerFromThoseOfASimulatedOne(_ json: Bool)
        throws
    {
        let seed = HostSeed.fleetHost(name: "xen1", macPrefix: "00:16:3e", vms: 12)
        let server = XenServer(XenDatabase(seed: seed))
        var records = PoolRecords()
        _ = records.take(events(server, json: json).shuffled())
        var compared: [String: Int] = [:]
        for reference in records.presented {
            let live = try #require(try records.document(reference)).root
            let (ref, _) = records.place(reference.id, reference.type)
            let simulated = try #require(server.document(NativeReference(type: reference.type, id: ref))).root
            let text = canonical(live).replacing("/\(server.hostRef)", with: "")
            #expect(text == canonical(simulated), "\(reference.type)")
            compared[reference.type, default: 0] += 1
        }
        #expect(compared["VM"] == 12 && compared["host"] == 1 && (compared["VDI"] ?? 0) > 12)
        #expect((compared["SR"] ?? 0) > 1 && (compared["network"] ?? 0) > 1)
    }

    // MARK: - Pools

    private func event(_ type: String, _ ref: String, _ fields: KeyValuePairs<String, XapiValue>) -> XapiEvents.Event {
        .init(type: type, ref: ref, record: fields.map { .init(name: $0.key, value: $0.value) })
    }

    /// Two hosts with storage that both have, a local one each, a network with cards and one without.
    private var pool: PoolRecords {
        var records = PoolRecords()
        _ = records.take([
            event("pool", "p", ["master": "b"]), event("host", "a", [:]), event("host", "b", [:]),
            event("SR", "shared", ["shared": .boolean(true), "name_label": "s"]),
            event("SR", "local", ["shared": .boolean(false), "name_label": "l"]),
            event("PBD", "1", ["SR": "shared", "host": "a"]), event("PBD", "2", ["SR": "shared", "host": "b"]),
            event("PBD", "3", ["SR": "local", "host": "a"]),
            event("network", "n", [:]), event("network", "inner", [:]),
            event("PIF", "4", ["network": "n", "host": "a"]),
            event("VDI", "d", ["SR": "shared", "type": "user"]), event("VDI", "e", ["SR": "local", "type": "user"]),
            event("VM", "vm", ["resident_on": "a"]), event("VBD", "5", ["VM": "vm", "VDI": "d"]),
            event("VIF", "6", ["VM": "vm", "network": "n"]),
            event("VM", "dom0", ["is_control_domain": .boolean(true)]),
            event("VM", "shipped", ["other_config": .map([("default_template", "true")])]),
        ])
        return records
    }

    @Test func whatHostsShareIsOneObjectOnEach() throws {
        let names = pool.presented.map { "\($0.type) \($0.id)" }
        #expect(
            names == [
                "host b", "host a", "SR local", "SR shared/b", "SR shared/a", "network inner/b", "network inner/a",
                "network n/a",
                "VDI d", "VDI e", "VM vm",
            ])
        let storage = try #require(try pool.document(NativeReference(type: "SR", id: "shared/a"))).root
        #expect(storage["ref"] == "shared/a" && storage["host"] == "a")
        #expect(storage.first("records")?.all("PBD").map { $0["ref"] } == ["1"])
        let machine = try #require(try pool.document(NativeReference(type: "VM", id: "vm"))).root
        let parts = machine.first("records")
        #expect(machine["host"] == "a" && parts?.first("VDI")?.first("SR")?.text == "shared/a")
        #expect(parts?.first("SR")?["ref"] == "shared/a" && parts?.first("VIF")?.first("network")?.text == "n/a")
        #expect(try pool.document(NativeReference(type: "SR", id: "shared")) == nil)
        #expect(try pool.document(NativeReference(type: "SR", id: "local/b")) == nil)
    }

    @Test func callsNameWhatTheServerHas() {
        let call = XapiCall(
            method: "VDI.get_all_records_where",
            parameters: ["field \"SR\" = \"shared/a\" and field \"name_label\" = \"x/y\""])
        #expect(pool.withoutPlaces(call).parameters == ["field \"SR\" = \"shared\" and field \"name_label\" = \"x/y\""])
        let create = XapiCall(
            method: "VIF.create",
            parameters: [.structure([.init(name: "network", value: "n/a"), .init(name: "VM", value: "n/x")])])
        #expect(
            pool.withoutPlaces(create).parameters[0]["network"] == "n"
                && pool.withoutPlaces(create).parameters[0]["VM"] == "n/x")
    }

    @Test func machinesAreWhereTheyRunOrCan() {
        var records = pool
        func host(_ fields: KeyValuePairs<String, XapiValue>) -> String? {
            _ = records.take([event("VM", "vm", fields)])
            return records.host(of: "vm")
        }
        #expect(host(["resident_on": "b"]) == "b")
        // It last ran there.
        #expect(host([:]) == "b" && host(["affinity": "a"]) == "a" && host(["affinity": "gone"]) == "b")
        #expect(host(["affinity": "b", "scheduled_to_be_resident_on": "a"]) == "a")
        _ = records.take([event("VBD", "7", ["VM": "vm", "VDI": "e"])])
        #expect(host(["affinity": "b"]) == "a")
        #expect(host(["affinity": "b", "resident_on": "b"]) == "b")
    }

    @Test func changesConcernTheObjectsThatShowThem() {
        var records = pool
        func told(_ events: XapiEvents.Event...) -> [String] {
            records.take(events).map {
                switch $0 {
                case .changed(let reference): "changed \(reference.id)"
                case .removed(let reference): "removed \(reference.id)"
                default: "\($0)"
                }
            }
        }
        #expect(
            told(event("VDI", "d", ["SR": "shared", "type": "user", "name_label": "x"])) == ["changed d", "changed vm"])
        #expect(told(event("VM", "s", ["is_a_snapshot": .boolean(true), "snapshot_of": "vm"])) == ["changed vm"])
        #expect(told(.init(type: "VM", ref: "s", record: nil)) == ["changed vm"])
        #expect(told(.init(type: "VBD", ref: "5", record: nil)) == ["changed vm"])
        #expect(told(.init(type: "VDI", ref: "d", record: nil)) == ["removed d"])
        #expect(
            told(event("SR", "shared", ["shared": .boolean(true), "name_label": "t"])) == [
                "changed shared/a", "changed shared/b",
            ])
        #expect(told(event("task", "t", ["status": "pending"])) == [])
        #expect(told(event("VM", "vm", ["is_control_domain": .boolean(true)])) == ["removed vm"])
        #expect(told(.init(type: "PBD", ref: "2", record: nil)) == ["everything"])
        #expect(told(event("PBD", "1", ["SR": "shared", "host": "a"])) == [])
    }

    @Test func tokens() {
        let small = XapiToken("00000000000000000009,00000000000000000001")
        let large = XapiToken("00000000000000000010,00000000000000000000")
        #expect(small.isCovered(by: large) && !large.isCovered(by: small) && large.isCovered(by: large))
        #expect(!large.isCovered(by: .start) && !XapiToken("?").isCovered(by: large))
    }
}

extension XapiValue: ExpressibleByStringLiteral {
    public init(stringLiteral value: String) { self = .string(value) }
}
