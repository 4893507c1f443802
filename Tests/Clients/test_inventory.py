"""The fleet as one vCenter: from the root folder down, and through views."""

import pytest
from daemon import PLATFORMS
from pyVmomi import vim, vmodl
from vsphere import datastore_of, find_all, host_of, view_of

HOSTS = {f"{platform}01" for platform in PLATFORMS}


def test_from_the_root_down(instance):
    root = instance.content.rootFolder
    assert isinstance(root, vim.Folder) and root.parent is None
    [datacenter] = root.childEntity
    assert isinstance(datacenter, vim.Datacenter) and datacenter.parent == root
    assert {child.name for child in datacenter.hostFolder.childEntity} == HOSTS
    assert datacenter.vmFolder.childType and datacenter.hostFolder.childType
    machines = set(datacenter.vmFolder.childEntity)
    assert machines == set(find_all(instance, vim.VirtualMachine)) and len(machines) >= 16
    assert set(datacenter.datastore) == set(find_all(instance, vim.Datastore))
    assert set(datacenter.network) == set(find_all(instance, vim.Network))
    assert set(datacenter.datastoreFolder.childEntity) == set(datacenter.datastore)
    assert set(datacenter.networkFolder.childEntity) == set(datacenter.network)


def test_compute_resource(instance, platform):
    host = host_of(instance, platform)
    compute = host.parent
    assert isinstance(compute, vim.ComputeResource) and compute.host == [host]
    assert compute.name == host.name and isinstance(compute.parent, vim.Folder)
    pool = compute.resourcePool
    assert isinstance(pool, vim.ResourcePool) and pool.owner == compute and set(pool.vm) == set(host.vm)
    assert set(compute.datastore) == set(host.datastore) and set(compute.network) == set(host.network)
    summary = host.summary
    assert summary.host == host and summary.config.name == host.name
    assert summary.hardware.numCpuCores == 64 and summary.hardware.numCpuThreads == 128
    assert summary.hardware.memorySize == 262144 << 20
    assert host.runtime.connectionState == "connected" and not host.runtime.inMaintenanceMode
    assert compute.summary.numCpuCores == 64 and compute.summary.numHosts == 1


def test_datastores_and_networks(instance, platform):
    host = host_of(instance, platform)
    store = datastore_of(host)
    assert {store, datastore_of(host, "datastore2")} <= set(host.datastore)
    assert store.summary.accessible and store.summary.capacity == 8 << 40 and 0 < store.summary.freeSpace < 8 << 40
    assert store.summary.datastore == store and store.info.name == store.name
    assert [mount.key for mount in store.host] == [host] and store.host[0].mountInfo.path
    assert set(store.vm) <= set(host.vm) and store.vm
    networks = {network.name: network for network in host.network}
    assert set(networks) == {"VM Network", "Backup"}
    assert host in networks["VM Network"].host and set(networks["VM Network"].vm) & set(host.vm)


def test_a_network_of_one_name_is_one_in_its_datacenter(instance):
    networks = find_all(instance, vim.Network)
    assert len({network.name for network in networks}) == len(networks)
    [network] = [network for network in networks if network.name == "VM Network"]
    assert set(network.host) == set(find_all(instance, vim.HostSystem))
    assert {vm.runtime.host for vm in network.vm} == set(network.host)
    path = f"{network.parent.parent.name}/network/VM Network"
    assert instance.content.searchIndex.FindByInventoryPath(path) == network
    for vm in network.vm:
        cards = [device for device in vm.config.hardware.device if isinstance(device, vim.vm.device.VirtualEthernetCard)]
        assert network in [card.backing.network for card in cards] and network in vm.network


def test_machines_know_their_place(instance, platform):
    host = host_of(instance, platform)
    machines = [vm for vm in host.vm if vm.name.startswith(f"{platform}01-")]
    assert len(machines) == 4
    for vm in machines:
        assert vm.runtime.host == host and vm.resourcePool == host.parent.resourcePool
        assert vm.parent == instance.content.rootFolder.childEntity[0].vmFolder
        assert vm.summary.vm == vm and vm.summary.runtime.powerState == vm.runtime.powerState
        assert set(vm.datastore) <= set(host.datastore) and set(vm.network) <= set(host.network)
        # Whatever their platform keeps: for vSphere's clients, a .vmx file in a datastore.
        assert vm.config.files.vmPathName.startswith(f"[{datastore_of(host).name}] ") and vm.config.files.vmPathName.endswith(".vmx")
    states = {vm.name: str(vm.runtime.powerState) for vm in machines}
    assert sorted(states.values()) == ["poweredOff", "poweredOn", "poweredOn", "suspended"]
    assert any(vm.snapshot for vm in machines)


def test_a_running_guest(instance, platform):
    vm = next(vm for vm in host_of(instance, platform).vm if vm.name == f"{platform}01-web01")
    assert vm.guest.toolsRunningStatus == "guestToolsRunning" and vm.guest.hostName
    assert vm.guest.ipAddress and vm.guest.ipAddress in vm.guest.net[0].ipAddress
    assert vm.guestHeartbeatStatus and vm.runtime.bootTime is not None
    assert vm.summary.guest.ipAddress == vm.guest.ipAddress


def test_container_view(instance, platform):
    content = instance.content
    host = host_of(instance, platform)
    within = content.viewManager.CreateContainerView(host.parent.parent, [vim.HostSystem], True)
    assert host in within.view and within.container == host.parent.parent and within.recursive
    everything = content.viewManager.CreateContainerView(content.rootFolder, [], True)
    kinds = {type(item) for item in everything.view}
    assert {vim.Datacenter, vim.Folder, vim.HostSystem, vim.VirtualMachine, vim.ComputeResource, vim.ResourcePool,
            vim.Datastore, vim.Network} <= kinds
    flat = content.viewManager.CreateContainerView(content.rootFolder, [], False)
    assert flat.view == content.rootFolder.childEntity
    pool = content.viewManager.CreateContainerView(host.parent.resourcePool, [vim.VirtualMachine], True)
    assert set(pool.view) == set(host.vm)
    within.DestroyView()
    with pytest.raises(vmodl.fault.ManagedObjectNotFound) as fault:
        within.view
    assert fault.value.obj == within


def test_list_view(instance):
    machines = find_all(instance, vim.VirtualMachine)
    view = instance.content.viewManager.CreateListView(machines[:2])
    assert view.view == machines[:2]
    missing = vim.VirtualMachine("vm-99999", instance._stub)
    assert view.ModifyListView(add=[machines[2], missing], remove=[machines[0]]) == [missing]
    assert view.view == machines[1:3]
    assert not view.ResetListView(machines[3:4])
    assert view.view == machines[3:4]
    view.DestroyView()


def test_search(instance, platform):
    search = instance.content.searchIndex
    vm = next(vm for vm in host_of(instance, platform).vm if vm.name == f"{platform}01-db02")
    assert search.FindByUuid(None, vm.config.uuid, True) == vm
    assert search.FindByUuid(None, vm.config.instanceUuid, True, True) == vm
    assert search.FindByUuid(None, vm.config.uuid, False) is None
    datacenter = instance.content.rootFolder.childEntity[0]
    assert search.FindByInventoryPath(f"{datacenter.name}/vm/{vm.name}") == vm
    assert search.FindByInventoryPath(f"{datacenter.name}/vm/none") is None
    assert search.FindChild(datacenter.vmFolder, vm.name) == vm


def test_view_of_nothing(instance):
    view = view_of(instance, vim.dvs.DistributedVirtualPortgroup)
    assert list(view.view) == []
