import Foundation
import Store
import Testing

@testable import Server

@Suite struct ExitStatusTests {
    @Test func numbersAreThoseOfSysexits() {
        #expect(Server.ExitStatus.allCases.map(\.rawValue) == [0, 64, 65, 66, 69, 70, 73, 74, 75, 78])
    }

    @Test func theShippedFilesCheck() throws {
        let lines = try ConfigurationCheck.run(Repository.configuration, mappings: Repository.mappings.path)
        #expect(lines.count == 2)
    }

    @Test func configurationsAndMappings() throws {
        let directory = try TemporaryDirectory()
        func status(_ text: String?, mappings: String) -> Server.ExitStatus? {
            let file = directory.url.appendingPathComponent(text == nil ? "missing.yaml" : "test.yaml")
            try? text?.write(to: file, atomically: true, encoding: .utf8)
            do {
                _ = try ConfigurationCheck.run(file, mappings: mappings)
                return nil
            } catch {
                return error.status
            }
        }
        let right = "listeners: {admin: {port: 0}}\n"
        let mappings = Repository.mappings.path
        #expect(status(right, mappings: mappings) == nil)
        #expect(status(nil, mappings: mappings) == .noInput)
        #expect(status("listeners: 7\n", mappings: mappings) == .configuration)
        #expect(status(right, mappings: directory.url.path) == .noInput)
    }

    @Test func oneDaemonHoldsAStateDirectory() throws {
        let directory = try TemporaryDirectory()
        let lock = try StateLock(directory.url)
        let error = #expect(throws: StartError.self) { try StateLock(directory.url) }
        #expect(error?.status == .temporary)
        withExtendedLifetime(lock) {}
    }

    @Test func aStateDirectoryThatCannotBe() throws {
        let error = #expect(throws: StartError.self) { try StateLock(URL(fileURLWithPath: "/dev/null/state")) }
        #expect(error?.status == .cannotCreate)
    }

    @Test func stores() {
        let place = FileManager.default.temporaryDirectory
        #expect(StartError(StoreError(.schemaTooNew, ""), directory: place).status == .badData)
        #expect(StartError(StoreError(.busy, ""), directory: place).status == .temporary)
        #expect(StartError(StoreError(.io, ""), directory: place).status == .inputOutput)
        #expect(StartError(StoreError(.io, ""), directory: URL(fileURLWithPath: "/dev/null/x")).status == .cannotCreate)
    }

    @Test func aStoreThatIsNotThereIsNotMade() throws {
        let directory = try TemporaryDirectory()
        let error = #expect(throws: StartError.self) { try IdentifierLookup(state: directory.url) }
        #expect(error?.status == .noInput)
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.url.path).isEmpty)
    }
}
