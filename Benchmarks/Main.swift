import Foundation

/// Measures the budgets of the daemon as ratios within one run, prints them and writes them as JSON.
///
///     Benchmarks [--daemon PATH] [--mappings DIR] [--output FILE] [--small]
@main
struct Main {
    static func main() {
        var arguments = CommandLine.arguments.dropFirst()
        var daemon = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().appendingPathComponent(
            "dragoman")
        var mappings = URL(fileURLWithPath: "Mappings")
        var output = URL(fileURLWithPath: "benchmarks.json")
        var sizes = [1_000, 10_000]
        while let argument = arguments.popFirst() {
            switch argument {
            case "--daemon": daemon = URL(fileURLWithPath: arguments.popFirst() ?? "")
            case "--mappings": mappings = URL(fileURLWithPath: arguments.popFirst() ?? "")
            case "--output": output = URL(fileURLWithPath: arguments.popFirst() ?? "")
            case "--small": sizes = [100, 1_000]
            default:
                print("usage: Benchmarks [--daemon PATH] [--mappings DIR] [--output FILE] [--small]")
                exit(64)
            }
        }
        do {
            var report = Report()
            try TransformBenchmark(mappings: mappings).run(&report)
            try FleetBenchmark(daemon: daemon, mappings: mappings, sizes: sizes).run(&report)
            try WatchBenchmark(daemon: daemon, mappings: mappings, vms: sizes.last ?? 0, sessions: 200).run(&report)
            try report.write(to: output)
            print("written to \(output.path)")
        } catch {
            print("Benchmarks: \(error)")
            exit(1)
        }
    }
}
