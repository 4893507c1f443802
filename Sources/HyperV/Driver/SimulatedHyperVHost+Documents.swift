import Foundation
import Hosts
import Simulator
import XML

/// The host's objects in their abstract form.
extension SimulatedHyperVHost {
    var hostObject: NativeObject {
        var root = Element("host", namespace: wmi)
        for setting in host.settings { root.append(setting.abstract()) }
        let system = Setting(
            "Msvm_ComputerSystem",
            [
                Value("CreationClassName", "Msvm_ComputerSystem"), Value("Name", name), Value("ElementName", name),
                Value("Caption", "Hosting Computer System"), Value("EnabledState", 2, "uint16"),
                Value("HealthState", 5, "uint16"),
            ])
        root.append(system.abstract())
        return NativeObject(
            reference: NativeReference(type: "Win32_ComputerSystem", id: name), document: Document(root))
    }

    func volumeObject(_ setting: Setting) -> NativeObject {
        object("volume", setting, "Win32_LogicalDisk", setting["DeviceID"] ?? "")
    }

    func switchObject(_ setting: Setting) -> NativeObject {
        object("switch", setting, "Msvm_VirtualEthernetSwitch", (setting["Name"] ?? "").lowercased())
    }

    private func object(_ element: String, _ setting: Setting, _ type: String, _ id: String) -> NativeObject {
        var root = Element(element, namespace: wmi, attributes: ["host": name])
        root.append(setting.abstract())
        return NativeObject(reference: NativeReference(type: type, id: id), document: Document(root))
    }

    /// nil if there is no such machine.
    func machineObject(_ guid: String) throws -> NativeObject? {
        guard let configuration = configuration(guid) else { return nil }
        var root = Element("system", namespace: wmi, attributes: ["host": name])
        let up = monitor.guestIsUp(guid)
        if let booted = monitor.bootTime(of: guid) { root["bootTime"] = Timestamp.text(booted) }
        let state = EnabledState(monitor.state(of: guid) ?? .off)
        let system = Setting(
            "Msvm_ComputerSystem",
            [
                Value("CreationClassName", "Msvm_ComputerSystem"), Value("Name", guid),
                Value("ElementName", configuration.name), Value("Caption", "Virtual Machine"),
                Value("EnabledState", state.number, "uint16"), Value("HealthState", state.health, "uint16"),
            ])
        root.append(system.abstract())
        for setting in configuration.settings { root.append(setting.abstract()) }
        for file in files(of: configuration) { root.append(file.abstract()) }
        for checkpoint in checkpoints(of: guid) { root.append(checkpoint.system.abstract()) }
        if monitor.state(of: guid) == .running {
            root.append(keyboard(of: configuration).abstract())
            for setting in guestFacts(of: configuration, up: up) { root.append(setting.abstract()) }
        }
        return NativeObject(reference: Self.reference(machine: guid), document: Document(root))
    }

    /// The machine's disk files and those that they are based on.
    private func files(of configuration: Configuration) -> [Setting] {
        var list: [Setting] = []
        var seen: Set<String> = []
        for disk in configuration.hardDisks {
            var next = disk["HostResource"]
            while let path = next, seen.insert(path.lowercased()).inserted {
                guard let url = volumes.url(path), let file = try? VirtualHardDisk(reading: url) else { break }
                var setting = Setting(
                    "Msvm_VirtualHardDiskSettingData",
                    [
                        Value("Path", path), Value("Type", file.type, "uint16"), Value("Format", file.format, "uint16"),
                        Value("MaxInternalSize", file.size, "uint64"),
                    ])
                if let parent = file.parent { setting.values.append(Value("ParentPath", parent)) }
                list.append(setting)
                next = file.parent
            }
        }
        return list
    }

    private func guestFacts(of configuration: Configuration, up: Bool) -> [Setting] {
        let guid = configuration.guid
        var shutdown = Setting(
            "Msvm_ShutdownComponent",
            [
                Value("CreationClassName", "Msvm_ShutdownComponent"),
                Value("DeviceID", "Microsoft:\(guid)\(Instances.shutdownKey)"),
                Value("SystemCreationClassName", "Msvm_ComputerSystem"), Value("SystemName", guid),
            ])
        // 2 OK, 12 no contact.
        shutdown.values.append(Value("OperationalStatus", up ? 2 : 12, "uint16", isArray: true))
        guard up else { return [shutdown] }
        let ports = configuration.settings.filter { $0.className.hasSuffix("EthernetPortSettingData") }
        let macs = ports.map { port in
            let digits = Array((port["Address"] ?? "").lowercased())
            return stride(from: 0, to: digits.count - digits.count % 2, by: 2).map { String(digits[$0...($0 + 1)]) }
                .joined(separator: ":")
        }
        let pairs = configuration.first("Msvm_KvpExchangeComponentSettingData")?.instances("HostOnlyItems") ?? []
        let system = pairs.first { $0["Name"] == "dragoman.guest.os" }?["Data"] ?? ""
        let facts = GuestFacts.of(name: configuration.name, guestOS: system, macs: macs)
        var component = Setting("Msvm_KvpExchangeComponent", [Value("SystemName", guid)])
        let items = [
            ("FullyQualifiedDomainName", facts.hostName), ("IntegrationServicesVersion", "10.0.20348"),
            ("NetworkAddressIPv4", facts.addresses.joined(separator: ";")),
        ]
        component.values += items.map {
            Value("GuestIntrinsicExchangeItems", instance: Instances.pair($0.0, $0.1, source: 2))
        }
        let adapters = zip(ports, facts.addresses).map { port, address in
            let key = port.instanceID.drop { $0 != "\\" }
            return Setting(
                "Msvm_GuestNetworkAdapterConfiguration",
                [
                    Value("InstanceID", "Microsoft:GuestNetwork\\\(guid)\(key)"),
                    Value("IPAddresses", address, isArray: true),
                ])
        }
        return [shutdown, component] + adapters
    }
}
