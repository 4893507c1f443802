"""A live host whose server or network goes wrong: nothing is done twice, nothing hangs, and it recovers."""

import live
import peer as peers
import pytest
import requests
import vsphere
from daemon import HASH, PASSWORD, USER, Daemon, configuration, wait_until
from faulty import FAULT, FaultyServer, raw, saying
from live import instance  # noqa: F401
from libvirtclient import Virsh, uri
from pyVim.connect import Disconnect
from pyVmomi import vim, vmodl


@pytest.fixture(scope="module")
def peer(tmp_path_factory):
    peers.build()
    peer = peers.Peer(tmp_path_factory.mktemp("esx"), machines=3).start()
    peer.instance = peer.pyvmomi()
    yield peer
    peers.stop(peer, peer.instance)


@pytest.fixture(scope="module")
def server(peer):
    server = FaultyServer(peer)
    yield server
    server.close()


@pytest.fixture(scope="module")
def daemon(tmp_path_factory, server):
    users = "".join(f'  - {{name: {role}, password: "{HASH}", role: {role}}}\n' for role in ("operator", "readOnly"))
    text = configuration(platforms=("kvm",)).replace("\nhosts:\n", f"\n{users}hosts:\n", 1) + server.entry("esx")
    started = Daemon(tmp_path_factory.mktemp("faults"), text).start()
    yield started
    assert started.is_alive, started.log[-4000:]
    assert started.stop()[0] == 0


@pytest.fixture
def vm(server, instance):
    server.rules.clear()
    wait_until(lambda: is_connected(instance), 15, what="connection")
    return vsphere.named(instance, vim.VirtualMachine, "live01-1")


def is_connected(instance):
    return vsphere.named(instance, vim.HostSystem, "live01").runtime.connectionState == "connected"


def note(vm, text):
    return vsphere.run(vm.ReconfigVM_Task(vim.vm.ConfigSpec(annotation=text)))


def count(server, method):
    return server.seen.count(method)


def test_connection_that_breaks_after_sending(server, peer, vm):
    before = count(server, "ReconfigVM_Task")
    server.rules["ReconfigVM_Task"] = server.swallow_answer
    with pytest.raises(vmodl.fault.RequestCanceled) as fault:
        note(vm, "perhaps")
    assert "esx" in fault.value.msg
    assert count(server, "ReconfigVM_Task") == before + 1
    # It was done, and that is what clients see in the end.
    wait_until(lambda: vm.config.annotation == "perhaps", 5)
    note(vm, "surely")
    assert live.machine(peer.instance, vm.config.uuid)["notes"] == "surely"


def test_session_that_has_ended_before_a_command(server, peer, vm):
    before, logins = count(server, "ReconfigVM_Task"), count(server, "Login")
    server.rules["ReconfigVM_Task"] = saying(FAULT.format("NotAuthenticated"), 500)
    note(vm, "after another login")
    assert (count(server, "ReconfigVM_Task"), count(server, "Login")) == (before + 2, logins + 1)
    assert live.machine(peer.instance, vm.config.uuid)["notes"] == "after another login"


@pytest.mark.parametrize("fault", ["InvalidCollectorVersion", "NotAuthenticated", "ManagedObjectNotFound"])
def test_collector_that_has_lost_count(daemon, server, instance, peer, vm, fault):
    logins, log = count(server, "Login"), len(daemon.log)
    server.rules["WaitForUpdatesEx"] = saying(FAULT.format(fault), 500)
    theirs = vsphere.named(peer.instance, vim.VirtualMachine, "live01-2")
    note(theirs, f"the end of a wait: {fault}")
    wait_until(lambda: count(server, "Login") > logins, 5, what="a new session")
    note(theirs, f"in the gap: {fault}")
    ours = vsphere.named(instance, vim.VirtualMachine, "live01-2")
    wait_until(lambda: ours.config.annotation == f"in the gap: {fault}", 5, what="the change in the gap")
    assert "host disconnected" not in daemon.log[log:]


def test_task_that_outlives_its_connection(server, peer, vm):
    server.rules["CreatePropertyCollector"] = server.drop
    vsphere.run(vm.PowerOnVM_Task())
    assert live.machine(peer.instance, vm.config.uuid)["power"] == "running"
    vsphere.run(vm.PowerOffVM_Task())


BOMB = ('<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "' + "x" * 1000 + '"><!ENTITY c "' + "&b;" * 1000 + '">]><a>&c;</a>')
DEEP = "<a>" * 5000 + "</a>" * 5000


@pytest.mark.parametrize("rule, reason", [
    (saying("<html><body>404</body></html>", 404), "is not SOAP"), (saying(b"\0\xff\xfe" * 1000), "is not XML"),
    (saying(BOMB), "document type declaration"), (saying(DEEP), "is not XML"), (saying("", 503), "is not XML"),
    (raw(b"SSH-2.0-OpenSSH_9.2\r\n"), "does not speak HTTP"), (raw(b""), "closed the connection"),
    (saying(b"<a>" + b"y" * (17 << 20) + b"</a>"), "too large"),
], ids=["page", "noise", "bomb", "deep", "empty", "ssh", "nothing", "huge"])
def test_garbage(daemon, server, instance, vm, rule, reason):
    log = len(daemon.log)
    server.rules["*"] = rule
    # What is being waited for now was asked before the garbage began.
    note(vsphere.named(server.peer.instance, vim.VirtualMachine, "live01-3"), f"an end to the wait: {reason}")
    wait_until(lambda: "host disconnected" in daemon.log[log:], 10, what="disconnection")
    with pytest.raises(vmodl.fault.HostNotConnected):
        note(vm, "never")
    wait_until(lambda: reason in daemon.log[log:], 5, what=reason)
    server.rules.clear()
    wait_until(lambda: is_connected(instance), 15, what="recovery")
    assert vm.config.annotation != "never"


PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 300


def screen(daemon, vm, **options):
    return requests.get(f"https://127.0.0.1:{daemon.vsphere_port}/screen", params={"id": vm._moId}, verify=False, timeout=20, **options)


def test_screen_by_virsh(daemon, server, vm, tmp_path):
    """The same picture goes over libvirt's wire, in a stream."""
    server.rules["GET"] = saying(PICTURE)
    picture = tmp_path / "screen.png"
    Virsh(uri(daemon))("screenshot", vm.name, picture)
    assert picture.read_bytes() == PICTURE


def test_screen(daemon, server, peer, instance, vm):
    """What the server shows is handed on; what shows nothing says so."""
    cookie = instance._stub.cookie.split(";")[0].split("=", 1)
    cookies = {cookie[0]: cookie[1].strip('"')}
    direct = peer.pyvmomi()
    theirs = vsphere.named(direct, vim.VirtualMachine, vm.name)
    asked = []

    def show(handler, body):
        asked.append((handler.path, handler.headers["cookie"]))
        saying(PICTURE)(handler, body)

    server.rules["GET"] = show
    reply = screen(daemon, vm, cookies=cookies)
    assert (reply.status_code, reply.headers["content-type"], reply.content) == (200, "image/png", PICTURE)
    [(path, session)] = asked
    assert path == f"/screen?id={theirs._moId}" and session.startswith("vmware_soap_session=")
    # The peer itself has no such picture, nor have simulated guests.
    for machine in (vm, vsphere.named(instance, vim.VirtualMachine, "kvm01-web01")):
        if machine.runtime.powerState != "poweredOn":
            vsphere.run(machine.PowerOnVM_Task())
        reply = screen(daemon, machine, cookies=cookies)
        assert reply.status_code == 501 and "screen" in reply.text
    assert screen(daemon, vm).status_code == 401
    assert screen(daemon, vm, auth=(USER, PASSWORD)).status_code == 501
    assert requests.get(f"https://127.0.0.1:{daemon.vsphere_port}/screen", params={"id": "vm-999999"}, verify=False, timeout=20,
                        cookies=cookies).status_code == 404


def folder(daemon, path):
    """What /folder has at "[datastore] path"."""
    store, file = path[1:].split("] ", 1)
    return requests.get(f"https://127.0.0.1:{daemon.vsphere_port}/folder/{file}", params={"dsName": store}, verify=False, timeout=20,
                        auth=(USER, PASSWORD))


def test_a_picture_is_saved_beside_its_machine(daemon, server, vm):
    home = vm.config.files.vmPathName.rsplit("/", 1)[0]
    pictures = [(PICTURE, f"{home}/{vm.name}-1.png"), (PICTURE[::-1], f"{home}/{vm.name}-1.bin"), (PICTURE + b"2", f"{home}/{vm.name}-2.png")]
    for picture, path in pictures:
        server.rules["GET"] = saying(picture)
        task = vm.CreateScreenshot_Task()
        vsphere.run(task)
        assert task.info.result == path and task.info.entityName == vm.name
    for picture, path in pictures:
        reply = folder(daemon, path)
        assert (reply.status_code, reply.content) == (200, picture)


def test_a_picture_that_is_not_taken_is_not_saved(daemon, server, vm):
    """Nor is one that is empty, or one for which there is no room."""
    path = vm.config.files.vmPathName.rsplit("/", 1)[0] + f"/{vm.name}-3.png"
    with pytest.raises(vmodl.fault.NotSupported):
        vsphere.run(vm.CreateScreenshot_Task())
    server.rules["GET"] = saying(b"")
    with pytest.raises(vim.fault.InvalidState):
        vsphere.run(vm.CreateScreenshot_Task())
    server.rules.update(GET=saying(PICTURE), PUT=saying("", 507))
    with pytest.raises(vim.fault.InsufficientStorageSpace):
        vsphere.run(vm.CreateScreenshot_Task())
    assert folder(daemon, path).status_code == 404


def test_a_picture_takes_one_privilege(daemon, server, vm):
    """On the machine: who may not write files of datastores may save pictures."""
    paths = []
    for user in ("readOnly", "operator"):
        instance = daemon.pyvmomi(user=user)
        machine = vsphere.named(instance, vim.VirtualMachine, vm.name)
        server.rules["GET"] = saying(PICTURE)
        if user == "readOnly":
            with pytest.raises(vim.fault.NoPermission) as fault:
                machine.CreateScreenshot_Task()
            assert fault.value.privilegeId == "VirtualMachine.Interact.CreateScreenshot"
        else:
            task = machine.CreateScreenshot_Task()
            vsphere.run(task)
            paths.append(task.info.result)
            with pytest.raises(vim.fault.NoPermission):
                [datacenter] = vsphere.find_all(instance, vim.Datacenter)
                instance.content.fileManager.MakeDirectory(f"[{machine.datastore[0].name}] made", datacenter)
        Disconnect(instance)
    assert folder(daemon, paths[0]).content == PICTURE
