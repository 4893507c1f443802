"""ReconfigVM_Task: processors, memory, names, notes and devices, on hosts of every platform."""

import pytest
from daemon import unique
from pyVmomi import vim, vmodl
from vsphere import GIB, cdrom, change, datacenter_of, datastore_of, devices, disk, machine_spec, nic, run


def reconfigure(vm, **members):
    return run(vm.ReconfigVM_Task(vim.vm.ConfigSpec(**members)))


def test_processors_and_memory(scene):
    vm = scene.create(cpus=2, memory=1024)
    reconfigure(vm, numCPUs=4, memoryMB=2048)
    scene.settle(vm, cpus=4, memory=2048)
    reconfigure(vm, numCPUs=1)
    scene.settle(vm, cpus=1, memory=2048)
    reconfigure(vm, memoryMB=512)
    scene.settle(vm, cpus=1, memory=512)


def test_cores_per_socket(scene):
    vm = scene.create(cpus=2)
    reconfigure(vm, numCPUs=4, numCoresPerSocket=2)
    scene.settle(vm, cpus=4)
    assert vm.config.hardware.numCoresPerSocket == 2


def test_name_and_annotation(scene):
    vm = scene.create(notes="first")
    name = unique("other")
    reconfigure(vm, name=name, annotation='second, with <markup> & "quotes"\nand a line')
    scene.settle(vm, name=name, notes='second, with <markup> & "quotes"\nand a line')
    reconfigure(vm, annotation="")
    scene.settle(vm, name=name, notes="")


def test_annotation_of_a_running_machine(scene):
    vm = scene.running(notes="first")
    reconfigure(vm, annotation="while it runs")
    scene.settle(vm, notes="while it runs", power="running")


def test_everything_at_once(scene):
    vm = scene.create()
    [first] = devices(vm, vim.vm.device.VirtualDisk)
    name = unique("other")
    reconfigure(
        vm, name=name, annotation="all", numCPUs=3, memoryMB=3072,
        deviceChange=[disk(2, first.controllerKey, 1), nic("Backup")])
    facts = scene.settle(vm, name=name, notes="all", cpus=3, memory=3072, disks=[2 * GIB, 4 * GIB])
    assert sorted(network for _, network in facts["nics"]) == ["Backup", "VM Network"]


def test_disk_added_resized_removed(scene):
    vm = scene.create(disks=(4,))
    [first] = devices(vm, vim.vm.device.VirtualDisk)
    reconfigure(vm, deviceChange=[disk(2, first.controllerKey, 1)])
    scene.settle(vm, disks=[2 * GIB, 4 * GIB])
    added = next(item for item in devices(vm, vim.vm.device.VirtualDisk) if item.capacityInBytes == 2 * GIB)
    assert added.key > 0 and added.backing.fileName.startswith(f"[{datastore_of(vm.runtime.host).name}] ")
    added.capacityInKB = 3 << 20
    added.capacityInBytes = 3 * GIB
    reconfigure(vm, deviceChange=[change("edit", added)])
    scene.settle(vm, disks=[3 * GIB, 4 * GIB])
    reconfigure(vm, deviceChange=[change("remove", added, "destroy")])
    scene.settle(vm, disks=[4 * GIB])


def test_disk_cannot_shrink(scene):
    vm = scene.create()
    [first] = devices(vm, vim.vm.device.VirtualDisk)
    first.capacityInKB = 1 << 20
    first.capacityInBytes = GIB
    with pytest.raises((vim.fault.InvalidDeviceSpec, vmodl.fault.InvalidArgument, vmodl.fault.NotSupported)):
        reconfigure(vm, deviceChange=[change("edit", first)])
    scene.settle(vm, disks=[4 * GIB])


def test_nic_added_moved_removed(scene):
    vm = scene.create()
    mac = {"vsphere": "00:50:56:01:02:03", "kvm": "52:54:00:01:02:03", "xen": "00:16:3e:01:02:03",
           "hyperv": "00:15:5d:01:02:03", "live": "00:50:56:01:02:03"}[scene.platform]
    reconfigure(vm, deviceChange=[nic("Backup", mac=mac)])
    facts = scene.settle(vm)
    assert (mac, "Backup") in facts["nics"] and len(facts["nics"]) == 2
    added = next(item for item in devices(vm, vim.vm.device.VirtualEthernetCard) if item.macAddress == mac)
    added.backing = vim.vm.device.VirtualEthernetCard.NetworkBackingInfo(deviceName="VM Network")
    reconfigure(vm, deviceChange=[change("edit", added)])
    facts = scene.settle(vm)
    assert (mac, "VM Network") in facts["nics"] and len(facts["nics"]) == 2
    added = next(item for item in devices(vm, vim.vm.device.VirtualEthernetCard) if item.macAddress == mac)
    reconfigure(vm, deviceChange=[change("remove", added)])
    facts = scene.settle(vm)
    assert mac not in dict(facts["nics"]) and len(facts["nics"]) == 1


def image(scene, vm):
    """An installation image where the platform has them, as a vSphere path."""
    home = scene.daemon.state / "hosts" / f"{scene.platform}01"
    store = datastore_of(vm.runtime.host).name
    if scene.platform == "live":
        return f"[{store}] {scene.installer}"
    if scene.platform == "xen":
        return "[XCP-ng Tools] guest-tools.iso"
    path = {"vsphere": "vmfs/volumes/datastore1/iso/install.iso", "kvm": "volumes/datastore1/install.iso",
            "hyperv": "ISO/install.iso"}[scene.platform]
    (home / path).parent.mkdir(exist_ok=True)
    if not (home / path).exists():
        (home / path).write_bytes(b"\0" * 2048)
    path = {"vsphere": "iso/install.iso", "kvm": "install.iso", "hyperv": "Hyper-V/ISO/install.iso"}[scene.platform]
    return f"[{store}] {path}"


def test_cdrom_added_filled_emptied_removed(scene):
    vm = scene.create()
    scene.settle(vm, cdrom=None)
    reconfigure(vm, deviceChange=[cdrom()])
    scene.settle(vm, cdrom="")
    iso = image(scene, vm)
    [drive] = devices(vm, vim.vm.device.VirtualCdrom)
    drive.backing = vim.vm.device.VirtualCdrom.IsoBackingInfo(fileName=iso)
    drive.connectable.connected = drive.connectable.startConnected = True
    reconfigure(vm, deviceChange=[change("edit", drive)])
    scene.settle(vm, cdrom=iso.rpartition("/")[2].rpartition(" ")[2])
    [drive] = devices(vm, vim.vm.device.VirtualCdrom)
    assert drive.backing.fileName == iso
    drive.backing = vim.vm.device.VirtualCdrom.RemotePassthroughBackingInfo(deviceName="", exclusive=False)
    reconfigure(vm, deviceChange=[change("edit", drive)])
    scene.settle(vm, cdrom="")
    [drive] = devices(vm, vim.vm.device.VirtualCdrom)
    reconfigure(vm, deviceChange=[change("remove", drive)])
    scene.settle(vm, cdrom=None)


def test_disk_and_nic_of_a_running_machine(scene):
    vm = scene.running()
    [first] = devices(vm, vim.vm.device.VirtualDisk)
    reconfigure(vm, deviceChange=[disk(1, first.controllerKey, 1), nic("Backup")])
    facts = scene.settle(vm, disks=[GIB, 4 * GIB], power="running")
    assert len(facts["nics"]) == 2


def test_processors_of_a_running_machine_without_hot_add(scene):
    vm = scene.running()
    with pytest.raises((vim.fault.CpuHotPlugNotSupported, vim.fault.InvalidPowerState, vmodl.fault.NotSupported)):
        reconfigure(vm, numCPUs=4)
    scene.settle(vm, cpus=2, power="running")


def test_change_version(scene):
    vm = scene.create()
    version = vm.config.changeVersion
    assert version
    reconfigure(vm, changeVersion=version, annotation="first")
    scene.settle(vm, notes="first")
    assert vm.config.changeVersion != version
    with pytest.raises(vim.fault.ConcurrentAccess):
        reconfigure(vm, changeVersion=version, annotation="second")
    scene.settle(vm, notes="first")
    reconfigure(vm, changeVersion=vm.config.changeVersion, annotation="third")
    scene.settle(vm, notes="third")


def test_device_that_is_not_there(scene):
    vm = scene.create()
    missing = vim.vm.device.VirtualDisk(key=2077, controllerKey=1000, unitNumber=7)
    with pytest.raises((vim.fault.InvalidDeviceSpec, vmodl.fault.InvalidArgument)) as fault:
        reconfigure(vm, deviceChange=[change("remove", missing)])
    if isinstance(fault.value, vim.fault.InvalidDeviceSpec):
        assert fault.value.deviceIndex == 0
    scene.settle(vm, disks=[4 * GIB])


@pytest.mark.parametrize("members, property_name", [
    ({"numCPUs": 0}, "numCPUs"), ({"numCPUs": -1}, "numCPUs"), ({"memoryMB": 0}, "memoryMB"), ({"memoryMB": -4}, "memoryMB"),
])
def test_impossible_values(scene, members, property_name):
    vm = scene.create()
    with pytest.raises(vmodl.fault.InvalidArgument) as fault:
        reconfigure(vm, **members)
    assert property_name in (fault.value.invalidProperty or "")
    scene.settle(vm, cpus=2, memory=1024)


def test_creating_on_an_unknown_datastore(scene):
    host = vsphere_host(scene)
    spec = machine_spec(unique("nowhere"), datastore="no such datastore")
    folder = datacenter_of(host).vmFolder
    with pytest.raises((vim.fault.InvalidDatastore, vim.fault.InvalidDatastorePath, vmodl.fault.InvalidArgument)):
        run(folder.CreateVM_Task(spec, host.parent.resourcePool, host))


def vsphere_host(scene):
    import vsphere

    return vsphere.host_of(scene.instance, scene.platform)
