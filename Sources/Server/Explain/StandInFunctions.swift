import Bus
import Crypto
import Foundation
import Generic
import Store
import Synchronization
import XML

/// The extension functions of an explained translation: an identifier that does not exist stands for an object of the
/// scene, or is made up, the same each time; the notes say so.
final class StandInFunctions: TransformFunctions {
    private let context: MappingContext
    private let types: TypeTable
    private let scene: ExplainedScene
    private let state = Mutex(State())

    private struct State {
        var notes: [String] = []
        var standIns: [String: String] = [:]
        var used: Set<String> = []
    }

    init(_ context: MappingContext, types: TypeTable, scene: ExplainedScene) {
        var context = context
        context.session = ["user": "demo", "locale": "en", "key": "explain"]
        self.context = context
        self.types = types
        self.scene = scene
    }

    /// What stands for what.
    var notes: [String] { state.withLock { $0.notes } }

    func id(type: String, native: String, owner: String?) throws -> String {
        do {
            return try context.id(type: type, native: native, owner: owner)
        } catch let fault as Fault where fault.code == .notFound {
            return standIn(type, native)
        }
    }

    func native(type: String, uuid: String) throws -> String {
        do {
            return try context.native(type: type, uuid: uuid)
        } catch let fault as Fault where fault.code == .notFound {
            let number = Self.digest("\(type)/\(uuid)").prefix(2).reduce(0) { $0 << 8 | Int($1) }
            let pattern = types[type]?.pattern ?? "{uuid}"
            let native = pattern.replacingOccurrences(of: "{uuid}", with: uuid)
                .replacingOccurrences(of: "{number}", with: "\(number)")
            note("\(type) \(native) is made up: the host has no object \(uuid)")
            return native
        }
    }

    func owner(uuid: String) throws -> String { context.owner(uuid: uuid) }
    func session(name: String) throws -> String { context.session(name: name) }
    func now() throws -> String { context.now() }

    private func standIn(_ type: String, _ native: String) -> String {
        let generic = types[type]?.generic ?? type
        let key = "\(generic)/\(native)"
        if let known = state.withLock({ $0.standIns[key] }) { return known }
        let used = state.withLock { $0.used }
        let candidates = candidates(generic)
        let choice = candidates.first { !used.contains($0.id) } ?? candidates.first
        let id = choice?.id ?? Self.uuid("\(context.side.platform)/\(key)")
        state.withLock { state in
            state.standIns[key] = id
            state.used.insert(id)
        }
        if let choice {
            note("\(type) '\(native)' is not known: it stands for the \(generic) '\(choice.name)' (\(id))")
        } else {
            note("\(type) '\(native)' is not known: the identifier \(id) is made up")
        }
        return id
    }

    private func candidates(_ generic: String) -> [(id: String, name: String)] {
        guard let host = scene.host else { return [] }
        let mirror = scene.store.mirror
        switch ObjectType(rawValue: generic) {
        case .host: return mirror.entry(host).map { [($0.id, $0.name)] } ?? []
        case .snapshot:
            return mirror.entries(type: ObjectType.vm.rawValue, host: host).flatMap { entry in
                let found = try? document(of: entry.id)?.elements(
                    at: "//g:snapshots//g:snapshot", namespaces: Namespaces.prefixes)
                return (found ?? []).map { ($0["id"] ?? "", $0["name"] ?? "") }
            }
        case .vm:
            // A machine that is off first: most of what can be asked for can be done to it.
            let machines = mirror.entries(type: generic, host: host).map { entry in
                (entry: entry, isOff: document(of: entry.id)?.root.first("powerState")?.text == "off")
            }
            return (machines.filter(\.isOff) + machines.filter { !$0.isOff }).map { ($0.entry.id, $0.entry.name) }
        default: return mirror.entries(type: generic, host: host).map { ($0.id, $0.name) }
        }
    }

    private func document(of id: String) -> Document? {
        guard let bytes = try? scene.store.mirror.generic(id) else { return nil }
        return try? Document(parsing: bytes)
    }

    private func note(_ text: String) {
        state.withLock { state in
            if !state.notes.contains(text) { state.notes.append(text) }
        }
    }

    private static func digest(_ text: String) -> [UInt8] { Array(SHA256.hash(data: Data(text.utf8))) }

    private static func uuid(_ text: String) -> String {
        var bytes = Array(digest(text).prefix(16))
        bytes[6] = bytes[6] & 0x0f | 0x50
        bytes[8] = bytes[8] & 0x3f | 0x80
        let digits = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
        return [0..<4, 4..<6, 6..<8, 8..<10, 10..<16].map { digits[$0].joined() }.joined(separator: "-")
    }
}
