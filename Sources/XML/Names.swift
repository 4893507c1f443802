import Synchronization

/// The element and type names of all flat trees, each kept once.
final class Names: Sendable {
    static let shared = Names()

    private struct State {
        var ids: [String: Int32] = [:]
        var texts: [String] = []
    }
    private let state = Mutex(State())

    func id(_ text: String) -> Int32 {
        state.withLock { state in
            if let id = state.ids[text] { return id }
            let id = Int32(state.texts.count)
            state.texts.append(text)
            state.ids[text] = id
            return id
        }
    }

    func id(existing text: String) -> Int32? {
        state.withLock { $0.ids[text] }
    }

    func text(_ id: Int32) -> String {
        state.withLock { $0.texts[Int(id)] }
    }
}
