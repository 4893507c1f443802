"""What holds for a simulated KVM host holds for a real libvirtd: the same tests."""

import pytest
from daemon import Daemon, configuration
from libvirtd import Libvirtd
from live import instance, watcher  # noqa: F401
from scene import Scene

from test_clone import *  # noqa: F403
from test_lifecycle import test_create_and_power_on, test_destroy, test_rename  # noqa: F401
from test_power import *  # noqa: F403
from test_reconfigure import *  # noqa: F403
from test_snapshots import *  # noqa: F403

# What guests without a system and without an agent do not do, by the beginning of a test's name.
BEYOND = {
    "test_reset": "its guests have no agent",
    "test_shutdown_guest": "its guests have no system",
    "test_reboot_guest": "its guests have no system",
    "test_without_memory_of_a_running_machine": "libvirt 9.0 does not go back to a snapshot outside of the image",
    "test_seeded_tree": "its machines have no snapshots",
}


class LibvirtScene(Scene):
    installer = "install.iso"

    def __init__(self, daemon, instance, watcher, libvirtd):
        super().__init__(daemon, instance, watcher, "live")
        self.libvirtd = libvirtd
        (libvirtd.directory / "images" / self.installer).write_bytes(bytes(2048))

    def native(self, uuid):
        return self.libvirtd.machine(uuid)

    def native_template(self, uuid):
        entries = self.libvirtd.xml(uuid).iter("{urn:dragoman:metadata}entry")
        return any(entry.get("key") == "template" and entry.text == "true" for entry in entries)


@pytest.fixture(scope="module")
def libvirtd(tmp_path_factory):
    started = Libvirtd(tmp_path_factory.mktemp("libvirtd"), pool="datastore1", networks=("VM Network", "Backup"))
    try:
        yield started.open()
    finally:
        started.close()


@pytest.fixture(scope="module")
def daemon(tmp_path_factory, libvirtd):
    others = configuration(platforms=("kvm",)).replace("vms: 4", "vms: 4, datastores: [{name: other, capacity: 500, free: 400}]")
    started = Daemon(tmp_path_factory.mktemp("live"), others + libvirtd.entry("real")).start()
    yield started
    status, _ = started.stop()
    assert status == 0, f"exit status {status}:\n{started.log[-4000:]}"


@pytest.fixture
def scene(request, daemon, instance, watcher, libvirtd):
    for name, reason in BEYOND.items():
        if request.node.name.startswith(name):
            pytest.skip(reason)
    scene = LibvirtScene(daemon, instance, watcher, libvirtd)
    yield scene
    scene.clean()
