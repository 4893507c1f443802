"""Guests are put to sleep where their hypervisor can, and wake as machines are powered on."""

import pytest
from daemon import wait_until
from pyVmomi import vim, vmodl
from vsphere import run


def test_standby(scene):
    vm = scene.running()
    if scene.platform in ("xen", "hyperv"):
        with pytest.raises(vmodl.fault.NotSupported):
            vm.StandbyGuest()
        assert vm.runtime.powerState == "poweredOn"
        return
    wait_until(lambda: vm.guest.toolsRunningStatus == "guestToolsRunning", what="the guest's tools")
    vm.StandbyGuest()
    assert vm.runtime.powerState == "suspended"
    # libvirt holds the guest's memory, which clients of vSphere have no other word for.
    assert scene.api_machine(vm.config.instanceUuid)["power"] == ("paused" if scene.platform == "kvm" else "suspended")
    assert scene.native(vm.config.uuid)["power"] == "suspended"
    with pytest.raises((vim.fault.InvalidPowerState, vim.fault.ToolsUnavailable)):
        vm.StandbyGuest()
    run(vm.PowerOnVM_Task())
    scene.settle(vm, power="running")
    run(vm.PowerOffVM_Task())
    with pytest.raises(vim.fault.InvalidPowerState):
        vm.StandbyGuest()
