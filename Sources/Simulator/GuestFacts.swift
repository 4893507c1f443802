/// What a booted simulated guest tells through its tools.
public struct GuestFacts: Sendable, Hashable {
    public var hostName: String
    /// One IPv4 address for each MAC address asked for, in that order.
    public var addresses: [String]
    public var toolsVersion: String

    /// The same machine always has the same facts: its addresses follow from its MAC addresses.
    public static func of(name: String, guestOS: String, macs: [String]) -> GuestFacts {
        let label = name.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
        let addresses = macs.map { mac in
            let bytes = mac.split(separator: ":").compactMap { UInt8($0, radix: 16) }.suffix(3)
            let parts = bytes.count == 3 ? Array(bytes) : [0, 0, 1]
            return "10.\(parts[0]).\(parts[1]).\(max(1, min(254, parts[2])))"
        }
        return GuestFacts(hostName: String(label), addresses: addresses, toolsVersion: "12.3.5")
    }
}
