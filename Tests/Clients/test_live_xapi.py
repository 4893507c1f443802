"""A real pool of Xen hosts beside a simulated host of another platform, in one session of one client. The pool is nova's fake."""

import pytest
import vsphere
from daemon import Daemon, configuration, unique, wait_until
from live import instance, watcher  # noqa: F401
from pyVmomi import vim, vmodl
from xapi_peer import XapiPeer


@pytest.fixture(scope="module")
def directory(tmp_path_factory):
    return tmp_path_factory.mktemp("xapi")


@pytest.fixture(scope="module", params=["json", "xml"])
def pool(request, directory):
    peer = XapiPeer(directory / request.param, hosts=("fake", "fake2"), json=request.param == "json").start()
    yield peer
    peer.kill()


@pytest.fixture(scope="module")
def direct(pool):
    return pool.direct()


@pytest.fixture(scope="module")
def daemon(directory, pool):
    started = Daemon(directory / f"daemon-{pool.directory.name}", configuration(platforms=("kvm",)) + pool.entry("pool")).start()
    yield started
    status, seconds = started.stop()
    assert status == 0, f"exit status {status}:\n{started.log[-4000:]}"
    assert seconds < 10


def test_the_hosts_of_a_pool_are_several_hosts(instance, direct):
    hosts = {host.name: host for host in vsphere.find_all(instance, vim.HostSystem)}
    assert set(hosts) == {"kvm01", "fake", "fake2"}
    assert {host.runtime.connectionState for host in hosts.values()} == {"connected"}
    for name in ("fake", "fake2"):
        host = hosts[name]
        assert host.hardware.memorySize == 16 << 30 and host.summary.hardware.numCpuPkgs == 2
        # A pool's networks are on each of its hosts, local storage on one.
        assert [network.name for network in host.network] == ["VM Network"]
        assert {"datastore1"} <= {store.name.partition(" (")[0] for store in host.datastore}
        assert len(host.datastore) == 3
    assert {vm.name: vm.runtime.host.name for vm in vsphere.find_all(instance, vim.VirtualMachine) if "fake" in vm.name} == {
        "fake-web01": "fake", "fake-db01": "fake"}


def test_machines_are_as_the_server_has_them(instance, direct):
    vm = vsphere.named(instance, vim.VirtualMachine, "fake-web01")
    row = direct.vm(vm.config.uuid)
    assert vm.config.hardware.numCPU == int(row["VCPUs_max"]) == 2 and vm.config.hardware.memoryMB == 1024
    assert vm.runtime.powerState == "poweredOff"
    [disk] = vsphere.devices(vm, vim.vm.device.VirtualDisk)
    assert disk.capacityInBytes == 4 << 30
    # The server's own domain is no machine.
    assert "fake dom 0" not in {vm.name for vm in vsphere.find_all(instance, vim.VirtualMachine)}


def create(instance, host_name, name, **members):
    host = vsphere.named(instance, vim.HostSystem, host_name)
    store = vsphere.datastore_of(host)
    spec = vsphere.machine_spec(name, datastore=store.name, **members)
    spec.deviceChange = [item for item in spec.deviceChange if not isinstance(item.device, vim.vm.device.VirtualCdrom)]
    for item in spec.deviceChange:
        if isinstance(item.device, vim.vm.device.VirtualEthernetCard):
            item.device.macAddress, item.device.addressType = "00:16:3e:12:34:56", "manual"
    folder = host.parent.parent.parent.vmFolder
    return vsphere.run(folder.CreateVM_Task(spec, host.parent.resourcePool, host))


@pytest.mark.parametrize("host_name", ["fake", "fake2"])
def test_a_machine_s_life(instance, watcher, direct, host_name):
    name = unique("life")
    vm = create(instance, host_name, name, notes="made through the daemon")
    uuid = vm.config.uuid
    row = direct.vm(uuid)
    assert row["name_label"] == name and row["name_description"] == "made through the daemon"
    assert row["memory_static_max"] == str(1 << 30) and row["VCPUs_max"] == "2"
    assert vm.runtime.host.name == host_name
    [vbd] = row["VBDs"]
    volume = direct("VBD.get_record", vbd)["VDI"]
    assert direct("VDI.get_record", volume)["virtual_size"] == str(4 << 30)
    [card] = vsphere.devices(vm, vim.vm.device.VirtualEthernetCard)
    assert (card.macAddress, card.backing.deviceName) == ("00:16:3e:12:34:56", "VM Network")

    vsphere.run(vm.PowerOnVM_Task())
    assert direct.vm(uuid)["power_state"] == "Running" and vm.runtime.powerState == "poweredOn"
    with pytest.raises(vim.fault.InvalidPowerState) as refusal:
        vsphere.run(vm.PowerOnVM_Task())
    assert refusal.value.existingState == "poweredOn"
    vsphere.run(vm.ResetVM_Task())
    vsphere.run(vm.SuspendVM_Task())
    assert direct.vm(uuid)["power_state"] == "Suspended" and vm.runtime.powerState == "suspended"
    # The fake cannot resume what it has suspended, and says so.
    with pytest.raises(vmodl.fault.NotSupported):
        vsphere.run(vm.PowerOnVM_Task())
    vsphere.run(vm.PowerOffVM_Task())
    assert direct.vm(uuid)["power_state"] == "Halted" and vm.runtime.powerState == "poweredOff"

    vsphere.run(vm.Rename_Task(name + "-renamed"))
    vsphere.run(vm.ReconfigVM_Task(vim.vm.ConfigSpec(annotation="changed", numCPUs=4)))
    row = direct.vm(uuid)
    assert (row["name_label"], row["name_description"]) == (name + "-renamed", "changed")
    assert (row["VCPUs_max"], row["VCPUs_at_startup"]) == ("4", "4")
    wait_until(lambda: watcher.machine(uuid)["notes"] == "changed" and watcher.machine(uuid)["cpus"] == 4, 5)

    vsphere.run(vm.Destroy_Task())
    assert direct.vm(uuid) is None and volume not in direct("VDI.get_all")
    assert uuid not in {vm.config.uuid for vm in vsphere.find_all(instance, vim.VirtualMachine)}
    # No task is left behind.
    assert direct("task.get_all") == []


def test_a_machine_moves_within_the_pool(instance, direct):
    vm = create(instance, "fake", unique("mover"), disks=())
    uuid = vm.config.uuid
    hosts = {row["name_label"]: ref for ref, row in direct("host.get_all_records").items()}

    def move(name):
        host = vsphere.named(instance, vim.HostSystem, name)
        vsphere.run(vm.RelocateVM_Task(vim.vm.RelocateSpec(host=host, pool=host.parent.resourcePool)))
        assert vm.runtime.host == host and vm.network[0] in host.network
        return hosts[name]

    try:
        # One that does not run is where it is at home.
        assert move("fake2") == direct.vm(uuid)["affinity"]
        vsphere.run(vm.PowerOnVM_Task())
        assert direct.vm(uuid)["resident_on"] == hosts["fake2"]
        assert move("fake") == direct.vm(uuid)["resident_on"]
        assert vm.config.uuid == uuid and vm.runtime.powerState == "poweredOn"
        # A disk that the other host does not have.
        web = vsphere.named(instance, vim.VirtualMachine, "fake-web01")
        there = vsphere.named(instance, vim.HostSystem, "fake2")
        with pytest.raises(vmodl.MethodFault):
            vsphere.run(web.RelocateVM_Task(vim.vm.RelocateSpec(host=there, pool=there.parent.resourcePool)))
        assert web.runtime.host.name == "fake"
    finally:
        vsphere.run(vm.PowerOffVM_Task())
        vsphere.run(vm.Destroy_Task())


def test_changes_made_directly_arrive(instance, watcher, direct):
    vm = vsphere.named(instance, vim.VirtualMachine, "fake-db01")
    uuid = vm.config.uuid
    ref = direct.ref(uuid)
    wait_until(lambda: watcher.machine(uuid), 5)
    direct("VM.start", ref, False, False)
    wait_until(lambda: watcher.machine(uuid)["power"] == "running", 5, what="power-on")
    direct("VM.set_name_description", ref, "by hand")
    wait_until(lambda: watcher.machine(uuid)["notes"] == "by hand", 5, what="the note")
    storage = next(ref for ref, row in direct("SR.get_all_records").items() if row["name_label"] == "datastore1")
    disk = direct("VDI.create", {"name_label": "more", "SR": storage, "virtual_size": str(1 << 30), "type": "user"})
    direct("VBD.create", {"VM": ref, "VDI": disk, "userdevice": "1"})
    wait_until(lambda: watcher.machine(uuid)["disks"] == [1 << 30, 4 << 30], 5, what="the disk")
    made = direct("VM.create", {"name_label": unique("direct"), "memory_static_max": str(1 << 30), "VCPUs_max": "1"})
    new = direct("VM.get_record", made)["uuid"]
    wait_until(lambda: watcher.machine(new), 5, what="the new machine")
    direct("VM.destroy", made)
    wait_until(lambda: watcher.machine(new) is None, 5, what="its end")
    direct("VM.hard_shutdown", ref)
    wait_until(lambda: watcher.machine(uuid)["power"] == "off", 5, what="power-off")


def state_of(instance, name="fake"):
    rows = vsphere.read_all(instance, vim.HostSystem, ["name", "runtime.connectionState"])
    return next((row["runtime.connectionState"] for _, row in rows if row["name"] == name), None)


def test_the_server_dies_and_comes_back(directory):
    peer = XapiPeer(directory / "mortal").start()
    daemon = Daemon(directory / "mortal-daemon", configuration(platforms=("kvm",)) + peer.entry("mortal")).start()
    try:
        instance = daemon.pyvmomi()
        vm = vsphere.named(instance, vim.VirtualMachine, "fake-web01")
        other = vsphere.named(instance, vim.VirtualMachine, "kvm01-db02")
        peer.kill()
        wait_until(lambda: state_of(instance) != "connected", 5, what="disconnection")
        # Reads go on, commands fail at once, other hosts do not notice.
        assert vm.name == "fake-web01" and vm.config.hardware.memoryMB == 1024
        with pytest.raises(vmodl.fault.HostNotConnected):
            vsphere.run(vm.PowerOnVM_Task())
        vsphere.run(other.PowerOnVM_Task())

        # The fake has made new machines: the old ones are gone, and so are their hosts.
        peer.start()
        wait_until(lambda: state_of(instance) == "connected", 15, what="recovery")
        vm = vsphere.named(instance, vim.VirtualMachine, "fake-web01")
        vsphere.run(vm.PowerOnVM_Task())
        assert peer.direct().vm(vm.config.uuid)["power_state"] == "Running"
        assert 'msg="host disconnected"' in daemon.log

        # A daemon that starts while the server is away still shows what it last knew.
        daemon.stop()
        peer.kill()
        daemon.start()
        instance = daemon.pyvmomi()
        assert state_of(instance) != "connected"
        vm = vsphere.named(instance, vim.VirtualMachine, "fake-web01")
        with pytest.raises(vmodl.fault.HostNotConnected):
            vsphere.run(vm.PowerOffVM_Task())
        assert daemon.stop()[0] == 0
    finally:
        daemon.end()
        peer.kill()


def test_a_server_that_is_not_trusted_or_does_not_trust(directory):
    peer = XapiPeer(directory / "refusing").start()
    wrong = directory / "wrong"
    wrong.write_text("not the password\n")
    text = (configuration(platforms=("kvm",)) + peer.entry("password", password=wrong)
            + peer.entry("fingerprint", tls="fingerprint: " + "ab" * 32) + peer.entry("system", tls="verify: true")
            + peer.entry("nobody", url="https://127.0.0.1:1")
            + peer.entry("trusted", tls=f"authorities: {peer.directory / 'certificate.pem'}"))
    daemon = Daemon(directory / "refused", text).start()
    try:
        log = daemon.log
        assert "the login as root was refused" in log and "not the password" not in log
        assert "fingerprint is " + ":".join(peer.fingerprint[at:at + 2] for at in range(0, 64, 2)).upper() in log
        assert "CERTIFICATE_VERIFY_FAILED" in log and "no connection" in log
        for name in ("password", "fingerprint", "system", "nobody"):
            assert sum(1 for line in log.splitlines() if "host disconnected" in line and f"host={name} " in line + " ") == 1
        metrics = daemon.admin("GET", "/metrics")[2].decode()
        assert 'dragoman_host_connected{host="fingerprint",platform="xen"} 0' in metrics
        assert 'dragoman_host_connected{host="trusted",platform="xen"} 1' in metrics
        assert {host.name for host in vsphere.find_all(daemon.pyvmomi(), vim.HostSystem)} == {"kvm01", "fake"}
        assert daemon.stop()[0] == 0
    finally:
        daemon.end()
        peer.kill()
