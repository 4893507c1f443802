import Foundation
import Logging
import Yams

extension Configuration {
    /// Reads a file.
    /// - Throws: ``ConfigurationError`` with every fault that was found.
    public init(reading file: URL) throws(ConfigurationError) {
        guard let data = FileManager.default.contents(atPath: file.path) else {
            throw ConfigurationError(
                .unreadable, [ConfigurationFault(file: file.relativePath, reason: "the file cannot be read")])
        }
        try self.init(parsing: String(decoding: data, as: UTF8.self), file: file)
    }

    /// - Throws: ``ConfigurationError`` with every fault that was found.
    public init(parsing text: String, file: URL) throws(ConfigurationError) {
        self.init(file: file)
        let reader = ConfigurationReader(file: file.relativePath)
        do {
            guard let root = try Yams.compose(yaml: text) else {
                throw ConfigurationError(
                    .invalid, [ConfigurationFault(file: file.relativePath, reason: "the file is empty")])
            }
            read(root, with: reader)
        } catch let error as ConfigurationError {
            throw error
        } catch {
            let (line, reason) = Self.explain(error)
            reader.fault(line: line, reason)
        }
        guard reader.faults.isEmpty else {
            throw ConfigurationError(.invalid, reader.faults.sorted { ($0.line ?? 0) < ($1.line ?? 0) })
        }
    }

    private mutating func read(_ root: Yams.Node, with reader: ConfigurationReader) {
        let keys = ["listeners", "users", "hosts", "inventory", "limits", "log", "state", "mappings"]
        guard let fields = reader.fields(root, of: "the configuration", known: keys) else { return }
        if let node = fields["listeners"] {
            listeners = readListeners(node, reader)
        } else {
            reader.fault(root, "the configuration needs the key 'listeners'")
        }
        users = readUsers(fields["users"], reader)
        hosts = readHosts(fields["hosts"], reader)
        checkHostListeners(reader)
        checkPoolListeners(reader)
        checkSocketListeners(reader)
        inventory = readInventory(fields["inventory"], reader)
        limits = readLimits(fields["limits"], reader)
        logLevel = readLog(fields["log"], reader)
        state = reader.text(fields["state"], of: "state").map(path)
        mappings = reader.text(fields["mappings"], of: "mappings").map(path)
        refuseGuessablePasswords(reader)
    }

    /// A path, relative to the configuration's folder unless it is absolute.
    func path(_ text: String) -> URL {
        URL(fileURLWithPath: text, relativeTo: file.absoluteURL.deletingLastPathComponent()).standardizedFileURL
    }

    // MARK: - Listeners

    private func readListeners(_ node: Yams.Node, _ reader: ConfigurationReader) -> Listeners {
        var listeners = Listeners()
        guard let fields = reader.fields(node, of: "listeners", known: ["vsphere", "xen", "kvm", "admin", "hosts"]) else {
            return listeners
        }
        listeners.vsphere = fields["vsphere"].flatMap {
            readListener($0, "listeners.vsphere", port: 8443, alwaysTLS: true, reader)
        }
        listeners.xen = readPoolListeners(fields["xen"], reader)
        listeners.kvm = readSocketListeners(fields["kvm"], reader)
        listeners.admin = fields["admin"].flatMap {
            readListener($0, "listeners.admin", port: 8080, alwaysTLS: false, reader)
        }
        listeners.hosts = readHostListeners(fields["hosts"], reader)
        if fields.isEmpty { reader.fault(node, "listeners needs at least one of vsphere, xen, kvm, admin, hosts") }
        let fleet = listeners.fleet
        for (index, (name, listener)) in fleet.enumerated() {
            for (earlier, other) in fleet[..<index] where listener.isOnePort(with: other) {
                reader.fault(
                    line: line(of: name, listeners, fields),
                    "listeners.\(name) has the address and port of listeners.\(earlier); each needs its own")
            }
        }
        for (name, listener) in listeners.all where listener.tls == nil && !listener.isLoopback {
            reader.fault(
                line: line(of: name, listeners, fields),
                "listeners.\(name) would send passwords in the clear on \(listener.address); use 'tls: {}', or a loopback address"
            )
        }
        return listeners
    }

    private func line(of name: String, _ listeners: Listeners, _ fields: [String: Yams.Node]) -> Int? {
        let pools = zip(listeners.fleet.map(\.name).filter { $0.hasPrefix("xen") }, listeners.xen.map(\.line))
        let sockets = listeners.kvm.enumerated().map { (Listeners.name("kvm", $0), $1.line) }
        return (pools + sockets).first { $0.0 == name }?.1 ?? (fields[name] ?? fields["hosts"])?.mark?.line
    }

    private func readListener(
        _ node: Yams.Node, _ what: String, port: Int, alwaysTLS: Bool, _ reader: ConfigurationReader
    ) -> Listener? {
        guard let fields = reader.fields(node, of: what, known: ["address", "port", "tls"]) else { return nil }
        return readListener(fields, what, port: port, alwaysTLS: alwaysTLS, reader)
    }

    func readListener(
        _ fields: [String: Yams.Node], _ what: String, port: Int, alwaysTLS: Bool, _ reader: ConfigurationReader
    ) -> Listener {
        let address = reader.text(fields["address"], of: "\(what).address") ?? "127.0.0.1"
        if !Self.isAddress(address) {
            reader.fault(
                fields["address"], "\(what).address is '\(address)'; it must be an IPv4 or IPv6 address, or localhost")
        }
        let number = reader.number(fields["port"], of: "\(what).port", in: 0...65535) ?? port
        var tls = alwaysTLS ? TLS() : nil
        if let node = fields["tls"] { tls = node.bool == false ? nil : readTLS(node, "\(what).tls", reader) }
        return Listener(address: address, port: number, tls: tls)
    }

    private func readTLS(_ node: Yams.Node, _ what: String, _ reader: ConfigurationReader) -> TLS {
        let fields = reader.fields(node, of: what, known: ["certificate", "key"]) ?? [:]
        let certificate = reader.text(fields["certificate"], of: "\(what).certificate").map(path)
        let key = reader.text(fields["key"], of: "\(what).key").map(path)
        switch (certificate, key) {
        case (let certificate?, let key?):
            for (file, node) in [(certificate, fields["certificate"]), (key, fields["key"])]
            where !FileManager.default.isReadableFile(atPath: file.path) {
                reader.fault(node, "\(file.path) cannot be read; \(what) needs PEM files")
            }
            return TLS(files: .init(certificate: certificate, key: key))
        case (nil, nil): return TLS()
        default:
            reader.fault(node, "\(what) needs both certificate and key, or neither")
            return TLS()
        }
    }

    private static func isAddress(_ text: String) -> Bool {
        if text == "localhost" { return true }
        var four = in_addr()
        var six = in6_addr()
        return inet_pton(AF_INET, text, &four) == 1 || inet_pton(AF_INET6, text, &six) == 1
    }

    // MARK: - Limits and log

    private func readLimits(_ node: Yams.Node?, _ reader: ConfigurationReader) -> Limits {
        var limits = Limits()
        let places: [(String, WritableKeyPath<Limits, Int>, ClosedRange<Int>)] = [
            ("requestBytes", \.requestBytes, 1024...(256 << 20)),
            ("requestBytesBeforeLogin", \.requestBytesBeforeLogin, 1024...(16 << 20)),
            ("sessions", \.sessions, 1...1_000_000),
            ("sessionsPerUser", \.sessionsPerUser, 1...1_000_000),
            ("sessionIdleMinutes", \.sessionIdleMinutes, 1...10_080),
            ("openCommands", \.openCommands, 1...1_000_000),
            ("history", \.history, 100...100_000_000),
            ("connections", \.connections, 1...100_000),
        ]
        guard let fields = reader.fields(node, of: "limits", known: places.map(\.0)) else { return limits }
        for (key, place, range) in places {
            if let number = reader.number(fields[key], of: "limits.\(key)", in: range) {
                limits[keyPath: place] = number
            }
        }
        return limits
    }

    private func readLog(_ node: Yams.Node?, _ reader: ConfigurationReader) -> Logger.Level {
        let fields = reader.fields(node, of: "log", known: ["level"]) ?? [:]
        let names = Logger.Level.allCases.map(\.rawValue)
        return reader.choice(fields["level"], of: "log.level", among: names).flatMap { Logger.Level(rawValue: $0) }
            ?? .info
    }

    private static func explain(_ error: any Error) -> (line: Int?, reason: String) {
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            return (mark.line, "not YAML: \(problem)")
        case .duplicatedKeysInMapping(let duplicates, let context):
            return (context.mark.line, "the key '\(duplicates.sorted().joined(separator: "', '"))' is there twice")
        case .reader(let problem, _, _, _): return (nil, "not YAML: \(problem)")
        default: return (nil, "not YAML")
        }
    }
}
