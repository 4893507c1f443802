"""Machines are exported as OVF with their disks, and imported, on hosts of every platform."""

import concurrent.futures
import contextlib
import json
import random
import sqlite3
import sys
import threading
import xml.etree.ElementTree as XML

import pytest
import requests
import vmdk
from daemon import HASH, PLATFORMS, Daemon, configuration, unique, wait_until
from pyVim.connect import Disconnect
from pyVmomi import vim, vmodl
from test_ansible import PLAYBOOKS, ansible
from vsphere import GIB, devices, find_all, host_of, machine_spec, run

OVF = "{http://schemas.dmtf.org/ovf/envelope/1}"
# Simulated Xen and Hyper-V hosts have no blocks that could hold anything.
HOLD = ("vsphere", "kvm")


def pattern(seed):
    """Some blocks of a disk of 1 GiB: at its start, at its end, between."""
    source = random.Random(seed)
    return {offset * vmdk.GRAIN: source.randbytes(vmdk.GRAIN) for offset in (0, 1, 700, GIB // vmdk.GRAIN - 1)}


def download(lease):
    """The disks of a lease: key, name, content."""
    assert lease.state == vim.HttpNfcLease.State.ready
    for url in lease.info.deviceUrl:
        reply = requests.get(url.url, verify=False, timeout=60)
        assert reply.status_code == 200, reply.text
        assert reply.headers["content-type"] == "application/x-vnd.vmware-streamVmdk"
        yield url.key, url.url.rpartition("/")[2], reply.content


def export(scene, vm):
    """The descriptor of a package, and its files."""
    lease = vm.ExportVm()
    files = list(download(lease))
    lease.HttpNfcLeaseProgress(100)
    manifest = {entry.key: entry for entry in lease.HttpNfcLeaseGetManifest()}
    assert {key: manifest[key].size for key, _, _ in files} == {key: len(content) for key, _, content in files}
    ovf = [vim.OvfManager.OvfFile(deviceId=key, path=name, size=len(content)) for key, name, content in files]
    made = scene.instance.content.ovfManager.CreateDescriptor(vm, vim.OvfManager.CreateDescriptorParams(ovfFiles=ovf, name=vm.name))
    assert not made.error
    lease.HttpNfcLeaseComplete()
    assert lease.state == vim.HttpNfcLease.State.done
    assert requests.get(f"https://127.0.0.1:{scene.daemon.vsphere_port}/nfc/x/disk-0.vmdk", verify=False, timeout=10).status_code == 404
    return made.ovfDescriptor, {name: content for _, name, content in files}


def specification(scene, platform, descriptor, name):
    manager = scene.instance.content.ovfManager
    host = host_of(scene.instance, platform)
    parameters = vim.OvfManager.CreateImportSpecParams(entityName=name, diskProvisioning="thin")
    datastore = next(store for store in host.datastore if store.name.startswith("datastore1"))
    return manager.CreateImportSpec(descriptor, host.parent.resourcePool, datastore, parameters)


def import_machine(scene, platform, descriptor, files, name=None):
    result = specification(scene, platform, descriptor, name or unique("imported"))
    assert not result.error and result.importSpec
    host = host_of(scene.instance, platform)
    lease = host.parent.resourcePool.ImportVApp(result.importSpec, scene.instance.content.rootFolder.childEntity[0].vmFolder)
    vm = lease.info.entity
    scene.made.append(vm)
    for item in result.fileItem:
        url = next(url.url for url in lease.info.deviceUrl if url.importKey == item.deviceId)
        reply = requests.post(url, data=files[item.path], verify=False, timeout=120,
                              headers={"Content-Type": "application/x-vnd.vmware-streamVmdk"})
        if reply.status_code != 201:
            print(platform, reply.status_code, reply.text)
            return lease, vm, reply
    lease.HttpNfcLeaseComplete()
    return lease, vm, None


def test_there_and_back(scene):
    vm = scene.create(cpus=2, memory=1024, notes="to be packed", disks=(1, 2), nics=2)
    descriptor, files = export(scene, vm)
    assert len(files) == 2
    for (blocks, capacity), size in zip(map(vmdk.decode, files.values()), (1, 2)):
        assert capacity == size * GIB and not blocks
    envelope = XML.fromstring(descriptor)
    assert [item.get(f"{OVF}href") for item in envelope.iter(f"{OVF}File")] == list(files)
    assert [item.get(f"{OVF}capacity") for item in envelope.iter(f"{OVF}Disk")] == [str(GIB), str(2 * GIB)]
    parsed = scene.instance.content.ovfManager.ParseDescriptor(descriptor, vim.OvfManager.ParseDescriptorParams())
    assert parsed.defaultEntityName == vm.name and parsed.annotation == "to be packed" and not parsed.error
    assert [network.name for network in parsed.network] == sorted({network.name for network in vm.network})
    for platform in PLATFORMS:
        _, made, refusal = import_machine(scene, platform, descriptor, files)
        assert refusal is None
        assert made.config.hardware.numCPU == 2 and made.config.hardware.memoryMB == 1024
        assert made.config.annotation == "to be packed" and made.config.guestId == vm.config.guestId
        assert [disk.capacityInKB for disk in devices(made, vim.vm.device.VirtualDisk)] == [1 << 20, 2 << 20]
        assert len(devices(made, vim.vm.device.VirtualEthernetCard)) == 2 and made.runtime.host == host_of(scene.instance, platform)
        run(made.PowerOnVM_Task())
        run(made.PowerOffVM_Task())


def test_content(scene):
    vm = scene.create(disks=(1,))
    descriptor, files = export(scene, vm)
    [name] = files
    blocks = pattern(scene.platform)
    lease, made, refusal = import_machine(scene, scene.platform, descriptor, {name: vmdk.encode(blocks, GIB)})
    if scene.platform not in HOLD:
        assert refusal.status_code == 501 and lease.state == vim.HttpNfcLease.State.error
        return
    assert refusal is None
    _, again = export(scene, made)
    assert vmdk.decode(again[name]) == (blocks, GIB)
    # The machine runs on what was imported, and its content goes along where it goes.
    run(made.PowerOnVM_Task())
    run(made.PowerOffVM_Task())
    other = next(store for store in made.runtime.host.datastore if store not in made.datastore)
    run(made.RelocateVM_Task(vim.vm.RelocateSpec(datastore=other)))
    _, moved = export(scene, made)
    assert vmdk.decode(moved[name]) == (blocks, GIB)


def test_plain_blocks(scene):
    """What is not VMDK are the blocks of the disk."""
    if scene.platform not in HOLD:
        return
    vm = scene.create(disks=(1,))
    descriptor, files = export(scene, vm)
    [name] = files
    content = random.Random(1).randbytes(3 * vmdk.GRAIN)
    _, made, refusal = import_machine(scene, scene.platform, descriptor, {name: content})
    assert refusal is None
    blocks, capacity = vmdk.decode(export(scene, made)[1][name])
    assert capacity == GIB and b"".join(blocks[offset] for offset in sorted(blocks)) == content


def test_what_is_not_exported(scene):
    vm = scene.running(disks=(1,))
    with pytest.raises(vim.fault.InvalidPowerState) as refusal:
        vm.ExportVm()
    assert refusal.value.existingState == "poweredOn" and refusal.value.requestedState == "poweredOff"
    run(vm.PowerOffVM_Task())
    lease = vm.ExportVm()
    with pytest.raises(vim.fault.FileLocked) as refusal:
        vm.ExportVm()
    assert refusal.value.file == vm.config.files.vmPathName
    url = lease.info.deviceUrl[0].url
    assert requests.post(url, data=b"x", verify=False, timeout=10).status_code == 405
    with pytest.raises(vmodl.fault.InvalidArgument):
        lease.HttpNfcLeaseProgress(101)
    lease.HttpNfcLeaseAbort()
    assert lease.state == vim.HttpNfcLease.State.error and lease.error
    assert requests.get(url, verify=False, timeout=10).status_code == 404
    with pytest.raises(vim.fault.InvalidState):
        lease.HttpNfcLeaseComplete()
    vm.ExportVm().HttpNfcLeaseComplete()


def test_one_of_many_exports_at_once(scene):
    vm = scene.create(disks=(1,))
    together = threading.Barrier(6)
    sessions = [scene.daemon.pyvmomi() for _ in range(6)]

    def attempt(session):
        machine = vim.VirtualMachine(vm._moId, session._stub)
        together.wait()
        try:
            return machine.ExportVm()
        except vim.fault.FileLocked:
            return None

    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        leases = [lease for lease in pool.map(attempt, sessions) if lease]
    assert len(leases) == 1
    leases[0].HttpNfcLeaseAbort()
    for session in sessions:
        Disconnect(session)


@pytest.fixture(scope="module")
def mortal(tmp_path_factory):
    """A daemon that is killed."""
    daemon = Daemon(tmp_path_factory.mktemp("mortal"), configuration(vms=0)).start()
    yield daemon
    daemon.end()


@pytest.mark.parametrize("killed", PLATFORMS)
def test_a_half_import_is_removed_after_a_restart(mortal, killed):
    def importing(session, name):
        folder = find_all(session, vim.Datacenter)[0].vmFolder
        spec = vim.vm.VmImportSpec(configSpec=machine_spec(name, disks=(1,), nics=0))
        return host_of(session, killed).parent.resourcePool.ImportVApp(spec, folder)

    def names():
        session = mortal.pyvmomi()
        try:
            return {vm.name for vm in find_all(session, vim.VirtualMachine)}
        finally:
            Disconnect(session)

    session = mortal.pyvmomi()
    half, whole = unique("half"), unique("whole")
    importing(session, half)
    importing(session, whole).HttpNfcLeaseComplete()
    assert {half, whole} <= names()
    mortal.kill()
    mortal.start()
    wait_until(lambda: half not in names(), what="the removal")
    assert whole in names()


def test_what_is_made_for_an_import_is_removed_if_its_lease_was_never_given(mortal):
    """The daemon dies between making the machine and noting it: only the task is noted by then."""
    session = mortal.pyvmomi()
    folder = find_all(session, vim.Datacenter)[0].vmFolder
    name = unique("made")
    spec = vim.vm.VmImportSpec(configSpec=machine_spec(name, disks=(1,), nics=0))
    host_of(session, "kvm").parent.resourcePool.ImportVApp(spec, folder)
    mortal.kill()
    with contextlib.closing(sqlite3.connect(mortal.state / "dragoman.sqlite")) as store:
        [task] = store.execute("SELECT id FROM command WHERE name = 'vm.create' ORDER BY seq DESC LIMIT 1").fetchone()
        noted = store.execute(
            "UPDATE setting SET object = 'imports under way', key = ? WHERE object = 'half imports'", (task,))
        assert noted.rowcount == 1
        store.commit()
    mortal.start()

    def names():
        session = mortal.pyvmomi()
        try:
            return {vm.name for vm in find_all(session, vim.VirtualMachine)}
        finally:
            Disconnect(session)

    wait_until(lambda: name not in names(), what="the removal")


def test_what_is_not_imported(scene):
    manager = scene.instance.content.ovfManager
    for descriptor, kind in (("no XML", vim.fault.OvfXmlFormat), ("<Envelope/>", vim.fault.OvfInvalidPackage),
                             ('<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>', vim.fault.OvfXmlFormat)):
        result = specification(scene, scene.platform, descriptor, "x")
        assert isinstance(result.error[0].fault if hasattr(result.error[0], "fault") else result.error[0], kind), result
        assert result.importSpec is None
        assert manager.ParseDescriptor(descriptor, vim.OvfManager.ParseDescriptorParams()).error
    vm = scene.create(disks=(1,))
    descriptor, files = export(scene, vm)
    [name] = files
    broken = vmdk.encode(pattern(1), GIB)[:-70_000]
    name_of_it = unique("broken")
    lease, made, refusal = import_machine(scene, scene.platform, descriptor, {name: broken}, name_of_it)
    assert refusal.status_code == 400 and lease.state == vim.HttpNfcLease.State.ready
    lease.HttpNfcLeaseAbort()
    scene.made.remove(made)
    assert name_of_it not in [item.name for item in find_all(scene.instance, vim.VirtualMachine)]


def test_no_disk_is_larger_than_62_tib(scene):
    folder, pool = scene.instance.content.rootFolder.childEntity[0].vmFolder, host_of(scene.instance, scene.platform).parent.resourcePool
    for capacity in ((62 << 40) + 1024, 2**63 - 1024):
        spec = machine_spec(unique("huge"), disks=(1,))
        disk = next(change.device for change in spec.deviceChange if isinstance(change.device, vim.vm.device.VirtualDisk))
        disk.capacityInKB, disk.capacityInBytes = capacity // 1024, capacity
        with pytest.raises(vmodl.fault.InvalidArgument) as refusal:
            run(folder.CreateVM_Task(spec, pool))
        assert "capacityInKB" in refusal.value.invalidProperty


def test_a_lease_ends_with_its_session(scene):
    vm = scene.create(disks=(1,))
    descriptor, _ = export(scene, vm)
    instance = scene.daemon.pyvmomi()
    result = specification(scene, scene.platform, descriptor, unique("abandoned"))
    pool = next(item for item in find_all(instance, vim.ResourcePool) if item._moId == host_of(scene.instance, scene.platform).parent.resourcePool._moId)
    importing = pool.ImportVApp(result.importSpec, instance.content.rootFolder.childEntity[0].vmFolder)
    made = importing.info.entity.name
    exporting = next(item for item in find_all(instance, vim.VirtualMachine) if item.name == vm.name).ExportVm()
    urls = [lease.info.deviceUrl[0].url for lease in (exporting, importing)]
    Disconnect(instance)
    assert [requests.get(url, verify=False, timeout=10).status_code for url in urls] == [404, 404]
    # What was half imported is removed, and the machine that was exported is free again.
    content = scene.instance.content
    wait_until(lambda: content.searchIndex.FindChild(content.rootFolder.childEntity[0].vmFolder, made) is None, 20)
    vm.ExportVm().HttpNfcLeaseAbort()


def test_a_disk_is_written_once_at_a_time(scene):
    vm = scene.create(disks=(1,))
    descriptor, _ = export(scene, vm)
    result = specification(scene, scene.platform, descriptor, unique("twice"))
    lease = host_of(scene.instance, scene.platform).parent.resourcePool.ImportVApp(
        result.importSpec, scene.instance.content.rootFolder.childEntity[0].vmFolder)
    url = lease.info.deviceUrl[0].url
    begun, go = threading.Event(), threading.Event()

    def slow():
        yield bytes(1 << 20)
        begun.set()
        assert go.wait(30)
        yield bytes(1 << 20)

    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        first = pool.submit(requests.post, url, data=slow(), verify=False, timeout=60)
        assert begun.wait(10)
        wait_until(lambda: list(scene.daemon.state.glob("scratch/*.raw")), 10)
        assert requests.post(url, data=b"x" * 512, verify=False, timeout=10).status_code == 409
        go.set()
        assert first.result().status_code == 201
    assert not list(scene.daemon.state.glob("scratch/*"))
    lease.HttpNfcLeaseAbort()


@pytest.fixture(scope="module")
def packing(tmp_path_factory):
    """Hosts whose datastores have names of their own, by which Ansible looks for them."""
    text = "listeners:\n  vsphere: {address: 127.0.0.1, port: 0}\n  admin: {address: 127.0.0.1, port: 0}\n"
    text += f'users:\n  - {{name: demo, password: "{HASH}"}}\nhosts:\n'
    for platform in PLATFORMS:
        text += (f"  - {{name: {platform}01, platform: {platform}, driver: simulated, vms: 0, "
                 f"datastores: [{{name: {platform}-store, capacity: 100, free: 90}}], networks: [Front], "
                 f"machines: [{{name: '{{host}}-box', disks: [1, 40], nics: [Front]}}]}}\n")
    daemon = Daemon(tmp_path_factory.mktemp("packing"), text).start()
    instance = daemon.pyvmomi()
    yield daemon, instance
    Disconnect(instance)
    daemon.stop()


def test_ansible(packing, tmp_path):
    daemon, instance = packing
    hosts = {f"{platform}01": {"datastore": f"{platform}-store", "machine": f"{platform}01-box"} for platform in PLATFORMS}
    inventory = tmp_path / "hosts.json"
    variables = {"vc_port": daemon.vsphere_port, "ansible_connection": "local", "ansible_python_interpreter": sys.executable,
                 "export_dir": str(tmp_path)}
    inventory.write_text(json.dumps({"all": {"vars": variables, "children": {"platforms": {"hosts": hosts}}}}))
    status, output, errors = ansible("ansible-playbook", "-i", inventory, PLAYBOOKS / "packing.yml", directory=tmp_path)
    assert output.lstrip().startswith("{"), (status, output[-3000:], errors[-3000:])
    results = {task["task"]["name"]: task["hosts"] for play in json.loads(output)["plays"] for task in play["tasks"]}
    for name, variables in hosts.items():
        exported, machine = results["export"][name], variables["machine"]
        assert exported.get("changed") and not exported.get("failed"), exported.get("msg")
        assert (tmp_path / machine / f"{machine}.ovf").exists() and len(exported["instance"]["device_files"]) == 2
        deployed = results["deploy"][name]
        assert deployed.get("changed") and deployed["instance"]["hw_name"] == f"{machine}-again", (deployed.get("msg"), deployed.get("module_stderr"))
        assert [item.name for item in host_of(instance, name[:-2]).vm if item.name.endswith("-again")] == [f"{machine}-again"]
