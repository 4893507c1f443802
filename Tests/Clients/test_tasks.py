"""Tasks: the recent ones, the collector of all, and cancelling what has not begun."""

import pytest
from daemon import USER, wait_until
from pyVim.connect import Disconnect
from pyVmomi import vim, vmodl
from vsphere import Query, filter_spec, host_of, run

Filter = vim.TaskFilterSpec
Self = Filter.RecursionOption.self


def of(entity, recursion=Self, **more):
    return Filter(entity=Filter.ByEntity(entity=entity, recursion=recursion), **more)


@pytest.fixture
def manager(instance):
    return instance.content.taskManager


def test_recent_tasks(scene, instance, manager):
    vm = scene.create()
    task = vm.PowerOnVM_Task()
    run(task)
    assert task in manager.recentTask
    view = instance.content.viewManager.CreateListView(manager.recentTask)
    spec = filter_spec(view.view, vim.Task, ["info"])
    infos = {item.obj: item.propSet[0].val for item in instance.content.propertyCollector.RetrieveContents([spec])}
    info = infos[task]
    assert info.entity == vm and info.entityName == vm.name and info.state == "success"
    assert info.descriptionId == "VirtualMachine.powerOn" and info.eventChainId
    described = {method.key for method in manager.description.methodInfo}
    assert info.descriptionId in described
    view.DestroyView()


def test_collector(scene, instance, manager):
    vm = scene.create()
    for number in range(5):
        run(vm.ReconfigVM_Task(vim.vm.ConfigSpec(annotation=str(number))))
    run(vm.PowerOnVM_Task())
    with pytest.raises(vim.fault.InvalidPowerState):
        run(vm.PowerOnVM_Task())
    collector = manager.CreateCollectorForTasks(of(vm))
    tasks = collector.ReadNextTasks(100)
    assert [info.descriptionId for info in tasks] == ["VirtualMachine.reconfigure"] * 5 + ["VirtualMachine.powerOn"] * 2
    assert tasks[-1].state == "error" and isinstance(tasks[-1].error, vim.fault.InvalidPowerState)
    assert all(info.startTime and info.completeTime and info.reason.userName == USER for info in tasks)
    keys = [info.key for info in tasks]
    assert collector.ReadNextTasks(1) == []
    assert [info.key for info in collector.ReadPreviousTasks(2)] == keys[:-3:-1]
    collector.SetCollectorPageSize(3)
    assert [info.key for info in collector.latestPage] == keys[:-4:-1]
    collector.ResetCollector()
    assert [info.key for info in collector.ReadPreviousTasks(100)] == keys[-4::-1]
    collector.RewindCollector()
    assert [info.key for info in collector.ReadNextTasks(1)] == keys[:1]
    collector.DestroyCollector()
    with pytest.raises(vmodl.fault.ManagedObjectNotFound):
        collector.ReadNextTasks(1)

    def found(**more):
        collector = manager.CreateCollectorForTasks(of(vm, **more))
        try:
            return [info.key for info in collector.ReadNextTasks(1000)]
        finally:
            collector.DestroyCollector()

    assert found(state=["error"]) == keys[-1:]
    assert found(state=["queued", "running"]) == []
    assert found(eventChainId=[tasks[2].eventChainId]) == [keys[2]]
    assert found(userName=Filter.ByUsername(systemUser=False, userList=["nobody"])) == []
    assert found(userName=Filter.ByUsername(systemUser=False, userList=[USER])) == keys
    since = Filter.ByTime(timeType="queuedTime", beginTime=tasks[5].queueTime)
    assert found(time=since) == keys[5:]
    assert found(tag=["none"]) == []
    below = manager.CreateCollectorForTasks(
        of(host_of(instance, scene.platform), Filter.RecursionOption.children, state=["error"]))
    assert keys[-1] in [info.key for info in below.latestPage]


def test_queued_task_is_cancelled(scene, daemon, instance):
    """A task that waits behind others of its machine, and so has not reached the host, never begins."""
    vm = scene.create()
    manager = instance.content.taskManager
    for _ in range(5):
        ahead = [vm.CreateSnapshot_Task(name=f"s{number}", description="", memory=False, quiesce=False) for number in range(12)]
        last = vm.Rename_Task(vm.name + "-never")
        try:
            last.CancelTask()
        except (vim.fault.InvalidState, vmodl.fault.NotSupported):
            # It was faster.
            continue
        info = last.info
        assert info.state == "error" and info.cancelled and isinstance(info.error, vmodl.fault.RequestCanceled)
        assert info.startTime is None and info.completeTime
        wait_until(lambda: all(task.info.state in ("success", "error") for task in ahead), 20)
        assert not vm.name.endswith("-never")
        assert last in manager.recentTask
        return
    pytest.fail("no task waited long enough to be cancelled")


def test_done_task_is_not_cancelled(scene):
    vm = scene.create()
    task = vm.PowerOnVM_Task()
    run(task)
    assert not task.info.cancelable
    with pytest.raises(vim.fault.InvalidState):
        task.CancelTask()
    assert vm.runtime.powerState == "poweredOn"


def test_recent_tasks_of_an_object(daemon, scene):
    """An object tells the tasks that are about it, and whoever watches it is told of a new one."""
    vm = scene.create()
    run(vm.ReconfigVM_Task(vim.vm.ConfigSpec(annotation="busy")))
    before = list(vm.recentTask)
    assert before and {task.info.entity for task in before} == {vm}
    own = daemon.pyvmomi()
    collector = own.content.propertyCollector
    collector.CreateFilter(filter_spec([vim.VirtualMachine(vm._moId, own._stub)], vim.VirtualMachine, ["recentTask"]), False)
    first = collector.WaitForUpdatesEx("", None)
    assert [task._moId for task in first.filterSet[0].objectSet[0].changeSet[0].val] == [task._moId for task in before]
    task = vm.PowerOnVM_Task()
    told = collector.WaitForUpdatesEx(first.version, Query.WaitOptions(maxWaitSeconds=10))
    assert task._moId in [each._moId for each in told.filterSet[0].objectSet[0].changeSet[0].val]
    run(task)
    Disconnect(own)
