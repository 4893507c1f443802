"""Custom fields: defined, set on objects of all kinds, watched, kept over a crash, gone with their object."""

import pytest
from daemon import Daemon, configuration, unique
from pyVmomi import vim, vmodl
from vsphere import Query, create, filter_spec, find_all, host_of, machine_spec, named, run


def manager(instance):
    return instance.content.customFieldsManager


def value(entity, field):
    found = [item.value for item in entity.customValue if item.key == field.key]
    assert found == [item.value for item in entity.value if item.key == field.key]
    return found[0] if found else None


@pytest.fixture
def field(instance):
    field = manager(instance).AddCustomFieldDef(name=unique("Owner"))
    yield field
    if any(item.key == field.key for item in manager(instance).field):
        manager(instance).RemoveCustomFieldDef(key=field.key)


def machine(instance, platform):
    return next(vm for vm in host_of(instance, platform).vm if vm.name == f"{platform}01-db02")


def test_definitions(instance):
    fields = manager(instance)
    anything = fields.AddCustomFieldDef(name=unique("Any"))
    machines = fields.AddCustomFieldDef(name=unique("Machines"), moType=vim.VirtualMachine)
    assert anything.managedObjectType is None and machines.managedObjectType is vim.VirtualMachine
    assert anything.key != machines.key and machines.type is str
    listed = {item.key: item for item in fields.field}
    assert listed[anything.key].name == anything.name and listed[machines.key].managedObjectType is vim.VirtualMachine
    host = host_of(instance, "kvm")
    assert {anything.key, machines.key} <= {item.key for item in host.vm[0].availableField}
    assert anything.key in {item.key for item in host.availableField}
    assert machines.key not in {item.key for item in host.availableField}
    with pytest.raises(vim.fault.DuplicateName) as fault:
        fields.AddCustomFieldDef(name=anything.name)
    assert fault.value.name == anything.name
    with pytest.raises(vim.fault.DuplicateName):
        fields.RenameCustomFieldDef(key=machines.key, name=anything.name)
    renamed = unique("Renamed")
    fields.RenameCustomFieldDef(key=machines.key, name=renamed)
    assert {item.name for item in fields.field if item.key == machines.key} == {renamed}
    for item in (anything, machines):
        fields.RemoveCustomFieldDef(key=item.key)
    assert not {anything.key, machines.key} & {item.key for item in fields.field}
    for call in (lambda: fields.RemoveCustomFieldDef(key=machines.key),
                 lambda: fields.RenameCustomFieldDef(key=machines.key, name="x"),
                 lambda: fields.SetField(entity=host.vm[0], key=machines.key, value="x")):
        with pytest.raises(vmodl.fault.InvalidArgument) as fault:
            call()
        assert fault.value.invalidProperty == "key"


def test_values_of_machines(instance, platform, field):
    vm = machine(instance, platform)
    before = vm.config.changeVersion
    manager(instance).SetField(entity=vm, key=field.key, value="Ann & <Bob>")
    assert value(vm, field) == "Ann & <Bob>"
    assert {(item.key, item.value) for item in vm.summary.customValue} >= {(field.key, "Ann & <Bob>")}
    vm.SetCustomValue(key=field.name, value="Carl")
    assert value(vm, field) == "Carl"
    assert vm.config.changeVersion == before
    with pytest.raises(vmodl.fault.InvalidArgument):
        vm.SetCustomValue(key=unique("none"), value="x")
    [item] = instance.content.propertyCollector.RetrieveContents(
        [filter_spec([vm], vim.VirtualMachine, ["customValue", "summary.customValue", "availableField"])])
    properties = {entry.name: entry.val for entry in item.propSet}
    assert [(item.key, item.value) for item in properties["summary.customValue"]] == [(field.key, "Carl")]
    manager(instance).RemoveCustomFieldDef(key=field.key)
    assert value(vm, field) is None and not vm.summary.customValue


def test_values_of_everything_else(instance, platform, field):
    host = host_of(instance, platform)
    entities = [host, host.datastore[0], host.network[0]]
    if platform == "kvm":
        root = instance.content.rootFolder
        entities += [root, root.childEntity[0], root.childEntity[0].vmFolder]
    for entity in entities:
        manager(instance).SetField(entity=entity, key=field.key, value=entity.name)
        assert value(entity, field) == entity.name
    assert {(item.key, item.value) for item in host.summary.customValue} == {(field.key, host.name)}


def test_field_of_another_type(instance, platform):
    field = manager(instance).AddCustomFieldDef(name=unique("Hosts"), moType=vim.HostSystem)
    with pytest.raises(vmodl.fault.InvalidArgument) as fault:
        manager(instance).SetField(entity=machine(instance, platform), key=field.key, value="x")
    assert fault.value.invalidProperty == "key"
    manager(instance).RemoveCustomFieldDef(key=field.key)


def test_changes_are_told(instance, daemon, platform, field):
    """Another client waits, and is told of the new value alone."""
    other = daemon.pyvmomi()
    collector = other.content.propertyCollector.CreatePropertyCollector()
    vm = vim.VirtualMachine(machine(instance, platform)._moId, other._stub)
    collector.CreateFilter(filter_spec([vm], vim.VirtualMachine, ["customValue", "name"]), False)
    version = collector.WaitForUpdatesEx("").version
    manager(instance).SetField(entity=machine(instance, platform), key=field.key, value="watched")
    update = collector.WaitForUpdatesEx(version, Query.WaitOptions(maxWaitSeconds=10))
    [entry] = update.filterSet[0].objectSet
    assert entry.obj == vm and entry.kind == "modify" and [item.name for item in entry.changeSet] == ["customValue"]
    assert [(item.key, item.value) for item in entry.changeSet[0].val] == [(field.key, "watched")]
    collector.DestroyPropertyCollector()


def test_values_go_with_their_machine(instance, platform, field, daemon):
    name = unique("noted")
    vm = create(instance, platform, machine_spec(name))
    manager(instance).SetField(entity=vm, key=field.key, value="x")
    run(vm.Destroy_Task())
    again = create(instance, platform, machine_spec(name))
    assert not again.customValue
    run(again.Destroy_Task())


def test_fields_are_explained(instance, daemon, field):
    vm = machine(instance, "xen")
    manager(instance).SetField(entity=vm, key=field.key, value="traced")
    task = next(item for item in daemon.items("/api/v1/tasks") if item["command"] == "annotation.set")
    stages = [stage["name"] for stage in daemon.get(f"/api/v1/traces/{task['trace']}")["stages"]]
    assert task["state"] == "success" and {"command-in", "router", "decision", "broker", "result"} <= set(stages)


def test_fields_outlive_a_crash(tmp_path):
    daemon = Daemon(tmp_path, configuration(vms=2)).start()
    try:
        instance = daemon.pyvmomi()
        field = manager(instance).AddCustomFieldDef(name="Owner", moType=vim.VirtualMachine)
        for vm in find_all(instance, vim.VirtualMachine):
            manager(instance).SetField(entity=vm, key=field.key, value=f"of {vm.name}")
        keys = {vm.name: (vm._moId, field.key) for vm in find_all(instance, vim.VirtualMachine)}
        daemon.kill()
        daemon.start()
        instance = daemon.pyvmomi()
        [again] = manager(instance).field
        assert (again.key, again.name, again.managedObjectType) == (field.key, "Owner", vim.VirtualMachine)
        for vm in find_all(instance, vim.VirtualMachine):
            assert (vm._moId, again.key) == keys[vm.name] and value(vm, again) == f"of {vm.name}"
        manager(instance).RemoveCustomFieldDef(key=again.key)
        assert not manager(instance).field and not named(instance, vim.VirtualMachine, vm.name).customValue
    finally:
        daemon.end()
