import Agents
import Bus
import Generic
import Store
import XML

/// The option managers of one view: the server's and each host's.
struct OptionManagers {
    let presentation: Presentation
    private var settings: SettingStore { presentation.server.store.settings }

    /// The type of the update that tells of a change.
    static let update = "options"

    /// The options that a manager has, and the object that they are set of; nil if there is no such manager.
    func options(of manager: ManagedObjectReference) throws(VimFault) -> (
        options: [OptionTable.Option], object: String
    )? {
        guard manager.type == "OptionManager", try presentation.view(of: manager) != nil else { return nil }
        if let host = presentation.id(of: manager) { return (presentation.options.host, host) }
        // A host by itself has options of its own as a server.
        return (presentation.options.server, "server \(presentation.scope)")
    }

    func view(of manager: ManagedObjectReference) throws(VimFault) -> FlatTree? {
        guard let (options, object) = try options(of: manager) else { return nil }
        let set = settings.settings(of: object)
        var element = Element("options", namespace: Namespaces.generic, attributes: ["id": manager.value])
        for option in options {
            var child = option.element
            child["default"] = child["default"].map(resolved)
            child["value"] = set[option.key] ?? child["default"]
            element.append(child)
        }
        return try presentation.render(element).first
    }

    private func resolved(_ text: String) -> String {
        text.replacing("{name}", with: presentation.product.name).replacing(
            "{version}", with: presentation.product.version)
    }

    /// Sets options, all or none.
    func set(_ values: [String: String], of object: String) throws {
        try settings.set(values, of: object)
        presentation.server.updates.publish([
            Update(
                id: OptionManagers.update, type: OptionManagers.update, change: .updated, concernsOthers: true,
                references: [])
        ])
    }
}
