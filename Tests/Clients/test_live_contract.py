"""What holds for a simulated ESXi host holds for a live one and for a vCenter: the same tests, against somebody else's servers."""

import peer as peers
import pytest
from daemon import Daemon, configuration
from live import LiveScene, instance, watcher  # noqa: F401
from pyVim.connect import Disconnect

from test_clone import *  # noqa: F403
from test_lifecycle import test_create_and_power_on, test_destroy, test_rename  # noqa: F401
from test_power import *  # noqa: F403
from test_reconfigure import *  # noqa: F403
from test_snapshots import *  # noqa: F403


@pytest.fixture(scope="module", params=["esx", "vpx"])
def server(request, tmp_path_factory):
    peers.build()
    peer = peers.Peer(tmp_path_factory.mktemp(request.param), model=request.param, cluster_hosts=0).start()
    yield peer
    peers.stop(peer)


@pytest.fixture(scope="module")
def daemon(tmp_path_factory, server):
    # The other host's datastores have other names.
    others = configuration(platforms=("kvm",)).replace("vms: 4", "vms: 4, datastores: [{name: other, capacity: 500, free: 400}]")
    started = Daemon(tmp_path_factory.mktemp("live"), others + server.entry("esx")).start()
    yield started
    status, _ = started.stop()
    assert status == 0, f"exit status {status}:\n{started.log[-4000:]}"


@pytest.fixture(scope="module")
def direct(server):
    instance = server.pyvmomi()
    yield instance
    Disconnect(instance)


# What the simulator does not do, by the beginning of a test's name: as any server, and as a vCenter.
BEYOND = {
    "test_reset": "its guests run no tools",
    "test_shutdown_guest": "its guests run no tools",
    "test_reboot_guest": "its guests run no tools",
    "test_guest_operations_need_a_running_machine[RebootGuest]": "it has no RebootGuest",
    "test_wrong_state_when_off[SuspendVM_Task": "it suspends what is off",
    "test_name_and_annotation": "it takes an empty annotation for none",
    "test_disk_cannot_shrink": "it shrinks disks",
    "test_processors_of_a_running_machine_without_hot_add": "it adds processors to anything",
    "test_revert_restores_the_configuration": "its snapshots hold nothing",
    "test_with_memory_of_a_running_machine": "its snapshots hold nothing",
    "test_without_memory_of_a_running_machine": "its snapshots hold nothing",
    "test_seeded_tree": "its machines have no snapshots",
    "test_template": "to it, a template that is started is in a wrong state",
    "test_linked_clone": "its clones take the original's disks for their own, and a host by itself makes no linked ones",
}
BEYOND_CENTER = {
    "test_full_clone": "its clones have no notes, and take the original's disks for their own",
    "test_what_a_clone_cannot_be": "a vCenter has linked clones",
}


@pytest.fixture
def scene(request, daemon, instance, watcher, direct):
    model = request.node.callspec.params["server"]
    test = request.node.name.replace(f"[{model}-", "[")
    for name, reason in (BEYOND | (BEYOND_CENTER if model == "vpx" else {})).items():
        if test.startswith(name):
            pytest.skip(reason)
    scene = LiveScene(daemon, instance, watcher, direct)
    yield scene
    scene.clean()
