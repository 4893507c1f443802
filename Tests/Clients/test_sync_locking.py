"""One object, clients of two protocols at the same time: who has to wait is told, and nobody is blocked by one who has gone."""

import socket
import ssl
import threading
import xmlrpc.client

import pytest
import vsphere
import XenAPI
from daemon import UNTRUSTING, wait_until
from pyVmomi import vim


@pytest.fixture
def both(scene, xapi):
    vm = scene.running()
    # A guest can be asked to shut down once its tools run; it takes its time then.
    wait_until(lambda: vm.guest.toolsRunningStatus == "guestToolsRunning", 10, what="the tools")
    return vm, xapi.xenapi, xapi.xenapi.VM.get_by_uuid(vm.config.uuid)


def test_what_vsphere_does_is_under_way_for_xapi(scene, both):
    vm, api, ref = both
    if scene.platform != "xen":
        pytest.skip("to a vSphere client, the guest's shutdown has ended when the guest was asked")
    token = api.event_from([f"VM/{ref}"], "", 0.0)["token"]
    assert api.VM.get_current_operations(ref) == {}
    thread = threading.Thread(target=vm.ShutdownGuest)
    thread.start()
    answer = api.event_from([f"VM/{ref}"], token, 5.0)
    [record] = [event["snapshot"] for event in answer["events"]]
    assert list(record["current_operations"].values()) == ["clean_shutdown"]
    assert sorted(record["allowed_operations"]) == ["hard_reboot", "hard_shutdown"]
    [task] = record["current_operations"]
    with pytest.raises(XenAPI.Failure) as refusal:
        api.VM.suspend(ref)
    assert refusal.value.details == ["OTHER_OPERATION_IN_PROGRESS", "VM", ref, "clean_shutdown", task]
    thread.join(10)
    wait_until(lambda: api.VM.get_current_operations(ref) == {}, 5, what="the end")
    assert api.VM.get_power_state(ref) == "Halted"
    assert "start" in api.VM.get_allowed_operations(ref)


def test_a_clean_shutdown_ends_when_the_machine_is_halted(both):
    vm, api, ref = both
    task = api.Async.VM.clean_shutdown(ref)
    assert api.VM.get_current_operations(ref) == {task: "clean_shutdown"}
    with pytest.raises(XenAPI.Failure) as refusal:
        api.VM.pause(ref)
    assert refusal.value.details == ["OTHER_OPERATION_IN_PROGRESS", "VM", ref, "clean_shutdown", task]
    wait_until(lambda: api.task.get_status(task) != "pending")
    assert api.task.get_status(task) == "success" and api.VM.get_power_state(ref) == "Halted"
    assert vm.runtime.powerState == "poweredOff" and api.VM.get_current_operations(ref) == {}
    api.task.destroy(task)


def test_a_hard_shutdown_does_not_wait_for_the_guest(both):
    vm, api, ref = both
    task = api.Async.VM.clean_shutdown(ref)
    api.VM.hard_shutdown(ref)
    assert api.VM.get_power_state(ref) == "Halted"
    wait_until(lambda: api.task.get_status(task) != "pending", 5)
    api.task.destroy(task)


def test_a_shutdown_is_hard_where_the_guest_cannot_be_asked(scene, xapi):
    vm = scene.running()
    ref = xapi.xenapi.VM.get_by_uuid(vm.config.uuid)
    # Its tools do not run yet, or they do: it ends either way.
    xapi.xenapi.VM.shutdown(ref)
    assert xapi.xenapi.VM.get_power_state(ref) == "Halted" and vm.runtime.powerState == "poweredOff"


def test_vsphere_goes_on_where_xapi_waits_for_a_guest(scene, both):
    vm, api, ref = both
    task = api.Async.VM.clean_shutdown(ref)
    try:
        vsphere.run(vm.SuspendVM_Task())
    except vim.fault.InvalidPowerState as refusal:
        # It came second, and found the machine as it was then.
        assert refusal.existingState == "poweredOff"
    wait_until(lambda: api.task.get_status(task) != "pending", 5)
    record = api.task.get_record(task)
    if api.VM.get_power_state(ref) == "Halted":
        assert record["status"] == "success", record
    else:
        assert record["error_info"] == ["VM_BAD_POWER_STATE", ref, "running", "suspended"], record
    api.task.destroy(task)


def test_a_version_that_xapi_has_made_old(both):
    vm, api, ref = both
    version = vm.config.changeVersion
    api.VM.set_name_description(ref, "meanwhile")
    wait_until(lambda: vm.config.annotation == "meanwhile")
    assert vm.config.changeVersion != version
    with pytest.raises(vim.fault.ConcurrentAccess):
        vsphere.run(vm.ReconfigVM_Task(vim.vm.ConfigSpec(changeVersion=version, annotation="too late")))
    assert api.VM.get_name_description(ref) == "meanwhile"
    vsphere.run(vm.ReconfigVM_Task(vim.vm.ConfigSpec(changeVersion=vm.config.changeVersion, annotation="in time")))
    assert api.VM.get_name_description(ref) == "in time"


def test_writes_of_both_at_once_are_all_there(both):
    """Other fields of one object, from both sides at the same time: none is lost, none is half there."""
    vm, api, ref = both
    failures = []

    def notes():
        try:
            for number in range(10):
                vsphere.run(vm.ReconfigVM_Task(vim.vm.ConfigSpec(annotation=f"note {number}")))
        except Exception as failure:
            failures.append(failure)

    thread = threading.Thread(target=notes)
    thread.start()
    for number in range(10):
        api.VM.add_to_other_config(ref, f"key{number}", f"value {number}")
    thread.join(60)
    assert not thread.is_alive() and not failures
    config = api.VM.get_other_config(ref)
    assert all(config.get(f"key{number}") == f"value {number}" for number in range(10))
    assert vm.config.annotation == api.VM.get_name_description(ref) == "note 9"


def raw(daemon, session, method, *arguments):
    """A call whose answer nobody waits for."""
    body = xmlrpc.client.dumps((session, *arguments), method).encode()
    connection = UNTRUSTING.wrap_socket(socket.create_connection(("127.0.0.1", daemon.xen_port), 10))
    head = f"POST / HTTP/1.1\r\nHost: x\r\nContent-Type: text/xml\r\nContent-Length: {len(body)}\r\n\r\n"
    connection.sendall(head.encode() + body)
    return connection


def test_a_client_that_dies_in_the_middle_blocks_nobody(daemon, both):
    vm, api, ref = both
    dying = daemon.xenapi()
    connection = raw(daemon, dying.handle, "VM.clean_shutdown", ref)
    wait_until(lambda: api.VM.get_current_operations(ref), 5, what="the beginning")
    # Without a word, as a process that is killed.
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    socket.socket.close(connection)
    # What was accepted is carried out; then others go on.
    wait_until(lambda: api.VM.get_power_state(ref) == "Halted" and api.VM.get_current_operations(ref) == {}, 5, what="the end")
    vsphere.run(vm.PowerOnVM_Task())
    api.VM.set_name_description(ref, "goes on")
    assert vm.config.annotation == "goes on"


def test_a_lost_half_of_a_call_is_none(daemon, both):
    """A client that dies before its call is whole has asked for nothing."""
    vm, api, ref = both
    connection = UNTRUSTING.wrap_socket(socket.create_connection(("127.0.0.1", daemon.xen_port), 10))
    body = xmlrpc.client.dumps((daemon.xenapi().handle, ref), "VM.hard_shutdown").encode()
    connection.sendall(f"POST / HTTP/1.1\r\nHost: x\r\nContent-Type: text/xml\r\nContent-Length: {len(body)}\r\n\r\n".encode()
                       + body[:-20])
    try:
        connection.unwrap()
    except (ssl.SSLError, OSError):
        pass
    connection.close()
    api.VM.set_name_description(ref, "still on")
    assert api.VM.get_power_state(ref) == "Running" and vm.runtime.powerState == "poweredOn"
