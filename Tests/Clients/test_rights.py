"""Users with roles: what they may do by vSphere's methods and by the admin API, and what AuthorizationManager tells."""

import json

import pytest
from daemon import HASH, PASSWORD, USER, Daemon, configuration
from pyVim.connect import Disconnect
from pyVmomi import vim
from vsphere import find_all, machine_spec, run, start_create

ROLES = {"viewer": "readOnly", "runner": "operator", "nobody": "noAccess"}


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    text = configuration()
    users = "".join(f'  - {{name: {name}, password: "{HASH}", role: {role}}}\n' for name, role in ROLES.items())
    daemon = Daemon(tmp_path_factory.mktemp("rights"), text.replace("\nhosts:\n", f"\n{users}hosts:\n", 1)).start()
    yield daemon
    daemon.end()


@pytest.fixture(scope="module")
def viewer(own):
    return own.pyvmomi(user="viewer")


def machine(instance, platform, name):
    return next(vm for vm in find_all(instance, vim.VirtualMachine) if vm.name == f"{platform}01-{name}")


def test_a_viewer_changes_nothing(own, viewer, platform):
    vm = machine(viewer, platform, "web01")
    assert vm.config.hardware.numCPU and vm.runtime.powerState == "poweredOn"
    for call, privilege in (
            (vm.PowerOffVM_Task, "VirtualMachine.Interact.PowerOff"),
            (lambda: vm.ReconfigVM_Task(vim.vm.ConfigSpec(annotation="x")), "VirtualMachine.Config.Annotation"),
            (vm.Destroy_Task, "VirtualMachine.Inventory.Delete")):
        with pytest.raises(vim.fault.NoPermission) as fault:
            call()
        assert fault.value.object == vm and fault.value.privilegeId == privilege
    with pytest.raises(vim.fault.NoPermission) as fault:
        start_create(viewer, platform, machine_spec("never"))
    assert fault.value.privilegeId == "VirtualMachine.Inventory.Create"
    other = own.pyvmomi()
    key = other.content.sessionManager.currentSession.key
    with pytest.raises(vim.fault.NoPermission):
        viewer.content.sessionManager.TerminateSession([key])
    assert other.content.sessionManager.currentSession.key == key
    Disconnect(other)
    assert vm.runtime.powerState == "poweredOn"


def test_an_operator_runs_machines(own, platform):
    runner = own.pyvmomi(user="runner")
    vm = machine(runner, platform, "web01")
    run(vm.PowerOffVM_Task())
    run(vm.PowerOnVM_Task())
    with pytest.raises(vim.fault.NoPermission):
        vm.Destroy_Task()
    with pytest.raises(vim.fault.NoPermission):
        vm.Rename_Task("other")


def test_nobody_does_not_come_in(own):
    with pytest.raises(vim.fault.NoPermission) as fault:
        own.pyvmomi(user="nobody")
    assert fault.value.privilegeId == "System.View"


def test_what_is_told(own, viewer):
    manager = viewer.content.authorizationManager
    roles = {role.name: role for role in manager.roleList}
    assert roles["ReadOnly"].roleId == -2 and roles["ReadOnly"].system
    known = {privilege.privId for privilege in manager.privilegeList}
    assert set(roles["Admin"].privilege) == known and "VirtualMachine.Interact.PowerOn" in known
    root = viewer.content.rootFolder
    given = {entry.principal: entry.roleId for entry in manager.RetrieveAllPermissions()}
    assert given == {USER: -1, "viewer": -2, "runner": roles["VirtualMachinePowerUser"].roleId, "nobody": -5}
    [vm, *_] = find_all(viewer, vim.VirtualMachine)
    assert not manager.RetrieveEntityPermissions(vm, False)
    assert {entry.entity for entry in manager.RetrieveEntityPermissions(vm, True)} == {root}
    assert [entry.principal for entry in manager.RetrieveRolePermissions(-2)] == ["viewer"]
    with pytest.raises(vim.fault.NotFound):
        manager.RetrieveRolePermissions(99)
    key = viewer.content.sessionManager.currentSession.key
    assert manager.HasPrivilegeOnEntity(vm, key, ["System.View", "VirtualMachine.Interact.PowerOn"]) == [True, False]
    [result] = manager.FetchUserPrivilegeOnEntities([vm], "viewer")
    assert set(result.privileges) == {"System.Anonymous", "System.Read", "System.View"}
    directory = viewer.content.userDirectory

    def search(text, exactly=False, users=True):
        return [found.principal for found in directory.RetrieveUserGroups(None, text, None, None, exactly, users, False)]

    assert search("") == sorted([USER, *ROLES]) and search("view") == ["viewer"] == search("viewer", True)
    assert not search("viewer", users=False)
    with pytest.raises(vim.fault.NotFound):
        search("stranger", True)


def admin(own, user, method, path, body=None):
    status, headers, reply = own.admin(
        method, path, body and json.dumps(body), {"Content-Type": "application/json"}, user=user, password=PASSWORD)
    return status, json.loads(reply) if reply else None


def test_admin_api(own):
    [vm] = own.get("/api/v1/vms?name=kvm01-web01")["items"]
    rename = {"command": "vm.rename", "target": vm["id"], "name": "x"}
    assert admin(own, "viewer", "GET", f"/api/v1/vms/{vm['id']}")[0] == 200
    for user, path, body in (
            ("viewer", "/api/v1/commands", {"command": "vm.powerOff", "target": vm["id"]}),
            ("runner", "/api/v1/commands", rename), ("nobody", "/api/v1/commands", rename)):
        status, problem = admin(own, user, "POST", path, body)
        assert status == 403 and problem["code"] == "noPermission", (user, status, problem)
    assert admin(own, "nobody", "GET", "/api/v1/vms")[0] == 403
    assert admin(own, "runner", "POST", "/api/v1/commands?wait=10", {"command": "vm.reset", "target": vm["id"]})[0] == 200


def test_bad_role_is_told(tmp_path):
    from daemon import run as run_program

    file = tmp_path / "bad.yaml"
    text = configuration().replace(f'password: "{HASH}"', f'password: "{HASH}", role: king')
    file.write_text(text)
    line = text[:text.index("role: king")].count("\n") + 1
    status, said = run_program("check", "--config", file)
    assert status and "king" in said and "readOnly" in said and f":{line}:" in said, said


def test_other_managers(own, viewer):
    content = viewer.content
    root = content.rootFolder
    assert content.alarmManager.GetAlarm(root) == [] and content.alarmManager.GetAlarmState(root) == []
    assert content.alarmManager.description.entityStatus and not root.triggeredAlarmState
    [license] = content.licenseManager.licenses
    assert license.name == "Dragoman" and {entry.key for entry in license.properties} >= {"ProductName", "ProductVersion"}
    settings = {option.key: option.value for option in content.setting.setting}
    assert settings["VirtualCenter.InstanceName"] == "Dragoman"
    assert [option.key for option in content.setting.QueryOptions("VirtualCenter.InstanceName")] == ["VirtualCenter.InstanceName"]
    below = {option.key for option in content.setting.QueryOptions("VirtualCenter.")}
    assert below == {key for key in settings if key.startswith("VirtualCenter.")} < set(settings)
    with pytest.raises(vim.fault.InvalidName):
        content.setting.QueryOptions("none.such")
