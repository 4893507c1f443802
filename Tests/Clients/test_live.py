"""A real vCenter and a real ESXi host beside simulated hosts of other platforms, all in one session of one client."""

import re
import time

import live
import peer as peers
import pytest
import vsphere
from daemon import Daemon, configuration, unique, wait_until
from live import instance, watcher  # noqa: F401
from pyVim.connect import Disconnect
from pyVmomi import vim, vmodl

OTHERS = ("kvm", "xen", "hyperv")


@pytest.fixture(scope="module")
def directory(tmp_path_factory):
    peers.build()
    return tmp_path_factory.mktemp("peers")


@pytest.fixture(scope="module")
def esxi(directory):
    peer = peers.Peer(directory / "esx", datastore="live-store").start()
    peer.instance = peer.pyvmomi()
    yield peer
    peers.stop(peer, peer.instance)


@pytest.fixture(scope="module")
def center(directory):
    peer = peers.Peer(directory / "vpx", model="vpx").start()
    peer.instance = peer.pyvmomi()
    yield peer
    peers.stop(peer, peer.instance)


@pytest.fixture(scope="module")
def daemon(directory, esxi, center):
    authorities = f"authorities: {center.directory / 'certificate.pem'}"
    text = configuration(platforms=OTHERS) + esxi.entry("esx") + center.entry("center", tls=authorities)
    started = Daemon(directory / "daemon", text).start()
    yield started
    status, seconds = started.stop()
    assert status == 0, f"exit status {status}:\n{started.log[-4000:]}"
    assert seconds < 10


def unnumbered(name):
    """A datastore's name or a path in one, without the number that tells it from another host's."""
    return re.sub(r" \(\d+\)(?=\]|$)", "", name)


def by_uuid(instance, uuid):
    return next((vm for vm in vsphere.find_all(instance, vim.VirtualMachine) if vm.config.uuid == uuid), None)


def test_all_hosts_are_side_by_side(instance, esxi, center):
    hosts = {host.name: host for host in vsphere.find_all(instance, vim.HostSystem)}
    assert set(hosts) == {"kvm01", "xen01", "hyperv01", "live01", "DC0_H0", "DC0_C0_H0", "DC0_C0_H1"}
    assert {host.runtime.connectionState for host in hosts.values()} == {"connected"}
    for peer in (esxi, center):
        for theirs in vsphere.find_all(peer.instance, vim.HostSystem):
            ours = hosts[theirs.name]
            assert ours.summary.hardware.uuid == theirs.summary.hardware.uuid
            assert ours.hardware.memorySize >> 20 == theirs.hardware.memorySize >> 20
            assert {unnumbered(store.name) for store in ours.datastore} == {store.name for store in theirs.datastore}
            assert {network.name for network in ours.network} == {network.name for network in theirs.network}
            assert {vm.name for vm in ours.vm} == {vm.name for vm in theirs.vm}
    for name in ("kvm01-web01", "xen01-web01", "hyperv01-web01", "live01-1", "DC0_H0-1", "DC0_C0_H1-2"):
        assert vsphere.named(instance, vim.VirtualMachine, name).runtime.host.name == name.rpartition("-")[0]


def test_machines_are_as_the_server_has_them(instance, watcher, esxi, center):
    for peer in (esxi, center):
        machines = vsphere.find_all(peer.instance, vim.VirtualMachine)
        assert len(machines) >= 2
        for theirs in machines:
            wait_until(lambda: watcher.machine(theirs.config.uuid) == live.facts(theirs), 5, what=f"{theirs.name} being alike")
            ours = by_uuid(instance, theirs.config.uuid)
            assert (ours.config.guestId, ours.config.version) == (theirs.config.guestId, theirs.config.version)
            assert unnumbered(ours.config.files.vmPathName) == theirs.config.files.vmPathName


@pytest.mark.parametrize("host_name", ["live01", "DC0_H0", "DC0_C0_H1"])
def test_a_machine_s_life(instance, watcher, esxi, center, host_name):
    peer = esxi if host_name == "live01" else center
    host = vsphere.named(instance, vim.HostSystem, host_name)
    name = unique("life")
    spec = vsphere.machine_spec(name, notes="made through the daemon", datastore=host.datastore[0].name)
    folder = vsphere.datacenter_of(host).vmFolder
    vm = vsphere.run(folder.CreateVM_Task(spec, host.parent.resourcePool, host))
    uuid = vm.config.uuid
    theirs = by_uuid(peer.instance, uuid)
    assert theirs.name == name and theirs.runtime.host.name == host_name and vm.runtime.host.name == host_name
    assert live.facts(theirs)["notes"] == "made through the daemon"

    vsphere.run(vm.PowerOnVM_Task())
    assert (vm.runtime.powerState, theirs.runtime.powerState) == ("poweredOn", "poweredOn")
    with pytest.raises(vim.fault.InvalidPowerState):
        vsphere.run(vm.PowerOnVM_Task())
    vm.ShutdownGuest()
    wait_until(lambda: theirs.runtime.powerState == vm.runtime.powerState == "poweredOff", 5, what="shut down")

    [first] = vsphere.devices(vm, vim.vm.device.VirtualDisk)
    vsphere.run(vm.ReconfigVM_Task(vim.vm.ConfigSpec(
        numCPUs=4, memoryMB=2048, annotation="changed",
        deviceChange=[vsphere.disk(2, first.controllerKey, 1), vsphere.nic()])))
    vsphere.run(vm.CreateSnapshot_Task(name="before", description="", memory=False, quiesce=False))
    facts = live.machine(peer.instance, uuid)
    assert (facts["cpus"], facts["memory"], facts["notes"]) == (4, 2048, "changed")
    assert facts["disks"] == [2 << 30, 4 << 30] and len(facts["nics"]) == 2 and facts["snapshots"] == {"before": None}
    wait_until(lambda: watcher.machine(uuid) == facts, 5, what="the same facts on our side")

    vsphere.run(vm.RemoveAllSnapshots_Task())
    vsphere.run(vm.Rename_Task(name + "-renamed"))
    assert theirs.name == name + "-renamed"
    vsphere.run(vm.Destroy_Task())
    assert by_uuid(peer.instance, uuid) is None and by_uuid(instance, uuid) is None


def test_port_group_of_a_distributed_switch(instance, center):
    vm = vsphere.named(instance, vim.VirtualMachine, "DC0_H0-2")
    vsphere.run(vm.ReconfigVM_Task(vim.vm.ConfigSpec(deviceChange=[vsphere.nic("DC0_DVPG0")])))
    theirs = by_uuid(center.instance, vm.config.uuid)
    added = [card.backing for card in vsphere.devices(theirs, vim.vm.device.VirtualEthernetCard)][-1]
    group = vsphere.named(center.instance, vim.dvs.DistributedVirtualPortgroup, "DC0_DVPG0")
    assert added.port.portgroupKey == group.key and added.port.switchUuid == group.config.distributedVirtualSwitch.uuid
    cards = vsphere.devices(vm, vim.vm.device.VirtualEthernetCard)
    assert [card.backing.deviceName for card in cards] == ["VM Network", "DC0_DVPG0"]


def test_changes_made_directly_arrive(instance, watcher, esxi, center):
    for peer, host_name in ((esxi, "live01"), (center, "DC0_C0_H0")):
        theirs = vsphere.named(peer.instance, vim.VirtualMachine, f"{host_name}-1")
        uuid = theirs.config.uuid
        wait_until(lambda: watcher.machine(uuid), 5)
        before = len(watcher.history)
        vsphere.run(theirs.PowerOnVM_Task())
        wait_until(lambda: watcher.machine(uuid)["power"] == "running", 5, what="power-on")
        vsphere.run(theirs.ReconfigVM_Task(vim.vm.ConfigSpec(annotation="by hand", numCPUs=2)))
        wait_until(lambda: watcher.machine(uuid)["notes"] == "by hand" and watcher.machine(uuid)["cpus"] == 2, 5,
                   what="reconfiguration")
        vsphere.run(theirs.CreateSnapshot_Task(name="by hand", memory=False, quiesce=False))
        wait_until(lambda: watcher.machine(uuid)["snapshots"] == {"by hand": None}, 5, what="snapshot")
        assert len(watcher.history) > before

        spec = vsphere.machine_spec(unique("direct"), datastore=theirs.datastore[0].name)
        made = vsphere.run(theirs.parent.CreateVM_Task(spec, theirs.resourcePool, theirs.runtime.host))
        new = made.config.uuid
        wait_until(lambda: watcher.machine(new), 5, what="the new machine")
        assert by_uuid(instance, new).runtime.host.name == host_name
        vsphere.run(made.Destroy_Task())
        wait_until(lambda: watcher.machine(new) is None, 5, what="its end")


def test_events_tell_of_changes_made_directly(daemon, esxi):
    theirs = vsphere.named(esxi.instance, vim.VirtualMachine, "live01-2")
    vsphere.run(theirs.PowerOnVM_Task())
    wait_until(lambda: "live01-2 was changed on esx" in messages(daemon), 5, what="the event")


def messages(daemon):
    import sqlite3

    with sqlite3.connect(f"file:{daemon.state}/dragoman.sqlite?mode=ro", uri=True) as database:
        return [row[0] for row in database.execute("SELECT message FROM event")]


def state_of(instance, name):
    rows = vsphere.read_all(instance, vim.HostSystem, ["name", "runtime.connectionState"])
    return next((row["runtime.connectionState"] for _, row in rows if row["name"] == name), None)


def test_the_server_dies_and_comes_back(directory):
    peer = peers.Peer(directory / "mortal", name="mortal01").start()
    daemon = Daemon(directory / "mortal-daemon", configuration(platforms=("kvm",)) + peer.entry("mortal")).start()
    try:
        instance = daemon.pyvmomi()
        vm = vsphere.named(instance, vim.VirtualMachine, "mortal01-1")
        other = vsphere.named(instance, vim.VirtualMachine, "kvm01-db02")
        identity = vm.config.instanceUuid
        peer.kill()
        wait_until(lambda: state_of(instance, "mortal01") != "connected", 5, what="disconnection")
        # Reads go on, commands fail at once, other hosts do not notice.
        assert vm.name == "mortal01-1" and vm.config.hardware.memoryMB == 512
        started = time.monotonic()
        with pytest.raises(vmodl.fault.HostNotConnected):
            vsphere.run(vm.PowerOnVM_Task())
        assert time.monotonic() - started < 2
        vsphere.run(other.PowerOnVM_Task())

        peer.start()
        wait_until(lambda: state_of(instance, "mortal01") == "connected", 15, what="recovery")
        vm = vsphere.named(instance, vim.VirtualMachine, "mortal01-1")
        assert vm.config.instanceUuid == identity
        vsphere.run(vm.PowerOnVM_Task())
        direct = peer.pyvmomi()
        assert vsphere.named(direct, vim.VirtualMachine, "mortal01-1").runtime.powerState == "poweredOn"
        Disconnect(direct)
        assert 'msg="host disconnected"' in daemon.log

        # A daemon that starts while the server is away still shows what it last knew.
        daemon.stop()
        peer.kill()
        daemon.start()
        instance = daemon.pyvmomi()
        assert state_of(instance, "mortal01") != "connected"
        vm = vsphere.named(instance, vim.VirtualMachine, "mortal01-1")
        with pytest.raises(vmodl.fault.HostNotConnected):
            vsphere.run(vm.PowerOffVM_Task())
        assert daemon.stop()[0] == 0
    finally:
        daemon.end()
        peers.stop(peer)


def test_a_server_that_is_not_trusted_or_does_not_trust(directory, esxi):
    wrong = directory / "wrong"
    wrong.write_text("not the password\n")
    text = (configuration(platforms=("kvm",)) + esxi.entry("password", password=wrong)
            + esxi.entry("fingerprint", tls="fingerprint: " + "ab" * 32)
            + esxi.entry("system", tls="verify: true")
            + esxi.entry("nobody", url="https://127.0.0.1:1/sdk"))
    daemon = Daemon(directory / "refused", text).start()
    try:
        log = daemon.log
        assert "the login as root was refused" in log and "not the password" not in log
        assert "fingerprint is " + ":".join(esxi.fingerprint[at:at + 2] for at in range(0, 64, 2)).upper() in log
        assert "CERTIFICATE_VERIFY_FAILED" in log and "no connection" in log
        for name in ("password", "fingerprint", "system", "nobody"):
            assert sum(1 for line in log.splitlines() if "host disconnected" in line and f"host={name} " in line + " ") == 1
        instance = daemon.pyvmomi()
        assert [host.name for host in vsphere.find_all(instance, vim.HostSystem)] == ["kvm01"]
        metrics = daemon.admin("GET", "/metrics")[2].decode()
        assert 'dragoman_host_connected{host="password",platform="vsphere"} 0' in metrics
        assert daemon.stop()[0] == 0
    finally:
        daemon.end()
