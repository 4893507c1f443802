import Foundation

/// Measures the budgets of the daemon as ratios within one run, prints them and writes them as JSON.
///
///     Benchmarks [--daemon PATH] [--mappings DIR] [--peer FILE] [--output FILE] [--small] [--only NAME]
@main
struct Main {
    static func main() {
        var arguments = CommandLine.arguments.dropFirst()
        var daemon = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().appendingPathComponent(
            "dragoman")
        var mappings = URL(fileURLWithPath: "Mappings")
        var peer = URL(fileURLWithPath: ".build/peers/vcsim")
        var output = URL(fileURLWithPath: "benchmarks.json")
        var only: String?
        var sizes = [1_000, 10_000]
        while let argument = arguments.popFirst() {
            switch argument {
            case "--daemon": daemon = URL(fileURLWithPath: arguments.popFirst() ?? "")
            case "--mappings": mappings = URL(fileURLWithPath: arguments.popFirst() ?? "")
            case "--peer": peer = URL(fileURLWithPath: arguments.popFirst() ?? "")
            case "--output": output = URL(fileURLWithPath: arguments.popFirst() ?? "")
            case "--only": only = arguments.popFirst()
            case "--small": sizes = [100, 1_000]
            default:
                print(
                    "usage: Benchmarks [--daemon PATH] [--mappings DIR] [--peer FILE] [--output FILE] [--small] [--only transforms|fleet|watch|xapi|libvirt|peer]"
                )
                exit(64)
            }
        }
        do {
            var report = Report()
            func run(_ name: String, _ benchmark: () throws -> Void) rethrows {
                if only == nil || only == name { try benchmark() }
            }
            try run("transforms") { try TransformBenchmark(mappings: mappings).run(&report) }
            try run("fleet") { try FleetBenchmark(daemon: daemon, mappings: mappings, sizes: sizes).run(&report) }
            try run("watch") {
                try WatchBenchmark(daemon: daemon, mappings: mappings, vms: sizes.last ?? 0, sessions: 200).run(&report)
            }
            try run("xapi") { try XapiBenchmark(daemon: daemon, mappings: mappings, sizes: sizes).run(&report) }
            try run("libvirt") { try LibvirtBenchmark(daemon: daemon, mappings: mappings, sizes: sizes).run(&report) }
            try run("peer") { try PeerBenchmark(daemon: daemon, mappings: mappings, peer: peer).run(&report) }
            try report.write(to: output)
            print("written to \(output.path)")
        } catch {
            print("Benchmarks: \(error)")
            exit(1)
        }
    }
}
