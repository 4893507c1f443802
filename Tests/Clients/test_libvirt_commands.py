"""The commands of virsh that operators use, Debian's virsh being unmodified, on the machines of every platform."""

import os
import xml.etree.ElementTree as ElementTree

import commandtable
import pytest
from daemon import PLATFORMS, REPOSITORY, Daemon, configuration, unique
from libvirtclient import Virsh, uri

IMAGES = {"vsphere": "vmdk", "kvm": "qcow2", "xen": "vhd", "hyperv": "vhdx"}
# Where a machine's disk, another one and its drive are, and the bus of the other one.
TARGETS = {
    "vsphere": ("sda", "sdc", "sdh", "scsi"), "kvm": ("vda", "vdb", "sda", "virtio"), "xen": ("xvda", "xvdb", "xvdd", "xen"),
    "hyperv": ("hda", "hdb", "hdc", "ide"),
}
# An installation image: the pool, its path there, and where it is on the simulated host.
IMAGES_TO_INSTALL = {
    "vsphere": ("datastore1", "iso/install.iso", "vmfs/volumes/datastore1/iso/install.iso"),
    "kvm": ("datastore1", "install.iso", "volumes/datastore1/install.iso"),
    "xen": ("XCP-ng Tools", "guest-tools.iso", None),
    "hyperv": ("datastore1", "Hyper-V/ISO/install.iso", "ISO/install.iso"),
}
FILES = REPOSITORY / "Tests/Clients/tables/virsh"
TABLE = REPOSITORY / "Tests/Clients/tables/virsh.txt"
DOCUMENT = REPOSITORY / "docs/tools/virsh-commands.md"


def values(daemon, platform, directory):
    """What the names of the table stand for on a host; the files of the table are written with them."""
    virsh = Virsh(uri(daemon, f"{platform}01"))
    name = unique("table")
    running, other, third = virsh("list", "--name").split()[:3]
    pool = ElementTree.fromstring(virsh("pool-dumpxml", "datastore1"))
    place = pool.findtext("target/path")
    found = {
        "host": f"{platform}01", "files": str(directory), "vm": name, "renamed": f"{name}-new", "transient": f"{name}-short",
        "uuid": "7e57ab1e-0000-4000-8000-" + virsh("domuuid", running).strip()[-12:], "mac": "52:54:00:77:00:07",
        "image": f"{name}.{IMAGES[platform]}", "running": running, "runninguuid": virsh("domuuid", running).strip(),
        "target": virsh.rows("domblklist", running)[0][0], "runningmac": virsh.rows("domiflist", running)[0][4],
        "pool": pool.findtext("uuid"), "network": virsh("net-uuid", "VM Network").strip(), "net": f"{name}-net",
        "other": other, "third": third,
    }
    found |= dict(zip(("disk", "spare", "cdrom", "bus"), TARGETS[platform]))
    for number in ("second", "small", "copy", "clone"):
        found[number] = f"{name}-{number}.{IMAGES[platform]}"
    pool, image, file = IMAGES_TO_INSTALL[platform]
    found["iso"] = ElementTree.fromstring(virsh("pool-dumpxml", pool)).findtext("target/path") + "/" + image
    if file:
        file = daemon.state / "hosts" / f"{platform}01" / file
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(bytes(2048))
    found["path"] = virsh.rows("vol-list", "datastore1")[0][1]
    found["secondpath"] = f"{place}/{found['second']}"
    for file in FILES.iterdir():
        (directory / file.name).write_text(commandtable.filled(file.read_text(), found))
    return found


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    """The commands restart guests and put them to sleep."""
    daemon = Daemon(tmp_path_factory.mktemp("commands"), configuration(vms=8)).start()
    yield daemon
    daemon.end()


@pytest.fixture(scope="module")
def outcomes():
    """By platform, and then in the order of the table."""
    return {}


@pytest.fixture(scope="module")
def table():
    return commandtable.read(TABLE, PLATFORMS)


def test_every_outcome_is_as_the_table_says(own, platform, table, outcomes, tmp_path):
    known = values(own, platform, tmp_path)
    said = commandtable.run(uri(own, f"{platform}01"), [commandtable.filled(command.text, known) for command in table])
    outcomes[platform] = [commandtable.outcome(command, platform, words, known) for command, words in zip(table, said)]
    failed = [
        f"{command.text}: {one.said.strip() or 'no word'}" for command, one in zip(table, outcomes[platform])
        if one.word == commandtable.FAILED]
    assert not failed, "\n".join(failed)


def test_the_table(table, outcomes, record_property):
    """As operators read it, in the output of the tests and in the documentation."""
    assert len({command.name for command in table}) >= 100
    assert all(refusal.reason for command in table for refusal in command.refusals)
    if set(outcomes) == set(PLATFORMS):
        record_property("table", commandtable.report(table, outcomes))
    text = commandtable.document(table, PLATFORMS)
    if os.environ.get("DRAGOMAN_REGENERATE") == "1":
        DOCUMENT.write_text(text)
    assert DOCUMENT.read_text() == text, "run it again with DRAGOMAN_REGENERATE=1"
