import XML

/// The namespace of the abstract form.
let wmi = "urn:dragoman:wmi"

extension Setting {
    /// Reads the values below an element of the abstract form: properties, references, embedded instances.
    init(_ className: String, abstract element: Element) {
        self.init(className, element.elements.compactMap(Value.init(abstract:)))
    }

    /// The abstract form: `w:instance`, or another element with the same values.
    func abstract(_ element: String = "instance", name: String? = nil) -> Element {
        var result = Element(element, namespace: wmi)
        if let name { result["name"] = name }
        if element == "instance" { result["class"] = className }
        for value in values { result.append(value.abstract) }
        return result
    }

    /// Reads the values below an element of a configuration file.
    init(_ className: String, stored element: Element) {
        self.init(className, element.elements.map(Value.init(stored:)))
    }

    func stored(_ element: String) -> Element {
        var result = Element(element)
        for value in values { result.append(value.stored) }
        return result
    }
}

extension ObjectPath {
    init(className: String, keyElements: [Element]) {
        self.init(className: className, keys: keyElements.map { Key(name: $0["name"] ?? "", value: $0.text) })
    }
}

extension Value {
    init?(abstract element: Element) {
        guard let name = element["name"] else { return nil }
        let className = element["class"] ?? ""
        let content: Content
        switch element.name {
        case "property": content = .text(element.text)
        case "reference": content = .reference(ObjectPath(className: className, keyElements: element.all("selector")))
        case "instance": content = .instance(Setting(className, abstract: element))
        default: return nil
        }
        self.init(name: name, type: element["type"], isArray: element["array"] == "true", content: content)
    }

    var abstract: Element {
        switch content {
        case .text(let text):
            var element = Element("property", namespace: wmi, attributes: ["name": name], text: text)
            element["type"] = type ?? "string"
            if isArray { element["array"] = "true" }
            return element
        case .reference(let path):
            var element = Element("reference", namespace: wmi, attributes: ["name": name, "class": path.className])
            if let type { element["type"] = type }
            if isArray { element["array"] = "true" }
            for key in path.keys {
                element.append(Element("selector", namespace: wmi, attributes: ["name": key.name], text: key.value))
            }
            return element
        case .instance(let setting):
            return setting.abstract(name: name)
        }
    }

    /// In a file, a reference has the class and keys of what it names, an embedded instance its class.
    init(stored element: Element) {
        let content: Content
        if let className = element["class"] {
            content = .reference(ObjectPath(className: className, keyElements: element.all("key")))
        } else if let className = element["instance"] {
            content = .instance(Setting(className, stored: element))
        } else {
            content = .text(element.text)
        }
        self.init(name: element.name, type: element["type"], isArray: element["array"] == "true", content: content)
    }

    var stored: Element {
        var element: Element
        switch content {
        case .text(let text):
            element = Element(name, text: text)
        case .reference(let path):
            element = Element(name, attributes: ["class": path.className])
            for key in path.keys { element.append(Element("key", attributes: ["name": key.name], text: key.value)) }
        case .instance(let setting):
            element = setting.stored(name)
            element["instance"] = setting.className
        }
        if let type { element["type"] = type }
        if isArray { element["array"] = "true" }
        return element
    }
}
