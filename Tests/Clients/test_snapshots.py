"""Snapshots as a tree: made, gone back to, removed, on hosts of every platform."""

import pytest
from pyVmomi import vim, vmodl
from vsphere import flat, run, snapshot_named


def take(vm, name, memory=False):
    return run(vm.CreateSnapshot_Task(name=name, description=f"about {name}", memory=memory, quiesce=False))


def note(vm, text):
    run(vm.ReconfigVM_Task(vim.vm.ConfigSpec(annotation=text)))


def test_a_tree(scene):
    vm = scene.create(cpus=1)
    assert vm.snapshot is None
    first = take(vm, "first")
    assert isinstance(first, vim.vm.Snapshot) and vm.snapshot.currentSnapshot == first
    scene.settle(vm, snapshots={"first": None})
    second = take(vm, "second")
    scene.settle(vm, snapshots={"first": None, "second": "first"})
    run(first.RevertToSnapshot_Task())
    assert vm.snapshot.currentSnapshot == first
    third = take(vm, "third")
    scene.settle(vm, snapshots={"first": None, "second": "first", "third": "first"})
    tree = vm.snapshot.rootSnapshotList[0]
    assert (tree.name, tree.description, tree.vm, tree.state) == ("first", "about first", vm, "poweredOff")
    assert tree.createTime.tzinfo is not None and len({item.id for item in (tree, *tree.childSnapshotList)}) == 3
    assert vm.snapshot.currentSnapshot == third
    assert {second, third} == {item.snapshot for item in tree.childSnapshotList}

    run(second.RemoveSnapshot_Task(removeChildren=False))
    scene.settle(vm, snapshots={"first": None, "third": "first"})
    with pytest.raises(vmodl.fault.ManagedObjectNotFound):
        run(second.RemoveSnapshot_Task(removeChildren=False))
    run(first.RemoveSnapshot_Task(removeChildren=True))
    scene.settle(vm, snapshots={})
    assert vm.snapshot is None


def test_removing_one_keeps_its_children(scene):
    vm = scene.create()
    for name in ("a", "b", "c"):
        take(vm, name)
    run(snapshot_named(vm, "b").RemoveSnapshot_Task(removeChildren=False))
    scene.settle(vm, snapshots={"a": None, "c": "a"})
    run(snapshot_named(vm, "a").RemoveSnapshot_Task(removeChildren=False))
    scene.settle(vm, snapshots={"c": None})


def test_revert_restores_the_configuration(scene):
    vm = scene.create(cpus=1, memory=1024)
    first = take(vm, "small")
    run(vm.ReconfigVM_Task(vim.vm.ConfigSpec(numCPUs=4, memoryMB=2048)))
    scene.settle(vm, cpus=4, memory=2048)
    take(vm, "large")
    run(first.RevertToSnapshot_Task())
    scene.settle(vm, cpus=1, memory=1024, power="off", snapshots={"small": None, "large": "small"})
    run(snapshot_named(vm, "large").RevertToSnapshot_Task())
    scene.settle(vm, cpus=4, memory=2048)


def test_remove_all(scene):
    vm = scene.create()
    first = take(vm, "one")
    take(vm, "two")
    run(first.RevertToSnapshot_Task())
    take(vm, "three")
    scene.settle(vm, snapshots={"one": None, "two": "one", "three": "one"})
    run(vm.RemoveAllSnapshots_Task())
    scene.settle(vm, snapshots={}, power="off")


def test_with_memory_of_a_running_machine(scene):
    vm = scene.running()
    running = take(vm, "running", memory=True)
    scene.settle(vm, snapshots={"running": None}, power="running")
    [tree] = vm.snapshot.rootSnapshotList
    assert tree.state == "poweredOn"
    run(vm.PowerOffVM_Task())
    scene.settle(vm, power="off")
    run(running.RevertToSnapshot_Task())
    scene.settle(vm, power="running")


def test_without_memory_of_a_running_machine(scene):
    vm = scene.running()
    cold = take(vm, "disks only")
    scene.settle(vm, snapshots={"disks only": None}, power="running")
    run(cold.RevertToSnapshot_Task())
    scene.settle(vm, power="off")


def test_powering_on_from_a_snapshot(scene):
    vm = scene.create()
    take(vm, "cold")
    run(vm.PowerOnVM_Task())
    scene.settle(vm, power="running", snapshots={"cold": None})


def test_seeded_tree(scene):
    name = f"{scene.platform}01-web01"
    vm = next(vm for vm in _machines(scene) if vm.name == name)
    assert dict(flat(vm.snapshot.rootSnapshotList)) == {"before-upgrade": None, "patched": "before-upgrade"}
    assert vm.snapshot.rootSnapshotList[0].description == "as installed"
    scene.settle(vm, snapshots={"before-upgrade": None, "patched": "before-upgrade"})
    assert {item.snapshot for item in vm.snapshot.rootSnapshotList} <= set(vm.rootSnapshot)


def _machines(scene):
    from vsphere import find_all

    return find_all(scene.instance, vim.VirtualMachine)
