"""Rights on what arguments name: however they are written, all that is meant takes its privilege."""

import pytest
from daemon import HASH, PLATFORMS, USER, Daemon
from pyVim.connect import Disconnect
from pyVmomi import vim
from rest import Rest
from test_permissions import OPERATOR, admin, folder, give, own, refused, role, same  # noqa: F401
from vsphere import create, datastore_of, disk, host_of, machine_spec, named, nic, run
from wire import Wire

READ_ONLY = -2
OF_CREATION = (
    "VirtualMachine.Inventory.Create", "VirtualMachine.Config.AddNewDisk", "Datastore.AllocateSpace", "Network.Assign")


@pytest.fixture
def runner(own):
    instance = own.pyvmomi("runner")
    yield instance
    Disconnect(instance)


@pytest.fixture
def line(own):
    wire = Wire(own)
    assert not wire.login("runner").is_fault
    yield wire
    wire.close()


@pytest.fixture
def machine(admin, folder, platform):
    """A machine in the folder, off."""
    vm = create(admin, platform, machine_spec(f"argument-{platform}"))
    run(folder.MoveIntoFolder_Task([vm]))
    yield vm
    run(vm.Destroy_Task())


@pytest.fixture(autouse=True)
def in_the_folder(own, folder, give):
    """The user has something, so as to be let in."""
    give(folder, "runner", OPERATOR)


def reference(entity):
    return type(entity).__name__.split(".")[-1], entity._moId


def refusal(reply):
    return reply.fault, reply.fields["privilegeId"].text if "privilegeId" in reply.fields else reply.message


def no(privilege):
    return "NoPermission", privilege


@pytest.mark.parametrize("attributes", ['', ' type="X"', ' type="Folder"', ' datastore="group-v3"', ' network="x"'])
@pytest.mark.parametrize("around", ["", " ", "\n\t"])
def test_a_file_is_on_its_datastore(line, admin, platform, attributes, around):
    store = datastore_of(host_of(admin, platform))
    for path in (f"[{store.name}] none.vmdk", "[none] none.vmdk", "none.vmdk"):
        reply = line.call(
            "DeleteDatastoreFile_Task", ("FileManager", admin.content.fileManager._moId),
            f"<name{attributes}>{around}{path}{around}</name>")
        assert refusal(reply) == no("Datastore.FileManagement"), path


def test_a_pool_is_a_pool_under_any_type(line, folder, admin, give, role, platform):
    host = host_of(admin, platform)
    for place in (folder, datastore_of(host), host.network[0]):
        give(place, "runner", role(*OF_CREATION))
    pool = host.parent.resourcePool._moId
    config = "<config><name>never</name><files><vmPathName></vmPathName></files></config>"
    for written in (
            f'<pool type="Folder">{pool}</pool>', f'<pool type="ResourcePool"> {pool}\n</pool>', f"<pool>{pool}</pool>",
            f'<pool type="ResourcePool"><x>{pool}</x></pool>', '<pool type="ResourcePool">resgroup-424242</pool>',
            f'<host type="HostSystem">{host._moId}</host>', f'<pool type="ResourcePool"/><host type="HostSystem">{host._moId}</host>'):
        reply = line.call("CreateVM_Task", ("Folder", folder._moId), config + written)
        assert refusal(reply) == no("Resource.AssignVMToPool"), written


def test_a_device_under_any_spelling(line, machine, folder, admin, give, role):
    store = machine.datastore[0]
    give(folder, "runner", role("VirtualMachine.Config.AddNewDisk"))
    controller = next(
        item.key for item in machine.config.hardware.device if isinstance(item, vim.vm.device.VirtualSCSIController))

    def add(operation, reference):
        return line.call(
            "ReconfigVM_Task", ("VirtualMachine", machine._moId),
            f'<spec><deviceChange><operation>{operation}</operation><fileOperation>create</fileOperation>'
            f'<device xsi:type="VirtualDisk"><key>-1</key><backing xsi:type="VirtualDiskFlatVer2BackingInfo">'
            f'<fileName></fileName>{reference}<diskMode>persistent</diskMode></backing>'
            f'<controllerKey>{controller}</controllerKey><unitNumber>9</unitNumber><capacityInKB>1048576</capacityInKB>'
            f'</device></deviceChange></spec>')

    for operation in ("add", " add "):
        for written in (
                f'<datastore type="Datastore"> {store._moId} </datastore>', f'<datastore type="X">{store._moId}</datastore>',
                f"<datastore>{store._moId}</datastore>"):
            assert refusal(add(operation, written)) == no("Datastore.AllocateSpace"), (operation, written)
    give(folder, "runner", OPERATOR)
    assert refusal(add(" add ", "")) == no("VirtualMachine.Config.AddNewDisk")
    # Spaces around a value mean nothing, and do no harm to who may.
    give(folder, "runner", role("VirtualMachine.Config.AddNewDisk"))
    give(store, "runner", role("Datastore.AllocateSpace"))
    reply = add(" add ", f'<datastore type="Datastore"> {store._moId} </datastore>')
    run(vim.Task(reply.texts("returnval")[0], admin._stub))
    assert len([item for item in machine.config.hardware.device if isinstance(item, vim.vm.device.VirtualDisk)]) == 2


def test_an_import_is_a_creation(runner, folder, admin, give, role, platform):
    host = host_of(admin, platform)
    pool = same(runner, host.parent.resourcePool)
    spec = vim.vm.VmImportSpec(configSpec=machine_spec(f"imported-{platform}"))
    give(pool, "runner", role("VApp.Import"))
    into = same(runner, folder)
    assert refused(pool.ImportVApp, spec, into) == ("VirtualMachine.Inventory.Create", into)
    give(folder, "runner", role("VirtualMachine.Inventory.Create", "VirtualMachine.Config.AddNewDisk"))
    assert refused(pool.ImportVApp, spec, into) == ("Resource.AssignVMToPool", pool)
    give(pool, "runner", role("VApp.Import", "Resource.AssignVMToPool"))
    privilege, store = refused(pool.ImportVApp, spec, into)
    assert privilege == "Datastore.AllocateSpace" and store == same(runner, datastore_of(host))
    give(same(admin, store), "runner", role("Datastore.AllocateSpace"))
    privilege, network = refused(pool.ImportVApp, spec, into)
    assert privilege == "Network.Assign"
    give(same(admin, network), "runner", role("Network.Assign"))
    lease = pool.ImportVApp(spec, into)
    vm = same(admin, lease.info.entity)
    assert vm.parent == folder
    lease.HttpNfcLeaseComplete()
    run(vm.Destroy_Task())


def test_a_clone_takes_what_its_specification_asks_for(runner, machine, folder, admin, give, role, platform):
    host = host_of(admin, platform)
    pool, mine, into = same(runner, host.parent.resourcePool), same(runner, machine), same(runner, folder)
    other = folder.CreateFolder(f"clones-{platform}")
    give(other, "runner", READ_ONLY)
    cloner = ("VirtualMachine.Provisioning.Clone", "VirtualMachine.Inventory.CreateFromExisting")
    give(folder, "runner", role(*cloner))

    def clone(config=None, power_on=False, **location):
        spec = vim.vm.CloneSpec(location=vim.vm.RelocateSpec(**location), powerOn=power_on, template=False, config=config)
        return refused(mine.CloneVM_Task, into, "never", spec)

    try:
        elsewhere = same(runner, other)
        assert clone(folder=elsewhere) == ("VirtualMachine.Inventory.CreateFromExisting", elsewhere)
        assert clone(host=same(runner, host)) == ("Resource.AssignVMToPool", pool)
        assert clone() == ("Resource.AssignVMToPool", pool)
        give(pool, "runner", role("Resource.AssignVMToPool"))
        for config, privilege in (
                (vim.vm.ConfigSpec(numCPUs=1), "CPUCount"), (vim.vm.ConfigSpec(annotation="x"), "Annotation"),
                (vim.vm.ConfigSpec(deviceChange=[disk(1, 1000, 9)]), "AddNewDisk"),
                (vim.vm.ConfigSpec(deviceChange=[nic()]), "AddRemoveDevice")):
            assert clone(config, pool=pool) == (f"VirtualMachine.Config.{privilege}", into)
        assert clone(pool=pool, deviceChange=[nic()]) == ("VirtualMachine.Config.AddRemoveDevice", into)
        give(folder, "runner", role(*cloner, "VirtualMachine.Config.AddRemoveDevice"))
        assert clone(pool=pool, deviceChange=[nic(machine.network[0].name)]) == (
            "Network.Assign", same(runner, machine.network[0]))
        made = run(mine.CloneVM_Task(into, f"clone-{platform}", vim.vm.CloneSpec(
            location=vim.vm.RelocateSpec(), powerOn=False, template=False)))
        run(same(admin, made).Destroy_Task())
    finally:
        run(other.Destroy_Task())


def test_a_move_to_another_host_is_into_its_pool(runner, machine, folder, admin, give, role, platform):
    host = host_of(admin, platform)
    pool, mine = same(runner, host.parent.resourcePool), same(runner, machine)
    give(folder, "runner", role("Resource.ColdMigrate"))
    to = same(runner, host)
    assert refused(mine.MigrateVM_Task, None, to, "defaultPriority") == ("Resource.AssignVMToPool", pool)
    assert refused(mine.RelocateVM_Task, vim.vm.RelocateSpec(host=to)) == ("Resource.AssignVMToPool", pool)
    hard = next(item for item in machine.config.hardware.device if isinstance(item, vim.vm.device.VirtualDisk))
    store = same(runner, machine.datastore[0])
    assert refused(mine.RelocateVM_Task, vim.vm.RelocateSpec(
        disk=[vim.vm.RelocateSpec.DiskLocator(diskId=hard.key, datastore=store)])) == ("Datastore.AllocateSpace", store)
    # A machine that runs is moved hot, whatever the request says of it.
    run(machine.PowerOnVM_Task())
    assert refused(mine.MigrateVM_Task, None, to, "defaultPriority") == ("Resource.HotMigrate", mine)
    assert refused(mine.RelocateVM_Task, vim.vm.RelocateSpec(host=to)) == ("Resource.HotMigrate", mine)
    run(machine.PowerOffVM_Task())


def test_what_is_registered_is_read_from_its_datastore(runner, folder, admin, give, role, platform):
    host = host_of(admin, platform)
    store, pool, into = datastore_of(host), host.parent.resourcePool, same(runner, folder)
    give(folder, "runner", role("VirtualMachine.Inventory.Register"))
    path = f"[{store.name}] none/none.vmx"
    assert refused(into.RegisterVM_Task, path, None, False, None, same(runner, host)) == (
        "Resource.AssignVMToPool", same(runner, pool))
    give(pool, "runner", role("Resource.AssignVMToPool"))
    assert refused(into.RegisterVM_Task, path, None, False, same(runner, pool), None) == (
        "Datastore.Browse", same(runner, store))


def test_what_a_question_is_about_is_read(runner, folder, admin, give, role, platform):
    foreign = same(runner, named(admin, vim.VirtualMachine, f"{platform}01-db02"))
    mine = same(runner, named(admin, vim.VirtualMachine, f"{platform}01-web01"))
    host = host_of(admin, platform)
    there, pool, store = same(runner, host), same(runner, host.parent.resourcePool), same(runner, host.datastore[0])
    manager = runner.content.ovfManager
    parameters = vim.OvfManager.CreateDescriptorParams()
    assert refused(manager.CreateDescriptor, foreign, parameters) == ("VApp.Export", foreign)
    give(folder, "runner", role("VApp.Export"))
    assert "Envelope" in manager.CreateDescriptor(mine, parameters).ovfDescriptor
    importing = vim.OvfManager.CreateImportSpecParams(entityName="x")
    assert refused(manager.CreateImportSpec, "<x/>", pool, store, importing) == ("VApp.Import", pool)
    give(pool, "runner", role("VApp.Import"))
    assert refused(manager.CreateImportSpec, "<x/>", pool, store, importing) == ("System.Read", store)
    give(store, "runner", READ_ONLY)
    assert manager.CreateImportSpec("<x/>", pool, store, importing).error
    assert refused(manager.CreateImportSpec, "<x/>", pool, store, vim.OvfManager.CreateImportSpecParams(
        entityName="x", hostSystem=there)) == ("System.Read", there)


def test_whether_it_could_be_moved_is_told_of_what_may_be_read(runner, admin, platform):
    foreign = same(runner, named(admin, vim.VirtualMachine, f"{platform}01-db02"))
    mine = same(runner, named(admin, vim.VirtualMachine, f"{platform}01-web01"))
    there = same(runner, host_of(admin, platform))
    checker = vim.VirtualMachineProvisioningChecker(admin.content.vmProvisioningChecker._moId, runner._stub)
    service = vim.ServiceInstance("ServiceInstance", runner._stub)
    assert refused(checker.CheckMigrate_Task, foreign, there) == ("System.Read", foreign)
    assert refused(checker.CheckMigrate_Task, mine, there) == ("System.Read", there)
    assert refused(checker.CheckRelocate_Task, mine, vim.vm.RelocateSpec(host=there)) == ("System.Read", there)
    assert refused(service.QueryVMotionCompatibility, foreign, [there], None) == ("System.Read", foreign)
    assert refused(service.QueryVMotionCompatibility, mine, [there], None) == ("System.Read", there)


def test_what_belongs_to_an_object_is_read_with_it(runner, admin, give, role, platform):
    """Of what a host is in, its user knows only that it is there; so of the browser that belongs to that."""
    host = host_of(admin, platform)
    other = host_of(admin, next(other for other in PLATFORMS if other != platform))
    give(host, "runner", READ_ONLY)
    browser = same(runner, host.parent.environmentBrowser)
    assert same(runner, host.configManager.networkSystem).networkInfo is not None
    assert refused(lambda: browser.datastoreBrowser) == ("System.Read", browser)
    assert refused(browser.QueryConfigTarget, same(runner, host)) == ("System.Read", browser)
    assert browser.QueryConfigOption(None, same(runner, host))
    assert refused(browser.QueryConfigOption, None, same(runner, other)) == ("System.Read", same(runner, other))
    give(host.parent, "runner", READ_ONLY)
    assert browser.QueryConfigTarget(same(runner, host)).datastore
    assert refused(browser.QueryConfigTarget, same(runner, other)) == ("System.Read", same(runner, other))


def test_a_list_shows_what_may_be_read(tmp_path):
    hosts = "".join(
        f"  - {{name: {platform}01, platform: {platform}, driver: simulated, vms: 1}}\n" for platform in ("kvm", "xen"))
    daemon = Daemon(tmp_path, f"""
listeners:
  vsphere: {{address: 127.0.0.1, port: 0}}
  admin: {{address: 127.0.0.1, port: 0}}
users:
  - {{name: {USER}, password: "{HASH}"}}
  - {{name: runner, password: "{HASH}", role: noAccess}}
inventory:
  datacenters: [{{name: North, clusters: [{{name: Linux, hosts: [kvm01, xen01]}}]}}]
hosts:
{hosts}""").start()
    try:
        instance = daemon.pyvmomi()
        manager = instance.content.authorizationManager
        host = named(instance, vim.HostSystem, "kvm01")

        def give(entity):
            manager.SetEntityPermissions(entity, [vim.AuthorizationManager.Permission(
                principal="runner", group=False, roleId=READ_ONLY, propagate=True)])

        give(host)
        client = Rest(daemon, user="runner")
        # It is seen that the host is in a cluster in a datacenter; all that is listed of the latter is its name.
        assert [item["name"] for item in client.get("/vcenter/host")] == ["kvm01"]
        assert [item["name"] for item in client.get("/vcenter/datacenter")] == ["North"]
        assert client.get("/vcenter/cluster") == []
        give(host.parent)
        assert [item["name"] for item in client.get("/vcenter/cluster")] == ["Linux"]
    finally:
        daemon.end()
