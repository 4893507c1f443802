"""A live host as the tests see it: the daemon on one side, and on the other the server itself, past the daemon."""

import re

import pytest
import vsphere
from pyVim.connect import Disconnect
from pyVmomi import vim
from scene import Scene
from watching import Watcher

POWER = {"poweredOn": "running", "poweredOff": "off", "suspended": "suspended"}


@pytest.fixture(scope="module")
def instance(daemon):
    """The session of the client that gives commands."""
    instance = daemon.pyvmomi()
    yield instance
    Disconnect(instance)


@pytest.fixture(scope="module")
def watcher(daemon):
    watcher = Watcher(daemon)
    yield watcher
    watcher.close()
    Disconnect(watcher.instance)


def machine(instance, uuid):
    """The same facts as native.machine, as the server tells them."""
    for vm in vsphere.find_all(instance, vim.VirtualMachine):
        try:
            if vm.config is not None and vm.config.uuid == uuid:
                return facts(vm)
        except Exception as fault:
            # It has gone while it was being read.
            if "ManagedObjectNotFound" not in type(fault).__name__:
                raise
    return None


def facts(vm):
    config = vm.config
    devices = config.hardware.device
    drives = [device.backing for device in devices if isinstance(device, vim.vm.device.VirtualCdrom)]
    trees = vm.snapshot.rootSnapshotList if has_snapshots(vm) else []
    return {
        "name": vm.name,
        "power": POWER[vm.runtime.powerState],
        "cpus": config.hardware.numCPU,
        "memory": config.hardware.memoryMB,
        "notes": config.annotation or "",
        "disks": sorted(disk.capacityInKB << 10 for disk in devices if isinstance(disk, vim.vm.device.VirtualDisk)),
        "nics": sorted((card.macAddress.lower(), card.backing.deviceName)
                       for card in devices if isinstance(card, vim.vm.device.VirtualEthernetCard)),
        "cdrom": None if not drives else re.split(r"[/ ]", getattr(drives[0], "fileName", None) or "")[-1],
        "snapshots": dict(vsphere.flat(trees)),
    }


def has_snapshots(vm):
    """The simulator's Fetch of an unset property cannot be read by pyVmomi."""
    collector = vm._stub and vim.ServiceInstance("ServiceInstance", vm._stub).content.propertyCollector
    found = collector.RetrieveContents([vsphere.filter_spec([vm], vim.VirtualMachine, ["snapshot"])])
    return any(item.name == "snapshot" for item in found[0].propSet)


class LiveScene(Scene):
    def __init__(self, daemon, instance, watcher, peer):
        super().__init__(daemon, instance, watcher, "live")
        self.peer = peer

    def native(self, uuid):
        return machine(self.peer, uuid)

    def native_template(self, uuid):
        return next(vm.config.template for vm in vsphere.find_all(self.peer, vim.VirtualMachine) if vm.config.uuid == uuid)
