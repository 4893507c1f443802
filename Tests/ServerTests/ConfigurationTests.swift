import Endpoints
import Foundation
import Logging
import Simulator
import Testing

@testable import Server

@Suite struct ConfigurationTests {
    private static let listeners = "listeners:\n  admin: {address: 127.0.0.1, port: 0}\n"

    private func read(_ text: String) throws -> Configuration {
        try Configuration(parsing: text, file: URL(fileURLWithPath: "/etc/test.yaml"))
    }

    /// The first fault, as it is printed.
    private func fault(_ text: String) -> String {
        do {
            _ = try read(text)
            return ""
        } catch let error as ConfigurationError {
            return error.faults.first?.description ?? ""
        } catch {
            return "\(error)"
        }
    }

    /// All faults, as they are printed.
    private func faults(_ text: String) -> String {
        do {
            _ = try read(text)
            return ""
        } catch {
            return "\(error)"
        }
    }

    @Test func theShippedConfigurationIsRight() throws {
        let configuration = try Configuration(reading: Repository.configuration)
        #expect(configuration.listeners.vsphere == .init(address: "127.0.0.1", port: 8443, tls: .init()))
        #expect(configuration.listeners.admin == .init(address: "127.0.0.1", port: 8080, tls: nil))
        #expect(configuration.listeners.xen.map(\.listener) == [.init(address: "127.0.0.1", port: 8444, tls: .init())])
        #expect(configuration.listeners.hosts.map(\.host) == ["esxi01", "kvm01", "xen01", "hyperv01"])
        #expect(configuration.listeners.hosts.map(\.listener.port) == [8451, 8452, 8453, 8454])
        #expect(configuration.hosts.map(\.name) == ["esxi01", "kvm01", "xen01", "hyperv01"])
        #expect(Set(configuration.hosts.map(\.platform)) == Set(Platform.names))
        #expect(configuration.hosts.reduce(0) { $0 + $1.vms } >= 12)
        #expect(configuration.users.first?.password.matches("demo") == true)
    }

    @Test func theExamplesAreRight() throws {
        let folder = Repository.configuration.deletingLastPathComponent()
        let configuration = try Configuration(reading: folder.appendingPathComponent("examples/vsphere.yaml"))
        #expect(configuration.hosts.map(\.name) == ["vcenter", "esx1"])
        #expect(configuration.hosts.allSatisfy { $0.live?.address.path == "/sdk" })
        let pools = try Configuration(reading: folder.appendingPathComponent("examples/xen.yaml"))
        #expect(pools.hosts.map(\.name) == ["pool", "xcp1"])
        #expect(pools.hosts.allSatisfy { $0.platform == "xen" && $0.live?.address.path == "/" })
        let libvirt = try Configuration(reading: folder.appendingPathComponent("examples/kvm.yaml"))
        #expect(libvirt.hosts.map(\.name) == ["kvm1", "here"])
        #expect(libvirt.hosts[0].live?.address.port == 16514)
        #expect(libvirt.hosts[1].live?.address.socket == "/run/libvirt/libvirt-sock")
    }

    @Test func aCountMakesThatManyHosts() throws {
        let configuration = try read(
            Self.listeners
                + "hosts:\n  - {name: kvm, platform: kvm, driver: simulated, count: 11, vms: 100}\n  - {name: one, platform: xen, driver: simulated}\n"
        )
        #expect(configuration.hosts.count == 12)
        #expect(configuration.hosts[0] == .init(name: "kvm01", platform: "kvm", vms: 100))
        #expect(configuration.hosts[10].name == "kvm11")
        #expect(configuration.hosts[11] == .init(name: "one", platform: "xen", vms: 4))
    }

    @Test func aLiveHostHasAnEndpoint() throws {
        let fingerprint = (0..<32).map { _ in "A1" }.joined(separator: ":")
        let configuration = try read(
            Self.listeners + live("https://[::1]", "passwordEnvironment: P, tls: {fingerprint: '\(fingerprint)'}"))
        let settings = try #require(configuration.hosts.first?.live)
        #expect(settings.address.description == "https://[::1]/sdk")
        #expect(settings.address.port == 443)
        #expect(settings.trust == .fingerprint(Array(repeating: 0xa1, count: 32)))
        #expect(settings.password == .environment("P"))
        #expect(try read(Self.listeners + live("https://[::1]")).hosts.first?.live?.trust == .system)
        #expect(
            try read(Self.listeners + live("https://127.0.0.1:8989/x", "passwordEnvironment: P, tls: {verify: false}"))
                .hosts.first?.live?.address.path == "/x")
    }

    @Test func whatIsNotSaidHasDefaults() throws {
        let configuration = try read(Self.listeners)
        #expect(configuration.limits == Configuration.Limits())
        #expect(configuration.logLevel == .info)
        #expect(configuration.listeners.vsphere == nil)
    }

    @Test func pathsAreRelativeToTheFile() throws {
        let configuration = try read(Self.listeners + "state: ../var\n")
        #expect(configuration.state?.path == "/var")
    }

    @Test(arguments: [
        ("colour: red\n", "/etc/test.yaml:3: the configuration has no key 'colour'; it may have listeners"),
        ("hosts: 4\n", "/etc/test.yaml:3: hosts must be a list"),
        (
            "hosts:\n  - {name: a, platform: vmware, driver: simulated}\n",
            ":4: hosts[0].platform is 'vmware'; it must be vsphere, kvm, xen or hyperv"
        ),
        ("hosts:\n  - {name: a, platform: kvm}\n", ":4: hosts[0] needs the key 'driver'"),
        ("hosts:\n  - {name: a, platform: kvm, driver: real}\n", ":4: hosts[0].driver is 'real'; it must be simulated or live"),
        (
            "hosts:\n  - {name: a, platform: kvm, driver: simulated, count: 0}\n",
            ":4: hosts[0].count is 0; it must be from 1 to 1000"
        ),
        ("hosts:\n  - {name: a, platform: hyperv, driver: live}\n", ":4: hosts[0].platform is 'hyperv'; it must be vsphere"),
        (
            "hosts:\n  - {name: a, platform: vsphere, driver: live, vms: 4}\n",
            ":4: hosts[0] has no key 'vms'; it may have name, platform, driver, url, user"
        ),
        (live("https://esx", ""), ":4: hosts[0] needs one of the keys 'passwordFile' and 'passwordEnvironment'"),
        (live("http://esx/sdk"), ":4: hosts[0].url would send everything in the clear"),
        (live("https://root:word@esx"), ":4: hosts[0].url is 'https://root:word@esx'; it must be like https://HOST/sdk"),
        (live("esx"), ":4: hosts[0].url is 'esx'"),
        (live("https://esx", "passwordFile: /nowhere"), ":4: /nowhere cannot be read"),
        (live("https://esx", "passwordEnvironment: a-b"), ":4: hosts[0].passwordEnvironment is 'a-b'"),
        (live("https://esx", "passwordEnvironment: P, passwordFile: /etc/passwd"), ":4: hosts[0] needs one of the keys"),
        (live("https://esx", "passwordEnvironment: P, tls: {verify: false}"), ":4: hosts[0].tls.verify may be false for a loopback"),
        (live("https://esx", "passwordEnvironment: P, tls: {fingerprint: 'ab:cd'}"), ":4: hosts[0].tls.fingerprint must be"),
        (live("https://esx", "passwordEnvironment: P, tls: {authorities: /etc/passwd}"), ":4: /etc/passwd cannot be read"),
        (live("https://esx", "passwordEnvironment: P, tls: {}"), ":4: hosts[0].tls needs one of"),
        (live("http://127.0.0.1:1", "passwordEnvironment: P, tls: {verify: true}"), ":4: hosts[0].tls has no meaning"),
        ("hosts:\n  - {name: a/b, platform: kvm, driver: simulated}\n", ":4: hosts[0].name is 'a/b'"),
        (
            "hosts:\n  - {name: a01, platform: kvm, driver: simulated}\n  - {name: a, count: 1, platform: kvm, driver: simulated}\n",
            ":5: the host 'a01' is there twice"
        ),
        (
            "hosts:\n  - {name: a, platform: kvm, driver: simulated, vms: many}\n",
            ":4: hosts[0].vms must be a whole number"
        ),
        ("limits:\n  sessions: \"7\"\n", ":4: limits.sessions must be a whole number without quotes"),
        ("limits:\n  session: 7\n", ":4: limits has no key 'session'"),
        ("log: {level: loud}\n", ":3: log.level is 'loud'; it must be trace, debug"),
        ("users:\n  - {name: a, password: plain}\n", ":4: users[0].password must be a hash"),
        ("users:\n  - {password: plain}\n", ":4: users[0] needs the key 'name'"),
        ("log: [\n", "not YAML"),
        ("log: {}\nlog: {}\n", "the key 'log' is there twice"),
    ])
    func faultsSayWhereAndWhatWouldBeRight(_ text: String, _ expected: String) {
        #expect(fault(Self.listeners + text).contains(expected), "\(fault(Self.listeners + text))")
    }

    @Test(arguments: [
        ("networks: [A]\n    machines: [{name: x, nics: [B]}]", ":8: hosts[0].machines[0].nics has 'B', which is no network of the host: there are A"),
        ("machines: [{name: x, count: 2}]", ":6: hosts[0].machines[0].name is the same for all 2: put {number}"),
        ("machines: [{name: 'a b'}]", ":6: hosts[0].machines[0].name is 'a b'; it may have letters"),
        ("machines: [{name: x, cpus: 3, coresPerSocket: 2}]", ":6: hosts[0].machines[0].coresPerSocket is 2; it must divide the 3 cpus"),
        ("machines: [{name: x, secureBoot: true}]", ":6: hosts[0].machines[0].secureBoot needs 'firmware: efi'"),
        ("machines: [{name: x, secureBoot: perhaps}]", ":6: hosts[0].machines[0].secureBoot must be true or false"),
        ("machines: [{name: x, state: paused}]", ":6: hosts[0].machines[0].state is 'paused'; it must be off, running or suspended"),
        ("machines: [{name: x, disks: [0]}]", ":6: hosts[0].machines[0].disks[0] is 0; it must be from 1 to 65536"),
        ("machines: [{name: x, guest: Debian 12}]", ":6: hosts[0].machines[0].guest is 'Debian 12'; it must be a libosinfo"),
        ("machines: [{cpus: 1}]", ":6: hosts[0].machines[0] needs the key 'name'"),
        ("hardware: {sockets: 2, cores: 3}", ":6: hosts[0].hardware.cores is 3; it must be a multiple of the 2 sockets"),
        ("hardware: {threads: 3}", ":6: hosts[0].hardware needs the key 'cores'"),
        ("datastores: [{name: a, capacity: 5, free: 6}]", ":6: hosts[0].datastores[0].free is 6; it must be from 0 to 5"),
        ("datastores: []", ":6: hosts[0].datastores needs at least one"),
    ])
    func patternsAreChecked(_ text: String, _ expected: String) {
        let text = Self.listeners + "hosts:\n  - name: a\n    platform: kvm\n    driver: simulated\n    " + text + "\n"
        let faults = faults(text).replacingOccurrences(of: ":6:", with: ":7:")
        #expect(faults.contains(expected.replacingOccurrences(of: ":6:", with: ":7:")), "\(faults)")
    }

    @Test(arguments: [
        ("[]", ":7: inventory needs at least one of 'datacenters'"),
        ("[{name: A}, {name: A}]", ":7: inventory.datacenters has the name 'A' twice"),
        ("[{name: A/B}]", ":7: inventory.datacenters[0].name is 'A/B'; it may have 80 characters, and no '/'"),
        ("[{clusters: []}]", ":7: inventory.datacenters[0] needs the key 'name'"),
        ("[{name: A, hosts: [zz]}]", ":7: inventory.datacenters[0].hosts has 'zz', which no host is called: there are a01, a02"),
        ("[{name: A, hosts: ['a*', a01]}]", ":7: inventory.datacenters[0].hosts has 'a01', but the host 'a01' is in another place already"),
        ("[{name: A, hosts: [a01], pools: [{name: P}]}]", ":7: inventory.datacenters[0].pools[0] needs the key 'host'"),
        ("[{name: A, hosts: [a01], pools: [{name: P, host: a02}]}]", ":7: inventory.datacenters[0].pools[0].host is 'a02'; it must be one of"),
        ("[{name: A, folders: [{name: F}, {name: F}]}]", ":7: inventory.datacenters[0].folders has the name 'F' twice"),
        ("[{name: A, networks: [n]}]", ":7: inventory.datacenters[0] has no key 'networks'"),
    ])
    func theInventoryIsChecked(_ text: String, _ expected: String) {
        let hosts = "hosts:\n  - {name: a, count: 2, platform: kvm, driver: simulated}\n"
        let faults = faults(Self.listeners + hosts + "\ninventory:\n  datacenters: \(text)\n")
        #expect(faults.replacingOccurrences(of: ":6:", with: ":7:").contains(expected), "\(faults)")
    }

    @Test func machinesHaveNumberedNames() throws {
        let configuration = try read(
            Self.listeners + "hosts:\n  - name: a\n    platform: kvm\n    driver: simulated\n"
                + "    machines: [{name: '{host}-w{number:3}', count: 2}]\n")
        #expect(configuration.hosts[0].vms == 0)
        #expect(configuration.hosts[0].pattern.machines[0].names(on: "a") == ["a-w001", "a-w002"])
        #expect(configuration.hosts[0].pattern.machines[0].nics == ["VM Network"])
    }

    @Test func listenersOfOnePoolAreTold() throws {
        let text = """
            listeners:
              xen:
              - {port: 1}
              - {port: 2, tls: false}
              - {port: 3, pool: some, hosts: [a, b]}
              - {port: 4, pool: some, hosts: [b, a], tls: false}
            hosts:
            - {name: a, platform: kvm, driver: simulated}
            - {name: b, platform: xen, driver: simulated}

            """
        let listeners = try read(text).listeners
        #expect(listeners.all.map(\.name) == ["xen", "xen.2", "xen.3", "xen.4"])
        #expect(listeners.all.map(\.listener.port) == [1, 2, 3, 4])
        let pools = listeners.xen
        #expect(pools[0].isOnePool(with: pools[1]) && pools[2].isOnePool(with: pools[3]))
        #expect(!pools[0].isOnePool(with: pools[2]))
    }

    @Test(arguments: [
        ("hosts: []\n", "needs the key 'listeners'"),
        ("listeners: {}\n", "listeners needs at least one of vsphere, xen, kvm, admin"),
        ("listeners: {admin: {port: 65536}}\n", ":1: listeners.admin.port is 65536; it must be from 0 to 65535"),
        ("listeners: {admin: {address: example.org}}\n", "it must be an IPv4 or IPv6 address"),
        ("listeners: {admin: {address: 0.0.0.0}}\n", "would send passwords in the clear"),
        (
            "listeners: {vsphere: {address: 0.0.0.0, tls: false}}\n",
            "listeners.vsphere would send passwords in the clear"
        ),
        ("listeners: {xen: []}\n", ":1: listeners.xen is an empty list"),
        ("listeners: {xen: [{pool: }]}\n", "listeners.xen[0].pool must be a text that is not empty"),
        ("listeners: {xen: {port: 1, name: a}}\n", ":1: listeners.xen has no key 'name'; it may have address, port, tls, pool"),
        ("listeners:\n  xen:\n  - {port: 1}\n  - {hosts: [a]}\n", ":4: listeners.xen[1] has hosts and needs the key 'pool'"),
        ("listeners: {xen: {pool: p, hosts: []}}\n", "listeners.xen.hosts is empty"),
        ("listeners: {xen: {pool: p, hosts: a}}\n", "listeners.xen.hosts must be a list"),
        ("listeners:\n  xen:\n  - {port: 1}\n  - {pool: p, hosts: [a]}\n", ":4: the pool 'p' has the host 'a', which is not among the hosts"),
        (
            "listeners:\n  xen: {pool: p, hosts: [a, a]}\nhosts:\n- {name: a, platform: kvm, driver: simulated}\n",
            ":2: the pool 'p' has the host 'a' twice"
        ),
        (
            "listeners:\n  xen:\n  - {port: 1, pool: p, hosts: [a]}\n  - {port: 2, pool: p}\nhosts:\n"
                + "- {name: a, platform: kvm, driver: simulated}\n",
            ":4: listeners.xen: the pool 'p' is there with other hosts"
        ),
        (
            "listeners:\n  xen:\n  - {port: 1, pool: p}\n  - {port: 2, pool: q}\n",
            ":4: listeners.xen: the pool of all hosts has one name, and not both 'p' and 'q'"
        ),
        ("listeners:\n  xen:\n  - {port: 1}\n  - {port: 1}\n", ":4: listeners.xen.2 has the address and port of listeners.xen; "),
        (
            "listeners:\n  xen:\n  - {port: 1}\n  - {port: 2, address: 0.0.0.0, tls: false}\n",
            ":4: listeners.xen.2 would send passwords in the clear"
        ),
        ("listeners: {kvm: []}\n", ":1: listeners.kvm is an empty list"),
        ("listeners: {kvm: {tls: false}}\n", "listeners.kvm has no TLS, without which clients send no password"),
        ("listeners: {kvm: {tls: false, auth: none}}\n", "listeners.kvm has 'auth: none' and needs the key 'user'"),
        (
            "listeners: {kvm: {address: 0.0.0.0, tls: false, auth: none, user: a}}\n",
            "listeners.kvm would let everyone in on 0.0.0.0"
        ),
        ("listeners: {kvm: {path: /run/x, auth: none, user: nobody}}\n", "has the user 'nobody', who is not among the users"),
        ("listeners: {kvm: {path: /run/x, port: 1}}\n", "listeners.kvm has a path, which is a UNIX socket; it has no port"),
        ("listeners:\n  kvm:\n  - {path: /run/x}\n  - {path: /run/x}\n", ":4: listeners.kvm has the path /run/x twice"),
        ("listeners: {kvm: {auth: certificate}}\n", "needs the key 'authority'"),
        ("listeners: {kvm: {auth: certificate, authority: a.pem}}\n", "/etc/a.pem cannot be read"),
        ("listeners: {kvm: {auth: maybe}}\n", "listeners.kvm.auth"),
        ("listeners:\n  xen: {port: 1}\n  kvm: {port: 1}\n", "listeners.kvm has the address and port of listeners.xen"),
        ("listeners: {vsphere: {tls: maybe}}\n", "listeners.vsphere.tls must be a mapping"),
        ("listeners: {vsphere: {tls: {certificate: a.pem}}}\n", "needs both certificate and key"),
        ("listeners: {vsphere: {tls: {certificate: a.pem, key: b.pem}}}\n", "/etc/a.pem cannot be read"),
        ("listeners: {vsphere: {port: 1}, admin: {port: 1}}\n", "each needs its own"),
        ("listeners: {hosts: [{host: a, port: 1}]}\n", ":1: listeners.hosts has the host 'a', which is not among the hosts"),
        ("listeners: {hosts: [{port: 1}]}\n", ":1: listeners.hosts[0] needs the key 'host'"),
        ("listeners: {hosts: [{host: a}]}\n", ":1: listeners.hosts[0] needs the key 'port'"),
        ("listeners: {hosts: [{host: a, port: 1, address: 0.0.0.0, tls: false}]}\n", "listeners.hosts.a would send passwords"),
        (
            "listeners:\n  vsphere: {port: 1}\n  hosts:\n  - {host: a, port: 1}\nhosts:\n- {name: a, platform: kvm, driver: simulated}\n",
            ":4: listeners.hosts: 'a' has the address and port of listeners.vsphere"
        ),
        (
            "listeners:\n  hosts:\n  - {host: a, port: 1, name: A}\n  - {host: b, port: 1, name: a}\nhosts:\n"
                + "- {name: a, platform: kvm, driver: simulated}\n- {name: b, platform: kvm, driver: simulated}\n",
            ":4: 'a' and 'b' share port 1 of 127.0.0.1: each needs a 'name' of its own"
        ),
        (
            "listeners:\n  hosts:\n  - {host: a, port: 1, name: a}\n  - {host: b, port: 1, name: b, tls: false}\nhosts:\n"
                + "- {name: a, platform: kvm, driver: simulated}\n- {name: b, platform: kvm, driver: simulated}\n",
            ":4: 'a' and 'b' share a port: either both need 'tls' or none"
        ),
        ("", "the file is empty"),
    ])
    func listenersAreChecked(_ text: String, _ expected: String) {
        #expect(fault(text).contains(expected), "\(fault(text))")
    }

    @Test func tlsIsOnWhereItIsNotSwitchedOff() throws {
        #expect(try read("listeners: {vsphere: {}}\n").listeners.vsphere?.tls == .init())
        #expect(try read("listeners: {vsphere: {tls: false}}\n").listeners.vsphere?.tls == nil)
        #expect(try read("listeners: {admin: {address: 0.0.0.0, tls: {}}}\n").listeners.admin?.tls == .init())
        #expect(try read("listeners: {xen: {tls: false}}\n").listeners.xen.map(\.listener.tls) == [nil])
    }

    @Test func everyFaultIsTold() {
        #expect(throws: ConfigurationError.self) { try read("a: 1\nb: 2\n") }
        do {
            _ = try read("a: 1\nlisteners: {admin: {port: x}}\nb: 2\n")
        } catch {
            #expect((error as? ConfigurationError)?.faults.map(\.line) == [1, 2, 3])
        }
    }

    @Test func aPasswordThatIsTheUsersNameStaysAtHome() throws {
        let hash = PasswordHash(of: "demo", salt: Data("0123456789abcdef".utf8), logarithm: 14)
        let users = "users:\n  - name: demo\n    password: \"\(hash)\"\n"
        _ = try read("listeners: {vsphere: {address: 127.0.0.1}}\n" + users)
        let fault = fault("listeners: {vsphere: {address: 0.0.0.0}}\n" + users)
        #expect(fault.contains(":3: the password of user 'demo' is its name"), "\(fault)")
        _ = try read("listeners: {vsphere: {address: 0.0.0.0}}\nusers:\n  - {name: demo, password: \"\(cheapHash)\"}\n")
    }

    @Test(arguments: ["127.0.0.1", "127.8.0.1", "::1", "localhost"])
    func loopbackAddresses(_ address: String) {
        #expect(Configuration.Listener(address: address, port: 1).isLoopback)
    }

    @Test(arguments: ["0.0.0.0", "::", "10.0.0.1", "127.evil.org"])
    func otherAddresses(_ address: String) {
        #expect(!Configuration.Listener(address: address, port: 1).isLoopback)
    }
}

/// A live host's entry.
private func live(_ url: String, _ rest: String = "passwordEnvironment: P") -> String {
    "hosts:\n  - {name: a, platform: vsphere, driver: live, user: root, url: '\(url)'"
        + (rest.isEmpty ? "" : ", \(rest)") + "}\n"
}
