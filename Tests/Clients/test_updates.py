"""Waiting for changes: WaitForUpdatesEx, WaitForUpdates, CheckForUpdates, and ends of waits that nobody planned."""

import threading
import time

import pytest
from daemon import unique
from pyVim.connect import Disconnect
from pyVmomi import vim, vmodl
from vsphere import Query, filter_spec, find_all, host_of, run, through_view, view_of, watch_machines


@pytest.fixture
def client(daemon):
    instance = daemon.pyvmomi()
    yield instance
    try:
        Disconnect(instance)
    except vim.fault.NotAuthenticated:
        pass


@pytest.fixture
def collector(client):
    return client.content.propertyCollector.CreatePropertyCollector()


def wait(collector, version, seconds=5, most=None):
    return collector.WaitForUpdatesEx(version, Query.WaitOptions(maxWaitSeconds=seconds, maxObjectUpdates=most))


def in_thread(body):
    """What the call returned or raised, once the thread has been joined."""
    outcome = {}

    def call():
        try:
            outcome["value"] = body()
        except Exception as failure:
            outcome["failure"] = failure

    thread = threading.Thread(target=call, daemon=True)
    thread.start()
    return thread, outcome


def note(vm, text):
    run(vm.ReconfigVM_Task(vim.vm.ConfigSpec(annotation=text)))


def own(client, vm):
    return vim.VirtualMachine(vm._moId, client._stub)


def test_enter_modify_leave(scene, client, collector):
    watch_machines(client, collector, ["name", "config.annotation", "runtime.powerState"])
    first = wait(collector, "")
    assert not first.truncated
    entered = first.filterSet[0].objectSet
    assert {update.kind for update in entered} == {"enter"}
    assert {update.obj for update in entered} == set(find_all(client, vim.VirtualMachine))

    vm = scene.create(notes="before")
    second = wait(collector, first.version)
    assert second.version != first.version
    [update] = [item for part in second.filterSet for item in part.objectSet]
    assert (update.kind, update.obj) == ("enter", own(client, vm))
    assert {change.name: change.val for change in update.changeSet} == {
        "name": vm.name, "config.annotation": "before", "runtime.powerState": "poweredOff"}
    assert {change.op for change in update.changeSet} == {"assign"}

    note(vm, "after")
    third = wait(collector, second.version)
    [update] = [item for part in third.filterSet for item in part.objectSet]
    assert update.kind == "modify"
    assert [(change.op, change.name, change.val) for change in update.changeSet] == [("assign", "config.annotation", "after")]

    run(vm.Destroy_Task())
    fourth = wait(collector, third.version)
    [update] = [item for part in fourth.filterSet for item in part.objectSet]
    assert (update.kind, update.obj) == ("leave", own(client, vm)) and not update.changeSet


def test_nothing_happens(client, collector):
    folder = client.content.rootFolder
    collector.CreateFilter(filter_spec([folder], vim.Folder, ["name"]), False)
    first = wait(collector, "")
    started = time.monotonic()
    assert wait(collector, first.version, seconds=1) is None
    assert 0.8 < time.monotonic() - started < 3
    assert collector.CheckForUpdates(first.version) is None


def test_check_for_updates(scene, client, collector):
    vm = scene.create()
    collector.CreateFilter(filter_spec([own(client, vm)], vim.VirtualMachine, ["config.annotation"]), False)
    first = collector.CheckForUpdates("")
    assert [update.kind for update in first.filterSet[0].objectSet] == ["enter"]
    note(vm, "changed")
    second = collector.CheckForUpdates(first.version)
    [change] = second.filterSet[0].objectSet[0].changeSet
    assert change.val == "changed"
    assert collector.CheckForUpdates(second.version) is None


def test_wait_for_updates_blocks_until_something_happens(scene, client, collector):
    vm = scene.create()
    collector.CreateFilter(filter_spec([own(client, vm)], vim.VirtualMachine, ["runtime.powerState"]), False)
    first = collector.WaitForUpdates("")
    thread, outcome = in_thread(lambda: collector.WaitForUpdates(first.version))
    time.sleep(0.3)
    assert thread.is_alive()
    run(vm.PowerOnVM_Task())
    thread.join(5)
    [update] = outcome["value"].filterSet[0].objectSet
    assert (update.kind, update.changeSet[0].val) == ("modify", "poweredOn")


def test_property_that_goes_and_comes(scene, client, collector):
    vm = scene.create()
    collector.CreateFilter(filter_spec([own(client, vm)], vim.VirtualMachine, ["snapshot", "name"]), False)
    first = wait(collector, "")
    assert [change.name for change in first.filterSet[0].objectSet[0].changeSet] == ["name"]
    snapshot = run(vm.CreateSnapshot_Task("one", "", False, False))
    second = wait(collector, first.version)
    [change] = second.filterSet[0].objectSet[0].changeSet
    assert (change.op, change.name) == ("assign", "snapshot") and change.val.rootSnapshotList[0].name == "one"
    run(snapshot.RemoveSnapshot_Task(False))
    third = wait(collector, second.version)
    [change] = third.filterSet[0].objectSet[0].changeSet
    assert change.name == "snapshot" and change.op in ("assign", "remove", "indirectRemove") and change.val is None


def test_truncated(client, collector):
    view = view_of(client, vim.VirtualMachine)
    expected = set(view.view)
    collector.CreateFilter(through_view(view, vim.VirtualMachine, ["name"]), False)
    seen, version = [], ""
    while True:
        updates = wait(collector, version, most=5)
        batch = [update.obj for part in updates.filterSet for update in part.objectSet]
        assert 0 < len(batch) <= 5
        seen += batch
        version = updates.version
        if not updates.truncated:
            break
    assert len(seen) == len(set(seen)) and set(seen) == expected
    assert wait(collector, version, seconds=0) is None


def test_destroyed_while_waiting(client, collector):
    collector.CreateFilter(filter_spec([client.content.rootFolder], vim.Folder, ["name"]), False)
    first = wait(collector, "")
    thread, outcome = in_thread(lambda: collector.WaitForUpdatesEx(first.version))
    time.sleep(0.3)
    collector.DestroyPropertyCollector()
    thread.join(5)
    assert not thread.is_alive()
    assert isinstance(outcome["failure"], (vmodl.fault.RequestCanceled, vmodl.fault.ManagedObjectNotFound))
    with pytest.raises(vmodl.fault.ManagedObjectNotFound):
        collector.CheckForUpdates("")


def test_canceled_while_waiting(client, collector):
    collector.CreateFilter(filter_spec([client.content.rootFolder], vim.Folder, ["name"]), False)
    first = wait(collector, "")
    thread, outcome = in_thread(lambda: collector.WaitForUpdatesEx(first.version))
    time.sleep(0.3)
    collector.CancelWaitForUpdates()
    thread.join(5)
    assert isinstance(outcome["failure"], vmodl.fault.RequestCanceled)
    assert collector.CheckForUpdates(first.version) is None


def test_logout_while_waiting(client, collector):
    collector.CreateFilter(filter_spec([client.content.rootFolder], vim.Folder, ["name"]), False)
    first = wait(collector, "")
    thread, outcome = in_thread(lambda: collector.WaitForUpdatesEx(first.version))
    time.sleep(0.3)
    client.content.sessionManager.Logout()
    thread.join(5)
    assert isinstance(outcome["failure"], (vmodl.fault.RequestCanceled, vim.fault.NotAuthenticated))


def test_version_that_was_never_given(client, collector):
    collector.CreateFilter(filter_spec([client.content.rootFolder], vim.Folder, ["name"]), False)
    wait(collector, "")
    with pytest.raises(vmodl.query.InvalidCollectorVersion):
        wait(collector, "777")


def test_reply_that_was_lost(client, collector):
    """A client that asks again with the version before gets the same changes again."""
    collector.CreateFilter(filter_spec([client.content.rootFolder], vim.Folder, ["name"]), False)
    first = wait(collector, "")
    collector.CreateFilter(filter_spec([client.content.rootFolder.childEntity[0]], vim.Datacenter, ["name"]), False)
    second = wait(collector, first.version)
    again = wait(collector, first.version)
    assert again.version == second.version and len(again.filterSet) == len(second.filterSet) == 1


def test_filters_come_and_go(scene, client, collector):
    vm = own(client, scene.create())
    kept = collector.CreateFilter(filter_spec([vm], vim.VirtualMachine, ["config.annotation"]), False)
    dropped = collector.CreateFilter(filter_spec([vm], vim.VirtualMachine, ["name", "config.annotation"]), True)
    assert kept.spec.propSet[0].pathSet == ["config.annotation"] and dropped.partialUpdates
    first = wait(collector, "")
    assert {part.filter for part in first.filterSet} == {kept, dropped}
    dropped.DestroyPropertyFilter()
    note(vm, "changed")
    second = wait(collector, first.version)
    assert [part.filter for part in second.filterSet] == [kept]
    with pytest.raises(vmodl.fault.ManagedObjectNotFound):
        dropped.DestroyPropertyFilter()


def test_changes_of_a_list_view(scene, client, collector):
    vm = own(client, scene.create())
    view = client.content.viewManager.CreateListView([])
    collector.CreateFilter(through_view(view, vim.VirtualMachine, ["name"]), False)
    assert wait(collector, "", seconds=0) is None
    view.ModifyListView(add=[vm])
    second = wait(collector, "")
    [update] = second.filterSet[0].objectSet
    assert (update.kind, update.obj) == ("enter", vm)
    view.ModifyListView(remove=[vm])
    third = wait(collector, second.version)
    [update] = third.filterSet[0].objectSet
    assert (update.kind, update.obj) == ("leave", vm)


def test_host_sees_its_machines_come(scene, client, collector):
    host = host_of(client, scene.platform)
    collector.CreateFilter(filter_spec([host], vim.HostSystem, ["vm"]), False)
    first = wait(collector, "")
    vm = scene.create(name=unique("seen"))
    second = wait(collector, first.version)
    assert own(client, vm) in second.filterSet[0].objectSet[0].changeSet[0].val


def test_what_holds_a_new_machine_is_told_of(scene, client, collector):
    """Folder, host, pool and datastore name the machines in them."""
    content = client.content
    host = host_of(client, scene.platform)
    pool = host.parent.resourcePool
    folder = find_all(client, vim.Datacenter)[0].vmFolder
    kinds = [(content.rootFolder, vim.Folder, "name"), (folder, vim.Folder, "childEntity"), (host, vim.HostSystem, "vm"),
             (pool, vim.ResourcePool, "vm")]
    for item, kind, path in kinds:
        collector.CreateFilter(filter_spec([item], kind, [path]), False)
    version = wait(collector, "").version
    vm = scene.create()
    told, deadline = {}, time.monotonic() + 5
    while len(told) < 3 and time.monotonic() < deadline:
        updates = wait(collector, version, seconds=1)
        if updates is None:
            continue
        version = updates.version
        for part in updates.filterSet:
            for update in part.objectSet:
                told[update.obj._moId] = [item._moId for item in update.changeSet[0].val]
    assert set(told) == {folder._moId, host._moId, pool._moId}
    assert all(vm._moId in machines for machines in told.values())


def test_partial_updates(scene, client, collector):
    """What has changed within a property is told by its own path; what has not is not told."""
    vm = scene.create()
    mine = vim.VirtualMachine(vm._moId, client._stub)
    whole = collector.CreateFilter(filter_spec([mine], vim.VirtualMachine, ["summary"]), False)
    partial = collector.CreateFilter(filter_spec([mine], vim.VirtualMachine, ["summary"]), True)
    assert partial.partialUpdates and not whole.partialUpdates
    first = collector.WaitForUpdatesEx("")
    assert [[change.name for change in part.objectSet[0].changeSet] for part in first.filterSet] == [["summary"]] * 2
    run(vm.ReconfigVM_Task(vim.vm.ConfigSpec(annotation="partly")))
    told = collector.WaitForUpdatesEx(first.version, Query.WaitOptions(maxWaitSeconds=10))
    changes = {part.filter: {change.name: change.val for change in part.objectSet[0].changeSet} for part in told.filterSet}
    assert set(changes[whole]) == {"summary"}
    assert changes[partial]["summary.config.annotation"] == "partly"
    assert "summary" not in changes[partial] and "summary.config" not in changes[partial]
    assert "summary.config.name" not in changes[partial]
