"""Datastores by pyVmomi and Ansible: renamed, and put into maintenance. On a daemon of their own."""

import pytest
import requests
import vsphere
from daemon import Daemon, configuration, native_files, unique
from pyVim.connect import Disconnect
from pyVmomi import vim, vmodl
from test_host_power import play


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    daemon = Daemon(tmp_path_factory.mktemp("datastores"), configuration(vms=2)).start()
    yield daemon
    daemon.end()


@pytest.fixture
def host(session, platform):
    return vsphere.host_of(session, platform)


def used(host):
    return next(store for store in host.datastore if store.vm)


def unused(host):
    return next(store for store in host.datastore if not store.vm and store.name.startswith("datastore"))


def test_renamed(own, session, host, platform):
    store = used(host)
    old, new = store.name, unique("fast")
    machine = store.vm[0]
    collector = session.content.propertyCollector.CreatePropertyCollector()
    collector.CreateFilter(vsphere.filter_spec([machine], vim.VirtualMachine, ["config.files.vmPathName"]), False)
    version = collector.WaitForUpdatesEx("").version
    store.RenameDatastore(new)
    told = collector.WaitForUpdatesEx(version, vsphere.Query.WaitOptions(maxWaitSeconds=20))
    path = told.filterSet[0].objectSet[0].changeSet[0].val
    assert store.name == store.summary.name == store.info.name == new and path.startswith(f"[{new}] ")
    if platform == "xen":
        assert new in native_files(own, platform)
    other = next(each for each in vsphere.find_all(session, vim.Datastore) if each != store)
    with pytest.raises(vim.fault.DuplicateName):
        store.RenameDatastore(other.name)
    with pytest.raises(vim.fault.DuplicateName):
        vsphere.run(other.Rename_Task(new))
    assert store.name == new
    # Its files are found by the new name.
    vm = vsphere.create(session, platform, vsphere.machine_spec(unique("there"), datastore=new))
    assert vm.datastore == [store] and vm.config.files.vmPathName.startswith(f"[{new}] ")
    vsphere.run(vm.PowerOnVM_Task())
    vsphere.run(vm.PowerOffVM_Task())
    vsphere.run(vm.Destroy_Task())
    own.kill()
    own.start()
    again = own.pyvmomi()
    try:
        store = vim.Datastore(store._moId, again._stub)
        assert store.name == new
        vsphere.run(store.Rename_Task(old))
        assert store.name == old
    finally:
        Disconnect(again)


def test_a_host_by_itself(own, platform):
    alone = own.pyvmomi(port=own.host_ports[f"{platform}01"])
    try:
        store = vsphere.find_all(alone, vim.Datastore)[0]
        if platform == "xen":
            store.RenameDatastore(store.name)
        else:
            with pytest.raises(vmodl.fault.NotSupported):
                store.RenameDatastore("other")
    finally:
        Disconnect(alone)


def test_maintenance(own, session, host, platform):
    busy, store = used(host), unused(host)
    with pytest.raises(vim.fault.InvalidState):
        vsphere.run(busy.DatastoreEnterMaintenanceMode().task)
    with pytest.raises(vim.fault.InvalidState):
        vsphere.run(store.DatastoreExitMaintenanceMode_Task())
    vsphere.run(store.DatastoreEnterMaintenanceMode().task)
    try:
        assert store.summary.maintenanceMode == "inMaintenance" and busy.summary.maintenanceMode == "normal"
        spec = vsphere.machine_spec(unique("none"), datastore=store.name)
        with pytest.raises(vim.fault.InvalidState):
            vsphere.create(session, platform, spec)
        vm = vsphere.create(session, platform, vsphere.machine_spec(unique("other"), datastore=busy.name))
        change = vsphere.disk(1, 1000, 5)
        change.device.backing.fileName = f"[{store.name}]"
        with pytest.raises(vim.fault.InvalidState):
            vsphere.run(vm.ReconfigVM_Task(vim.vm.ConfigSpec(deviceChange=[change])))
        with pytest.raises(vim.fault.InvalidState):
            vsphere.run(vm.RelocateVM_Task(vim.vm.RelocateSpec(datastore=store), "defaultPriority"))
        assert vm.datastore == [busy]
        vsphere.run(vm.Destroy_Task())
        datacenter = vsphere.find_all(session, vim.Datacenter)[0].name
        reply = requests.put(
            f"https://127.0.0.1:{own.vsphere_port}/folder/x.iso", params={"dcPath": datacenter, "dsName": store.name},
            data=b"x", auth=("demo", "demo"), verify=False, timeout=20)
        assert reply.status_code >= 400
        with pytest.raises(vim.fault.InvalidState):
            vsphere.run(store.DatastoreEnterMaintenanceMode().task)
    finally:
        vsphere.run(store.DatastoreExitMaintenanceMode_Task())
    assert store.summary.maintenanceMode == "normal"
    vm = vsphere.create(session, platform, spec)
    assert vm.datastore == [store]
    vsphere.run(vm.Destroy_Task())


def test_ansible(own, session, host, platform, tmp_path):
    store = unused(host)
    for state, mode in (("present", "inMaintenance"), ("absent", "normal")):
        answer = play(own, tmp_path, "vmware_datastore_maintenancemode", datastore=store.name, state=state)
        assert answer["changed"] and store.summary.maintenanceMode == mode, answer
