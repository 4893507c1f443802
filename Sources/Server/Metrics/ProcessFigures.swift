import CAllocator
import Foundation

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// What this process uses, under the names that all Prometheus clients use.
enum ProcessFigures {
    static func families() -> [MetricFamily] {
        var families: [MetricFamily] = []
        if let bytes = residentBytes() {
            families.append(
                MetricFamily("process_resident_memory_bytes", .gauge, "Resident memory size in bytes.", Double(bytes)))
        }
        families.append(
            MetricFamily("dragoman_allocated_bytes", .gauge, "Memory in use, in bytes.", Double(allocated_bytes())))
        families.append(
            MetricFamily("process_cpu_seconds_total", .counter, "User and system CPU time in seconds.", cpuSeconds()))
        families.append(
            MetricFamily("process_start_time_seconds", .gauge, "Start of the process since the Unix epoch.", started))
        if let entries = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd") {
            families.append(MetricFamily("process_open_fds", .gauge, "Open file descriptors.", Double(entries.count)))
        }
        return families
    }

    private static let started = Date().timeIntervalSince1970.rounded()

    static func residentBytes() -> Int? {
        guard let data = FileManager.default.contents(atPath: "/proc/self/statm") else { return nil }
        let fields = String(decoding: data, as: UTF8.self).split(separator: " ")
        return fields.count > 1 ? Int(fields[1]).map { $0 * sysconf(Int32(_SC_PAGESIZE)) } : nil
    }

    private static func cpuSeconds() -> Double {
        var usage = rusage()
        getrusage(RUSAGE_SELF.rawValue, &usage)
        let parts = [usage.ru_utime, usage.ru_stime]
        return parts.reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6 }
    }
}
