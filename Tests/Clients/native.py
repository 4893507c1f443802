"""What a simulated host keeps on disk, read from its platform's own files: the same few facts of each platform."""

import native_esxi
import native_hyperv
import native_kvm
import native_xen

READERS = {"vsphere": native_esxi, "kvm": native_kvm, "xen": native_xen, "hyperv": native_hyperv}


def machine(daemon, platform, uuid):
    """The facts of the machine with that BIOS UUID, None if the host has none.

    name; power (off, running, suspended); cpus; memory (MiB); notes; disks (bytes, sorted); nics (MAC and network,
    sorted); cdrom (a file's name, "" for an empty drive, None without one); snapshots (name to parent's name).
    """
    return READERS[platform].machine(home(daemon, platform), uuid)


def template(daemon, platform, uuid):
    """Whether the machine's files mark it as a template."""
    return READERS[platform].template(home(daemon, platform), uuid)


def typed(daemon, platform, uuid):
    """What was typed on the machine's keyboard, in the platform's own codes: a text for each native call or key."""
    log = home(daemon, platform) / "log/keyboard.log"
    identity = READERS[platform].identity(home(daemon, platform), uuid)
    lines = [line.split(" ", 2) for line in log.read_text().splitlines()] if log.exists() else []
    return [codes for _, machine, codes in lines if machine == identity]


def edit(daemon, platform, uuid, **changes):
    """Changes the machine's files as an operator with an editor would: notes, cpus, name."""
    READERS[platform].edit(home(daemon, platform), uuid, **changes)


def home(daemon, platform):
    return daemon.state / "hosts" / f"{platform}01"


def replace(path, text):
    """Writes a file the way editors do: beside it, then in its place."""
    beside = path.with_name(path.name + ".edited")
    beside.write_text(text)
    beside.rename(path)
