import Foundation
import XML

/// The engine's cost of each mapping against the same stylesheet run by libxslt alone, on the mappings' own examples.
struct TransformBenchmark {
    let mappings: URL
    private static let platforms = ["vsphere", "kvm", "xen", "hyperv"]
    private static let steps = [
        "command-in", "command-out", "result-in", "result-out", "object-in", "object-out", "metrics-in",
        "service-in", "service-out", "policies",
    ]

    func run(_ report: inout Report) throws {
        // First of all: once our own library is in use, libxslt may not load files by itself any more.
        var plainOnes: [URL: PlainTransform] = [:]
        for platform in Self.platforms {
            for step in Self.steps {
                let file = mappings.appendingPathComponent("\(platform)/\(step).xsl")
                guard FileManager.default.fileExists(atPath: file.path) else { continue }
                plainOnes[file] = PlainTransform(file.path)
            }
        }
        var worst = 0.0
        for platform in Self.platforms {
            let folder = mappings.appendingPathComponent(platform)
            for (step, input) in try examples(in: folder) {
                let file = folder.appendingPathComponent("\(step).xsl")
                guard let plain = plainOnes[file], plain.run(input) > 0 else {
                    throw HTTPClient.Failure(reason: "libxslt alone cannot run \(file.path)")
                }
                let engine = try Stylesheet(contentsOf: file)
                let functions = ConstantFunctions()
                let measured = try pair(count: 100) {
                    _ = plain.run(input)
                } _: {
                    _ = try engine.apply(to: Document(parsing: input), functions: functions).bytes()
                }
                report.add("transform/\(platform)/\(step)", measured.second * 1e6, "µs")
                report.add("transform/\(platform)/\(step)/overhead", measured.ratio, "x plain libxslt", budget: 1.5)
                worst = max(worst, measured.ratio)
            }
        }
        report.add("transform/worst overhead", worst, "x plain libxslt", budget: 1.5)
    }

    /// The largest example input of each step.
    private func examples(in folder: URL) throws -> [(step: String, input: [UInt8])] {
        let directory = folder.appendingPathComponent("examples")
        var largest: [String: [UInt8]] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted()
        where name.hasSuffix(".xml") {
            let example = try Document(parsing: Data(contentsOf: directory.appendingPathComponent(name))).root
            guard let step = example["mapping"], let input = example.first("input")?.elements.first else { continue }
            let bytes = Document(input).bytes()
            if bytes.count > largest[step]?.count ?? 0 { largest[step] = bytes }
        }
        return largest.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}

private struct ConstantFunctions: TransformFunctions {
    private static let constant = "11111111-1111-4111-8111-111111111111"

    func id(type: String, native: String, owner: String?) -> String { Self.constant }
    func native(type: String, uuid: String) -> String { Self.constant }
    func owner(uuid: String) -> String { Self.constant }
    func session(name: String) -> String { Self.constant }
    func now() -> String { Self.constant }
}
