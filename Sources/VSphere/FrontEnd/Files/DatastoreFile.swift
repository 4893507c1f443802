import Foundation

/// What "[datastore] path" names (vSphere API reference: DatastorePath).
struct DatastoreFile {
    var datastore: String
    /// Without slashes and spaces at its ends.
    var path: String

    /// nil for a text that does not begin with a datastore's name.
    init?(_ text: String) {
        guard text.hasPrefix("["), let end = text.firstIndex(of: "]") else { return nil }
        datastore = String(text[text.index(after: text.startIndex)..<end])
        path = text[text.index(after: end)...].trimmingCharacters(in: CharacterSet(charactersIn: " /"))
    }
}
