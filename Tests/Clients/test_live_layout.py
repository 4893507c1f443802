"""A live vCenter's own datacenters, folders, clusters and pools, as clients of the daemon see and change them."""

import peer as peers
import pytest
import requests
import vmdk
import vsphere
from daemon import Daemon, configuration, unique, wait_until
from live import instance  # noqa: F401
from pyVmomi import vim, vmodl


@pytest.fixture(scope="module")
def center(tmp_path_factory):
    peers.build()
    peer = peers.Peer(tmp_path_factory.mktemp("center"), model="vpx", datastores=2).start()
    peer.instance = peer.pyvmomi()
    yield peer
    peers.stop(peer, peer.instance)


@pytest.fixture(scope="module")
def daemon(tmp_path_factory, center):
    text = configuration(platforms=("kvm",)) + center.entry("center")
    started = Daemon(tmp_path_factory.mktemp("daemon"), text).start()
    yield started
    status, _ = started.stop()
    assert status == 0, f"exit status {status}:\n{started.log[-4000:]}"


def find(instance, path):
    return instance.content.searchIndex.FindByInventoryPath(path)


def tree(entity):
    """The names of what is in a folder, datacenter, cluster or pool, below each other."""
    if isinstance(entity, vim.Folder):
        children = entity.childEntity
    elif isinstance(entity, vim.Datacenter):
        children = [entity.vmFolder, entity.hostFolder, entity.datastoreFolder, entity.networkFolder]
    elif isinstance(entity, vim.ComputeResource):
        return {"hosts": sorted(host.name for host in entity.host), "pools": tree(entity.resourcePool)}
    elif isinstance(entity, vim.ResourcePool):
        return {"vms": machines(entity)} | {pool.name: tree(pool) for pool in entity.resourcePool}
    else:
        return None
    return {child.name: tree(child) for child in children if not isinstance(child, vim.DistributedVirtualSwitch)}


def machines(pool):
    """By what each machine tells: the simulator's pools keep the machines that have left them."""
    content = vim.ServiceInstance("ServiceInstance", pool._stub).RetrieveContent()
    view = content.viewManager.CreateContainerView(vsphere.datacenter_of(pool.owner).vmFolder, [vim.VirtualMachine], True)
    spec = vsphere.filter_spec(list(view.view), vim.VirtualMachine, ["name", "resourcePool"])
    found = content.propertyCollector.RetrieveContents([spec])
    view.DestroyView()
    facts = [{item.name: item.val for item in each.propSet} for each in found]
    return sorted(each["name"] for each in facts if each.get("resourcePool") == pool)


def alike(instance, center):
    ours, theirs = find(instance, "center/DC0"), find(center.instance, "DC0")
    assert tree(ours) == tree(theirs)
    return True


def soon(check, what):
    """Until both sides agree; what differs is told in the end."""
    def attempt():
        try:
            return check()
        except (AssertionError, AttributeError, IndexError, vmodl.fault.ManagedObjectNotFound):
            # What is read may go meanwhile.
            return False
    try:
        wait_until(attempt, 5, what=what)
    except Exception:
        check()
        raise


@pytest.fixture
def cluster(instance):
    return find(instance, "center/DC0/host/DC0_C0")


def test_the_tree_is_the_server_s(instance, center):
    alike(instance, center)
    root = instance.content.rootFolder
    assert [(type(child), child.name) for child in root.childEntity] == [(vim.Datacenter, "Dragoman"), (vim.Folder, "center")]
    assert find(instance, "Dragoman/host/kvm01") is not None
    for theirs in vsphere.find_all(center.instance, vim.VirtualMachine):
        ours = find(instance, f"center/DC0/vm/{theirs.name}")
        assert ours.parent.name == theirs.parent.name and ours.resourcePool.name == theirs.resourcePool.name
        assert ours.resourcePool.owner.name == theirs.resourcePool.owner.name


def test_what_hosts_share_is_there_once(instance, center):
    ours, theirs = find(instance, "center/DC0"), find(center.instance, "DC0")
    assert sorted(store.name for store in ours.datastore) == sorted(store.name for store in theirs.datastore)
    for store in theirs.datastore:
        [own] = [each for each in ours.datastore if each.name == store.name]
        # The simulator tells of one host only, whichever have it.
        having = {host.name for host in vsphere.find_all(center.instance, vim.HostSystem) if store in host.datastore}
        assert {mount.key.name for mount in own.host} == having == {"DC0_H0", "DC0_C0_H0", "DC0_C0_H1"}
        assert {vm.name for vm in own.vm} == {vm.name for vm in store.vm}
    for network in theirs.network:
        [own] = [each for each in ours.network if each.name == network.name]
        having = {host.name for host in vsphere.find_all(center.instance, vim.HostSystem) if network in host.network}
        assert {host.name for host in own.host} == having


def test_folders_made_here_are_the_server_s(instance, center, cluster):
    folder = find(instance, "center/DC0/vm").CreateFolder("Web / front")
    made = find(center.instance, "DC0/vm/Web %2f front")
    assert made is not None and folder.name == "Web %2f front"
    with pytest.raises(vim.fault.DuplicateName):
        find(instance, "center/DC0/vm").CreateFolder("Web / front")
    inner = folder.CreateFolder("inner")
    name = unique("placed")
    vm = vsphere.run(inner.CreateVM_Task(
        vsphere.machine_spec(name, datastore="LocalDS_0"), cluster.resourcePool, cluster.host[0]))
    assert [each.name for each in find(center.instance, "DC0/vm/Web %2f front/inner").childEntity] == [name]
    assert vm.parent == inner
    alike(instance, center)

    vsphere.run(inner.Rename_Task("renamed"))
    assert find(center.instance, "DC0/vm/Web %2f front/renamed") is not None
    vsphere.run(find(instance, "center/DC0/vm").MoveIntoFolder_Task([inner]))
    assert [each.name for each in find(center.instance, "DC0/vm/renamed").childEntity] == [name]
    vsphere.run(folder.MoveIntoFolder_Task([vm]))
    assert vm.parent == folder and [each.name for each in made.childEntity] == [name]
    alike(instance, center)

    vsphere.run(inner.Destroy_Task())
    assert find(center.instance, "DC0/vm/renamed") is None and find(instance, "center/DC0/vm/renamed") is None
    # The simulator would leave the machine of a folder that is destroyed without one.
    vsphere.run(vm.Destroy_Task())
    vsphere.run(folder.Destroy_Task())
    assert find(center.instance, "DC0/vm/Web %2f front") is None and find(instance, "center/DC0/vm/Web %2f front") is None
    alike(instance, center)


def test_pools_made_here_are_the_server_s(instance, center, cluster):
    whole = vim.ResourceAllocationInfo(
        reservation=0, expandableReservation=True, limit=-1, shares=vim.SharesInfo(level="normal", shares=0))
    spec = vim.ResourceConfigSpec(cpuAllocation=whole, memoryAllocation=whole)
    pool = cluster.resourcePool.CreateResourcePool("gold", spec)
    inner = pool.CreateResourcePool("inner", spec)
    theirs = find(center.instance, "DC0/host/DC0_C0/Resources/gold")
    assert [each.name for each in theirs.resourcePool] == ["inner"] and inner.parent == pool and pool.owner == cluster
    name = unique("pooled")
    vm = vsphere.run(find(instance, "center/DC0/vm").CreateVM_Task(
        vsphere.machine_spec(name, datastore="LocalDS_0"), inner, cluster.host[0]))
    assert vm.resourcePool == inner and [each.name for each in theirs.resourcePool[0].vm] == [name]
    alike(instance, center)
    vsphere.run(vm.RelocateVM_Task(vim.vm.RelocateSpec(pool=pool)))
    [moved] = [each for each in vsphere.find_all(center.instance, vim.VirtualMachine) if each.name == name]
    assert vm.resourcePool == pool and moved.resourcePool == theirs
    inner.UpdateConfig("silver", None)
    assert [each.name for each in theirs.resourcePool] == ["silver"]
    alike(instance, center)
    vsphere.run(inner.Destroy_Task())
    alike(instance, center)
    vsphere.run(pool.Destroy_Task())
    assert find(center.instance, "DC0/host/DC0_C0/Resources/gold") is None
    wait_until(lambda: find(instance, "center/DC0/host/DC0_C0/Resources/gold") is None, 5, what="the pool being gone")
    assert vm.resourcePool == cluster.resourcePool
    vsphere.run(vm.Destroy_Task())


def test_changes_made_directly_arrive(instance, center):
    vms = find(center.instance, "DC0/vm")
    folder = vms.CreateFolder("direct")
    soon(lambda: alike(instance, center), "the new folder")
    theirs = find(center.instance, "DC0/vm/DC0_H0-1")
    vsphere.run(folder.MoveIntoFolder_Task([theirs]))
    soon(lambda: alike(instance, center), "the machine's move")
    ours = find(instance, "center/DC0/vm/direct/DC0_H0-1")
    assert ours is not None
    vsphere.run(folder.Rename_Task("by hand"))
    soon(lambda: alike(instance, center), "the new name")
    assert ours.parent.name == "by hand"
    vsphere.run(vms.MoveIntoFolder_Task([theirs]))
    vsphere.run(folder.Destroy_Task())
    soon(lambda: alike(instance, center), "the folder being gone")
    find(center.instance, "DC0/host").CreateClusterEx("late", vim.cluster.ConfigSpecEx())
    soon(lambda: alike(instance, center), "the new cluster")


@pytest.mark.parametrize("method", ["RelocateVM_Task", "MigrateVM_Task"])
def test_a_machine_moves_to_another_host(instance, center, cluster, method):
    vm, pool = find(instance, "center/DC0/vm/DC0_C0_H0-2"), cluster.resourcePool
    theirs = find(center.instance, "DC0/vm/DC0_C0_H0-2")
    identity, source = vm.config.instanceUuid, vm.runtime.host
    other = next(host for host in cluster.host if host != source)
    vsphere.run(vm.PowerOnVM_Task())
    if method == "RelocateVM_Task":
        vsphere.run(vm.RelocateVM_Task(vim.vm.RelocateSpec(host=other, pool=pool)))
    else:
        vsphere.run(vm.MigrateVM_Task(pool=pool, host=other, priority="defaultPriority"))
    assert theirs.runtime.host.name == other.name
    assert vm.runtime.host == other and vm.config.instanceUuid == identity and vm.runtime.powerState == "poweredOn"
    assert vm in other.vm and vm not in source.vm
    # Out of the cluster, to the host that stands alone.
    alone = vsphere.named(instance, vim.HostSystem, "DC0_H0")
    vsphere.run(vm.RelocateVM_Task(vim.vm.RelocateSpec(host=alone, pool=alone.parent.resourcePool)))
    assert theirs.runtime.host.name == "DC0_H0" and theirs.resourcePool.owner.name == "DC0_H0"
    assert vm.runtime.host == alone and vm.resourcePool == alone.parent.resourcePool
    vsphere.run(vm.RelocateVM_Task(vim.vm.RelocateSpec(host=source, pool=pool)))
    vsphere.run(vm.PowerOffVM_Task())
    assert vm.runtime.host == source and vm.resourcePool == pool


def test_a_machine_moves_to_another_datastore(instance, center):
    vm, theirs = (find(each, f"{path}DC0/vm/DC0_H0-2") for each, path in ((instance, "center/"), (center.instance, "")))
    target = next(store for store in find(instance, "center/DC0").datastore if store != vm.datastore[0])
    vsphere.run(vm.RelocateVM_Task(vim.vm.RelocateSpec(datastore=target)))
    # The simulator leaves the names of the files as they were.
    assert [store.name for store in theirs.datastore] == [target.name]


def test_a_machine_does_not_move_to_a_host_of_another_server(instance):
    vm, kvm = find(instance, "center/DC0/vm/DC0_H0-2"), vsphere.named(instance, vim.HostSystem, "kvm01")
    with pytest.raises((vim.fault.VimFault, vmodl.RuntimeFault)):
        vsphere.run(vm.RelocateVM_Task(vim.vm.RelocateSpec(host=kvm, pool=kvm.parent.resourcePool)))
    assert vm.runtime.host.name == "DC0_H0"


def test_clones_go_where_they_are_wanted(instance, center, cluster):
    source, folder = find(instance, "center/DC0/vm/DC0_C0_H0-1"), find(instance, "center/DC0/vm").CreateFolder("clones")
    name = unique("clone")
    clone = vsphere.run(source.CloneVM_Task(folder, name, vim.vm.CloneSpec(
        location=vim.vm.RelocateSpec(pool=cluster.resourcePool), powerOn=False, template=False)))
    assert clone.parent == folder and find(center.instance, f"DC0/vm/clones/{name}") is not None
    vsphere.run(clone.Destroy_Task())
    vsphere.run(folder.Destroy_Task())


SIZE = 16 << 20


def test_a_machine_is_imported_and_exported(instance, center, cluster):
    """A KVM machine's package becomes a machine of the vCenter: the content that goes up is in its own disk file, and
    comes down again."""
    manager, folder, host = instance.content.ovfManager, find(instance, "center/DC0/vm"), cluster.host[0]
    kvm = vsphere.named(instance, vim.HostSystem, "kvm01")
    spec = vsphere.machine_spec(unique("packed"), memory=256, disks=(1,))
    spec.deviceChange[1].device.capacityInKB = SIZE >> 10
    packed = vsphere.run(vsphere.datacenter_of(kvm).vmFolder.CreateVM_Task(spec, kvm.parent.resourcePool, kvm))
    descriptor, [path] = export(manager, packed)
    vsphere.run(packed.Destroy_Task())
    blocks = {0: bytes(range(256)) * (vmdk.GRAIN // 256), SIZE - vmdk.GRAIN: b"last" * (vmdk.GRAIN // 4)}
    name = unique("imported")
    result = manager.CreateImportSpec(
        descriptor, cluster.resourcePool, host.datastore[0],
        vim.OvfManager.CreateImportSpecParams(entityName=name, diskProvisioning="thin", hostSystem=host))
    assert not result.error, result.error
    lease = cluster.resourcePool.ImportVApp(result.importSpec, folder, host)
    made, [url] = lease.info.entity, lease.info.deviceUrl
    reply = requests.post(url.url, data=vmdk.encode(blocks, SIZE), verify=False, timeout=120,
                          headers={"Content-Type": "application/x-vnd.vmware-streamVmdk"})
    assert reply.status_code == 201, reply.text
    lease.HttpNfcLeaseComplete()

    theirs = find(center.instance, f"DC0/vm/{name}")
    assert theirs.config.hardware.memoryMB == 256
    [disk] = vsphere.devices(theirs, vim.vm.device.VirtualDisk)
    file = disk.backing.fileName.partition("] ")[2].replace(".vmdk", "-flat.vmdk")
    cookie = center.instance._stub.cookie.split(";")[0].split("=", 1)[1].strip('"')
    stored = requests.get(
        f"https://127.0.0.1:{center.port}/folder/{file}", verify=False, timeout=60, cookies={"vmware_soap_session": cookie},
        params={"dcPath": "DC0", "dsName": disk.backing.datastore.name})
    assert stored.status_code == 200 and len(stored.content) == SIZE
    assert stored.content.startswith(bytes(range(256))) and stored.content.endswith(b"last")
    _, files = export(manager, made)
    assert vmdk.decode(files[path]) == (blocks, SIZE)
    vsphere.run(made.Destroy_Task())


def test_a_disk_that_is_not_whole_is_not_exported(instance):
    """The simulator's disks have no blocks until somebody writes them."""
    lease = find(instance, "center/DC0/vm/DC0_C0_H1-1").ExportVm()
    reply = requests.get(lease.info.deviceUrl[0].url, verify=False, timeout=30)
    lease.HttpNfcLeaseAbort()
    assert reply.status_code == 409 and "0 bytes of the disk's 1073741824" in reply.text


def export(manager, vm):
    """The descriptor, and the disks by their names."""
    lease = vm.ExportVm()
    files = {}
    for url in lease.info.deviceUrl:
        reply = requests.get(url.url, verify=False, timeout=120)
        assert reply.status_code == 200, reply.text
        files[url.url.rpartition("/")[2]] = (url.key, reply.content)
    lease.HttpNfcLeaseComplete()
    ovf = [vim.OvfManager.OvfFile(deviceId=key, path=name, size=len(content)) for name, (key, content) in files.items()]
    made = manager.CreateDescriptor(vm, vim.OvfManager.CreateDescriptorParams(ovfFiles=ovf, name=vm.name))
    assert not made.error, made.error
    return made.ovfDescriptor, {name: content for name, (_, content) in files.items()}


def test_datacenters(instance, center):
    made = find(instance, "center").CreateDatacenter("DC1")
    assert find(center.instance, "DC1") is not None and find(instance, "center/DC1/vm") == made.vmFolder
    vsphere.run(made.Destroy_Task())
    assert find(center.instance, "DC1") is None and find(instance, "center/DC1") is None


def test_nothing_crosses_the_border(instance, center):
    ours, kvm = find(instance, "center/DC0/vm/DC0_H0-1"), vsphere.named(instance, vim.VirtualMachine, "kvm01-web01")
    datacenter = find(instance, "Dragoman")
    before = tree(instance.content.rootFolder)
    for folder, entity in ((datacenter.vmFolder, ours), (find(instance, "center/DC0/vm"), kvm),
                           (instance.content.rootFolder, find(instance, "center/DC0")),
                           (datacenter.hostFolder, find(instance, "center/DC0/host/DC0_C0"))):
        with pytest.raises((vim.fault.InvalidFolder, vmodl.fault.NotSupported, vmodl.fault.InvalidArgument)):
            vsphere.run(folder.MoveIntoFolder_Task([entity]))
    assert tree(instance.content.rootFolder) == before
    alike(instance, center)


def test_the_tree_is_the_same_after_a_restart(instance, daemon, center):
    before = {entity._moId: entity.name for entity in vsphere.find_all(instance, vim.ManagedEntity)}
    daemon.stop()
    daemon.start()
    again = daemon.pyvmomi()
    assert {entity._moId: entity.name for entity in vsphere.find_all(again, vim.ManagedEntity)} == before
    alike(again, center)
