/// What a write did to an object of the mirror.
public enum MirrorChange: Sendable, Hashable {
    /// The object is new.
    case inserted
    /// The object was known and is different now.
    case updated
    /// The object is as it was; its revision stays.
    case unchanged
    /// The object is gone.
    case removed
}
