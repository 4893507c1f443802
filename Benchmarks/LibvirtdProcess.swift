import Foundation

/// libvirt's own daemon, with folders of its own in place of the system's.
final class LibvirtdProcess {
    private let process = Process()
    let port: Int

    /// Starts it and waits until it listens; nil if it is not installed, or this user may not give it folders of its own.
    init?(_ directory: URL) throws {
        let binary = "/usr/sbin/libvirtd"
        guard FileManager.default.isExecutableFile(atPath: binary), geteuid() == 0 else { return nil }
        port = Int.random(in: 10_000..<30_000)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let configuration = directory.appendingPathComponent("libvirtd.conf")
        let lines = [
            "listen_tls = 0", "listen_tcp = 1", "tcp_port = \"\(port)\"", "listen_addr = \"127.0.0.1\"",
            "auth_tcp = \"none\"", "auth_unix_ro = \"none\"", "auth_unix_rw = \"none\"",
            "log_outputs = \"4:file:\(directory.path)/log\"", "",
        ]
        try lines.joined(separator: "\n").write(to: configuration, atomically: true, encoding: .utf8)
        process.executableURL = URL(fileURLWithPath: "/usr/bin/unshare")
        process.arguments = ["--mount", "sh", "-e", "-c", Self.room, directory.path, binary]
        process.standardError = FileHandle.nullDevice
        try process.run()
        for _ in 0..<200 {
            if (try? LibvirtClient(port: port, uri: "test:///default")) != nil { return }
            guard process.isRunning else { return nil }
            usleep(50_000)
        }
        stop()
        throw HTTPClient.Failure(reason: "libvirtd did not start")
    }

    func stop() {
        process.terminate()
        process.waitUntilExit()
    }

    /// It does not start without the user that Debian's libvirt-daemon-system makes.
    private static let room = """
        mount --make-rprivate /
        mount -t tmpfs none /run
        mount -t tmpfs none /var/lib
        cp /etc/passwd /etc/group "$0"
        echo 'libvirt-qemu:x:64055:64055::/nonexistent:/usr/sbin/nologin' >> "$0/passwd"
        echo 'libvirt-qemu:x:64055:' >> "$0/group"
        mount --bind "$0/passwd" /etc/passwd
        mount --bind "$0/group" /etc/group
        exec "$1" --listen --config "$0/libvirtd.conf"
        """
}
