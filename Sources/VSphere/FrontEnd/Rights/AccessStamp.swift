import Generic

/// As of when what a user may do and see is: it changes with rights, with what is where, and with the configuration.
struct AccessStamp: Hashable {
    var rights: Int
    var structure: Int
    var role: Role?
}
