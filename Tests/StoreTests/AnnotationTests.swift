import Foundation
import Testing

@testable import Store

@Suite struct AnnotationTests {
    private let field = AnnotationField(id: "f", owner: "vsphere", name: "Owner", type: "vm")

    @Test func whatIsNotedOutlivesARestart() throws {
        let scratch = try Scratch()
        let before = scratch.store.annotations
        try before.add(field)
        try before.set([
            Annotation(object: "a", owner: "vsphere", key: "f", value: "Ann"),
            Annotation(object: "a", owner: "xen", key: "x", value: "1"),
        ])
        try before.set([Annotation(object: "a", owner: "vsphere", key: "f", value: "Bob")])
        let annotations = try scratch.afterCrash().annotations
        #expect(annotations.fields == [field])
        #expect(try annotations.annotations(of: "a").map(\.value) == ["Bob", "1"])
        try annotations.set([], remove: [Annotation(object: "a", owner: "xen", key: "x", value: "")])
        #expect(try annotations.annotations(of: "a").map(\.key) == ["f"])
    }

    @Test func fieldsHaveNamesOfTheirOwn() throws {
        let scratch = try Scratch()
        let store = scratch.store
        let annotations = store.annotations
        try annotations.add(field)
        let other = AnnotationField(id: "g", owner: "vsphere", name: "Other")
        try annotations.add(other)
        #expect(throws: StoreError.self) {
            try annotations.add(AnnotationField(id: "h", owner: "vsphere", name: "Owner"))
        }
        #expect(throws: StoreError.self) { try annotations.rename(field: "g", to: "Owner") }
        #expect(annotations.field("g")?.name == "Other" && annotations.fields.count == 2)
        try annotations.rename(field: "g", to: "Another")
        #expect(annotations.field(named: "Another", owner: "vsphere")?.id == "g")
    }

    @Test func aFieldGoesWithItsValues() throws {
        let scratch = try Scratch()
        let store = scratch.store
        try store.annotations.add(field)
        try store.annotations.set([Annotation(object: "a", owner: "vsphere", key: "f", value: "Ann")])
        try store.annotations.remove(field: "f")
        #expect(store.annotations.fields.isEmpty)
        #expect(try store.annotations.annotations(of: "a").isEmpty)
    }

    @Test func objectsAreFoundByTheirKeys() throws {
        let scratch = try Scratch()
        let store = scratch.store
        func write(_ id: String, _ keys: [String]) -> MirrorWrite {
            MirrorWrite(id: id, type: "vm", host: "h", name: id, keys: keys, generic: Array("\(keys)".utf8), native: [])
        }
        try store.mirror.put([write("a", ["address:1", "uuid:x"]), write("b", ["address:1"])])
        #expect(try store.mirror.entries(key: "address:1").map(\.id) == ["a", "b"])
        #expect(try store.mirror.entries(key: "uuid:x", type: "host").isEmpty)
        try store.mirror.put([write("a", ["address:2"])])
        #expect(try store.mirror.entries(key: "address:1").map(\.id) == ["b"])
        try store.mirror.remove(["b"])
        #expect(try store.mirror.entries(key: "address:1").isEmpty)
        #expect(store.mirror.entries(named: "a", type: "vm").map(\.id) == ["a"])
        #expect(store.mirror.entries(named: "b").isEmpty)
    }
}
