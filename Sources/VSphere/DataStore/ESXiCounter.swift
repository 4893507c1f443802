import Foundation
import XML

/// The performance counters of the host, and QueryPerf's answers in them.
enum ESXiCounter {
    /// Seconds that a sample covers.
    static let interval = 20.0

    static let names = [
        "cpu.usage.average", "cpu.usagemhz.average", "cpu.ready.summation", "mem.usage.average", "mem.active.average",
        "mem.consumed.average", "mem.vmmemctl.average", "disk.read.average", "disk.write.average",
        "virtualDisk.read.average", "virtualDisk.write.average", "virtualDisk.numberReadAveraged.average",
        "virtualDisk.numberWriteAveraged.average", "virtualDisk.totalReadLatency.average",
        "virtualDisk.totalWriteLatency.average", "net.received.average", "net.transmitted.average",
        "net.packetsRx.summation", "net.packetsTx.summation", "sys.uptime.latest",
    ]
    private static let keys = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0 + 1) })

    static func value(_ counter: String, _ value: Double, _ instance: String = "") -> Element {
        var id = Element("id", namespace: Vim.namespace)
        id.append(Element("counterId", namespace: Vim.namespace, text: String(keys[counter] ?? 0)))
        id.append(Element("instance", namespace: Vim.namespace, text: instance))
        var series = Element("value", namespace: Vim.namespace)
        series.attributes = [Attribute("type", namespace: Vim.instance, "PerfMetricIntSeries")]
        series.append(id)
        series.append(Element("value", namespace: Vim.namespace, text: String(Int64(max(0, value).rounded()))))
        return series
    }

    static func entity(_ type: String, _ id: String, _ time: Date, _ values: [Element]) -> Element {
        var entity = Element("returnval", namespace: Vim.namespace)
        entity.attributes = [Attribute("type", namespace: Vim.instance, "PerfEntityMetric")]
        entity.append(Element("entity", namespace: Vim.namespace, attributes: ["type": type], text: id))
        var info = Element("sampleInfo", namespace: Vim.namespace)
        info.append(Element("timestamp", namespace: Vim.namespace, text: ESXiTime.text(time)))
        info.append(Element("interval", namespace: Vim.namespace, text: String(Int(interval))))
        entity.append(info)
        for value in values { entity.append(value) }
        return entity
    }

    /// The answer, with the names of the counters that it uses: the numbers are each host's own.
    static func document(_ entities: [Element]) -> Document {
        var response = Element("QueryPerfResponse", namespace: Vim.namespace)
        for entity in entities { response.append(entity) }
        return document(names.map { (String(keys[$0] ?? 0), $0) }, response)
    }

    /// A `QueryPerfResponse`, with the names of its counters by their numbers.
    static func document(_ counters: [(key: String, name: String)], _ response: Element) -> Document {
        var root = ESXiDocument.element("samples", [])
        for counter in counters {
            root.append(ESXiDocument.element("counter", [("key", counter.key), ("name", counter.name)]))
        }
        root.append(response)
        return Document(root)
    }
}
