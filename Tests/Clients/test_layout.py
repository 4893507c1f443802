"""The vCenter of the operator's shape: inventory and machines as the configuration has them."""

import pytest
import vsphere
from daemon import HASH, PLATFORMS, Daemon
from pyVim.connect import Disconnect
from pyVmomi import vim, vmodl

TEXT = """
listeners:
  vsphere: {address: 127.0.0.1, port: 0}
  admin: {address: 127.0.0.1, port: 0}
users:
  - {name: demo, password: "HASH"}
inventory:
  datacenters:
    - name: North
      clusters:
        - name: Linux
          hosts: ["kvm*", xen01]
          pools:
            - {name: Batch, vms: ["*-job*"], pools: [{name: Night}]}
      folders:
        - name: Production
          vms: ["*-web*"]
          folders: [{name: Old}]
    - name: South
      hosts: [esxi01, hyperv01]
      pools: [{name: Gold, host: esxi01, vms: ["*-web*"]}]
hosts:
"""
HOST = """
  - name: NAME
    platform: PLATFORM
    driver: simulated
    hardware: {model: Example CPU, mhz: 2500, sockets: 1, cores: 16, threads: 32, memory: 65536}
    datastores: [{name: fast, capacity: 500, free: 400}]
    networks: [Front, Back]
    machines:
      - name: "{host}-web{number:2}"
        count: 2
        cpus: 4
        coresPerSocket: 2
        memory: 2048
        firmware: efi
        guest: debian12
        notes: made to order
        disks: [10, 20]
        nics: [Front, Back]
        state: running
        snapshots: [first, second]
      - {name: "{host}-job", cpus: 2}
"""


@pytest.fixture(scope="module")
def shaped(tmp_path_factory):
    names = {"vsphere": "esxi01", "kvm": "kvm01", "xen": "xen01", "hyperv": "hyperv01"}
    text = TEXT.replace("HASH", HASH)
    for platform in PLATFORMS:
        text += HOST.replace("NAME", names[platform]).replace("PLATFORM", platform)
    daemon = Daemon(tmp_path_factory.mktemp("layout"), text).start()
    yield daemon
    daemon.stop()


@pytest.fixture
def session(shaped):
    instance = shaped.pyvmomi()
    yield instance
    Disconnect(instance)


def child(parent, name):
    return next(item for item in parent.childEntity if item.name == name)


def names(items):
    return sorted(item.name for item in items)


def test_the_layout_is_what_was_asked_for(session):
    root = session.content.rootFolder
    assert names(root.childEntity) == ["North", "South"]
    north, south = child(root, "North"), child(root, "South")
    cluster, = north.hostFolder.childEntity
    assert isinstance(cluster, vim.ClusterComputeResource) and cluster.name == "Linux"
    assert names(cluster.host) == ["kvm01", "xen01"]
    assert all(host.parent == cluster for host in cluster.host)
    assert cluster.summary.numHosts == 2 and cluster.summary.numCpuCores == 32
    assert cluster.summary.totalMemory == 2 * 65536 << 20 and cluster.summary.totalCpu == 2 * 16 * 2500
    assert not cluster.configurationEx.dasConfig.enabled and not cluster.configurationEx.drsConfig.enabled
    batch, = cluster.resourcePool.resourcePool
    assert batch.name == "Batch" and batch.owner == cluster and names(batch.resourcePool) == ["Night"]
    assert names(batch.vm) == ["kvm01-job", "xen01-job"]
    assert batch.vm[0].resourcePool == batch
    assert names(cluster.resourcePool.vm) == ["kvm01-web01", "kvm01-web02", "xen01-web01", "xen01-web02"]

    assert names(north.vmFolder.childEntity) == ["Production", "kvm01-job", "xen01-job"]
    production = child(north.vmFolder, "Production")
    assert names(production.childEntity) == ["Old", "kvm01-web01", "kvm01-web02", "xen01-web01", "xen01-web02"]
    assert child(production, "kvm01-web01").parent == production
    assert {item.name for item in north.network} == {"Front", "Back"}

    assert names(south.hostFolder.childEntity) == ["esxi01", "hyperv01"]
    esxi = child(south.hostFolder, "esxi01")
    gold, = esxi.resourcePool.resourcePool
    assert gold.name == "Gold" and names(gold.vm) == ["esxi01-web01", "esxi01-web02"]
    assert names(esxi.resourcePool.vm) == ["esxi01-job"]
    # Production is the other datacenter's.
    assert len(south.vmFolder.childEntity) == 6


def test_paths_go_through_the_layout(session):
    search = session.content.searchIndex
    assert search.FindByInventoryPath("North/vm/Production/kvm01-web02").name == "kvm01-web02"
    assert isinstance(search.FindByInventoryPath("North/host/Linux/xen01"), vim.HostSystem)
    assert search.FindByInventoryPath("South/vm/Production") is None


@pytest.mark.parametrize("host", ["esxi01", "kvm01", "xen01", "hyperv01"])
def test_machines_are_made_to_order(session, host):
    system = vsphere.named(session, vim.HostSystem, host)
    assert system.hardware.cpuInfo.numCpuCores == 16 and system.hardware.cpuInfo.numCpuThreads == 32
    assert system.summary.hardware.cpuMhz == 2500 and system.summary.hardware.memorySize == 65536 << 20
    vm = next(vm for vm in system.vm if vm.name == f"{host}-web02")
    assert vm.runtime.powerState == "poweredOn"
    assert vm.config.hardware.numCPU == 4 and vm.config.hardware.memoryMB == 2048
    assert vm.config.firmware == "efi" and vm.config.annotation == "made to order"
    assert sorted(disk.capacityInKB >> 20 for disk in vsphere.devices(vm, vim.vm.device.VirtualDisk)) == [10, 20]
    cards = vsphere.devices(vm, vim.vm.device.VirtualEthernetCard)
    assert [card.backing.deviceName for card in cards] == ["Front", "Back"]
    assert dict(vsphere.flat(vm.snapshot.rootSnapshotList)) == {"first": None, "second": "first"}


def test_a_machine_is_made_in_a_folder_and_a_pool_of_the_cluster(session, shaped):
    north = child(session.content.rootFolder, "North")
    old = child(child(north.vmFolder, "Production"), "Old")
    cluster, = north.hostFolder.childEntity
    night = cluster.resourcePool.resourcePool[0].resourcePool[0]
    task = old.CreateVM_Task(vsphere.machine_spec("laid-out", datastore="fast", nics=0), night)
    vm = vsphere.run(task)
    assert task.info.entity == old
    assert vm.parent == old and vm.resourcePool == night and vm.runtime.host in cluster.host
    assert [item.name for item in old.childEntity] == ["laid-out"] and [item.name for item in night.vm] == ["laid-out"]
    # A pool that has no part in the host that is named, and a folder of another datacenter.
    esxi = vsphere.named(session, vim.HostSystem, "esxi01")
    for folder, pool, host in ((old, night, esxi), (old, esxi.parent.resourcePool, esxi)):
        with pytest.raises(vmodl.fault.InvalidArgument):
            vsphere.run(folder.CreateVM_Task(vsphere.machine_spec("nowhere", datastore="fast"), pool, host))


def test_the_layout_outlives_a_restart(shaped):
    before = shaped.pyvmomi()
    north = child(before.content.rootFolder, "North")
    old = child(child(north.vmFolder, "Production"), "Old")
    known = {item._moId: item.name for kind in (vim.Folder, vim.ResourcePool, vim.ClusterComputeResource)
             for item in vsphere.find_all(before, kind)}
    inside = [vm.name for vm in old.childEntity]
    Disconnect(before)
    shaped.stop()
    shaped.start()
    after = shaped.pyvmomi()
    assert known == {item._moId: item.name for kind in (vim.Folder, vim.ResourcePool, vim.ClusterComputeResource)
                     for item in vsphere.find_all(after, kind)}
    assert [vm.name for vm in vim.Folder(old._moId, after._stub).childEntity] == inside
    Disconnect(after)
