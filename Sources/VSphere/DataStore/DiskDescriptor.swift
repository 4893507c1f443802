/// A virtual disk's descriptor file (.vmdk): what VMware's "Virtual Disk Format" describes, without the data.
struct DiskDescriptor: Sendable, Hashable {
    static let sector: Int64 = 512

    private(set) var dictionary: VMXDictionary

    /// Nil if there is no extent in it.
    init?(parsing bytes: some Sequence<UInt8>) {
        dictionary = VMXDictionary(parsing: bytes)
        guard dictionary["createType"] != nil, !extents.isEmpty else { return nil }
    }

    /// A new disk.
    /// - Parameters:
    ///   - capacity: bytes, rounded up to whole sectors.
    ///   - parent: the file that a delta disk is based on.
    init(name: String, capacity: Int64, thin: Bool, parent: String? = nil) {
        let sectors = (capacity + DiskDescriptor.sector - 1) / DiskDescriptor.sector
        let stem = name.hasSuffix(".vmdk") ? String(name.dropLast(5)) : name
        var text = """
            # Disk DescriptorFile
            version=1
            encoding="UTF-8"
            CID=fffffffe
            parentCID=\(parent == nil ? "ffffffff" : "fffffffe")
            createType="\(parent == nil ? "vmfs" : "vmfsSparse")"

            """
        if let parent { text += "parentFileNameHint=\"\(parent)\"\n" }
        let extent = parent == nil ? "VMFS \"\(stem)-flat.vmdk\"" : "VMFSSPARSE \"\(stem)-delta.vmdk\""
        text += """
            # Extent description
            RW \(sectors) \(extent)

            # The Disk Data Base
            #DDB


            """
        if parent == nil {
            text += """
                ddb.adapterType = "lsilogic"
                ddb.geometry.cylinders = "\(min(65535, max(1, sectors / 16065)))"
                ddb.geometry.heads = "255"
                ddb.geometry.sectors = "63"

                """
            if thin { text += "ddb.thinProvisioned = \"1\"\n" }
            text += "ddb.virtualHWVersion = \"21\"\n"
        }
        dictionary = VMXDictionary(parsing: text.utf8)
    }

    var text: String { dictionary.text }

    /// Bytes.
    var capacity: Int64 {
        extents.reduce(0) { $0 + $1 } * DiskDescriptor.sector
    }

    var thin: Bool { dictionary["ddb.thinProvisioned"] == "1" }

    /// The file that a delta disk is based on, as its descriptor names it.
    var parent: String? { dictionary["parentFileNameHint"] }

    mutating func rebase(on parent: String) {
        dictionary["parentFileNameHint"] = parent
    }

    /// Makes the last extent so much longer that the disk has that capacity (bytes).
    mutating func grow(to capacity: Int64) {
        let added = (capacity - self.capacity + DiskDescriptor.sector - 1) / DiskDescriptor.sector
        guard added > 0, let last = dictionary.others.last(where: { DiskDescriptor.sectors($0) != nil }),
            let sectors = DiskDescriptor.sectors(last)
        else { return }
        var parts = last.split(separator: " ", maxSplits: 2).map(String.init)
        parts[1] = String(sectors + added)
        let line = parts.joined(separator: " ")
        dictionary.replaceOthers { $0 == last ? line : $0 }
    }

    private var extents: [Int64] { dictionary.others.compactMap(DiskDescriptor.sectors) }

    /// The sectors of an extent line: `RW 33554432 VMFS "web-flat.vmdk"`.
    private static func sectors(_ line: String) -> Int64? {
        let parts = line.split(separator: " ", maxSplits: 2)
        guard parts.count == 3, parts[0] == "RW" || parts[0] == "RDONLY" || parts[0] == "NOACCESS",
            let sectors = Int64(parts[1]), sectors >= 0, sectors < 1 << 50
        else { return nil }
        return sectors
    }
}
