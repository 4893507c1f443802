"""One rights model: what vSphere's permissions on entities say counts for the clients of all protocols."""

import json

import pytest
import XenAPI
from daemon import HASH, PLATFORMS, Daemon, configuration
from libvirtclient import Virsh, uri
from pyVmomi import vim
from vsphere import named, run

NO_ACCESS, READ_ONLY, OPERATOR = -5, -2, 4
LISTENER = "  vsphere: {address: 127.0.0.1, port: 0}\n"


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    """The operator runner, whom libvirt's clients are, and the administrator demo; the viewer may only read."""
    text = configuration(users={"runner": HASH, "demo": HASH, "viewer": HASH})
    text = text.replace("- {name: runner,", "- {name: runner, role: operator,").replace(
        "- {name: viewer,", "- {name: viewer, role: readOnly,")
    daemon = Daemon(tmp_path_factory.mktemp("rights-everywhere"), text).start()
    yield daemon
    daemon.end()


@pytest.fixture(scope="module")
def admin(own):
    return own.pyvmomi()


@pytest.fixture(scope="module")
def sessions(own):
    return {name: own.xenapi(user=name).xenapi for name in ("runner", "viewer", "demo")}


@pytest.fixture
def give(admin):
    """Gives permissions that are taken away after the test."""
    manager = admin.content.authorizationManager
    given = []

    def give(entity, user, role):
        manager.SetEntityPermissions(entity, [vim.AuthorizationManager.Permission(
            principal=user, group=False, roleId=role, propagate=True)])
        given.append((entity, user))

    yield give
    for entity, user in given:
        manager.RemoveEntityPermission(entity, user, False)


def ref(session, name):
    (found,) = session.VM.get_by_name_label(name)
    return found


def refused(call, *arguments):
    with pytest.raises(XenAPI.Failure) as failure:
        call(*arguments)
    return failure.value.details[0]


def posted(own, user, command, target, **members):
    status, _, body = own.admin(
        "POST", "/api/v1/commands?wait=20", json.dumps({"command": command, "target": target, **members}),
        {"Content-Type": "application/json"}, user=user)
    return status, json.loads(body)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_who_may_not_start_it_in_vsphere_may_not_start_it_at_all(own, admin, sessions, give, platform):
    name = f"{platform}01-db02"
    machine = named(admin, vim.VirtualMachine, name)
    runner = sessions["runner"]
    vm = ref(runner, name)
    virsh = Virsh(uri(own))
    (item,) = own.get(f"/api/v1/vms?name={name}")["items"]
    give(machine, "runner", READ_ONLY)
    assert refused(runner.VM.start, vm, False, False) == "RBAC_PERMISSION_DENIED"
    assert refused(runner.Async.VM.start, vm, False, False) == "RBAC_PERMISSION_DENIED"
    assert refused(runner.VM.snapshot, vm, "never") == "RBAC_PERMISSION_DENIED"
    assert "access denied" in virsh.refused("start", name)
    status, problem = posted(own, "runner", "vm.powerOn", item["id"])
    assert (status, problem["code"]) == (403, "noPermission")
    assert machine.runtime.powerState == "poweredOff"
    # Others, and other machines, are not concerned.
    other = ref(runner, f"{platform}01-web01")
    runner.VM.hard_shutdown(other)
    virsh("start", f"{platform}01-web01")
    sessions["demo"].VM.start(vm, False, False)
    assert machine.runtime.powerState == "poweredOn"
    assert refused(runner.VM.hard_shutdown, vm) == "RBAC_PERMISSION_DENIED"
    assert "access denied" in virsh.refused("destroy", name)
    sessions["demo"].VM.hard_shutdown(vm)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_what_vsphere_lets_a_user_do_the_user_may_do_by_xenapi(admin, sessions, give, platform):
    name = f"{platform}01-db02"
    machine = named(admin, vim.VirtualMachine, name)
    viewer = sessions["viewer"]
    vm = ref(viewer, name)
    assert refused(viewer.VM.start, vm, False, False) == "RBAC_PERMISSION_DENIED"
    give(machine, "viewer", OPERATOR)
    viewer.VM.start(vm, False, False)
    assert machine.runtime.powerState == "poweredOn"
    viewer.VM.hard_shutdown(vm)
    assert refused(viewer.VM.set_VCPUs_max, vm, "2") == "RBAC_PERMISSION_DENIED"
    assert refused(viewer.VM.hard_shutdown, ref(viewer, f"{platform}01-web01")) == "RBAC_PERMISSION_DENIED"


def test_a_role_of_a_folder_is_one_of_what_is_in_it(admin, sessions, give):
    """Making needs the folder, the pool, the storage and the network, as in vSphere."""
    viewer = sessions["viewer"]
    host = named(admin, vim.HostSystem, "kvm01")
    machine = named(admin, vim.VirtualMachine, "kvm01-db02")
    vm = ref(viewer, "kvm01-db02")
    manager = admin.content.authorizationManager
    changer = manager.AddAuthorizationRole("changer", [
        "VirtualMachine.Config.CPUCount", "VirtualMachine.Provisioning.Clone", "VirtualMachine.Inventory.CreateFromExisting"])
    give(machine.parent, "viewer", changer)
    viewer.VM.set_VCPUs_max(vm, "2")
    assert machine.config.hardware.numCPU == 2
    assert refused(viewer.VM.set_memory_limits, vm, *[str(1 << 30)] * 4) == "RBAC_PERMISSION_DENIED"
    # A folder's permission is none of the host's pool.
    assert refused(viewer.VM.clone, vm, "never") == "RBAC_PERMISSION_DENIED"
    give(host.parent.resourcePool, "viewer", manager.AddAuthorizationRole("assigner", ["Resource.AssignVMToPool"]))
    made = viewer.VM.clone(vm, "a clone of a viewer's")
    assert viewer.VM.get_name_label(made) == "a clone of a viewer's"
    assert refused(viewer.VM.destroy, made) == "RBAC_PERMISSION_DENIED"
    sessions["demo"].VM.destroy(made)


def test_they_count_without_a_vsphere_listener(own, admin):
    """Restarts the daemon without one, so that it is the last."""
    machine = named(admin, vim.VirtualMachine, "xen01-db02")
    admin.content.authorizationManager.SetEntityPermissions(machine, [vim.AuthorizationManager.Permission(
        principal="runner", group=False, roleId=NO_ACCESS, propagate=True)])
    own.stop()
    lines = own.file.read_text().replace(LISTENER, "").splitlines()
    own.configure("\n".join(line for line in lines if line != "  hosts:" and "- {host:" not in line) + "\n")
    own.start()
    session = own.xenapi(user="runner").xenapi
    vm = ref(session, "xen01-db02")
    assert refused(session.VM.start, vm, False, False) == "RBAC_PERMISSION_DENIED"
    own.xenapi().xenapi.VM.start(vm, False, False)
