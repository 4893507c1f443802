"""Who may do what through XenAPI: roles, owners of tasks, users who are gone; and what nobody may do to the daemon."""

import pytest
import XenAPI
from daemon import HASH, Daemon, configuration, wait_until


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    """admin, operator and viewer, all with the password demo."""
    text = configuration(vms=4, platforms=("kvm", "vsphere"), users={"demo": HASH, "runner": HASH, "viewer": HASH})
    text = text.replace("- {name: runner,", "- {name: runner, role: operator,").replace(
        "- {name: viewer,", "- {name: viewer, role: readOnly,")
    daemon = Daemon(tmp_path_factory.mktemp("rights"), text).start()
    yield daemon
    daemon.end()


def refused(call, *arguments):
    with pytest.raises(XenAPI.Failure) as failure:
        call(*arguments)
    return failure.value.details


@pytest.fixture(scope="module")
def sessions(own):
    return {name: own.xenapi(user=name).xenapi for name in ("demo", "runner", "viewer")}


def machine(session):
    return next(ref for ref, record in session.VM.get_all_records().items()
                if not record["is_a_template"] and record["power_state"] == "Halted")


def test_a_viewer_reads_and_changes_nothing(sessions):
    viewer, admin = sessions["viewer"], sessions["demo"]
    vm = machine(viewer)
    assert refused(viewer.VM.start, vm, False, False)[0] == "RBAC_PERMISSION_DENIED"
    assert refused(viewer.VM.set_name_label, vm, "mine")[0] == "RBAC_PERMISSION_DENIED"
    assert refused(viewer.message.create, "NAME", 1, "VM", viewer.VM.get_uuid(vm), "body")[0] == "RBAC_PERMISSION_DENIED"
    message = admin.message.create("NAME", 1, "VM", admin.VM.get_uuid(vm), "body")
    assert refused(viewer.message.destroy, message)[0] == "RBAC_PERMISSION_DENIED"
    admin.message.destroy(message)


def test_a_viewer_cannot_turn_a_volume_into_another(sessions):
    """A volume that no view has is kept by the server alone: its place is nobody's to write."""
    viewer, admin = sessions["viewer"], sessions["demo"]
    sr = next(ref for ref, record in admin.SR.get_all_records().items() if record["type"] == "vmfs")
    vdi = admin.VDI.create({
        "SR": sr, "virtual_size": str(1 << 30), "type": "user", "sharable": False, "read_only": False,
        "other_config": {}, "name_label": "loose"})
    for session in (viewer, admin):
        assert refused(session.VDI.set_location, vdi, "other/disk.vmdk")[0] in (
            "NOT_IMPLEMENTED", "MESSAGE_METHOD_UNKNOWN", "RBAC_PERMISSION_DENIED")
    assert refused(admin.VDI.forget, vdi)[0] == "NOT_IMPLEMENTED"
    admin.VDI.destroy(vdi)
    assert refused(admin.VDI.get_uuid, vdi)[0] == "HANDLE_INVALID"


def test_tasks_are_their_makers(sessions):
    runner, viewer = sessions["runner"], sessions["viewer"]
    task = runner.task.create("mine", "a task of mine")
    assert refused(viewer.task.cancel, task)[0] == "RBAC_PERMISSION_DENIED"
    assert refused(viewer.task.destroy, task)[0] == "RBAC_PERMISSION_DENIED"
    assert refused(viewer.task.add_to_other_config, task, "a", "b")[0] == "RBAC_PERMISSION_DENIED"
    runner.task.add_to_other_config(task, "a", "b")
    assert refused(runner.task.add_to_other_config, task, "a", "c")[0] == "MAP_DUPLICATE_KEY"
    runner.task.cancel(task)
    assert runner.task.get_status(task) == "cancelled"
    runner.task.destroy(task)
    own = viewer.task.create("a viewer's", "")
    viewer.task.destroy(own)
    assert refused(viewer.task.create, "x" * 5000, "")[0] == "INVALID_VALUE"


def test_long_expressions_are_refused(sessions):
    viewer = sessions["viewer"]
    for word in ("or", "and"):
        assert refused(viewer.VM.get_all_records_where, word.join(['""=""'] * 300_000))[0] == "INVALID_VALUE"
        assert refused(viewer.VM.get_all_records_where, f" {word} ".join(["true"] * 2000))[0] == "INVALID_VALUE"
    assert refused(viewer.VM.get_all_records_where, "(" * 500 + "true" + ")" * 500)[0] == "INVALID_VALUE"
    assert viewer.VM.get_all_records_where(" or ".join(["false"] * 500 + ["true"]))


def test_a_volume_without_a_machine_outlives_a_restart(own, sessions):
    admin = sessions["demo"]
    sr = next(ref for ref, record in admin.SR.get_all_records().items() if record["type"] == "vmfs")
    vdi = admin.VDI.create({
        "SR": sr, "virtual_size": str(1 << 30), "type": "user", "sharable": False, "read_only": False,
        "other_config": {}, "name_label": "kept"})
    own.kill()
    own.start()
    again = own.xenapi().xenapi
    assert again.VDI.get_name_label(vdi) == "kept" and vdi in again.SR.get_VDIs(sr)
    again.VDI.destroy(vdi)


def test_who_is_gone_reads_no_more(own):
    viewer = own.xenapi(user="viewer").xenapi
    assert viewer.VM.get_all()
    text = own.file.read_text()
    own.configure("\n".join(line for line in text.splitlines() if "name: viewer" not in line) + "\n")
    own.hang_up()
    wait_until(lambda: "viewer" not in own.file.read_text())
    # This client answers SESSION_INVALID with another login.
    assert refused(viewer.VM.get_all)[0] == "SESSION_AUTHENTICATION_FAILED"
