"""Managers of things that are not there: clients find them, and are told so in vSphere's own words."""

import pytest
import vsphere
from pyVmomi import vim, vmodl


def test_guest_operations_are_unavailable(instance, scene):
    manager = instance.content.guestOperationsManager
    login = vim.vm.guest.NamePasswordAuthentication(username="root", password="secret", interactiveSession=False)
    program = vim.vm.guest.ProcessManager.ProgramSpec(programPath="/bin/true", arguments="")
    vm = scene.create()
    with pytest.raises(vim.fault.InvalidPowerState) as fault:
        manager.processManager.StartProgramInGuest(vm, login, program)
    assert (fault.value.requestedState, fault.value.existingState) == ("poweredOn", "poweredOff")
    vsphere.run(vm.PowerOnVM_Task())
    for call in (
        lambda: manager.processManager.StartProgramInGuest(vm, login, program),
        lambda: manager.fileManager.ListFilesInGuest(vm, login, "/tmp"),
        lambda: manager.fileManager.CreateTemporaryFileInGuest(vm, login, "a", "b"),
        lambda: manager.authManager.ValidateCredentialsInGuest(vm, login),
    ):
        with pytest.raises(vim.fault.GuestOperationsUnavailable) as fault:
            call()
        assert fault.value.msg


def test_guest_operations_on_one_host(daemon, platform):
    alone = daemon.pyvmomi(port=daemon.host_ports[f"{platform}01"])
    assert alone.content.guestOperationsManager.fileManager
    assert alone.content.customizationSpecManager is None


def test_no_logs_and_no_customization_specifications(instance):
    content = instance.content
    assert content.diagnosticManager.QueryDescriptions() == []
    with pytest.raises(vmodl.fault.InvalidArgument):
        content.diagnosticManager.BrowseDiagnosticLog(None, "vpxd", None, None)
    assert content.customizationSpecManager.info == []
    assert content.customizationSpecManager.DoesCustomizationSpecExist("web") is False
    with pytest.raises(vim.fault.NotFound):
        content.customizationSpecManager.GetCustomizationSpec("web")


def test_a_session_that_has_ended_is_asked_for(daemon):
    """What clients do with a session that they have kept: no fault, and no session."""
    own = daemon.pyvmomi()
    manager = own.content.sessionManager
    key = manager.currentSession.key
    assert manager.currentSession.key == key
    manager.Logout()
    assert manager.currentSession is None and "en" in manager.supportedLocaleList
    with pytest.raises(vim.fault.NotAuthenticated):
        manager.sessionList
    collector = own.content.propertyCollector
    spec = vsphere.filter_spec([manager], vim.SessionManager, ["currentSession", "sessionList"])
    for found in (collector.RetrieveContents([spec]), collector.RetrievePropertiesEx([spec], vmodl.query.PropertyCollector.RetrieveOptions()).objects):
        [item] = found
        [missing] = item.missingSet
        assert not item.propSet and missing.path == "sessionList"
        assert isinstance(missing.fault, vim.fault.NotAuthenticated)
    with pytest.raises(vim.fault.NotAuthenticated):
        collector.RetrieveContents([vsphere.filter_spec([own.content.rootFolder], vim.Folder, ["name"])])
