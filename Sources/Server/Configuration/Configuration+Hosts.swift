import Yams

extension Configuration {
    func readHosts(_ node: Yams.Node?, _ reader: ConfigurationReader) -> [Host] {
        var hosts: [Host] = []
        var names: Set<String> = []
        for (index, item) in (reader.items(node, of: "hosts") ?? []).enumerated() {
            for host in readHost(item, "hosts[\(index)]", reader) {
                if !names.insert(host.name).inserted {
                    reader.fault(item, "the host '\(host.name)' is there twice; each name may be there once")
                }
                hosts.append(host)
            }
        }
        return hosts
    }

    private func readHost(_ item: Yams.Node, _ what: String, _ reader: ConfigurationReader) -> [Host] {
        guard let fields = reader.fields(item, of: what, known: ["name", "platform", "driver", "count", "vms"] + Self.patternKeys) else {
            return []
        }
        let name = reader.required(reader.text(fields["name"], of: "\(what).name"), "name", of: what, in: item, fields)
        let platform = reader.required(
            reader.choice(fields["platform"], of: "\(what).platform", among: Platform.all.map(\.name)), "platform",
            of: what,
            in: item, fields)
        _ = reader.required(
            reader.choice(fields["driver"], of: "\(what).driver", among: ["simulated"]), "driver", of: what, in: item,
            fields)
        let count = reader.number(fields["count"], of: "\(what).count", in: 1...1000)
        let vms = reader.number(fields["vms"], of: "\(what).vms", in: 0...10_000) ?? (fields["machines"] == nil ? 4 : 0)
        let pattern = readPattern(fields, what, reader)
        guard let name, checkName(name, fields["name"], what, reader), let platform else { return [] }
        guard let count else { return [Host(name: name, platform: platform, vms: vms, pattern: pattern)] }
        return (1...count).map { number in
            Host(
                name: name + (number < 10 ? "0\(number)" : "\(number)"), platform: platform, vms: vms, pattern: pattern)
        }
    }

    func checkName(_ name: String, _ node: Yams.Node?, _ what: String, _ reader: ConfigurationReader) -> Bool {
        if name.utf8.count <= 200, name.utf8.allSatisfy(Self.isNameByte), name.utf8.first != UInt8(ascii: ".") { return true }
        reader.fault(
            node, "\(what).name is '\(name)'; it may have letters, digits, '-', '_' and '.', and not begin with '.'")
        return false
    }

    /// A name becomes the name of a directory.
    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."): true
        default: false
        }
    }
}
