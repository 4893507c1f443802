"""What one protocol has a place for and the other has not is kept when the other one writes, on hosts of every platform."""

import pytest
import vsphere
from daemon import unique, wait_until
from pyVmomi import vim
from rest import Rest
from test_tags import Tagging

CONFIG = {"folder": "/lab/two", "owner": "ann"}


@pytest.fixture
def tagging(daemon):
    tagging = Tagging(Rest(daemon, "/api"))
    before = set(tagging.list("category"))
    yield tagging
    for category in set(tagging.list("category")) - before:
        tagging.delete("category", category)


@pytest.fixture
def field(instance):
    manager = instance.content.customFieldsManager
    made = manager.AddCustomFieldDef(name=unique("Owner"), moType=vim.VirtualMachine)
    yield made
    manager.RemoveCustomFieldDef(key=made.key)


@pytest.fixture
def both(scene, xapi):
    """One machine as both protocols' clients have it."""
    vm = scene.create(notes="first", cpus=1)
    return vm, xapi.xenapi, xapi.xenapi.VM.get_by_uuid(vm.config.uuid)


def reconfigure(vm, **members):
    vsphere.run(vm.ReconfigVM_Task(vim.vm.ConfigSpec(**members)))


def test_what_vsphere_writes_outlives_what_xapi_changes(scene, instance, both, tagging, field):
    vm, api, ref = both
    reconfigure(vm, annotation="kept by vSphere\nin two lines")
    instance.content.customFieldsManager.SetField(entity=vm, key=field.key, value="ann")
    tag = tagging.tag(tagging.category())
    tagging.associate("attach", tag, object_id={"id": vm._moId, "type": "VirtualMachine"})

    name = unique("renamed")
    api.VM.set_name_label(ref, name)
    api.VM.set_VCPUs_max(ref, "2")
    api.VM.set_memory_limits(ref, *[str(2 << 30)] * 4)
    api.VM.add_to_other_config(ref, "owner", "bob")
    api.VM.add_tags(ref, "blue")
    api.VM.set_platform(ref, {**api.VM.get_platform(ref), "nx": "true"})
    api.VM.start(ref, False, False)
    api.VM.hard_shutdown(ref)

    assert vm.name == name and vm.config.hardware.numCPU == 2 and vm.config.hardware.memoryMB == 2048
    assert vm.config.annotation == "kept by vSphere\nin two lines"
    assert [(value.key, value.value) for value in vm.customValue] == [(field.key, "ann")]
    attached = tagging.associate("list-attached-tags", object_id={"id": vm._moId, "type": "VirtualMachine"})
    assert tag in attached and len(attached) == 2, "and the one that XenAPI has added"
    assert api.VM.get_name_description(ref) == "kept by vSphere\nin two lines"
    assert api.VM.get_other_config(ref)[f"XenCenter.CustomFields.{field.name}"] == "ann"


def test_what_xapi_writes_outlives_what_vsphere_changes(scene, instance, both, field):
    vm, api, ref = both
    for key, value in CONFIG.items():
        api.VM.add_to_other_config(ref, key, value)
    api.VM.set_tags(ref, ["blue", "two words"])
    api.VM.set_xenstore_data(ref, {"vm-data/role": "db"})
    api.VM.set_blocked_operations(ref, {"destroy": "KEEP_IT"})
    api.VM.set_start_delay(ref, "30")
    api.VM.set_name_description(ref, "by XAPI")

    name = unique("renamed")
    vsphere.run(vm.Rename_Task(name))
    reconfigure(vm, numCPUs=2, memoryMB=2048)
    [first] = vsphere.devices(vm, vim.vm.device.VirtualDisk)
    reconfigure(vm, deviceChange=[vsphere.disk(1, first.controllerKey, 1)])
    instance.content.customFieldsManager.SetField(entity=vm, key=field.key, value="bob")
    vsphere.run(vm.PowerOnVM_Task())
    vsphere.run(vm.CreateSnapshot_Task("one", "", False, False))
    vsphere.run(vm.PowerOffVM_Task())
    vsphere.run(vm.RemoveAllSnapshots_Task())

    record = api.VM.get_record(ref)
    assert record["name_label"] == name and record["VCPUs_max"] == "2"
    assert {key: record["other_config"].get(key) for key in CONFIG} == CONFIG
    assert sorted(record["tags"]) == ["blue", "two words"]
    assert record["xenstore_data"] == {"vm-data/role": "db"}
    assert record["blocked_operations"] == {"destroy": "KEEP_IT"}
    assert record["start_delay"] == "30"
    assert vm.config.annotation == record["name_description"] == "by XAPI"
    # What a client of XAPI has blocked is blocked for its own protocol; a vSphere client has never heard of it.
    api.VM.remove_from_blocked_operations(ref, "destroy")


def test_either_hears_what_the_other_notes_down(scene, watcher, instance, both, field):
    vm, api, ref = both
    uuid = vm.config.uuid
    token = api.event_from([f"VM/{ref}"], "", 0.0)["token"]

    def heard(condition):
        nonlocal token
        answer = api.event_from([f"VM/{ref}"], token, 5.0)
        token = answer["token"]
        return any(condition(event["snapshot"]) for event in answer["events"])

    reconfigure(vm, annotation="for everybody")
    wait_until(lambda: heard(lambda record: record["name_description"] == "for everybody"), what="the note")
    instance.content.customFieldsManager.SetField(entity=vm, key=field.key, value="carol")
    key = f"XenCenter.CustomFields.{field.name}"
    wait_until(lambda: heard(lambda record: record["other_config"].get(key) == "carol"), what="the custom field")
    wait_until(lambda: watcher.machine(uuid), 5)
    api.VM.set_name_description(ref, "back again")
    wait_until(lambda: watcher.machine(uuid)["notes"] == "back again", 5, what="the note to vSphere")
