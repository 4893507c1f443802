"""Login, logout and what a session is worth."""

import pytest
from daemon import UNTRUSTING, USER
from pyVim.connect import Disconnect, SmartConnect
from pyVmomi import SoapStubAdapter, vim, vmodl
from vsphere import find_all


def test_about_without_login(daemon):
    stub = SoapStubAdapter(host="127.0.0.1", port=daemon.vsphere_port, sslContext=UNTRUSTING, version="vim.version.v8_0_3_0")
    content = vim.ServiceInstance("ServiceInstance", stub).RetrieveContent()
    assert content.about.apiVersion.startswith("8.0.3") and content.sessionManager
    with pytest.raises(vim.fault.NotAuthenticated):
        content.rootFolder.name


def test_login_and_logout(daemon):
    instance = daemon.pyvmomi()
    content = instance.content
    assert content.about.apiType == "VirtualCenter"
    assert content.about.apiVersion.startswith("8.0.3")
    session = content.sessionManager.currentSession
    assert session.userName == USER and session.key
    assert content.sessionManager.SessionIsActive(session.key, USER)
    assert instance.CurrentTime().tzinfo is not None
    Disconnect(instance)
    with pytest.raises(vim.fault.NotAuthenticated) as fault:
        content.rootFolder.childEntity
    assert fault.value.privilegeId is not None and fault.value.object is not None


def test_wrong_password(daemon):
    with pytest.raises(vim.fault.InvalidLogin) as fault:
        daemon.pyvmomi(password="wrong")
    assert fault.value.msg


def test_second_login_of_a_session_is_refused(instance):
    with pytest.raises(vmodl.fault.InvalidRequest):
        instance.content.sessionManager.Login(USER, "demo")


def test_session_goes_on_with_its_cookie(daemon):
    """A client that keeps the cookie only, without the attributes and without quotes."""
    first = daemon.pyvmomi()
    key = first._stub.cookie.partition("=")[2].partition(";")[0].strip('"')
    stub = first._stub
    second = SmartConnect(host="127.0.0.1", port=daemon.vsphere_port, user=USER, pwd="demo", sslContext=UNTRUSTING)
    second._stub.cookie = f"vmware_soap_session={key}"
    assert second.content.sessionManager.currentSession.key == first.content.sessionManager.currentSession.key
    assert stub is not second._stub
    Disconnect(first)
    with pytest.raises(vim.fault.NotAuthenticated):
        find_all(second, vim.Folder)


def test_terminated_session(daemon, instance):
    other = daemon.pyvmomi()
    manager = instance.content.sessionManager
    key = other.content.sessionManager.currentSession.key
    manager.TerminateSession([key])
    with pytest.raises(vim.fault.NotAuthenticated):
        other.content.rootFolder.childEntity
    with pytest.raises(vim.fault.NotFound):
        manager.TerminateSession([key])
    with pytest.raises(vmodl.fault.InvalidArgument):
        manager.TerminateSession([manager.currentSession.key])
