"""govc, unmodified: its everyday commands on machines and hosts of all platforms."""

import pytest
import vsphere
from daemon import unique
from govc import Govc, Refused
from pyVmomi import vim

# What the platforms have no notion of, each refused with words of its own.
CANNOT = {
    "kvm": {"datastore.mkdir", "vm.upgrade", "vm.register"},
    "xen": {"datastore.mkdir", "vm.upgrade", "vm.register", "vm.keystrokes", "datastore.upload"},
    "hyperv": {"vm.upgrade", "vm.register"},
    "vsphere": set(),
}


@pytest.fixture(scope="module")
def govc(daemon, tmp_path_factory):
    return Govc(daemon.vsphere_port, tmp_path_factory.mktemp("govc"))


@pytest.fixture
def place(instance, platform):
    """The arguments that say where, in the words of the inventory."""
    host = vsphere.host_of(instance, platform)
    return ["-host", host.name, "-ds", vsphere.datastore_of(host).name]


@pytest.fixture
def machine(govc, place, platform):
    """A machine that govc has made."""
    name = unique("govc")
    govc("vm.create", "-m", 512, "-c", 1, "-g", "debian10_64Guest", "-net", "VM Network", *place, "-disk", "1G", "-on=false", name)
    yield name
    for left in govc.lines("find", "/", "-type", "m", "-name", f"*{name}*"):
        govc("vm.destroy", left)


def config(govc, name):
    [found] = govc.json("vm.info", name)["VirtualMachines"]
    return found["Config"]


def refused(platform, command):
    return command in CANNOT[platform]


def test_what_there_is(govc, instance):
    assert "VirtualCenter" in govc("about")
    assert govc.lines("ls") == [f"/Dragoman/{name}" for name in ("vm", "host", "datastore", "network")]
    names = {vm.name for vm in vsphere.find_all(instance, vim.VirtualMachine)}
    assert {path.rpartition("/")[2] for path in govc.lines("find", "/", "-type", "m")} >= names
    running = govc.lines("find", "/", "-type", "m", "-runtime.powerState", "poweredOn")
    assert 0 < len(running) < len(govc.lines("find", "/", "-type", "m"))
    for command in ("datacenter.info", "datastore.info", "license.ls", "role.ls", "permissions.ls", "session.ls", "option.ls",
                    "extension.info", "tasks", "library.ls", "storage.policy.ls", "fields.ls", "version"):
        govc(command)
    assert "Total" in govc("pool.info", "*/Resources") or govc("pool.info", "*/Resources")


def test_hosts(govc, instance, platform):
    name = vsphere.host_of(instance, platform).name
    assert f"Name:              {name}" in govc("host.info", "-host", name)
    for command in ("host.portgroup.info", "host.vswitch.info", "host.vnic.info", "host.service.ls", "host.option.ls",
                    "host.date.info", "host.storage.info", "host.autostart.info"):
        govc(command, "-host", name)
    assert "cpu.usage.average" in govc.lines("metric.ls", f"/Dragoman/host/{name}/{name}")
    assert name in govc("metric.sample", "-n", 1, f"/Dragoman/host/{name}/{name}", "cpu.usage.average")


def test_a_machine_of_its_life(govc, machine, place, platform):
    assert machine in govc("vm.info", machine)
    govc("vm.change", "-vm", machine, "-c", 2, "-m", 1024, "-annotation", "by govc", "-e", "guestinfo.a=b")
    made = config(govc, machine)
    assert (made["Hardware"]["NumCPU"], made["Hardware"]["MemoryMB"], made["Annotation"]) == (2, 1024, "by govc")
    assert {"Key": "guestinfo.a", "Value": "b"} in made["ExtraConfig"]
    govc("vm.power", "-on", machine)
    if refused(platform, "vm.keystrokes"):
        with pytest.raises(Refused, match="types"):
            govc("vm.keystrokes", "-vm", machine, "-s", "root")
    else:
        govc("vm.keystrokes", "-vm", machine, "-s", "root")
    govc("vm.power", "-reset", machine)
    govc("vm.power", "-suspend", machine)
    govc("vm.power", "-on", machine)
    govc("vm.power", "-off", machine)
    govc("snapshot.create", "-vm", machine, "before")
    govc("vm.change", "-vm", machine, "-m", 512)
    assert "before" in govc("snapshot.tree", "-vm", machine)
    govc("snapshot.revert", "-vm", machine, "before")
    assert config(govc, machine)["Hardware"]["MemoryMB"] == 1024
    govc("snapshot.remove", "-vm", machine, "*")
    assert not govc("snapshot.tree", "-vm", machine).strip()
    govc("vm.clone", "-vm", machine, "-on=false", *place, f"c-{machine}")
    govc("vm.markastemplate", f"c-{machine}")
    assert config(govc, f"c-{machine}")["Template"]
    govc("vm.clone", "-vm", f"c-{machine}", "-on=false", *place, f"d-{machine}")
    govc("vm.markasvm", *place[:2], f"c-{machine}")
    govc("object.rename", f"/Dragoman/vm/c-{machine}", f"e-{machine}")
    govc("vm.destroy", f"d-{machine}")
    if refused(platform, "vm.upgrade"):
        with pytest.raises(Refused):
            govc("vm.upgrade", "-vm", machine, "-version=20")
    assert "PowerOnVM_Task" in govc("events", "-n", 50, f"/Dragoman/vm/{machine}") or "powered on" in govc(
        "events", "-n", 50, f"/Dragoman/vm/{machine}")


def test_devices(govc, machine, place, platform):
    govc("vm.disk.create", "-vm", machine, *place[2:], "-name", f"{machine}-two", "-size", "1G")
    govc("vm.disk.change", "-vm", machine, "-disk.label", "Hard disk 2", "-size", "2G")
    sizes = [device["CapacityInBytes"] >> 30 for device in config(govc, machine)["Hardware"]["Device"] if "CapacityInBytes" in device]
    assert sizes == [1, 2]
    govc("vm.network.add", "-vm", machine, "-net", "VM Network", "-net.adapter", "vmxnet3")
    govc("vm.network.change", "-vm", machine, "-net", "Backup", "ethernet-1")
    govc("device.cdrom.add", "-vm", machine)
    govc("device.scsi.add", "-vm", machine, "-type", "pvscsi")
    listed = govc("device.ls", "-vm", machine)
    assert "ethernet-1" in listed and "cdrom-" in listed and "VM Network" in govc("device.info", "-vm", machine, "ethernet-0")
    govc("device.remove", "-vm", machine, "ethernet-1")
    govc("device.remove", "-vm", machine, next(line.split()[0] for line in listed.splitlines() if line.startswith("disk-") and "-1" in line))
    govc("device.boot", "-vm", machine, "-order", "disk,cdrom")
    # Hyper-V's has all there is.
    order = config(govc, machine)["BootOptions"]["BootOrder"]
    assert "DeviceKey" in order[0] and order[1] == {} and len(order) == (3 if platform == "hyperv" else 2)
    govc("device.boot", "-vm", machine, "-order", "-")
    assert len(config(govc, machine)["BootOptions"]["BootOrder"] or []) < 2


def test_storage(govc, machine, place, platform, tmp_path):
    store = place[2:]
    govc("datastore.disk.create", *store, "-size", "1G", f"{machine}.vmdk")
    assert f"{machine}" in govc("datastore.ls", *store) or platform == "xen"
    assert "Type:" in govc("datastore.disk.info", *store, f"{machine}.vmdk")
    govc("datastore.rm", *store, f"{machine}.vmdk")
    with pytest.raises(Refused):
        govc("datastore.disk.info", *store, f"{machine}.vmdk")
    file = tmp_path / "notes.txt"
    file.write_text("notes\n")
    name = f"{machine}.txt"
    if refused(platform, "datastore.upload"):
        with pytest.raises(Refused, match="501"):
            govc("datastore.upload", *store, file, name)
    else:
        govc("datastore.upload", *store, file, name)
        assert govc("datastore.download", *store, name, "-") == "notes\n"
        govc("datastore.cp", *store, name, f"2-{name}")
        govc("datastore.mv", *store, f"2-{name}", f"3-{name}")
        govc("datastore.rm", *store, f"3-{name}")
        govc("datastore.rm", *store, name)
    if refused(platform, "datastore.mkdir"):
        with pytest.raises(Refused, match="flat"):
            govc("datastore.mkdir", *store, f"folder-{machine}")


def test_export_and_import(govc, machine, place, tmp_path):
    govc("export.ovf", "-vm", machine, tmp_path)
    govc("import.ovf", *place, "-name", f"i-{machine}", tmp_path / machine / f"{machine}.ovf")
    assert config(govc, f"i-{machine}")["Hardware"]["MemoryMB"] == 512


def test_what_is_not_served_is_refused_and_leaves_all_as_it_was(govc, machine):
    for command in (["vm.customize", "-vm", machine], ["dvs.create", "none"], ["host.esxcli", "-host", "kvm01", "system", "version", "get"]):
        with pytest.raises(Refused):
            govc(*command)


def test_tags_fields_and_folders(govc, machine):
    category, tag, field, folder = (unique(kind) for kind in ("category", "tag", "field", "folder"))
    govc("tags.category.create", category)
    govc("tags.create", "-c", category, tag)
    govc("tags.attach", tag, f"/Dragoman/vm/{machine}")
    assert tag in govc("tags.attached.ls", "-r", f"/Dragoman/vm/{machine}")
    govc("tags.rm", "-f", tag)
    govc("tags.category.rm", category)
    govc("fields.add", field)
    govc("fields.set", field, "gold", f"/Dragoman/vm/{machine}")
    assert "gold" in govc("fields.info", f"/Dragoman/vm/{machine}")
    govc("fields.rm", field)
    govc("folder.create", f"/Dragoman/vm/{folder}")
    govc("object.mv", f"/Dragoman/vm/{machine}", f"/Dragoman/vm/{folder}")
    assert govc.lines("ls", f"/Dragoman/vm/{folder}") == [f"/Dragoman/vm/{folder}/{machine}"]
    govc("object.mv", f"/Dragoman/vm/{folder}/{machine}", "/Dragoman/vm")
    govc("object.destroy", f"/Dragoman/vm/{folder}")
    govc("pool.create", f"/Dragoman/host/kvm01/Resources/{folder}")
    govc("pool.destroy", f"/Dragoman/host/kvm01/Resources/{folder}")


def test_a_kept_session_that_has_ended_is_begun_anew(govc, instance):
    govc("ls")
    manager = instance.content.sessionManager
    manager.TerminateSession([session.key for session in manager.sessionList if session.userAgent.startswith("govc")])
    assert govc.lines("ls")


def test_one_host_by_itself(daemon, instance, platform, tmp_path):
    alone = Govc(daemon.host_ports[f"{platform}01"], tmp_path)
    assert "HostAgent" in alone("about")
    names = {vm.name for vm in vsphere.host_of(instance, platform).vm}
    assert {path.rpartition("/")[2] for path in alone.lines("find", "/", "-type", "m")} == names
    assert alone("host.info")
