import Foundation
import Generic
import Testing
import XML

@testable import VSphere

/// The tables that the package ships.
private let services: (table: ServiceTable, actions: ServiceActions)? = {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Mappings/vsphere")
    guard let table = try? ServiceTable(contentsOf: folder.appendingPathComponent("services.txt")),
        let actions = try? ServiceActions(
            contentsOf: folder.appendingPathComponent("service-actions.xml"),
            schema: folder.appendingPathComponent("service-actions.rng"))
    else { return nil }
    return (table, actions)
}()

@Suite struct ServiceTests {
    let table: ServiceTable
    let actions: ServiceActions

    init() throws {
        (table, actions) = try #require(services)
    }

    private func operation(_ id: String) throws -> ServiceTable.Operation {
        try #require(table.operations["com.vmware." + id])
    }

    @Test func everyErrorThatIsAnsweredHasAStatus() {
        let known = Set(table.fields.keys.filter { $0.hasPrefix(ServiceError.prefix) }.map { $0.dropFirst(ServiceError.prefix.count) })
        for error in actions.statuses.keys { #expect(known.contains(error[...])) }
    }

    @Test func everyFilterFieldHasARule() throws {
        for (id, action) in actions.actions {
            guard case .list(let list) = action, let filter = table.operations[id]?.arguments.first,
                case .structure(let name) = filter.type.required
            else { continue }
            #expect(Set(list.filters.keys) == Set(try #require(table.fields[name]).map(\.name)), "\(id)")
        }
    }

    @Test func pathsOfBothRoots() throws {
        let attach = try operation("cis.tagging.tag_association.attach")
        #expect(attach.api.match(["cis", "tagging", "tag-association", "t"]) == ["tag_id": "t"])
        #expect(attach.rest.match(["com", "vmware", "cis", "tagging", "tag-association", "id:t"]) == ["tag_id": "t"])
        #expect(attach.rest.match(["com", "vmware", "cis", "tagging", "tag-association", "t"]) == nil)
        #expect(attach.api.verb == "attach")
        let tags = try operation("cis.tagging.tag.list_tags_for_category").paths(.rest)
        #expect(tags.compactMap { $0.match(["com", "vmware", "cis", "tagging", "tag", "id:c"]) } == [["category_id": "c"]])
        #expect(tags.compactMap { $0.match(["com", "vmware", "cis", "tagging", "tag"]) } == [[:]])
        let start = try operation("vcenter.vm.power.start")
        #expect(start.api.match(["vcenter", "vm", "vm-1", "power"]) == ["vm": "vm-1"] && start.api.verb == "start")
        #expect(start.rest.match(["vcenter", "vm", "vm-1", "power", "start"]) == ["vm": "vm-1"] && start.rest.verb == nil)
    }

    @Test func typesAreRead() {
        #expect(ServiceType("optional<map<ID:*,list<struct:a.b>>>") == .optional(.map(.identifier("*"), .list(.structure("a.b")))))
        for wrong in ["", "list<", "list<long", "list<long>>", "map<long>", "thing", "ID"] {
            #expect(ServiceType(wrong[...]) == nil, "\(wrong)")
        }
    }

    @Test func valuesGoBothWaysInEveryForm() throws {
        let fields = try #require(table.fields["com.vmware.cis.tagging.category.create_spec"])
        let plain = #"{"name":"a","description":"","cardinality":"SINGLE","associable_types":["VirtualMachine"]}"#
        for form in [ServiceForm.rest, .api] {
            let codec = ServiceCodec(table: table, form: form)
            guard case .object(let members) = try JSON(parsing: Data(plain.utf8)) else { return }
            let element = try codec.decode(members, fields, named: "spec")
            #expect(element.first("associable_types")?.elements.map(\.text) == ["VirtualMachine"])
            let written = try codec.structure(element, "com.vmware.cis.tagging.category.create_spec", "STRUCTURE", "")
            #expect(written.serialized == plain)
        }
        let codec = ServiceCodec(table: table, form: .rpc)
        let typed = #"""
            {"STRUCTURE":{"com.vmware.cis.tagging.category.create_spec":{"name":"a","description":"",\#
            "cardinality":"SINGLE","associable_types":["VirtualMachine"],"category_id":{"OPTIONAL":null}}}}
            """#
        let type = ServiceType.structure("com.vmware.cis.tagging.category.create_spec")
        let element = try #require(try codec.decode(try JSON(parsing: Data(typed.utf8)), type, named: "spec"))
        #expect(try codec.encode(element, type)?.serialized == typed)
    }

    @Test(arguments: [
        #"{"name":"a"}"#, #"{"name":1,"description":"","cardinality":"SINGLE","associable_types":[]}"#,
        #"{"name":"a","description":"","cardinality":"secret-word","associable_types":[]}"#,
        #"{"name":"a","description":"","cardinality":"SINGLE","associable_types":[],"secret-word":1}"#,
        #"{"name":"\#u{1}","description":"","cardinality":"SINGLE","associable_types":[]}"#,
    ])
    func whatIsWrongIsRefusedWithoutAnEcho(_ text: String) throws {
        let codec = ServiceCodec(table: table, form: .api)
        let fields = try #require(table.fields["com.vmware.cis.tagging.category.create_spec"])
        guard case .object(let members)? = try? JSON(parsing: Data(text.utf8)) else { return }
        let error = #expect(throws: ServiceError.self) { try codec.decode(members, fields, named: "spec") }
        #expect(error?.type == "invalid_argument")
        #expect(error?.message.contains("secret-word") == false)
    }
}
