"""Boot options, reservations, limits and shares, on hosts of every platform: kept by the host, or refused."""

import pytest
from pyVmomi import vim, vmodl
from vsphere import create, devices, host_of, machine_spec, run

Boot = vim.vm.BootOptions


def reconfigure(vm, **members):
    run(vm.ReconfigVM_Task(vim.vm.ConfigSpec(**members)))


def boot(vm, **members):
    reconfigure(vm, bootOptions=Boot(**members))


def order(vm):
    names = {Boot.BootableDiskDevice: "disk", Boot.BootableCdromDevice: "cdrom", Boot.BootableEthernetDevice: "nic"}
    return [(names[type(item)], getattr(item, "deviceKey", None)) for item in vm.config.bootOptions.bootOrder]


def shares(level, number=0):
    return vim.SharesInfo(level=level, shares=number)


def text(scene, vm):
    """Everything that the host keeps, as text."""
    from daemon import native_files

    return native_files(scene.daemon, scene.platform)


def test_boot_order(scene):
    vm = scene.create(disks=(4, 6))
    [first, second] = [disk.key for disk in devices(vm, vim.vm.device.VirtualDisk)]
    [nic] = [card.key for card in devices(vm, vim.vm.device.VirtualEthernetCard)]
    wanted = [Boot.BootableEthernetDevice(deviceKey=nic), Boot.BootableDiskDevice(deviceKey=first)]
    if scene.platform == "hyperv":
        with pytest.raises(vmodl.fault.NotSupported):
            boot(vm, bootOrder=wanted)
        return
    boot(vm, bootOrder=wanted)
    assert order(vm) == [("nic", nic), ("disk", first)]
    boot(vm, bootOrder=[Boot.BootableCdromDevice(), Boot.BootableDiskDevice(deviceKey=first)])
    assert order(vm) == [("cdrom", None), ("disk", first)]
    both = [Boot.BootableDiskDevice(deviceKey=second), Boot.BootableDiskDevice(deviceKey=first)]
    if scene.platform == "vsphere":
        boot(vm, bootOrder=both)
        assert order(vm) == [("disk", second), ("disk", first)]
        assert 'bios.hddOrder = "scsi0:1,scsi0:0"' in text(scene, vm)
        with pytest.raises(vmodl.fault.InvalidArgument):
            boot(vm, bootOrder=[Boot.BootableDiskDevice(deviceKey=2009)])
    else:
        with pytest.raises((vmodl.fault.InvalidArgument, vmodl.fault.NotSupported)):
            boot(vm, bootOrder=both)
        assert order(vm) == [("cdrom", None), ("disk", first)]
    scene.settle(vm, power="off")


def test_boot_delay_and_setup(scene):
    vm = scene.create()
    boot(vm, bootDelay=0, enterBIOSSetup=False)
    assert vm.config.bootOptions.bootDelay == 0
    if scene.platform in ("xen", "hyperv"):
        with pytest.raises(vmodl.fault.NotSupported):
            boot(vm, bootDelay=3000)
    else:
        boot(vm, bootDelay=3000)
        assert vm.config.bootOptions.bootDelay == 3000
        boot(vm, bootDelay=0)
        assert vm.config.bootOptions.bootDelay == 0
    if scene.platform != "vsphere":
        with pytest.raises(vmodl.fault.NotSupported):
            boot(vm, enterBIOSSetup=True)
        assert not vm.config.bootOptions.enterBIOSSetup
        return
    boot(vm, enterBIOSSetup=True)
    assert vm.config.bootOptions.enterBIOSSetup
    run(vm.PowerOnVM_Task())
    scene.settle(vm, power="running")
    assert not vm.config.bootOptions.enterBIOSSetup


def test_shares_of_processors(scene):
    vm = scene.create(cpus=2)
    allocation = vm.config.cpuAllocation
    assert (allocation.shares.level, allocation.shares.shares, allocation.reservation, allocation.limit) == ("normal", 2000, 0, -1)
    normal = vim.ResourceAllocationInfo(reservation=0, limit=-1, shares=shares("normal"))
    if scene.platform == "hyperv":
        reconfigure(vm, cpuAllocation=normal)
        with pytest.raises(vmodl.fault.NotSupported):
            reconfigure(vm, cpuAllocation=vim.ResourceAllocationInfo(shares=shares("high")))
        return
    for level, number in (("high", 4000), ("low", 1000), ("custom", 3000), ("normal", 2000)):
        reconfigure(vm, cpuAllocation=vim.ResourceAllocationInfo(shares=shares(level, number)))
        told = vm.config.cpuAllocation.shares
        assert (told.level, told.shares) == (level, number)
    reconfigure(vm, cpuAllocation=vim.ResourceAllocationInfo(shares=shares("custom", 3000)))
    kept = {"vsphere": 'sched.cpu.shares = "3000"', "kvm": "<shares>1536</shares>", "xen": "'weight' '384'"}
    assert kept[scene.platform] in text(scene, vm)
    assert vm.resourceConfig.cpuAllocation.shares.shares == 3000


def test_reservations_and_limits(scene):
    vm = scene.create(memory=1024)
    memory = vim.ResourceAllocationInfo(reservation=512, limit=1024)
    if scene.platform != "vsphere":
        with pytest.raises(vmodl.fault.NotSupported):
            reconfigure(vm, memoryAllocation=memory)
        with pytest.raises(vmodl.fault.NotSupported):
            reconfigure(vm, cpuAllocation=vim.ResourceAllocationInfo(limit=1000))
        reconfigure(vm, memoryAllocation=vim.ResourceAllocationInfo(reservation=0, limit=-1))
        assert vm.config.memoryAllocation.reservation == 0
        return
    reconfigure(vm, memoryAllocation=memory, cpuAllocation=vim.ResourceAllocationInfo(reservation=200, limit=1000))
    assert (vm.config.memoryAllocation.reservation, vm.config.memoryAllocation.limit) == (512, 1024)
    assert (vm.config.cpuAllocation.reservation, vm.config.cpuAllocation.limit) == (200, 1000)
    assert (vm.summary.config.memoryReservation, vm.summary.config.cpuReservation) == (512, 200)
    assert 'sched.mem.min = "512"' in text(scene, vm)
    for wrong in (vim.ResourceAllocationInfo(reservation=2048), vim.ResourceAllocationInfo(limit=100)):
        with pytest.raises(vmodl.fault.InvalidArgument):
            reconfigure(vm, memoryAllocation=wrong)
    reconfigure(vm, memoryAllocation=vim.ResourceAllocationInfo(reservation=0, limit=-1))
    assert (vm.config.memoryAllocation.reservation, vm.config.memoryAllocation.limit) == (0, -1)


def test_created_with_boot_order_and_shares(scene):
    spec = machine_spec("", cpus=1)
    spec.name = f"{scene.platform}-booted-{id(spec)}"
    spec.bootOptions = Boot(bootOrder=[Boot.BootableCdromDevice(), Boot.BootableDiskDevice(deviceKey=-101)])
    spec.cpuAllocation = vim.ResourceAllocationInfo(shares=shares("high"))
    if scene.platform == "hyperv":
        with pytest.raises(vmodl.fault.NotSupported):
            create(scene.instance, scene.platform, spec)
        return
    vm = create(scene.instance, scene.platform, spec)
    scene.made.append(vm)
    assert [kind for kind, _ in order(vm)] == ["cdrom", "disk"]
    assert vm.config.cpuAllocation.shares.level == "high"
    run(vm.PowerOnVM_Task())
    if scene.platform != "vsphere":
        boot(vm, bootDelay=0) if scene.platform == "xen" else None
        return
    reconfigure(vm, cpuAllocation=vim.ResourceAllocationInfo(shares=shares("low")))
    assert vm.config.cpuAllocation.shares.level == "low"


def test_clone_keeps_them(scene):
    if scene.platform == "hyperv":
        pytest.skip("Hyper-V refuses all of them")
    vm = scene.create(cpus=1)
    reconfigure(vm, cpuAllocation=vim.ResourceAllocationInfo(shares=shares("high")))
    pool = host_of(scene.instance, scene.platform).parent.resourcePool
    spec = vim.vm.CloneSpec(location=vim.vm.RelocateSpec(pool=pool), powerOn=False, template=False)
    made = run(vm.CloneVM_Task(vm.parent, f"{vm.name}-like", spec))
    scene.made.append(made)
    assert made.config.cpuAllocation.shares.level == "high"


def test_terminate(scene):
    vm = scene.running()
    vm.TerminateVM()
    scene.settle(vm, power="off")
    with pytest.raises(vim.fault.InvalidPowerState):
        vm.TerminateVM()


def test_upgrade(scene):
    vm = scene.create()
    if scene.platform != "vsphere":
        with pytest.raises(vim.fault.AlreadyUpgraded):
            run(vm.UpgradeVM_Task())
        return
    spec = machine_spec("", cpus=1)
    spec.name, spec.version = f"{vm.name}-old", "vmx-17"
    old = create(scene.instance, scene.platform, spec)
    scene.made.append(old)
    assert old.config.version == "vmx-17"
    run(old.UpgradeVM_Task("vmx-19"))
    assert old.config.version == "vmx-19" and 'virtualHW.version = "19"' in text(scene, old)
    run(old.UpgradeVM_Task())
    assert old.config.version == "vmx-21"
    for again in (None, "vmx-17"):
        with pytest.raises(vim.fault.AlreadyUpgraded):
            run(old.UpgradeVM_Task(again))
    with pytest.raises(vmodl.fault.InvalidArgument):
        run(old.UpgradeVM_Task("newest"))
