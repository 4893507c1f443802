"""Machines move to other datastores, and between hosts of one kind that share storage."""

import json
import sys
import time

import pytest
import vsphere
from daemon import HASH, PLATFORMS, Daemon, unique
from pyVim.connect import Disconnect
from pyVmomi import vim, vmodl
from test_ansible import PLAYBOOKS, ansible
from vsphere import devices, find_all, flat, machine_spec, named, run

NAMES = {"vsphere": "esxi", "kvm": "kvm", "xen": "xen", "hyperv": "hyperv"}
HEAD = """
listeners:
  vsphere: {address: 127.0.0.1, port: 0}
  admin: {address: 127.0.0.1, port: 0}
users:
  - {name: demo, password: "HASH"}
hosts:
"""
HOST = """
  - name: NAME
    platform: PLATFORM
    driver: simulated
    vms: 0
    datastores: [{name: NAME-local, capacity: 100, free: 100}, {name: PLATFORM-nas, capacity: 500, free: 400, shared: true}]
    networks: NETWORKS
"""


def configuration(*numbers):
    text = HEAD.replace("HASH", HASH)
    for platform in PLATFORMS:
        for number in numbers:
            networks = "[VM Network, Backup]" if number != "03" else "[Elsewhere]"
            host = HOST.replace("NAME", NAMES[platform] + number).replace("PLATFORM", platform).replace("NETWORKS", networks)
            text += host
    return text


@pytest.fixture(scope="module")
def fleet(tmp_path_factory):
    daemon = Daemon(tmp_path_factory.mktemp("moving"), configuration("01", "02", "03")).start()
    instance = daemon.pyvmomi()
    yield Fleet(daemon, instance)
    Disconnect(instance)
    status, _ = daemon.stop()
    assert status == 0


class Fleet:
    def __init__(self, daemon, instance):
        self.daemon, self.instance = daemon, instance

    def host(self, platform, number="01"):
        return named(self.instance, vim.HostSystem, f"{NAMES[platform]}{number}")

    def create(self, platform, datastore="nas", number="01", **members):
        host = self.host(platform, number)
        spec = machine_spec(unique(platform), datastore=full(platform, datastore, number), **members)
        folder = self.instance.content.rootFolder.childEntity[0].vmFolder
        return run(folder.CreateVM_Task(spec, host.parent.resourcePool, host))

    def datastore(self, platform, name, number="01"):
        return next(store for store in self.host(platform, number).datastore if store.name == full(platform, name, number))


@pytest.fixture(params=PLATFORMS)
def platform(request):
    return request.param


def full(platform, name, number="01"):
    """What a datastore is called: all have names of their own, by which Ansible finds them."""
    return f"{platform}-nas" if name == "nas" else f"{NAMES[platform]}{number}-{name}"


def places(vm):
    """The datastores of the machine's disks."""
    names = [disk.backing.fileName.partition("]")[0][1:] for disk in devices(vm, vim.vm.device.VirtualDisk)]
    return [name.rpartition("-")[2] for name in names]


def identity(vm):
    return vm._moId, vm.config.uuid, vm.config.instanceUuid, vm.name


def events(fleet, vm, kind):
    entity = vim.event.EventFilterSpec.ByEntity(entity=vm, recursion="self")
    found = fleet.instance.content.eventManager.QueryEvents(vim.event.EventFilterSpec(entity=entity))
    return [event for event in found if isinstance(event, kind)]


def test_one_datastore_on_two_hosts(fleet, platform):
    shared = fleet.datastore(platform, "nas")
    hosts = [fleet.host(platform, number) for number in ("01", "02", "03")]
    assert all(shared in host.datastore for host in hosts)
    assert {mount.key for mount in shared.host} == set(hosts)
    assert shared.summary.multipleHostAccess
    mine = [store for store in find_all(fleet.instance, vim.Datastore) if set(m.key for m in store.host) & set(hosts)]
    names = sorted(store.name for store in mine if not store.name.startswith("XCP-ng Tools"))
    assert names == sorted([*(full(platform, "local", number) for number in ("01", "02", "03")), f"{platform}-nas"])
    other = fleet.create(platform, number="02")
    assert other in shared.vm and list(other.datastore) == [shared]
    run(other.Destroy_Task())


@pytest.mark.parametrize("running", [False, True])
def test_to_another_datastore(fleet, platform, running):
    vm = fleet.create(platform, "local", disks=(4, 6))
    if running:
        run(vm.PowerOnVM_Task())
    before = identity(vm)
    run(vm.RelocateVM_Task(vim.vm.RelocateSpec(datastore=fleet.datastore(platform, "nas"))))
    assert places(vm) == ["nas", "nas"]
    assert list(vm.datastore) == [fleet.datastore(platform, "nas")]
    assert [disk.capacityInKB for disk in devices(vm, vim.vm.device.VirtualDisk)] == [4 << 20, 6 << 20]
    assert identity(vm) == before and vm.runtime.host == fleet.host(platform)
    assert vm.runtime.powerState == ("poweredOn" if running else "poweredOff")
    moved = events(fleet, vm, vim.event.VmRelocatedEvent)
    assert len(moved) == 1 and moved[0].sourceHost.host == fleet.host(platform)
    # Back again, and then the machine works as before.
    run(vm.RelocateVM_Task(vim.vm.RelocateSpec(datastore=fleet.datastore(platform, "local")), "highPriority"))
    assert places(vm) == ["local", "local"]
    run(vm.PowerOffVM_Task() if running else vm.PowerOnVM_Task())
    if not running:
        run(vm.PowerOffVM_Task())
    run(vm.Destroy_Task())


def test_one_disk(fleet, platform):
    vm = fleet.create(platform, "local", disks=(4, 6))
    second = devices(vm, vim.vm.device.VirtualDisk)[1]
    locator = vim.vm.RelocateSpec.DiskLocator(diskId=second.key, datastore=fleet.datastore(platform, "nas"))
    run(vm.RelocateVM_Task(vim.vm.RelocateSpec(disk=[locator])))
    assert places(vm) == ["local", "nas"]
    assert set(vm.datastore) == {fleet.datastore(platform, name) for name in ("local", "nas")}
    locator.diskId = 2999
    with pytest.raises(vmodl.fault.InvalidArgument):
        run(vm.RelocateVM_Task(vim.vm.RelocateSpec(disk=[locator])))
    run(vm.Destroy_Task())


@pytest.mark.parametrize("running", [False, True])
def test_to_another_host(fleet, platform, running):
    vm = fleet.create(platform, notes="on the move", nics=2)
    if running:
        run(vm.PowerOnVM_Task())
    source, target = fleet.host(platform), fleet.host(platform, "02")
    before = identity(vm), [nic.macAddress for nic in devices(vm, vim.vm.device.VirtualEthernetCard)], vm.parent
    booted = vm.runtime.bootTime
    run(vm.MigrateVM_Task(host=target, priority="defaultPriority"))
    assert vm.runtime.host == target and vm in target.vm and vm not in source.vm
    assert vm.resourcePool == target.parent.resourcePool and vm not in source.parent.resourcePool.vm
    assert before == (identity(vm), [nic.macAddress for nic in devices(vm, vim.vm.device.VirtualEthernetCard)], vm.parent)
    assert vm.config.annotation == "on the move" and places(vm) == ["nas"]
    assert vm.runtime.powerState == ("poweredOn" if running else "poweredOff") and vm.runtime.bootTime == booted
    assert sorted(network.name for network in vm.network) == sorted({network.name for network in vm.network})
    assert all(host in [m for n in vm.network for m in n.host] for host in (source, target))
    moved = events(fleet, vm, vim.event.VmMigratedEvent)
    assert len(moved) == 1 and moved[0].sourceHost.host == source and moved[0].host.host == target
    # It is the other host's now in every way, and comes back.
    run(vm.PowerOffVM_Task() if running else vm.PowerOnVM_Task())
    run(vm.ReconfigVM_Task(vim.vm.ConfigSpec(annotation="there")))
    run(vm.RelocateVM_Task(vim.vm.RelocateSpec(host=source, pool=source.parent.resourcePool)))
    assert vm.runtime.host == source and identity(vm) == before[0] and vm.config.annotation == "there"
    if not running:
        run(vm.PowerOffVM_Task())
    run(vm.Destroy_Task())


def test_by_a_pool_alone(fleet, platform):
    vm = fleet.create(platform)
    target = fleet.host(platform, "02")
    run(vm.MigrateVM_Task(pool=target.parent.resourcePool, priority="defaultPriority", state="poweredOff"))
    assert vm.runtime.host == target
    with pytest.raises(vim.fault.InvalidPowerState):
        run(vm.MigrateVM_Task(host=fleet.host(platform), priority="defaultPriority", state="poweredOn"))
    run(vm.Destroy_Task())


def test_host_and_datastore_at_once(fleet, platform):
    vm = fleet.create(platform, "local")
    source, target = fleet.host(platform), fleet.host(platform, "02")
    run(vm.RelocateVM_Task(vim.vm.RelocateSpec(host=target, datastore=fleet.datastore(platform, "nas"))))
    assert vm.runtime.host == target and places(vm) == ["nas"]
    run(vm.RelocateVM_Task(vim.vm.RelocateSpec(host=source, datastore=fleet.datastore(platform, "local"))))
    assert vm.runtime.host == source and places(vm) == ["local"]
    run(vm.PowerOnVM_Task())
    run(vm.PowerOffVM_Task())
    run(vm.Destroy_Task())


def test_no_common_storage(fleet, platform):
    vm = fleet.create(platform, "local")
    target = fleet.host(platform, "02")
    with pytest.raises(vim.fault.CannotAccessVmDisk) as refusal:
        run(vm.MigrateVM_Task(host=target, priority="defaultPriority"))
    fault = refusal.value
    assert f"[{full(platform, 'local')}]" in fault.backing and full(platform, "local") in fault.msg and target.name in fault.msg
    assert isinstance(fault.fault, vim.fault.DatastoreNotWritableOnHost)
    assert fault.fault.host == target and fault.fault.datastore == fleet.datastore(platform, "local")
    # Another host's own storage is none that this one could take.
    other = fleet.datastore(platform, "local", "02")
    with pytest.raises(vim.fault.DatastoreNotWritableOnHost) as refusal:
        run(vm.RelocateVM_Task(vim.vm.RelocateSpec(datastore=other)))
    assert refusal.value.datastore == other and refusal.value.host == fleet.host(platform)
    assert vm.runtime.host == fleet.host(platform) and places(vm) == ["local"]
    run(vm.Destroy_Task())


def test_no_such_network(fleet, platform):
    vm = fleet.create(platform)
    with pytest.raises(vim.fault.CannotAccessNetwork) as refusal:
        run(vm.MigrateVM_Task(host=fleet.host(platform, "03"), priority="defaultPriority"))
    assert refusal.value.network.name == "VM Network"
    run(vm.Destroy_Task())


def test_a_host_of_another_kind(fleet, platform):
    vm = fleet.create(platform)
    other = fleet.host(next(name for name in PLATFORMS if name != platform))
    with pytest.raises(vim.fault.MigrationFeatureNotSupported) as refusal:
        run(vm.MigrateVM_Task(host=other, priority="defaultPriority"))
    assert refusal.value.failedHost == other and refusal.value.failedHostName == other.name
    assert vm.runtime.host == fleet.host(platform)
    run(vm.Destroy_Task())


def test_a_failure_leaves_the_machine_where_it_was(fleet, platform):
    """The destination has not the memory for it."""
    vm = fleet.create(platform, memory=200_000)
    other = fleet.create(platform, memory=200_000, number="02")
    run(vm.PowerOnVM_Task())
    run(other.PowerOnVM_Task())
    before = identity(vm)
    with pytest.raises(vim.fault.VimFault):
        run(vm.MigrateVM_Task(host=fleet.host(platform, "02"), priority="defaultPriority"))
    assert vm.runtime.host == fleet.host(platform) and vm.runtime.powerState == "poweredOn" and identity(vm) == before
    assert [machine.name for machine in fleet.host(platform, "02").vm] == [other.name]
    failed = events(fleet, vm, vim.event.VmMigratedEvent)
    assert not failed
    for machine in (vm, other):
        run(machine.PowerOffVM_Task())
        run(machine.Destroy_Task())


def test_a_suspended_machine(fleet, platform):
    vm = fleet.create(platform)
    run(vm.PowerOnVM_Task())
    run(vm.SuspendVM_Task())
    task = vm.MigrateVM_Task(host=fleet.host(platform, "02"), priority="defaultPriority")
    if platform == "kvm":
        with pytest.raises(vim.fault.InvalidPowerState) as refusal:
            run(task)
        assert refusal.value.existingState == "suspended"
        run(vm.PowerOffVM_Task())
    else:
        run(task)
        assert vm.runtime.host == fleet.host(platform, "02") and vm.runtime.powerState == "suspended"
        run(vm.PowerOnVM_Task())
        run(vm.PowerOffVM_Task())
    run(vm.Destroy_Task())


def test_with_snapshots(fleet, platform):
    vm = fleet.create(platform)
    for name in ("first", "second"):
        run(vm.CreateSnapshot_Task(name=name, description="", memory=False, quiesce=False))
    tree = list(flat(vm.snapshot.rootSnapshotList))
    references = [vm.snapshot.rootSnapshotList[0].snapshot, vm.snapshot.currentSnapshot]
    if platform == "kvm":
        with pytest.raises(vim.fault.InvalidState):
            run(vm.MigrateVM_Task(host=fleet.host(platform, "02"), priority="defaultPriority"))
        with pytest.raises(vim.fault.InvalidState):
            run(vm.RelocateVM_Task(vim.vm.RelocateSpec(datastore=fleet.datastore(platform, "local"))))
    else:
        run(vm.MigrateVM_Task(host=fleet.host(platform, "02"), priority="defaultPriority"))
        assert list(flat(vm.snapshot.rootSnapshotList)) == tree
        assert [vm.snapshot.rootSnapshotList[0].snapshot, vm.snapshot.currentSnapshot] == references
        run(vm.MigrateVM_Task(host=fleet.host(platform), priority="defaultPriority"))
        run(vm.RelocateVM_Task(vim.vm.RelocateSpec(datastore=fleet.datastore(platform, "local"))))
        assert places(vm) == ["local"]
        run(vm.RevertToCurrentSnapshot_Task())
        run(vm.snapshot.rootSnapshotList[0].snapshot.RemoveSnapshot_Task(removeChildren=False))
        assert [name for name, _ in flat(vm.snapshot.rootSnapshotList)] == ["second"]
    run(vm.Destroy_Task())


def test_a_command_that_waits_follows_the_machine(fleet, platform):
    vm = fleet.create(platform)
    target = fleet.host(platform, "02")
    tasks = [
        vm.MigrateVM_Task(host=target, priority="defaultPriority"),
        vm.ReconfigVM_Task(vim.vm.ConfigSpec(annotation="after the move")),
        vm.PowerOnVM_Task(),
    ]
    for task in tasks:
        run(task)
    assert vm.runtime.host == target and vm.config.annotation == "after the move" and vm.runtime.powerState == "poweredOn"
    run(vm.PowerOffVM_Task())
    run(vm.Destroy_Task())


def test_thin_and_thick(fleet, platform):
    vm = fleet.create(platform, "local")
    spec = vim.vm.RelocateSpec(datastore=fleet.datastore(platform, "nas"), transform="flat")
    if platform in ("xen", "hyperv"):
        with pytest.raises(vmodl.fault.NotSupported):
            run(vm.RelocateVM_Task(spec))
        assert places(vm) == ["local"]
    else:
        run(vm.RelocateVM_Task(spec))
        assert places(vm) == ["nas"] and not devices(vm, vim.vm.device.VirtualDisk)[0].backing.thinProvisioned
        spec.transform = "sparse"
        run(vm.RelocateVM_Task(spec))
        assert places(vm) == ["nas"] and devices(vm, vim.vm.device.VirtualDisk)[0].backing.thinProvisioned
    run(vm.Destroy_Task())


def test_a_waiting_client_sees_one_machine_move(fleet, platform):
    vm = fleet.create(platform)
    collector = fleet.instance.content.propertyCollector.CreatePropertyCollector()
    vsphere.watch_machines(fleet.instance, collector, ["name", "runtime.host"])
    version = collector.WaitForUpdatesEx(version="").version
    run(vm.MigrateVM_Task(host=fleet.host(platform, "02"), priority="defaultPriority"))
    seen = []
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline and not any(change.name == "runtime.host" for _, changes in seen for change in changes):
        update = collector.WaitForUpdatesEx(version, vmodl.query.PropertyCollector.WaitOptions(maxWaitSeconds=2))
        if update:
            version = update.version
            seen += [(item.kind, item.changeSet) for change in update.filterSet for item in change.objectSet if item.obj == vm]
    assert {kind for kind, _ in seen} == {"modify"}
    assert [change.val for _, changes in seen for change in changes if change.name == "runtime.host"][-1] == fleet.host(platform, "02")
    collector.DestroyPropertyCollector()
    run(vm.Destroy_Task())


def test_checks(fleet, platform):
    checker = fleet.instance.content.vmProvisioningChecker
    vm = fleet.create(platform, "local")
    shared = fleet.create(platform)
    target = fleet.host(platform, "02")
    verdict, = run(checker.CheckMigrate_Task(vm=vm, host=target))
    assert verdict.vm == vm and verdict.host == target and isinstance(verdict.error[0], vim.fault.CannotAccessVmDisk)
    verdict, = run(checker.CheckMigrate_Task(vm=shared, host=target))
    assert verdict.host == target and not verdict.error
    verdict, = run(checker.CheckRelocate_Task(vm=vm, spec=vim.vm.RelocateSpec(datastore=fleet.datastore(platform, "nas"))))
    assert not verdict.error
    other = fleet.datastore(platform, "local", "02")
    verdict, = run(checker.CheckRelocate_Task(vm=vm, spec=vim.vm.RelocateSpec(datastore=other)))
    assert isinstance(verdict.error[0], vim.fault.DatastoreNotWritableOnHost)
    foreign = fleet.host(next(name for name in PLATFORMS if name != platform))
    found = run(checker.QueryVMotionCompatibilityEx_Task(vm=[shared], host=[target, foreign]))
    assert [(item.host, list(item.compatibility)) for item in found] == [(target, ["cpu", "software"]), (foreign, [])]
    found = fleet.instance.QueryVMotionCompatibility(vm=shared, host=[target, foreign], compatibility=["cpu"])
    assert [(item.host, bool(item.compatibility)) for item in found] == [(target, True), (foreign, False)]
    assert vm.runtime.host == shared.runtime.host == fleet.host(platform)
    for machine in (vm, shared):
        run(machine.Destroy_Task())


def test_what_moved_is_itself_after_a_restart(tmp_path):
    daemon = Daemon(tmp_path, configuration("01", "02")).start()
    try:
        fleet = Fleet(daemon, daemon.pyvmomi())
        before = {}
        for platform in PLATFORMS:
            vm = fleet.create(platform)
            run(vm.MigrateVM_Task(host=fleet.host(platform, "02"), priority="defaultPriority"))
            before[platform] = identity(vm), fleet.datastore(platform, "nas")._moId
        assert daemon.stop()[0] == 0
        daemon.start()
        fleet = Fleet(daemon, daemon.pyvmomi())
        for platform, (known, datastore) in before.items():
            vm = named(fleet.instance, vim.VirtualMachine, known[-1])
            assert identity(vm) == known and vm.runtime.host == fleet.host(platform, "02")
            assert [store._moId for store in vm.datastore] == [datastore]
            assert {mount.key for mount in vm.datastore[0].host} == {fleet.host(platform, n) for n in ("01", "02")}
            run(vm.PowerOnVM_Task())
            assert vm.runtime.powerState == "poweredOn"
        assert daemon.stop()[0] == 0
    finally:
        daemon.end()


def test_ansible(fleet, tmp_path):
    machines = {platform: fleet.create(platform, "local") for platform in PLATFORMS}
    hosts = {}
    for platform, vm in machines.items():
        run(vm.PowerOnVM_Task())
        foreign = fleet.host(next(name for name in PLATFORMS if name != platform), "02")
        local = next(store for store in foreign.datastore if store.name.endswith("-local"))
        hosts[platform] = {
            "moid": vm._moId, "source": fleet.host(platform).name, "target": fleet.host(platform, "02").name,
            "shared": full(platform, "nas"), "foreign": foreign.name, "foreign_datastore": local.name}
    inventory = tmp_path / "hosts.json"
    variables = {"vc_port": fleet.daemon.vsphere_port, "ansible_connection": "local",
                 "ansible_python_interpreter": sys.executable}
    inventory.write_text(json.dumps({"all": {"vars": variables, "children": {"platforms": {"hosts": hosts}}}}))
    status, output, errors = ansible("ansible-playbook", "-i", inventory, PLAYBOOKS / "moving.yml", directory=tmp_path)
    assert output.lstrip().startswith("{"), (status, output[-3000:], errors[-3000:])
    results = {task["task"]["name"]: task["hosts"] for play in json.loads(output)["plays"] for task in play["tasks"]}
    for platform, vm in machines.items():
        said = {name: hosts.get(platform, {}) for name, hosts in results.items()}
        assert said["to the shared datastore"].get("changed"), said["to the shared datastore"]
        assert said["to the other host"].get("changed"), said["to the other host"]
        assert said["to the other host"]["running_host"] == fleet.host(platform, "02").name
        assert not said["there already"]["changed"] and said["to a host of another kind"]["failed"]
        assert said["to the folder"].get("changed"), said["to the folder"]
        assert vm.runtime.host == fleet.host(platform, "02") and places(vm) == ["nas"]
        assert vm.runtime.powerState == "poweredOn" and vm.parent.name == f"moved-{platform}"
        run(vm.PowerOffVM_Task())
        run(vm.Destroy_Task())
