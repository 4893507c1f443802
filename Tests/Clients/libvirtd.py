"""A real libvirtd of one's own, with real QEMU guests: in a room of its own (mounts and processes), on a free port."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import uuid
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from daemon import REPOSITORY, wait_until

sys.path.append(str(REPOSITORY / "Tests/Support/libvirtd"))

from certificates import certificates  # noqa: E402

ROOM = REPOSITORY / "Tests/Support/libvirtd/room.sh"
# What libvirt takes for granted and a container lacks: virtlogd, AppArmor, cgroups, mounts of a guest's own.
QEMU = """user = "root"
group = "root"
dynamic_ownership = 0
remember_owner = 0
security_driver = "none"
namespaces = []
cgroup_controllers = []
stdio_handler = "file"
vnc_listen = "127.0.0.1"
"""
USER = "operator"
STATES = {"running": "running", "paused": "paused", "shut off": "off"}


def room_or_skip():
    """A libvirtd of one's own takes namespaces and bridges, which not every place where tests run allows."""
    probe = f"dgp{os.getpid()}"
    for command in (["unshare", "--mount", "--pid", "--uts", "--fork", "true"], ["ip", "link", "add", probe, "type", "bridge"]):
        tried = subprocess.run(command, capture_output=True, text=True)
        if tried.returncode:
            pytest.skip(f"no libvirtd of one's own here: {' '.join(command[:3])}: {tried.stderr.strip()}")
    subprocess.run(["ip", "link", "delete", probe], check=True)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Libvirtd:
    """One such daemon. It may be killed and started again: its guests go on meanwhile."""

    def __init__(self, directory, name="live01", pool="default", networks=("lan",), password=None):
        self.directory = Path(directory)
        self.name, self.pool = name, pool
        for folder in ("etc/libvirt", "images", "socket"):
            (self.directory / folder).mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        self.uuid = str(uuid.uuid4())
        self.bridges = {network: f"dg{number}-{self.port}" for number, network in enumerate(networks)}
        self.socket = self.directory / "socket/libvirt-sock"
        self.log = self.directory / "libvirtd.log"
        self.room = self.process = None
        self.tls_port = free_port() if password else None
        (self.directory / "etc/libvirt/qemu.conf").write_text(QEMU)
        self.file = self.directory / "libvirtd.conf"
        self.file.write_text("\n".join([
            f"listen_tls = {int(password is not None)}", "listen_tcp = 1", f'tcp_port = "{self.port}"',
            'listen_addr = "127.0.0.1"', 'auth_tcp = "none"', 'auth_unix_ro = "none"', 'auth_unix_rw = "none"',
            f'unix_sock_dir = "{self.socket.parent}"',
            f'log_outputs = "3:file:{self.log}"', f'host_uuid = "{self.uuid}"', *(self.secure(password) if password else []), ""]))

    def secure(self, password):
        """Lines of the configuration for TLS with clients' certificates, and a password over it."""
        files = certificates(self.directory / "pki")
        rules = self.directory / "etc/sasl2"
        rules.mkdir()
        database = rules / "passwords"
        (rules / "libvirt.conf").write_text(f"mech_list: plain\npwcheck_method: auxprop\nsasldb_path: {database}\n")
        subprocess.run(
            ["saslpasswd2", "-p", "-c", "-f", database, "-a", "libvirt", "-u", self.name, USER], input=password, text=True,
            check=True, env={**os.environ, "PATH": os.environ["PATH"] + ":/usr/sbin"})
        return [f'tls_port = "{self.tls_port}"', 'auth_tls = "sasl"', f'key_file = "{files}/server-key.pem"',
                f'cert_file = "{files}/server.pem"', f'ca_file = "{files}/ca.pem"']

    # Life

    def open(self):
        """The room, the daemon, a storage pool, and networks with their bridges."""
        room_or_skip()
        assert shutil.which("libvirtd", path=os.environ["PATH"] + ":/usr/sbin"), "make test installs libvirt-daemon"
        self.room = subprocess.Popen(
            ["unshare", "--mount", "--pid", "--uts", "--fork", "--kill-child", "bash", ROOM, self.directory, self.name],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=open(self.directory / "room.log", "wb"))

        def ready():
            assert self.room.poll() is None, (self.directory / "room.log").read_text()
            return (self.directory / "ready").exists()

        wait_until(ready, what="the room of libvirtd")
        for bridge in self.bridges.values():
            subprocess.run(["ip", "link", "add", bridge, "type", "bridge"], check=True)
            subprocess.run(["ip", "link", "set", bridge, "up"], check=True)
        self.start()
        self.define("pool", f"<pool type='dir'><name>{self.pool}</name><target><path>{self.directory}/images</path></target></pool>")
        for network, bridge in self.bridges.items():
            self.define("net", f"<network><name>{network}</name><forward mode='bridge'/><bridge name='{bridge}'/></network>")
        return self

    def start(self):
        inside = children(self.room.pid)[0]
        with open(self.directory / "libvirtd.out", "ab") as output:
            self.process = subprocess.Popen(
                ["nsenter", "-t", str(inside), "-m", "-p", "-u", "libvirtd", "--listen", "-f", self.file, "-p",
                 self.directory / "libvirtd.pid"], stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                env={**os.environ, "PATH": os.environ["PATH"] + ":/usr/sbin"})

        def answers():
            assert self.process.poll() is None, self.log.read_text()
            return self.run("uri").returncode == 0

        wait_until(answers, 60, what="an answer of libvirtd")

    def stop(self, sign=signal.SIGTERM):
        """Ends the daemon alone."""
        for pid in children(self.process.pid):
            os.kill(pid, sign)
        self.process.wait(20)

    def close(self):
        """Ends the room with all that is in it."""
        if self.room is not None and self.room.poll() is None:
            self.room.kill()
            self.room.wait()
        if self.process is not None:
            self.process.wait(20)
        for bridge in self.bridges.values():
            subprocess.run(["ip", "link", "del", bridge], check=False)

    # Past the daemon under test

    @property
    def uri(self):
        return f"qemu+tcp://127.0.0.1:{self.port}/system"

    def run(self, *arguments, text=None):
        return subprocess.run(
            ["virsh", "-q", "-c", self.uri, *map(str, arguments)], input=text, capture_output=True, text=True, timeout=120)

    def virsh(self, *arguments, text=None):
        """What virsh prints."""
        ended = self.run(*arguments, text=text)
        assert ended.returncode == 0, (arguments, ended.stdout, ended.stderr)
        return ended.stdout.strip()

    def define(self, kind, text, start=True):
        """Defines a pool, a network (net) or a domain, and starts it."""
        command = "" if kind == "domain" else f"{kind}-"
        file = self.directory / f"{kind}-{uuid.uuid4().hex}.xml"
        file.write_text(text)
        self.virsh(f"{command}define", file)
        name = ElementTree.fromstring(text).findtext("name")
        if start:
            self.virsh(f"{command}start", name)
        return name

    def guest(self, name, start=True):
        """A diskless guest that asks the network for something to boot, with 64 MiB."""
        return self.define("domain", f"""
            <domain type='qemu'><name>{name}</name><memory unit='MiB'>64</memory><vcpu>1</vcpu>
              <os><type arch='x86_64' machine='pc'>hvm</type><boot dev='network'/></os>
              <features><acpi/></features>
              <devices>
                <interface type='network'><source network='{next(iter(self.bridges))}'/><model type='e1000'/></interface>
                <graphics type='vnc' port='-1' listen='127.0.0.1'/>
                <video><model type='vga'/></video>
              </devices>
            </domain>""", start)

    def exists(self, name):
        return self.run("domuuid", name).returncode == 0

    def uuid_of(self, name):
        return self.virsh("domuuid", name)

    def state(self, name):
        """running, paused, suspended or off; None if there is no such domain."""
        ended = self.run("dominfo", name)
        if ended.returncode != 0:
            return None
        facts = dict(re.findall(r"(?m)^(.+?):\s+(.*)$", ended.stdout))
        return "suspended" if facts["Managed save"] == "yes" and facts["State"] == "shut off" else STATES[facts["State"]]

    def snapshots(self, name):
        """The names of a domain's snapshots, and their parents'."""
        lines = self.virsh("snapshot-list", name, "--name").splitlines()
        found = {one: self.virsh("snapshot-dumpxml", name, one) for one in lines if one}
        return {one: ElementTree.fromstring(text).findtext("parent/name") for one, text in found.items()}

    def xml(self, name, *options):
        return ElementTree.fromstring(self.virsh("dumpxml", name, *options))

    def xml_of(self, kind, name):
        """The XML of a pool, net, or whatever else virsh has a dumpxml for."""
        return ElementTree.fromstring(self.virsh(f"{kind}-dumpxml", name))

    def entry(self, name, url=None, more=""):
        """The line of a configuration that makes a daemon manage this host."""
        return f"  - {{name: {name}, platform: kvm, driver: live, url: '{url or self.uri}'{more}}}\n"

    def volumes(self):
        """The names of the pool's volumes and their paths."""
        self.virsh("pool-refresh", self.pool)
        return dict(line.split(None, 1) for line in self.virsh("vol-list", self.pool).splitlines())

    def machine(self, uuid):
        """The same facts as native.machine, as libvirtd tells them; None if there is no such domain."""
        named = self.run("domname", uuid)
        if named.returncode != 0:
            return None
        name = named.stdout.strip()
        try:
            domain = self.xml(name)
            disks = [disk for disk in domain.iter("disk") if disk.get("device", "disk") == "disk"]
            images = [disk.find("source") for disk in domain.iter("disk") if disk.get("device") == "cdrom"]
            return {
                "name": name,
                "power": {"paused": "suspended"}.get(self.state(name), self.state(name)),
                "cpus": int(domain.find("vcpu").get("current", domain.findtext("vcpu"))),
                "memory": int(domain.findtext("currentMemory")) // 1024,
                "notes": domain.findtext("description") or "",
                "disks": sorted(self.capacity(disk.find("source").get("file")) for disk in disks),
                "nics": sorted((nic.find("mac").get("address").lower(), nic.find("source").get("network"))
                               for nic in domain.iter("interface")),
                "cdrom": None if not images else images[0].get("file").rpartition("/")[2] if images[0] is not None else "",
                "snapshots": self.snapshots(name),
            }
        except AssertionError:
            # It has gone while it was being read.
            if self.run("domname", uuid).returncode != 0:
                return None
            raise

    def capacity(self, path):
        """Bytes that the guest sees of an image."""
        self.virsh("pool-refresh", self.pool)
        return int(ElementTree.fromstring(self.virsh("vol-dumpxml", path)).findtext("capacity"))


def children(pid):
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
