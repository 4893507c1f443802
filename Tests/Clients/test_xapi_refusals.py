"""What XenAPI has and the fleet has not is refused with XAPI's own error, at once and as a task; nothing is half done."""

import pytest
import XenAPI
from daemon import wait_until


@pytest.fixture
def vm(xapi, scene):
    """A machine of each platform, off."""
    return xapi.xenapi.VM.get_by_uuid(scene.create().config.uuid)


@pytest.fixture
def disk(xapi, vm):
    """Its first volume, and where it is."""
    drives = [xapi.xenapi.VBD.get_record(ref) for ref in xapi.xenapi.VM.get_VBDs(vm)]
    vdi = next(drive["VDI"] for drive in drives if drive["type"] == "Disk")
    return vdi, xapi.xenapi.VDI.get_SR(vdi)


def refused(call, *arguments):
    with pytest.raises(XenAPI.Failure) as failure:
        call(*arguments)
    return failure.value.details


def ended(x, task):
    wait_until(lambda: x.task.get_status(task) != "pending")
    record = x.task.get_record(task)
    x.task.destroy(task)
    return record


def test_storage_is_not_made(xapi, vm, disk):
    x = xapi.xenapi
    vdi, sr = disk
    host = x.VM.get_affinity(vm)
    assert refused(x.VDI.snapshot, vdi) == ["SR_OPERATION_NOT_SUPPORTED", sr]
    assert refused(x.VDI.introduce, "u", "n", "", sr, "user", False, False, {}, "there")[:2] == ["SR_OPERATION_NOT_SUPPORTED", sr]
    assert refused(x.SR.create, host, {}, "0", "n", "", "nfs", "user", True, {}) == ["SR_UNKNOWN_DRIVER", "nfs"]
    assert refused(x.SR.introduce, "u", "n", "", "iso", "iso", True, {}) == ["SR_UNKNOWN_DRIVER", "iso"]
    assert refused(x.SR.probe, host, {}, "lvm", {}) == ["SR_UNKNOWN_DRIVER", "lvm"]
    for call in (x.SR.forget, x.SR.destroy):
        assert refused(call, sr) == ["SR_HAS_PBD", sr]
    (pbd,) = [ref for ref in x.SR.get_PBDs(sr) if x.PBD.get_host(ref) == host]
    x.PBD.plug(pbd)
    for call in (x.PBD.unplug, x.PBD.destroy):
        assert refused(call, pbd)[0] == "OPERATION_NOT_ALLOWED"
    assert refused(x.PBD.create, {"host": host, "SR": sr, "device_config": {}})[0] == "OPERATION_NOT_ALLOWED"
    assert refused(x.SR.forget, "OpaqueRef:none") == ["HANDLE_INVALID", "SR", "OpaqueRef:none"]


def test_networks_are_not_made(xapi, vm):
    x = xapi.xenapi
    network = x.VIF.get_network(x.VM.get_VIFs(vm)[0])
    pif = x.network.get_PIFs(network)[0]
    before = set(x.network.get_all())
    record = {"name_label": "new", "name_description": "", "MTU": "1500", "other_config": {}, "bridge": "", "tags": []}
    assert refused(x.network.create, record)[0] == "OPERATION_NOT_ALLOWED"
    code, *pifs = refused(x.network.destroy, network)
    assert code == "NETWORK_CONTAINS_PIF" and pif in pifs
    assert refused(x.pool.create_VLAN_from_PIF, pif, network, "5")[0] == "OPERATION_NOT_ALLOWED"
    assert refused(x.VLAN.create, pif, "5", network)[0] == "OPERATION_NOT_ALLOWED"
    assert refused(x.host.migrate_receive, x.PIF.get_host(pif), network, {})[0] == "OPERATION_NOT_ALLOWED"
    assert set(x.network.get_all()) == before


def test_as_tasks(xapi, vm, disk):
    """Xen Orchestra asks so; the answer comes with the task's event."""
    x = xapi.xenapi
    vdi, sr = disk
    token = x.event_from(["task"], "", 0.0)["token"]
    task = x.Async.VDI.snapshot(vdi)
    seen = {event["ref"]: event["snapshot"] for event in x.event_from(["task"], token, 5.0)["events"] if event["operation"] != "del"}
    assert task in seen
    record = ended(x, task)
    assert (record["status"], record["error_info"]) == ("failure", ["SR_OPERATION_NOT_SUPPORTED", sr])
    pbd = x.SR.get_PBDs(sr)[0]
    record = ended(x, x.Async.PBD.plug(pbd))
    assert (record["status"], record["result"], record["progress"]) == ("success", "", 1.0)
    record = ended(x, x.Async.VM.maximise_memory(vm, str(1 << 30), True))
    assert (record["status"], record["result"]) == ("success", f"<value>{1 << 30}</value>")


def test_memory_is_not_dynamic(xapi, vm):
    x = xapi.xenapi
    most = x.VM.get_memory_static_max(vm)
    half = str(int(most) // 2)
    for field in ("memory_static_min", "memory_dynamic_min", "memory_dynamic_max"):
        call = getattr(x.VM, f"set_{field}")
        assert refused(call, vm, half)[:3] == ["VALUE_NOT_SUPPORTED", field, half]
        call(vm, most)
    assert refused(x.VM.set_memory_target_live, vm, half)[:3] == ["VALUE_NOT_SUPPORTED", "memory_target", half]
    assert refused(x.VM.set_memory_dynamic_range, vm, half, most)[:2] == ["VALUE_NOT_SUPPORTED", "memory_dynamic_max"]
    x.VM.set_memory_dynamic_range(vm, most, most)
    assert {x.VM.get_record(vm)[name] for name in (
        "memory_static_max", "memory_static_min", "memory_dynamic_max", "memory_dynamic_min", "memory_target")} == {most}


def test_hosts_say_how_much_memory_is_free(xapi, platform):
    """As measured: it comes with the first samples."""
    x = xapi.xenapi
    (host,) = [ref for ref, record in x.host.get_all_records().items() if record["hostname"] == f"{platform}01"]
    metrics = x.host.get_metrics(host)
    wait_until(lambda: int(x.host_metrics.get_memory_free(metrics)) > 0)
    record = x.host_metrics.get_record(metrics)
    assert 0 < int(record["memory_free"]) < int(record["memory_total"])
    assert int(x.host.compute_free_memory(host)) > 0
    assert x.host_metrics.get_all_records()[metrics]["memory_total"] == record["memory_total"]
