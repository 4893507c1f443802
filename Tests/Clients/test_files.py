"""Files and virtual disks that clients make, copy, move, remove, upload and register: on a host of each platform."""

import pytest
import requests
import vsphere
from daemon import PLATFORMS, Daemon, configuration, unique, wait_until
from pyVim.connect import Disconnect
from pyVmomi import vim, vmodl
from test_datastores import BROWSER, disk_query, folder, search
from vsphere import run

GIB = 1 << 30


class House:
    """A daemon with one host, on which a datastore's name means one datastore."""

    def __init__(self, daemon, platform):
        self.daemon, self.platform = daemon, platform
        self.instance = daemon.pyvmomi()
        content = self.instance.content
        self.datacenter = content.rootFolder.childEntity[0]
        self.files, self.disks = content.fileManager, content.virtualDiskManager
        self.host = vsphere.host_of(self.instance, platform)
        self.datastore = next(item for item in self.host.datastore if item.name == "datastore1")

    def disk(self, name=None):
        """The path of a disk, where the platform keeps disks, and in its format."""
        name = name or unique("disk")
        return f"[datastore1] {self.home}{name}{self.ending}"

    @property
    def home(self):
        return {"hyperv": "Hyper-V/Virtual Hard Disks/"}.get(self.platform, "")

    @property
    def ending(self):
        return {"hyperv": ".vhdx", "kvm": ".qcow2"}.get(self.platform, ".vmdk")

    def make(self, path, gib=1, kind="thin"):
        spec = vim.VirtualDiskManager.FileBackedVirtualDiskSpec(diskType=kind, adapterType="lsiLogic", capacityKb=gib << 20)
        run(self.disks.CreateVirtualDisk_Task(path, self.datacenter, spec))

    def find(self, path):
        """What the browser tells of a disk; nil if there is none."""
        home, _, name = path.split("] ")[1].rpartition("/")
        found = search(self.datastore, home, queries=[disk_query()], patterns=[name]).popitem()[1]
        return found[0] if found else None


@pytest.fixture(scope="module", params=PLATFORMS)
def house(request, tmp_path_factory):
    daemon = Daemon(tmp_path_factory.mktemp("house"), configuration(vms=2, platforms=(request.param,))).start()
    house = House(daemon, request.param)
    yield house
    Disconnect(house.instance)
    status, _ = daemon.stop()
    assert status == 0, daemon.log[-4000:]


def test_a_disk_is_made_extended_copied_moved_and_removed(house):
    path, copy, moved = house.disk(), house.disk(), house.disk()
    house.make(path)
    assert house.find(path).capacityKb == 1 << 20
    # Names of volumes need not be unique on Xen.
    if house.platform != "xen":
        with pytest.raises(vim.fault.FileAlreadyExists):
            house.make(path)
    run(house.disks.ExtendVirtualDisk_Task(path, house.datacenter, 2 << 20, False))
    assert house.find(path).capacityKb == 2 << 20
    run(house.disks.CopyVirtualDisk_Task(path, house.datacenter, copy, house.datacenter))
    assert house.find(copy).capacityKb == 2 << 20 and house.find(path)
    run(house.disks.MoveVirtualDisk_Task(copy, house.datacenter, moved, house.datacenter))
    assert house.find(moved).capacityKb == 2 << 20
    assert house.find(copy) is None
    for item in (path, moved):
        run(house.disks.DeleteVirtualDisk_Task(item, house.datacenter))
        assert house.find(item) is None
    with pytest.raises(vim.fault.FileNotFound):
        run(house.disks.DeleteVirtualDisk_Task(path, house.datacenter))


def test_a_disk_has_a_uuid_that_stays(house):
    path, other = house.disk(), house.disk()
    house.make(path)
    house.make(other)
    uuid = house.disks.QueryVirtualDiskUuid(path, house.datacenter)
    assert len(bytes.fromhex(uuid.replace("-", "").replace(" ", ""))) == 16
    assert house.disks.QueryVirtualDiskUuid(path, house.datacenter) == uuid
    assert house.disks.QueryVirtualDiskUuid(other, house.datacenter) != uuid
    with pytest.raises(vim.fault.FileNotFound):
        house.disks.QueryVirtualDiskUuid(house.disk(), house.datacenter)
    for item in (path, other):
        run(house.disks.DeleteVirtualDisk_Task(item, house.datacenter))


def test_a_machine_takes_a_disk_that_was_made(house):
    path = house.disk()
    house.make(path, kind="preallocated")
    vm = vsphere.create(house.instance, house.platform, vsphere.machine_spec(unique(house.platform), disks=()))
    controller = vsphere.devices(vm, vim.vm.device.VirtualSCSIController)
    backing = vim.vm.device.VirtualDisk.FlatVer2BackingInfo(diskMode="persistent", fileName=path)
    disk = vim.vm.device.VirtualDisk(
        key=-1, controllerKey=controller[0].key if controller else 1000, unitNumber=0, backing=backing)
    run(vm.ReconfigVM_Task(vim.vm.ConfigSpec(deviceChange=[vsphere.change("add", disk)])))
    [made] = vsphere.devices(vm, vim.vm.device.VirtualDisk)
    assert made.capacityInKB == 1 << 20
    if house.platform in ("vsphere", "hyperv"):
        with pytest.raises(vmodl.MethodFault):
            run(house.disks.MoveVirtualDisk_Task(path, house.datacenter, house.disk(), house.datacenter))
    run(vm.Destroy_Task())


def test_folders_and_files(house):
    files, datacenter = house.files, house.datacenter
    if house.platform == "hyperv":
        files.MakeDirectory("[datastore1] a/b", datacenter, True)
        with pytest.raises(vim.fault.FileAlreadyExists):
            files.MakeDirectory("[datastore1] a/b", datacenter, False)
        with pytest.raises(vim.fault.FileNotFound):
            files.MakeDirectory("[datastore1] x/y", datacenter, False)
        assert folder(house.daemon, house.instance, "PUT", "a/one.txt", data=b"one").status_code == 201
        run(files.MoveDatastoreFile_Task("[datastore1] a/one.txt", datacenter, "[datastore1] a/b/one.txt", datacenter))
        assert folder(house.daemon, house.instance, "GET", "a/b/one.txt").content == b"one"
        assert folder(house.daemon, house.instance, "PUT", "none/one.txt", data=b"one").status_code == 404
        # What the host keeps of itself is no file of the datastore.
        assert folder(house.daemon, house.instance, "GET", "Hyper-V/host.xml").status_code == 404
        # A folder goes with all that is in it.
        run(files.DeleteDatastoreFile_Task("[datastore1] a", datacenter))
        assert folder(house.daemon, house.instance, "GET", "a/b/one.txt").status_code == 404
        # Not one that machines have a part of, and nothing of it.
        for used in ("Hyper-V/Virtual Machines", "Hyper-V/Snapshots", "Hyper-V"):
            before = {found: [info.path for info in infos] for found, infos in search(house.datastore, used, recursive=True).items()}
            with pytest.raises(vmodl.MethodFault):
                run(files.DeleteDatastoreFile_Task(f"[datastore1] {used}", datacenter))
            after = search(house.datastore, used, recursive=True)
            assert {found: [info.path for info in infos] for found, infos in after.items()} == before
        for gone in ("a", "a/b/one.txt"):
            with pytest.raises(vim.fault.FileNotFound):
                run(files.DeleteDatastoreFile_Task(f"[datastore1] {gone}", datacenter))
        return
    if house.platform != "vsphere":
        with pytest.raises(vmodl.fault.NotSupported):
            files.MakeDirectory("[datastore1] folder", datacenter, False)
        with pytest.raises(vim.fault.FileNotFound):
            run(files.DeleteDatastoreFile_Task(f"[datastore1] {house.home}none.txt", datacenter))
        return
    files.MakeDirectory("[datastore1] a/b", datacenter, True)
    with pytest.raises(vim.fault.FileAlreadyExists):
        files.MakeDirectory("[datastore1] a/b", datacenter, False)
    with pytest.raises(vim.fault.FileNotFound):
        files.MakeDirectory("[datastore1] x/y", datacenter, False)
    assert folder(house.daemon, house.instance, "PUT", "a/one.txt", data=b"one").status_code == 201
    run(files.CopyDatastoreFile_Task("[datastore1] a/one.txt", datacenter, "[datastore2] two.txt", datacenter))
    run(files.MoveDatastoreFile_Task("[datastore1] a/one.txt", datacenter, "[datastore1] a/b/one.txt", datacenter))
    found = search(house.datastore, "a", recursive=True)
    assert [info.path for info in found["[datastore1] a/"]] == ["b"]
    assert [(info.path, info.fileSize) for info in found["[datastore1] a/b/"]] == [("one.txt", 3)]
    assert folder(house.daemon, house.instance, "GET", "two.txt",
                  query={"dsName": "datastore2", "dcPath": house.datacenter.name}).content == b"one"
    run(files.DeleteDatastoreFile_Task("[datastore1] a", datacenter))
    with pytest.raises(vim.fault.FileNotFound):
        search(house.datastore, "a")


def test_what_a_machine_has_is_not_removed(house):
    vm = house.host.vm[0]
    disk = vsphere.devices(vm, vim.vm.device.VirtualDisk)[0].backing.fileName
    if vm.runtime.powerState != "poweredOn":
        run(vm.PowerOnVM_Task())
    if house.platform == "kvm":
        pytest.skip("libvirt lets a volume go that a domain has")
    with pytest.raises(vmodl.MethodFault):
        run(house.disks.DeleteVirtualDisk_Task(disk, house.datacenter))
    assert house.find(disk)


def test_content_goes_in_and_comes_out(house):
    content = bytes(range(256)) * 4096
    reply = folder(house.daemon, house.instance, "PUT", "image.iso", data=content)
    if house.platform == "xen":
        assert reply.status_code == 501 and reply.text
        return
    assert reply.status_code == 201, reply.text
    got = folder(house.daemon, house.instance, "GET", "image.iso")
    assert got.status_code == 200 and got.content == content
    part = folder(house.daemon, house.instance, "GET", "image.iso", headers={"Range": "bytes=1000-1999"})
    assert part.status_code == 206 and part.content == content[1000:2000]
    head = folder(house.daemon, house.instance, "HEAD", "image.iso")
    assert int(head.headers["Content-Length"]) == len(content)
    found = search(house.datastore, queries=[BROWSER.IsoImageQuery()], patterns=["image.iso"]).popitem()[1]
    assert [(info.path, info.fileSize) for info in found] == [("image.iso", len(content))]
    assert folder(house.daemon, house.instance, "DELETE", "image.iso").status_code == 204
    assert folder(house.daemon, house.instance, "GET", "image.iso").status_code == 404


def test_an_upload_is_within_limits(house):
    too_large = house.datastore.summary.freeSpace + 1
    connection = house.daemon.https()
    try:
        connection.putrequest("PUT", "/folder/huge.iso?dsName=datastore1")
        connection.putheader("Cookie", house.instance._stub.cookie.split(";")[0])
        connection.putheader("Content-Length", str(too_large))
        connection.endheaders()
        reply = connection.getresponse()
        assert reply.status == 507, reply.status
    finally:
        connection.close()
    if house.platform != "vsphere":
        assert folder(house.daemon, house.instance, "PUT", "x.vmx", data=b"a = \"b\"\n" * 300000).status_code == 413


def test_an_upload_that_breaks_off_leaves_nothing(house):
    if house.platform == "xen":
        pytest.skip("the host takes no content")
    connection = house.daemon.https()
    connection.putrequest("PUT", "/folder/half.iso?dsName=datastore1")
    connection.putheader("Cookie", house.instance._stub.cookie.split(";")[0])
    connection.putheader("Content-Length", "100000")
    connection.endheaders()
    connection.send(b"x" * 5000)
    connection.close()
    wait_until(lambda: folder(house.daemon, house.instance, "GET", "half.iso").status_code == 404, 5)
    assert search(house.datastore, patterns=["*half.iso*"]).popitem()[1] == []


VMX = """.encoding = "UTF-8"
config.version = "8"
virtualHW.version = "19"
displayName = "{name}"
guestOS = "debian12-64"
memsize = "1536"
numvcpus = "2"
firmware = "efi"
scsi0.present = "TRUE"
scsi0.virtualDev = "pvscsi"
scsi0:0.present = "TRUE"
scsi0:0.deviceType = "scsi-hardDisk"
scsi0:0.fileName = "{disk}"
ethernet0.present = "TRUE"
ethernet0.virtualDev = "vmxnet3"
ethernet0.networkName = "VM Network"
ethernet0.addressType = "static"
ethernet0.address = "00:50:56:01:02:03"
"""


def test_an_uploaded_configuration_becomes_a_machine(house):
    disk, name = house.disk(), unique("registered")
    house.make(disk)
    mount = house.datastore.host[0].mountInfo.path.rstrip("/\\")
    separator = "\\" if "\\" in house.datastore.host[0].mountInfo.path else "/"
    file = mount + separator + disk.split("] ")[1].replace("/", separator)
    if house.platform == "vsphere":
        house.files.MakeDirectory(f"[datastore1] {name}", house.datacenter, False)
    path = f"{name}/{name}.vmx"
    text = VMX.format(name=name, disk=file)
    reply = folder(house.daemon, house.instance, "PUT", path, data=text.encode())
    assert reply.status_code == 201, reply.text
    assert folder(house.daemon, house.instance, "GET", path).text == text
    assert search(house.datastore, name, queries=[BROWSER.VmConfigQuery()]).popitem()[1][0].path == f"{name}.vmx"
    vm = run(house.datacenter.vmFolder.RegisterVM_Task(f"[datastore1] {path}", None, False, house.host.parent.resourcePool, house.host))
    assert vm.name == name and vm.config.files.vmPathName == f"[datastore1] {path}"
    assert (vm.config.hardware.numCPU, vm.config.hardware.memoryMB, vm.config.firmware) == (2, 1536, "efi")
    [made] = vsphere.devices(vm, vim.vm.device.VirtualDisk)
    assert made.capacityInKB == 1 << 20
    [nic] = vsphere.devices(vm, vim.vm.device.VirtualEthernetCard)
    assert nic.macAddress == "00:50:56:01:02:03" and nic.backing.deviceName == "VM Network"
    run(vm.PowerOnVM_Task())
    run(vm.PowerOffVM_Task())
    run(vm.Destroy_Task())
    assert folder(house.daemon, house.instance, "GET", path).status_code == 404


def test_an_unregistered_machine_is_registered_again(house):
    vm = vsphere.create(house.instance, house.platform, vsphere.machine_spec(unique(house.platform), disks=(1,), memory=1280))
    name, path = vm.name, vm.config.files.vmPathName
    disks = [disk.backing.fileName for disk in vsphere.devices(vm, vim.vm.device.VirtualDisk)]
    vm.UnregisterVM()
    again = run(house.datacenter.vmFolder.RegisterVM_Task(path, None, False, house.host.parent.resourcePool, house.host))
    assert again.name == name and again.config.hardware.memoryMB == 1280
    assert [disk.backing.fileName for disk in vsphere.devices(again, vim.vm.device.VirtualDisk)] == disks
    run(again.Destroy_Task())


def test_what_is_no_configuration_is_refused(house):
    register = house.datacenter.vmFolder.RegisterVM_Task
    pool = house.host.parent.resourcePool
    with pytest.raises((vim.fault.FileNotFound, vmodl.fault.NotSupported)):
        run(register("[datastore1] none/none.vmx", None, False, pool, house.host))
    assert folder(house.daemon, house.instance, "PUT", "junk.vmx", data=b"no entries at all").status_code in (201, 400)
    with pytest.raises(vmodl.MethodFault):
        run(register("[datastore1] junk.vmx", None, False, pool, house.host))
    vm = house.host.vm[0]
    path = vm.config.files.vmPathName.split("] ")[1]
    assert folder(house.daemon, house.instance, "PUT", path, data=b'a = "b"\n').status_code in (409, 500)


def test_an_upload_outlives_a_restart(house):
    if house.platform == "vsphere":
        pytest.skip("the host itself keeps the file")
    assert folder(house.daemon, house.instance, "PUT", "kept/kept.vmx", data=b'displayName = "kept"\n').status_code == 201
    house.daemon.kill()
    house.daemon.start()
    reply = requests.get(f"https://127.0.0.1:{house.daemon.vsphere_port}/folder/kept/kept.vmx?dsName=datastore1",
                         auth=("demo", "demo"), verify=False, timeout=10)
    assert reply.text == 'displayName = "kept"\n'
    house.__init__(house.daemon, house.platform)
