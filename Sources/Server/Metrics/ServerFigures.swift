import Agents
import Store

/// What is read from the server at the time of a scrape.
struct ServerFigures: Sendable {
    let server: TransformServer
    /// The views that front ends keep, by protocol.
    let views: [String: ViewCache]

    func families() -> [MetricFamily] {
        let mirror = server.store.mirror.statistics
        let sessions = Dictionary(grouping: server.store.sessions.list(), by: \.protocol)
        let hosts = server.hosts
        return [
            MetricFamily(
                "dragoman_mirror_objects", .gauge, "Objects in the mirror.",
                samples: mirror.objects.sorted { $0.key < $1.key }.map {
                    MetricSample(labels: [MetricLabel("type", $0.key)], value: Double($0.value))
                }),
            MetricFamily("dragoman_mirror_revision", .counter, "Changes of the mirror.", Double(mirror.revision)),
            MetricFamily(
                "dragoman_database_bytes", .gauge, "Size of the database on disk.", Double(mirror.databaseBytes)),
            MetricFamily(
                "dragoman_busy_lanes", .gauge, "Objects that a command is being carried out on.",
                Double(server.busyLanes)),
            MetricFamily(
                "dragoman_open_commands", .gauge, "Commands accepted and not finished.", Double(server.openCommands)),
            MetricFamily(
                "dragoman_sessions", .gauge, "Sessions of clients.",
                samples: sessions.sorted { $0.key < $1.key }.map {
                    MetricSample(labels: [MetricLabel("protocol", $0.key)], value: Double($0.value.count))
                }),
            MetricFamily(
                "dragoman_host_connected", .gauge, "Whether a host is connected.",
                samples: hosts.map { host in
                    MetricSample(
                        labels: [MetricLabel("host", host.name), MetricLabel("platform", host.platform)],
                        value: host.state.isFollowed ? 1 : 0)
                }),
            MetricFamily(
                "dragoman_views", .gauge, "Views of objects that are kept ready.",
                samples: views.sorted { $0.key < $1.key }.map {
                    MetricSample(labels: [MetricLabel("protocol", $0.key)], value: Double($0.value.count))
                }),
            MetricFamily("dragoman_events_total", .counter, "Events so far.", Double(server.store.events.latest())),
            MetricFamily("dragoman_ready", .gauge, "Whether every host has been read.", server.isReady ? 1 : 0),
        ]
    }
}
