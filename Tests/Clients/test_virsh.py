"""Debian's virsh, by libvirt's ESX driver: each host in the fleet (vpx://) and by itself (esx://)."""

import os
import re
import subprocess

import pytest
import vsphere
from daemon import PASSWORD, USER, unique, wait_until

CREDENTIALS = f"""[credentials-test]
username={USER}
password={PASSWORD}
[auth-esx-127.0.0.1]
credentials=test
"""


class Virsh:
    def __init__(self, uri, credentials):
        self.uri, self.credentials = uri, credentials

    def __call__(self, *arguments):
        """What a command says on standard output. It fails the test if virsh fails."""
        ended = subprocess.run(
            ["virsh", "-c", self.uri, *arguments], capture_output=True, text=True, timeout=60,
            env={**os.environ, "LIBVIRT_AUTH_FILE": str(self.credentials), "LIBVIRT_DEBUG": "4", "LC_ALL": "C"})
        assert ended.returncode == 0, f"virsh {' '.join(arguments)}: {ended.stderr}"
        return ended.stdout

    def table(self, *arguments):
        """The rows below a table's head, as words."""
        return [line.split() for line in self(*arguments).splitlines()[2:] if line.strip()]

    def facts(self, *arguments):
        """Lines of "name: value"."""
        pairs = (line.split(":", 1) for line in self(*arguments).splitlines() if ":" in line)
        return {name.strip(): value.strip() for name, value in pairs}


@pytest.fixture(params=["fleet", "alone"])
def virsh(request, daemon, platform, tmp_path):
    credentials = tmp_path / "auth.conf"
    credentials.write_text(CREDENTIALS)
    host = f"{platform}01"
    if request.param == "fleet":
        uri = f"vpx://{USER}@127.0.0.1:{daemon.vsphere_port}/Dragoman/{host}?no_verify=1"
    else:
        uri = f"esx://{USER}@127.0.0.1:{daemon.host_ports[host]}/?no_verify=1"
    return Virsh(uri, credentials)


def test_the_host(virsh, instance, platform):
    host = vsphere.host_of(instance, platform)
    cpu = host.hardware.cpuInfo
    assert virsh("hostname").strip() == f"{platform}01"
    assert "Running hypervisor: ESX 8.0.3" in virsh("version")
    node = virsh.facts("nodeinfo")
    assert int(node["CPU socket(s)"]) == cpu.numCpuPackages
    assert int(node["CPU(s)"]) == cpu.numCpuCores
    assert node["Memory size"] == f"{host.hardware.memorySize >> 10} KiB"
    capabilities = virsh("capabilities")
    assert f"<uuid>{host.hardware.systemInfo.uuid}</uuid>" in capabilities
    assert "<arch>x86_64</arch>" in capabilities


def test_its_storage_and_networks(virsh, instance, platform):
    host = vsphere.host_of(instance, platform)
    pools = [name.strip() for name in virsh("pool-list", "--name").splitlines() if name.strip()]
    shown = [store.name for store in host.datastore]
    # On the host's own view, its datastores have no numbers behind their names.
    own = [re.sub(r" \(\d+\)$", "", name) for name in shown]
    assert sorted(pools) == sorted(shown if virsh.uri.startswith("vpx") else own)
    info = virsh.facts("pool-info", next(name for name in pools if name.startswith("datastore1")))
    assert info["State"] == "running"
    networks = virsh("net-list")
    assert all(network.name in networks for network in host.network)
    # libvirt's driver asks for no physical adapters: it knows the virtual ones of a host's own, and there are none.
    assert virsh.table("iface-list") == []


def test_the_life_of_a_machine(virsh, scene):
    vm = scene.create(memory=1024, cpus=2)
    name = vm.name
    assert [name, "shut", "off"] in [row[1:] for row in virsh.table("list", "--all")]
    info = virsh.facts("dominfo", name)
    assert info["UUID"] == vm.config.uuid and info["State"] == "shut off"
    assert info["CPU(s)"] == "2" and info["Max memory"] == "1048576 KiB"

    virsh("setvcpus", name, "1")
    scene.settle(vm, cpus=1)
    assert virsh.facts("dominfo", name)["CPU(s)"] == "1"

    virsh("start", name)
    scene.settle(vm, power="running")
    assert virsh("domstate", name).strip() == "running"
    assert [name, "running"] in [row[1:] for row in virsh.table("list")]
    # What ESXi calls suspended, libvirt calls paused.
    virsh("suspend", name)
    scene.settle(vm, power="suspended")
    assert virsh("domstate", name).strip() == "paused"
    virsh("resume", name)
    scene.settle(vm, power="running")

    virsh("snapshot-create-as", name, "before", "as it was")
    assert [row[0] for row in virsh.table("snapshot-list", name)] == ["before"]
    assert [tree.name for tree in vm.snapshot.rootSnapshotList] == ["before"]
    assert vm.snapshot.rootSnapshotList[0].description == "as it was"
    virsh("snapshot-delete", name, "before")
    assert virsh.table("snapshot-list", name) == []

    virsh("destroy", name)
    scene.settle(vm, power="off")
    assert virsh("domstate", name).strip() == "shut off"


def test_a_guest_is_rebooted(virsh, instance, platform):
    vm = next(vm for vm in vsphere.host_of(instance, platform).vm
              if vm.runtime.powerState == "poweredOn" and vm.guest.toolsRunningStatus == "guestToolsRunning")
    before = vm.runtime.bootTime
    virsh("reboot", vm.name)
    wait_until(lambda: vm.runtime.bootTime and vm.runtime.bootTime != before, what="a new start of the guest")
    assert vm.runtime.powerState == "poweredOn"
