import Bus
import Generic
import Hosts
import Logging
import Store
import XML

extension InventoryReader {
    /// Where a machine is that was on its way to another host.
    enum Arrival: Sendable {
        case arrived
        /// It has not come to its destination.
        case failed
        /// A host cannot be asked, or both have it: the machine stays on its way until one of them tells more.
        case unknown
    }

    /// Asks the hosts where a machine is whose command says no more; it is known there as the same one.
    @discardableResult
    func settle(_ id: String, trace: Trace? = nil) async -> Arrival {
        await lanes.run("transit/\(id)") { [self] in
            guard let way = transit.openWay(of: id) else { return .unknown }
            let arrival: Arrival
            do {
                if let reference = try await find(id, way, trace) {
                    arrival = await take(id, reference, way, trace) ? .arrived : .unknown
                } else {
                    arrival = try await isStill(id, on: way.source) == nil ? .unknown : .failed
                }
            } catch {
                arrival = .unknown
                log.warning(
                    "it is not known where a machine is",
                    metadata: ["vm": "\(id)", "to": "\(way.destination.name)", "error": "\(error)"])
            }
            guard arrival != .unknown else { return .unknown }
            await finish(id, on: way.destination)
            if arrival == .failed { await refresh(id, of: way.source, trace: trace) }
            if let host = store.mirror.entry(id)?.host, way.destination.state.ids.contains(host) { correct(way.command) }
            return arrival
        }
    }

    /// Asks for all that are on their way from or to a host; from or to any, if absent.
    func settle(on host: ManagedHost? = nil) async {
        for id in transit.open(on: host) { await settle(id) }
    }

    /// The command of a machine that has arrived was carried out, whatever it has ended in meanwhile.
    private func correct(_ command: String) {
        guard let entry = store.journal.entry(command), let bytes = entry.fault,
            let fault = (try? Document(parsing: bytes)).flatMap({ Fault($0.root) }), fault.code == .interrupted
        else { return }
        do {
            let result = Document(Outcome.result(made: nil).element(of: entry.name))
            try store.journal.correct(command, result: result.bytes())
            layout.updates.publish([
                Update(
                    id: command, type: ObjectType.task.rawValue, change: .updated, concernsOthers: false, references: [])
            ])
        } catch {
            log.critical("the journal cannot be written", metadata: ["error": "\(error)"])
        }
    }

    /// A machine has moved, or has not: reads what had to wait meanwhile.
    func finish(_ id: String, on host: ManagedHost) async {
        do {
            try store.transits.remove(id)
        } catch {
            // It is looked for once more after the next start, and found where it is.
            log.error("the machines that are moving cannot be written", metadata: ["error": "\(error)"])
        }
        for reference in transit.end(id) { await refresh(reference, of: host) }
    }

    /// What the destination calls it: as the source told, or what has its firmware's UUID and is new there.
    private func find(_ id: String, _ way: Transit.Way, _ trace: Trace?) async throws -> NativeReference? {
        if let reference = way.reference, try await way.destination.driver.read(reference) != nil { return reference }
        guard way.destination.state.connected else {
            throw HostError(.unreachable, way.destination.state.reason)
        }
        guard let bytes = try store.mirror.generic(id),
            let uuid = try Document(parsing: bytes).root.first("uuid")?.text,
            !uuid.isEmpty
        else { return nil }
        let key = SearchKey.uuid(uuid).text
        for reference in transit.waiting(on: way.destination).sorted(by: { $0.id < $1.id }) {
            guard let object = try await way.destination.driver.read(reference) else { continue }
            let write = try writer.generic(object, of: way.destination.side, trace: trace)
            guard write.keys.contains(key) else { continue }
            if try await isStill(id, on: way.source) == true {
                throw HostError(.uncertain, "It is still moving: both hosts have it")
            }
            return reference
        }
        return nil
    }

    /// nil if the host cannot be asked.
    private func isStill(_ id: String, on host: ManagedHost) async throws -> Bool? {
        guard let reference = reference(of: id, on: host) else { return false }
        do {
            return try await host.driver.read(reference) != nil
        } catch is HostError {
            return nil
        }
    }

    /// - Returns: whether the mirror shows it on the destination.
    private func take(_ id: String, _ reference: NativeReference, _ way: Transit.Way, _ trace: Trace?) async -> Bool {
        let place = (platform: way.destination.platform, name: way.destination.name)
        let known = store.identifiers.uuid(
            platform: place.platform, scope: place.name, type: reference.type, native: reference.id)
        if known != id {
            if let known, store.mirror.entry(known) != nil { try? writer.remove([known]) }
            store.identifiers.move(
                id, platform: place.platform, from: way.source.name, to: place.name, type: reference.type,
                native: reference.id)
        }
        await refresh(reference, of: way.destination, trace: trace)
        return store.mirror.entry(id).map { way.destination.state.ids.contains($0.host) } ?? false
    }
}
