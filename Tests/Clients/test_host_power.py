"""Hosts by pyVmomi: disconnecting and connecting them, restarting and shutting them down. They have a daemon of their own."""

import json

import pytest
import vsphere
from daemon import Daemon, configuration, wait_until
from pyVim.connect import Disconnect
from pyVmomi import vim, vmodl
from test_ansible import ansible

LOST = (vmodl.fault.HostNotConnected, vmodl.fault.HostCommunication)


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    daemon = Daemon(tmp_path_factory.mktemp("hosts"), configuration()).start()
    yield daemon
    daemon.end()


@pytest.fixture
def host(session, platform):
    return vsphere.host_of(session, platform)


class States:
    """What a waiting client hears of a host's connection."""

    def __init__(self, instance, host):
        self.collector = instance.content.propertyCollector.CreatePropertyCollector()
        self.collector.CreateFilter(vsphere.filter_spec([host], vim.HostSystem, ["runtime.connectionState"]), True)
        self.version = ""

    def wait_for(self, state):
        options = vsphere.Query.WaitOptions(maxWaitSeconds=20)
        heard = []
        while state not in heard:
            update = self.collector.WaitForUpdatesEx(self.version, options)
            assert update is not None, f"no {state}, only {heard}"
            self.version = update.version
            heard += [change.val for item in update.filterSet for each in item.objectSet for change in each.changeSet]
        return heard


def running(host):
    return [vm for vm in host.vm if vm.runtime.powerState == "poweredOn"]


def test_disconnected(own, session, host):
    vm = next(each for each in host.vm if each.runtime.powerState == "poweredOff" and not each.config.template)
    states = States(session, host)
    states.wait_for("connected")
    with pytest.raises(vim.fault.InvalidState):
        vsphere.run(host.ReconnectHost_Task())
    vsphere.run(host.DisconnectHost_Task())
    try:
        states.wait_for("disconnected")
        assert host.summary.runtime.connectionState == "disconnected" and host.overallStatus == "gray"
        assert {each.runtime.connectionState for each in host.vm} == {"disconnected"}
        for call in (vm.PowerOnVM_Task, lambda: vm.Rename_Task("new"), lambda: host.ExitMaintenanceMode_Task(0)):
            try:
                with pytest.raises(LOST):
                    vsphere.run(call())
            except vmodl.fault.NotSupported:
                # Some platforms have no maintenance mode at all.
                assert host.name in ("kvm01", "hyperv01")
        with pytest.raises(vim.fault.InvalidState):
            vsphere.run(host.DisconnectHost_Task())
        with pytest.raises(vmodl.fault.NotSupported):
            host.ReconnectHost_Task(vim.host.ConnectSpec(userName="root", password="secret", force=True))
    finally:
        vsphere.run(host.ReconnectHost_Task(None, vim.HostSystem.ReconnectSpec(syncState=True)))
    states.wait_for("connected")
    assert {each.runtime.connectionState for each in host.vm} == {"connected"}
    vsphere.run(vm.PowerOnVM_Task())
    vsphere.run(vm.PowerOffVM_Task())
    events = session.content.eventManager.QueryEvents(vim.event.EventFilterSpec(
        entity=vim.event.EventFilterSpec.ByEntity(entity=host, recursion="self"),
        eventTypeId=["HostDisconnectedEvent", "HostConnectedEvent"]))
    assert {type(event) for event in events} == {vim.event.HostDisconnectedEvent, vim.event.HostConnectedEvent}


def test_a_host_by_itself_is_not_disconnected(own, platform):
    alone = own.pyvmomi(port=own.host_ports[f"{platform}01"])
    try:
        host, = vsphere.find_all(alone, vim.HostSystem)
        with pytest.raises(vmodl.fault.NotSupported):
            host.DisconnectHost_Task()
    finally:
        Disconnect(alone)


def test_reboot(own, session, host, platform):
    if platform == "kvm":
        assert not host.capability.rebootSupported
        with pytest.raises(vmodl.fault.NotSupported):
            host.RebootHost_Task(True)
        return
    assert host.capability.rebootSupported
    with pytest.raises(vim.fault.InvalidState):
        vsphere.run(host.RebootHost_Task(False))
    ran = running(host)
    assert ran and host.runtime.connectionState == "connected"
    before = host.runtime.bootTime
    states = States(session, host)
    states.wait_for("connected")
    vsphere.run(host.RebootHost_Task(True))
    states.wait_for("notResponding")
    assert ran[0].runtime.connectionState == "disconnected"
    with pytest.raises(LOST):
        vsphere.run(ran[0].PowerOffVM_Task())
    states.wait_for("connected")
    assert host.runtime.bootTime > before and not host.runtime.inMaintenanceMode
    # Hyper-V saves what runs and starts it again; elsewhere it is gone.
    wanted = {"poweredOn"} if platform == "hyperv" else {"poweredOff"}
    wait_until(lambda: {vm.runtime.powerState for vm in ran} == wanted, what="the machines' state")
    if platform == "hyperv":
        return
    for vm in ran:
        vsphere.run(vm.PowerOnVM_Task())


def test_reboot_in_maintenance(own, session, host, platform):
    if platform not in ("vsphere", "xen"):
        return
    ran = running(host)
    for vm in ran:
        vsphere.run(vm.PowerOffVM_Task())
    vsphere.run(host.EnterMaintenanceMode_Task(0))
    states = States(session, host)
    vsphere.run(host.RebootHost_Task(False))
    states.wait_for("notResponding")
    states.wait_for("connected")
    # XAPI enables a host that has come up; ESXi keeps it in maintenance.
    assert host.runtime.inMaintenanceMode == (platform == "vsphere")
    if platform == "vsphere":
        vsphere.run(host.ExitMaintenanceMode_Task(0))
    for vm in ran:
        vsphere.run(vm.PowerOnVM_Task())


def play(own, directory, module, **arguments):
    """What one module of community.vmware answers."""
    login = {"hostname": "127.0.0.1", "port": own.vsphere_port, "username": "demo", "password": "demo", "validate_certs": False}
    book = directory / f"{module}.yml"
    book.write_text(json.dumps([{"hosts": "localhost", "gather_facts": False, "connection": "local", "tasks": [
        {"name": module, f"community.vmware.{module}": login | arguments, "ignore_errors": True}]}]))
    _, output, errors = ansible("ansible-playbook", book, directory=directory)
    assert output.lstrip().startswith("{"), (output[-2000:], errors[-2000:])
    return json.loads(output)["plays"][0]["tasks"][0]["hosts"]["localhost"]


def test_ansible(own, session, host, platform, tmp_path):
    place = {"esxi_hostname": host.name, "datacenter_name": vsphere.find_all(session, vim.Datacenter)[0].name,
             "folder_name": f"/{vsphere.find_all(session, vim.Datacenter)[0].name}/host"}
    answer = play(own, tmp_path, "vmware_host", state="disconnected", **place)
    assert answer["changed"], answer
    assert host.runtime.connectionState == "disconnected"
    answer = play(own, tmp_path, "vmware_host", state="reconnect", **place)
    assert answer["changed"] and host.runtime.connectionState == "connected", answer
    answer = play(own, tmp_path, "vmware_host_powerstate", state="reboot-host", esxi_hostname=host.name, force=True)
    if platform == "kvm":
        assert "does not have capability to reboot" in answer["msg"]
        return
    assert answer["changed"], answer
    wait_until(lambda: host.runtime.connectionState == "connected", what="the host's return")


def test_disconnected_over_a_restart(own, session, platform):
    """Also what changed meanwhile is known after the host is connected again."""
    host = vsphere.host_of(session, platform)
    vsphere.run(host.DisconnectHost_Task())
    own.kill()
    own.start()
    again = own.pyvmomi()
    try:
        host = vsphere.host_of(again, platform)
        assert host.runtime.connectionState == "disconnected"
        assert {vm.runtime.connectionState for vm in host.vm} == {"disconnected"}
        with pytest.raises(LOST):
            vsphere.run(host.vm[0].Rename_Task("new"))
        vsphere.run(host.ReconnectHost_Task())
        assert host.runtime.connectionState == "connected"
    finally:
        Disconnect(again)


def test_shutdown(own, platform):
    """A host that was shut down stays away; the daemon that simulates it starts it again."""
    session = own.pyvmomi()
    host = vsphere.host_of(session, platform)
    if platform == "kvm":
        with pytest.raises(vmodl.fault.NotSupported):
            host.ShutdownHost_Task(True)
        return
    states = States(session, host)
    vsphere.run(host.ShutdownHost_Task(True))
    states.wait_for("notResponding")
    assert host.runtime.powerState == "unknown"
    with pytest.raises(LOST):
        vsphere.run(host.ReconnectHost_Task())
    own.stop()
    own.start()
    again = own.pyvmomi()
    try:
        host = vsphere.host_of(again, platform)
        assert host.runtime.connectionState == "connected" and running(host) == []
    finally:
        Disconnect(again)
