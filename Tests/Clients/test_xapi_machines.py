"""A XenAPI client makes, changes and removes machines of every platform."""

import pytest
import XenAPI
from daemon import unique, wait_until

GIB = 1 << 30


class House:
    """One platform's host as a XenAPI client sees it."""

    def __init__(self, api, platform):
        self.api, self.platform = api, platform
        [self.host] = api.host.get_by_name_label(f"{platform}01")
        self.made = []

    def storage(self):
        """A storage repository of the host that takes disks."""
        for ref, record in self.api.SR.get_all_records().items():
            hosts = {self.api.PBD.get_host(pbd) for pbd in record["PBDs"]}
            if self.host in hosts and "vdi_create" in record["allowed_operations"]:
                return ref
        raise AssertionError("the host has no storage for disks")

    def network(self):
        """One that every host has, shown as one."""
        [network] = self.api.network.get_by_name_label("VM Network")
        return network

    def create(self, **fields):
        record = {
            "name_label": unique(self.platform), "name_description": "", "user_version": "0", "is_a_template": False,
            "affinity": self.host, "memory_static_max": str(GIB), "memory_static_min": str(GIB),
            "memory_dynamic_max": str(GIB), "memory_dynamic_min": str(GIB), "VCPUs_params": {}, "VCPUs_max": "1",
            "VCPUs_at_startup": "1", "actions_after_shutdown": "destroy", "actions_after_reboot": "restart",
            "actions_after_crash": "restart", "PV_bootloader": "", "PV_kernel": "", "PV_ramdisk": "", "PV_args": "",
            "PV_bootloader_args": "", "PV_legacy_args": "", "HVM_boot_policy": "BIOS order",
            "HVM_boot_params": {"order": "cd"}, "HVM_shadow_multiplier": 1.0, "platform": {}, "PCI_bus": "",
            "other_config": {}, "recommendations": "", "xenstore_data": {}, "ha_restart_priority": "",
            **fields,
        }
        return self.keep(self.api.VM.create(record))

    def keep(self, vm):
        self.made.append(vm)
        return vm

    def volume(self, name="data", size=GIB):
        return self.api.VDI.create({
            "name_label": name, "name_description": "", "SR": self.storage(), "virtual_size": str(size), "type": "user",
            "sharable": False, "read_only": False, "other_config": {}, "xenstore_data": {}, "sm_config": {}, "tags": []})

    def attach(self, vm, vdi, **fields):
        return self.api.VBD.create({
            "VM": vm, "VDI": vdi, "device": "", "userdevice": "1", "bootable": False, "mode": "RW", "type": "Disk",
            "unpluggable": True, "empty": False, "other_config": {}, "qos_algorithm_type": "", "qos_algorithm_params": {},
            **fields})

    def clean(self):
        for vm in self.made:
            try:
                if self.api.VM.get_power_state(vm) != "Halted":
                    self.api.VM.hard_shutdown(vm)
                self.api.VM.destroy(vm)
            except XenAPI.Failure as failure:
                assert failure.details[0] == "HANDLE_INVALID", failure.details


@pytest.fixture
def house(xapi, platform):
    house = House(xapi.xenapi, platform)
    yield house
    house.clean()


def failing(call, *arguments):
    with pytest.raises(XenAPI.Failure) as failure:
        call(*arguments)
    return failure.value.details


def test_a_machine_is_made_piece_by_piece(house):
    api, vm = house.api, house.create()
    assert api.VM.get_power_state(vm) == "Halted" and not api.VM.get_is_a_template(vm)
    vdi = house.volume("data of mine")
    assert api.VDI.get_name_label(vdi) == "data of mine"
    assert api.VDI.get_virtual_size(vdi) == str(GIB)
    assert api.VDI.get_VBDs(vdi) == []
    vbd = house.attach(vm, vdi)
    assert vbd in api.VM.get_VBDs(vm)
    record = api.VBD.get_record(vbd)
    assert (record["userdevice"], record["type"], record["VDI"]) == ("1", "Disk", vdi)
    assert api.VDI.get_VBDs(vdi) == [vbd]
    vif = api.VIF.create({
        "device": "0", "network": house.network(), "VM": vm, "MAC": "02:16:3e:00:12:34", "MTU": "1500", "other_config": {},
        "qos_algorithm_type": "", "qos_algorithm_params": {}})
    assert api.VIF.get_MAC(vif) == "02:16:3e:00:12:34"
    api.VM.start(vm, False, False)
    assert api.VM.get_resident_on(vm) == house.host
    assert api.VBD.get_currently_attached(vbd)
    assert failing(api.VDI.destroy, vdi)[0] == "VDI_IN_USE"
    api.VM.hard_shutdown(vm)
    api.VDI.resize(vdi, str(2 * GIB))
    assert api.VDI.get_virtual_size(vdi) == str(2 * GIB)
    api.VIF.destroy(vif)
    api.VBD.destroy(vbd)
    assert api.VM.get_VBDs(vm) == [] and api.VM.get_VIFs(vm) == []
    assert api.VDI.get_VBDs(vdi) == []
    api.VDI.destroy(vdi)
    assert failing(api.VDI.get_record, vdi)[:2] == ["HANDLE_INVALID", "VDI"]


def test_a_blank_template_becomes_a_machine_with_its_disk(house):
    api = house.api
    [template] = api.VM.get_by_name_label("Debian Bookworm 12")
    assert api.VM.get_is_default_template(template)
    assert failing(api.VM.start, template, False, False)[0] in ("VM_IS_TEMPLATE", "NOT_IMPLEMENTED")
    vm = house.keep(api.VM.clone(template, unique("blank")))
    assert api.VM.get_is_a_template(vm)
    assert failing(api.VM.start, vm, False, False) == ["VM_IS_TEMPLATE", vm]
    api.VM.provision(vm)
    assert not api.VM.get_is_a_template(vm)
    [vbd] = [ref for ref in api.VM.get_VBDs(vm) if api.VBD.get_type(ref) == "Disk"]
    assert api.VDI.get_virtual_size(api.VBD.get_VDI(vbd)) == str(10 * GIB)
    assert failing(api.VM.provision, vm) == ["PROVISION_ONLY_ALLOWED_ON_TEMPLATE", vm]
    assert api.VM.get_other_config(vm)["base_template_name"] == "Debian Bookworm 12"
    assert "disks" not in api.VM.get_other_config(vm)


def test_a_snapshot_is_a_machine_of_its_own(house):
    api, vm = house.api, house.create()
    house.attach(vm, house.volume())
    snapshot = api.VM.snapshot(vm, "before")
    record = api.VM.get_record(snapshot)
    assert (record["is_a_snapshot"], record["snapshot_of"], record["power_state"]) == (True, vm, "Halted")
    assert api.VM.get_snapshots(vm) == [snapshot] and api.VM.get_parent(vm) == snapshot
    if house.platform == "kvm":  # libvirt knows a snapshot by its name
        assert failing(api.VM.set_name_label, snapshot, "long before") == ["NOT_IMPLEMENTED", "VM.set_name_label"]
    else:
        api.VM.set_name_label(snapshot, "long before")
        assert api.VM.get_name_label(snapshot) == "long before"
    api.VM.set_VCPUs_max(vm, "2")
    api.VM.revert(snapshot)
    assert api.VM.get_VCPUs_max(vm) == "1"
    api.VM.destroy(snapshot)
    assert api.VM.get_snapshots(vm) == []
    assert failing(api.VM.get_record, snapshot) == ["HANDLE_INVALID", "VM", snapshot]


def test_what_no_hypervisor_keeps_is_kept(house):
    api, vm = house.api, house.create(other_config={"folder": "/lab"})
    assert api.VM.get_other_config(vm)["folder"] == "/lab"
    api.VM.set_other_config(vm, {"owner": "dba"})
    config = api.VM.get_other_config(vm)
    assert config["owner"] == "dba" and "folder" not in config
    api.VM.add_tags(vm, "web")
    api.VM.set_tags(vm, ["front", "new"])
    assert sorted(api.VM.get_tags(vm)) == ["front", "new"]
    api.VM.set_start_delay(vm, "7")
    assert api.VM.get_start_delay(vm) == "7"
    api.VM.add_to_blocked_operations(vm, "start", "MAINTENANCE")
    assert "start" not in api.VM.get_allowed_operations(vm)
    assert failing(api.VM.start, vm, False, False) == ["OPERATION_BLOCKED", vm, "MAINTENANCE"]
    api.VM.remove_from_blocked_operations(vm, "start")
    vbd = house.attach(vm, house.volume())
    api.VBD.add_to_other_config(vbd, "owner", "dba")
    assert api.VBD.get_other_config(vbd) == {"owner": "dba"}
    vdi = api.VBD.get_VDI(vbd)
    api.VDI.set_name_label(vdi, "tables")
    assert api.VDI.get_name_label(vdi) == "tables"
    for which, ref in (("SR", house.storage()), ("host", house.host), ("network", house.network())):
        model = getattr(api, which)
        model.add_to_other_config(ref, "test", which)
        assert model.get_other_config(ref)["test"] == which
        model.remove_from_other_config(ref, "test")
        assert "test" not in model.get_other_config(ref)


def test_the_pool_keeps_what_a_client_notes_down(xapi):
    api = xapi.xenapi
    [pool] = api.pool.get_all()
    api.pool.add_to_other_config(pool, "xo:barrier:1", "here")
    assert api.pool.get_other_config(pool)["xo:barrier:1"] == "here"
    api.pool.remove_from_other_config(pool, "xo:barrier:1")
    assert "xo:barrier:1" not in api.pool.get_other_config(pool)


def test_a_copy_has_disks_of_its_own(house):
    api, vm = house.api, house.create()
    house.attach(vm, house.volume())
    copy = house.keep(api.VM.copy(vm, unique("copy"), "OpaqueRef:NULL"))
    assert not api.VM.get_is_a_template(copy)
    [mine], [its] = ([api.VBD.get_VDI(vbd) for vbd in api.VM.get_VBDs(ref)] for ref in (vm, copy))
    assert mine != its and api.VDI.get_virtual_size(its) == str(GIB)


def test_volumes_outlast_their_machine(house):
    api, vm = house.api, house.create()
    vdi = house.volume()
    vbd = house.attach(vm, vdi)
    identity = api.VDI.get_uuid(vdi)
    api.VM.destroy(vm)
    assert failing(api.VBD.get_record, vbd)[0] == "HANDLE_INVALID"
    assert api.VDI.get_by_uuid(identity) == vdi and api.VDI.get_VBDs(vdi) == []
    other = house.create()
    assert api.VBD.get_VDI(house.attach(other, vdi)) == vdi
    api.VM.destroy(other)
    api.VDI.destroy(vdi)
    assert failing(api.VDI.get_by_uuid, identity)[0] == "UUID_INVALID"


def test_a_host_says_what_runs_on_it(house):
    api, vm = house.api, house.create()
    assert vm not in api.host.get_resident_VMs(house.host)
    api.VM.start(vm, False, False)
    assert vm in api.host.get_record(house.host)["resident_VMs"]
    api.VM.hard_shutdown(vm)
    assert vm not in api.host.get_resident_VMs(house.host)


def test_a_checkpoint_leaves_its_machine_suspended(house):
    api, vm = house.api, house.create()
    api.VM.start(vm, False, False)
    checkpoint = api.VM.checkpoint(vm, "running")
    assert api.VM.get_snapshot_info(checkpoint)["power-state-at-snapshot"] == "Running"
    api.VM.revert(checkpoint)
    # An ESXi host has no call that leaves it suspended.
    assert api.VM.get_power_state(vm) == ("Halted" if house.platform == "vsphere" else "Suspended")
    if house.platform != "vsphere":
        api.VM.resume(vm, False, False)
        assert api.VM.get_power_state(vm) == "Running"


def test_what_always_has_a_value_is_taken_away_and_given_again(house):
    api, vm = house.api, house.create()
    api.VM.set_VCPUs_max(vm, "2")
    api.VM.remove_from_platform(vm, "cores-per-socket")
    assert "cores-per-socket" in api.VM.get_platform(vm)
    api.VM.add_to_platform(vm, "cores-per-socket", "2")
    assert api.VM.get_platform(vm)["cores-per-socket"] == "2"


def test_a_task_says_what_was_made_as_soon_as_it_has_ended(house):
    """Whoever waits for the end reads the result at once, and not again."""
    api, vm = house.api, house.create()
    for slot in range(4):
        token = api.event_from(["task"], "", 0.0)["token"]
        task = house.api.Async.VIF.create({
            "device": str(slot), "network": house.network(), "VM": vm, "MAC": "", "MTU": "1500", "other_config": {},
            "qos_algorithm_type": "", "qos_algorithm_params": {}})
        ended = None
        while ended is None:
            answer = api.event_from([f"task/{task}"], token, 10.0)
            token = answer["token"]
            ended = next((event["snapshot"] for event in answer["events"]
                          if event["operation"] != "del" and event["snapshot"]["status"] != "pending"), None)
        assert ended["status"] == "success", ended
        made = ended["result"].removeprefix("<value>").removesuffix("</value>")
        assert api.VIF.get_device(made) == str(slot)
        api.task.destroy(task)


def test_clients_note_down_things_with_their_tasks(house):
    api, vm = house.api, house.create()
    task = api.Async.VM.start(vm, False, False)
    api.task.add_to_other_config(task, "applies_to", vm)
    assert api.task.get_other_config(task) == {"applies_to": vm}
    api.task.remove_from_other_config(task, "applies_to")
    assert api.task.get_other_config(task) == {}
    wait_until(lambda: api.task.get_status(task) != "pending")
    api.task.destroy(task)


def test_a_snapshot_has_the_size_that_its_machine_had(xapi, scene, platform):
    """As far as its host tells: ESXi's and Hyper-V's lists of snapshots do not."""
    x = xapi.xenapi
    vm = x.VM.get_by_uuid(scene.create().config.uuid)
    fields = ("VCPUs_max", "VCPUs_at_startup", "memory_static_max", "memory_dynamic_min")
    before = {name: x.VM.get_record(vm)[name] for name in fields}
    snapshot = x.VM.snapshot(vm, "small")
    x.VM.set_VCPUs_max(vm, "4")
    x.VM.set_memory_limits(vm, *[str(3 << 30)] * 4)
    after = {name: x.VM.get_record(vm)[name] for name in fields}
    assert after != before
    told = {name: x.VM.get_record(snapshot)[name] for name in fields}
    assert told == (before if platform in ("xen", "kvm") else after)
    x.VM.revert(snapshot)
    assert {name: x.VM.get_record(vm)[name] for name in fields} == before


def test_the_volume_of_a_machine_with_a_snapshot_is_cloned_whole(xapi, scene):
    """What a checkpoint of Hyper-V leaves is differences only; the copy stands by itself."""
    x = xapi.xenapi
    vm = x.VM.get_by_uuid(scene.create().config.uuid)
    snapshot = x.VM.snapshot(vm, "before")
    vdi = next(x.VBD.get_VDI(ref) for ref in x.VM.get_VBDs(vm) if x.VBD.get_type(ref) == "Disk")
    copy = x.VDI.clone(vdi)
    record = x.VDI.get_record(copy)
    assert record["virtual_size"] == x.VDI.get_virtual_size(vdi) and record["SR"] == x.VDI.get_SR(vdi)
    # It is there: a machine takes it, and gives it back.
    x.VM.destroy(snapshot)
    vbd = x.VBD.create({
        "VM": vm, "VDI": copy, "device": "", "userdevice": x.VM.get_allowed_VBD_devices(vm)[0], "bootable": False, "mode": "RW",
        "type": "Disk", "empty": False, "other_config": {}, "qos_algorithm_type": "", "qos_algorithm_params": {}})
    assert x.VBD.get_VDI(vbd) in x.VDI.get_all()
    x.VBD.destroy(vbd)
    x.VDI.destroy(copy)
