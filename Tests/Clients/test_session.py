"""Login, logout and what a session is worth."""

import pytest
from daemon import HASH, UNTRUSTING, USER, Daemon, configuration
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


def test_session_list(daemon, instance):
    other = daemon.pyvmomi()
    try:
        own = other.content.sessionManager.currentSession
        [seen] = [session for session in instance.content.sessionManager.sessionList if session.key == own.key]
        assert seen.userName == USER and seen.ipAddress == "127.0.0.1" and "pyvmomi" in seen.userAgent.lower()
        before = other.content.sessionManager.currentSession.callCount
        for _ in range(3):
            other.CurrentTime()
        assert other.content.sessionManager.currentSession.callCount >= before + 4
        assert seen.lastActiveTime >= seen.loginTime
        # What others may know a session by opens nothing.
        assert own.key not in other._stub.cookie
        stolen = SmartConnect(host="127.0.0.1", port=daemon.vsphere_port, user=USER, pwd="demo", sslContext=UNTRUSTING)
        stolen._stub.cookie = f"vmware_soap_session={own.key}"
        with pytest.raises(vim.fault.NotAuthenticated):
            stolen.CurrentTime()
    finally:
        Disconnect(other)
    assert not instance.content.sessionManager.SessionIsActive(own.key, USER)


def anonymous(daemon):
    stub = SoapStubAdapter(host="127.0.0.1", port=daemon.vsphere_port, sslContext=UNTRUSTING, version="vim.version.v8_0_3_0")
    return vim.ServiceInstance("ServiceInstance", stub)


def test_cloned_session(daemon, instance):
    manager = instance.content.sessionManager
    ticket = manager.AcquireCloneTicket()
    clone = anonymous(daemon)
    session = clone.RetrieveContent().sessionManager.CloneSession(ticket)
    assert session.userName == USER and session.key != manager.currentSession.key
    assert find_all(clone, vim.VirtualMachine)
    # Once.
    with pytest.raises(vim.fault.InvalidLogin):
        anonymous(daemon).RetrieveContent().sessionManager.CloneSession(ticket)
    clone.RetrieveContent().sessionManager.Logout()
    assert manager.currentSession is not None


def test_service_ticket(instance):
    manager = instance.content.sessionManager
    spec = vim.SessionManager.HttpServiceRequestSpec(method="httpGet", url="https://127.0.0.1/folder/a?dsName=datastore1")
    ticket = manager.AcquireGenericServiceTicket(spec)
    assert ticket.id and ticket.id != manager.AcquireGenericServiceTicket(spec).id
    with pytest.raises(vmodl.fault.InvalidArgument):
        manager.AcquireGenericServiceTicket(vim.SessionManager.VmomiServiceRequestSpec(method=vim.VirtualMachine.PowerOn))


def test_other_logins_are_refused(daemon):
    manager = anonymous(daemon).RetrieveContent().sessionManager
    for login in (lambda: manager.LoginByToken(), lambda: manager.LoginExtensionByCertificate("com.example"),
                  lambda: manager.LoginBySSPI("dG9rZW4=")):
        with pytest.raises(vmodl.fault.NotSupported) as fault:
            login()
        assert "password" in fault.value.msg


def test_locale(daemon):
    client = daemon.pyvmomi()
    manager = client.content.sessionManager
    manager.SetLocale("en_US")
    assert manager.currentSession.locale == "en_US"
    with pytest.raises(vim.fault.InvalidLocale):
        manager.SetLocale("tlh")
    Disconnect(client)


def test_sessions_of_one_user_are_limited(tmp_path):
    """One user's leaking client locks nobody else out. Sessions are known again after a restart."""
    users = {USER: HASH, "other": HASH}
    own = Daemon(tmp_path, configuration(platforms=["kvm"], vms=0, limits={"sessionsPerUser": 2}, users=users)).start()
    try:
        clients = [own.pyvmomi(), own.pyvmomi()]
        with pytest.raises(vmodl.fault.InvalidRequest) as fault:
            own.pyvmomi()
        assert "sessions" in fault.value.msg
        Disconnect(own.pyvmomi(user="other"))
        Disconnect(clients[0])
        again = own.pyvmomi()
        calls = again.content.sessionManager.currentSession.callCount
        key = again.content.sessionManager.currentSession.key
        own.stop()
        own.start()
        stub = SoapStubAdapter(host="127.0.0.1", port=own.vsphere_port, sslContext=UNTRUSTING, version="vim.version.v8_0_3_0")
        stub.cookie = again._stub.cookie
        session = vim.ServiceInstance("ServiceInstance", stub).content.sessionManager.currentSession
        assert session.key == key and session.callCount > calls
    finally:
        own.end()
