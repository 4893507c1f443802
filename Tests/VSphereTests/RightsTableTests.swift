import Foundation
import Generic
import Testing
import XML

@testable import VSphere

@Suite struct RightsTableTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Mappings/vsphere")
    private let rights: RightsTable

    init() throws {
        rights = try RightsTable(
            contentsOf: Self.folder.appendingPathComponent("rights.xml"),
            schema: Self.folder.appendingPathComponent("rights.rng"))
    }

    @Test func theNarrowestRowCounts() {
        #expect(rights.rule(of: "Destroy_Task", on: "Folder", schema).privilege == "Folder.Delete")
        #expect(
            rights.rule(of: "Destroy_Task", on: "VirtualMachine", schema).privilege == "VirtualMachine.Inventory.Delete"
        )
        #expect(rights.rule(of: "RetrieveAnything", on: "HostSystem", schema).privilege == "System.View")
        #expect(rights.rule(of: "QueryVirtualDiskUuid", on: "VirtualDiskManager", schema).needs.count == 1)
        #expect(rights.rule(of: "NoSuchMethod", on: "Folder", schema).privilege == "Global.Settings")
    }

    @Test func theAdministratorHasEveryPrivilege() throws {
        let admin = try #require(rights.role(.admin))
        #expect(admin.privileges == rights.privileges)
        #expect(rights.role(.noAccess)?.privileges.isEmpty == true)
        #expect(Set(rights.roles.map(\.id)).count == rights.roles.count)
    }

    /// A user without permissions of vSphere's own may give the same commands as by the role.
    @Test(arguments: [Generic.Role.operator, .readOnly, .noAccess, .admin])
    func rolesAllowTheSameCommandsInBothTables(_ role: Generic.Role) throws {
        let privileges = try #require(rights.role(role)).privileges
        let file = Self.folder.deletingLastPathComponent().appendingPathComponent("generic/commands.xml")
        let commands = try Document(parsing: Data(contentsOf: file), limits: .trusted).root.all("command")
        #expect(commands.count > 50)
        for command in commands {
            let name = try #require(command["name"])
            let rule = rights.rule(ofCommand: name)
            let needed = [rule.privilege].filter { !$0.isEmpty } + rule.needs.filter { $0.like == nil }.map(\.privilege)
            let least = command["role"].flatMap { Generic.Role(rawValue: $0) } ?? .admin
            #expect(privileges.isSuperset(of: needed) == role.allows(least), "\(name)")
        }
    }

    @Test func whatIsSeenIsNotAllRead() {
        #expect(
            rights.isShown("name", of: "VirtualMachine", schema) && rights.isShown("childEntity", of: "Folder", schema))
        #expect(!rights.isShown("config", of: "VirtualMachine", schema))
    }

    @Test(arguments: [
        ("<method name=\"Login*\"", "<method nam=\"Login*\""), ("when=\"v:spec/v:name\"", "when=\"v:spec/[\""),
        ("at=\"v:pool\"", "at=\"v:pool[\""), ("default=\"Global.Settings\"", "default=\"\""),
    ])
    func mistakesAreFound(_ right: String, _ wrong: String) throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        let copy = directory.appendingPathComponent("vsphere")
        try FileManager.default.createDirectory(at: copy, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        for name in ["rights", "options", "service-actions"] {
            for type in ["xml", "rng"] {
                let file = "\(name).\(type)"
                try FileManager.default.copyItem(
                    at: Self.folder.appendingPathComponent(file), to: copy.appendingPathComponent(file))
            }
        }
        #expect(TableCheck.faults(in: directory).isEmpty)
        let table = copy.appendingPathComponent("rights.xml")
        let text = try String(contentsOf: table, encoding: .utf8)
        #expect(text.contains(right))
        try text.replacing(right, with: wrong).write(to: table, atomically: true, encoding: .utf8)
        #expect(TableCheck.faults(in: directory).map(\.file) == ["vsphere/rights.xml"])
    }

    @Test func optionsAreHeldToTheirTypes() throws {
        let table = try OptionTable(
            contentsOf: Self.folder.appendingPathComponent("options.xml"),
            schema: Self.folder.appendingPathComponent("options.rng"))
        let port = try #require(table.server.first { $0.key == "mail.smtp.port" })
        func value(_ type: String, _ text: String) -> Element {
            var element = Element("value", namespace: SOAPRequest.vim, text: text)
            element.attributes = [Attribute("type", namespace: VimSchema.instance, "xsd:\(type)")]
            return element
        }
        #expect(try port.value(of: value("int", "0025"), schema) == "25")
        for (type, text) in [("int", "0"), ("int", "65536"), ("int", "x"), ("string", "25"), ("boolean", "1")] {
            #expect(throws: VimFault.self) { try port.value(of: value(type, text), schema) }
        }
        #expect(throws: VimFault.self) { try port.value(of: nil, schema) }
        for option in table.server + table.host where option.kind == .choice {
            #expect(option.choices.contains(option.element["default"] ?? ""))
        }
    }
}
