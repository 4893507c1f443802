"""By what one machine is known in each protocol: the same for its life, nobody else's, and never again afterwards."""

import re

import pytest
import vsphere
import XenAPI
from daemon import Daemon, configuration, unique
from pyVmomi import vim


@pytest.fixture
def own(tmp_path):
    daemon = Daemon(tmp_path, configuration(vms=2)).start()
    yield daemon
    daemon.end()


def identities(daemon):
    """By name: managed object, instance UUID, BIOS UUID, XAPI uuid and reference."""
    found = {}
    instance, api = daemon.pyvmomi(), daemon.xenapi().xenapi
    records = {row["name_label"]: (ref, row["uuid"]) for ref, row in api.VM.get_all_records().items()
               if not (row["is_a_snapshot"] or row["is_default_template"] or row["is_control_domain"])}
    for vm in vsphere.find_all(instance, vim.VirtualMachine):
        ref, uuid = records.pop(vm.name)
        found[vm.name] = (vm._moId, vm.config.instanceUuid, vm.config.uuid, uuid, ref)
    assert not records
    return found


def test_all_are_the_same_after_a_restart_and_a_crash(own):
    before = identities(own)
    assert len(before) == 8
    # One that nothing else has: the XAPI uuid is the BIOS UUID, the reference is the instance UUID's.
    for _, instance, bios, uuid, ref in before.values():
        assert uuid == bios and ref == f"OpaqueRef:{instance}"
    for place in range(5):
        assert len({row[place] for row in before.values()}) == len(before)
    own.stop()
    own.start()
    assert identities(own) == before
    own.kill()
    own.start()
    assert identities(own) == before


def test_they_outlive_every_change(scene, instance, xapi):
    vm = scene.create()
    api, before = xapi.xenapi, (vm._moId, vm.config.instanceUuid, vm.config.uuid)
    ref = api.VM.get_by_uuid(vm.config.uuid)
    vsphere.run(vm.Rename_Task(unique("other")))
    vsphere.run(vm.ReconfigVM_Task(vim.vm.ConfigSpec(numCPUs=1, memoryMB=512)))
    api.VM.start(ref, False, False)
    api.VM.snapshot(ref, "one")
    api.VM.hard_shutdown(ref)
    api.VM.revert(api.VM.get_snapshots(ref)[0])
    assert (vm._moId, vm.config.instanceUuid, vm.config.uuid) == before
    assert api.VM.get_by_uuid(before[2]) == ref


def test_none_comes_again_after_its_machine(scene, instance, xapi):
    api, name = xapi.xenapi, unique("again")
    seen = []
    for _ in range(3):
        vm = scene.create(name=name)
        ref = api.VM.get_by_uuid(vm.config.uuid)
        seen.append((vm._moId, vm.config.instanceUuid, vm.config.uuid, ref))
        vsphere.run(vm.Destroy_Task())
        with pytest.raises(XenAPI.Failure) as gone:
            api.VM.get_record(ref)
        assert gone.value.details == ["HANDLE_INVALID", "VM", ref]
        with pytest.raises(XenAPI.Failure) as gone:
            api.VM.get_by_uuid(seen[-1][2])
        assert gone.value.details == ["UUID_INVALID", "VM", seen[-1][2]]
    for place in range(4):
        assert len({row[place] for row in seen}) == 3


def twins(own):
    """Gives a machine of the KVM host the UUID of one of the Xen host, as a cloned disk of a host would have it."""
    before = identities(own)
    kvm, xen = before["kvm01-db02"], before["xen01-db02"]
    own.stop()
    home, count = own.state / "hosts/kvm01", 0
    for path in home.rglob("*"):
        if path.is_file() and path.stat().st_size < 1 << 20:
            text = path.read_bytes()
            if kvm[2].encode() in text:
                path.write_bytes(text.replace(kvm[2].encode(), xen[2].encode()))
                count += 1
    assert count
    own.start()
    return before


def test_machines_of_one_bios_uuid_do_not_collide(own):
    before = twins(own)
    after = identities(own)
    kvm, xen = after["kvm01-db02"], after["xen01-db02"]
    # The one that was there first has kept everything; the other one has a XAPI uuid of its own.
    assert xen == before["xen01-db02"]
    assert kvm[2] == xen[2] and kvm[3] == kvm[1] and kvm[3] != xen[3]
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", kvm[3])
    api, instance = own.xenapi().xenapi, own.pyvmomi()
    assert api.VM.get_by_uuid(xen[3]) == xen[4] and api.VM.get_by_uuid(kvm[3]) == kvm[4]
    # Either is commanded by itself, in each protocol.
    api.VM.set_name_description(kvm[4], "the KVM one")
    api.VM.set_name_description(xen[4], "the Xen one")
    search = instance.content.searchIndex
    assert {vm._moId for vm in search.FindAllByUuid(None, xen[2], True, False)} == {kvm[0], xen[0]}
    for row, note in ((kvm, "the KVM one"), (xen, "the Xen one")):
        [vm] = search.FindAllByUuid(None, row[1], True, True)
        assert vm._moId == row[0] and vm.config.annotation == note
    # They stay apart, also when the first one goes.
    own.stop()
    own.start()
    assert identities(own) == after
    own.xenapi().xenapi.VM.destroy(xen[4])
    left = identities(own)
    assert left["kvm01-db02"] == kvm and "xen01-db02" not in left
