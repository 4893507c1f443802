"""Snapshots of a simulated KVM host and of a real libvirtd with QEMU are alike: the same tests, with virsh, on both."""

import native
import pytest
from daemon import Daemon, configuration, unique
from libvirtclient import Virsh, uri
from libvirtd import Libvirtd

POOL, NETWORK = "datastore1", "VM Network"
UNICODE = {"LC_ALL": "C.UTF-8"}


class Simulated:
    kind = "kvm"

    def __init__(self, daemon, virsh):
        self.daemon, self.virsh = daemon, virsh

    def native(self, name):
        """Snapshots and their parents, as the host itself has them."""
        return native.machine(self.daemon, "kvm", self.virsh("domuuid", name).strip())["snapshots"]


class Real:
    kind = "qemu"

    def __init__(self, libvirtd, virsh):
        self.libvirtd, self.virsh = libvirtd, virsh

    def native(self, name):
        return self.libvirtd.snapshots(name)


@pytest.fixture(scope="module", params=["simulated", "real"])
def host(request, tmp_path_factory):
    if request.param == "simulated":
        daemon = request.getfixturevalue("daemon")
        yield Simulated(daemon, Virsh(uri(daemon, "kvm01"), UNICODE))
        return
    libvirtd = Libvirtd(tmp_path_factory.mktemp("libvirtd"), pool=POOL, networks=(NETWORK, "Backup"))
    try:
        libvirtd.open()
        own = Daemon(tmp_path_factory.mktemp("live"), configuration(platforms=("xen",), vms=1) + libvirtd.entry("live01")).start()
        yield Real(libvirtd, Virsh(uri(own, "live01"), UNICODE))
        own.end()
    finally:
        libvirtd.close()


@pytest.fixture
def virsh(host):
    return host.virsh


@pytest.fixture
def make(host, virsh, tmp_path):
    """Makes machines with a disk; they are off."""
    made = []

    def make(disk="qcow2"):
        name = unique("snapshots")
        virsh("vol-create-as", POOL, f"{name}.{disk}", "64M", "--format", disk)
        (tmp_path / "domain.xml").write_text(f"""
            <domain type='{host.kind}'><name>{name}</name><memory unit='MiB'>32</memory><vcpu>1</vcpu>
              <os><type arch='x86_64' machine='pc'>hvm</type></os>
              <devices>
                <disk type='volume' device='disk'>
                  <driver name='qemu' type='{disk}'/><source pool='{POOL}' volume='{name}.{disk}'/><target dev='vda' bus='virtio'/>
                </disk>
                <interface type='network'><source network='{NETWORK}'/><model type='e1000'/></interface>
              </devices>
            </domain>""")
        virsh("define", tmp_path / "domain.xml")
        made.append(name)
        return name

    yield make
    for name in made:
        virsh.run("destroy", name)
        virsh.run("managedsave-remove", name)
        virsh("undefine", name, "--snapshots-metadata", "--managed-save", "--remove-all-storage")


@pytest.fixture
def machine(make):
    return make()


class Snapshots:
    """One machine's, as a client sees them, and checked with what the host has."""

    def __init__(self, host, name):
        self.host, self.virsh, self.name = host, host.virsh, name

    def create(self, *names):
        for name in names:
            self.virsh("snapshot-create-as", self.name, name)

    def revert(self, name):
        self.virsh("snapshot-revert", self.name, name)

    def delete(self, name, *options):
        self.virsh("snapshot-delete", self.name, name, *options)

    @property
    def tree(self):
        """The parent of each."""
        names = self.virsh("snapshot-list", self.name, "--name").split()
        rows = {row[0]: row[3] if len(row) > 3 else None for row in self.virsh.rows("snapshot-list", self.name, "--parent")}
        assert set(rows) == set(names) and rows == self.host.native(self.name)
        return rows

    @property
    def current(self):
        status, said, complaint = self.virsh.run("snapshot-current", self.name, "--name")
        assert status == 0 or "has no current snapshot" in complaint, complaint
        return said.strip() or None

    def state_of(self, name):
        return self.virsh.facts("snapshot-info", self.name, name)["State"]


@pytest.fixture
def snapshots(host, machine):
    return Snapshots(host, machine)


def test_none(snapshots):
    assert snapshots.tree == {} and snapshots.current is None


def test_a_tree_and_what_is_current(snapshots, virsh, machine):
    snapshots.create("first", "second")
    assert snapshots.current == "second"
    snapshots.revert("first")
    assert snapshots.current == "first"
    snapshots.create("third")
    assert snapshots.tree == {"first": None, "second": "first", "third": "first"}
    assert snapshots.current == "third"
    assert virsh("snapshot-list", machine, "--roots", "--name").split() == ["first"]
    assert set(virsh("snapshot-list", machine, "--leaves", "--name").split()) == {"second", "third"}
    assert set(virsh("snapshot-list", machine, "--from", "first", "--name").split()) == {"second", "third"}
    facts = virsh.facts("snapshot-info", machine, "first")
    assert (facts["Children"], facts["Descendants"], facts["Current"], facts["Location"]) == ("2", "2", "no", "internal")


def put(virsh, machine, state):
    """Brings a machine into a state from whatever one it is in."""
    virsh.run("destroy", machine)
    if state != "shut off":
        virsh("start", machine)
    if state == "paused":
        virsh("suspend", machine)


@pytest.mark.parametrize("taken", ["shut off", "running", "paused"])
def test_revert_from_each_state(snapshots, virsh, machine, taken):
    put(virsh, machine, taken)
    snapshots.create("kept")
    assert snapshots.state_of("kept") == {"shut off": "shutoff"}.get(taken, taken)
    for state in ("shut off", "running", "paused"):
        put(virsh, machine, state)
        snapshots.revert("kept")
        assert virsh("domstate", machine).strip() == taken, f"from {state}"
        assert snapshots.current == "kept"


def test_what_comes_back(snapshots, virsh, machine):
    snapshots.create("small")
    virsh("setvcpus", machine, 2, "--maximum", "--config")
    virsh("setvcpus", machine, 2, "--config")
    snapshots.create("large")
    snapshots.revert("small")
    assert virsh.facts("dominfo", machine)["CPU(s)"] == "1"
    snapshots.revert("large")
    assert virsh.facts("dominfo", machine)["CPU(s)"] == "2"


def test_delete_one_and_its_children_stay(snapshots):
    snapshots.create("first", "second", "third")
    snapshots.delete("second")
    assert snapshots.tree == {"first": None, "third": "first"} and snapshots.current == "third"
    snapshots.delete("third")
    assert snapshots.tree == {"first": None} and snapshots.current == "first"
    snapshots.delete("first")
    assert snapshots.tree == {} and snapshots.current is None


def test_delete_one_with_its_children(snapshots):
    snapshots.create("first", "second", "third")
    snapshots.revert("first")
    snapshots.create("other")
    snapshots.delete("second", "--children")
    assert snapshots.tree == {"first": None, "other": "first"} and snapshots.current == "other"
    snapshots.delete("first", "--children")
    assert snapshots.tree == {} and snapshots.current is None


def test_delete_while_it_runs(snapshots, virsh, machine):
    snapshots.create("off")
    virsh("start", machine)
    snapshots.create("on")
    snapshots.delete("off")
    assert snapshots.tree == {"on": None}
    snapshots.delete("on")
    assert snapshots.tree == {} and virsh("domstate", machine).strip() == "running"


@pytest.mark.parametrize("name", ["before the update", "vor-dem-Übergang", "a&b<c>", "x" * 80, "1.2_3+4"])
def test_names(snapshots, virsh, machine, name):
    virsh("snapshot-create-as", machine, name, "what is <in> & it")
    [row] = virsh.rows("snapshot-list", machine)
    assert row[0] == name and snapshots.current == name
    assert list(snapshots.host.native(machine)) == [name]
    assert "what is &lt;in&gt; &amp; it" in virsh("snapshot-dumpxml", machine, name)
    snapshots.revert(name)
    snapshots.delete(name)
    assert snapshots.current is None


def test_without_a_name(snapshots, virsh, machine):
    """It is called by the seconds since 1970."""
    virsh("snapshot-create", machine)
    assert snapshots.current.isdigit() and len(snapshots.current) == 10


def test_the_machine_s_own_changes(snapshots, virsh, machine):
    """Its name is not that of its snapshots, and it goes with them only if a client says so."""
    snapshots.create("first")
    assert "1 snapshots" in virsh.refused("undefine", machine)
    assert snapshots.tree == {"first": None}


@pytest.mark.parametrize("command", ["snapshot-revert", "snapshot-delete", "snapshot-info", "snapshot-parent", "snapshot-dumpxml"])
def test_what_is_not_there(snapshots, virsh, machine, command):
    snapshots.create("first")
    assert "no domain snapshot with matching name 'nothing'" in virsh.refused(command, machine, "nothing")
    assert snapshots.tree == {"first": None} and snapshots.current == "first"


@pytest.mark.parametrize("name", ["first", "a/b", ".hidden"])
def test_names_that_cannot_be(snapshots, virsh, machine, name):
    snapshots.create("first")
    virsh.refused("snapshot-create-as", machine, name)
    assert snapshots.tree == {"first": None} and snapshots.current == "first"


def test_an_image_that_holds_none(host, virsh, make):
    """Snapshots are within qcow2 images; a raw one holds none."""
    machine = make("raw")
    assert "raw" in virsh.refused("snapshot-create-as", machine, "first")
    assert Snapshots(host, machine).tree == {}


def test_a_guest_that_is_asked_and_has_no_agent(snapshots, virsh, machine):
    virsh("start", machine)
    assert "agent" in virsh.refused("snapshot-create-as", machine, "first", "--disk-only", "--quiesce")
    assert snapshots.tree == {}


def test_a_machine_that_is_saved(snapshots, virsh, machine):
    snapshots.create("first")
    virsh("start", machine)
    virsh("managedsave", machine)
    snapshots.revert("first")
    assert virsh("domstate", machine).strip() == "shut off"
    assert virsh.facts("dominfo", machine)["Managed save"] == "no"
