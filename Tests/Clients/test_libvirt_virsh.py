"""Debian's virsh, unmodified, on the machines of every platform."""

import subprocess
import xml.etree.ElementTree as ElementTree

import pytest
from daemon import PASSWORD, PLATFORMS, USER, unique, wait_until
from libvirtclient import Virsh, uri

IMAGES = {"vsphere": "vmdk", "kvm": "qcow2", "xen": "vhd", "hyperv": "vhdx"}


@pytest.fixture
def virsh(daemon, platform):
    """A connection to one platform's host."""
    return Virsh(uri(daemon, f"{platform}01"))


@pytest.fixture(scope="module")
def fleet(daemon):
    return Virsh(uri(daemon))


@pytest.fixture
def machine(scene):
    """A machine of the platform, off, as vSphere's clients made it; its name."""
    return scene.create().name


def test_the_fleet_is_one_connection(fleet, daemon):
    names = {row[1] for row in fleet.rows("list", "--all")}
    assert names >= {vm["name"] for vm in daemon.items("/api/v1/vms") if not vm["name"].startswith("made-")}
    hosts = daemon.items("/api/v1/hosts")
    node = fleet.facts("nodeinfo")
    assert int(node["CPU(s)"]) == sum(host["cpu"]["threads"] for host in hosts)
    sockets, cores, threads = (int(node[name]) for name in ("CPU socket(s)", "Core(s) per socket", "Thread(s) per core"))
    assert int(node["CPU(s)"]) == sockets * cores * threads * int(node["NUMA cell(s)"])
    assert fleet("uri").strip() == fleet.uri


def test_a_path_chooses_a_host(virsh, daemon, platform):
    own = {vm["name"] for vm in daemon.items("/api/v1/vms") if vm["host"] == host_id(daemon, platform)}
    assert {row[1] for row in virsh.rows("list", "--all")} == own
    assert virsh("hostname").strip() == f"{platform}01"
    assert "Using API: QEMU" in virsh("version")
    other = next(name for name in PLATFORMS if name != platform)
    assert "failed to get domain" in virsh.refused("dominfo", f"{ {'vsphere': 'esxi'}.get(other, other) }01-web01")


def host_id(daemon, platform):
    return next(host["id"] for host in daemon.items("/api/v1/hosts") if host["name"] == f"{platform}01")


def test_no_such_host(daemon):
    complaint = Virsh(uri(daemon, "nowhere")).refused("list")
    assert "there is no host 'nowhere'" in complaint


def test_what_a_machine_is(virsh, machine, scene):
    vm = scene.made[-1]
    facts = virsh.facts("dominfo", machine)
    assert facts["State"] == "shut off" and facts["Id"] == "-" and facts["Persistent"] == "yes"
    assert int(facts["CPU(s)"]) == vm.config.hardware.numCPU
    assert facts["Used memory"] == f"{vm.config.hardware.memoryMB * 1024} KiB"
    assert virsh("domuuid", machine).strip() == vm.config.uuid
    assert virsh("domname", vm.config.uuid).strip() == machine
    assert virsh("domid", machine).strip() == "-"
    nics = [device for device in vm.config.hardware.device if hasattr(device, "macAddress")]
    assert [row[4] for row in virsh.rows("domiflist", machine)] == [nic.macAddress for nic in nics]
    domain = ElementTree.fromstring(virsh("dumpxml", machine))
    disks = [device.find("target").get("dev") for device in domain.iter("disk")]
    assert [row[0] for row in virsh.rows("domblklist", machine)] == disks
    assert int(domain.findtext("vcpu")) == vm.config.hardware.numCPU
    (size,) = (device.capacityInBytes for device in vm.config.hardware.device if hasattr(device, "capacityInBytes"))
    (disk,) = domain.iterfind("devices/disk[@device='disk']/target")
    assert int(virsh.facts("domblkinfo", machine, disk.get("dev"))["Capacity"]) == size


def test_power(virsh, machine, scene, platform):
    def state():
        return virsh("domstate", machine).strip()

    virsh("start", machine)
    assert state() == "running"
    scene.settle(scene.made[-1], power="running")
    assert virsh.facts("dominfo", machine)["Id"].isdigit()
    assert "already active" in virsh.refused("start", machine)
    if platform == "vsphere":
        assert "not supported by the connection driver" in virsh.refused("suspend", machine)
    else:
        virsh("suspend", machine)
        assert state() == "paused"
        virsh("resume", machine)
    assert state() == "running"
    virsh("reset", machine)
    virsh("managedsave", machine)
    assert virsh.facts("dominfo", machine)["Managed save"] == "yes"
    assert state() == "shut off"
    virsh("start", machine)
    assert state() == "running"
    assert virsh.facts("dominfo", machine)["Managed save"] == "no"
    virsh("destroy", machine)
    assert state() == "shut off"
    scene.settle(scene.made[-1], power="off")
    assert "domain is not running" in virsh.refused("destroy", machine)


def test_what_was_saved_is_thrown_away(virsh, scene):
    name = scene.running().name
    virsh("managedsave", name)
    assert virsh.facts("dominfo", name)["Managed save"] == "yes"
    virsh("managedsave-remove", name)
    assert virsh.facts("dominfo", name)["Managed save"] == "no"
    scene.settle(scene.made[-1], power="off")


def test_keys(virsh, scene, platform):
    """What a keyboard types where a hypervisor takes it; test_keys.py looks at what arrives."""
    name = scene.running().name
    if platform == "xen":
        assert "not supported by the connection driver" in virsh.refused("send-key", name, "KEY_A")
        return
    virsh("send-key", name, "KEY_LEFTCTRL", "KEY_LEFTALT", "KEY_DELETE")
    virsh("send-key", name, "--codeset", "usb", "4")
    assert "not supported" in virsh.refused("send-key", name, "KEY_A", "KEY_B")


def test_live_is_for_what_runs(virsh, machine, tmp_path):
    document = tmp_path / "nic.xml"
    document.write_text("<interface type='network'><source network='Backup'/></interface>")
    before = virsh("dumpxml", machine)
    for command in (["setvcpus", machine, 1, "--live"], ["setmem", machine, "512M", "--live"], ["attach-device", machine, document, "--live"],
                    ["attach-device", machine, document, "--live", "--config"]):
        assert "domain is not running" in virsh.refused(*command)
    assert virsh("dumpxml", machine) == before


def test_a_guest_is_asked(virsh, scene):
    """Whether the guest answers is the platform's affair; the refusal is libvirt's."""
    vm = scene.running()
    for command in ("shutdown", "reboot"):
        status, _, complaint = virsh.run(command, vm.name)
        assert status == 0 or "Guest agent is not responding" in complaint, complaint


def test_size_and_words(virsh, machine, scene):
    virsh("setvcpus", machine, 2, "--config")
    virsh("setmaxmem", machine, "768M", "--config")
    virsh("setmem", machine, "768M", "--config")
    virsh("desc", machine, "some words <of> mine")
    scene.settle(scene.made[-1], cpus=2, memory=768, notes="some words <of> mine")
    assert virsh("desc", machine).strip() == "some words <of> mine"
    new = unique("renamed")
    virsh("domrename", machine, new)
    scene.settle(scene.made[-1], name=new)
    assert virsh("domstate", new).strip() == "shut off"


def test_snapshots(virsh, machine):
    assert virsh.rows("snapshot-list", machine) == []
    virsh("snapshot-create-as", machine, "first", "the first one")
    virsh("snapshot-create-as", machine, "second")
    assert [row[0] for row in virsh.rows("snapshot-list", machine)] == ["first", "second"]
    assert virsh("snapshot-current", machine, "--name").strip() == "second"
    assert virsh("snapshot-parent", machine, "second").strip() == "first"
    assert virsh.facts("snapshot-info", machine, "first")["Children"] == "1"
    document = ElementTree.fromstring(virsh("snapshot-dumpxml", machine, "first"))
    assert document.findtext("description") == "the first one"
    virsh("snapshot-revert", machine, "first")
    assert virsh("snapshot-current", machine, "--name").strip() == "first"
    virsh("snapshot-delete", machine, "second")
    assert [row[0] for row in virsh.rows("snapshot-list", machine)] == ["first"]
    assert "no domain snapshot with matching name 'nothing'" in virsh.refused("snapshot-info", machine, "nothing")
    virsh("snapshot-delete", machine, "first")


def test_devices(virsh, machine, scene, tmp_path):
    before = virsh.rows("domiflist", machine)
    virsh("attach-interface", machine, "network", "VM Network", "--config")
    after = virsh.rows("domiflist", machine)
    new = [row[4] for row in after if row not in before]
    assert len(new) == 1
    wait_until(lambda: len(scene.api_machine(scene.made[-1].config.instanceUuid)["nics"]) == len(after), what="the NIC")
    virsh("detach-interface", machine, "network", "--mac", new[0], "--config")
    assert virsh.rows("domiflist", machine) == before
    target = virsh.rows("domblklist", machine)[0][0]
    virsh("detach-disk", machine, target, "--config")
    assert target not in [row[0] for row in virsh.rows("domblklist", machine)]
    assert "disk" in virsh.refused("detach-disk", machine, target, "--config")


def test_a_machine_is_made(virsh, daemon, platform, tmp_path):
    name = unique("made")
    image = f"{name}.{IMAGES[platform]}"
    virsh("vol-create-as", "datastore1", image, "1G")
    document = tmp_path / "domain.xml"
    document.write_text(f"""
        <domain type='kvm'><name>{name}</name><description>by hand</description><memory unit='MiB'>512</memory><vcpu>2</vcpu>
          <os><type arch='x86_64' machine='q35'>hvm</type></os>
          <devices>
            <disk type='volume' device='disk'><source pool='datastore1' volume='{image}'/><target dev='vda' bus='virtio'/></disk>
            <interface type='network'><source network='VM Network'/><model type='virtio'/></interface>
          </devices></domain>""")
    virsh("define", document)
    try:
        facts = virsh.facts("dominfo", name)
        assert (facts["State"], facts["CPU(s)"], facts["Used memory"]) == ("shut off", "2", "524288 KiB")
        assert len(virsh.rows("domblklist", name)) == len(virsh.rows("domiflist", name)) == 1
        (found,) = (vm for vm in daemon.items("/api/v1/vms") if vm["name"] == name)
        assert found["notes"] == "by hand"
        virsh("undefine", name)
        assert name not in virsh("list", "--all", "--name").split()
        virsh("create", document)
        assert name in virsh("list", "--name").split()
    finally:
        virsh.run("destroy", name)
        virsh("undefine", name)
    assert name not in virsh("list", "--all", "--name").split()


def test_a_definition_that_cannot_be(virsh, tmp_path):
    document = tmp_path / "domain.xml"
    document.write_text("<domain type='kvm'><name>x</name><memory>524288</memory><devices><tpm model='tpm-tis'/></devices></domain>")
    assert "not supported by the connection driver: element tpm" in virsh.refused("define", document)
    document.write_text("<domain type='kvm'><name>x</na")
    assert "XML" in virsh.refused("define", document)


def test_networks_and_storage(virsh, daemon, platform):
    assert {row[0] for row in virsh.rows("net-list", "--all")} == {"VM Network", "Backup"}
    assert virsh.facts("net-info", "Backup")["Active"] == "yes"
    assert ElementTree.fromstring(virsh("net-dumpxml", "Backup")).findtext("name") == "Backup"
    assert {"datastore1", "datastore2"} <= {row[0] for row in virsh.rows("pool-list", "--all")}
    assert virsh.facts("pool-info", "datastore1")["State"] == "running"
    path = ElementTree.fromstring(virsh("pool-dumpxml", "datastore1")).findtext("target/path")
    volumes = virsh.rows("vol-list", "datastore1")
    assert volumes and all(row[1].startswith(path) for row in volumes)
    name, place = volumes[0]
    assert virsh("vol-path", name, "--pool", "datastore1").strip() == place
    assert virsh("vol-name", place).strip() == name
    assert virsh("vol-pool", place).strip() == "datastore1"
    assert virsh.facts("vol-info", name, "--pool", "datastore1")["Type"] == "file"
    assert ElementTree.fromstring(virsh("vol-dumpxml", place)).findtext("target/path") == place
    assert "no storage pool with matching name" in virsh.refused("pool-info", "nothing")


def test_a_volume_lives_and_dies(daemon):
    """On a platform that tells of its volumes by themselves."""
    virsh = Virsh(uri(daemon, "kvm01"))
    name = unique("vol") + ".qcow2"
    virsh("vol-create-as", "datastore1", name, "1G")
    virsh("vol-resize", name, "2G", "--pool", "datastore1")
    assert virsh.facts("vol-info", name, "--pool", "datastore1")["Capacity"] == "2.00 GiB"
    virsh("vol-delete", name, "--pool", "datastore1")
    assert name not in [row[0] for row in virsh.rows("vol-list", "datastore1")]


def test_the_host(virsh):
    capabilities = ElementTree.fromstring(virsh("capabilities"))
    assert capabilities.findtext("guest/os_type") == "hvm"
    emulator = capabilities.findtext("guest/arch/emulator")
    assert ElementTree.fromstring(virsh("domcapabilities")).findtext("path") == emulator
    assert virsh.facts("nodememstats")["total"] == virsh.facts("nodeinfo")["Memory size"]
    assert "Total" in virsh.facts("freecell")
    assert virsh("maxvcpus").strip() == "255"


def test_statistics(virsh, scene):
    name = scene.running().name
    stats = dict(line.strip().split("=", 1) for line in virsh("domstats", name).splitlines() if "=" in line)
    assert (stats["state.state"], stats["vcpu.current"]) == ("1", str(scene.made[-1].config.hardware.numCPU))
    assert int(stats["cpu.time"]) >= 0 and stats["block.count"] == str(len(virsh.rows("domblklist", name)))
    target = virsh.rows("domblklist", name)[0][0]
    assert f"{target} rd_bytes" in virsh("domblkstat", name, target)
    mac = virsh.rows("domiflist", name)[0][4]
    assert "rx_bytes" in virsh("domifstat", name, mac)
    assert "actual" in virsh("dommemstat", name)


def test_a_reader_only_reads(daemon, scene):
    name = scene.create().name
    reader = Virsh(uri(daemon))
    status = subprocess.run(
        ["virsh", "-r", "-c", reader.uri, "start", name], capture_output=True, text=True, env=reader.environment, timeout=30)
    assert status.returncode and "read only" in status.stderr
    assert reader("domstate", name).strip() == "shut off"


def test_autostart(virsh, machine, scene, platform):
    """Kept where each hypervisor itself keeps it."""
    if platform == "vsphere":
        assert "HostAutoStartManager" in virsh.refused("autostart", machine)
        return
    assert virsh.facts("dominfo", machine)["Autostart"] == "disable"
    virsh("autostart", machine)
    assert virsh.facts("dominfo", machine)["Autostart"] == "enable"
    assert machine in virsh("list", "--all", "--autostart", "--name").split()
    assert scene.api_machine(scene.made[-1].config.instanceUuid) and scene.api(f"vms/{scene.made[-1].config.instanceUuid}").json()["autostart"] is True
    new = unique("renamed")
    virsh("domrename", machine, new)
    assert virsh.facts("dominfo", new)["Autostart"] == "enable"
    virsh("autostart", new, "--disable")
    assert virsh.facts("dominfo", new)["Autostart"] == "disable"
    assert new in virsh("list", "--all", "--no-autostart", "--name").split()
