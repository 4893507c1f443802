import Foundation
import Hosts
import Logging
import Simulator
import XML

extension SimulatedESXiHost {
    /// What a method comes to.
    enum Outcome {
        /// A finished task.
        case task(String)
        /// A finished task that made something.
        case made(String, type: String, id: String)
        /// A finished task that found something: its result.
        case found(String, Element)
        /// A method without a task that answers something.
        case answer(Element)
        /// A method without a task.
        case plain
    }

    /// Runs one vim25 method: an element of `urn:vim25` with `_this` and its arguments. The answer to a `_Task` method is
    /// the finished `TaskInfo`, to another one its `...Response`; a refusal is a SOAP fault.
    public func apply(_ call: Document, progress: @Sendable (Int) -> Void) async throws -> NativeReply {
        try checkOpen()
        let element = call.root
        do {
            let outcome =
                switch (element.name, isOfHost(element)) {
                case (_, true): try await runOnHost(element)
                case ("RelocateVM_Task", false):
                    try await relocate(try machine(element.value("_this") ?? ""), element)
                case _: try run(element)
                }
            progress(100)
            return .result(reply(to: element, outcome))
        } catch let fault as ESXiFault {
            return .fault(fault.document)
        } catch {
            log.error("a file cannot be written", metadata: ["error": "\(error)"])
            return .fault(ESXiFault("SystemError", "A file cannot be written.", [("reason", "\(error)")]).document)
        }
    }

    private func isOfHost(_ call: Element) -> Bool { call.first("_this")?["type"] == "HostSystem" }

    private func runOnHost(_ call: Element) async throws -> Outcome {
        let id = call.first("_this")?.text.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
        guard call.namespace == Vim.namespace, id == ESXiHostFacts.hostID else {
            throw ESXiFault.notFound(type: "HostSystem", id: id)
        }
        switch call.name {
        case "EnterMaintenanceMode_Task": return try await enterMaintenance(call)
        case "ExitMaintenanceMode_Task": return try exitMaintenance(call)
        case "RebootHost_Task": return try leave(by: .restart, call)
        case "ShutdownHost_Task": return try leave(by: .shutDown, call)
        default: throw ESXiFault.methodNotFound(call.name, type: "HostSystem", id: id)
        }
    }

    private func run(_ call: Element) throws -> Outcome {
        guard call.namespace == Vim.namespace, let this = call.first("_this"), let type = this["type"] else {
            throw ESXiFault.invalidRequest("The request is not a method call of vim25.")
        }
        let id = this.text.trimmingCharacters(in: .whitespacesAndNewlines)
        switch (type, call.name) {
        case ("VirtualMachine", _):
            return try run(call, on: try machine(id))
        case ("VirtualMachineSnapshot", _):
            let (machine, snapshot) = try snapshot(id)
            return try run(call, on: snapshot, of: machine)
        case ("Folder", "CreateVM_Task"):
            guard id == ESXiHostFacts.folderID else { throw ESXiFault.notFound(type: type, id: id) }
            return try create(call)
        case ("Folder", "RegisterVM_Task"):
            guard id == ESXiHostFacts.folderID else { throw ESXiFault.notFound(type: type, id: id) }
            return try register(call)
        case ("SearchIndex", "FindByUuid"): return try findByUuid(call, id)
        case ("HostDatastoreBrowser", _): return try browse(call, id)
        case ("FileManager", _): return try manageFiles(call, id)
        case ("VirtualDiskManager", _): return try manageDisks(call, id)
        default:
            throw ESXiFault.methodNotFound(call.name, type: type, id: id)
        }
    }

    private func run(_ call: Element, on machine: ESXiMachine) throws -> Outcome {
        switch call.name {
        case "PowerOnVM_Task": try powerOn(machine, call)
        case "PowerOffVM_Task": try powerOff(machine, call)
        case "ResetVM_Task": try reset(machine, call)
        case "SuspendVM_Task": try suspend(machine, call)
        case "ShutdownGuest": try shutdownGuest(machine, call)
        case "RebootGuest": try rebootGuest(machine, call)
        case "StandbyGuest": try standbyGuest(machine, call)
        case "PutUsbScanCodes": try putUsbScanCodes(machine, call)
        case "ReconfigVM_Task": try reconfigure(machine, call)
        case "Rename_Task": try rename(machine, call)
        case "Destroy_Task": try destroy(machine, call)
        case "UnregisterVM": try unregister(machine, call)
        case "UpgradeVM_Task": try upgrade(machine, call)
        case "CustomizeVM_Task": try customize(machine, call)
        case "MarkAsTemplate": try markAsTemplate(machine, call)
        case "MarkAsVirtualMachine": try markAsVirtualMachine(machine, call)
        case "CreateSnapshot_Task": try createSnapshot(of: machine, call)
        case "RevertToCurrentSnapshot_Task": try revertToCurrent(machine, call)
        case "ConsolidateVMDisks_Task": try consolidateDisks(of: machine, call)
        case "RemoveAllSnapshots_Task": try removeAllSnapshots(of: machine, call)
        default: throw ESXiFault.methodNotFound(call.name, type: "VirtualMachine", id: machine.reference)
        }
    }

    private func run(_ call: Element, on snapshot: ESXiSnapshot, of machine: ESXiMachine) throws -> Outcome {
        switch call.name {
        case "RevertToSnapshot_Task": try revert(machine, to: snapshot, call)
        case "RemoveSnapshot_Task": try removeSnapshot(snapshot, of: machine, call)
        case "RenameSnapshot": try renameSnapshot(snapshot, of: machine, call)
        default:
            throw ESXiFault.methodNotFound(
                call.name, type: "VirtualMachineSnapshot", id: "\(machine.id)-snapshot-\(snapshot.uid)")
        }
    }

    private func machine(_ id: String) throws(ESXiFault) -> ESXiMachine {
        guard let machine = Int(id).flatMap({ machines[$0] }) else { throw .notFound(type: "VirtualMachine", id: id) }
        return machine
    }

    /// The machine and the uid of a snapshot: `12-snapshot-3`.
    private func snapshot(_ id: String) throws(ESXiFault) -> (ESXiMachine, ESXiSnapshot) {
        let parts = id.split(separator: "-")
        guard parts.count == 3, parts[1] == "snapshot", let machine = Int(parts[0]).flatMap({ machines[$0] }),
            let snapshot = Int(parts[2]).flatMap({ machine.snapshots[$0] })
        else { throw .notFound(type: "VirtualMachineSnapshot", id: id) }
        return (machine, snapshot)
    }

    /// Refuses arguments that the simulation does not know.
    func check(_ call: Element, takes names: Set<String>) throws(ESXiFault) {
        for argument in call.elements where argument.name != "_this" && !names.contains(argument.name) {
            throw .notSupported("argument \(argument.name) of \(call.name)")
        }
    }

    private func reply(to call: Element, _ outcome: Outcome) -> Document {
        var made: (type: String, id: String)?
        var found: Element?
        let key: String
        switch outcome {
        case .plain: return Document(Element("\(call.name)Response", namespace: Vim.namespace))
        case .answer(let answer):
            return Document(Element("\(call.name)Response", namespace: Vim.namespace, children: [.element(answer)]))
        case .task(let entity): key = entity
        case .found(let entity, let result):
            key = entity
            found = result
        case .made(let entity, let type, let id):
            key = entity
            made = (type, id)
        }
        var info = Element("TaskInfo", namespace: Vim.namespace)
        info.append(
            Element(
                "key", namespace: Vim.namespace,
                text: "haTask-\(key)-\(call.name.replacing("_Task", with: ""))-\(takeTask())"))
        info.append(Element("state", namespace: Vim.namespace, text: "success"))
        if let made {
            var result = Element("result", namespace: Vim.namespace, text: made.id)
            result.attributes = [
                Attribute("type", namespace: Vim.instance, "ManagedObjectReference"), Attribute("type", made.type),
            ]
            info.append(result)
        }
        if let found { info.append(found) }
        info.append(Element("completeTime", namespace: Vim.namespace, text: ESXiTime.text(Date())))
        return Document(info)
    }
}
