import Agents
import Bus
import Store

extension Rights {
    /// From now on, permissions on objects that go are forgotten.
    func follow(_ updates: UpdateHub) {
        _ = updates.subscribe { [weak self] updates in
            // What stays behind when this fails is never looked at again: no object gets the identifier of one that is gone.
            try? self?.store.forget(updates.filter { $0.change == .removed }.map(\.id))
        }
    }
}
