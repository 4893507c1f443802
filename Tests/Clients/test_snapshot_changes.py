"""Snapshots renamed, gone back to without being named, merged or left unmerged, on hosts of every platform."""

import pytest
from pyVmomi import vim, vmodl
from vsphere import run

NO_MERGE = ("kvm", "xen", "hyperv")


def take(vm, name, **members):
    return run(vm.CreateSnapshot_Task(**{"name": name, "description": f"about {name}", "memory": False, "quiesce": False, **members}))


def tree(vm):
    return vm.snapshot.rootSnapshotList[0]


def test_rename(scene):
    vm = scene.create()
    snapshot = take(vm, "before")
    take(vm, "child")
    snapshot.RenameSnapshot(name=None, description="told anew")
    scene.settle(vm, snapshots={"before": None, "child": "before"})
    assert (tree(vm).name, tree(vm).description) == ("before", "told anew")
    if scene.platform == "kvm":
        with pytest.raises(vmodl.fault.NotSupported):
            snapshot.RenameSnapshot(name="after", description=None)
        scene.settle(vm, snapshots={"before": None, "child": "before"})
        return
    snapshot.RenameSnapshot(name="after", description=None)
    scene.settle(vm, snapshots={"after": None, "child": "after"})
    assert (tree(vm).name, tree(vm).description, tree(vm).snapshot) == ("after", "told anew", snapshot)
    run(snapshot.RevertToSnapshot_Task())
    assert vm.snapshot.currentSnapshot == snapshot
    with pytest.raises(vmodl.fault.InvalidArgument):
        snapshot.RenameSnapshot(name="", description=None)


def test_revert_to_the_current_one(scene):
    vm = scene.create(cpus=1)
    with pytest.raises(vim.fault.NotFound):
        run(vm.RevertToCurrentSnapshot_Task())
    take(vm, "first")
    take(vm, "second")
    run(vm.ReconfigVM_Task(vim.vm.ConfigSpec(numCPUs=2)))
    scene.settle(vm, cpus=2)
    run(vm.RevertToCurrentSnapshot_Task())
    scene.settle(vm, cpus=1, snapshots={"first": None, "second": "first"})
    assert vm.snapshot.currentSnapshot == tree(vm).childSnapshotList[0].snapshot


def test_revert_to_the_current_one_of_a_running_machine(scene):
    vm = scene.running()
    take(vm, "running", memory=True)
    run(vm.PowerOffVM_Task())
    run(vm.RevertToCurrentSnapshot_Task())
    scene.settle(vm, power="running")


def test_without_consolidation(scene):
    vm = scene.create()
    first = take(vm, "first")
    take(vm, "second")
    assert not vm.runtime.consolidationNeeded
    if scene.platform in NO_MERGE:
        with pytest.raises(vmodl.fault.NotSupported):
            run(first.RemoveSnapshot_Task(removeChildren=False, consolidate=False))
        with pytest.raises(vmodl.fault.NotSupported):
            run(vm.RemoveAllSnapshots_Task(consolidate=False))
        with pytest.raises(vmodl.fault.NotSupported):
            run(vm.ConsolidateVMDisks_Task())
        scene.settle(vm, snapshots={"first": None, "second": "first"})
        return
    run(first.RemoveSnapshot_Task(removeChildren=False, consolidate=False))
    scene.settle(vm, snapshots={"second": None})
    assert vm.runtime.consolidationNeeded and vm.summary.runtime.consolidationNeeded
    run(vm.ConsolidateVMDisks_Task())
    facts = scene.settle(vm, snapshots={"second": None})
    assert not vm.runtime.consolidationNeeded
    run(vm.RemoveAllSnapshots_Task(consolidate=False))
    assert vm.runtime.consolidationNeeded and vm.snapshot is None
    run(vm.ConsolidateVMDisks_Task())
    scene.settle(vm, snapshots={}, disks=facts["disks"])
    home = scene.daemon.state / "hosts/vsphere01/vmfs/volumes/datastore1" / vm.name
    assert [path.name for path in home.glob("*.vmdk")] == [f"{vm.name}.vmdk"]


def test_remove_with_children_and_consolidation(scene):
    vm = scene.create()
    first = take(vm, "first")
    take(vm, "second")
    run(first.RemoveSnapshot_Task(removeChildren=True, consolidate=True))
    scene.settle(vm, snapshots={})
    assert not vm.runtime.consolidationNeeded
    take(vm, "again")
    run(vm.RemoveAllSnapshots_Task(consolidate=True))
    scene.settle(vm, snapshots={})


def test_create_snapshot_ex(scene):
    vm = scene.create()
    made = run(vm.CreateSnapshotEx_Task(name="plain", description="by the newer method", memory=False))
    assert isinstance(made, vim.vm.Snapshot)
    scene.settle(vm, snapshots={"plain": None})
    assert tree(vm).description == "by the newer method"
    quiet = vim.vm.GuestQuiesceSpec(timeout=30)
    with pytest.raises(vmodl.fault.NotSupported):
        run(vm.CreateSnapshotEx_Task(name="slow", memory=False, quiesceSpec=quiet))


def test_quiesced(scene):
    """Of a machine whose guest's tools answer; XAPI has no call for it."""
    from daemon import wait_until

    vm = scene.running()
    wait_until(lambda: vm.guest.toolsRunningStatus == "guestToolsRunning", 5, what="the guest's boot")
    if scene.platform == "xen":
        with pytest.raises(vmodl.fault.NotSupported):
            run(vm.CreateSnapshotEx_Task(name="quiet", memory=False, quiesceSpec=vim.vm.GuestQuiesceSpec()))
        return
    run(vm.CreateSnapshotEx_Task(name="quiet", memory=False, quiesceSpec=vim.vm.GuestQuiesceSpec()))
    scene.settle(vm, snapshots={"quiet": None}, power="running")
    take(vm, "quiet too", quiesce=True)
    scene.settle(vm, snapshots={"quiet": None, "quiet too": "quiet"})
