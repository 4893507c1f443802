import Bus
import Foundation
import Testing

@testable import Server

@Suite struct MappingCheckTests {
    /// The mappings with one file changed.
    private func changed(_ file: String, _ old: String, _ new: String) throws -> TemporaryDirectory {
        let directory = try TemporaryDirectory()
        let copy = directory.url.appendingPathComponent("Mappings")
        try FileManager.default.copyItem(at: Repository.mappings, to: copy)
        let url = copy.appendingPathComponent(file)
        let text = try String(contentsOf: url, encoding: .utf8)
        try #require(text.contains(old))
        try text.replacingOccurrences(of: old, with: new).write(to: url, atomically: true, encoding: .utf8)
        return directory
    }

    private func faults(_ directory: TemporaryDirectory) -> [String] {
        do {
            _ = try MappingCheck.load(directory.url.appendingPathComponent("Mappings"))
            return []
        } catch {
            return error.lines
        }
    }

    @Test func theShippedMappingsAreRight() throws {
        let mappings = try MappingCheck.load(Repository.mappings)
        #expect(mappings.platforms.keys.sorted() == Platform.names.sorted())
    }

    @Test(arguments: [
        (
            "xen/commands.xml", "generic=\"vm.pause\" how", "generic=\"vm.stop\" how",
            "performs does not say how 'vm.pause'"
        ),
        ("xen/commands.xml", "generic=\"vm.pause\" how", "generic=\"vm.stop\" how", "performs has 'vm.stop'"),
        (
            "xen/commands.xml", "when=\"g:command/*[not(self::g:notes)]\"", "when=\"g:command[\"",
            "when of 'vm.reconfigure'"
        ),
        ("xen/commands.xml", "platform=\"xen\"", "platform=\"zen\"", "platform is 'zen'"),
        (
            "xen/commands.xml", "generic=\"snapshot\" native", "generic=\"shot\" native",
            "no native name for the generic type 'snapshot'"
        ),
        (
            "xen/commands.xml", "native=\"VM.start\" generic=\"vm.powerOn\"", "native=\"VM.start\" generic=\"vm.go\"",
            "'VM.start' means 'vm.go'"
        ),
        ("xen/commands.xml", "<performs>", "<performed>", "xen/commands.xml"),
        ("generic/commands.xml", "done=\"not(g:vm)\"", "done=\"not(\"", "done of vm.destroy"),
        ("kvm/object-in.xsl", "</xsl:stylesheet>", "<xsl:template match=\"[\"/></xsl:stylesheet>", "kvm/object-in.xsl"),
        ("kvm/object-in.xsl", "</xsl:stylesheet>", "", "kvm/object-in.xsl:"),
        ("xen/rrd.xml", "kind=\"host\"", "kind=\"pool\"", "xen/rrd.xml:"),
        ("xen/rrd.xml", "metric=\"net.received\"", "metric=\"net.heard\"", "'net.heard', which generic/metrics.xml has not"),
        ("xen/rrd.xml", "VM.VCPUs_max", "VM.VCPUs_most", "no field 'VCPUs_most' of the class 'VM'"),
    ])
    func aFaultIsOneLine(_ file: String, _ old: String, _ new: String, _ expected: String) throws {
        let faults = faults(try changed(file, old, new))
        #expect(faults.contains { $0.contains(expected) }, "\(faults)")
    }

    @Test func aMissingFolderIsNoInput() throws {
        let directory = try TemporaryDirectory()
        let error = #expect(throws: StartError.self) { try MappingCheck.load(directory.url) }
        #expect(error?.status == .noInput)
    }
}
