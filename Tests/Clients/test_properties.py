"""The property collector's reads: Fetch, RetrieveProperties, RetrievePropertiesEx and its pages, paths of every kind."""

import pytest
from pyVmomi import VmomiSupport, vim, vmodl
from vsphere import Query, datastore_of, filter_spec, find_all, host_of, through_view, view_of

KINDS = [vim.Folder, vim.Datacenter, vim.ComputeResource, vim.HostSystem, vim.ResourcePool, vim.Datastore, vim.Network,
         vim.VirtualMachine]


def fetch_everything(item):
    """Reads each property of the API version that was agreed on by Fetch, as an attribute of pyVmomi's object."""
    for info in item._GetPropertyList():
        if VmomiSupport.IsChildVersion(item._stub.version, info.version):
            getattr(item, info.name)


def values(objects):
    return {item.obj: {entry.name: entry.val for entry in item.propSet} for item in objects}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_property_by_fetch(instance, kind):
    objects = find_all(instance, kind) if kind is not vim.Folder else [
        instance.content.rootFolder, *find_all(instance, vim.Folder)]
    assert objects
    for item in objects[:8]:
        fetch_everything(item)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_all_properties_of_all_objects(instance, kind):
    view = view_of(instance, kind)
    objects = values(instance.content.propertyCollector.RetrieveContents([through_view(view, kind)]))
    assert set(objects) == set(view.view)
    for item, properties in objects.items():
        required = {info.name for info in item._GetPropertyList() if not info.flags & VmomiSupport.F_OPTIONAL}
        assert required <= set(properties), f"{item} lacks {required - set(properties)}"
        for name, value in properties.items():
            check(value, f"{item._moId}.{name}")


def check(value, path):
    """Everything that the data type says is always there is there."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            check(item, f"{path}[{index}]")
    elif isinstance(value, VmomiSupport.DataObject):
        for info in value._GetPropertyList():
            item = getattr(value, info.name)
            if item is None:
                assert info.flags & VmomiSupport.F_OPTIONAL, f"{path}.{info.name} is not set"
            else:
                check(item, f"{path}.{info.name}")


def test_services_decode(instance):
    content = instance.content
    for info in content._GetPropertyList():
        service = getattr(content, info.name)
        if isinstance(service, VmomiSupport.ManagedObject):
            fetch_everything(service)
    fetch_everything(instance)


def test_nested_and_indexed_paths(instance, platform):
    vm = next(vm for vm in host_of(instance, platform).vm if vm.name == f"{platform}01-db02")
    disks = [device for device in vm.config.hardware.device if isinstance(device, vim.vm.device.VirtualDisk)]
    key = disks[0].key
    paths = [
        "name", "config.hardware.numCPU", "config.hardware.device", f"config.hardware.device[{key}]",
        f"config.hardware.device[{key}].capacityInKB", f"config.hardware.device[{key}].backing.fileName",
        "runtime.host", "summary.config.name"]
    [item] = instance.content.propertyCollector.RetrieveProperties([filter_spec([vm], vim.VirtualMachine, paths)])
    properties = {entry.name: entry.val for entry in item.propSet}
    assert set(properties) == set(paths)
    assert properties["config.hardware.numCPU"] == 2
    assert properties[f"config.hardware.device[{key}]"].key == key
    assert properties[f"config.hardware.device[{key}].capacityInKB"] == 8 << 20
    assert properties[f"config.hardware.device[{key}].backing.fileName"].startswith(f"[{datastore_of(vm.runtime.host).name}] ")
    assert properties["runtime.host"] == vm.runtime.host and properties["summary.config.name"] == vm.name
    assert [device.key for device in properties["config.hardware.device"]] == [
        device.key for device in vm.config.hardware.device]


def test_unset_property_is_left_out(instance, platform):
    vm = next(vm for vm in host_of(instance, platform).vm if vm.name == f"{platform}01-db02")
    assert vm.snapshot is None
    [item] = instance.content.propertyCollector.RetrieveProperties(
        [filter_spec([vm], vim.VirtualMachine, ["name", "snapshot", "config.hardware.device[99999]"])])
    assert [entry.name for entry in item.propSet] == ["name"]


def test_unknown_path(instance):
    machines = find_all(instance, vim.VirtualMachine)
    for path in ("nonsense", "config.nonsense", "config..hardware", "config.hardware.device[2000"):
        with pytest.raises(vmodl.query.InvalidProperty) as fault:
            instance.content.propertyCollector.RetrieveProperties(
                [filter_spec(machines[:1], vim.VirtualMachine, [path])])
        assert fault.value.name


def test_pages(instance):
    view = view_of(instance, vim.VirtualMachine)
    expected = set(view.view)
    collector = instance.content.propertyCollector
    spec = through_view(view, vim.VirtualMachine, ["name", "config.hardware.device"])
    page = collector.RetrievePropertiesEx([spec], Query.RetrieveOptions(maxObjects=5))
    seen, sizes = [], []
    while True:
        seen += [item.obj for item in page.objects]
        sizes.append(len(page.objects))
        if not page.token:
            break
        token = page.token
        page = collector.ContinueRetrievePropertiesEx(token)
    assert set(sizes[:-1]) == {5} and 0 < sizes[-1] <= 5
    assert len(seen) == len(set(seen)) and set(seen) == expected
    with pytest.raises(vmodl.fault.InvalidArgument):
        collector.ContinueRetrievePropertiesEx(token)
    page = collector.RetrievePropertiesEx([spec], Query.RetrieveOptions(maxObjects=1))
    collector.CancelRetrievePropertiesEx(page.token)
    with pytest.raises(vmodl.fault.InvalidArgument):
        collector.ContinueRetrievePropertiesEx(page.token)


def test_traversal_from_the_root(instance):
    """The selection that old clients carry along: named specs that refer to each other."""
    def select(*names):
        return [Query.SelectionSpec(name=name) for name in names]

    specs = [
        Query.TraversalSpec(name="folder", type=vim.Folder, path="childEntity", selectSet=select(
            "folder", "hosts", "machines", "compute")),
        Query.TraversalSpec(name="hosts", type=vim.Datacenter, path="hostFolder", selectSet=select("folder")),
        Query.TraversalSpec(name="machines", type=vim.Datacenter, path="vmFolder", selectSet=select("folder")),
        Query.TraversalSpec(name="compute", type=vim.ComputeResource, path="host"),
    ]
    spec = Query.FilterSpec(
        propSet=[Query.PropertySpec(type=vim.VirtualMachine, pathSet=["name"]),
                 Query.PropertySpec(type=vim.HostSystem, pathSet=["name"])],
        objectSet=[Query.ObjectSpec(obj=instance.content.rootFolder, skip=True, selectSet=specs)])
    found = values(instance.content.propertyCollector.RetrieveProperties([spec]))
    assert set(found) == {*find_all(instance, vim.VirtualMachine), *find_all(instance, vim.HostSystem)}


def test_object_that_does_not_exist(instance):
    missing = vim.VirtualMachine("vm-99999", instance._stub)
    with pytest.raises(vmodl.fault.ManagedObjectNotFound) as fault:
        instance.content.propertyCollector.RetrieveProperties([filter_spec([missing], vim.VirtualMachine, ["name"])])
    assert fault.value.obj == missing
    with pytest.raises(vmodl.fault.ManagedObjectNotFound):
        missing.name


def test_pages_over_several_specs(instance):
    machines, hosts = find_all(instance, vim.VirtualMachine), find_all(instance, vim.HostSystem)
    collector = instance.content.propertyCollector
    specs = [filter_spec(hosts, vim.HostSystem, ["name"]), filter_spec(machines, vim.VirtualMachine, ["name"])]
    page = collector.RetrievePropertiesEx(specs, Query.RetrieveOptions(maxObjects=3))
    seen = []
    while page:
        assert len(page.objects) <= 3
        seen += [item.obj for item in page.objects]
        page = collector.ContinueRetrievePropertiesEx(page.token) if page.token else None
    assert seen == hosts + machines


def test_base_types_and_paths_upwards(instance, platform):
    """From a machine to the root over ManagedEntity.parent, by a spec that refers to itself."""
    vm = next(iter(host_of(instance, platform).vm))
    upwards = Query.TraversalSpec(
        name="up", type=vim.ManagedEntity, path="parent", selectSet=[Query.SelectionSpec(name="up")])
    spec = filter_spec([vm], vim.ManagedEntity, ["name", "parent"], [upwards])
    found = values(instance.content.propertyCollector.RetrieveContents([spec]))
    place = vm
    while place:
        assert found[place]["name"] == place.name and found[place].get("parent") == place.parent
        place = place.parent
    assert instance.content.rootFolder in found
