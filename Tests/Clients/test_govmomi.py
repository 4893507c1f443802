"""govc's everyday commands, by Debian's govmomi, on hosts and machines of all four platforms."""

import re

import pytest
from daemon import PLATFORMS, Daemon, configuration, unique, wait_until
from govmomi import Fault, Govmomi

GIB = 1 << 30
DC = "/Dragoman"
# Where content can be put into datastores.
UPLOADS = ("vsphere", "kvm")


@pytest.fixture(scope="module")
def daemon(tmp_path_factory):
    """Each host has a datastore of its own name."""
    text = configuration()
    for platform in PLATFORMS:
        host = f"platform: {platform}, driver: simulated, vms: 4"
        text = text.replace(host, f"{host}, datastores: [{{name: {platform}-store, capacity: 500, free: 400}}]")
    daemon = Daemon(tmp_path_factory.mktemp("govmomi"), text).start()
    yield daemon
    status, _ = daemon.stop()
    assert status == 0, daemon.log[-4000:]


@pytest.fixture(scope="module")
def govc(daemon):
    client = Govmomi(daemon.vsphere_port)
    yield client
    client.close()


class Machine:
    """A machine that the client made, and what it is told of it."""

    def __init__(self, govc, platform):
        self.govc, self.platform, self.name = govc, platform, unique(f"{platform}-go")
        self.place = {"host": f"{platform}01", "ds": f"{platform}-store", "net": "VM Network"}
        govc("vm.create", name=self.name, cpus=2, memory=1024, disk=4, annotation="made by govmomi", **self.place)

    def __call__(self, command, /, **options):
        return self.govc(command, vm=self.name, **options)

    @property
    def info(self):
        return self("vm.info")

    @property
    def power(self):
        return self.info["Runtime"]["PowerState"]

    @property
    def disks(self):
        return sorted(device["CapacityInKB"] << 10 for device in self.info["Config"]["Hardware"]["Device"]
                      if "CapacityInKB" in device)

    def named(self, kind):
        """The names of its devices of a type."""
        return sorted(name for name, known in self("device.ls").items() if kind in known)


@pytest.fixture
def machine(govc, platform):
    machine = Machine(govc, platform)
    yield machine
    for name in (machine.name, f"{machine.name}-clone", f"{machine.name}-2"):
        try:
            govc("vm.destroy", vm=name)
        except Fault as fault:
            assert fault.kind == "NotFoundError", fault


@pytest.fixture
def path(machine):
    return f"{DC}/vm/{machine.name}"


# Finding

def test_about(govc):
    about = govc("about")
    assert (about["ApiType"], about["ProductLineId"]) == ("VirtualCenter", "vpx")
    assert re.match(r"20\d\d-", govc("about.time"))


def test_list_of_every_kind(govc):
    hosts = [f"{platform}01" for platform in sorted(PLATFORMS)]
    assert govc("list", kind="Datacenter", path="*") == [DC]
    assert govc("list", kind="HostSystem", path="*/*") == [f"{DC}/host/{host}/{host}" for host in hosts]
    assert govc("list", kind="ComputeResource", path="*") == [f"{DC}/host/{host}" for host in hosts]
    assert govc("list", kind="ResourcePool", path="*/Resources") == [f"{DC}/host/{host}/Resources" for host in hosts]
    assert govc("list", kind="Datastore", path="*-store") == sorted(f"{DC}/datastore/{name}-store" for name in PLATFORMS)
    assert {f"{DC}/network/VM Network", f"{DC}/network/Backup"} <= set(govc("list", kind="Network", path="*"))
    assert f"{DC}/vm" in govc("list", kind="Folder", path=f"{DC}/*")
    with pytest.raises(Fault) as nothing:
        govc("list", kind="ClusterComputeResource", path="*")
    assert nothing.value.kind == "NotFoundError"
    assert len(govc("list", kind="VirtualMachine", path="*")) >= 16


def test_list_by_path_and_glob(govc, platform):
    names = govc("list", kind="VirtualMachine", path=f"{platform}01-*")
    assert len(names) == 4 and all(name.startswith(f"{DC}/vm/{platform}01-") for name in names)
    assert govc("list", kind="VirtualMachine", path=f"{DC}/vm/{platform}01-w[e]b??") == [f"{DC}/vm/{platform}01-web01"]
    assert govc("ls", path="/") == [DC]
    assert set(govc("ls", path=DC)) == {f"{DC}/{name}" for name in ("vm", "host", "datastore", "network")}
    assert f"{DC}/host/{platform}01/{platform}01" in govc("ls", path=f"{DC}/host/{platform}01")


def test_find(govc, platform):
    machines = govc("find", kind="VirtualMachine", property="name", value=f"{platform}01-*")
    assert len(machines) == 4
    on = govc("find", kind="VirtualMachine", path=f"{DC}/vm", property="runtime.powerState", value="poweredOn")
    assert {name for name in machines if "web01" in name} <= set(on)
    assert f"{DC}/vm/{platform}01-db02" in machines and f"{DC}/vm/{platform}01-db02" not in on
    assert len(govc("find", kind="HostSystem")) == 4


def test_search_index(govc, platform):
    found = govc("search", vm=f"{platform}01-web01")
    assert found and all(found.values()), found
    assert {"uuid", "instanceUuid", "path", "file", "child", "all"} <= set(found)


# Everything

def test_every_property_of_every_object(govc):
    """Once more after a failed task, so that there is a fault to decode."""
    with pytest.raises(Fault) as refused:
        govc("vm.power", vm="kvm01-web01", on=True)
    assert refused.value.kind == "InvalidPowerState"
    seen = govc("everything")
    assert not seen["Problems"], "\n".join(seen["Problems"][:60])
    assert seen["Objects"]["VirtualMachine"] >= 16 and seen["Objects"]["HostSystem"] == 4
    assert {"Datacenter", "Folder", "ComputeResource", "ResourcePool", "Datastore", "Network", "Task", "VirtualMachineSnapshot",
            "HostNetworkSystem", "HostStorageSystem", "HostDatastoreBrowser", "EnvironmentBrowser", "SessionManager",
            "EventManager", "TaskManager", "PerformanceManager"} <= set(seen["Objects"])
    assert not [gone for gone in seen["Gone"] or [] if not gone.startswith(("Task:", "PropertyFilter:"))]
    assert seen["Properties"] > 1000


def test_all_machines_whole(govc):
    machines = {each["Name"]: each for each in govc("machines")}
    for platform in PLATFORMS:
        web = machines[f"{platform}01-web01"]
        assert web["Config"]["Hardware"]["NumCPU"] == 1 and web["Summary"]["Config"]["Name"] == web["Name"]
        assert web["Runtime"]["PowerState"] == "poweredOn"


def test_one_property(govc, platform):
    vm = f"{DC}/vm/{platform}01-web01"
    assert govc("object.collect", path=vm, property="name") == f"{platform}01-web01"
    assert govc("object.collect", path=vm, property="config.hardware.numCPU") == 1
    assert govc("object.collect", path=vm, property="runtime.question") is None
    assert govc("object.collect", path=f"{DC}/host/{platform}01/{platform}01", property="summary.hardware.numCpuCores") == 64
    with pytest.raises(Fault) as refused:
        govc("object.collect", path=vm, property="config.nonsense")
    assert refused.value.kind == "InvalidProperty"


def test_a_host_by_itself(daemon, platform):
    """The same of each host as a stand-alone ESXi host."""
    govc = Govmomi(daemon.host_ports[f"{platform}01"])
    try:
        assert govc("about")["ApiType"] == "HostAgent"
        assert len(govc("list", kind="VirtualMachine", path=f"{platform}01-*")) == 4
        seen = govc("everything")
        assert not seen["Problems"], "\n".join(seen["Problems"][:60])
        assert seen["Objects"]["VirtualMachine"] >= 4 and seen["Objects"]["HostSystem"] == 1
        govc("vm.power", vm=f"{platform}01-db02", on=True)
        govc("vm.power", vm=f"{platform}01-db02", off=True)
        assert govc("vm.info", vm=f"{platform}01-db02")["Runtime"]["PowerState"] == "poweredOff"
    finally:
        govc.close()


# A machine's life

def test_create(machine):
    info = machine.info
    assert info["Config"]["Annotation"] == "made by govmomi"
    assert (info["Config"]["Hardware"]["NumCPU"], info["Config"]["Hardware"]["MemoryMB"]) == (2, 1024)
    assert info["Runtime"]["PowerState"] == "poweredOff" and machine.disks == [4 * GIB]
    assert machine.named("VirtualVmxnet3") == ["ethernet-0"] and machine.named("ParaVirtualSCSIController")
    if machine.platform != "xen":
        # XAPI has no rule against two machines of one name.
        with pytest.raises(Fault) as refused:
            machine.govc("vm.create", name=machine.name, cpus=1, memory=512, disk=1, **machine.place)
        assert "already" in refused.value.message or refused.value.kind == "FileAlreadyExists"


def test_change(machine):
    machine("vm.change", cpus=4, memory=2048, annotation="changed", extra="guestinfo.role=web")
    config = machine.info["Config"]
    assert (config["Hardware"]["NumCPU"], config["Hardware"]["MemoryMB"], config["Annotation"]) == (4, 2048, "changed")
    assert {"guestinfo.role": "web"}.items() <= {each["Key"]: each["Value"] for each in config["ExtraConfig"]}.items()
    machine("vm.change", name=f"{machine.name}-2")
    assert machine.govc("vm.info", vm=f"{machine.name}-2")["Name"] == f"{machine.name}-2"


def test_power_on_of_many(govc, machine):
    """vm.power -M: a machine that runs is not attempted."""
    govc("vm.clone", vm=machine.name, name=f"{machine.name}-2", **machine.place)
    machine("vm.power", on=True)
    result = govc("vm.power", vm=f"{machine.name}*", M=True)
    assert result == {"Attempted": 1, "NotAttempted": ["*types.InvalidPowerState"]}
    assert govc("vm.info", vm=f"{machine.name}-2")["Runtime"]["PowerState"] == "poweredOn"
    for name in (machine.name, f"{machine.name}-2"):
        govc("vm.power", vm=name, off=True)


def test_power(machine):
    machine("vm.power", on=True)
    assert machine.power == "poweredOn"
    with pytest.raises(Fault) as refused:
        machine("vm.power", on=True)
    assert refused.value.kind == "InvalidPowerState"
    machine("vm.power", reset=True)
    machine("vm.power", suspend=True)
    assert machine.power == "suspended"
    machine("vm.power", on=True)
    wait_until(lambda: machine.info["Guest"]["ToolsRunningStatus"] == "guestToolsRunning", 20, what="a running guest")
    assert re.fullmatch(r"[\d.]+", machine("vm.ip"))
    machine("vm.power", s=True)
    assert machine.power == "poweredOff"
    machine("vm.power", on=True)
    wait_until(lambda: machine.info["Guest"]["ToolsRunningStatus"] == "guestToolsRunning", 20, what="a running guest")
    machine("vm.power", r=True)
    machine("vm.power", off=True)
    with pytest.raises(Fault) as refused:
        machine("vm.power", off=True)
    assert refused.value.kind == "InvalidPowerState"


def test_snapshots(machine):
    machine("snapshot.create", name="one", description="the first")
    machine("snapshot.create", name="two")
    assert machine("snapshot.tree") == ["one", "one/two*"]
    machine("snapshot.revert", name="one")
    machine("snapshot.create", name="three")
    assert sorted(machine("snapshot.tree")) == ["one", "one/three*", "one/two"]
    machine("snapshot.revert")
    machine("snapshot.remove", name="two")
    assert machine("snapshot.tree") == ["one", "one/three*"]
    with pytest.raises(Fault):
        machine("snapshot.remove", name="never")
    machine("snapshot.remove", name="*")
    assert machine("snapshot.tree") == []


def test_clone_and_template(machine):
    clone = f"{machine.name}-clone"
    machine("vm.clone", name=clone, **machine.place)
    info = machine.govc("vm.info", vm=clone)
    assert info["Config"]["Uuid"] != machine.info["Config"]["Uuid"] and info["Runtime"]["PowerState"] == "poweredOff"
    assert info["Config"]["Hardware"]["NumCPU"] == 2
    machine.govc("vm.destroy", vm=clone)
    machine("vm.markastemplate")
    assert machine.info["Config"]["Template"] is True
    machine("vm.clone", name=clone, on=True, **machine.place)
    info = machine.govc("vm.info", vm=clone)
    assert info["Runtime"]["PowerState"] == "poweredOn" and not info["Config"]["Template"]
    machine("vm.markasvm", host=machine.place["host"])
    assert machine.info["Config"]["Template"] is False


def test_register(machine, path):
    file = machine.info["Config"]["Files"]["VmPathName"]
    machine("vm.unregister")
    with pytest.raises(Fault):
        machine("vm.info")
    machine.govc("vm.register", path=file, name=machine.name, host=machine.place["host"])
    assert machine.info["Config"]["Hardware"]["NumCPU"] == 2 and machine.disks == [4 * GIB]


def test_destroy_of_what_runs(machine):
    machine("vm.power", on=True)
    machine("vm.destroy")
    with pytest.raises(Fault) as gone:
        machine("vm.info")
    assert gone.value.kind == "NotFoundError"


# Devices

def test_disks(machine):
    [first] = machine.named("VirtualDisk")
    [second] = [name for name in machine("vm.disk.create", size=2, ds=machine.place["ds"]) if name.startswith("disk-")]
    assert machine.disks == [2 * GIB, 4 * GIB]
    machine("vm.disk.change", device=second, size=3)
    assert machine.disks == [3 * GIB, 4 * GIB]
    machine("device.remove", device=second)
    assert machine.disks == [4 * GIB] and machine.named("VirtualDisk") == [first]
    assert machine("device.info", device=first)["CapacityInKB"] << 10 == 4 * GIB
    with pytest.raises(Fault):
        machine("device.info", device="disk-9-9")


def test_disk_is_kept_and_attached_again(machine):
    ds = machine.place["ds"]
    [name] = [name for name in machine("vm.disk.create", size=2, ds=ds) if name.startswith("disk-")]
    file = machine("device.info", device=name)["Backing"]["FileName"].partition("] ")[2]
    machine("device.remove", device=name, keep=True)
    assert machine.disks == [4 * GIB]
    machine("vm.disk.attach", disk=file, ds=ds)
    assert machine.disks == [2 * GIB, 4 * GIB]


def test_controllers(machine):
    """The nearest that the platform has; Xen's disks need none."""
    nearest = {"xen": [], "hyperv": ["pvscsi-1001"]}.get(machine.platform, ["lsilogic-1001"])
    assert machine("device.scsi.add", type="lsilogic") == nearest


def test_cards(machine):
    added = machine("vm.network.add", net="Backup")
    assert added == ["ethernet-1"]
    info = machine("device.info", device="ethernet-1")
    assert info["Backing"]["DeviceName"] == "Backup" and info["MacAddress"]
    machine("vm.network.change", device="ethernet-1", net="VM Network", mac="00:50:56:00:12:34")
    info = machine("device.info", device="ethernet-1")
    assert (info["Backing"]["DeviceName"], info["MacAddress"]) == ("VM Network", "00:50:56:00:12:34")
    machine("device.disconnect", device="ethernet-1")
    assert machine("device.info", device="ethernet-1")["Connectable"]["StartConnected"] is False
    machine("device.connect", device="ethernet-1")
    assert machine("device.info", device="ethernet-1")["Connectable"]["StartConnected"] is True
    machine("device.remove", device="ethernet-1")
    assert machine.named("VirtualVmxnet3") == ["ethernet-0"]


def test_drive(machine):
    [name] = [name for name in machine("device.cdrom.add") if name.startswith("cdrom-")]
    if machine.platform in UPLOADS:
        iso = f"{unique('image')}.iso"
        machine.govc("datastore.upload", ds=machine.place["ds"], path=iso, content="an image" * 512)
        machine("device.cdrom.insert", iso=iso, ds=machine.place["ds"])
        assert machine("device.info", device=name)["Backing"]["FileName"].endswith(iso)
    machine("device.cdrom.eject")
    assert "FileName" not in machine("device.info", device=name)["Backing"]
    machine("device.remove", device=name)
    assert not machine.named("VirtualCdrom")


def test_boot(machine):
    """XAPI has no boot delay; Hyper-V's firmware is left as it is."""
    if machine.platform == "hyperv":
        with pytest.raises(Fault) as refused:
            machine("device.boot", delay=0)
        assert refused.value.kind == "NotSupported"
        return
    delay = 0 if machine.platform == "xen" else 3000
    assert machine("device.boot", delay=delay) == {"Order": ["disk", "ethernet"], "Delay": delay}


# What happened

def test_tasks_and_events(machine, path):
    machine("vm.power", on=True)
    with pytest.raises(Fault):
        machine("vm.power", on=True)
    wait_until(lambda: machine.info["Guest"]["ToolsRunningStatus"] == "guestToolsRunning", 20, what="a running guest")
    tasks = machine.govc("tasks", path=path)
    assert {("VirtualMachine.powerOn", "success"), ("VirtualMachine.powerOn", "error")} <= {
        (task["Description"], task["State"]) for task in tasks}
    assert {task["Entity"] for task in tasks} == {machine.name}
    assert [task["Fault"] for task in tasks if task["State"] == "error"] == ["InvalidPowerState"]
    assert len(machine.govc("tasks")) >= 2

    events = machine.govc("events", path=path, n=25)
    kinds = [event["Type"] for event in events]
    assert "VmCreatedEvent" in kinds and "VmPoweredOnEvent" in kinds
    assert {event["Category"] for event in events} <= {"info", "warning", "error", "user"}
    assert all(event["Message"] for event in events)
    [on] = machine.govc("events.query", path=path, type="VmPoweredOnEvent")
    assert on["User"].endswith("demo") and on["Type"] == "VmPoweredOnEvent"
    assert machine.govc("events.query", path=f"{DC}/host/{machine.place['host']}", type="VmPoweredOnEvent")
    pages = machine.govc("events.pages", path=path, n=2)
    keys = [event["Key"] for page in pages for event in page]
    assert {event["Key"] for event in events} <= set(keys) and len(keys) == len(set(keys)) > 2
    assert all(len(page) <= 2 for page in pages)


# Metrics

def test_metrics(govc, platform):
    vm, host = f"{DC}/vm/{platform}01-web01", f"{DC}/host/{platform}01/{platform}01"
    assert [each["SamplingPeriod"] for each in govc("metric.interval.info")] == [300, 1800, 7200, 86400]
    assert govc("metric.info", metric="cpu.usage.average")["UnitInfo"]["Key"] == "percent"
    assert govc("metric.provider", path=vm)["RefreshRate"] == 20

    def sampled():
        found = govc("metric.sample", path=vm, metrics="cpu.usage.average,mem.consumed.average", n=3, instance="-")
        return found and all(series["Value"] and series["Value"][-1] > 0 for series in found[0]["Value"]) and found

    # Of the time in which the machine was off, the samples are 0.
    [sample] = wait_until(sampled, 45, every=0.5, what="a sample of a running machine")
    assert {series["Name"] for series in sample["Value"]} == {"cpu.usage.average", "mem.consumed.average"}
    assert {"cpu.usage.average", "net.received.average", "virtualDisk.read.average"} <= set(govc("metric.ls", path=vm))
    assert {"cpu.usage.average", "mem.usage.average"} <= set(govc("metric.ls", path=host))
    many = govc("metric.sample", path=f"{DC}/vm/{platform}01-*", metrics="cpu.usage.average", n=1)
    assert len(many) >= 2 and len({each["Entity"]["Value"] for each in many}) == len(many)


# Datastores

def test_files(govc, platform):
    ds, home = f"{platform}-store", unique("files")
    assert govc("datastore.info", ds=ds)["Summary"]["Capacity"] == 500 * GIB
    if platform not in ("vsphere", "hyperv"):
        with pytest.raises(Fault) as refused:
            govc("datastore.mkdir", ds=ds, path=home)
        assert refused.value.kind == "NotSupported"
        if platform in UPLOADS:
            govc("datastore.upload", ds=ds, path=f"{home}.txt", content="hello, pool\n")
            assert govc("datastore.download", ds=ds, path=f"{home}.txt") == "hello, pool\n"
            govc("datastore.rm", ds=ds, path=f"{home}.txt")
        assert f"[{ds}] {home}.txt" not in govc("datastore.ls", ds=ds)
        return
    govc("datastore.mkdir", ds=ds, path=f"{home}/deep", p=True)
    govc("datastore.upload", ds=ds, path=f"{home}/notes.txt", content="hello, datastore\n")
    assert govc("datastore.download", ds=ds, path=f"{home}/notes.txt") == "hello, datastore\n"
    assert govc("datastore.ls", ds=ds, path=home)[f"[{ds}] {home}/notes.txt"] == 17
    govc("datastore.cp", ds=ds, path=f"{home}/notes.txt", to=f"{home}/deep/copy.txt")
    govc("datastore.mv", ds=ds, path=f"{home}/notes.txt", to=f"{home}/moved.txt")
    found = govc("datastore.ls", ds=ds, path=home, R=True, match="*.txt")
    assert {name.rpartition("/")[2] for name in found} == {"copy.txt", "moved.txt"}
    if platform == "hyperv":
        # Its provider deletes files and no folders.
        for name in found:
            govc("datastore.rm", ds=ds, path=name.removeprefix(f"[{ds}] "))
        assert not [name for name in govc("datastore.ls", ds=ds, path=home, R=True) if name.endswith(".txt")]
        return
    govc("datastore.rm", ds=ds, path=home)
    with pytest.raises(Fault) as gone:
        govc("datastore.ls", ds=ds, path=home)
    assert gone.value.kind == "FileNotFound"


def test_disk_files(govc, platform):
    ds = f"{platform}-store"
    ending = {"hyperv": ".vhdx", "kvm": ".qcow2"}.get(platform, ".vmdk")
    home = {"hyperv": "Hyper-V/Virtual Hard Disks/"}.get(platform, "")
    file = f"{home}{unique('disk')}{ending}"
    govc("datastore.disk.create", ds=ds, path=file, size=2)
    assert re.fullmatch(r"[0-9a-fA-F -]{32,}", govc("datastore.disk.uuid", ds=ds, path=file))
    govc("datastore.rm", ds=ds, path=file)
    with pytest.raises(Fault) as gone:
        govc("datastore.disk.uuid", ds=ds, path=file)
    assert gone.value.kind == "FileNotFound"


# Hosts

def test_host(govc, platform):
    host = f"{platform}01"
    info = govc("host.info", host=host)
    assert info["Summary"]["Hardware"]["NumCpuCores"] == 64 and info["Runtime"]["ConnectionState"] == "connected"
    assert {"VM Network", "Backup"} <= {
        group["Spec"]["Name"] for group in govc("host.portgroup.info", host=host)["Portgroup"]}
    assert isinstance(govc("host.service.ls", host=host), (list, type(None)))
    assert re.match(r"20\d\d-", govc("host.date.info", host=host))
    govc("host.vnic.info", host=host)
    govc("host.storage.info", host=host)
    with pytest.raises(Fault) as refused:
        govc("host.option.ls", host=host, name="No.SuchOption")
    assert refused.value.kind == "InvalidName"


# Inventory

def test_folders_and_moves(govc, machine, path):
    folder = unique("folder")
    govc("folder.create", path=f"{DC}/vm", name=folder)
    govc("object.mv", path=path, to=f"{DC}/vm/{folder}")
    assert govc("ls", path=f"{DC}/vm/{folder}") == [f"{DC}/vm/{folder}/{machine.name}"]
    govc("object.mv", path=f"{DC}/vm/{folder}/{machine.name}", to=f"{DC}/vm")
    govc("object.rename", path=f"{DC}/vm/{folder}", name=f"{folder}-2")
    govc("object.destroy", path=f"{DC}/vm/{folder}-2")
    assert f"{DC}/vm/{folder}-2" not in govc("ls", path=f"{DC}/vm")


def test_pools(govc, platform):
    pool = unique("pool")
    parent = f"{DC}/host/{platform}01/Resources"
    govc("pool.create", path=parent, name=pool)
    assert govc("list", kind="ResourcePool", path=f"{parent}/{pool}") == [f"{parent}/{pool}"]
    govc("pool.destroy", path=f"{parent}/{pool}")
    with pytest.raises(Fault):
        govc("list", kind="ResourcePool", path=f"{parent}/{pool}")


def test_datacenter(govc):
    name = unique("dc")
    govc("datacenter.create", name=name)
    assert set(govc("list", kind="Datacenter", path="*")) == {DC, f"/{name}"}
    govc("object.destroy", path=f"/{name}")
    assert govc("list", kind="Datacenter", path="*") == [DC]


# Administration

def test_fields(govc, machine, path):
    name = unique("field")
    govc("fields.add", name=name, type="VirtualMachine")
    govc("fields.set", path=path, name=name, value="blue")
    [key] = [field["Key"] for field in govc("fields.ls") if field["Name"] == name]
    assert [value["Value"] for value in machine.info["CustomValue"] if value["Key"] == key] == ["blue"]
    govc("fields.rename", name=name, to=f"{name}-2")
    govc("fields.rm", name=f"{name}-2")
    assert key not in [field["Key"] for field in govc("fields.ls") or []]


def test_administration(govc):
    assert {"Admin", "ReadOnly"} <= {role["Name"] for role in govc("role.ls")}
    permissions = govc("permissions.ls", path=DC)
    assert all(permission["Principal"] for permission in permissions)
    assert govc("license.ls")[0]["LicenseKey"]
    govc("option.ls", name="")
    sessions = govc("session.ls")
    assert sessions["CurrentSession"]["Key"] in [each["Key"] for each in sessions["SessionList"]]
    assert govc("session.active") is True
    assert govc("session.clone") == "demo"
    assert govc("library.ls") in ([], None)


def test_tickets_and_what_there_is_not(govc):
    assert govc("vm.console", vm="kvm01-web01")
    # No logs of hosts, and nothing is done inside guests: the managers are there, and can be read.
    assert {"DiagnosticManager", "GuestOperationsManager", "CustomizationSpecManager"} <= set(govc("everything")["Objects"])
