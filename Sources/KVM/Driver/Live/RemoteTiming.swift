/// How long a libvirt client waits.
public struct RemoteTiming: Sendable {
    /// For the connection, TLS included, and for each call that opens it.
    var connecting = Duration.seconds(10)
    /// Between two questions whether the server still lives.
    var idle = Duration.seconds(5)
    /// So many of these without hearing anything end the connection. A call itself may take as long as it needs.
    var unanswered = 6

    public init() {}
}
