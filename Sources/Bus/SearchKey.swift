import Generic
import XML

/// By what a client may look for an object, apart from its identifier and its name.
public enum SearchKey: Sendable, Hashable {
    /// The UUID of a machine's or host's firmware.
    case uuid(String)
    /// A guest's address.
    case address(String)
    /// A guest's name in its network, or a host's.
    case hostName(String)
    /// A machine's configuration file; the datastore's identifier is empty for a file outside of all of them.
    case file(datastore: String, path: String)
    /// What several hosts have of one storage.
    case share(String)

    /// As the mirror keeps it: the same for what means the same.
    public var text: String {
        switch self {
        case .uuid(let uuid): "uuid:" + uuid.lowercased()
        case .address(let address): "address:" + address.lowercased()
        case .hostName(let name): "name:" + name.lowercased()
        case .file(let datastore, let path): "file:\(datastore)/\(path)"
        case .share(let share): "share:" + share
        }
    }

    private static let paths =
        "/g:vm/g:uuid | /g:vm/g:guest/g:address | /g:vm/g:guest/g:hostName | /g:vm/g:file | /g:host/g:uuid | /g:host/g:name | /g:datastore/g:share"

    /// What a generic object is found by. A host that does not tell a UUID has its identifier for one.
    public static func keys(of document: Document) throws -> [String] {
        var keys: [SearchKey] = []
        for element in try document.elements(at: paths, namespaces: Namespaces.prefixes) where !element.text.isEmpty {
            switch element.name {
            case "uuid": keys.append(.uuid(element.text))
            case "address": keys.append(.address(element.text))
            case "share": keys.append(.share(element.text))
            case "file": keys.append(.file(datastore: element["datastore"] ?? "", path: element.text))
            default: keys.append(.hostName(element.text))
            }
        }
        if document.rootName == ObjectType.host.rawValue, !keys.contains(where: \.isUUID),
            let id = document.rootAttribute("id")
        {
            keys.append(.uuid(id))
        }
        return keys.map(\.text)
    }

    private var isUUID: Bool {
        if case .uuid = self { true } else { false }
    }
}
