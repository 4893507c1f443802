"""What happens, as events: by query, by a collector's pages, and as it happens."""

import datetime

import pytest
from daemon import USER, unique, wait_until
from pyVim.connect import Disconnect
from pyVmomi import vim, vmodl
from vsphere import Query, filter_spec, host_of, machine_spec, run, start_create

Filter = vim.event.EventFilterSpec
All = Filter.RecursionOption.all
Self = Filter.RecursionOption.self


def of(entity, recursion=Self, **more):
    return Filter(entity=Filter.ByEntity(entity=entity, recursion=recursion), **more)


def kinds(events):
    return [type(event).__name__.rpartition(".")[2] for event in events]


@pytest.fixture
def manager(instance):
    return instance.content.eventManager


def test_a_life_in_events(scene, instance, manager):
    vm = scene.create(cpus=1)
    name = vm.name
    run(vm.ReconfigVM_Task(vim.vm.ConfigSpec(numCPUs=2, annotation="two")))
    run(vm.PowerOnVM_Task())
    run(vm.SuspendVM_Task())
    run(vm.PowerOnVM_Task())
    run(vm.PowerOffVM_Task())
    run(vm.Rename_Task(name + "-x"))
    run(vm.Destroy_Task())
    host = host_of(instance, scene.platform)
    events = [event for event in manager.QueryEvents(of(host, All)) if event.vm and event.vm.vm._moId == vm._moId]
    wanted = ["VmCreatedEvent", "VmReconfiguredEvent", "VmPoweredOnEvent", "VmSuspendedEvent", "VmPoweredOnEvent",
              "VmPoweredOffEvent", "VmRenamedEvent", "VmRemovedEvent"]
    assert [kind for kind in kinds(events) if kind in wanted] == wanted
    keys = [event.key for event in events]
    assert keys == sorted(set(keys))
    for event in events:
        assert event.fullFormattedMessage and event.createdTime.tzinfo and event.chainId
        assert event.host.host == host and event.host.name == host.name
        assert event.computeResource.computeResource == host.parent and event.datacenter.name
    created = next(event for event in events if isinstance(event, vim.event.VmCreatedEvent))
    assert created.userName == USER and created.vm.name == name
    changed = next(event for event in events if isinstance(event, vim.event.VmReconfiguredEvent))
    assert changed.configSpec.numCPUs == 2 and changed.configSpec.annotation == "two"
    renamed = next(event for event in events if isinstance(event, vim.event.VmRenamedEvent))
    assert (renamed.oldName, renamed.newName) == (name, name + "-x")
    assert events[-1].vm.name == name + "-x"
    asked = [event for event in events if isinstance(event, vim.event.TaskEvent)]
    assert [event.info.descriptionId for event in asked if event.info.entity == vm][:2] == [
        "VirtualMachine.reconfigure", "VirtualMachine.powerOn"]
    assert asked[0].info.queueTime and asked[0].info.reason.userName == USER
    # An action's events have its chain, and so has its task.
    chain = manager.QueryEvents(Filter(eventChainId=changed.chainId))
    assert kinds(chain) == ["TaskEvent", "VmReconfiguredEvent"]


def test_a_failure_is_an_event(scene, manager):
    vm = scene.running()
    task = vm.PowerOnVM_Task()
    with pytest.raises(vim.fault.InvalidPowerState):
        run(task)
    [event] = manager.QueryEvents(of(vm, eventTypeId=["VmFailedToPowerOnEvent"]))
    assert isinstance(event.reason, vim.fault.InvalidPowerState)
    assert event.reason.existingState == "poweredOn" and event.reason.msg
    assert event.chainId == task.info.eventChainId
    assert [other.key for other in manager.QueryEvents(of(vm, category=["error"]))] == [event.key]


def test_filters(scene, instance, manager):
    vm = scene.create()
    run(vm.PowerOnVM_Task())
    before = instance.CurrentTime()
    run(vm.PowerOffVM_Task())
    [on] = manager.QueryEvents(of(vm, eventTypeId=["VmPoweredOnEvent"]))
    [same] = manager.QueryEvents(of(vm, eventTypeId=["vim.event.VmPoweredOnEvent"]))
    assert on.key == same.key
    vm_events = manager.QueryEvents(of(vm, type=[vim.event.VmEvent]))
    assert on.key in [event.key for event in vm_events] and all(isinstance(event, vim.event.VmEvent) for event in vm_events)
    late = manager.QueryEvents(of(vm, time=Filter.ByTime(beginTime=before)))
    assert "VmPoweredOffEvent" in kinds(late) and "VmPoweredOnEvent" not in kinds(late)
    early = manager.QueryEvents(of(vm, time=Filter.ByTime(endTime=before - datetime.timedelta(milliseconds=1))))
    assert "VmPoweredOnEvent" in kinds(early) and "VmPoweredOffEvent" not in kinds(early)
    assert not manager.QueryEvents(of(vm, userName=Filter.ByUsername(systemUser=False, userList=["nobody"])))
    mine = manager.QueryEvents(of(vm, userName=Filter.ByUsername(systemUser=False, userList=[USER])))
    assert mine and {event.userName for event in mine} == {USER}
    assert not any(event.fullFormattedMessage for event in manager.QueryEvents(of(vm, disableFullMessage=True)))
    [last] = manager.QueryEvents(of(vm, type=[vim.event.VmEvent], maxCount=1))
    assert isinstance(last, vim.event.VmPoweredOffEvent)
    # Below, and not itself.
    root = instance.content.rootFolder
    host = host_of(instance, scene.platform)
    assert on.key in [event.key for event in manager.QueryEvents(of(host, Filter.RecursionOption.children))]
    assert on.key in [event.key for event in manager.QueryEvents(of(root, All))]
    assert on.key not in [event.key for event in manager.QueryEvents(of(root))]
    assert on.key not in [event.key for event in manager.QueryEvents(of(vm, Filter.RecursionOption.children))]


def test_bad_filters(instance, manager):
    missing = vim.VirtualMachine("vm-99999", instance._stub)
    with pytest.raises(vmodl.fault.ManagedObjectNotFound):
        manager.QueryEvents(of(missing))
    with pytest.raises(vmodl.fault.InvalidArgument):
        manager.QueryEvents(Filter(type=[vim.VirtualMachine]))


def test_collector_pages(scene, manager):
    vm = scene.create()
    for number in range(8):
        run(vm.ReconfigVM_Task(vim.vm.ConfigSpec(annotation=str(number))))
    filter = of(vm, type=[vim.event.VmEvent])
    everything = [event.key for event in manager.QueryEvents(filter)]
    assert len(everything) == 9
    collector = manager.CreateCollectorForEvents(filter)
    assert collector.filter.entity.entity == vm and collector.filter.entity.recursion == "self"
    collector.SetCollectorPageSize(4)
    assert [event.key for event in collector.latestPage] == everything[:-5:-1]
    # From the oldest on.
    read = [event.key for event in collector.ReadNextEvents(5)]
    assert read == everything[:5]
    assert [event.key for event in collector.ReadNextEvents(100)] == everything[5:]
    assert collector.ReadNextEvents(1) == []
    assert [event.key for event in collector.ReadPreviousEvents(3)] == everything[:-4:-1]
    collector.RewindCollector()
    assert collector.ReadPreviousEvents(5) == []
    assert [event.key for event in collector.ReadNextEvents(1)] == everything[:1]
    # Before the latest page.
    collector.ResetCollector()
    assert [event.key for event in collector.ReadPreviousEvents(100)] == everything[-5::-1]
    for count in (0, -1, 1001):
        with pytest.raises(vmodl.fault.InvalidArgument):
            collector.SetCollectorPageSize(count)
    collector.DestroyCollector()
    with pytest.raises(vmodl.fault.ManagedObjectNotFound):
        collector.ReadNextEvents(1)
    with pytest.raises(vmodl.fault.ManagedObjectNotFound):
        collector.latestPage


def test_latest_page_is_watched(scene, daemon):
    """The way of tools that follow events: a collector, and a filter on its latest page."""
    client = daemon.pyvmomi()
    try:
        content = client.content
        vm = scene.create()
        own = vim.VirtualMachine(vm._moId, client._stub)
        history = content.eventManager.CreateCollectorForEvents(of(own))
        history.SetCollectorPageSize(3)
        collector = content.propertyCollector.CreatePropertyCollector()
        collector.CreateFilter(filter_spec([history], vim.event.EventHistoryCollector, ["latestPage"]), True)
        first = collector.WaitForUpdatesEx("", Query.WaitOptions(maxWaitSeconds=10))
        page = first.filterSet[0].objectSet[0].changeSet[0].val
        assert "VmCreatedEvent" in kinds(page)
        task = vm.PowerOnVM_Task()
        seen, version = [], first.version
        while "VmPoweredOnEvent" not in seen:
            update = collector.WaitForUpdatesEx(version, Query.WaitOptions(maxWaitSeconds=10))
            assert update is not None, seen
            version = update.version
            page = update.filterSet[0].objectSet[0].changeSet[0].val
            assert len(page) <= 3
            seen = kinds(page)
        run(task)
        latest = content.eventManager.latestEvent
        assert latest.key >= page[0].key
    finally:
        Disconnect(client)


def test_logins_are_events(daemon, instance, manager):
    before = instance.CurrentTime()
    other = daemon.pyvmomi()
    session = other.content.sessionManager.currentSession
    Disconnect(other)
    with pytest.raises(vim.fault.InvalidLogin):
        daemon.pyvmomi(password="wrong")
    events = manager.QueryEvents(Filter(time=Filter.ByTime(beginTime=before), type=[vim.event.SessionEvent]))
    assert kinds(events) == [
        "UserLoginSessionEvent", "UserLogoutSessionEvent", "BadUsernameSessionEvent"]
    login, logout, refused = events
    assert login.userName == USER and login.ipAddress == "127.0.0.1" and "pyvmomi" in login.userAgent.lower()
    assert login.sessionId == logout.sessionId == session.key
    assert logout.callCount >= 3 and logout.loginTime == session.loginTime
    assert refused.ipAddress == "127.0.0.1"
    assert manager.QueryEvents(Filter(
        entity=Filter.ByEntity(entity=instance.content.rootFolder, recursion=All), eventTypeId=["UserLoginSessionEvent"]))


def test_a_user_writes_an_event(scene, instance, manager):
    vm = scene.create()
    manager.LogUserEvent(vm, "patched <today>")
    [event] = manager.QueryEvents(of(vm, category=["user"]))
    assert isinstance(event, vim.event.GeneralUserEvent)
    assert event.message == event.fullFormattedMessage == "patched <today>"
    assert event.entity.entity == vm and event.vm.vm == vm and event.userName == USER
    folder = instance.content.rootFolder
    manager.LogUserEvent(folder, unique("folder"))
    assert manager.QueryEvents(of(folder, category=["user"]))[-1].entity.entity == folder


def test_description(manager):
    info = {detail.key.__name__.rpartition(".")[2]: detail for detail in manager.description.eventInfo}
    assert {"VmPoweredOnEvent", "VmRemovedEvent", "UserLoginSessionEvent", "TaskEvent", "EventEx"} <= set(info)
    assert info["VmFailedToPowerOnEvent"].category == "error"
    assert {entry.key for entry in manager.description.category} == {"info", "warning", "error", "user"}
    for name in info:
        assert issubclass(getattr(vim.event, name), vim.event.Event)


def test_a_change_behind_our_back(scene, manager, daemon):
    """Snapshots have no event type of their own in vim25: EventEx tells of them."""
    vm = scene.create()
    run(vm.CreateSnapshot_Task(name="s", description="", memory=False, quiesce=False))
    found = wait_until(lambda: manager.QueryEvents(of(vm, eventTypeId=["dragoman.vm.snapshotCreated"])), 5)
    assert isinstance(found[0], vim.event.EventEx) and found[0].message and found[0].objectId == vm._moId


def test_creation_that_fails(instance, platform, manager):
    spec = machine_spec(unique("no"), datastore="nowhere")
    with pytest.raises(vmodl.MethodFault):
        run(start_create(instance, platform, spec))
