"""What pyVmomi's users do, on the machines of a real ESXi host and of a real vCenter: metrics, events, tasks, files, fields."""

import peer as peers
import pytest
import requests
import vsphere
from daemon import Daemon, configuration, unique, wait_until
from govmomi import Govmomi
from live import LiveScene, instance, watcher  # noqa: F401
from pyVim.connect import Disconnect
from pyVmomi import vim
from test_customize import customization
from test_datastores import search
from test_metrics import metric, spec
from vsphere import run

HOSTS = {"esx": "live01", "vpx": "center01"}


@pytest.fixture(scope="module")
def servers(tmp_path_factory):
    peers.build()
    servers = {
        model: peers.Peer(
            tmp_path_factory.mktemp(model), model=model, cluster_hosts=0, name=name, datastore=f"{name}-store").start()
        for model, name in HOSTS.items()}
    for server in servers.values():
        server.instance = server.pyvmomi()
    yield servers
    for server in servers.values():
        peers.stop(server, server.instance)


@pytest.fixture(scope="module")
def daemon(tmp_path_factory, servers):
    text = configuration(platforms=("kvm",)) + "".join(server.entry(model) for model, server in servers.items())
    daemon = Daemon(tmp_path_factory.mktemp("idioms"), text).start()
    yield daemon
    status, _ = daemon.stop()
    assert status == 0, daemon.log[-4000:]


@pytest.fixture(params=HOSTS)
def server(request, servers):
    servers[request.param].host = HOSTS[request.param]
    return servers[request.param]


@pytest.fixture
def host(instance, server):
    return vsphere.named(instance, vim.HostSystem, server.host)


@pytest.fixture
def vm(instance, host):
    vm = next(vm for vm in host.vm if vm.name == f"{host.name}-1")
    yield vm
    if vm.runtime.powerState != "poweredOff":
        run(vm.PowerOffVM_Task())


@pytest.fixture
def theirs(server, vm):
    return next(each for each in vsphere.find_all(server.instance, vim.VirtualMachine) if each.config.uuid == vm.config.uuid)


def test_adapters(host, server):
    [theirs] = vsphere.find_all(server.instance, vim.HostSystem)
    ours = {adapter.device: (adapter.mac, adapter.linkSpeed.speedMb) for adapter in host.config.network.pnic}
    assert ours and ours == {
        adapter.device: (adapter.mac, adapter.linkSpeed.speedMb) for adapter in theirs.config.network.pnic}


def test_performance(instance, host, vm):
    """The server's own samples, under our numbers of counters."""
    run(vm.PowerOnVM_Task())
    manager = instance.content.perfManager
    counters = {f"{each.groupInfo.key}.{each.nameInfo.key}.{each.rollupType}": each for each in manager.perfCounter}
    names = ("cpu.usage.average", "cpu.usagemhz.average", "mem.consumed.average", "net.received.average")

    def sample(entity):
        found = manager.QueryPerf([spec(entity, [metric(counters, name) for name in names], maxSample=1)])
        values = {each.id.counterId: each.value[-1] for each in (found[0].value if found else [])}
        return [values[counters[name].key] for name in names] if len(values) == len(names) else None

    usage, mhz, consumed, received = wait_until(lambda: sample(vm), 45, every=0.5, what="a sample of the machine")
    assert 0 < usage <= 10000 and mhz > 0 and consumed > 0 and received >= 0
    usage, mhz, consumed, received = wait_until(lambda: sample(host), 45, every=0.5, what="a sample of the host")
    assert 0 < usage <= 10000 and mhz > 0 and consumed > 0 and received >= 0
    available = {each.counterId for each in manager.QueryAvailablePerfMetric(vm, intervalId=20)}
    assert {counters[name].key for name in names} <= available
    wait_until(lambda: vm.summary.quickStats.overallCpuUsage > 0, 5, what="quick statistics")
    off = next(each for each in host.vm if each.name == f"{host.name}-2")
    assert manager.QueryPerf([spec(off, [metric(counters, names[0])], maxSample=1)]) == []


def test_events_and_tasks(instance, vm):
    events, tasks = instance.content.eventManager, instance.content.taskManager
    own = vim.event.EventFilterSpec.ByEntity(entity=vm, recursion="self")
    collector = events.CreateCollectorForEvents(vim.event.EventFilterSpec(entity=own))
    try:
        run(vm.PowerOnVM_Task())
        run(vm.ReconfigVM_Task(vim.vm.ConfigSpec(annotation=unique("note"))))
        kinds = [type(event).__name__.rpartition(".")[2] for event in collector.ReadNextEvents(100)]
        assert {"VmPoweredOnEvent", "VmReconfiguredEvent"} <= set(kinds)
    finally:
        collector.DestroyCollector()
    assert any(isinstance(event, vim.event.VmPoweredOnEvent) for event in events.QueryEvents(vim.event.EventFilterSpec(entity=own)))
    finished = tasks.CreateCollectorForTasks(vim.TaskFilterSpec(entity=vim.TaskFilterSpec.ByEntity(entity=vm, recursion="self")))
    try:
        infos = finished.ReadNextTasks(100)
        assert {"VirtualMachine.powerOn", "VirtualMachine.reconfigure"} <= {info.descriptionId for info in infos}
        assert all(info.state == "success" and info.entityName == vm.name for info in infos[-2:])
    finally:
        finished.DestroyCollector()


def test_search_index(instance, vm, host):
    index, datacenter = instance.content.searchIndex, vsphere.datacenter_of(host)
    assert index.FindByUuid(datacenter, vm.config.uuid, True, False) == vm
    assert index.FindByUuid(None, vm.config.instanceUuid, True, True) == vm
    assert index.FindByUuid(None, host.hardware.systemInfo.uuid, False) == host
    above = "" if datacenter.parent == instance.content.rootFolder else f"{datacenter.parent.name}/"
    assert index.FindByInventoryPath(f"{above}{datacenter.name}/vm/{vm.name}") == vm
    assert index.FindChild(datacenter.vmFolder, vm.name) == vm


def test_custom_fields(instance, vm):
    fields = instance.content.customFieldsManager
    field = fields.AddCustomFieldDef(name=unique("Owner"))
    try:
        fields.SetField(entity=vm, key=field.key, value="team blue")
        assert [item.value for item in vm.customValue if item.key == field.key] == ["team blue"]
    finally:
        fields.RemoveCustomFieldDef(key=field.key)


def test_datastore_browsing(instance, host, vm, theirs):
    datastore = vm.datastore[0]
    found = {f"{home.rstrip('/')} {info.path}" if home.endswith("]") else f"{home.rstrip('/')}/{info.path}"
             for home, infos in search(datastore, recursive=True).items() for info in infos}
    ours, [disk] = vm.config.files.vmPathName, vsphere.devices(vm, vim.vm.device.VirtualDisk)
    assert ours in found and disk.backing.fileName in found
    home = ours.partition("] ")[2].rpartition("/")[0]
    [(place, infos)] = search(datastore, home).items()
    assert home in place and ours.rpartition("/")[2] in {info.path for info in infos}


def test_files(instance, daemon, vm, server):
    """Folders are made, content goes up and down, and the server has it."""
    content, datacenter = instance.content, vsphere.datacenter_of(vm)
    datastore, home = vm.datastore[0], unique("files")
    content.fileManager.MakeDirectory(f"[{datastore.name}] {home}", datacenter, False)
    cookie = instance._stub.cookie.split(";")[0].split("=", 1)

    def transfer(method, path, **options):
        return requests.request(
            method, f"https://127.0.0.1:{daemon.vsphere_port}/folder/{path}", timeout=20, verify=False,
            params={"dcPath": datacenter.name, "dsName": datastore.name}, cookies={cookie[0]: cookie[1].strip('"')}, **options)

    body = bytes(range(256)) * 4096 * 6
    assert transfer("PUT", f"{home}/a file.bin", data=body).status_code in (200, 201)
    assert transfer("GET", f"{home}/a file.bin").content == body
    assert transfer("GET", f"{home}/a file.bin", headers={"Range": "bytes=256-259"}).content == bytes(range(4))
    assert transfer("GET", f"{home}/none.bin").status_code == 404
    theirs = next(store for store in vsphere.find_all(server.instance, vim.Datastore) if store.name)
    listed = run(theirs.browser.SearchDatastore_Task(f"[{theirs.name}] {home}", vim.host.DatastoreBrowser.SearchSpec(matchPattern=["*"])))
    assert [file.path for file in listed.file] == ["a file.bin"]
    run(content.fileManager.MoveDatastoreFile_Task(
        f"[{datastore.name}] {home}/a file.bin", datacenter, f"[{datastore.name}] {home}/moved.bin", datacenter, False))
    run(content.fileManager.DeleteDatastoreFile_Task(f"[{datastore.name}] {home}", datacenter))
    with pytest.raises(vim.fault.FileNotFound):
        search(datastore, home)


def test_everything_by_govmomi(daemon):
    """Every property of every object, with real hosts' among them, into govmomi's types."""
    for datacenter, name in (("/Dragoman", HOSTS["esx"]), ("/vpx/DC0", HOSTS["vpx"])):
        govc = Govmomi(daemon.vsphere_port, datacenter=datacenter)
        try:
            seen = govc("everything")
            assert not seen["Problems"], "\n".join(seen["Problems"][:60])
            assert seen["Objects"]["HostSystem"] == 3
            assert f"{name}-1" in {each["Name"] for each in govc("machines")}
        finally:
            govc.close()


def test_templates(instance, host, daemon, watcher, server):
    """A machine becomes a template, one is deployed from it, and it becomes a machine again; the server agrees each time."""
    scene = LiveScene(daemon, instance, watcher, server.instance)
    pool, folder = host.parent.resourcePool, vsphere.datacenter_of(host).vmFolder
    made = vsphere.machine_spec(unique("golden"), datastore=host.datastore[0].name, notes="golden")
    vm = run(folder.CreateVM_Task(made, pool, host))
    scene.made.append(vm)

    def template(machine):
        return next(each.config.template for each in vsphere.find_all(server.instance, vim.VirtualMachine)
                    if each.config.uuid == machine.config.uuid)

    vm.MarkAsTemplate()
    try:
        assert vm.config.template and template(vm)
        place = vim.vm.RelocateSpec(pool=pool, host=host)
        clone = run(vm.CloneVM_Task(folder, unique("deployed"), vim.vm.CloneSpec(location=place, powerOn=True, template=False)))
        scene.made.append(clone)
        assert not clone.config.template and not template(clone) and clone.runtime.powerState == "poweredOn"
        # Of a clone by a vCenter the simulator forgets the notes.
        assert clone.runtime.host == host and clone.config.annotation == ("golden" if server.host == "live01" else "")
        vm.MarkAsVirtualMachine(pool, None)
        assert not vm.config.template and not template(vm)
    finally:
        scene.clean()


def test_customization(vm, theirs):
    if vm.runtime.powerState != "poweredOff":
        run(vm.PowerOffVM_Task())
    spec = customization("given", ["192.0.2.71"] * len(theirs.guest.net))
    run(vm.CustomizeVM_Task(spec))
    assert theirs.config.tools.pendingCustomization
    run(vm.PowerOnVM_Task())
    wait_until(lambda: (theirs.guest.hostName, vm.guest.hostName) == ("given", "given"), 30, what="the guest's name")
    if theirs.guest.net:
        assert theirs.guest.ipAddress == "192.0.2.71"
        wait_until(lambda: vm.guest.ipAddress == "192.0.2.71", 30, what="the guest's address")
    with pytest.raises(vim.fault.InvalidPowerState):
        run(vm.CustomizeVM_Task(spec))
