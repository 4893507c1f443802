"""Folders, datacenters and resource pools: made, renamed, moved, removed, and with machines of all platforms in them."""

import pytest
from daemon import Daemon, configuration, unique, wait_until
from pyVmomi import vim, vmodl
from vsphere import Query, datastore_of, filter_spec, find_all, host_of, machine_spec, named, run


@pytest.fixture
def datacenter(instance):
    return instance.content.rootFolder.childEntity[0]


@pytest.fixture
def folder(datacenter):
    made = datacenter.vmFolder.CreateFolder(unique("folder"))
    yield made
    try:
        for vm in [child for child in made.childEntity if isinstance(child, vim.VirtualMachine)]:
            if vm.runtime.powerState != "poweredOff":
                run(vm.PowerOffVM_Task())
        run(made.Destroy_Task())
    except vmodl.fault.ManagedObjectNotFound:
        pass


def make(platform, instance, folder, name=None):
    host = host_of(instance, platform)
    return run(folder.CreateVM_Task(machine_spec(name or unique("inside")), host.parent.resourcePool, None))


def test_a_folder_of_machines(instance, datacenter, folder, platform):
    vm = make(platform, instance, folder)
    assert vm.parent == folder and folder.childEntity == [vm] and vm not in datacenter.vmFolder.childEntity
    assert folder in datacenter.vmFolder.childEntity and folder.parent == datacenter.vmFolder
    path = f"{datacenter.name}/vm/{folder.name}/{vm.name}"
    assert instance.content.searchIndex.FindByInventoryPath(path) == vm
    within = instance.content.viewManager.CreateContainerView(folder, [vim.VirtualMachine], True)
    assert within.view == [vm]
    run(datacenter.vmFolder.MoveIntoFolder_Task([vm]))
    assert vm.parent == datacenter.vmFolder and not folder.childEntity and not within.view
    inner = folder.CreateFolder("inner")
    run(inner.MoveInto([vm]))
    assert inner.childEntity == [vm] and within.view == [vm]
    within.DestroyView()
    # It is there on its host as before.
    assert vm in host_of(instance, platform).vm and vm.runtime.host == host_of(instance, platform)
    run(folder.Destroy_Task())
    assert instance.content.searchIndex.FindByUuid(None, vm._moId, True) is None
    assert vm not in find_all(instance, vim.VirtualMachine) and vm not in host_of(instance, platform).vm


def test_names(instance, datacenter, folder):
    folder.CreateFolder("twin")
    with pytest.raises(vim.fault.DuplicateName) as fault:
        folder.CreateFolder("twin")
    assert fault.value.name == "twin"
    other = folder.CreateFolder("a%2fb")
    assert other.name == "a%2fb"
    assert instance.content.searchIndex.FindByInventoryPath(f"{datacenter.name}/vm/{folder.name}/a%2fb") == other
    with pytest.raises(vim.fault.DuplicateName):
        run(other.Rename_Task("twin"))
    run(other.Rename_Task("single"))
    assert other.name == "single" and {child.name for child in folder.childEntity} == {"twin", "single"}
    with pytest.raises(vmodl.fault.InvalidArgument):
        folder.CreateFolder("")
    task = other.Rename_Task("again")
    run(task)
    assert task.info.entity == other and task.info.entityName == "again"
    for fixed in (instance.content.rootFolder, datacenter.vmFolder, datacenter.hostFolder):
        with pytest.raises(vmodl.fault.NotSupported):
            run(fixed.Rename_Task("renamed"))
        with pytest.raises(vmodl.fault.NotSupported):
            run(fixed.Destroy_Task())


def test_folders_move(instance, datacenter, folder):
    inner = folder.CreateFolder("inner")
    innermost = inner.CreateFolder("innermost")
    with pytest.raises(vim.fault.InvalidFolder) as fault:
        run(innermost.MoveIntoFolder_Task([folder]))
    assert fault.value.target == innermost
    with pytest.raises(vmodl.fault.NotSupported):
        run(datacenter.hostFolder.MoveIntoFolder_Task([inner]))
    run(folder.MoveIntoFolder_Task([innermost]))
    assert innermost.parent == folder and not inner.childEntity and set(folder.childEntity) == {inner, innermost}
    inner.CreateFolder("innermost")
    with pytest.raises(vim.fault.DuplicateName):
        run(inner.MoveIntoFolder_Task([innermost]))
    assert innermost.parent == folder


def test_no_machine_goes_when_one_is_running(instance, folder, platform):
    still, running = (make(platform, instance, folder) for _ in range(2))
    run(running.PowerOnVM_Task())
    with pytest.raises(vim.fault.InvalidPowerState) as fault:
        run(folder.Destroy_Task())
    assert fault.value.existingState == "poweredOn"
    assert set(folder.childEntity) == {still, running} and still.config


def test_machines_leave_with_their_disks_kept(instance, datacenter, platform):
    folder = datacenter.vmFolder.CreateFolder(unique("folder"))
    vm = make(platform, instance, folder)
    try:
        run(folder.UnregisterAndDestroy_Task())
    except vmodl.fault.NotSupported:
        # Not every hypervisor lets a machine go without its disks.
        assert folder.childEntity == [vm]
        run(folder.Destroy_Task())
    assert vm not in find_all(instance, vim.VirtualMachine)
    with pytest.raises(vmodl.fault.ManagedObjectNotFound):
        folder.name


def test_datastores_and_networks(instance, datacenter, platform):
    """Each host has its own datastore, of a name of its own: they fit into a folder, and may come back."""
    hosts = [host_of(instance, platform), next(host for host in find_all(instance, vim.HostSystem) if platform not in host.name)]
    for top, kind in ((datacenter.datastoreFolder, "datastore"), (datacenter.networkFolder, "network")):
        folder = top.CreateFolder(unique(kind))
        one, twin = (
            datastore_of(host) if kind == "datastore" else next(item for item in host.network if item.name == "VM Network")
            for host in hosts)
        run(folder.MoveIntoFolder_Task([one]))
        assert one.parent == folder and folder.childEntity == [one] and one not in top.childEntity
        if kind == "datastore":
            assert one.name != twin.name
            run(folder.MoveIntoFolder_Task([twin]))
            assert set(folder.childEntity) == {one, twin}
            run(top.MoveIntoFolder_Task([twin]))
        else:
            # Networks of one name are one.
            assert one == twin
        with pytest.raises(vim.fault.InvalidState):
            run(folder.Destroy_Task())
        run(top.MoveIntoFolder_Task([one]))
        assert one.parent == top and one in top.childEntity
        run(folder.Destroy_Task())


def test_hosts(instance, datacenter, platform):
    host = host_of(instance, platform)
    folder = datacenter.hostFolder.CreateFolder(unique("hosts"))
    run(folder.MoveIntoFolder_Task([host.parent]))
    assert host.parent.parent == folder and folder.childEntity == [host.parent]
    path = f"{datacenter.name}/host/{folder.name}/{host.name}/{host.name}"
    assert instance.content.searchIndex.FindByInventoryPath(path) == host
    with pytest.raises(vmodl.fault.NotSupported):
        run(datacenter.vmFolder.MoveIntoFolder_Task([host.parent]))
    run(datacenter.hostFolder.MoveIntoFolder_Task([host.parent]))
    run(folder.Destroy_Task())
    assert host.parent.parent == datacenter.hostFolder


def test_datacenters(instance, datacenter, platform):
    root = instance.content.rootFolder
    other = root.CreateDatacenter(unique("dc"))
    try:
        assert set(root.childEntity) == {datacenter, other} and not other.vmFolder.childEntity
        folders = [other.vmFolder, other.hostFolder, other.datastoreFolder, other.networkFolder]
        assert [folder.name for folder in folders] == ["vm", "host", "datastore", "network"]
        assert len({folder._moId for folder in folders}) == 4
        vm = next(vm for vm in host_of(instance, platform).vm)
        with pytest.raises(vim.fault.InvalidFolder) as fault:
            run(other.vmFolder.MoveIntoFolder_Task([vm]))
        assert fault.value.target == other.vmFolder and vm.parent == datacenter.vmFolder
        assert instance.content.searchIndex.FindByUuid(other, vm.config.uuid, True) is None
        assert instance.content.searchIndex.FindByUuid(datacenter, vm.config.uuid, True) == vm
        with pytest.raises(vim.fault.DuplicateName):
            root.CreateDatacenter(other.name)
        name = unique("dc")
        run(other.Rename_Task(name))
        assert other.name == name
        with pytest.raises(vmodl.fault.NotSupported):
            datacenter.vmFolder.CreateDatacenter("dc")
        with pytest.raises(vim.fault.InvalidState):
            run(datacenter.Destroy_Task())
        group = root.CreateFolder(unique("group"))
        run(group.MoveIntoFolder_Task([other]))
        assert other.parent == group and group.childEntity == [other]
        run(root.MoveIntoFolder_Task([other]))
        run(group.Destroy_Task())
    finally:
        run(other.Destroy_Task())
    assert root.childEntity == [datacenter]


def test_pools(instance, platform):
    host = host_of(instance, platform)
    root = host.parent.resourcePool
    pool = root.CreateResourcePool(unique("pool"), allocation())
    try:
        assert pool.parent == root and pool in root.resourcePool and pool.owner == host.parent
        assert pool.config.cpuAllocation.limit == -1 and pool.summary.name == pool.name
        vm = host.vm[0]
        pool.MoveIntoResourcePool([vm])
        assert vm.resourcePool == pool and pool.vm == [vm] and vm not in root.vm
        inner = pool.CreateResourcePool("inner", allocation())
        inner.MoveIntoResourcePool([vm])
        assert vm.resourcePool == inner
        name = unique("renamed")
        pool.UpdateConfig(name, allocation())
        assert pool.name == name
        with pytest.raises(vim.fault.DuplicateName):
            pool.CreateResourcePool("inner", allocation())
        with pytest.raises(vmodl.fault.NotSupported):
            root.CreateResourcePool(unique("pool"), allocation(limit=1000))
        other = next(other for other in find_all(instance, vim.HostSystem) if other != host)
        with pytest.raises(vmodl.fault.InvalidArgument):
            pool.MoveIntoResourcePool([other.vm[0]])
        with pytest.raises(vmodl.fault.NotSupported):
            run(root.Destroy_Task())
        # What was in a pool stays in the one around it.
        run(inner.Destroy_Task())
        assert vm.resourcePool == pool and not pool.resourcePool
        machine = run(vm.parent.CreateVM_Task(machine_spec(unique("pooled")), pool, None))
        assert machine.resourcePool == pool
        run(machine.Destroy_Task())
    finally:
        run(pool.Destroy_Task())
    assert vm.resourcePool == root and vm in root.vm and pool not in root.resourcePool


def allocation(limit=-1):
    share = vim.SharesInfo(level="normal", shares=4000)

    def part():
        return vim.ResourceAllocationInfo(reservation=0, expandableReservation=True, limit=limit, shares=share)

    return vim.ResourceConfigSpec(cpuAllocation=part(), memoryAllocation=part())


def test_changes_are_told(instance, daemon, datacenter, folder, platform):
    other = daemon.pyvmomi()
    collector = other.content.propertyCollector.CreatePropertyCollector()
    vm = make(platform, instance, datacenter.vmFolder)
    watched = [type(item)(item._moId, other._stub) for item in (vm, folder)]
    collector.CreateFilter(filter_spec(watched[:1], vim.VirtualMachine, ["parent"]), False)
    collector.CreateFilter(filter_spec(watched[1:], vim.Folder, ["childEntity", "name"]), False)
    version = collector.WaitForUpdatesEx("").version
    run(folder.MoveIntoFolder_Task([vm]))
    seen = {}

    def told():
        nonlocal version
        update = collector.WaitForUpdatesEx(version, Query.WaitOptions(maxWaitSeconds=5))
        if update:
            version = update.version
            for part in update.filterSet:
                for entry in part.objectSet:
                    seen.update({(entry.obj._moId, change.name): change.val for change in entry.changeSet})
        return {(vm._moId, "parent"), (folder._moId, "childEntity")} <= set(seen)

    wait_until(told, 10, what="the news of the move")
    assert seen[vm._moId, "parent"]._moId == folder._moId
    assert [child._moId for child in seen[folder._moId, "childEntity"]] == [vm._moId]
    run(folder.Rename_Task(unique("renamed")))
    update = collector.WaitForUpdatesEx(version, Query.WaitOptions(maxWaitSeconds=5))
    [entry] = update.filterSet[0].objectSet
    assert entry.obj._moId == folder._moId and [change.name for change in entry.changeSet] == ["name"]
    collector.DestroyPropertyCollector()


def test_layout_outlives_a_crash(tmp_path):
    daemon = Daemon(tmp_path, configuration(vms=2)).start()
    try:
        instance = daemon.pyvmomi()
        datacenter = instance.content.rootFolder.childEntity[0]
        folder = datacenter.vmFolder.CreateFolder("kept")
        pools = {}
        for host in find_all(instance, vim.HostSystem):
            pool = host.parent.resourcePool.CreateResourcePool("part", allocation())
            pool.MoveIntoResourcePool([host.vm[0]])
            run(folder.MoveIntoFolder_Task([host.vm[0]]))
            pools[host.vm[0].name] = (host.vm[0]._moId, pool._moId)
        daemon.kill()
        daemon.start()
        instance = daemon.pyvmomi()
        again = named(instance, vim.Folder, "kept")
        assert again._moId == folder._moId
        assert {vm.name: (vm._moId, vm.resourcePool._moId) for vm in again.childEntity} == pools
        # Cut off while it is at work: it ends all the same.
        for vm in again.childEntity:
            if vm.runtime.powerState == "poweredOn":
                run(vm.PowerOffVM_Task())
        task = again.Destroy_Task()._moId
        daemon.kill()
        daemon.start()
        instance = daemon.pyvmomi()
        task = vim.Task(task, instance._stub)
        wait_until(lambda: task.info.state in ("success", "error"), 20, what="the end of the task")
        assert task.info.state == "success", task.info.error
        assert len(find_all(instance, vim.VirtualMachine)) == 4
        assert all(item.name != "kept" for item in find_all(instance, vim.Folder))
    finally:
        daemon.end()
