"""Datastores as clients read them, what their browsers find, and files over HTTP: on hosts of all platforms."""

import re
from urllib.parse import quote

import pytest
import requests
import vsphere
from daemon import PLATFORMS
from pyVmomi import vim
from vsphere import run

BROWSER = vim.host.DatastoreBrowser


@pytest.fixture
def datastore(instance, platform):
    return vsphere.datastore_of(vsphere.host_of(instance, platform))


def search(datastore, path="", recursive=False, queries=None, patterns=None, details=True):
    """The files found, by the path of their folder."""
    spec = BROWSER.SearchSpec(query=queries or [], matchPattern=patterns or [])
    if details:
        spec.details = BROWSER.FileInfo.Details(fileType=True, fileSize=True, modification=True, fileOwner=False)
    path = f"[{datastore.name}] {path}".strip()
    if recursive:
        return {found.folderPath: list(found.file) for found in run(datastore.browser.SearchDatastoreSubFolders_Task(path, spec))}
    found = run(datastore.browser.SearchDatastore_Task(path, spec))
    return {found.folderPath: list(found.file)}


def disk_query():
    return BROWSER.VmDiskQuery(details=BROWSER.VmDiskQuery.Details(
        diskType=True, capacityKb=True, hardwareVersion=False, thin=True))


def machines(instance, datastore):
    host = datastore.host[0].key
    return [vm for vm in host.vm if vm.config.files.vmPathName.startswith(f"[{datastore.name}]")]


def folder(daemon, instance, method, path, store="datastore1", **options):
    cookie = instance._stub.cookie.split(";")[0].split("=", 1)
    query = options.pop("query", {"dcPath": instance.content.rootFolder.childEntity[0].name, "dsName": store})
    return requests.request(
        method, f"https://127.0.0.1:{daemon.vsphere_port}/folder/{path}", params=query,
        cookies={cookie[0]: cookie[1].strip('"')}, verify=False, timeout=20, **options)


def test_a_datastore_tells_what_it_is(instance, datastore, platform):
    kinds = {"vsphere": vim.host.VmfsDatastoreInfo, "kvm": vim.host.LocalDatastoreInfo}
    assert isinstance(datastore.info, kinds.get(platform, vim.Datastore.Info))
    assert datastore.info.name == datastore.summary.name == datastore.name
    # The host of the configuration's first line has the name alone.
    assert (datastore.name == "datastore1") == (platform == PLATFORMS[0])
    assert 0 < datastore.summary.freeSpace < datastore.summary.capacity
    assert datastore.summary.accessible and datastore.summary.maintenanceMode == "normal"
    mount = datastore.host[0]
    assert mount.key.name == f"{platform}01" and mount.mountInfo.path and mount.mountInfo.accessible
    assert datastore.capability.directoryHierarchySupported is True
    assert [item.name for item in datastore.browser.datastore] == [datastore.name]
    users = {vm for vm in mount.key.vm if any(ds == datastore for ds in vm.datastore)}
    assert set(datastore.vm) == users and users
    datastore.RefreshDatastore()
    datastore.RefreshDatastoreStorageInfo()


def test_the_browser_finds_every_disk_and_configuration(instance, datastore):
    found = search(datastore, recursive=True, queries=[disk_query(), BROWSER.VmConfigQuery()])
    files = {}
    for place, infos in found.items():
        assert place.startswith(f"[{datastore.name}]") and (place == f"[{datastore.name}]" or place.endswith("/"))
        for info in infos:
            files[f"{place}{'' if place.endswith('/') else ' '}{info.path}"] = info
    checked = 0
    for vm in machines(instance, datastore):
        assert isinstance(files[vm.config.files.vmPathName], BROWSER.VmConfigInfo)
        for disk in vsphere.devices(vm, vim.vm.device.VirtualDisk):
            info = files[disk.backing.fileName]
            assert isinstance(info, BROWSER.VmDiskInfo)
            assert info.capacityKb == disk.capacityInKB and info.fileSize is not None
            checked += 1
    assert checked >= 4


def test_a_search_is_for_kinds_and_patterns(instance, datastore, platform):
    vm = machines(instance, datastore)[0]
    path = vm.config.files.vmPathName.split("] ")[1]
    home, name = path.rsplit("/", 1)
    # A client that asks for no details gets names and nothing else.
    [info] = search(datastore, home, patterns=["*.vmx"], details=False).popitem()[1]
    assert info.path == name and info.fileSize is None and type(info) is BROWSER.FileInfo
    assert search(datastore, home, patterns=["*.nothing"]).popitem()[1] == []
    assert search(datastore, home, queries=[BROWSER.IsoImageQuery()]).popitem()[1] == []
    folders = search(datastore, queries=[BROWSER.FolderQuery()]).popitem()[1]
    assert home.split("/")[0] in [info.path for info in folders]
    assert all(isinstance(info, BROWSER.FolderInfo) for info in folders)


def test_images_are_told_apart(instance, platform):
    if platform not in ("xen", "hyperv"):
        pytest.skip("a new host of this platform has no image")
    name, path = {"xen": ("XCP-ng Tools", ""), "hyperv": ("datastore1", "Hyper-V/ISO")}[platform]
    datastore = vsphere.datastore_of(vsphere.host_of(instance, platform), name)
    found = search(datastore, path, queries=[BROWSER.IsoImageQuery()]).popitem()[1]
    assert [info.path for info in found] == [{"xen": "guest-tools.iso", "hyperv": "install.iso"}[platform]]


def test_a_folder_that_is_not_there_is_told(datastore):
    with pytest.raises(vim.fault.FileNotFound):
        search(datastore, "no/such/folder")
    with pytest.raises(Exception) as refused:
        run(datastore.browser.SearchDatastore_Task("[no such datastore] x", None))
    assert "datastorePath" in str(refused.value)


def test_every_machine_has_its_vmx_file(daemon, instance, datastore, platform):
    for vm in machines(instance, datastore):
        path = vm.config.files.vmPathName.split("] ")[1]
        reply = folder(daemon, instance, "GET", path, datastore.name)
        assert reply.status_code == 200, reply.text
        assert int(reply.headers["Content-Length"]) == len(reply.content)
        entries = dict(re.findall(r'^(\S+) = "(.*)"$', reply.text, re.M))
        assert entries["displayName"] == vm.name
        assert entries["config.version"] and entries["virtualHW.version"].isdigit()
        assert int(entries["memsize"]) == vm.config.hardware.memoryMB
        assert int(entries.get("numvcpus", 1)) == vm.config.hardware.numCPU
        assert re.sub("[ -]", "", entries["uuid.bios"]) == vm.config.uuid.replace("-", "")
        disks = [key for key, value in entries.items() if re.fullmatch(r"\w+:\d+\.deviceType", key)
                 and "cdrom" not in value and "ardDisk" in value or key.endswith("deviceType") and value == "disk"]
        assert len(disks) == len(vsphere.devices(vm, vim.vm.device.VirtualDisk))
        macs = sorted(value.lower() for key, value in entries.items() if re.fullmatch(r"ethernet\d+\.(address|generatedAddress)", key))
        assert macs == sorted(nic.macAddress for nic in vsphere.devices(vm, vim.vm.device.VirtualEthernetCard))


def test_a_machine_without_a_disk_has_its_vmx_file_too(daemon, instance, scene):
    vm = scene.create(disks=())
    store, path = vm.config.files.vmPathName[1:].split("] ")
    assert store == vsphere.datastore_of(vm.runtime.host).name
    assert f'displayName = "{vm.name}"' in folder(daemon, instance, "GET", path, store).text


def test_the_vmx_file_follows_the_machine(daemon, instance, scene, platform):
    vm = scene.create(disks=(1,))
    store, path = vm.config.files.vmPathName[1:].split("] ")
    run(vm.ReconfigVM_Task(vim.vm.ConfigSpec(memoryMB=2048)))
    assert 'memsize = "2048"' in folder(daemon, instance, "GET", path, store).text
    run(vm.Destroy_Task())
    assert folder(daemon, instance, "GET", path, store).status_code == 404


def test_parts_of_files_are_served(daemon, instance, datastore):
    path = machines(instance, datastore)[0].config.files.vmPathName.split("] ")[1]
    store = datastore.name
    whole = folder(daemon, instance, "GET", path, store).content
    head = folder(daemon, instance, "HEAD", path, store)
    assert head.status_code == 200 and int(head.headers["Content-Length"]) == len(whole) and head.content == b""
    assert head.headers["Accept-Ranges"] == "bytes"
    part = folder(daemon, instance, "GET", path, store, headers={"Range": "bytes=5-14"})
    assert part.status_code == 206 and part.content == whole[5:15]
    assert part.headers["Content-Range"] == f"bytes 5-14/{len(whole)}"
    assert folder(daemon, instance, "GET", path, store, headers={"Range": "bytes=-7"}).content == whole[-7:]
    assert folder(daemon, instance, "GET", path, store, headers={"Range": f"bytes={len(whole)}-"}).status_code == 416


def test_a_folder_is_listed(daemon, instance, datastore):
    path = machines(instance, datastore)[0].config.files.vmPathName.split("] ")[1]
    home, name = path.rsplit("/", 1)
    reply = folder(daemon, instance, "GET", home + "/", datastore.name)
    assert reply.status_code == 200 and name in reply.text and reply.headers["Content-Type"].startswith("text/html")


def test_who_may_not_gets_no_file(daemon, instance, datastore):
    path = machines(instance, datastore)[0].config.files.vmPathName.split("] ")[1]
    url = f"https://127.0.0.1:{daemon.vsphere_port}/folder/{path}?dcPath=x&dsName={quote(datastore.name)}"
    anonymous = requests.get(url, verify=False, timeout=10)
    assert anonymous.status_code == 401 and "Basic" in anonymous.headers["WWW-Authenticate"]
    assert requests.get(url, verify=False, timeout=10, auth=("demo", "wrong")).status_code == 401
    assert requests.get(url, verify=False, timeout=10, auth=("demo", "demo")).status_code == 200


@pytest.mark.parametrize("path", [
    "../../../../etc/passwd", "%2e%2e/%2e%2e/%2e%2e/etc/passwd", "a/..%2f..%2f..%2fetc/passwd", "..%5c..%5cx", "a%00b"])
def test_no_path_leaves_its_datastore(daemon, instance, path):
    session = instance._stub.cookie.split(";")[0]
    for method in ("GET", "PUT", "DELETE"):
        connection = daemon.https()
        try:
            connection.request(method, f"/folder/{path}?dcPath=x&dsName=datastore1", b"x" if method == "PUT" else None, {"Cookie": session})
            reply = connection.getresponse()
            assert reply.status in (400, 404), (method, path, reply.status)
            assert b"root:" not in reply.read()
        finally:
            connection.close()
    with pytest.raises(Exception):
        instance.content.fileManager.MakeDirectory("[datastore1] ../x", instance.content.rootFolder.childEntity[0], True)
