import XML

extension VimSchema {
    /// The namespace of `xsi:type`.
    static let instance = "http://www.w3.org/2001/XMLSchema-instance"

    /// Holds a data object that a client sent against its type: what it must have is there, once, and nothing else.
    /// - Parameter argument: what a fault names.
    /// - Throws: ``VimFault`` with type `InvalidArgument`.
    func check(_ element: Element, as declared: String, argument: String) throws(VimFault) {
        let type = runtimeType(of: element) ?? declared
        guard isA(type, declared), let properties = self[type]?.properties else {
            throw .invalidArgument(argument, "\(element.name) is a \(type), not a \(declared)")
        }
        for child in element.elements {
            guard let property = property(child.name, of: type) else {
                throw .invalidArgument("\(argument).\(child.name)", "\(type) has no property \(child.name)")
            }
            if self[property.type] != nil, self[property.type]?.isManaged == false {
                try check(child, as: property.type, argument: "\(argument).\(child.name)")
            }
        }
        for property in properties {
            let count = element.all(property.name).count
            if count == 0, !property.isOptional, !property.isArray {
                throw .invalidArgument("\(argument).\(property.name)", "\(type) needs the property \(property.name)")
            }
            if count > 1, !property.isArray {
                throw .invalidArgument("\(argument).\(property.name)", "\(property.name) is there \(count) times")
            }
        }
    }

    /// What `xsi:type` says, without its prefix.
    func runtimeType(of element: Element) -> String? {
        element.attribute("type", namespace: VimSchema.instance)
            .flatMap { $0.split(separator: ":").last.map(String.init) }
    }
}
