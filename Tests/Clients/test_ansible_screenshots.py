"""Ansible's vmware_guest_screenshot, unmodified: it saves a picture and reads it at the port that HTTPS has."""

import json
import socket
import sys
import threading

import pytest
import vsphere
from daemon import PASSWORD, USER
from faulty import saying
from live import instance  # noqa: F401
from pyVmomi import vim
from test_ansible import ansible
from test_live_faults import PICTURE, daemon, peer, server, vm  # noqa: F401


def passing_on(source, target):
    while data := source.recv(1 << 16):
        target.sendall(data)
    target.shutdown(socket.SHUT_WR)


def serving(listener, port):
    while True:
        try:
            client, _ = listener.accept()
        except OSError:
            return
        upstream = socket.create_connection(("127.0.0.1", port))
        for ends in ((client, upstream), (upstream, client)):
            threading.Thread(target=passing_on, args=ends, daemon=True).start()


@pytest.fixture(scope="module")
def address(daemon):  # noqa: F811
    """An address of this machine where the daemon's vSphere listener is at port 443."""
    address = f"127.8.{daemon.vsphere_port >> 8}.{daemon.vsphere_port & 255}"
    try:
        listener = socket.create_server((address, 443))
    except OSError as error:
        pytest.skip(f"port 443 is not to be had here: {error}")
    threading.Thread(target=serving, args=(listener, daemon.vsphere_port), daemon=True).start()
    yield address
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()


def screenshot(address, name, directory):
    """The module's result, whether it has failed or not."""
    playbook = [{"hosts": "localhost", "gather_facts": False, "vars": {"ansible_python_interpreter": sys.executable}, "tasks": [{
        "community.vmware.vmware_guest_screenshot": {
            "hostname": address, "username": USER, "password": PASSWORD, "validate_certs": False, "name": name,
            "local_path": str(directory / "pictures")}}]}]
    file = directory / "screenshot.yml"
    file.write_text(json.dumps(playbook))
    _, output, errors = ansible("ansible-playbook", "-i", "localhost,", "-c", "local", file, directory=directory)
    assert output.lstrip().startswith("{"), (output[-2000:], errors[-2000:])
    [play] = json.loads(output)["plays"]
    return play["tasks"][0]["hosts"]["localhost"]


def test_a_picture_is_saved_and_read(address, server, vm, tmp_path):  # noqa: F811
    if vm.runtime.powerState != "poweredOn":
        vsphere.run(vm.PowerOnVM_Task())
    # The module takes a path to pieces at its spaces.
    vm.datastore[0].RenameDatastore("pictures")
    server.rules["GET"] = saying(PICTURE)
    result = screenshot(address, vm.name, tmp_path)
    assert result["changed"], result.get("msg")
    told = result["screenshot_info"]
    assert (told["virtual_machine"], told["result"]) == (vm.name, "success")
    assert told["screenshot_file"] == f"[pictures] {vm.name}/{vm.name}-1.png"
    assert told["download_file_size"] == len(PICTURE)
    assert (tmp_path / "pictures" / f"{vm.name}-1.png").read_bytes() == PICTURE


def test_a_screen_that_shows_nothing(address, instance, tmp_path):  # noqa: F811
    machine = vsphere.named(instance, vim.VirtualMachine, "kvm01-web01")
    if machine.runtime.powerState != "poweredOn":
        vsphere.run(machine.PowerOnVM_Task())
    result = screenshot(address, machine.name, tmp_path)
    assert result["failed"] and "screen" in result["msg"], result
    assert not (tmp_path / "pictures").exists()
