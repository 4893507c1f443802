"""Power and guest operations, on hosts of every platform."""

import contextlib

import pytest
from daemon import wait_until
from pyVmomi import vim, vmodl
from vsphere import find_all, run


def test_on_off_on(scene):
    vm = scene.create()
    scene.settle(vm, power="off")
    run(vm.PowerOnVM_Task())
    scene.settle(vm, power="running")
    assert vm.runtime.bootTime is not None
    run(vm.PowerOffVM_Task())
    scene.settle(vm, power="off")
    assert vm.runtime.bootTime is None
    run(vm.PowerOnVM_Task())
    scene.settle(vm, power="running")


def test_suspend_and_resume(scene):
    vm = scene.running()
    run(vm.SuspendVM_Task())
    scene.settle(vm, power="suspended")
    run(vm.PowerOnVM_Task())
    scene.settle(vm, power="running")
    run(vm.SuspendVM_Task())
    scene.settle(vm, power="suspended")
    run(vm.PowerOffVM_Task())
    scene.settle(vm, power="off")


def test_power_on_host_given(scene):
    vm = scene.create()
    elsewhere = next(host for host in find_all(scene.instance, vim.HostSystem) if host != vm.runtime.host)
    with pytest.raises(vmodl.fault.InvalidArgument):
        vm.PowerOnVM_Task(elsewhere)
    scene.settle(vm, power="off")
    run(vm.PowerOnVM_Task(vm.runtime.host))
    scene.settle(vm, power="running")


def test_reset(scene):
    vm = scene.running()
    guest_is_up(vm)
    with restarted(scene, vm):
        run(vm.ResetVM_Task())
    scene.settle(vm, power="running")


@contextlib.contextmanager
def restarted(scene, vm):
    """The waiting client sees the guest go and come again, and the machine never off."""
    scene.settle(vm)
    start = len(scene.watcher.history)
    yield
    expected = ["guestToolsNotRunning", "guestToolsRunning"]
    wait_until(lambda: seen(scene, vm, "guest.toolsRunningStatus", start) == expected, 5, what="a restart of the guest")
    assert not seen(scene, vm, "runtime.powerState", start)


def seen(scene, vm, name, start):
    return [value for identity, changed, value in scene.watcher.history[start:] if (identity, changed) == (vm._moId, name)]


def guest_is_up(vm):
    wait_until(lambda: vm.guest.toolsRunningStatus == "guestToolsRunning", 5, what="a running guest")


def test_shutdown_guest(scene):
    vm = scene.running()
    guest_is_up(vm)
    assert vm.ShutdownGuest() is None
    scene.settle(vm, power="off")


def test_reboot_guest(scene):
    vm = scene.running()
    guest_is_up(vm)
    with restarted(scene, vm):
        assert vm.RebootGuest() is None
    scene.settle(vm, power="running")


@pytest.mark.parametrize("operation, state", [
    ("PowerOffVM_Task", "poweredOff"), ("ResetVM_Task", "poweredOff"), ("SuspendVM_Task", "poweredOff")])
def test_wrong_state_when_off(scene, operation, state):
    vm = scene.create()
    refused(vm, operation, state)
    scene.settle(vm, power="off")


def test_wrong_state_when_on(scene):
    vm = scene.running()
    refused(vm, "PowerOnVM_Task", "poweredOn")
    scene.settle(vm, power="running")


def refused(vm, operation, state):
    task = getattr(vm, operation)()
    with pytest.raises(vim.fault.InvalidPowerState) as fault:
        run(task)
    assert fault.value.existingState == state and fault.value.requestedState and fault.value.msg
    assert task.info.state == "error" and isinstance(task.info.error, vim.fault.InvalidPowerState)
    assert task.info.error.existingState == state


@pytest.mark.parametrize("operation", ["ShutdownGuest", "RebootGuest"])
def test_guest_operations_need_a_running_machine(scene, operation):
    vm = scene.create()
    with pytest.raises(vim.fault.InvalidPowerState) as fault:
        getattr(vm, operation)()
    assert fault.value.existingState == "poweredOff" and fault.value.requestedState
