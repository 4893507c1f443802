/// The templates from which XenServer's administrators make guests, for the machines of a seed.
enum XenGuests {
    private static let templates = [
        "debian11": "Debian Bullseye 11", "debian12": "Debian Bookworm 12", "ubuntu20.04": "Ubuntu Focal Fossa 20.04",
        "ubuntu22.04": "Ubuntu Jammy Jellyfish 22.04", "ubuntu24.04": "Ubuntu Noble Numbat 24.04",
        "rhel8.0": "Red Hat Enterprise Linux 8", "rhel9.0": "Red Hat Enterprise Linux 9",
        "win10": "Windows 10 (64-bit)",
        "win11": "Windows 11", "win2k19": "Windows Server 2019 (64-bit)", "win2k22": "Windows Server 2022 (64-bit)",
        "rocky9": "Rocky Linux 9", "almalinux9": "AlmaLinux 9", "centos7.0": "CentOS 7",
    ]

    /// What a new machine's `other_config` says of its guest.
    static func otherConfig(_ guest: String) -> [(key: String, value: String)] {
        if let template = templates[guest] { return [("base_template_name", template)] }
        return [("base_template_name", "Other install media"), ("dragoman.guest.os", guest)]
    }
}
