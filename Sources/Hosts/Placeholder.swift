enum HostsPlaceholder {}
