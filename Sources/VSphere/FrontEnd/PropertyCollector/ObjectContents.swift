import Agents
import XML

/// Writes what is read of objects (vSphere API reference: ObjectContent). What was written of an object is written again
/// as long as its view is the same, where all clients that may read everything would be told the same.
struct ObjectContents {
    let objects: SessionObjects
    private let reader: PropertyReader
    /// What is read of objects of the type that was written last.
    private var last: (type: String, spec: Int, what: String?) = ("", -1, nil)

    init(_ objects: SessionObjects) {
        self.objects = objects
        reader = PropertyReader(objects: objects, schema: objects.schema)
    }

    /// - Returns: how many objects there were to tell of.
    /// - Throws: ``VimFault`` with type `InvalidProperty`.
    mutating func write(
        _ name: String, _ selected: some Sequence<PropertyCollector.Selected>,
        _ specs: [[PropertyFilterSpec.PropertySpec]], _ writer: inout SOAPWriter
    ) throws(VimFault) -> Int {
        var count = 0
        for selection in selected where try write(name, selection, specs[selection.spec], &writer) { count += 1 }
        return count
    }

    private mutating func write(
        _ name: String, _ selected: PropertyCollector.Selected, _ specs: [PropertyFilterSpec.PropertySpec],
        _ writer: inout SOAPWriter
    ) throws(VimFault) -> Bool {
        let object = selected.object
        let cache = objects.presentation.cache
        guard let what = what(of: object.type, selected.spec, specs), let id = objects.presentation.id(of: object) else {
            return try write(name, object, specs, &writer)
        }
        if let known = cache.excerpt(what, of: id) {
            writer.open(name)
            writer.raw(known)
            writer.close(name)
            return true
        }
        let making = cache.making(of: id)
        let start = writer.bytes.count + name.utf8.count + 2
        guard try write(name, object, specs, &writer) else { return false }
        if let making {
            let end = writer.bytes.count - name.utf8.count - 3
            cache.keep(Array(writer.bytes[start..<end]), what, of: id, making: making)
        }
        return true
    }

    private func write(
        _ name: String, _ object: ManagedObjectReference, _ specs: [PropertyFilterSpec.PropertySpec],
        _ writer: inout SOAPWriter
    ) throws(VimFault) -> Bool {
        guard let reading = try reader.read(object, specs) else { return false }
        writer.open(name)
        writer.reference("obj", object)
        for property in reading.properties {
            writer.raw("<propSet>")
            writer.element("name", property.path)
            writer.value("val", property.value)
            writer.raw("</propSet>")
        }
        for path in reading.missing { writer.missing(path, of: object) }
        writer.close(name)
        return true
    }

    /// Which part of their views is told of objects of a type; nil if it is not that alone.
    private mutating func what(of type: String, _ spec: Int, _ specs: [PropertyFilterSpec.PropertySpec]) -> String? {
        if last.type == type, last.spec == spec { return last.what }
        let applying = specs.filter { objects.schema.isA(type, $0.type) }
        let isKept =
            objects.readsEverything && !applying.isEmpty
            && applying.allSatisfy { !$0.all && $0.paths.allSatisfy(objects.isKept) }
        let what = isKept ? ([type] + applying.flatMap(\.paths).map(\.text)).joined(separator: " ") : nil
        last = (type, spec, what)
        return what
    }
}
