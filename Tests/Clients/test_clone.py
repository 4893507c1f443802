"""Machines are cloned, made templates and deployed from them, on hosts of every platform."""

import pytest
from daemon import unique
from pyVmomi import vim, vmodl
from vsphere import GIB, devices, host_of, run


def location(scene, **members):
    return vim.vm.RelocateSpec(pool=host_of(scene.instance, scene.platform).parent.resourcePool, **members)


def clone(scene, vm, name=None, place=None, **members):
    spec = vim.vm.CloneSpec(location=place or location(scene), **{"powerOn": False, "template": False, **members})
    made = run(vm.CloneVM_Task(vm.parent, name or unique("clone"), spec))
    scene.made.append(made)
    return made


def files(vm):
    return {disk.backing.fileName for disk in devices(vm, vim.vm.device.VirtualDisk)}


def test_full_clone(scene):
    vm = scene.create(cpus=2, memory=1024, notes="the original", disks=(4, 6), nics=2)
    before = scene.settle(vm)
    name = unique("clone")
    made = clone(scene, vm, name)
    after = scene.settle(
        made, name=name, power="off", cpus=2, memory=1024, notes="the original", disks=[4 * GIB, 6 * GIB], snapshots={})
    assert isinstance(made, vim.VirtualMachine) and made != vm
    assert made.config.uuid != vm.config.uuid and made.config.instanceUuid != vm.config.instanceUuid
    assert not {mac for mac, _ in after["nics"]} & {mac for mac, _ in before["nics"]}
    assert [network for _, network in after["nics"]] == [network for _, network in before["nics"]]
    assert not files(made) & files(vm)
    assert made.config.guestId == vm.config.guestId and made.config.firmware == vm.config.firmware
    scene.settle(vm, **{key: before[key] for key in ("name", "disks", "nics", "power")})
    # Each has disks of its own: the original goes, the clone runs.
    run(vm.Destroy_Task())
    run(made.PowerOnVM_Task())
    scene.settle(made, power="running", disks=[4 * GIB, 6 * GIB])


def test_clone_without_snapshots(scene):
    vm = scene.create()
    run(vm.CreateSnapshot_Task(name="old", description="", memory=False, quiesce=False))
    made = clone(scene, vm)
    scene.settle(made, snapshots={}, disks=[4 * GIB])
    scene.settle(vm, snapshots={"old": None})
    run(vm.RemoveAllSnapshots_Task())
    scene.settle(made, disks=[4 * GIB])


def test_clone_with_changes_runs(scene):
    vm = scene.create(cpus=1, memory=1024)
    config = vim.vm.ConfigSpec(numCPUs=2, memoryMB=2048, annotation="changed")
    made = clone(scene, vm, config=config, powerOn=True)
    scene.settle(made, power="running", cpus=2, memory=2048, notes="changed")
    scene.settle(vm, power="off", cpus=1, memory=1024, notes="")


def test_clone_that_cannot_be_changed_is_removed(scene):
    vm = scene.create()
    name = unique("clone")
    gone = vim.vm.device.VirtualDeviceSpec(
        operation="remove", device=vim.vm.device.VirtualDisk(key=2014, controllerKey=1000, unitNumber=14))
    with pytest.raises(vim.fault.InvalidDeviceSpec):
        clone(scene, vm, name, config=vim.vm.ConfigSpec(deviceChange=[gone]))
    assert name not in [item["name"] for item in scene.daemon.items("/api/v1/vms")]
    scene.settle(vm)


def test_clone_of_a_running_machine(scene):
    vm = scene.running()
    if scene.platform in ("xen", "hyperv"):
        with pytest.raises(vim.fault.InvalidPowerState) as refusal:
            clone(scene, vm)
        assert refusal.value.existingState == "poweredOn"
        return
    made = clone(scene, vm)
    scene.settle(made, power="off", disks=[4 * GIB], snapshots={})
    scene.settle(vm, power="running", disks=[4 * GIB], snapshots={})


def test_what_a_clone_cannot_be(scene):
    vm = scene.create()
    other = next(host for host in ("kvm", "xen") if host != scene.platform)
    elsewhere = vim.vm.RelocateSpec(host=host_of(scene.instance, other))
    with pytest.raises(vmodl.fault.InvalidArgument):
        clone(scene, vm, place=elsewhere)
    with pytest.raises(vmodl.fault.InvalidArgument):
        run(vm.CloneVM_Task(vm.parent, "", vim.vm.CloneSpec(location=location(scene), powerOn=False, template=False)))
    with pytest.raises(vmodl.fault.NotSupported):
        clone(scene, vm, customization=vim.vm.customization.Specification(
            options=vim.vm.customization.LinuxOptions(), globalIPSettings=vim.vm.customization.GlobalIPSettings(),
            identity=vim.vm.customization.SysprepText(value="<unattend/>")))
    if scene.platform != "xen":
        with pytest.raises(vmodl.fault.NotSupported):
            clone(scene, vm, place=location(scene, diskMoveType="createNewChildDiskBacking"))


def test_template(scene):
    vm = scene.create(cpus=1, notes="golden")
    vm.MarkAsTemplate()
    scene.settle(vm, power="off", notes="golden")
    assert vm.config.template and vm.summary.config.template and vm.resourcePool is None
    assert native_template(scene, vm)
    with pytest.raises(vmodl.fault.NotSupported):
        run(vm.PowerOnVM_Task())
    with pytest.raises(vmodl.fault.NotSupported):
        vm.MarkAsTemplate() if scene.platform != "xen" else run(vm.PowerOnVM_Task())
    name = unique("deployed")
    made = clone(scene, vm, name, powerOn=True)
    scene.settle(made, name=name, power="running", cpus=1, notes="golden", disks=[4 * GIB])
    assert not made.config.template and made.resourcePool is not None
    vm.MarkAsVirtualMachine(host_of(scene.instance, scene.platform).parent.resourcePool, None)
    assert not vm.config.template and vm.resourcePool is not None and not native_template(scene, vm)
    run(vm.PowerOnVM_Task())
    scene.settle(vm, power="running")
    with pytest.raises(vim.fault.InvalidState):
        vm.MarkAsTemplate()


def test_clone_to_a_template(scene):
    vm = scene.create()
    made = clone(scene, vm, template=True)
    assert made.config.template and not vm.config.template
    assert native_template(scene, made) and not native_template(scene, vm)


def test_linked_clone(scene):
    vm = scene.create(disks=(4, 6))
    vm.MarkAsTemplate()
    place = location(scene, diskMoveType="createNewChildDiskBacking")
    if scene.platform == "vsphere":
        with pytest.raises(vmodl.fault.NotSupported):
            clone(scene, vm, place=place)
        return
    made = clone(scene, vm, place=place)
    scene.settle(made, disks=[4 * GIB, 6 * GIB], power="off")
    assert not files(made) & files(vm)
    if scene.platform == "kvm":
        images = [scene.daemon.state / "hosts/kvm01/volumes/datastore1" / file.rpartition("] ")[2] for file in files(made)]
        assert all(b"/" in image.read_bytes()[104:] for image in images), "no image names the one that it builds on"
    if scene.platform == "hyperv":
        names = [file.rpartition("/")[2] for file in files(made)]
        home = scene.daemon.state / "hosts/hyperv01"
        assert all("ParentPath=" in next(home.rglob(name)).read_text() for name in names)
    run(made.PowerOnVM_Task())
    scene.settle(made, power="running")


def native_template(scene, vm):
    return scene.native_template(vm.config.uuid)
