"""What a XenAPI client sets is what it reads: keys of maps, empty values, limits, and operations side by side."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import XenAPI
from daemon import unique, wait_until
from test_xapi_machines import GIB, failing, house  # noqa: F401 (a fixture)


def test_a_key_is_added_once(house):
    api, vm = house.api, house.create(other_config={"owner": "dba"})
    for field in ("other_config", "xenstore_data", "VCPUs_params", "blocked_operations"):
        key = "suspend" if field == "blocked_operations" else "owner"
        if field != "other_config":
            getattr(api.VM, f"add_to_{field}")(vm, key, "dba")
        assert failing(getattr(api.VM, f"add_to_{field}"), vm, key, "ops") == ["MAP_DUPLICATE_KEY", "VM", field, vm, key]
        assert getattr(api.VM, f"get_{field}")(vm)[key] == "dba"
        getattr(api.VM, f"remove_from_{field}")(vm, key)
        getattr(api.VM, f"add_to_{field}")(vm, key, "ops")
        assert getattr(api.VM, f"get_{field}")(vm)[key] == "ops"
    vbd = house.attach(vm, house.volume())
    api.VBD.add_to_other_config(vbd, "owner", "dba")
    assert failing(api.VBD.add_to_other_config, vbd, "owner", "ops") == ["MAP_DUPLICATE_KEY", "VBD", "other_config", vbd, "owner"]
    assert api.VBD.get_other_config(vbd) == {"owner": "dba"}


@pytest.mark.parametrize("field", ["other_config", "blocked_operations"])
def test_one_of_many_adds_a_key(daemon, house, field):
    """The key is a lock: in the machine's metadata, and in what is kept beside the machine."""
    vm, key = house.create(), "clone" if field == "blocked_operations" else "lock"
    sessions = [daemon.xenapi() for _ in range(6)]

    def take(number):
        try:
            getattr(sessions[number].xenapi.VM, f"add_to_{field}")(vm, key, str(number))
            return True
        except XenAPI.Failure as failure:
            assert failure.details == ["MAP_DUPLICATE_KEY", "VM", field, vm, key]
            return False

    with ThreadPoolExecutor(len(sessions)) as pool:
        took = list(pool.map(take, range(len(sessions))))
    assert took.count(True) == 1
    assert getattr(house.api.VM, f"get_{field}")(vm)[key] == str(took.index(True))
    for session in sessions:
        session.xenapi.session.logout()


def test_an_empty_value_is_a_value(house):
    api, vm = house.api, house.create(other_config={"made": ""})
    assert api.VM.get_other_config(vm)["made"] == ""
    api.VM.add_to_xenstore_data(vm, "vm-data", "")
    api.VM.add_to_xenstore_data(vm, "vm-data/percent", "%")
    assert api.VM.get_xenstore_data(vm) == {"vm-data": "", "vm-data/percent": "%"}
    api.VM.set_other_config(vm, {"made": "", "set": "", "text": "x"})
    config = api.VM.get_other_config(vm)
    assert (config["made"], config["set"], config["text"]) == ("", "", "x")
    api.VM.set_other_config(vm, {"text": ""})
    config = api.VM.get_other_config(vm)
    assert config["text"] == "" and "made" not in config and "set" not in config
    api.VM.remove_from_xenstore_data(vm, "vm-data")
    assert api.VM.get_xenstore_data(vm) == {"vm-data/percent": "%"}


def test_processors_at_startup_leave_their_maximum(house):
    api, vm = house.api, house.create(VCPUs_max="4", VCPUs_at_startup="2")
    numbers = lambda: (api.VM.get_VCPUs_max(vm), api.VM.get_VCPUs_at_startup(vm))  # noqa: E731
    assert numbers() == ("4", "2")
    api.VM.set_VCPUs_at_startup(vm, "4")
    assert numbers() == ("4", "4")
    api.VM.set_VCPUs_at_startup(vm, "1")
    assert numbers() == ("4", "1")
    api.VM.set_VCPUs_max(vm, "6")
    assert numbers() == ("6", "1")
    assert failing(api.VM.set_VCPUs_at_startup, vm, "8")[:3] == ["VALUE_NOT_SUPPORTED", "VCPUs_at_startup", "8"]
    # As clients lower both.
    api.VM.set_VCPUs_at_startup(vm, "2")
    api.VM.set_VCPUs_max(vm, "2")
    assert numbers() == ("2", "2")
    api.VM.set_VCPUs_max(vm, "4")
    assert numbers() == ("4", "4")
    api.VM.start(vm, False, False)
    assert failing(api.VM.set_VCPUs_at_startup, vm, "2") == ["VM_BAD_POWER_STATE", vm, "halted", "running"]


def test_dynamic_memory_is_refused(house):
    api, vm = house.api, house.create()
    half = str(GIB // 2)
    for call, arguments in (
            (api.VM.set_memory_dynamic_max, [half]), (api.VM.set_memory_dynamic_range, [half, half]),
            (api.VM.set_memory_dynamic_range, [half, str(GIB)]), (api.VM.set_memory_limits, [half, str(GIB), half, half])):
        assert failing(call, vm, *arguments)[:2] == ["VALUE_NOT_SUPPORTED", "memory_dynamic_max"]
    assert api.VM.get_memory_static_max(vm) == api.VM.get_memory_dynamic_max(vm) == str(GIB)
    api.VM.set_memory_limits(vm, half, half, half, half)
    assert api.VM.get_memory_static_max(vm) == half


def test_only_what_is_served_is_allowed(house):
    api, vm = house.api, house.create()
    vdi = house.volume()
    assert set(api.VDI.get_allowed_operations(vdi)) <= {"clone", "copy", "resize", "destroy"}
    vbd = house.attach(vm, vdi)
    api.VM.start(vm, False, False)
    assert "unplug" not in api.VBD.get_allowed_operations(vbd)
    assert failing(api.VBD.unplug, vbd)[0] == "NOT_IMPLEMENTED"
    assert "evacuate" not in api.host.get_allowed_operations(house.host)
    assert not {"changing_dynamic_range", "changing_memory_live"} & set(api.VM.get_allowed_operations(vm))


def over(api, task):
    wait_until(lambda: api.task.get_status(task) != "pending", 20, what="the end of a task")
    return api.task.get_status(task), api.task.get_error_info(task)


def test_clones_are_made_side_by_side(house):
    api, vm = house.api, house.create()
    house.attach(vm, house.volume())
    tasks = [api.Async.VM.clone(vm, unique("clone")) for _ in range(6)] + [api.Async.VM.copy(vm, unique("copy"), "OpaqueRef:NULL")]
    for task in tasks:
        assert over(api, task) == ("success", [])
        house.keep(api.task.get_result(task).removeprefix("<value>").removesuffix("</value>"))
    assert len(set(house.made)) == len(tasks) + 1


def test_a_clean_shutdown_can_be_made_a_hard_one(house):
    api, vm = house.api, house.create()
    api.VM.start(vm, False, False)
    wait_until(lambda: api.VM.get_guest_metrics(vm) != "OpaqueRef:NULL", 10, what="the guest's boot")
    clean = api.Async.VM.clean_shutdown(vm)
    try:
        api.VM.hard_shutdown(vm)
    except XenAPI.Failure as failure:  # The clean one was over before.
        assert failure.details == ["VM_BAD_POWER_STATE", vm, "paused, suspended, running", "halted"]
    over(api, clean)
    assert api.VM.get_power_state(vm) == "Halted"
