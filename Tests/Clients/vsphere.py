"""What the tests do through pyVmomi again and again."""

import re

from pyVim.task import WaitForTask
from pyVmomi import vim, vmodl

GIB = 1 << 30
Query = vmodl.query.PropertyCollector


def filter_spec(objects, kind, paths=None, select=None, skip=False):
    """A filter over some objects, all properties without paths."""
    properties = Query.PropertySpec(type=kind, all=paths is None, pathSet=paths or [])
    return Query.FilterSpec(
        propSet=[properties],
        objectSet=[Query.ObjectSpec(obj=item, skip=skip, selectSet=select or []) for item in objects])


def view_of(instance, *kinds):
    content = instance.content
    return content.viewManager.CreateContainerView(content.rootFolder, list(kinds), True)


def through_view(view, kind, paths=None):
    """A filter over what is in a view."""
    select = Query.TraversalSpec(name="view", type=type(view), path="view", skip=False)
    return filter_spec([view], kind, paths, [select], skip=True)


def watch_machines(instance, collector, paths):
    view = view_of(instance, vim.VirtualMachine)
    return collector.CreateFilter(through_view(view, vim.VirtualMachine, paths), False)


def find_all(instance, kind):
    view = view_of(instance, kind)
    found = list(view.view)
    view.DestroyView()
    return found


def read_all(instance, kind, paths):
    """Every object of a kind with some properties, in one read: what goes meanwhile does no harm."""
    view = view_of(instance, kind)
    found = instance.content.propertyCollector.RetrieveProperties([through_view(view, kind, paths)])
    view.DestroyView()
    return [(item.obj, {prop.name: prop.val for prop in item.propSet}) for item in found]


def named(instance, kind, name):
    return next(item for item, row in read_all(instance, kind, ["name"]) if row["name"] == name)


def host_of(instance, platform):
    return named(instance, vim.HostSystem, f"{platform}01")


def datastore_of(host, name="datastore1"):
    """The datastore that the host calls so; clients of the whole fleet may be shown a number behind its name."""
    return next(store for store in host.datastore if re.fullmatch(re.escape(name) + r"( \(\d+\))?", store.name))


def flat(trees, parent=None):
    """Snapshot name and its parent's name, over a tree."""
    for tree in trees:
        yield tree.name, parent
        yield from flat(tree.childSnapshotList, tree.name)


def snapshot_named(vm, name):
    def search(trees):
        for tree in trees:
            if tree.name == name:
                return tree.snapshot
            found = search(tree.childSnapshotList)
            if found:
                return found
        return None

    return search(vm.snapshot.rootSnapshotList)


def devices(vm, kind):
    return [device for device in vm.config.hardware.device if isinstance(device, kind)]


def run(task):
    """Waits for a task as pyVmomi's users do: its result, or its fault raised."""
    WaitForTask(task)
    return task.info.result


# Device changes

def change(operation, device, files=None):
    return vim.vm.device.VirtualDeviceSpec(operation=operation, fileOperation=files, device=device)


def disk(gib, controller, unit, key=-101, thin=True):
    backing = vim.vm.device.VirtualDisk.FlatVer2BackingInfo(diskMode="persistent", fileName="", thinProvisioned=thin)
    return change("add", vim.vm.device.VirtualDisk(
        key=key, controllerKey=controller, unitNumber=unit, capacityInKB=gib << 20, backing=backing), "create")


def nic(network="VM Network", key=-201, mac=None):
    backing = vim.vm.device.VirtualEthernetCard.NetworkBackingInfo(deviceName=network)
    return change("add", vim.vm.device.VirtualVmxnet3(
        key=key, backing=backing, addressType="manual" if mac else "generated", macAddress=mac,
        connectable=vim.vm.device.VirtualDevice.ConnectInfo(
            startConnected=True, allowGuestControl=True, connected=True)))


def cdrom(controller=201, unit=0, iso=None):
    backing = vim.vm.device.VirtualCdrom.IsoBackingInfo(fileName=iso) if iso else \
        vim.vm.device.VirtualCdrom.RemotePassthroughBackingInfo(deviceName="", exclusive=False)
    return change("add", vim.vm.device.VirtualCdrom(key=-301, controllerKey=controller, unitNumber=unit, backing=backing))


def machine_spec(name, cpus=2, memory=1024, notes="", disks=(4,), nics=1, datastore="datastore1"):
    controller = vim.vm.device.ParaVirtualSCSIController(key=-1, busNumber=0, sharedBus="noSharing")
    changes = [change("add", controller)]
    changes += [disk(size, -1, unit, -101 - unit) for unit, size in enumerate(disks)]
    changes += [nic(key=-201 - slot) for slot in range(nics)]
    return vim.vm.ConfigSpec(
        name=name, numCPUs=cpus, memoryMB=memory, annotation=notes, guestId="debian12_64Guest",
        files=vim.vm.FileInfo(vmPathName=f"[{datastore}]"), deviceChange=changes)


def datacenter_of(entity):
    while not isinstance(entity, vim.Datacenter):
        entity = entity.parent
    return entity


def start_create(instance, platform, spec):
    """The task of a creation."""
    host = host_of(instance, platform)
    return datacenter_of(host).vmFolder.CreateVM_Task(spec, host.parent.resourcePool, host)


def create(instance, platform, spec):
    return run(start_create(instance, platform, spec))
