"""Permissions on entities: given, inherited, enforced, and kept over a restart, for users whom the configuration gives none."""

import time

import pytest
import requests
from daemon import HASH, PASSWORD, PLATFORMS, USER, Daemon, configuration
from pyVim.connect import Disconnect
from pyVmomi import vim, vmodl
from rest import Rest
from vsphere import Query, change, create, disk, find_all, host_of, machine_spec, named, nic, run, start_create, view_of

USERS = {"runner": "noAccess", "outsider": "noAccess", "viewer": "readOnly", "second": "admin"}
OPERATOR = 4


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    users = "".join(f'  - {{name: {name}, password: "{HASH}", role: {role}}}\n' for name, role in USERS.items())
    text = configuration().replace("\nhosts:\n", f"\n{users}hosts:\n", 1)
    daemon = Daemon(tmp_path_factory.mktemp("permissions"), text).start()
    yield daemon
    daemon.end()


@pytest.fixture(scope="module")
def admin(own):
    return own.pyvmomi()


@pytest.fixture(scope="module")
def folder(admin):
    """A folder with one machine of each platform."""
    machines = admin.content.rootFolder.childEntity[0].vmFolder
    made = machines.CreateFolder("ours")
    run(made.MoveIntoFolder_Task([named(admin, vim.VirtualMachine, f"{platform}01-web01") for platform in PLATFORMS]))
    return made


def permission(user, role, propagate=True):
    return vim.AuthorizationManager.Permission(principal=user, group=False, roleId=role, propagate=propagate)


@pytest.fixture
def give(admin):
    """Gives permissions that are taken away after the test."""
    manager = admin.content.authorizationManager
    given = []

    def give(entity, user, role, propagate=True):
        manager.SetEntityPermissions(entity, [permission(user, role, propagate)])
        given.append((entity, user))

    yield give
    for entity, user in given:
        try:
            manager.RemoveEntityPermission(entity, user, False)
        except (vim.fault.NotFound, vmodl.fault.ManagedObjectNotFound, vmodl.fault.NotSupported):
            # The entity or the role is gone already.
            pass


@pytest.fixture
def role(admin):
    """Defines roles that are removed after the test."""
    manager = admin.content.authorizationManager
    made = []

    def define(*privileges):
        made.append(manager.AddAuthorizationRole(f"role {len(made)} {time.monotonic()}", list(privileges)))
        return made[-1]

    yield define
    for number in made:
        manager.RemoveAuthorizationRole(number, False)


def same(instance, entity):
    """Another session's object of that identity."""
    return type(entity)(entity._moId, instance._stub)


def refused(call, *arguments):
    """The privilege that a call was refused for, and on what."""
    with pytest.raises(vim.fault.NoPermission) as fault:
        call(*arguments)
    return fault.value.privilegeId, fault.value.object


def test_who_has_nothing_does_not_come_in(own):
    assert refused(own.pyvmomi, "outsider")[0] == "System.View"


def test_a_user_of_one_folder(own, admin, folder, give):
    give(folder, "runner", OPERATOR)
    runner = own.pyvmomi("runner")
    ours = {f"{platform}01-web01" for platform in PLATFORMS}
    assert {vm.name for vm in find_all(runner, vim.VirtualMachine)} == ours
    assert not find_all(runner, vim.HostSystem) and not find_all(runner, vim.Datastore) and not find_all(runner, vim.Network)
    # What the folder is in can be seen, and nothing else of it read.
    datacenter = runner.content.rootFolder.childEntity[0]
    assert datacenter.name == folder.parent.parent.name
    assert [child.name for child in datacenter.vmFolder.childEntity] == ["ours"]
    assert refused(lambda: datacenter.configuration) == ("System.Read", datacenter)
    spec = Query.FilterSpec(
        propSet=[Query.PropertySpec(type=vim.Datacenter, pathSet=["name", "configuration"])],
        objectSet=[Query.ObjectSpec(obj=datacenter)])
    [read] = runner.content.propertyCollector.RetrieveContents([spec])
    assert [item.name for item in read.propSet] == ["name"]
    assert [(item.path, type(item.fault), item.fault.privilegeId) for item in read.missingSet] == [
        ("configuration", vim.fault.NoPermission, "System.Read")]
    for vm in find_all(runner, vim.VirtualMachine):
        assert vm.config.hardware.numCPU and vm.parent == same(runner, folder)
        assert not vm.datastore and not vm.network and vm.resourcePool is None
        if vm.runtime.powerState == "poweredOn":
            run(vm.PowerOffVM_Task())
        run(vm.PowerOnVM_Task())
        assert refused(vm.Destroy_Task) == ("VirtualMachine.Inventory.Delete", vm)
    foreign = same(runner, named(admin, vim.VirtualMachine, "kvm01-db02"))
    assert refused(lambda: foreign.name) == ("System.View", foreign)
    assert refused(foreign.PowerOnVM_Task) == ("VirtualMachine.Interact.PowerOn", foreign)
    index = runner.content.searchIndex
    uuid = named(admin, vim.VirtualMachine, "kvm01-db02").config.instanceUuid
    mine = named(admin, vim.VirtualMachine, "kvm01-web01").config.instanceUuid
    assert index.FindByUuid(None, uuid, True, True) is None and index.FindByUuid(None, mine, True, True) is not None
    path = f"{datacenter.name}/{folder.parent.name}"
    assert index.FindByInventoryPath(f"{path}/ours/kvm01-web01") and not index.FindByInventoryPath(f"{path}/kvm01-db02")
    Disconnect(runner)


def test_rest_shows_what_may_be_seen(own, folder, give):
    give(folder, "runner", OPERATOR)
    client = Rest(own, user="runner")
    assert {vm["name"] for vm in client.get("/vcenter/vm")} == {f"{platform}01-web01" for platform in PLATFORMS}
    assert client.get("/vcenter/host") == []
    admin = Rest(own)
    foreign = next(vm for vm in admin.get("/vcenter/vm") if vm["name"] == "kvm01-db02")["vm"]
    client.call("GET", f"/vcenter/vm/{foreign}", status=404)
    mine = next(vm for vm in client.get("/vcenter/vm") if vm["name"] == "kvm01-web01")["vm"]
    client.post(f"/vcenter/vm/{mine}/power", action="reset")
    client.call("DELETE", f"/vcenter/vm/{mine}", status=403)


def test_files_take_a_privilege_on_their_datastore(own, admin, folder, give, role):
    give(folder, "runner", OPERATOR)
    vm = named(admin, vim.VirtualMachine, "vsphere01-web01")
    store, path = vm.datastore[0], vm.config.files.vmPathName.split("] ")[1]

    def request(method, **more):
        return requests.request(
            method, f"https://127.0.0.1:{own.vsphere_port}/folder/{path}", verify=False, auth=("runner", PASSWORD), timeout=20,
            params={"dcPath": folder.parent.parent.name, "dsName": store.name}, **more).status_code

    assert request("GET") == 403 and request("PUT", data=b"x") == 403 and request("DELETE") == 403
    give(store, "runner", role("Datastore.Browse"))
    assert request("GET") == 200 and request("PUT", data=b"x") == 403 and request("DELETE") == 403


def test_tags_take_a_privilege(own, admin, folder, give, role):
    give(admin.content.rootFolder, "runner", role("InventoryService.Tagging.CreateCategory"))
    client = Rest(own, user="runner")
    spec = {"name": "of the runner", "description": "", "cardinality": "SINGLE", "associable_types": []}
    made = client.post("/cis/tagging/category", spec)
    client.call("DELETE", f"/cis/tagging/category/{made}", status=403)
    Rest(own).call("DELETE", f"/cis/tagging/category/{made}")


def test_what_is_not_there_is_not_found(own, folder, give):
    give(folder, "runner", OPERATOR)
    runner = own.pyvmomi("runner")
    for call in (lambda vm: vm.name, lambda vm: vm.PowerOnVM_Task(), lambda vm: vm.Destroy_Task()):
        with pytest.raises(vmodl.fault.ManagedObjectNotFound):
            call(vim.VirtualMachine("vm-424242", runner._stub))
    Disconnect(runner)


def test_snapshots_are_their_machines(own, admin, folder, give, platform):
    vm = named(admin, vim.VirtualMachine, f"{platform}01-web01")
    give(folder, "runner", OPERATOR)
    runner = own.pyvmomi("runner")
    snapshot = run(same(runner, vm).CreateSnapshot_Task("ours", "", False, False))
    assert snapshot.vm == same(runner, vm)
    give(vm, "runner", -2)
    assert refused(snapshot.RemoveSnapshot_Task, False) == ("VirtualMachine.State.RemoveSnapshot", snapshot)
    admin.content.authorizationManager.RemoveEntityPermission(vm, "runner", False)
    run(snapshot.RemoveSnapshot_Task(False))
    Disconnect(runner)


def test_who_watches_is_told(own, admin, folder, give):
    give(folder, "runner", OPERATOR)
    runner = own.pyvmomi("runner")
    collector = runner.content.propertyCollector
    view = view_of(runner, vim.VirtualMachine)
    select = Query.TraversalSpec(name="view", type=type(view), path="view", skip=False)
    collector.CreateFilter(Query.FilterSpec(
        propSet=[Query.PropertySpec(type=vim.VirtualMachine, pathSet=["name", "effectiveRole"])],
        objectSet=[Query.ObjectSpec(obj=view, skip=True, selectSet=[select])]), False)
    first = collector.WaitForUpdatesEx("", None)
    assert len(first.filterSet[0].objectSet) == len(PLATFORMS)
    more = named(admin, vim.VirtualMachine, "xen01-db02")
    give(more, "runner", OPERATOR)

    def next_of(version):
        update = collector.WaitForUpdatesEx(version, Query.WaitOptions(maxWaitSeconds=10))
        return update.version, [(item.kind, item.obj) for item in update.filterSet[0].objectSet]

    version, seen = next_of(first.version)
    assert seen == [("enter", same(runner, more))]
    admin.content.authorizationManager.RemoveEntityPermission(more, "runner", False)
    assert next_of(version)[1] == [("leave", same(runner, more))]
    Disconnect(runner)


def test_the_nearest_counts(own, admin, folder, give, platform):
    manager = admin.content.authorizationManager
    vm = named(admin, vim.VirtualMachine, f"{platform}01-web01")
    other = named(admin, vim.VirtualMachine, f"{platform}01-db02")
    give(folder, "runner", OPERATOR)
    give(vm, "runner", -2)
    runner = own.pyvmomi("runner")
    assert refused(same(runner, vm).PowerOnVM_Task)[0] == "VirtualMachine.Interact.PowerOn"
    assert list(same(runner, vm).effectiveRole) == [-2] and list(same(runner, folder).effectiveRole) == [OPERATOR]
    assert [(item.principal, item.roleId, item.propagate) for item in same(runner, vm).permission] == [("runner", -2, True)]
    assert {(item.entity, item.roleId) for item in manager.RetrieveEntityPermissions(vm, True) if item.principal == "runner"} == {
        (vm, -2), (folder, OPERATOR), (admin.content.rootFolder, -5)}
    # What is not to be inherited is not.
    give(folder.parent, "runner", OPERATOR, propagate=False)
    assert refused(same(runner, other).PowerOnVM_Task)[0] == "VirtualMachine.Interact.PowerOn"
    # A machine inherits by its pool too, and what either gives counts.
    give(vm.resourcePool, "runner", OPERATOR)
    give(vm, "runner", -2)
    manager.RemoveEntityPermission(vm, "runner", False)
    give(folder, "runner", -5)
    assert set(same(runner, vm).effectiveRole) == {-5, OPERATOR}
    run(same(runner, vm).ResetVM_Task() if vm.runtime.powerState == "poweredOn" else same(runner, vm).PowerOnVM_Task())
    Disconnect(runner)


def test_a_reconfiguration_needs_what_it_changes(own, admin, folder, give, role, platform):
    vm = named(admin, vim.VirtualMachine, f"{platform}01-web01")
    give(folder, "runner", role("VirtualMachine.Config.CPUCount", "VirtualMachine.Interact.PowerOff"))
    runner = own.pyvmomi("runner")
    mine = same(runner, vm)
    if mine.runtime.powerState == "poweredOn":
        run(mine.PowerOffVM_Task())
    run(mine.ReconfigVM_Task(vim.vm.ConfigSpec(numCPUs=mine.config.hardware.numCPU % 4 + 1)))
    controller = next(item.key for item in mine.config.hardware.device if isinstance(item, vim.vm.device.VirtualController))
    hard = next(item for item in mine.config.hardware.device if isinstance(item, vim.vm.device.VirtualDisk))
    for spec, privilege in (
            (dict(memoryMB=512), "Memory"), (dict(annotation="x"), "Annotation"), (dict(name="x"), "Rename"),
            (dict(guestId="otherGuest"), "Settings"), (dict(bootOptions=vim.vm.BootOptions(bootDelay=1)), "Settings"),
            (dict(extraConfig=[vim.option.OptionValue(key="a", value="b")]), "AdvancedConfig"),
            (dict(cpuAllocation=vim.ResourceAllocationInfo(reservation=100)), "Resource"),
            (dict(deviceChange=[disk(1, controller, 9)]), "AddNewDisk"),
            (dict(deviceChange=[change("remove", hard)]), "RemoveDisk"),
            (dict(deviceChange=[change("edit", hard)]), "DiskExtend"),
            (dict(deviceChange=[nic()]), "AddRemoveDevice")):
        assert refused(mine.ReconfigVM_Task, vim.vm.ConfigSpec(**spec)) == (f"VirtualMachine.Config.{privilege}", mine), spec
    # All that it changes, and the network that a card gets into.
    give(folder, "runner", role("VirtualMachine.Config.CPUCount", "VirtualMachine.Config.AddRemoveDevice"))
    assert refused(mine.ReconfigVM_Task, vim.vm.ConfigSpec(numCPUs=2, memoryMB=512))[0] == "VirtualMachine.Config.Memory"
    privilege, network = refused(mine.ReconfigVM_Task, vim.vm.ConfigSpec(deviceChange=[nic(vm.network[0].name)]))
    assert privilege == "Network.Assign" and network == same(runner, vm.network[0])
    Disconnect(runner)


def test_both_ends(own, admin, folder, give, role, platform):
    """What is made or moved needs the privilege where it comes from and where it gets to."""
    host = host_of(admin, platform)
    mover = role("VirtualMachine.Inventory.Move", "VirtualMachine.Inventory.Create", "VirtualMachine.Config.AddNewDisk")
    other = folder.CreateFolder(f"other-{platform}")
    vm = create(admin, platform, machine_spec(f"moved-{platform}"))
    run(folder.MoveIntoFolder_Task([vm]))
    give(folder, "runner", mover)
    give(other, "runner", -2)
    runner = own.pyvmomi("runner")
    assert refused(same(runner, other).MoveIntoFolder_Task, [same(runner, vm)]) == (
        "VirtualMachine.Inventory.Move", same(runner, other))
    give(other, "runner", mover)
    run(same(runner, other).MoveIntoFolder_Task([same(runner, vm)]))
    assert vm.parent == other
    spec, pool = machine_spec(f"made-{platform}"), same(runner, host.parent.resourcePool)
    assert refused(same(runner, folder).CreateVM_Task, spec, pool, None) == ("Resource.AssignVMToPool", pool)
    give(host.parent.resourcePool, "runner", role("Resource.AssignVMToPool"))
    privilege, store = refused(same(runner, folder).CreateVM_Task, spec, pool, None)
    assert privilege == "Datastore.AllocateSpace" and isinstance(store, vim.Datastore)
    give(same(admin, store), "runner", role("Datastore.AllocateSpace"))
    privilege, network = refused(same(runner, folder).CreateVM_Task, spec, pool, None)
    assert privilege == "Network.Assign"
    give(same(admin, network), "runner", role("Network.Assign"))
    made = run(same(runner, folder).CreateVM_Task(spec, pool, None))
    assert same(admin, made).parent == folder and same(admin, made).runtime.host == host
    # A folder goes only with the machines in it.
    give(folder, "runner", role("Folder.Delete"))
    give(other, "runner", role("Folder.Delete"))
    assert refused(same(runner, other).Destroy_Task) == ("VirtualMachine.Inventory.Delete", same(runner, vm))
    Disconnect(runner)
    run(same(admin, made).Destroy_Task())
    run(other.Destroy_Task())


def test_roles(admin, folder):
    manager = admin.content.authorizationManager
    number = manager.AddAuthorizationRole("starters", ["VirtualMachine.Interact.PowerOn"])

    def find():
        return next((item for item in manager.roleList if item.roleId == number), None)

    assert not find().system and find().name == "starters"
    assert set(find().privilege) == {"System.Anonymous", "System.Read", "System.View", "VirtualMachine.Interact.PowerOn"}
    manager.UpdateAuthorizationRole(number, "stoppers", ["VirtualMachine.Interact.PowerOff"])
    assert find().name == "stoppers" and "VirtualMachine.Interact.PowerOff" in find().privilege
    with pytest.raises(vim.fault.AlreadyExists) as fault:
        manager.AddAuthorizationRole("stoppers", [])
    assert fault.value.name == "stoppers"
    with pytest.raises(vim.fault.AlreadyExists):
        manager.UpdateAuthorizationRole(number, "ReadOnly", [])
    with pytest.raises(vim.fault.InvalidName):
        manager.AddAuthorizationRole("", [])
    with pytest.raises(vmodl.fault.InvalidArgument):
        manager.AddAuthorizationRole("wrong", ["No.Such"])
    for call in (lambda: manager.UpdateAuthorizationRole(-1, "x", []), lambda: manager.RemoveAuthorizationRole(-2, False)):
        with pytest.raises(vmodl.fault.InvalidArgument):
            call()
    with pytest.raises(vim.fault.NotFound):
        manager.RemoveAuthorizationRole(424242, False)
    manager.SetEntityPermissions(folder, [permission("runner", number)])
    with pytest.raises(vim.fault.RemoveFailed):
        manager.RemoveAuthorizationRole(number, True)
    manager.MergePermissions(number, OPERATOR)
    assert [item.roleId for item in manager.RetrieveEntityPermissions(folder, False)] == [OPERATOR]
    manager.RemoveAuthorizationRole(number, True)
    assert find() is None
    manager.ResetEntityPermissions(folder, [permission("second", -2), permission("viewer", -2)])
    assert [item.principal for item in manager.RetrieveEntityPermissions(folder, False)] == ["second", "viewer"]
    manager.ResetEntityPermissions(folder, [])
    assert not manager.RetrieveEntityPermissions(folder, False)
    again = manager.AddAuthorizationRole("starters", [])
    assert again > number
    manager.RemoveAuthorizationRole(again, True)


def test_what_cannot_be_given(admin, folder):
    manager = admin.content.authorizationManager
    root = admin.content.rootFolder
    with pytest.raises(vim.fault.UserNotFound) as fault:
        manager.SetEntityPermissions(folder, [permission("stranger", -2)])
    assert fault.value.principal == "stranger"
    with pytest.raises(vim.fault.UserNotFound):
        manager.SetEntityPermissions(folder, [vim.AuthorizationManager.Permission(
            principal="runner", group=True, roleId=-2, propagate=True)])
    with pytest.raises(vim.fault.NotFound):
        manager.SetEntityPermissions(folder, [permission("runner", 424242)])
    with pytest.raises(vmodl.fault.InvalidArgument):
        manager.SetEntityPermissions(folder, [permission("runner", -3)])
    with pytest.raises(vim.fault.NotFound):
        manager.RemoveEntityPermission(folder, "runner", False)
    # What the configuration gives can be another permission, not none; and somebody has to be administrator.
    with pytest.raises(vmodl.fault.NotSupported):
        manager.RemoveEntityPermission(root, "viewer", False)
    manager.SetEntityPermissions(root, [permission("second", -2)])
    with pytest.raises(vim.fault.AuthMinimumAdminPermission):
        manager.SetEntityPermissions(root, [permission(USER, -2)])
    manager.RemoveEntityPermission(root, "second", False)
    assert {item.principal: item.roleId for item in manager.RetrieveEntityPermissions(root, False)}["second"] == -1


def test_who_may_change_rights(own, folder):
    viewer = own.pyvmomi("viewer")
    manager = viewer.content.authorizationManager
    assert refused(manager.AddAuthorizationRole, "mine", []) == ("Authorization.ModifyRoles", viewer.content.rootFolder)
    assert refused(manager.SetEntityPermissions, same(viewer, folder), [permission("viewer", -1)]) == (
        "Authorization.ModifyPermissions", same(viewer, folder))
    assert refused(manager.MergePermissions, -2, -1)[0] == "Authorization.ReassignRolePermissions"
    Disconnect(viewer)


def test_privileges_are_told(own, admin, folder, give):
    manager = admin.content.authorizationManager
    give(folder, "runner", OPERATOR)
    runner = own.pyvmomi("runner")
    key = runner.content.sessionManager.currentSession.key
    vm = named(admin, vim.VirtualMachine, "kvm01-web01")
    foreign = named(admin, vim.VirtualMachine, "kvm01-db02")
    wanted = ["System.View", "VirtualMachine.Interact.PowerOn", "VirtualMachine.Config.Memory"]
    assert manager.HasPrivilegeOnEntity(vm, key, wanted) == [True, True, False]
    told = manager.HasPrivilegeOnEntities([vm, foreign], key, wanted)
    assert [[item.isGranted for item in entity.privAvailability] for entity in told] == [[True, True, False], [False] * 3]
    told = manager.HasUserPrivilegeOnEntities([vm], "runner", wanted)
    assert [(item.privId, item.isGranted) for item in told[0].privAvailability] == list(zip(wanted, [True, True, False]))
    [result] = manager.FetchUserPrivilegeOnEntities([vm], "runner")
    assert "VirtualMachine.Interact.PowerOn" in result.privileges
    with pytest.raises(vim.fault.UserNotFound):
        manager.FetchUserPrivilegeOnEntities([vm], "stranger")
    Disconnect(runner)


def test_events_tell_of_rights(admin, folder):
    manager = admin.content.authorizationManager
    number = manager.AddAuthorizationRole("told", [])
    manager.SetEntityPermissions(folder, [permission("runner", number)])
    manager.RemoveEntityPermission(folder, "runner", False)
    manager.RemoveAuthorizationRole(number, True)
    kinds = [vim.event.RoleAddedEvent, vim.event.PermissionAddedEvent, vim.event.PermissionRemovedEvent, vim.event.RoleRemovedEvent]
    events = admin.content.eventManager.QueryEvents(vim.event.EventFilterSpec(
        eventTypeId=[f"vim.event.{kind.__name__.split('.')[-1]}" for kind in kinds]))
    assert [type(event) for event in events[-4:]] == kinds
    assert events[-3].principal == "runner" and events[-3].role.roleId == number and events[-3].entity.entity == folder


def test_a_machine_that_goes_takes_its_permissions(admin, give):
    manager = admin.content.authorizationManager
    vm = create(admin, "kvm", machine_spec("short"))
    manager.SetEntityPermissions(vm, [permission("runner", OPERATOR)])
    assert any(item.principal == "runner" and item.entity == vm for item in manager.RetrieveAllPermissions())
    run(vm.Destroy_Task())
    assert not any(item.principal == "runner" and item.roleId == OPERATOR for item in manager.RetrieveAllPermissions())


def test_a_host_by_itself_has_permissions_of_its_own(own, admin, folder, give):
    give(folder, "runner", OPERATOR)
    with pytest.raises(vim.fault.NoPermission):
        own.pyvmomi("runner", port=own.host_ports["kvm01"])
    alone = own.pyvmomi(port=own.host_ports["kvm01"])
    machines = alone.content.rootFolder.childEntity[0].vmFolder
    alone.content.authorizationManager.SetEntityPermissions(machines, [permission("outsider", OPERATOR)])
    outsider = own.pyvmomi("outsider", port=own.host_ports["kvm01"])
    assert len(find_all(outsider, vim.VirtualMachine)) == len(find_all(alone, vim.VirtualMachine)) > 0
    assert refused(own.pyvmomi, "outsider")[0] == "System.View"
    alone.content.authorizationManager.RemoveEntityPermission(machines, "outsider", False)
    Disconnect(outsider)
    Disconnect(alone)


def test_kept_over_a_restart(own, tmp_path):
    text = own.file.read_text()
    daemon = Daemon(tmp_path / "again", text).start()
    try:
        instance = daemon.pyvmomi()
        manager = instance.content.authorizationManager
        vm = named(instance, vim.VirtualMachine, "hyperv01-web01")
        number = manager.AddAuthorizationRole("kept", ["VirtualMachine.Interact.Reset"])
        manager.SetEntityPermissions(vm, [permission("runner", number, propagate=False)])
        daemon.kill()
        daemon.start()
        runner = daemon.pyvmomi("runner")
        assert [item.name for item in find_all(runner, vim.VirtualMachine)] == ["hyperv01-web01"]
        instance = daemon.pyvmomi()
        manager = instance.content.authorizationManager
        [kept] = [item for item in manager.RetrieveAllPermissions() if item.roleId == number]
        assert (kept.principal, kept.entity._moId, kept.propagate) == ("runner", vm._moId, False)
        assert next(item for item in manager.roleList if item.roleId == number).name == "kept"
    finally:
        daemon.end()


def test_many_machines_are_powered_on_by_who_may_do_it_to_each(own, admin, give):
    datacenter = find_all(admin, vim.Datacenter)[0]
    allowed, other = (named(admin, vim.VirtualMachine, f"{platform}01-db02") for platform in ("xen", "hyperv"))
    give(datacenter, "outsider", -2)
    give(allowed, "outsider", OPERATOR)
    client = own.pyvmomi(user="outsider")
    theirs = same(client, datacenter)
    with pytest.raises(vim.fault.NoPermission) as fault:
        theirs.PowerOnMultiVM_Task([same(client, allowed), same(client, other)])
    assert fault.value.object._moId == other._moId and fault.value.privilegeId == "VirtualMachine.Interact.PowerOn"
    assert allowed.runtime.powerState == other.runtime.powerState == "poweredOff"
    [attempted] = run(theirs.PowerOnMultiVM_Task([same(client, allowed)])).attempted
    run(attempted.task)
    assert allowed.runtime.powerState == "poweredOn"
    Disconnect(client)
