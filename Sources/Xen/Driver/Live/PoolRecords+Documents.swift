import Hosts
import XML

/// Objects in their abstract form, with the records that they point at.
extension PoolRecords {
    /// - Returns: nil if there is no such object.
    func document(_ reference: NativeReference) throws(XMLError) -> Document? {
        let (ref, place) = place(reference.id, reference.type)
        guard record(reference.type, ref) != nil, presented(reference.type, ref).contains(reference) else { return nil }
        var records: [String] = []
        let host: String?
        switch reference.type {
        case "host":
            host = ref
            records = [element("host_metrics", record("host", ref)?["metrics"])]
            for card in refs("PIF", where: "host", is: ref) {
                records += [element("PIF", card), element("PIF_metrics", record("PIF", card)?["metrics"])]
            }
        case "SR":
            host = place ?? hosts("SR", ref).first
            let own = refs("PBD", where: "SR", is: ref).filter { record("PBD", $0)?["host"] == host }
            records = own.map { element("PBD", $0) }
        case "network":
            host = place ?? hosts("network", ref).first
            let own = refs("PIF", where: "network", is: ref).filter { record("PIF", $0)?["host"] == host }
            records = own.map { element("PIF", $0) }
        case "VDI":
            host = record("VDI", ref)?["SR"].flatMap { hosts("SR", $0).first } ?? hosts.first
        default:
            host = self.host(of: ref)
            records = machineRecords(ref, on: host ?? "")
        }
        let content = records.joined()
        var text = "<\(reference.type) xmlns=\"\(XapiValue.namespace)\" ref=\"\(XapiValue.escaped(reference.id))\""
        text += " host=\"\(XapiValue.escaped(host ?? XapiValue.null))\">"
        text += fields(reference.type, ref, on: host ?? "")
        if !content.isEmpty { text += "<records>\(content)</records>" }
        text += "</\(reference.type)>"
        return try Document(parsing: Array(text.utf8))
    }

    private func machineRecords(_ ref: String, on host: String) -> [String] {
        let snapshots = refs("VM", where: "snapshot_of", is: ref).filter {
            record("VM", $0)?.isTrue("is_a_snapshot") == true
        }
        let devices = ([ref] + snapshots).flatMap { refs("VBD", where: "VM", is: $0) }
        let volumes = Set(devices.compactMap { record("VBD", $0)?["VDI"] }).sorted()
        let storages = Set(volumes.compactMap { record("VDI", $0)?["SR"] }).sorted()
        var records = devices.map { element("VBD", $0) } + volumes.map { element("VDI", $0, on: host) }
        records += storages.map { summary(of: $0, on: host) }
        records += refs("VIF", where: "VM", is: ref).map { element("VIF", $0, on: host) }
        records.append(element("VM_metrics", record("VM", ref)?["metrics"]))
        records.append(element("VM_guest_metrics", record("VM", ref)?["guest_metrics"]))
        return records + snapshots.map { element("VM", $0, named: "snapshot") }
    }

    /// A record in a document; nothing if there is none.
    private func element(_ type: String, _ ref: String?, named name: String? = nil, on host: String = "") -> String {
        guard let ref, record(type, ref) != nil else { return "" }
        let tag = name ?? type
        return "<\(tag) ref=\"\(XapiValue.escaped(ref))\">\(fields(type, ref, on: host))</\(tag)>"
    }

    /// A storage as a machine's document needs it: not with the volumes of all the other machines.
    private func summary(of storage: String, on host: String) -> String {
        guard let record = record("SR", storage) else { return "" }
        var text = "<SR ref=\"\(XapiValue.escaped(name("SR", storage, on: host)))\">"
        for field in ["uuid", "name_label", "type"] { (record.values[field] ?? .void).write(field, to: &text) }
        return text + "</SR>"
    }

    private func fields(_ type: String, _ ref: String, on host: String) -> String {
        guard let record = record(type, ref) else { return "" }
        var text = record.fields
        switch type {
        case "VDI": placed("SR", record, on: host).write("SR", to: &text)
        case "VIF": placed("network", record, on: host).write("network", to: &text)
        default: break
        }
        return text
    }

    private func placed(_ type: String, _ record: PoolRecord, on host: String) -> XapiValue {
        .string(record[type].map { name(type, $0, on: host) } ?? XapiValue.null)
    }
}
