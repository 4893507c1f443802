"""Many machines powered on by one call to their datacenter, on hosts of all platforms at once."""

import pytest
from daemon import PLATFORMS
from pyVim.task import WaitForTask
from pyVmomi import vim, vmodl
from scene import Scene
from vsphere import find_all, run


@pytest.fixture
def scenes(daemon, instance, watcher):
    scenes = [Scene(daemon, instance, watcher, platform) for platform in PLATFORMS]
    yield scenes
    for scene in scenes:
        scene.clean()


@pytest.fixture
def datacenter(instance):
    return find_all(instance, vim.Datacenter)[0]


def test_machines_of_all_platforms(scenes, datacenter):
    machines = [scene.create() for scene in scenes]
    task = datacenter.PowerOnMultiVM_Task(machines)
    result = run(task)
    assert task.info.entity == datacenter and task.info.descriptionId == "Datacenter.powerOnMultiVm"
    assert isinstance(result, vim.cluster.PowerOnVmResult) and not result.notAttempted and not result.recommendations
    assert [item.vm for item in result.attempted] == machines
    for item in result.attempted:
        assert item.task.info.entity == item.vm and item.task.info.descriptionId == "VirtualMachine.powerOn"
        WaitForTask(item.task)
    for scene, vm in zip(scenes, machines):
        scene.settle(vm, power="running")


def test_what_runs_is_not_attempted(scenes, datacenter):
    machines = [scene.create() for scene in scenes]
    running = machines[1]
    run(running.PowerOnVM_Task())
    result = run(datacenter.PowerOnMultiVM_Task(machines))
    assert [item.vm for item in result.attempted] == [vm for vm in machines if vm != running]
    [refused] = result.notAttempted
    assert refused.vm == running and isinstance(refused.fault, vim.fault.InvalidPowerState)
    assert refused.fault.existingState == "poweredOn" and refused.fault.msg
    for item in result.attempted:
        WaitForTask(item.task)


def test_a_power_on_that_fails_says_so_in_its_own_task(scenes, datacenter):
    fine, template = scenes[0].create(), scenes[2].create()
    template.MarkAsTemplate()
    result = run(datacenter.PowerOnMultiVM_Task([template, fine]))
    outcomes = {}
    for item in result.attempted:
        try:
            WaitForTask(item.task)
        except vmodl.MethodFault:
            pass
        outcomes[item.vm] = item.task.info.state
    assert outcomes == {template: "error", fine: "success"}


def test_options(scenes, datacenter):
    """As govc sets them: nobody places machines here, so there is no automation to override."""
    [vm, other] = [scene.create() for scene in scenes[:2]]
    automation = vim.option.OptionValue(key="OverrideAutomationLevel", value="fullyAutomated")
    result = run(datacenter.PowerOnMultiVM_Task([vm, vm], [automation]))
    assert [item.vm for item in result.attempted] == [vm]
    for option in [vim.option.OptionValue(key="ReserveResources", value=True), vim.option.OptionValue(key="x", value="y")]:
        with pytest.raises((vmodl.fault.InvalidArgument, vmodl.fault.NotSupported)):
            datacenter.PowerOnMultiVM_Task([other], [option])
    assert other.runtime.powerState == "poweredOff"


def test_machines_that_are_not_there(scenes, datacenter, instance):
    vm = scenes[0].create()
    gone = vim.VirtualMachine("vm-999999", instance._stub)
    with pytest.raises(vmodl.fault.ManagedObjectNotFound):
        datacenter.PowerOnMultiVM_Task([vm, gone])
    assert vm.runtime.powerState == "poweredOff"
