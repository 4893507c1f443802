import Foundation
import XML

/// A snapshot's file, `qemu/snapshot/DOMAIN/NAME.xml`.
struct DomainSnapshot: Sendable, Hashable {
    var element: Element

    init(_ element: Element) {
        self.element = element
    }

    init(name: String, description: String?, state: String, created: Date, parent: String?, domain: DomainXML) {
        element = Element("domainsnapshot")
        element.append(Element("name", text: name))
        if let description, !description.isEmpty { element.append(Element("description", text: description)) }
        element.append(Element("state", text: state))
        if let parent { element.append(Element("parent", children: [.element(Element("name", text: parent))])) }
        element.append(Element("creationTime", text: String(Int(created.timeIntervalSince1970))))
        var kept = domain.element
        kept["id"] = nil
        element.append(kept)
        isCurrent = true
    }

    var name: String { element.first("name")?.text.trimmed ?? "" }
    /// libvirt's word, `disk-snapshot` for one without memory of an active domain.
    var state: String { element.first("state")?.text.trimmed ?? "shutoff" }
    var domain: DomainXML? { element.first("domain").map { DomainXML($0) } }
    var created: Int { Int(element.first("creationTime")?.text.trimmed ?? "0") ?? 0 }
    /// Overlay files by target, of an external snapshot.
    var overlays: [(target: String, file: String)] {
        element.first("disks")?.all("disk").compactMap { disk in
            guard disk["snapshot"] == "external", let file = disk.first("source")?["file"] else { return nil }
            return (disk["name"] ?? "", file)
        } ?? []
    }

    var parent: String? {
        get { element.at("parent", "name")?.text.trimmed }
        set {
            element.removeAll("parent")
            if let newValue { element.append(Element("parent", children: [.element(Element("name", text: newValue))])) }
        }
    }

    /// Whether the domain's state derives from this snapshot.
    var isCurrent: Bool {
        get { element.first("active")?.text.trimmed == "1" }
        set { element.set("active", newValue ? "1" : "0") }
    }

    /// What clients are told: all but most of the domain, and libvirt's own mark.
    var summary: Element {
        var copy = element
        copy.shortenDomain()
        copy.removeAll("active")
        return copy
    }
}

extension Element {
    /// Leaves of a snapshot's definition of its domain what is told of it: the rest is long, and nobody asks for it.
    mutating func shortenDomain() {
        guard first("domain") != nil else { return }
        update("domain") { domain in
            domain.children = domain.elements.filter { ["vcpu", "memory", "currentMemory"].contains($0.name) }.map(Node.element)
        }
    }
}
