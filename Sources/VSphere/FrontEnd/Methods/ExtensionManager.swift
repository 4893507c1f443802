import Store
import XML

extension Methods {
    static let extensionManager: [String: Handler] = [
        "RegisterExtension": { front, call in try front.putExtension(call, replacing: false) },
        "UpdateExtension": { front, call in try front.putExtension(call, replacing: true) },
        "UnregisterExtension": { try $0.unregisterExtension($1) },
        "FindExtension": { try $0.findExtension($1) },
        "GetPublicKey": { try $0.getPublicKey($1) },
        "QueryManagedBy": { try $0.queryManagedBy($1) },
    ]
}

/// Methods of ExtensionManager.
extension VSphereFrontEnd {
    func putExtension(_ call: Call, replacing: Bool) throws(VimFault) -> Answer {
        let session = try call.authenticated()
        let item = try call.request.required("extension")
        try presentation.schema.check(item, as: "Extension", argument: "extension")
        let key = item.first("key")?.text ?? ""
        guard !key.isEmpty, key.utf8.count <= 256 else {
            throw .invalidArgument("extension.key", "An extension must have a key")
        }
        _ = try item.date("lastHeartbeatTime")
        do {
            try Extensions(presentation: presentation).put(item, as: key, replacing: replacing)
        } catch let error as StoreError where error.code == .conflict {
            throw .invalidArgument("extension.key", "There is an extension '\(key)' already")
        } catch let error as StoreError where error.code == .notFound {
            throw noExtension(key)
        } catch {
            throw VimFault("SystemError", "The extension cannot be stored", [("reason", "\(error)")])
        }
        audit(session.user, call.address, replacing ? "updateExtension" : "registerExtension", "accepted")
        return try .reply(to: call)
    }

    func unregisterExtension(_ call: Call) throws(VimFault) -> Answer {
        let session = try call.authenticated()
        let key = try call.request.required("extensionKey").text
        do {
            try Extensions(presentation: presentation).remove(key)
        } catch let error as StoreError where error.code == .notFound {
            throw noExtension(key)
        } catch {
            throw VimFault("SystemError", "The extension cannot be removed", [("reason", "\(error)")])
        }
        audit(session.user, call.address, "unregisterExtension", "accepted")
        return try .reply(to: call)
    }

    func findExtension(_ call: Call) throws(VimFault) -> Answer {
        _ = try call.authenticated()
        let found = Extensions(presentation: presentation).find(try call.request.required("extensionKey").text)
        return try .reply(to: call) { writer in
            guard let found else { return }
            writer.copy("returnval", FlatTree(Document(found)).root)
        }
    }

    /// The key of the certificate that this server shows itself with, as PEM.
    func getPublicKey(_ call: Call) throws(VimFault) -> Answer {
        _ = try call.authenticated()
        guard let key = publicKey() else {
            throw VimFault("NotSupported", "The server has no certificate of its own")
        }
        return try .reply(to: call) { $0.element("returnval", key) }
    }

    /// No machine is given into the hands of an extension here.
    func queryManagedBy(_ call: Call) throws(VimFault) -> Answer {
        _ = try call.authenticated()
        let key = try call.request.required("extensionKey").text
        guard Extensions(presentation: presentation).find(key) != nil else { throw noExtension(key) }
        return try .reply(to: call)
    }

    private func noExtension(_ key: String) -> VimFault { VimFault("NotFound", "There is no extension '\(key)'") }
}
