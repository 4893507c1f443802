import Foundation
import Simulator

/// A XenServer of one host without a wire: its database and its hypervisor. A value, so that a call that fails leaves
/// nothing behind.
struct XenServer: Sendable {
    var database: XenDatabase
    var monitor: VirtualMachineMonitor
    /// The time of the call that is being run.
    var now = Date()
    let hostRef: String

    init(_ database: XenDatabase) {
        let host = database.rows("host").first
        self.database = database
        hostRef = host?.ref ?? XapiValue.null
        let metrics = database.row("host_metrics", host?.row["metrics"] ?? "")
        monitor = VirtualMachineMonitor(memoryMiB: Int((metrics?.int("memory_total") ?? 0) >> 20))
        adopt(previous: nil)
    }

    /// Takes the machines' states from the database, after it was read.
    mutating func adopt(previous: XenDatabase?) {
        for (ref, _) in previous?.rows("VM") ?? [] where database.row("VM", ref) == nil { monitor.forget(ref) }
        for (ref, vm) in database.rows("VM") where !vm.bool("is_a_snapshot") {
            let start = database.row("VM_metrics", vm["metrics"])?["start_time"] ?? ""
            monitor.adopt(
                ref, state: XenServer.state(vm["power_state"]), memoryMiB: Int(vm.int("memory_static_max") >> 20),
                booted: XenServer.date(start))
        }
    }

    /// A new reference and the UUID that goes with the row.
    static func newIdentity() -> (ref: String, uuid: String) {
        ("OpaqueRef:" + UUID().uuidString.lowercased(), UUID().uuidString.lowercased())
    }

    static func state(_ name: String) -> PowerState {
        switch name {
        case "Running": .running
        case "Paused": .paused
        case "Suspended": .suspended
        default: .off
        }
    }

    static func name(_ state: PowerState) -> String {
        switch state {
        case .running: "Running"
        case .paused: "Paused"
        case .suspended: "Suspended"
        // XAPI knows no crashed VM: it destroys or restarts the domain.
        case .off, .crashed: "Halted"
        }
    }

    /// The row of an argument that has been checked.
    func vm(_ ref: String) throws(XapiError) -> Row {
        guard let row = database.row("VM", ref) else { throw .handleInvalid("VM", ref) }
        return row
    }

    func fetch(_ table: String, _ ref: String) throws(XapiError) -> Row {
        guard let row = database.row(table, ref) else { throw .handleInvalid(table, ref) }
        return row
    }

    /// The VBDs or VIFs of a VM.
    func devices(_ table: String, of vm: String) -> [(ref: String, row: Row)] {
        database.refs(table, where: "VM", is: vm).compactMap { ref in database.row(table, ref).map { (ref, $0) } }
    }
}

extension XenServer {
    /// `20260821T02:00:23Z`, of a time in UTC.
    static func timestamp(_ date: Date) -> String {
        var seconds = time_t(date.timeIntervalSince1970)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        return String(
            format: "%04d%02d%02dT%02d:%02d:%02dZ", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday,
            parts.tm_hour,
            parts.tm_min, parts.tm_sec)
    }

    /// nil for 1970, with which XAPI says "never", and for what is no time.
    static func date(_ text: String) -> Date? {
        let digits = text.filter(\.isNumber)
        guard digits.count == 14, !digits.hasPrefix("1970"), let number = Int(digits) else { return nil }
        var parts = tm()
        parts.tm_year = Int32(number / 10_000_000_000) - 1900
        parts.tm_mon = Int32(number / 100_000_000 % 100) - 1
        parts.tm_mday = Int32(number / 1_000_000 % 100)
        parts.tm_hour = Int32(number / 10_000 % 100)
        parts.tm_min = Int32(number / 100 % 100)
        parts.tm_sec = Int32(number % 100)
        return Date(timeIntervalSince1970: TimeInterval(timegm(&parts)))
    }

    static let never = "19700101T00:00:00Z"
}
