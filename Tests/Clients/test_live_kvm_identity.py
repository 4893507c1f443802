"""The same virsh on a real libvirtd's machines, past the daemon and through it: what it says is the same, but for what is listed.

In the table, a line that is indented says of the command above it how the two answers differ, and why:
    differs REASON          as a whole
    without REGEX           in the lines that match
    because REASON          of that
"""

import os
import re
import subprocess
from dataclasses import dataclass

import commandtable
import pytest
from daemon import REPOSITORY, Daemon, configuration, wait_until
from libvirtclient import Virsh, uri
from libvirtd import Libvirtd

TABLE = REPOSITORY / "Tests/Clients/tables/identity.txt"
DOCUMENT = REPOSITORY / "docs/tools/libvirt-identity.md"
GUEST, OTHER = "11111111-2222-4333-8444-000000000001", "11111111-2222-4333-8444-000000000002"


@dataclass
class Comparison:
    heading: str
    text: str
    differs: bool = False
    without: str = None
    reason: str = ""

    def same(self, one, other):
        """Whether two answers are the same as far as they have to be."""
        return self.left(one) == self.left(other)

    def left(self, said):
        lines = [re.sub(r"\s+$", "", line) for line in said.strip("\n").splitlines()]
        return [line for line in lines if line and not (self.without and re.search(self.without, line))]


def read():
    table = []
    for heading, text, details in commandtable.entries(TABLE):
        command = Comparison(heading, text)
        for word, rest in details:
            if word == "differs":
                command.differs, command.reason = True, rest
            elif word == "without":
                command.without = rest
            elif word == "because":
                command.reason = rest
            else:
                raise ValueError(f"{TABLE.name}: {word}")
        table.append(command)
    return table


@pytest.fixture(scope="module")
def libvirtd(tmp_path_factory):
    started = Libvirtd(tmp_path_factory.mktemp("identity"))
    try:
        started.open()
        subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", started.directory / "images/disk.qcow2", "1G"], check=True)
        started.virsh("pool-refresh", started.pool)
        yield started
    finally:
        started.close()


@pytest.fixture(scope="module")
def daemon(tmp_path_factory, libvirtd):
    started = Daemon(tmp_path_factory.mktemp("daemon"), configuration(platforms=("xen",), vms=1) + libvirtd.entry("live01")).start()
    yield started
    started.end()


def guests(libvirtd):
    """One that runs and one that is off, as if they had never been there before."""
    for name in ("guest", "other", "another"):
        libvirtd.run("destroy", name)
        libvirtd.run("undefine", name, "--managed-save", "--snapshots-metadata")
    image = libvirtd.directory / "images/disk.qcow2"
    subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", image, "1G"], check=True)
    libvirtd.virsh("pool-refresh", libvirtd.pool)
    libvirtd.define("domain", f"""
        <domain type='qemu'><name>guest</name><uuid>{GUEST}</uuid><title>A guest</title><description>what it is for</description>
          <memory unit='MiB'>64</memory><vcpu>1</vcpu>
          <os><type arch='x86_64' machine='pc'>hvm</type><boot dev='hd'/></os><features><acpi/></features>
          <devices>
            <disk type='file' device='disk'>
              <driver name='qemu' type='qcow2'/><source file='{image}'/><target dev='vda' bus='virtio'/>
            </disk>
            <disk type='file' device='cdrom'><target dev='hdc' bus='ide'/><readonly/></disk>
            <interface type='network'>
              <mac address='52:54:00:aa:00:01'/><source network='lan'/><model type='e1000'/>
            </interface>
            <graphics type='vnc' port='-1' listen='127.0.0.1'/><video><model type='vga'/></video>
          </devices>
        </domain>""")
    libvirtd.define("domain", f"""
        <domain type='qemu'><name>other</name><uuid>{OTHER}</uuid><memory unit='MiB'>64</memory><vcpu>1</vcpu>
          <os><type arch='x86_64' machine='pc'>hvm</type></os><features><acpi/></features>
          <devices>
            <interface type='network'>
              <mac address='52:54:00:aa:00:02'/><source network='lan'/><model type='e1000'/>
            </interface>
          </devices>
        </domain>""", start=False)


def answers(address, libvirtd, table):
    """What virsh at an address says to each command; the number of a running domain, which each server counts by itself, is N."""
    found = {"guest": GUEST}
    said = commandtable.run(address, [commandtable.filled(command.text, found) for command in table])
    return [re.sub(r"(?m)^( |Id: +|)\d+(?=( +guest +running.*)?$)", r"\1N", one) if numbered(command) else one
            for command, one in zip(table, said)]


def numbered(command):
    return command.text.split()[0] in ("list", "dominfo", "domid")


def test_virsh_says_the_same(daemon, libvirtd):
    table = read()
    guests(libvirtd)
    direct = answers(libvirtd.uri, libvirtd, table)
    guests(libvirtd)
    through = Virsh(uri(daemon, "live01"))

    def arrived():
        listed = re.sub(r"(?m)^ \d+", "", through("list", "--all"))
        return listed == re.sub(r"(?m)^ \d+", "", libvirtd.run("list", "--all").stdout) and all(
            through("domuuid", name).strip() == uuid and not through("snapshot-list", name).strip()
            and int(through.facts("dominfo", name)["Max memory"].split()[0]) == 65536
            for name, uuid in (("guest", GUEST), ("other", OTHER)))

    wait_until(arrived, what="the guests")
    translated = answers(through.uri, libvirtd, table)
    wrong = [
        f"{command.text}\n  libvirtd: {one.strip()}\n  Dragoman: {other.strip()}"
        for command, one, other in zip(table, direct, translated) if not command.differs and not command.same(one, other)]
    assert not wrong, "\n".join(wrong)


def test_what_is_listed_has_a_reason_and_a_page():
    table = read()
    assert all(command.reason for command in table if command.differs or command.without)
    assert sum(not command.differs for command in table) >= 100
    text = document(table)
    if os.environ.get("DRAGOMAN_REGENERATE") == "1":
        DOCUMENT.write_text(text)
    assert DOCUMENT.read_text() == text, "run it again with DRAGOMAN_REGENERATE=1"


def document(table):
    lines = [
        "# virsh on libvirtd, and through Dragoman", "",
        "What `virsh` says of a libvirtd's own machines when it is asked through Dragoman instead. A test runs these commands past",
        "Dragoman and through it, and compares the answers; `Tests/Clients/tables/identity.txt` is its table, which this page is",
        "written from. *The same*: to the letter, but for the numbers of running domains, which each server counts by itself.", "",
        "| command | answer | why |", "|---|---|---|"]
    for command in table:
        answer = "its own" if command.differs else f"the same without lines of `{command.without}`" if command.without else "the same"
        answer = answer.replace("|", "\\|")
        lines.append(f"| `{command.text}` | {answer} | {command.reason} |")
    return "\n".join(lines) + "\n"
