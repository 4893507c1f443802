import Testing

@Suite struct KVMKeyboardTests {
    private func arguments(_ codes: Int..., codeset: Int = 7) -> String {
        let keycodes = codes.map { "<v:keycodes>\($0)</v:keycodes>" }.joined()
        return "<v:codeset>\(codeset)</v:codeset><v:holdtime>50</v:holdtime>\(keycodes)"
    }

    @Test func typesWhatARunningDomainCanTake() async throws {
        let kvm = try KVMFixture()
        let off = try await kvm.call("domainSendKey", KVMFixture.web, arguments(4))
        #expect(off.code == 55 && off.message.hasSuffix("domain is not running"))
        try await kvm.call("domainCreate", flags: nil)
        #expect(try await kvm.call("domainSendKey", KVMFixture.web, arguments(225, 4)).code == 0)
        let unknown = try await kvm.call("domainSendKey", KVMFixture.web, arguments(4, 165))
        #expect(unknown.code == 1 && unknown.message.contains("cannot translate keycode 165"))
        #expect(try await kvm.call("domainSendKey", KVMFixture.web, arguments()).code == 8)
        #expect(try await kvm.call("domainSendKey", KVMFixture.web, arguments(30, codeset: 0)).code == 84)
        #expect(try kvm.text("log/keyboard.log").hasSuffix(" 225 4\n"))
        await kvm.remove()
    }

    @Test func dropsWhatIsTypedOnAPausedDomain() async throws {
        let kvm = try KVMFixture()
        try await kvm.call("domainCreate", flags: nil)
        try await kvm.call("domainSuspend", flags: nil)
        #expect(try await kvm.call("domainSendKey", KVMFixture.web, arguments(4)).code == 0)
        #expect(throws: (any Error).self) { try kvm.text("log/keyboard.log") }
        await kvm.remove()
    }
}
