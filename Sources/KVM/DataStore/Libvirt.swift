import XML

/// Names of the abstract form of libvirt's protocol and of what libvirt writes into its files.
public enum Libvirt {
    /// The namespace of calls, results, errors and of the wrappers around native documents.
    public static let namespace = "urn:dragoman:libvirt"
    /// libosinfo's element in `<metadata>`.
    public static let libosinfo = "http://libosinfo.org/xmlns/libvirt/domain/1.0"
    /// 11.3.0: major * 1,000,000 + minor * 1,000 + release.
    static let libraryVersion = 11_003_000
    /// QEMU 10.0.2.
    static let emulatorVersion = 10_000_002
    static let emulator = "/usr/bin/qemu-system-x86_64"
}

extension Element {
    /// An element of the abstract form.
    static func v(_ name: String, _ attributes: KeyValuePairs<String, String> = [:], _ children: [Element] = [])
        -> Element
    {
        Element(name, namespace: Libvirt.namespace, attributes: attributes, children: children.map { .element($0) })
    }

    /// The element at the end of a path of child names, if all of them are there.
    func at(_ path: String...) -> Element? {
        path.reduce(Optional(self)) { $0?.first($1) }
    }

    /// Without the blanks that only indent: text that is blank, between elements.
    func tidied() -> Element {
        var copy = self
        let blank: (Node) -> Bool = { if case .text(let text) = $0 { text.allSatisfy(\.isWhitespace) } else { false } }
        if children.contains(where: { if case .element = $0 { true } else { false } }) {
            copy.children = children.filter { !blank($0) }
        }
        copy.children = copy.children.map {
            if case .element(let element) = $0 { .element(element.tidied()) } else { $0 }
        }
        return copy
    }

    /// Sets the text of the first child of that name, which is made if missing, or removes it.
    mutating func set(_ name: String, _ text: String?) {
        if let text {
            update(name) { $0.text = text }
        } else {
            removeAll(name)
        }
    }
}
