"""virsh on the storage and the configuration files of hosts of all platforms."""

import subprocess
import xml.etree.ElementTree as ElementTree

import pytest
import vsphere
from daemon import PASSWORD, USER, unique
from pyVmomi import vim
from virsh import Virsh


@pytest.fixture
def virsh(daemon, instance, platform, tmp_path):
    return Virsh(daemon, tmp_path, instance.content.rootFolder.childEntity[0].name, f"{platform}01")


def test_pools_and_their_volumes(virsh, instance, platform):
    host = vsphere.host_of(instance, platform)
    store, other = vsphere.datastore_of(host).name, vsphere.datastore_of(host, "datastore2").name
    # Names may have blanks in them, which the table does not tell from its own.
    pools = virsh("pool-list", "--all", "--name").splitlines()
    assert {store, other} <= {name.strip() for name in pools}
    assert "running" in virsh("pool-info", store)
    volumes = {row[0]: row[1] for row in virsh.rows("vol-list", store)}
    checked = 0
    for vm in host.vm:
        for disk in vsphere.devices(vm, vim.vm.device.VirtualDisk):
            if disk.backing.fileName.startswith(f"[{store}] "):
                name = disk.backing.fileName.split("] ")[1]
                assert name in volumes, (name, sorted(volumes))
                info = virsh("vol-info", "--bytes", name, "--pool", store)
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


def test_the_view_of_one_host(daemon, instance, platform, tmp_path):
    """esx:// on a host that is presented by itself."""
    virsh = Virsh(daemon, tmp_path, port=daemon.host_ports[f"{platform}01"])
    vm = vsphere.host_of(instance, platform).vm[0]
    domain = ElementTree.fromstring(virsh("dumpxml", vm.name))
    assert domain.findtext("uuid") == vm.config.uuid
    assert {"datastore1", "datastore2"} <= {row[0] for row in virsh.rows("pool-list", "--all")}
    disk = next(disk for vm in vsphere.host_of(instance, platform).vm for disk in vsphere.devices(vm, vim.vm.device.VirtualDisk))
    name = disk.backing.fileName.split("] ")[1]
    assert name in {row[0] for row in virsh.rows("vol-list", "datastore1")}
    assert f"{disk.capacityInBytes} bytes" in virsh("vol-info", "--bytes", name, "--pool", "datastore1")


def test_curl_reads_and_writes_files(daemon, platform, tmp_path):
    """In the view of one host, a datastore's name means one datastore."""
    base = f"https://127.0.0.1:{daemon.host_ports[f'{platform}01']}/folder"

    def curl(*arguments):
        ended = subprocess.run(
            ["curl", "-ksS", "-u", f"{USER}:{PASSWORD}", "-w", "\n%{http_code}", *arguments], stdout=subprocess.PIPE, timeout=20,
            check=True)
        body, _, status = ended.stdout.rpartition(b"\n")
        return int(status), body

    status, listing = curl(f"{base}/?dsName=datastore1")
    assert status == 200 and b"Index of" in listing
    file = tmp_path / "notes.txt"
    file.write_bytes(b"0123456789" * 10000)
    status, said = curl("-T", str(file), f"{base}/notes.txt?dsName=datastore1")
    if platform == "xen":
        assert status == 501 and said.strip()
        return
    assert status == 201, said
    assert curl(f"{base}/notes.txt?dsName=datastore1") == (200, file.read_bytes())
    assert curl("-r", "10-19", f"{base}/notes.txt?dsName=datastore1") == (206, b"0123456789")
    assert b"notes.txt" in curl(f"{base}/?dsName=datastore1")[1]
    assert curl("-X", "DELETE", f"{base}/notes.txt?dsName=datastore1")[0] == 204
    assert curl(f"{base}/notes.txt?dsName=datastore1")[0] == 404
