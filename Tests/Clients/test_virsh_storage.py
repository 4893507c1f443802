"""virsh on the storage and the configuration files of hosts of all platforms."""

import xml.etree.ElementTree as ElementTree

import pytest
import vsphere
from daemon import unique
from pyVmomi import vim
from virsh import Virsh


@pytest.fixture
def virsh(daemon, instance, platform, tmp_path):
    return Virsh(daemon, tmp_path, instance.content.rootFolder.childEntity[0].name, f"{platform}01")


def test_pools_and_their_volumes(virsh, instance, platform):
    pools = {row[0] for row in virsh.rows("pool-list", "--all")}
    assert {"datastore1", "datastore2"} <= pools
    assert "running" in virsh("pool-info", "datastore1")
    volumes = {row[0]: row[1] for row in virsh.rows("vol-list", "datastore1")}
    host = vsphere.host_of(instance, platform)
    checked = 0
    for vm in host.vm:
        for disk in vsphere.devices(vm, vim.vm.device.VirtualDisk):
            if disk.backing.fileName.startswith("[datastore1] "):
                name = disk.backing.fileName.split("] ")[1]
                assert name in volumes, (name, sorted(volumes))
                info = virsh("vol-info", "--bytes", name, "--pool", "datastore1")
                assert f"{disk.capacityInBytes} bytes" in info
                checked += 1
        if checked > 1:
            break
    assert checked


def test_every_machine_is_dumped(virsh, instance, platform):
    for vm in vsphere.host_of(instance, platform).vm:
        domain = ElementTree.fromstring(virsh("dumpxml", vm.name))
        assert domain.findtext("name") == vm.name
        assert domain.findtext("uuid") == vm.config.uuid
        assert int(domain.findtext("memory")) == vm.config.hardware.memoryMB * 1024
        assert int(domain.findtext("vcpu")) == vm.config.hardware.numCPU
        disks = [disk for disk in domain.iter("disk") if disk.get("device") == "disk"]
        assert len(disks) == len(vsphere.devices(vm, vim.vm.device.VirtualDisk))
        assert all(disk.find("source").get("file").startswith("[datastore") for disk in disks)
        macs = sorted(mac.get("address") for mac in domain.iter("mac"))
        assert macs == sorted(nic.macAddress for nic in vsphere.devices(vm, vim.vm.device.VirtualEthernetCard))


def test_a_machine_is_defined_again(virsh, scene, instance, platform, tmp_path):
    """What virsh dumps of a machine that is then unregistered, it defines anew, on the same disks."""
    vm = scene.create(disks=(1,))
    disk = vsphere.devices(vm, vim.vm.device.VirtualDisk)[0].backing.fileName
    domain = ElementTree.fromstring(virsh("dumpxml", vm.name))
    vm.UnregisterVM()
    name = unique(platform)
    domain.find("name").text = name
    domain.find("memory").text = domain.find("currentMemory").text = str(768 * 1024)
    # libvirt has no word for a controller's model that it does not know by itself.
    path = tmp_path / "domain.xml"
    path.write_text(ElementTree.tostring(domain, encoding="unicode"))
    virsh("define", str(path))
    made = vsphere.named(instance, vim.VirtualMachine, name)
    scene.made.append(made)
    assert made.runtime.host.name == f"{platform}01" and made.config.hardware.memoryMB == 768
    assert [item.backing.fileName for item in vsphere.devices(made, vim.vm.device.VirtualDisk)] == [disk]
    assert made.config.files.vmPathName.endswith(f"{name}.vmx")
    assert ElementTree.fromstring(virsh("dumpxml", name)).findtext("name") == name
    virsh("start", name)
    assert made.runtime.powerState == "poweredOn"
