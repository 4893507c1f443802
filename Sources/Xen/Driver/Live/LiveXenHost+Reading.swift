import Endpoints
import Hosts
import XML

extension LiveXenHost {
    public func inventory() async throws -> [NativeObject] {
        while link.isConnecting { await news() }
        _ = try connection()
        let references = records.presented
        guard references.first?.type == "host" else {
            throw HostError(
                .unreadable, "\(settings.address) shows no host: does \(settings.user) have the right to see one?")
        }
        return try references.compactMap { reference in
            try document(reference).map { NativeObject(reference: reference, document: $0) }
        }
    }

    /// After what has happened until now, such as by a command whose events are still on their way.
    public func read(_ reference: NativeReference) async throws -> NativeObject? {
        try await catchUp()
        return try known(reference)
    }

    public func readChanged(_ reference: NativeReference) async throws -> NativeObject? {
        _ = try connection()
        return try known(reference)
    }

    private func known(_ reference: NativeReference) throws(HostError) -> NativeObject? {
        try document(reference).map { NativeObject(reference: reference, document: $0) }
    }

    private func document(_ reference: NativeReference) throws(HostError) -> Document? {
        do {
            return try records.document(reference)
        } catch {
            throw HostError(.unreadable, "\(reference.id) cannot be read: \(error)")
        }
    }
}
