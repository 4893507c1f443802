"""Machines are made, renamed, unregistered and destroyed, on hosts of every platform."""

import native
from daemon import unique
from pyVmomi import vim
from vsphere import GIB, run


def test_seeded_machines_agree(scene):
    machines = [vm for vm in native_machines(scene)]
    assert len(machines) == 4
    for vm in machines:
        scene.settle(vm)


def native_machines(scene):
    view = scene.instance.content.viewManager.CreateContainerView(
        scene.instance.content.rootFolder, [vim.VirtualMachine], True)
    return [vm for vm in view.view if vm.name.startswith(f"{scene.platform}01-")]


def test_create_and_power_on(scene):
    name = unique("made")
    vm = scene.create(name=name, cpus=2, memory=1024, notes="made by a test", disks=(4, 6))
    facts = scene.settle(
        vm, name=name, power="off", cpus=2, memory=1024, notes="made by a test", disks=[4 * GIB, 6 * GIB], snapshots={})
    assert [network for _, network in facts["nics"]] == ["VM Network"]
    assert vm.config.guestId == "debian12_64Guest"
    run(vm.PowerOnVM_Task())
    scene.settle(vm, power="running")


def test_rename(scene):
    vm = scene.create()
    name = unique("renamed")
    run(vm.Rename_Task(name))
    scene.settle(vm, name=name)


def test_destroy(scene):
    vm = scene.create()
    scene.settle(vm)
    uuid, identity = vm.config.uuid, vm.config.instanceUuid
    run(vm.Destroy_Task())
    scene.settle_gone(uuid, identity)
