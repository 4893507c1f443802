"""Two servers in a row: clients of the first manage simulated Xen hosts of the second, which is its pool."""

import threading
import time

import native
import native_xen
import pytest
import vsphere
import XenAPI
from chain import Chained
from daemon import Daemon, configuration, unique, wait_until
from faulty import FaultyXapi
from live import instance, watcher  # noqa: F401
from pyVmomi import vim, vmodl
from xapi_peer import NULL

GIB = 1 << 30


@pytest.fixture(scope="module")
def second(tmp_path_factory):
    second = Chained(tmp_path_factory.mktemp("chain"), hosts=("xen01", "xen02")).start()
    yield second
    second.end()


@pytest.fixture(scope="module")
def daemon(tmp_path_factory, second):
    started = Daemon(tmp_path_factory.mktemp("first"), configuration(platforms=("kvm",)) + second.entry("pool")).start()
    yield started
    assert started.is_alive, started.log[-4000:]
    assert started.stop()[0] == 0


@pytest.fixture(scope="module")
def direct(second):
    """A session with the second server, past the first."""
    return second.direct()


@pytest.fixture(scope="module")
def api(daemon):
    return daemon.xenapi().xenapi


class Listener:
    """A XenAPI client of the first server that waits for events."""

    def __init__(self, api, *classes):
        self.api, self.classes, self.known = api, list(classes), {}
        self.token = ""
        self.listen(0.0)

    def listen(self, seconds=5.0):
        batch = self.api.event_from(self.classes, self.token, seconds)
        self.token = batch["token"]
        for event in batch["events"]:
            if event["operation"] == "del":
                self.known.pop(event["ref"], None)
            else:
                self.known[event["ref"]] = event["snapshot"]

    def until(self, condition, what):
        def heard():
            if not condition(self.known):
                self.listen(1.0)
            return condition(self.known)

        wait_until(heard, 10, what=what)


def files(second, host, uuid):
    """What the host has on disk."""
    return native_xen.machine(second.daemon.state / "hosts" / host, uuid)


def machine(api, name):
    [ref] = [ref for ref in api.VM.get_by_name_label(name) if not api.VM.get_is_a_snapshot(ref)]
    return ref


def test_a_machine_is_the_same_in_all_three_places(api, direct, second):
    for name in ("xen01-web01", "xen02-web01"):
        record = api.VM.get_record(machine(api, name))
        [theirs] = [row for row in direct("VM.get_all_records").values() if row["name_label"] == name]
        own = files(second, name[:5], record["uuid"])
        assert record["uuid"] == theirs["uuid"] and own["name"] == name
        for field in ("power_state", "memory_static_max", "VCPUs_max", "name_description", "HVM_boot_params", "platform"):
            assert record[field] == theirs[field], field
        host = api.host.get_record(api.VM.get_affinity(machine(api, name)))
        assert host["name_label"] == name[:5]
        assert host["uuid"] in {row["uuid"] for row in direct("host.get_all_records").values()}


def test_a_xenapi_client_makes_a_machine_over_the_chain(api, direct, second):
    listener = Listener(api, "vm", "vdi")
    [host] = api.host.get_by_name_label("xen02")
    network = api.network.get_by_name_label("VM Network")[0]
    storage = next(ref for ref, row in api.SR.get_all_records().items() if row["content_type"] == "user" and any(
        api.PBD.get_host(pbd) == host for pbd in row["PBDs"]))
    name = unique("chained")
    vm = api.VM.create({
        "name_label": name, "name_description": "", "user_version": "0", "is_a_template": False, "affinity": host,
        "memory_static_max": str(GIB), "memory_static_min": str(GIB), "memory_dynamic_max": str(GIB),
        "memory_dynamic_min": str(GIB), "VCPUs_params": {}, "VCPUs_max": "1", "VCPUs_at_startup": "1",
        "actions_after_shutdown": "destroy", "actions_after_reboot": "restart", "actions_after_crash": "restart",
        "PV_bootloader": "", "PV_kernel": "", "PV_ramdisk": "", "PV_args": "", "PV_bootloader_args": "", "PV_legacy_args": "",
        "HVM_boot_policy": "BIOS order", "HVM_boot_params": {"order": "cd"}, "HVM_shadow_multiplier": 1.0, "platform": {},
        "PCI_bus": "", "other_config": {}, "recommendations": "", "xenstore_data": {}, "ha_restart_priority": ""})
    vdi = api.VDI.create({
        "name_label": "data", "name_description": "", "SR": storage, "virtual_size": str(GIB), "type": "user",
        "sharable": False, "read_only": False, "other_config": {}, "xenstore_data": {}, "sm_config": {}, "tags": []})
    vbd = api.VBD.create({
        "VM": vm, "VDI": vdi, "device": "", "userdevice": "5", "bootable": False, "mode": "RW", "type": "Disk",
        "unpluggable": True, "empty": False, "other_config": {}, "qos_algorithm_type": "", "qos_algorithm_params": {}})
    vif = api.VIF.create({
        "device": "0", "network": network, "VM": vm, "MAC": "02:16:3e:00:77:01", "MTU": "1500", "other_config": {},
        "qos_algorithm_type": "", "qos_algorithm_params": {}})
    uuid = api.VM.get_uuid(vm)
    api.VM.add_to_other_config(vm, "owner", "ann")
    api.VM.start(vm, False, False)
    theirs = direct.vm(uuid)
    assert (theirs["name_label"], theirs["power_state"]) == (name, "Running")
    assert theirs["other_config"]["owner"] == "ann"
    own = files(second, "xen02", uuid)
    assert own["power"] == "running" and ("02:16:3e:00:77:01", "VM Network") in own["nics"] and GIB in own["disks"]
    assert api.VBD.get_userdevice(vbd) == "5" and api.VIF.get_MAC(vif) == "02:16:3e:00:77:01"
    listener.until(lambda known: known.get(vm, {}).get("power_state") == "Running", "the events")
    with pytest.raises(XenAPI.Failure) as refusal:
        api.VM.start(vm, False, False)
    assert refusal.value.details == ["VM_BAD_POWER_STATE", vm, "halted", "running"]
    api.VM.hard_shutdown(vm)
    api.VM.destroy(vm)
    assert direct.vm(uuid) is None and api.VDI.get_VBDs(vdi) == []
    api.VDI.destroy(vdi)
    listener.until(lambda known: vm not in known, "the end")
    # No task is left on the server behind.
    assert direct("task.get_all") == []


def test_what_happens_behind_arrives_in_front(api, direct, second, instance, watcher):
    listener = Listener(api, "vm")
    ours = machine(api, "xen01-db02")
    uuid = api.VM.get_uuid(ours)
    theirs = direct.ref(uuid)
    token = f"by another client {time.monotonic_ns()}"
    direct("VM.set_name_description", theirs, token)
    listener.until(lambda known: known[ours]["name_description"] == token, "event.from in front")
    wait_until(lambda: watcher.machine(uuid)["notes"] == token, 10, what="WaitForUpdatesEx in front")
    # At the host itself, below both.
    native.edit(second.daemon, "xen", uuid, notes="by hand, two servers away")
    listener.until(lambda known: known[ours]["name_description"] == "by hand, two servers away", "event.from in front")
    wait_until(lambda: watcher.machine(uuid)["notes"] == "by hand, two servers away", 10, what="WaitForUpdatesEx in front")


def test_a_task_in_front_is_one_behind(api, direct):
    """The mark of a call whose answer is lost is kept with its task, and found."""
    theirs = direct.ref(api.VM.get_uuid(machine(api, "xen01-db02")))
    before = set(direct("VM.get_snapshots", theirs))
    task = api.Async.VM.snapshot(machine(api, "xen01-db02"), "one")
    wait_until(lambda: api.task.get_status(task) != "pending")
    assert api.task.get_status(task) == "success", api.task.get_error_info(task)
    snapshot = api.task.get_result(task).removeprefix("<value>").removesuffix("</value>")
    [new] = set(direct("VM.get_snapshots", theirs)) - before
    assert api.VM.get_name_label(snapshot) == direct("VM.get_name_label", new) == "one"
    api.task.destroy(task)
    api.VM.destroy(snapshot)
    assert set(direct("VM.get_snapshots", theirs)) == before


def test_a_call_whose_answer_is_lost_is_found_by_its_mark(tmp_path, second, direct):
    """The mark goes with the call to the second server, which keeps it with the task."""
    server = FaultyXapi(second)
    first = Daemon(tmp_path, configuration(platforms=("kvm",)) + server.entry("pool")).start()
    try:
        vm = vsphere.named(first.pyvmomi(), vim.VirtualMachine, "xen02-db02")
        uuid = vm.config.uuid
        server.rules["Async.VM.snapshot"] = server.swallow_answer
        before = server.seen.count("Async.VM.snapshot")
        vsphere.run(vm.CreateSnapshot_Task("once", "", False, False))
        assert server.seen.count("Async.VM.snapshot") == before + 1
        assert [direct("VM.get_name_label", ref) for ref in direct.vm(uuid)["snapshots"]] == ["once"]
        # One that has not arrived is not done, and the client is told.
        server.rules["Async.VM.snapshot"] = server.drop
        with pytest.raises(vmodl.fault.RequestCanceled):
            vsphere.run(vm.CreateSnapshot_Task("never", "", False, False))
        assert [direct("VM.get_name_label", ref) for ref in direct.vm(uuid)["snapshots"]] == ["once"]
        assert direct("task.get_all") == []
        assert first.stop()[0] == 0
    finally:
        first.end()
        server.close()


def state(instance, name="xen01"):
    return vsphere.named(instance, vim.HostSystem, name).runtime.connectionState


def live(api, name="xen01"):
    [host] = api.host.get_by_name_label(name)
    return api.host_metrics.get_live(api.host.get_metrics(host))


def test_the_second_server_is_killed_and_returns(daemon, second, instance, watcher):
    api = daemon.xenapi().xenapi
    ours = machine(api, "xen01-web01")
    before = api.VM.get_record(ours)
    vm = vsphere.named(instance, vim.VirtualMachine, "xen01-web01")
    listener = Listener(api, "host_metrics")
    second.kill()
    listener.until(lambda known: not all(row["live"] for row in known.values()), "host_metrics.live in an event")
    wait_until(lambda: state(instance) != "connected" and not live(api), 10, what="disconnection")
    # Reads go on; commands fail at once, each in its client's terms.
    assert api.VM.get_record(ours)["name_label"] == vm.name == "xen01-web01"
    started = time.monotonic()
    with pytest.raises(vmodl.fault.HostNotConnected):
        vsphere.run(vm.ReconfigVM_Task(vim.vm.ConfigSpec(annotation="never")))
    with pytest.raises(XenAPI.Failure) as refusal:
        api.VM.set_name_description(ours, "never")
    assert refusal.value.details[0] == "HOST_OFFLINE", refusal.value.details
    assert time.monotonic() - started < 5
    other = vsphere.named(instance, vim.VirtualMachine, "kvm01-db02")
    vsphere.run(other.ReconfigVM_Task(vim.vm.ConfigSpec(annotation="other hosts go on")))

    second.start()
    wait_until(lambda: state(instance) == "connected" and live(api), 20, what="recovery")
    listener.until(lambda known: all(row["live"] for row in known.values()), "host_metrics.live in an event")
    after = api.VM.get_record(ours)
    assert (after["uuid"], after["name_description"]) == (before["uuid"], before["name_description"])
    api.VM.set_name_description(ours, "after its return")
    assert second.direct().vm(after["uuid"])["name_description"] == "after its return"
    wait_until(lambda: watcher.machine(after["uuid"])["notes"] == "after its return", 10, what="updates go on")


def test_nothing_is_done_twice_when_the_second_dies_in_the_middle(daemon, second, instance):
    """Snapshots add up, so that one that is made twice is seen."""
    wait_until(lambda: state(instance) == "connected", 20, what="connection")
    vms = [vm for vm in vsphere.find_all(instance, vim.VirtualMachine) if vm.name.startswith("xen0")]
    known = {vm.name: vm.config.uuid for vm in vms}
    asked, ended, acknowledged = [], [], set()

    def take(vm):
        own = daemon.pyvmomi()
        mine = vsphere.named(own, vim.VirtualMachine, vm.name)
        for number in range(8):
            name = f"{vm.name}/{number}"
            asked.append(name)
            try:
                vsphere.run(mine.CreateSnapshot_Task(name, "", False, False))
                acknowledged.add(name)
            except vmodl.MethodFault:
                pass
            ended.append(name)

    threads = [threading.Thread(target=take, args=[vm]) for vm in vms]
    for thread in threads:
        thread.start()
    wait_until(lambda: len(ended) >= 4, every=0.01, what="the first snapshots")
    second.kill()
    time.sleep(0.3)
    second.start()
    for thread in threads:
        thread.join(120)
        assert not thread.is_alive(), "a client waits for ever"
    wait_until(lambda: state(instance) == "connected", 20, what="recovery")
    direct = second.direct()

    def named(uuid):
        return sorted(direct("VM.get_name_label", ref) for ref in direct.vm(uuid)["snapshots"])

    found = [name for uuid in known.values() for name in named(uuid) if "/" in name]
    assert len(found) == len(set(found)), "one was made twice"
    assert acknowledged <= set(found), "an acknowledged one is missing"
    assert len(acknowledged) < len(asked), "the second was away too shortly: nothing was cut off"

    def agreed():
        return all(
            sorted(name for name, _ in vsphere.flat(vm.snapshot.rootSnapshotList if vm.snapshot else []))
            == named(known[vm.name]) for vm in vms)

    wait_until(agreed, 10, what="agreement")
    assert NULL not in known.values()
