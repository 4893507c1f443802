import Agents
import Foundation
import Store
import XML

/// Where objects are in the inventory.
extension SessionObjects {
    /// Whether an object is in a container, however deep.
    func isInside(_ container: ManagedObjectReference, _ object: ManagedObjectReference) throws(VimFault) -> Bool {
        var current = object
        // No inventory is so deep; what is longer goes round in a circle.
        for _ in 0..<1000 {
            if current == container { return true }
            guard let parent = try view(of: current)?.root.first("parent"), let type = parent.attribute("type") else { return false }
            current = ManagedObjectReference(type: type, value: parent.text)
        }
        return false
    }

    /// The entity of a name directly in another one, where names are written as in inventory paths: with %25, %2f and
    /// %5c for the characters that such a path needs for itself.
    func child(of parent: ManagedObjectReference, named name: String) throws(VimFault) -> ManagedObjectReference? {
        let children = try ContainerView(container: parent, types: [], recursive: false).content(in: self)
        let mirror = presentation.server.store.mirror
        // Machines are many: only those are looked at that the mirror has by this name.
        let plain = name.unescapedName
        let named = Set((mirror.entries(named: name) + (plain == name ? [] : mirror.entries(named: plain))).map(\.id))
        for child in children {
            if child.type == "VirtualMachine", let id = presentation.id(of: child), !named.contains(id) { continue }
            guard let shown = try view(of: child)?.root.first("name")?.text else { continue }
            if shown == name || shown == plain.escapedName { return child }
        }
        return nil
    }
}

extension String {
    /// The name behind one of an inventory path.
    var unescapedName: String {
        var text = self
        for (code, character) in [("%2f", "/"), ("%2F", "/"), ("%5c", "\\"), ("%5C", "\\"), ("%25", "%")] {
            text = text.replacingOccurrences(of: code, with: character)
        }
        return text
    }

    var escapedName: String {
        replacingOccurrences(of: "%", with: "%25").replacingOccurrences(of: "/", with: "%2f")
            .replacingOccurrences(of: "\\", with: "%5c")
    }
}
