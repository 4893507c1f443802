"""SearchIndex: by what objects are, and by where they are."""

import time

import pytest
from daemon import Daemon, configuration, unique, wait_until
from pyVmomi import vim, vmodl
from vsphere import create, find_all, host_of, machine_spec, named, run


def search(instance):
    return instance.content.searchIndex


def machine(instance, platform, name="web01"):
    return next(vm for vm in host_of(instance, platform).vm if vm.name == f"{platform}01-{name}")


@pytest.fixture
def datacenter(instance):
    return instance.content.rootFolder.childEntity[0]


def test_by_uuid(instance, platform, datacenter):
    vm, host, index = machine(instance, platform), host_of(instance, platform), search(instance)
    for uuid in (vm.config.uuid, vm.config.uuid.upper()):
        assert index.FindByUuid(None, uuid, True) == vm
        assert index.FindByUuid(datacenter, uuid, True, False) == vm
        assert index.FindAllByUuid(datacenter, uuid, True, False) == [vm]
    assert index.FindByUuid(datacenter, vm.config.instanceUuid, True, True) == vm
    assert index.FindAllByUuid(None, vm.config.instanceUuid, True, True) == [vm]
    assert index.FindByUuid(None, host.hardware.systemInfo.uuid, False) == host
    assert index.FindAllByUuid(datacenter, host.hardware.systemInfo.uuid, False) == [host]
    # Each kind of UUID finds its own kind of object only.
    assert index.FindByUuid(None, vm.config.uuid, False) is None
    assert index.FindByUuid(None, host.hardware.systemInfo.uuid, True) is None
    assert index.FindByUuid(None, vm.config.uuid, True, True) is None or vm.config.uuid == vm.config.instanceUuid
    assert index.FindAllByUuid(None, "00000000-0000-0000-0000-000000000000", True) == []
    with pytest.raises(vmodl.fault.ManagedObjectNotFound):
        index.FindByUuid(vim.Datacenter("datacenter-99", instance._stub), vm.config.uuid, True)


def test_by_address_and_name(instance, platform, datacenter):
    vm, host, index = machine(instance, platform), host_of(instance, platform), search(instance)
    addresses = [address for card in vm.guest.net for address in card.ipAddress]
    assert vm.guest.ipAddress in addresses
    for address in addresses:
        assert vm in index.FindAllByIp(datacenter, address, True)
        assert index.FindByIp(None, address, True) in index.FindAllByIp(None, address, True)
    assert index.FindByDnsName(datacenter, vm.guest.hostName.upper(), True) == vm
    assert index.FindAllByDnsName(None, vm.guest.hostName, True) == [vm]
    assert index.FindByDnsName(None, host.name, False) == host
    assert index.FindByDnsName(None, host.name, True) is None
    assert index.FindByIp(None, "203.0.113.99", True) is None and index.FindAllByIp(None, "203.0.113.99", True) == []


def test_by_file(instance, platform, datacenter):
    index = search(instance)
    for vm in host_of(instance, platform).vm:
        path = vm.config.files.vmPathName
        found = index.FindByDatastorePath(datacenter, path)
        assert found.config.files.vmPathName == path
        if platform in ("vsphere", "hyperv"):
            assert found == vm
    assert index.FindByDatastorePath(datacenter, "[datastore1] none/none.vmx") is None
    with pytest.raises(vim.fault.InvalidDatastorePath) as fault:
        index.FindByDatastorePath(datacenter, "none.vmx")
    assert fault.value.datastorePath == "none.vmx"


def test_by_place(instance, platform, datacenter):
    vm, host, index = machine(instance, platform), host_of(instance, platform), search(instance)
    place = f"{datacenter.name}/vm/{vm.name}"
    for path in (place, f"/{place}", f"{place}/"):
        assert index.FindByInventoryPath(path) == vm
    assert index.FindByInventoryPath(f"{datacenter.name}/host/{host.name}") == host.parent
    assert index.FindByInventoryPath(f"{datacenter.name}/host/{host.name}/{host.name}") == host
    assert index.FindByInventoryPath(f"{datacenter.name}/host/{host.name}/Resources") == host.parent.resourcePool
    assert index.FindByInventoryPath(datacenter.name) == datacenter
    for path in ("none", f"{place}/none", f"{datacenter.name}/vm/none", ""):
        assert index.FindByInventoryPath(path) is None
    assert index.FindChild(datacenter, "vm") == datacenter.vmFolder
    assert index.FindChild(datacenter.vmFolder, vm.name) == vm
    assert index.FindChild(host.parent.resourcePool, vm.name) == vm
    assert index.FindChild(datacenter.vmFolder, "none") is None


def test_escaped_names(instance, platform, datacenter):
    """What an inventory path needs for itself is escaped in it, and in the name that clients are shown."""
    # libvirt has no names with a slash.
    plain = unique("a%b" if platform == "kvm" else "a/b%c")
    escaped = plain.replace("%", "%25").replace("/", "%2f")
    vm = create(instance, platform, machine_spec(plain.replace("/", "-").replace("%", "-")))
    try:
        run(vm.Rename_Task(escaped))
        assert vm.name == escaped
        for shape in (escaped, escaped.replace("%2f", "%2F")):
            assert search(instance).FindByInventoryPath(f"{datacenter.name}/vm/{shape}") == vm
            assert search(instance).FindChild(datacenter.vmFolder, shape) == vm
    finally:
        run(vm.Destroy_Task())


def test_index_follows_the_machines(instance, platform):
    index = search(instance)
    vm = create(instance, platform, machine_spec(unique("found")))
    uuid = vm.config.uuid
    assert index.FindByUuid(None, uuid, True) == vm
    run(vm.Destroy_Task())
    assert index.FindByUuid(None, uuid, True) is None
    running = machine(instance, platform)
    address = running.guest.ipAddress
    assert running in index.FindAllByIp(None, address, True)
    run(running.PowerOffVM_Task())
    wait_until(lambda: running not in index.FindAllByIp(None, address, True), 10, what="the address to go")
    run(running.PowerOnVM_Task())
    wait_until(lambda: running in index.FindAllByIp(None, address, True), 10, what="the address to come")


def test_a_host_by_itself(daemon, instance, platform):
    """Finds its own, and nothing of the others; it is laid out as it is."""
    alone = daemon.pyvmomi(port=daemon.host_ports[f"{platform}01"])
    vm = machine(instance, platform)
    other = next(vm for vm in find_all(instance, vim.VirtualMachine) if vm.runtime.host.name != f"{platform}01")
    index = search(alone)
    own = index.FindByUuid(None, vm.config.uuid, True)
    assert own.name == vm.name and own.config.instanceUuid == vm.config.instanceUuid
    assert index.FindByInventoryPath(f"ha-datacenter/vm/{vm.name}") == own
    assert index.FindByIp(None, vm.guest.ipAddress, True) in (own, *index.FindAllByIp(None, vm.guest.ipAddress, True))
    assert index.FindByUuid(None, other.config.uuid, True) is None
    assert index.FindByInventoryPath(f"ha-datacenter/vm/{other.name}") is None
    folder = alone.content.rootFolder.childEntity[0].vmFolder
    for refused in (lambda: folder.CreateFolder("x"), lambda: alone.content.rootFolder.CreateDatacenter("x"),
                    lambda: run(folder.Rename_Task("x")), lambda: run(folder.MoveIntoFolder_Task([own]))):
        with pytest.raises(vmodl.fault.NotSupported):
            refused()


def test_searches_cost_little(tmp_path):
    """What is found is found in milliseconds among thousands, of which none was looked at before."""
    daemon = Daemon(tmp_path, configuration(vms=250, platforms=("kvm", "xen"))).start()
    try:
        instance = daemon.pyvmomi()
        index = search(instance)
        datacenter = instance.content.rootFolder.childEntity[0]
        vms = [daemon.get(f"/api/v1/vms?name={platform}01-{'web01'}")["items"][0] for platform in ("kvm", "xen")]
        index.FindByUuid(None, vms[0]["uuid"], True)
        before = daemon.get("/api/v1/vms?limit=1")
        assert before["items"]
        for vm in vms:
            started = time.monotonic()
            for _ in range(20):
                found = index.FindByUuid(None, vm["uuid"], True)
            spent = (time.monotonic() - started) / 20
            assert found.name == vm["name"] and spent < 0.5, f"{spent * 1000:.1f} ms a search"
            started = time.monotonic()
            assert index.FindByInventoryPath(f"{datacenter.name}/vm/{vm['name']}") == found
            assert time.monotonic() - started < 2
    finally:
        daemon.end()
