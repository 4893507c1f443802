import Foundation
import XML

/// A vim25 fault that an ESXi host answers with.
struct ESXiFault: Error, Sendable {
    /// The fault's vim25 type: `InvalidPowerState`.
    var type: String
    /// For people.
    var message: String
    /// The fault's fields in their order.
    var fields: [Element] = []

    init(_ type: String, _ message: String, _ fields: [(String, String)] = []) {
        self.type = type
        self.message = message
        self.fields = fields.map { Element($0.0, namespace: Vim.namespace, text: $0.1) }
    }

    /// A SOAP fault, as the wire has it.
    var document: Document {
        var detail = Element("\(type)Fault", namespace: Vim.namespace)
        detail.attributes = [Attribute("type", namespace: Vim.instance, type)]
        detail.children = fields.map { .element($0) }
        var fault = Element("Fault", namespace: "http://schemas.xmlsoap.org/soap/envelope/")
        fault.append(Element("faultcode", text: "ServerFaultCode"))
        fault.append(Element("faultstring", text: message))
        fault.append(Element("detail", children: [.element(detail)]))
        return Document(fault)
    }

    static func invalidPowerState(requested: ESXiPowerState, existing: ESXiPowerState) -> ESXiFault {
        let name =
            switch existing {
            case .poweredOn: "Powered on"
            case .poweredOff: "Powered off"
            case .suspended: "Suspended"
            }
        return ESXiFault(
            "InvalidPowerState", "The attempted operation cannot be performed in the current state (\(name)).",
            [("requestedState", requested.rawValue), ("existingState", existing.rawValue)])
    }

    static func notFound(type: String, id: String) -> ESXiFault {
        var fault = ESXiFault(
            "ManagedObjectNotFound", "The object '\(type):\(id)' has already been deleted or has not been completely created.")
        fault.fields = [Element("obj", namespace: Vim.namespace, attributes: ["type": type], text: id)]
        return fault
    }

    static func methodNotFound(_ method: String, type: String, id: String) -> ESXiFault {
        var fault = ESXiFault("MethodNotFound", "The method '\(method)' was not found on \(type).")
        fault.fields = [
            Element("receiver", namespace: Vim.namespace, attributes: ["type": type], text: id),
            Element("method", namespace: Vim.namespace, text: method),
        ]
        return fault
    }

    static func duplicateName(_ name: String, of id: Int) -> ESXiFault {
        var fault = ESXiFault("DuplicateName", "The name '\(name)' already exists.", [("name", name)])
        fault.fields.append(
            Element("object", namespace: Vim.namespace, attributes: ["type": "VirtualMachine"], text: String(id)))
        return fault
    }

    static func invalidArgument(_ property: String) -> ESXiFault {
        ESXiFault(
            "InvalidArgument", "A specified parameter was not correct: \(property)", [("invalidProperty", property)])
    }

    static func invalidRequest(_ message: String) -> ESXiFault {
        ESXiFault("InvalidRequest", message)
    }

    static func notSupported(_ what: String) -> ESXiFault {
        ESXiFault("NotSupported", "The operation is not supported on the object: \(what).")
    }

    static func invalidDevice(_ index: Int, _ property: String, type: String = "InvalidDeviceSpec") -> ESXiFault {
        ESXiFault(
            type, "Invalid configuration for device '\(index)': \(property).",
            [("property", "deviceChange[\(index)].device.\(property)"), ("deviceIndex", String(index))])
    }

    static func hotPlug(_ index: Int) -> ESXiFault {
        ESXiFault(
            "DeviceHotPlugNotSupported", "Device '\(index)' cannot be hot-plugged into this virtual machine.",
            [("property", "deviceChange[\(index)].device"), ("deviceIndex", String(index))])
    }

    static func file(_ type: String, _ path: DatastorePath) -> ESXiFault {
        let message =
            switch type {
            case "FileAlreadyExists": "Cannot complete the operation because the file or folder \(path) already exists."
            case "FileLocked": "Unable to access file \(path) since it is locked."
            default: "File \(path) was not found."
            }
        return ESXiFault(type, message, [("file", path.description)])
    }
}

/// Names of the vim25 wire.
enum Vim {
    static let namespace = "urn:vim25"
    static let instance = "http://www.w3.org/2001/XMLSchema-instance"
}

extension Element {
    /// The value of xsi:type without its prefix.
    var vimType: String? {
        attribute("type", namespace: Vim.instance).map { $0.split(separator: ":").last.map(String.init) ?? $0 }
    }

    /// The text of a child, trimmed of white space; nil if there is no such child.
    func value(_ name: String) -> String? {
        first(name).map { $0.text.trimmingCharacters(in: .whitespacesAndNewlines) }
    }

    /// A child that is an integer.
    /// - Throws: InvalidArgument for anything else.
    func integer(_ name: String) throws(ESXiFault) -> Int64? {
        guard let text = value(name) else { return nil }
        guard let number = Int64(text) else { throw .invalidArgument(name) }
        return number
    }

    /// A child that is an xsd:boolean.
    /// - Throws: InvalidArgument for anything else.
    func boolean(_ name: String) throws(ESXiFault) -> Bool? {
        switch value(name) {
        case nil: return nil
        case "true", "1": return true
        case "false", "0": return false
        default: throw .invalidArgument(name)
        }
    }
}
