import Foundation
import Generic
import XML

/// The content of `Mappings/`: every platform's compiled stylesheets and tables, and the schemas of the generic protocol.
public final class Mappings: Sendable {
    public let directory: URL
    public let platforms: [String: PlatformMappings]
    public let objects: Schema
    public let commands: Schema
    public let results: Schema
    public let plan: Schema
    public let metrics: Schema
    /// `generic/commands.xml`.
    public let union: Element
    /// `generic/metrics.xml`.
    public let vocabulary: Element

    /// Loads and compiles everything.
    /// - Throws: the first ``MappingError``.
    public convenience init(directory: URL, platforms: [String]) throws {
        var faults: [MappingError] = []
        guard let mappings = Mappings(directory: directory, platforms: platforms, faults: &faults) else {
            throw faults.first ?? MappingError(file: directory.path, reason: "cannot be read")
        }
        self.init(mappings)
    }

    private init(_ other: Mappings) {
        directory = other.directory
        platforms = other.platforms
        objects = other.objects
        commands = other.commands
        results = other.results
        plan = other.plan
        metrics = other.metrics
        union = other.union
        vocabulary = other.vocabulary
    }

    /// Loads and compiles everything, and tells every fault; nil if there is one.
    public init?(directory: URL, platforms names: [String], faults: inout [MappingError]) {
        let loader = MappingLoader(directory: directory)
        self.directory = directory
        let schemas = ["objects", "commands", "results", "plan", "tables", "metrics"].map { loader.schema("generic/\($0).rng") }
        let union = loader.table("generic/commands.xml", schema: schemas[4])
        let vocabulary = loader.table("generic/metrics.xml", schema: schemas[5])
        var platforms: [String: PlatformMappings] = [:]
        for name in names {
            platforms[name] = loader.platform(name, tables: schemas[4])
        }
        faults = loader.faults
        guard faults.isEmpty, let objects = schemas[0], let commands = schemas[1], let results = schemas[2],
            let plan = schemas[3], let metrics = schemas[5], let union, let vocabulary
        else { return nil }
        self.platforms = platforms
        self.objects = objects
        self.commands = commands
        self.results = results
        self.plan = plan
        self.metrics = metrics
        self.union = union
        self.vocabulary = vocabulary
    }
}

/// One platform's folder.
public struct PlatformMappings: Sendable {
    public let name: String
    public let stylesheets: [Step: Stylesheet]
    public let types: TypeTable
    /// `commands.xml`.
    public let table: Element

    /// What in a message, or in what a host keeps, no trace shows.
    public func secrets(in message: Document) -> [String] {
        table["secrets"].flatMap { try? message.strings(at: $0) } ?? []
    }
}

private final class MappingLoader {
    let directory: URL
    var faults: [MappingError] = []

    init(directory: URL) {
        self.directory = directory
    }

    func schema(_ file: String) -> Schema? {
        attempt(file) { try Schema(contentsOf: directory.appendingPathComponent(file)) }
    }

    func table(_ file: String, schema: Schema?) -> Element? {
        attempt(file) {
            guard let data = FileManager.default.contents(atPath: directory.appendingPathComponent(file).path) else {
                throw XMLError(.malformed, "cannot be read")
            }
            let document = try Document(parsing: data)
            try schema?.validate(document)
            return document.root
        }
    }

    func platform(_ name: String, tables: Schema?) -> PlatformMappings? {
        guard let table = table("\(name)/commands.xml", schema: tables) else { return nil }
        _ = attempt("\(name)/commands.xml") {
            if let secrets = table["secrets"] { try Document.checkXPath(secrets, namespaces: [:]) }
        }
        var stylesheets: [Step: Stylesheet] = [:]
        for step in Step.allCases {
            let file = "\(name)/\(step.rawValue).xsl"
            stylesheets[step] = attempt(file) { try Stylesheet(contentsOf: directory.appendingPathComponent(file)) }
        }
        for step in Step.optional {
            let file = directory.appendingPathComponent("\(name)/\(step.rawValue).xsl")
            guard FileManager.default.fileExists(atPath: file.path) else { continue }
            stylesheets[step] = attempt("\(name)/\(step.rawValue).xsl") { try Stylesheet(contentsOf: file) }
        }
        return PlatformMappings(name: name, stylesheets: stylesheets, types: TypeTable(table), table: table)
    }

    private func attempt<R>(_ file: String, _ body: () throws -> R) -> R? {
        do {
            return try body()
        } catch let error as XMLError {
            faults.append(MappingError(file: file, line: error.line, reason: error.reason))
        } catch {
            faults.append(MappingError(file: file, reason: "\(error)"))
        }
        return nil
    }
}
