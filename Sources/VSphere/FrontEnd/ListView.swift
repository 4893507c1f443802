import Synchronization
import XML

/// The objects that a client puts into it (vSphere API reference: ListView).
final class ListView: SessionView {
    private let objects: Mutex<[ManagedObjectReference]>

    init(_ objects: [ManagedObjectReference]) {
        self.objects = Mutex(objects)
    }

    let properties: [Element] = []

    func content(in objects: SessionObjects) throws(VimFault) -> [ManagedObjectReference] {
        self.objects.withLock { $0 }.filter(objects.sees)
    }

    /// - Returns: those that are not known to the server, and so were not put in.
    func modify(
        add: [ManagedObjectReference], remove: [ManagedObjectReference], in all: SessionObjects
    ) throws(VimFault) -> [ManagedObjectReference] {
        var known: [ManagedObjectReference] = []
        var unknown: [ManagedObjectReference] = []
        for object in add {
            if try all.exists(object) { known.append(object) } else { unknown.append(object) }
        }
        objects.withLock { objects in
            objects.removeAll(where: remove.contains)
            for object in known where !objects.contains(object) { objects.append(object) }
        }
        return unknown
    }

    func reset(to new: [ManagedObjectReference], in all: SessionObjects) throws(VimFault) -> [ManagedObjectReference] {
        objects.withLock { $0 = [] }
        return try modify(add: new, remove: [], in: all)
    }
}
