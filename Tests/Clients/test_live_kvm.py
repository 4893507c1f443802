"""A real libvirtd with real QEMU guests, managed by pyVmomi and XenAPI through the daemon, and looked at with virsh past it."""

import os
import signal

import pytest
import requests
import vsphere
from daemon import PASSWORD, USER, Daemon, configuration, unique, wait_until
from libvirtd import Libvirtd
from live import instance, watcher  # noqa: F401
from pyVmomi import vim, vmodl
from test_xapi_machines import House

MIB = 1 << 20


@pytest.fixture(scope="module")
def directory(tmp_path_factory):
    return tmp_path_factory.mktemp("kvm")


@pytest.fixture(scope="module")
def libvirtd(directory):
    started = Libvirtd(directory / "libvirtd")
    try:
        yield started.open()
    finally:
        started.close()


@pytest.fixture(scope="module")
def daemon(directory, libvirtd):
    started = Daemon(directory / "daemon", configuration(platforms=("xen",), vms=1) + libvirtd.entry("real")).start()
    yield started
    assert started.is_alive, f"the daemon has ended:\n{started.log[-4000:]}"
    status, seconds = started.stop()
    assert status == 0, f"exit status {status}:\n{started.log[-4000:]}"
    assert seconds < 10


@pytest.fixture(scope="module")
def xapi(daemon):
    session = daemon.xenapi()
    yield session.xenapi
    session.xenapi.session.logout()


@pytest.fixture
def host(instance, libvirtd):
    return next(host for host in vsphere.find_all(instance, vim.HostSystem) if host.hardware.systemInfo.uuid == libvirtd.uuid)


def create(host, name, **members):
    spec = vsphere.machine_spec(name, cpus=1, memory=128, datastore=host.datastore[0].name, **{"disks": (1,), "nics": 0, **members})
    for item in spec.deviceChange:
        if isinstance(item.device, vim.vm.device.VirtualEthernetCard):
            item.device.backing.deviceName = host.network[0].name
    return vsphere.run(vsphere.datacenter_of(host).vmFolder.CreateVM_Task(spec, host.parent.resourcePool, host))


@pytest.fixture
def machine(host, libvirtd):
    vm = create(host, unique("guest"), nics=1)
    yield vm
    name = vm.name
    if libvirtd.state(name) in ("running", "paused"):
        libvirtd.virsh("destroy", name)
        wait_until(lambda: vm.runtime.powerState == "poweredOff", what="the end of the guest")
    vsphere.run(vm.Destroy_Task())


def reconfigure(vm, *changes, **members):
    vsphere.run(vm.ReconfigVM_Task(vim.vm.ConfigSpec(deviceChange=list(changes), **members)))


def test_the_host_as_it_is(instance, host, libvirtd):
    assert host.runtime.connectionState == "connected"
    info = dict(line.split(":", 1) for line in libvirtd.virsh("nodeinfo").splitlines())
    assert host.hardware.memorySize // MIB == int(info["Memory size"].split()[0]) // 1024
    assert host.hardware.cpuInfo.numCpuThreads == int(info["CPU(s)"])
    assert "QEMU 7" in host.config.product.fullName or host.config.product.version
    assert [network.name for network in host.network] == ["lan"]
    [store] = host.datastore
    assert store.name == "default" and store.summary.accessible
    assert store.summary.capacity == int(libvirtd.xml_of("pool", "default").findtext("capacity"))


def test_a_guest_s_life(instance, host, libvirtd, watcher):
    name = unique("life")
    vm = create(host, name, nics=1, notes="made through the daemon")
    uuid = vm.config.uuid
    assert libvirtd.uuid_of(name) == uuid and libvirtd.state(name) == "off"
    assert libvirtd.virsh("desc", name) == "made through the daemon"
    xml = libvirtd.xml(name)
    assert xml.get("type") == "qemu" and int(xml.findtext("memory")) == 128 * 1024
    assert f"{name}.qcow2" in libvirtd.volumes()

    vsphere.run(vm.PowerOnVM_Task())
    assert libvirtd.state(name) == "running" and vm.runtime.powerState == "poweredOn"
    with pytest.raises(vim.fault.InvalidPowerState) as refusal:
        vsphere.run(vm.PowerOnVM_Task())
    assert refusal.value.existingState == "poweredOn"
    vsphere.run(vm.ResetVM_Task())

    vsphere.run(vm.SuspendVM_Task())
    assert libvirtd.state(name) == "suspended" and vm.runtime.powerState == "suspended"
    vsphere.run(vm.PowerOnVM_Task())
    assert libvirtd.state(name) == "running"
    vm.ShutdownGuest()
    vsphere.run(vm.PowerOffVM_Task())
    assert libvirtd.state(name) == "off"

    vsphere.run(vm.Rename_Task(name + "-renamed"))
    reconfigure(vm, annotation="changed", numCPUs=2, memoryMB=256)
    xml = libvirtd.xml(name + "-renamed")
    assert xml.findtext("vcpu") == "2" and int(xml.findtext("currentMemory")) == 256 * 1024
    assert xml.findtext("description") == "changed"
    wait_until(lambda: watcher.machine(uuid)["notes"] == "changed" and watcher.machine(uuid)["cpus"] == 2, 5)

    vsphere.run(vm.Destroy_Task())
    assert not libvirtd.exists(name + "-renamed")
    assert f"{name}.qcow2" not in libvirtd.volumes()
    wait_until(lambda: watcher.machine(uuid) is None, 5)


def test_devices_of_a_running_guest(host, libvirtd, machine):
    name = machine.name
    vsphere.run(machine.PowerOnVM_Task())
    [controller] = vsphere.devices(machine, vim.vm.device.ParaVirtualSCSIController) or [None]
    card = vsphere.nic(host.network[0].name, mac="52:54:00:12:34:56")
    reconfigure(machine, card)
    assert "52:54:00:12:34:56" in libvirtd.virsh("domiflist", name)
    assert "52:54:00:12:34:56" in [device.macAddress for device in vsphere.devices(machine, vim.vm.device.VirtualEthernetCard)]
    disk = vsphere.disk(2, controller.key, 3)
    reconfigure(machine, disk)
    listed = libvirtd.virsh("domblklist", name)
    assert len(listed.splitlines()) == 2
    assert sorted(device.capacityInBytes >> 30 for device in vsphere.devices(machine, vim.vm.device.VirtualDisk)) == [1, 2]


def test_snapshots(host, libvirtd, machine):
    name = machine.name
    vsphere.run(machine.CreateSnapshot_Task("clean", "before anything", False, False))
    assert libvirtd.snapshots(name) == {"clean": None}
    vsphere.run(machine.PowerOnVM_Task())
    vsphere.run(machine.CreateSnapshot_Task("running", "", True, False))
    assert libvirtd.snapshots(name) == {"clean": None, "running": "clean"}
    assert dict(vsphere.flat(machine.snapshot.rootSnapshotList)) == {"clean": None, "running": "clean"}
    assert machine.snapshot.currentSnapshot == vsphere.snapshot_named(machine, "running")
    vsphere.run(machine.PowerOffVM_Task())

    vsphere.run(vsphere.snapshot_named(machine, "running").RevertToSnapshot_Task())
    assert libvirtd.state(name) == "running" and machine.runtime.powerState == "poweredOn"
    vsphere.run(vsphere.snapshot_named(machine, "clean").RevertToSnapshot_Task())
    assert libvirtd.state(name) == "off" and machine.runtime.powerState == "poweredOff"
    vsphere.run(vsphere.snapshot_named(machine, "running").RemoveSnapshot_Task(False))
    assert libvirtd.snapshots(name) == {"clean": None}
    vsphere.run(machine.RemoveAllSnapshots_Task())
    assert libvirtd.snapshots(name) == {} and not machine.snapshot


def test_changes_made_directly_arrive(instance, host, libvirtd, watcher, xapi):
    name = libvirtd.guest(unique("theirs"), start=False)
    uuid = libvirtd.uuid_of(name)
    assert wait_until(lambda: watcher.machine(uuid), 10)["name"] == name
    ref = wait_until(lambda: [ref for ref, row in xapi.VM.get_all_records().items() if row["uuid"] == uuid], 5)[0]
    token = xapi.event.inject("VM", ref)

    def told():
        """The power state that the events have told of since."""
        nonlocal token
        batch = xapi.event_from(["VM"], token, 5.0)
        token = batch["token"]
        return [event["snapshot"]["power_state"] for event in batch["events"] if event["ref"] == ref]

    for command, vsphere_state, xen_state in [
        ("start", "running", "Running"), ("suspend", None, "Paused"), ("resume", "running", "Running"),
        ("managedsave", "suspended", "Suspended"), ("start", "running", "Running"), ("destroy", "off", "Halted"),
    ]:
        libvirtd.virsh(command, name)
        if vsphere_state:
            wait_until(lambda: watcher.machine(uuid)["power"] == vsphere_state, 10, what=f"{command} in vSphere")
        wait_until(lambda: xen_state in told(), 10, what=f"{command} in XenAPI")
    libvirtd.virsh("undefine", name)
    wait_until(lambda: watcher.machine(uuid) is None, 10)
    wait_until(lambda: uuid not in [row["uuid"] for row in xapi.VM.get_all_records().values()], 5)


def test_a_xenapi_client(host, libvirtd, machine, xapi):
    name, uuid = machine.name, machine.config.uuid
    vm = xapi.VM.get_by_uuid(uuid)
    xapi.VM.start(vm, False, False)
    assert libvirtd.state(name) == "running"
    xapi.VM.pause(vm)
    assert libvirtd.state(name) == "paused"
    xapi.VM.unpause(vm)
    xapi.VM.suspend(vm)
    assert libvirtd.state(name) == "suspended" and xapi.VM.get_power_state(vm) == "Suspended"
    xapi.VM.resume(vm, False, False)
    assert libvirtd.state(name) == "running" and xapi.VM.get_power_state(vm) == "Running"
    xapi.VM.hard_shutdown(vm)
    assert libvirtd.state(name) == "off"
    xapi.VM.set_name_description(vm, "of a XenAPI client")
    assert libvirtd.virsh("desc", name) == "of a XenAPI client"
    snapshot = xapi.VM.snapshot(vm, "theirs")
    assert libvirtd.snapshots(name) == {"theirs": None}
    xapi.VM.destroy(snapshot)
    assert libvirtd.snapshots(name) == {}
    assert machine.config.annotation == "of a XenAPI client"


@pytest.fixture
def house(xapi):
    house = House(xapi, "live")
    yield house
    house.clean()


def test_a_xenapi_client_makes_a_machine(house, libvirtd):
    api = house.api
    vm = house.create(memory_static_max=str(128 * MIB), memory_static_min=str(128 * MIB), memory_dynamic_max=str(128 * MIB),
                      memory_dynamic_min=str(128 * MIB))
    name = api.VM.get_name_label(vm)
    assert libvirtd.state(name) == "off"
    house.attach(vm, house.volume("first of mine"))
    [network] = api.network.get_by_name_label("lan")
    card = {"device": "0", "network": network, "VM": vm, "MAC": "", "MTU": "1500", "other_config": {},
            "qos_algorithm_type": "", "qos_algorithm_params": {}}
    api.VIF.create(card)
    api.VM.start(vm, False, False)
    assert libvirtd.state(name) == "running"
    # While it runs.
    vbd = house.attach(vm, house.volume("second of mine"), userdevice="2")
    api.VBD.plug(vbd)
    vif = api.VIF.create({**card, "device": "1"})
    api.VIF.plug(vif)
    assert len(libvirtd.virsh("domblklist", name).splitlines()) == 2
    assert len(libvirtd.virsh("domiflist", name).splitlines()) == 2
    api.VM.hard_shutdown(vm)
    disks = [api.VBD.get_VDI(each) for each in api.VM.get_VBDs(vm)]
    api.VM.destroy(vm)
    assert not libvirtd.exists(name)
    for disk in disks:
        api.VDI.destroy(disk)
    assert not [volume for volume in libvirtd.volumes() if "of mine" in volume]


def test_a_changed_definition_keeps_what_nobody_may_read(libvirtd, machine):
    """The password of a display, and hardware that no other protocol has a word for."""
    name = machine.name
    xml = libvirtd.virsh("dumpxml", name, "--security-info")
    xml = xml.replace("<graphics type='vnc'", "<graphics type='vnc' passwd='secret'").replace("<devices>", """<devices>
        <watchdog model='i6300esb' action='reset'/>""").replace("<domain type='qemu'>", """<domain type='qemu'
        xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>""").replace("</domain>", """
        <qemu:commandline><qemu:env name='OF_MINE' value='a &lt; b'/></qemu:commandline></domain>""")
    file = libvirtd.directory / "changed.xml"
    file.write_text(xml.replace("<metadata>", "<description>theirs</description><metadata>"))
    libvirtd.virsh("define", file)
    wait_until(lambda: machine.config.annotation == "theirs", 20)
    reconfigure(machine, numCPUs=4, numCoresPerSocket=2)
    after = libvirtd.virsh("dumpxml", name, "--security-info")
    assert "cores='2'" in after
    assert "passwd='secret'" in after and "i6300esb" in after and "value='a &lt; b'" in after
    assert "secret" not in libvirtd.virsh("dumpxml", name)


def test_the_picture_of_a_screen(daemon, libvirtd, machine):
    vsphere.run(machine.PowerOnVM_Task())
    reply = requests.get(
        f"https://127.0.0.1:{daemon.vsphere_port}/screen", params={"id": machine._moId}, verify=False, timeout=20,
        auth=(USER, PASSWORD))
    assert reply.status_code == 200, reply.text
    assert reply.headers["content-type"] == "image/png" and reply.content.startswith(b"\x89PNG")


def test_pictures_of_a_screen_are_saved_in_the_pool(daemon, libvirtd, machine):
    """A pool is flat: a machine's own folder is the pool. Those asked for at once have numbers of their own."""
    vsphere.run(machine.PowerOnVM_Task())
    tasks = [machine.CreateScreenshot_Task() for _ in range(3)]
    for number, task in enumerate(tasks, 1):
        vsphere.run(task)
        file = f"{machine.name}-{number}.png"
        assert task.info.result == f"[{machine.datastore[0].name}] {file}"
        reply = requests.get(
            f"https://127.0.0.1:{daemon.vsphere_port}/folder/{file}", params={"dsName": machine.datastore[0].name}, verify=False,
            timeout=20, auth=(USER, PASSWORD))
        assert reply.status_code == 200 and reply.content.startswith(b"\x89PNG"), reply.text
        assert b"IEND" in reply.content[-12:]
        assert file in libvirtd.volumes()
    vsphere.run(machine.PowerOffVM_Task())
    with pytest.raises(vim.fault.InvalidPowerState):
        vsphere.run(machine.CreateScreenshot_Task())
    assert f"{machine.name}-4.png" not in libvirtd.volumes()


def test_libvirtd_is_killed_and_comes_back(host, libvirtd, machine, watcher):
    uuid = machine.config.uuid
    vsphere.run(machine.PowerOnVM_Task())
    libvirtd.stop(signal.SIGKILL)
    wait_until(lambda: host.runtime.connectionState == "notResponding", 10, what="the loss")
    with pytest.raises(vmodl.fault.HostNotConnected):
        vsphere.run(machine.PowerOffVM_Task())
    libvirtd.start()
    # Behind the daemon's back, before it is there again.
    libvirtd.virsh("suspend", machine.name)
    wait_until(lambda: host.runtime.connectionState == "connected", 30, what="the return")
    assert libvirtd.state(machine.name) == "paused"
    libvirtd.virsh("resume", machine.name)
    vsphere.run(machine.PowerOffVM_Task())
    assert libvirtd.state(machine.name) == "off"
    wait_until(lambda: watcher.machine(uuid)["power"] == "off", 5)


def test_what_libvirt_has_no_event_for_arrives(libvirtd, machine, watcher):
    """A snapshot of a machine that is off: found when everything is read again."""
    uuid = machine.config.uuid
    libvirtd.virsh("snapshot-create-as", machine.name, "theirs", "--description", "made with virsh")
    wait_until(lambda: watcher.machine(uuid)["snapshots"] == {"theirs": None}, 45, 0.5)
    libvirtd.virsh("vol-create-as", "default", "theirs.qcow2", "1G", "--format", "qcow2")
    libvirtd.virsh("pool-refresh", "default")
    libvirtd.virsh("snapshot-delete", machine.name, "theirs")
    vsphere.run(machine.ReconfigVM_Task(vim.vm.ConfigSpec(annotation="read again")))
    assert not machine.snapshot


def test_files_of_a_pool(daemon, libvirtd, machine):
    """What volumes hold, up and down in libvirt's streams."""
    content = os.urandom(3 * MIB + 17)
    url = f"https://127.0.0.1:{daemon.vsphere_port}/folder/blob.raw"
    host = machine.runtime.host
    where = {"params": {"dcPath": vsphere.datacenter_of(host).name, "dsName": host.datastore[0].name},
             "verify": False, "auth": (USER, PASSWORD), "timeout": 30}
    assert requests.put(url, data=content, **where).status_code in (200, 201)
    assert (libvirtd.directory / "images/blob.raw").read_bytes() == content
    reply = requests.get(url, **where)
    assert reply.status_code == 200 and reply.content == content
    assert requests.delete(url, **where).status_code in (200, 204)
    assert "blob.raw" not in libvirtd.volumes()


def test_what_a_guest_does_is_measured(daemon, libvirtd, machine):
    vsphere.run(machine.PowerOnVM_Task())
    host = machine.runtime.host

    def measured(kind, identity):
        """The latest of each that is above nothing."""
        series = daemon.get(f"/api/v1/{kind}/{identity}/metrics").get("series", [])
        return {one["metric"] for one in series if one["point"] and one["point"][-1]["value"] > 0}

    [identity] = [item["id"] for item in daemon.items("/api/v1/hosts") if item["name"] == host.name]
    wait_until(lambda: {"cpu.usage", "memory.consumed", "uptime"} <= measured("vms", machine.config.instanceUuid), 60, 1)
    wait_until(lambda: {"cpu.usage", "memory.usage"} <= measured("hosts", identity), 60, 1)


def test_devices_leave_a_guest_that_is_off(host, libvirtd, machine):
    [card] = vsphere.devices(machine, vim.vm.device.VirtualEthernetCard)
    reconfigure(machine, vsphere.change("remove", card))
    assert not libvirtd.virsh("domiflist", machine.name).strip()
    [disk] = vsphere.devices(machine, vim.vm.device.VirtualDisk)
    file = f"{machine.name}.qcow2"
    reconfigure(machine, vsphere.change("remove", disk, "destroy"))
    assert file not in libvirtd.volumes() and not vsphere.devices(machine, vim.vm.device.VirtualDisk)
