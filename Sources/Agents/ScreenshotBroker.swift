import Bus
import Generic
import Hosts
import Store
import XML

/// Puts the picture of a machine's screen into a file beside the machine's own, for all platforms alike: the host gives
/// the picture, and takes the file. A host that does not do one of the two refuses, and nothing is written.
struct ScreenshotBroker: Broker {
    let store: Store

    let commands = ["vm.saveScreenshot"]

    func knows(_ id: String) -> Bool { store.mirror.entry(id)?.type == ObjectType.vm.rawValue }

    func subject(of command: Command) throws -> Element? {
        try store.mirror.generic(command.target).map { try Document(parsing: $0).root }
    }

    /// - Returns: the file, of the datastore that it is in.
    func perform(_ command: Command, for order: Order) async throws -> Outcome.Made? {
        guard let machine = try subject(of: command) else {
            throw Fault(.notFound, "The machine is gone", ["type": ObjectType.vm.rawValue, "id": command.target])
        }
        let picture = try await picture(of: command.target, order)
        guard let home = MachineFolder(of: machine), let datastore = store.mirror.entry(home.datastore) else {
            throw Fault(.notSupported, "The machine has no file on a datastore that a picture could be put beside")
        }
        // Pictures of machines that share a folder and a name take their numbers one after the other.
        let path = try await order.server.lanes.run(datastore.id) { () -> Result<String, Fault> in
            do throws(Fault) {
                let path = try await free(home, PictureFormat(of: picture), order)
                try await order.server.write(
                    try file("file.write", home.datastore, ["path": path, "size": "\(picture.count)"]),
                    FileContent(picture), from: order.granted, trace: order.trace)
                return .success(path)
            } catch {
                return .failure(error)
            }
        }.get()
        return Outcome.Made(
            type: "file", id: datastore.id,
            content: [Element("file", namespace: Namespaces.generic, attributes: ["path": path])])
    }

    private func picture(of machine: String, _ order: Order) async throws -> [UInt8] {
        let file = try await order.server.open(
            file("vm.screenshot", machine, [:]), from: order.granted, trace: order.trace)
        guard (1...PictureFormat.largest).contains(file.size) else {
            throw Fault(.invalidState, "The host gave a picture of \(file.size) bytes")
        }
        do {
            let bytes = try await file.read(from: 0, count: Int(file.size))
            guard bytes.count == Int(file.size) else { throw HostError(.unreadable, "the picture was cut off") }
            return bytes
        } catch let error as HostError {
            throw Fault(.hostUnavailable, error.reason)
        }
    }

    /// The path with the first number that no file has yet.
    private func free(_ home: MachineFolder, _ format: PictureFormat, _ order: Order) async throws(Fault) -> String {
        let listing = try await order.server.query(
            file("file.list", home.datastore, ["path": home.path, "recursive": "false"]), from: order.granted,
            trace: order.trace)
        // Not every platform tells capitals from small letters.
        let taken = Set((listing?.content ?? []).filter { $0.name == "file" }.compactMap { $0["path"]?.lowercased() })
        var number = 1
        while taken.contains(home.picture(number, format).lowercased()) { number += 1 }
        return home.picture(number, format)
    }

    private func file(_ name: String, _ target: String, _ attributes: [String: String]) throws(Fault) -> Command {
        var element = Element("command", namespace: Namespaces.generic, attributes: ["name": name, "target": target])
        for (name, value) in attributes { element[name] = value }
        return try Command(element)
    }
}
