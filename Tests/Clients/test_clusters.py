"""Clusters by pyVmomi and Ansible: made, renamed, configured, filled with hosts, emptied and removed. On a daemon of their own."""

import pytest
import vsphere
from daemon import Daemon, configuration, unique
from pyVim.connect import Disconnect
from pyVmomi import vim, vmodl
from test_host_power import play


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    daemon = Daemon(tmp_path_factory.mktemp("clusters"), configuration(vms=2)).start()
    yield daemon
    daemon.end()


@pytest.fixture
def folder(session):
    return vsphere.find_all(session, vim.Datacenter)[0].hostFolder


def make(folder, name=None, spec=None):
    return folder.CreateClusterEx(name or unique("cluster"), spec or vim.cluster.ConfigSpecEx())


def test_made_renamed_removed(session, folder):
    cluster = make(folder, "Linux / KVM")
    assert isinstance(cluster, vim.ClusterComputeResource) and cluster.parent == folder and cluster.host == []
    assert cluster in folder.childEntity and cluster.name == "Linux %2f KVM"
    assert cluster.resourcePool.owner == cluster and cluster.summary.numHosts == 0
    with pytest.raises(vim.fault.DuplicateName):
        make(folder, "Linux / KVM")
    with pytest.raises(vim.fault.DuplicateName):
        make(folder, "kvm01")
    with pytest.raises(vmodl.fault.NotSupported):
        make(vsphere.find_all(session, vim.Datacenter)[0].vmFolder)
    vsphere.run(cluster.Rename_Task("Other"))
    assert cluster.name == "Other"
    inner = folder.CreateFolder("Racks")
    vsphere.run(inner.MoveIntoFolder_Task([cluster]))
    assert cluster.parent == inner
    vsphere.run(cluster.Destroy_Task())
    with pytest.raises(vmodl.fault.ManagedObjectNotFound):
        cluster.name
    vsphere.run(inner.Destroy_Task())


def test_configuration(own, folder):
    off = vim.cluster.ConfigSpecEx(
        dasConfig=vim.cluster.DasConfigInfo(enabled=False, admissionControlEnabled=True, failoverLevel=2),
        drsConfig=vim.cluster.DrsConfigInfo(enabled=False, defaultVmBehavior="manual", vmotionRate=3))
    cluster = make(folder, spec=off)
    kept = cluster.configurationEx
    assert not kept.dasConfig.enabled and kept.dasConfig.failoverLevel == 2 and kept.dasConfig.admissionControlEnabled
    assert kept.drsConfig.defaultVmBehavior == "manual" and kept.drsConfig.vmotionRate == 3
    change = vim.cluster.ConfigSpecEx(drsConfig=vim.cluster.DrsConfigInfo(defaultVmBehavior="fullyAutomated"))
    vsphere.run(cluster.ReconfigureComputeResource_Task(change, True))
    assert cluster.configurationEx.drsConfig.defaultVmBehavior == "fullyAutomated"
    assert cluster.configurationEx.drsConfig.vmotionRate == 3
    vsphere.run(cluster.ReconfigureComputeResource_Task(change, False))
    assert cluster.configurationEx.drsConfig.vmotionRate is None and cluster.configurationEx.dasConfig.failoverLevel is None
    for spec in (vim.cluster.ConfigSpecEx(drsConfig=vim.cluster.DrsConfigInfo(enabled=True)),
                 vim.cluster.ConfigSpecEx(dasConfig=vim.cluster.DasConfigInfo(enabled=True)),
                 vim.cluster.ConfigSpecEx(dpmConfig=vim.cluster.DpmConfigInfo(enabled=True))):
        with pytest.raises(vmodl.fault.NotSupported):
            cluster.ReconfigureComputeResource_Task(spec, True)
    assert not cluster.configurationEx.drsConfig.enabled
    vsphere.run(cluster.Destroy_Task())


def test_hosts_come_and_go(own, session, folder, platform):
    host = vsphere.host_of(session, platform)
    alone, pool = host.parent, host.parent.resourcePool
    part = pool.CreateResourcePool(unique("part"), vim.ResourceConfigSpec(
        cpuAllocation=vim.ResourceAllocationInfo(reservation=0, limit=-1, expandableReservation=True),
        memoryAllocation=vim.ResourceAllocationInfo(reservation=0, limit=-1, expandableReservation=True)))
    cluster = make(folder)
    collector = session.content.propertyCollector.CreatePropertyCollector()
    collector.CreateFilter(vsphere.filter_spec([cluster], vim.ClusterComputeResource, ["host"]), False)
    version = collector.WaitForUpdatesEx("").version
    machines = list(host.vm)
    vsphere.run(cluster.MoveInto_Task([host]))
    told = collector.WaitForUpdatesEx(version, vsphere.Query.WaitOptions(maxWaitSeconds=20))
    assert told.filterSet[0].objectSet[0].changeSet[0].val == [host]
    assert host.parent == cluster and cluster.host == [host] and cluster.summary.numHosts == 1
    assert set(cluster.resourcePool.vm) == set(machines) and {vm.resourcePool for vm in machines} == {cluster.resourcePool}
    for gone in (alone, pool, part):
        with pytest.raises(vmodl.fault.ManagedObjectNotFound):
            gone.name
    with pytest.raises(vim.fault.InvalidState):
        vsphere.run(cluster.Destroy_Task())
    # Over a restart too.
    own.kill()
    own.start()
    again = own.pyvmomi()
    try:
        host = vsphere.host_of(again, platform)
        folder = vsphere.find_all(again, vim.Datacenter)[0].hostFolder
        cluster = host.parent
        assert isinstance(cluster, vim.ClusterComputeResource)
        running = [vm for vm in host.vm if vm.runtime.powerState == "poweredOn"]
        assert running
        other = make(folder)
        with pytest.raises(vim.fault.InvalidState):
            vsphere.run(folder.MoveIntoFolder_Task([host]))
        with pytest.raises(vim.fault.InvalidState):
            vsphere.run(other.MoveHostInto_Task(host))
        for vm in running:
            vsphere.run(vm.SuspendVM_Task())
        if host.capability.maintenanceModeSupported:
            vsphere.run(host.EnterMaintenanceMode_Task(0))
        vsphere.run(other.MoveHostInto_Task(host))
        assert host.parent == other and cluster.host == []
        vsphere.run(folder.MoveIntoFolder_Task([host]))
        assert isinstance(host.parent, vim.ComputeResource) and host.parent.parent == folder and host.parent.name == host.name
        assert not isinstance(host.parent, vim.ClusterComputeResource)
        if host.capability.maintenanceModeSupported:
            vsphere.run(host.ExitMaintenanceMode_Task(0))
        for vm in running:
            vsphere.run(vm.PowerOnVM_Task())
        vsphere.run(cluster.Destroy_Task())
        vsphere.run(other.Destroy_Task())
    finally:
        Disconnect(again)


def test_hosts_are_not_added(session, folder):
    spec = vim.host.ConnectSpec(hostName="esx99", userName="root", password="secret", force=True)
    cluster = make(folder)
    for call in (lambda: cluster.AddHost_Task(spec, True), lambda: folder.AddStandaloneHost_Task(spec, None, True),
                 lambda: vsphere.find_all(session, vim.Datacenter)[0].QueryConnectionInfo("esx99", 443, "root", "secret")):
        with pytest.raises(vmodl.fault.NotSupported, match="configuration"):
            call()
    vsphere.run(cluster.Destroy_Task())


def test_ansible(own, session, tmp_path):
    datacenter = vsphere.find_all(session, vim.Datacenter)[0].name
    name = unique("played")
    for state, changed in (("present", True), ("present", False), ("absent", True)):
        answer = play(own, tmp_path, "vmware_cluster", state=state, datacenter_name=datacenter, cluster_name=name)
        assert answer.get("changed") is changed, answer


def test_host_queries(session, platform):
    host = vsphere.host_of(session, platform)
    info = host.QueryHostConnectionInfo()
    assert info.host.host == host and info.host.config.name == host.name
    assert {each.vm for each in info.vm} == set(host.vm)
    assert {each.summary.name for each in info.datastore} == {store.name for store in host.datastore}
    assert {each.summary.network for each in info.network} == set(host.network)
    host.configManager.storageSystem.RescanAllHba()
    host.configManager.storageSystem.RefreshStorageSystem()
    host.configManager.networkSystem.RefreshNetworkSystem()
    host.configManager.serviceSystem.RefreshServices()
    if platform == "kvm":
        # libvirt does not tell when its host was started.
        with pytest.raises(vmodl.fault.NotSupported):
            host.RetrieveHardwareUptime()
        return
    uptime = (session.CurrentTime() - host.runtime.bootTime).total_seconds()
    assert abs(host.RetrieveHardwareUptime() - uptime) < 60


def test_a_machine_goes_to_a_host_that_is_ready(session, folder):
    left, right = vsphere.host_of(session, "kvm"), vsphere.host_of(session, "hyperv")
    cluster = make(folder)
    vsphere.run(cluster.MoveInto_Task([left, right]))
    vms = vsphere.find_all(session, vim.Datacenter)[0].vmFolder
    for away, ready in ((left, right), (right, left)):
        vsphere.run(away.DisconnectHost_Task())
        assert cluster.summary.numEffectiveHosts == 1
        for _ in range(3):
            spec = vim.vm.ConfigSpec(name=unique("placed"), numCPUs=1, memoryMB=256, guestId="debian12_64Guest")
            assert vsphere.run(vms.CreateVM_Task(spec, cluster.resourcePool)).runtime.host == ready
        vsphere.run(away.ReconnectHost_Task())
