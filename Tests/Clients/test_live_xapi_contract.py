"""What holds for a simulated Xen host holds for a live one: the same tests, against a XenServer.

The servers are nova's fake, and another Dragoman before a simulated Xen host, by JSON-RPC and by XML-RPC. DRAGOMAN_XAPI_URL names another one, of the user root, with the password in DRAGOMAN_XAPI_PASSWORD
and the certificate's SHA-256 fingerprint in DRAGOMAN_XAPI_FINGERPRINT: a pool whose host is called live01, with a storage
repository datastore1 and a network 'VM Network'.
"""

import os

import pytest
from chain import Chained
from daemon import Daemon, configuration
from live import instance, watcher  # noqa: F401
from scene import Scene
from xapi_peer import Direct, XapiPeer, entry

from test_clone import *  # noqa: F403
from test_lifecycle import test_create_and_power_on, test_destroy, test_rename  # noqa: F401
from test_power import *  # noqa: F403
from test_reconfigure import *  # noqa: F403
from test_snapshots import *  # noqa: F403

URL = os.environ.get("DRAGOMAN_XAPI_URL")
# What the fake does not do, by the beginning of a test's name.
BEYOND = {
    "test_full_clone": "it has no VM.copy",
    "test_clone_": "it has no VM.copy",
    "test_linked_clone": "it has no VM.clone",
    "test_template": "it starts templates",
    "test_suspend_and_resume": "it has no VM.resume",
    "test_reset": "its guests have no tools",
    "test_shutdown_guest": "its guests have no tools",
    "test_reboot_guest": "its guests have no tools",
    "test_guest_operations_need_a_running_machine[ShutdownGuest]": "it shuts down what is off",
    "test_wrong_state_when_off[PowerOffVM_Task": "it shuts down what is off",
    "test_wrong_state_when_off[SuspendVM_Task": "it suspends what is off",
    "test_processors_and_memory": "it has no VM.set_memory_limits",
    "test_cores_per_socket": "it has no VM.add_to_platform",
    "test_everything_at_once": "it has no VM.set_memory_limits",
    "test_disk_added_resized_removed": "its VDI.resize does nothing",
    "test_nic_added_moved_removed": "it has no VIF.move",
    "test_cdrom_added_filled_emptied_removed": "it has no VBD.eject",
    "test_disk_and_nic_of_a_running_machine": "it has no VIF.plug",
    "test_a_tree": "it has no VM.snapshot",
    "test_removing_one_keeps_its_children": "it has no VM.snapshot",
    "test_revert_restores_the_configuration": "it has no VM.snapshot",
    "test_remove_all": "it has no VM.snapshot",
    "test_with_memory_of_a_running_machine": "it has no VM.checkpoint",
    "test_without_memory_of_a_running_machine": "it has no VM.snapshot",
    "test_powering_on_from_a_snapshot": "it has no VM.snapshot",
    "test_seeded_tree": "its machines have no snapshots",
}


class XapiScene(Scene):
    def __init__(self, daemon, instance, watcher, direct, platform):
        super().__init__(daemon, instance, watcher, platform)
        self.direct = direct

    def native(self, uuid):
        return self.direct.machine(uuid)

    def native_template(self, uuid):
        return self.direct.vm(uuid)["is_a_template"]


class Server:
    """A server that is there already."""

    def __init__(self, directory):
        self.url = URL
        self.password = os.environ["DRAGOMAN_XAPI_PASSWORD"]
        self.file = directory / "password"
        self.file.write_text(self.password + "\n")

    def entry(self, name):
        fingerprint = os.environ.get("DRAGOMAN_XAPI_FINGERPRINT")
        return entry(name, self.url, self.file, fingerprint and f"fingerprint: {fingerprint}")

    def direct(self):
        return Direct(self.url, password=self.password)

    def end(self):
        pass


@pytest.fixture(scope="module", params=["other"] if URL else ["fake", "chain", "chain-xml"])
def server(request, tmp_path_factory):
    directory = tmp_path_factory.mktemp("server")
    if URL:
        server = Server(directory)
    elif request.param == "fake":
        server = XapiPeer(directory, hosts=["live01"]).start()
    else:
        server = Chained(directory, json=request.param == "chain").start()
    yield server
    server.end()


@pytest.fixture(scope="module")
def daemon(tmp_path_factory, server):
    others = configuration(platforms=("kvm",)).replace("vms: 4", "vms: 4, datastores: [{name: other, capacity: 500, free: 400}]")
    started = Daemon(tmp_path_factory.mktemp("live"), others + server.entry("pool")).start()
    yield started
    status, _ = started.stop()
    assert status == 0, f"exit status {status}:\n{started.log[-4000:]}"


@pytest.fixture(scope="module")
def direct(server):
    return server.direct()


@pytest.fixture
def scene(request, daemon, instance, watcher, direct):
    kind = request.node.callspec.params["server"]
    if kind == "fake":
        test = request.node.name.replace("[fake-", "[")
        for name, reason in BEYOND.items():
            if test.startswith(name):
                pytest.skip(reason)
    scene = XapiScene(daemon, instance, watcher, direct, "xen" if kind.startswith("chain") else "live")
    yield scene
    scene.clean()
