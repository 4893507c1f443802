import Bus
import Generic
import Testing
import XML

@testable import Agents

/// Nothing is accepted and ignored: what a stylesheet does not know it refuses, in words.
@Suite struct RefusalTests {
    private let mappings: Mappings

    init() throws {
        mappings = try Repository.mappings.get()
    }

    @Test(arguments: Repository.platforms) func anUnknownNativeCommandIsAFault(_ platform: String) throws {
        let (_, content) = try #require(try Example.all(of: platform, .commandIn).first { $0.content.output.name == "command" })
        let output = try mappings.transform(
            .commandIn, of: platform, content.input.renamed(platform), content.functions)
        #expect(Fault(output.root) != nil, "\(output.text())")
        let stranger = try mappings.transform(
            .commandIn, of: platform, Element("anything", namespace: "urn:else"), content.functions)
        #expect(Fault(stranger.root) != nil, "\(stranger.text())")
    }

    @Test(arguments: Repository.platforms) func anUnknownGenericCommandIsAFault(_ platform: String) throws {
        let (_, content) = try #require(
            try Example.all(of: platform, .commandOut).first { $0.content.input.first("command")?["name"] == "vm.destroy" })
        var input = content.input
        input.update("command") { $0["name"] = "vm.fly" }
        let output = try mappings.transform(.commandOut, of: platform, input, content.functions)
        #expect(output.root.first("fault").flatMap { Fault($0) } != nil, "\(output.text())")
        try mappings.expectValid(output, platform)
    }

    /// A device operation that is not in the schema, and a device that the VM does not have.
    @Test(arguments: Repository.platforms) func aDeviceThatIsNotThereIsAFault(_ platform: String) throws {
        let examples = try Example.all(of: platform, .commandOut)
        let (_, content) = try #require(
            examples.first { $0.content.input.first("command")?["name"] == "vm.reconfigure" && $0.content.input.first("vm") != nil })
        for (name, id) in [("disk", "scsi7:9"), ("cdrom", "ide9:0"), ("nic", "nic77"), ("controller", "scsi9")] {
            for operation in ["edit", "remove"] {
                var input = content.input
                let change = Element(name, namespace: Namespaces.generic, attributes: ["op": operation, "id": id])
                let target = content.input.first("command")?["target"]
                var command = Element.reconfigure([change])
                command["target"] = target
                input.replaceFirst("command", with: command)
                let output = try mappings.transform(.commandOut, of: platform, input, content.functions)
                #expect(
                    output.root.first("fault").flatMap { Fault($0) } != nil,
                    "\(operation) of the \(name) \(id), which the VM has not: \(output.text(indented: true))")
            }
        }
    }

    @Test(arguments: Repository.platforms) func everyFaultHasANativeForm(_ platform: String) throws {
        for (example, content) in try Example.all(of: platform, .commandIn) where content.output.name == "command" {
            for code in Fault.Code.allCases {
                let fault = Fault(code, "It went wrong.")
                var reply = Element("reply", namespace: Namespaces.plan)
                reply.append(Element("request", namespace: Namespaces.plan, children: [.element(content.input)]))
                reply.append(fault.element)
                let output = try mappings.transform(.resultOut, of: platform, reply, content.functions).root
                #expect(!output.elements.isEmpty || !output.attributes.isEmpty, "\(example.name): \(code) says nothing")
            }
        }
    }

    @Test(arguments: Repository.platforms) func anUnknownNativeFaultIsAFault(_ platform: String) throws {
        let failures = try Example.all(of: platform, .resultIn).filter { $0.content.input.first("failure") != nil }
        let (_, content) = try #require(failures.first)
        var input = content.input
        input.update("failure") { failure in
            failure.children = [.element(Element("whatever", namespace: "urn:else", text: "it broke"))]
        }
        let output = try mappings.transform(.resultIn, of: platform, input, content.functions)
        #expect(Fault(output.root) != nil, "\(output.text())")
        try mappings.expectValid(output, platform)
    }

    @Test(arguments: Repository.platforms) func anUnknownObjectIsNotAnObject(_ platform: String) throws {
        let (_, content) = try #require(try Example.all(of: platform, .objectIn).first)
        let stranger = Element("anything", namespace: "urn:else", text: "x")
        if let output = try? mappings.transform(.objectIn, of: platform, stranger, content.functions) {
            #expect(output.rootAttribute("id") == nil, "\(output.text())")
        }
    }
}

extension Element {
    /// A native command with a name that the platform does not have.
    fileprivate func renamed(_ platform: String) -> Element {
        var copy = self
        switch platform {
        case "kvm": copy["procedure"] = "domainFly"
        case "xen": copy.update("method") { $0.text = "VM.fly" }
        case "hyperv": copy["method"] = "Fly"
        default: copy.name = "FlyVM_Task"
        }
        return copy
    }
}
