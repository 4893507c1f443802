import Foundation
import Hosts
import Logging
import Simulator

extension SimulatedESXiHost {
    /// Somebody touched a file, perhaps we ourselves: what it says now decides if anything has changed.
    func noticed(_ file: URL) {
        if file.lastPathComponent == store.inventoryFile.lastPathComponent {
            rereadInventory()
        } else if file.lastPathComponent == store.factsFile.lastPathComponent {
            rereadFacts()
        } else {
            for id in machinesByDirectory[file.deletingLastPathComponent().path] ?? [] {
                if let path = inventoryFile.paths[id] { reread(id, path) }
            }
        }
    }

    private func reread(_ id: Int, _ path: DatastorePath) {
        do {
            let machine = try store.readMachine(id, path)
            guard machine != machines[id] else { return }
            adopt(machine)
            announce(id)
        } catch {
            log.warning(
                "a machine's file cannot be read; what it said before stays",
                metadata: ["path": "\(path)", "error": "\(error)"])
        }
    }

    private func rereadInventory() {
        let file: ESXiInventory
        do {
            file = try store.readInventory()
        } catch {
            log.warning("vmInventory.xml cannot be read; what it said before stays", metadata: ["error": "\(error)"])
            return
        }
        guard file != inventoryFile else { return }
        let before = inventoryFile.paths
        inventoryFile = file
        for (id, path) in before where file.paths[id] != path {
            unwatch(id, path)
            if file.paths[id] == nil { forget(id) }
        }
        for (id, path) in file.paths where before[id] != path {
            watch(id, path)
            reread(id, path)
        }
    }

    private func rereadFacts() {
        do {
            let read = try store.readFacts()
            guard read != facts else { return }
            facts = read
            announce(.everything)
        } catch {
            log.warning("esx.conf cannot be read; what it said before stays", metadata: ["error": "\(error)"])
        }
    }

    func forget(_ id: Int) {
        guard machines.removeValue(forKey: id) != nil else { return }
        monitor.forget(String(id))
        announce(.removed(NativeReference(type: "VirtualMachine", id: String(id))))
    }
}
