import Bus
import Foundation
import XML

/// The mappings that the package ships.
enum Repository {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    static let directory = root.appendingPathComponent("Mappings")
    static let platforms = ["vsphere", "kvm", "xen", "hyperv"]
    /// Compiled once for all tests.
    static let mappings = Result { try Mappings(directory: directory, platforms: platforms) }
}
