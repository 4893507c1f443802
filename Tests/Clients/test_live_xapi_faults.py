"""A live pool whose server or network goes wrong: nothing is done twice, nothing hangs, and it recovers."""

import pytest
import vsphere
from daemon import Daemon, configuration, unique, wait_until
from faulty import FaultyXapi, raw, saying
from live import instance  # noqa: F401
from pyVmomi import vim, vmodl
from xapi_peer import XapiPeer


@pytest.fixture(scope="module")
def pool(tmp_path_factory):
    peer = XapiPeer(tmp_path_factory.mktemp("pool")).start()
    yield peer
    peer.kill()


@pytest.fixture(scope="module")
def direct(pool):
    return pool.direct()


@pytest.fixture(scope="module")
def server(pool):
    server = FaultyXapi(pool)
    yield server
    server.close()


@pytest.fixture(scope="module")
def daemon(tmp_path_factory, server):
    started = Daemon(tmp_path_factory.mktemp("faults"), configuration(platforms=("kvm",)) + server.entry("pool")).start()
    yield started
    assert started.is_alive, started.log[-4000:]
    assert started.stop()[0] == 0


@pytest.fixture
def vm(server, instance):
    server.rules.clear()
    wait_until(lambda: is_connected(instance), 15, what="connection")
    return vsphere.named(instance, vim.VirtualMachine, "fake-web01")


def is_connected(instance):
    return vsphere.named(instance, vim.HostSystem, "fake").runtime.connectionState == "connected"


def note(vm, text):
    return vsphere.run(vm.ReconfigVM_Task(vim.vm.ConfigSpec(annotation=text)))


def count(server, method):
    return server.seen.count(method)


def refusing(code, *parameters):
    error = ", ".join(f'"{part}"' for part in parameters)
    return saying(f'{{"jsonrpc": "2.0", "id": 1, "error": {{"code": 1, "message": "{code}", "data": [{error}]}}}}')


def test_task_whose_answer_is_lost(server, direct, vm):
    before = count(server, "Async.VM.start")
    server.rules["Async.VM.start"] = server.swallow_answer
    vsphere.run(vm.PowerOnVM_Task())
    assert count(server, "Async.VM.start") == before + 1
    assert direct.vm(vm.config.uuid)["power_state"] == "Running" and vm.runtime.powerState == "poweredOn"
    assert direct("task.get_all") == []
    vsphere.run(vm.PowerOffVM_Task())


def test_task_that_was_never_begun(server, direct, vm):
    before = count(server, "Async.VM.start")
    server.rules["Async.VM.start"] = server.drop
    with pytest.raises(vmodl.fault.RequestCanceled):
        vsphere.run(vm.PowerOnVM_Task())
    assert count(server, "Async.VM.start") == before + 1
    assert direct.vm(vm.config.uuid)["power_state"] == "Halted" and vm.runtime.powerState == "poweredOff"


def test_field_whose_answer_is_lost(server, direct, vm):
    before = count(server, "VM.set_name_description")
    server.rules["VM.set_name_description"] = server.swallow_answer
    with pytest.raises(vmodl.fault.RequestCanceled) as fault:
        note(vm, "perhaps")
    assert "pool" in fault.value.msg
    assert count(server, "VM.set_name_description") == before + 1
    # It was done, and that is what clients see in the end.
    wait_until(lambda: vm.config.annotation == "perhaps", 5)
    note(vm, "surely")
    assert direct.vm(vm.config.uuid)["name_description"] == "surely"


def test_session_that_has_ended_before_a_command(server, direct, vm):
    before, logins = count(server, "VM.set_name_description"), count(server, "session.login_with_password")
    server.rules["VM.set_name_description"] = refusing("SESSION_INVALID", "OpaqueRef:x")
    note(vm, "after another login")
    assert count(server, "VM.set_name_description") == before + 2
    assert count(server, "session.login_with_password") == logins + 1
    assert direct.vm(vm.config.uuid)["name_description"] == "after another login"


@pytest.mark.parametrize("code", ["EVENTS_LOST", "SESSION_INVALID"])
def test_events_that_are_lost(daemon, server, instance, direct, vm, code):
    logins, log = count(server, "session.login_with_password"), len(daemon.log)
    server.rules["event.from"] = refusing(code, "x")
    ref = direct.ref(vsphere.named(instance, vim.VirtualMachine, "fake-db01").config.uuid)
    direct("VM.set_name_description", ref, f"the end of a wait: {code}")
    wait_until(lambda: count(server, "session.login_with_password") > logins, 5, what="a new session")
    direct("VM.set_name_description", ref, f"in the gap: {code}")
    ours = vsphere.named(instance, vim.VirtualMachine, "fake-db01")
    wait_until(lambda: ours.config.annotation == f"in the gap: {code}", 5, what="the change in the gap")
    assert "host disconnected" not in daemon.log[log:]


@pytest.mark.parametrize("rule, reason", [
    (saying("<html><body>404</body></html>", 404), "reply"), (saying(b"\0\xff\xfe" * 1000), "reply"),
    (saying("[" * 5000 + "]" * 5000), "reply"), (saying("", 503), "503"),
    (raw(b"SSH-2.0-OpenSSH_9.2\r\n"), "does not speak HTTP"), (raw(b""), "closed the connection"),
], ids=["page", "noise", "deep", "empty", "ssh", "nothing"])
def test_garbage(daemon, server, instance, direct, vm, rule, reason):
    log = len(daemon.log)
    server.rules["*"] = rule
    # What is being waited for now was asked before the garbage began.
    other = vsphere.named(instance, vim.VirtualMachine, "fake-db01")
    direct("VM.set_name_description", direct.ref(other.config.uuid), unique(reason))
    wait_until(lambda: "host disconnected" in daemon.log[log:], 10, what="disconnection")
    with pytest.raises(vmodl.fault.HostNotConnected):
        note(vm, "never")
    wait_until(lambda: reason in daemon.log[log:], 5, what=reason)
    server.rules.clear()
    wait_until(lambda: is_connected(instance), 15, what="recovery")
    assert vm.config.annotation != "never"
