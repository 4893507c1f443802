import Bus
import Generic
import Testing
import XML

@testable import Agents

/// The command tables of all platforms together are the union that `generic/commands.xml` is, and say what the
/// stylesheets do.
@Suite struct TableTests {
    private let mappings: Mappings
    private let union: [String]
    /// Those that all platforms have us perform.
    private let brokered: [String]

    init() throws {
        mappings = try Repository.mappings.get()
        union = mappings.union.all("command").compactMap { $0["name"] }
        brokered = mappings.union.all("command").filter { $0["how"] == "brokered" }.compactMap { $0["name"] }
    }

    private func table(_ platform: String) throws -> (CommandTable, Element) {
        let platform = try #require(mappings.platforms[platform])
        return (CommandTable(platform), platform.table)
    }

    @Test(arguments: [
        (
            "vsphere",
            """
            <Any><spec><userName>u</userName><password>one</password></spec><identity><password><value>two</value>
            <plainText>true</plainText></password></identity><extraConfig><key>RemoteDisplay.vnc.password</key><value>three</value>
            </extraConfig><extraConfig><key>a</key><value>b</value></extraConfig></Any>
            """, ["one", "two", "three"]
        ),
        (
            "xen",
            """
            <x:call xmlns:x='urn:dragoman:xapi'><x:member name='chappassword'>one</x:member><x:member name='user'>u</x:member>
            <x:member name='cifspassword'>two</x:member></x:call>
            """, ["one", "two"]
        ),
        (
            "kvm", "<domain><devices><graphics type='vnc' passwd='one'/><graphics type='spice' port='5901'/></devices></domain>",
            ["one"]
        ),
    ]) func passwordsAreSecret(_ platform: String, _ message: String, _ secrets: [String]) throws {
        let platform = try #require(mappings.platforms[platform])
        #expect(try platform.secrets(in: Document(parsing: message)) == secrets)
    }

    @Test func theUnionIsWhatThePlatformsName() throws {
        var named: Set<String> = []
        for platform in Repository.platforms {
            let (table, _) = try table(platform)
            named.formUnion(table.accepts.values.joined())
            named.formUnion(table.performs.filter { $0.value.how != .refused }.keys)
        }
        #expect(named.union(brokered) == Set(union))
        #expect(Set(union).count == union.count)
    }

    @Test func theSchemaHasEveryCommand() throws {
        let uuid = "11111111-1111-4111-8111-111111111111"
        for name in union {
            let known = Repository.platforms.contains { platform in
                ((try? Example.all(of: platform, .commandOut).contains { $0.content.input.first("command")?["name"] == name }) ?? false)
                    || ((try? Example.all(of: platform, .commandIn).contains { $0.content.output["name"] == name }) ?? false)
            }
            #expect(known, "no example has \(name), so nothing shows that commands.rng knows it")
        }
        let stranger = Element("command", namespace: Namespaces.generic, attributes: ["name": "vm.fly", "target": uuid])
        #expect(throws: XMLError.self) { try mappings.commands.validate(Document(stranger)) }
    }

    @Test(arguments: Repository.platforms) func everyCommandHasOneRow(_ platform: String) throws {
        let rows = try table(platform).1.first("performs")?.all("command") ?? []
        // What is brokered, a platform performs where a host of it has such things itself.
        let own = rows.compactMap { $0["generic"] }.filter { !brokered.contains($0) }
        #expect(own.sorted() == union.filter { !brokered.contains($0) }.sorted())
        for row in rows {
            #expect(!(row["because"] ?? "").isEmpty, "\(row["generic"] ?? "") does not say why")
            if row["how"] == "refused" { #expect(Fault.Code(rawValue: row["fault"] ?? "") != nil) }
        }
    }

    @Test(arguments: Repository.platforms) func bothWaysAreUsed(_ platform: String) throws {
        let performs = try table(platform).0.performs.values.filter { $0.how != .refused }
        #expect(performs.contains { $0.data == .never })
        #expect(performs.contains { $0.data == .always })
        let (table, _) = try table(platform)
        #expect(table.performs["vm.rename"]?.data == .never)
        let notes = Element("notes", namespace: Namespaces.generic, text: "x")
        #expect(try isDirect(.reconfigure([notes]), table), "setting notes needs no data")
    }

    @Test(arguments: Repository.platforms) func everyPerformedCommandHasAnExample(_ platform: String) throws {
        let examples = try Example.all(of: platform, .commandOut)
        for (name, performance) in try table(platform).0.performs {
            let ofCommand = examples.filter { $0.content.input.first("command")?["name"] == name }
            if performance.how == .refused {
                #expect(ofCommand.allSatisfy { $0.content.output.first("fault") != nil }, "\(name) is refused, but has a plan")
            } else if performance.how != .brokered || !ofCommand.isEmpty {
                // What is brokered may have a plan of the platform's own, or none.
                #expect(ofCommand.contains { $0.content.output.first("step") != nil }, "no example of \(name) has a plan")
            }
        }
    }

    @Test(arguments: Repository.platforms) func everyAcceptedCommandHasAnExample(_ platform: String) throws {
        let (table, _) = try table(platform)
        var shown: [String: Set<String>] = [:]
        for (example, content) in try Example.all(of: platform, .commandIn) {
            let native = NativeCommand.name(of: content.input, platform)
            let outcome = content.output
            #expect(["command", "fault"].contains(outcome.name) && outcome.namespace == Namespaces.generic)
            guard outcome.name == "command", let generic = outcome["name"] else { continue }
            #expect(
                table.accepts[native]?.contains(generic) ?? false,
                "\(example.name): the table does not say that \(native) can mean \(generic)")
            shown[native, default: []].insert(generic)
        }
        for (native, generics) in table.accepts {
            for generic in generics {
                #expect(shown[native]?.contains(generic) ?? false, "no example where \(native) means \(generic)")
            }
        }
    }

    /// A command that the table calls direct gets the same plan from the command alone.
    @Test(arguments: Repository.platforms) func whatIsDirectNeedsNoData(_ platform: String) throws {
        let (table, _) = try table(platform)
        var direct = 0
        for (example, content) in try Example.all(of: platform, .commandOut) {
            guard let command = content.input.first("command") else { continue }
            guard try isDirect(command, table, vm: content.input.first("vm")) else { continue }
            direct += 1
            var alone = Element("input", namespace: Namespaces.plan)
            alone.append(command)
            do {
                let output = try mappings.transform(.commandOut, of: platform, alone, content.functions)
                if let difference = content.output.difference(to: output.root) {
                    Issue.record("\(example.name): with data (-), without (+)\(difference)")
                }
            } catch {
                Issue.record("\(example.name): fails without data: \(error)")
            }
        }
        #expect(direct > 3)
    }

    private func isDirect(_ command: Element, _ table: CommandTable, vm: Element? = nil) throws -> Bool {
        var input = Element("input", namespace: Namespaces.plan)
        input.append(command)
        if let vm { input.append(vm) }
        if case .direct = try table.decide(try Command(command), input: { Document(input) }) { return true }
        return false
    }
}

extension Element {
    static func reconfigure(_ changes: [Element]) -> Element {
        Element(
            "command", namespace: Namespaces.generic,
            attributes: ["name": "vm.reconfigure", "target": "11111111-1111-4111-8111-111111111111"],
            children: changes.map { .element($0) })
    }
}

/// How each platform's abstract form names a command.
enum NativeCommand {
    static func name(of document: Element, _ platform: String) -> String {
        switch platform {
        case "kvm": document["procedure"] ?? ""
        case "xen": document.first("method")?.text ?? ""
        case "hyperv": "\(document["class"] ?? "").\(document["method"] ?? "")"
        default: document.name
        }
    }
}
