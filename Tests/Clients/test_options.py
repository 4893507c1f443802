"""OptionManager and ExtensionManager: what can be set and registered, held to its types, and kept over a restart."""

from datetime import datetime, timezone

import pytest
from daemon import HASH, Daemon, configuration
from pyVim.connect import Disconnect
from pyVmomi import VmomiSupport, vim, vmodl
from vsphere import host_of, named, run

Option = vim.option.OptionValue
LONG = VmomiSupport.vmodlTypes["long"]


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    text = configuration().replace("\nhosts:\n", f'\n  - {{name: viewer, password: "{HASH}", role: readOnly}}\nhosts:\n', 1)
    daemon = Daemon(tmp_path_factory.mktemp("options"), text).start()
    yield daemon
    daemon.end()


@pytest.fixture
def si(own):
    instance = own.pyvmomi()
    yield instance
    Disconnect(instance)


def value(manager, key):
    [option] = manager.QueryOptions(key)
    return option.value


def test_options_of_the_server(own, si):
    manager = si.content.setting
    known = {option.key: option.optionType for option in manager.supportedOption}
    assert known.keys() == {option.key for option in manager.setting}
    assert isinstance(known["mail.sender"], vim.option.StringOption) and isinstance(known["task.maxAgeEnabled"], vim.option.BoolOption)
    level = known["log.level"]
    assert level.choiceInfo[level.defaultIndex].key == value(manager, "log.level") == "info"
    assert (known["mail.smtp.port"].min, known["mail.smtp.port"].max, known["mail.smtp.port"].defaultValue) == (1, 65535, 25)
    manager.UpdateOptions([
        Option(key="mail.sender", value="a&b <c>"), Option(key="mail.smtp.port", value=2525),
        Option(key="task.maxAgeEnabled", value=False), Option(key="log.level", value="verbose")])
    assert value(manager, "mail.sender") == "a&b <c>" and value(manager, "mail.smtp.port") == 2525
    assert value(manager, "task.maxAgeEnabled") is False and value(manager, "log.level") == "verbose"
    other = own.pyvmomi()
    assert value(other.content.setting, "log.level") == "verbose"
    Disconnect(other)


@pytest.mark.parametrize("option", [
    Option(key="mail.smtp.port", value=0), Option(key="mail.smtp.port", value=65536), Option(key="mail.smtp.port", value="25"),
    Option(key="task.maxAgeEnabled", value="true"), Option(key="log.level", value="loud"), Option(key="mail.sender", value=True),
    Option(key="VirtualCenter.Version", value="9"), Option(key="mail.sender")], ids=lambda option: f"{option.key}={option.value}")
def test_what_does_not_fit_is_refused(si, option):
    manager = si.content.setting
    before = [(item.key, item.value) for item in manager.setting]
    with pytest.raises(vmodl.fault.InvalidArgument):
        manager.UpdateOptions([Option(key="mail.smtp.server", value="never"), option])
    assert [(item.key, item.value) for item in manager.setting] == before


def test_unknown_options(si):
    for call in (lambda: si.content.setting.UpdateOptions([Option(key="no.such", value=1)]),
                 lambda: si.content.setting.QueryOptions("no.such")):
        with pytest.raises(vim.fault.InvalidName) as fault:
            call()
        assert fault.value.name == "no.such"


def test_options_of_a_host(own, si, platform):
    host = host_of(si, platform)
    manager = host.configManager.advancedOption
    assert value(manager, "UserVars.ESXiShellTimeOut") == 0
    manager.UpdateOptions([Option(key="UserVars.ESXiShellTimeOut", value=LONG(600)), Option(key="Syslog.global.logHost", value=platform)])
    assert value(manager, "UserVars.ESXiShellTimeOut") == 600
    alone = own.pyvmomi(port=own.host_ports[f"{platform}01"])
    [same] = alone.content.rootFolder.childEntity[0].hostFolder.childEntity[0].host
    assert value(same.configManager.advancedOption, "Syslog.global.logHost") == platform
    Disconnect(alone)
    manager.UpdateOptions([Option(key="UserVars.ESXiShellTimeOut", value=LONG(0))])
    with pytest.raises(vim.fault.InvalidName):
        manager.UpdateOptions([Option(key="mail.sender", value="x")])


def test_who_may_set(own, si):
    viewer = own.pyvmomi("viewer")
    host = type(host_of(si, "kvm"))(host_of(si, "kvm")._moId, viewer._stub)
    for manager, privilege in ((viewer.content.setting, "Global.Settings"),
                               (host.configManager.advancedOption, "Host.Config.AdvancedConfig")):
        with pytest.raises(vim.fault.NoPermission) as fault:
            manager.UpdateOptions([Option(key="Annotations.WelcomeMessage", value="x")])
        assert fault.value.privilegeId == privilege
        assert manager.setting
    with pytest.raises(vim.fault.NoPermission) as fault:
        viewer.content.extensionManager.UnregisterExtension("any")
    assert fault.value.privilegeId == "Extension.Unregister"
    Disconnect(viewer)


def extension(key, **more):
    description = vim.Description(label=f"The {key}", summary="an <extension>")
    return vim.Extension(
        key=key, version="1.0", company="Acme", description=description, lastHeartbeatTime=datetime.now(timezone.utc),
        server=[vim.Extension.ServerInfo(
            url="https://127.0.0.1/x?a=1&b=2", description=description, company="Acme", type="SOAP", adminEmail=["a@example.com"],
            serverThumbprint="AA:BB")],
        taskList=[vim.Extension.TaskTypeInfo(taskID=f"{key}.work")],
        resourceList=[vim.Extension.ResourceInfo(
            locale="en", module="task", data=[vim.KeyValue(key=f"{key}.work.label", value="Works")])], **more)


def test_extensions(si):
    manager = si.content.extensionManager
    assert manager.FindExtension("com.acme.one") is None
    manager.RegisterExtension(extension("com.acme.one"))
    found = manager.FindExtension("com.acme.one")
    assert found.server[0].url == "https://127.0.0.1/x?a=1&b=2" and found.description.summary == "an <extension>"
    assert found.resourceList[0].data[0].value == "Works"
    assert [item.key for item in manager.extensionList] == ["com.acme.one"]
    with pytest.raises(vmodl.fault.InvalidArgument):
        manager.RegisterExtension(extension("com.acme.one"))
    changed = extension("com.acme.one", shownInSolutionManager=True)
    changed.version = "2.0"
    manager.UpdateExtension(changed)
    assert manager.extensionList[0].version == "2.0" and manager.extensionList[0].shownInSolutionManager
    assert manager.QueryManagedBy("com.acme.one") == []
    assert manager.GetPublicKey().startswith("-----BEGIN PUBLIC KEY-----")
    manager.UnregisterExtension("com.acme.one")
    assert not manager.extensionList
    for call in (lambda: manager.UnregisterExtension("com.acme.one"), lambda: manager.UpdateExtension(changed),
                 lambda: manager.QueryManagedBy("com.acme.one")):
        with pytest.raises(vim.fault.NotFound):
            call()
    with pytest.raises(vmodl.fault.InvalidArgument):
        manager.RegisterExtension(extension(""))


def test_public_key_is_the_certificates(own, si):
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    with own.connect() as connection:
        certificate = x509.load_der_x509_certificate(connection.getpeercert(binary_form=True))
    pem = certificate.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    assert si.content.extensionManager.GetPublicKey().split() == pem.split()


@pytest.fixture
def worker(si):
    manager = si.content.extensionManager
    manager.RegisterExtension(extension("com.acme.worker"))
    yield "com.acme.worker.work"
    manager.UnregisterExtension("com.acme.worker")


def test_a_task_of_an_extension(si, worker, platform):
    tasks = si.content.taskManager
    vm = named(si, vim.VirtualMachine, f"{platform}01-web01")
    info = tasks.CreateTask(vm, worker, "somebody", True, None, "42")
    assert (info.state, info.descriptionId, info.entity, info.entityName) == ("queued", worker, vm, vm.name)
    assert info.cancelable and info.reason.userName == "somebody" and info.activationId == "42"
    task = info.task
    assert task in tasks.recentTask
    with pytest.raises(vim.fault.InvalidState):
        task.UpdateProgress(10)
    task.SetTaskState("running", None, None)
    task.UpdateProgress(40)
    task.SetTaskDescription(vmodl.LocalizableMessage(key="half", message="Half way"))
    assert (task.info.state, task.info.progress, task.info.description.message) == ("running", 40, "Half way")
    with pytest.raises(vim.fault.OutOfBounds):
        task.UpdateProgress(101)
    task.CancelTask()
    assert task.info.cancelled and task.info.state == "running"
    task.SetTaskState("success", "the result", None)
    assert run(task) == "the result"
    with pytest.raises(vim.fault.InvalidState):
        task.SetTaskState("running", None, None)


def test_a_task_that_fails(si, worker):
    folder = si.content.rootFolder.childEntity[0].vmFolder
    task = si.content.taskManager.CreateTask(folder, worker, None, False, None, None).task
    assert task.info.entity == folder and not task.info.cancelable
    with pytest.raises(vmodl.fault.NotSupported):
        task.CancelTask()
    task.SetTaskState("running", None, None)
    with pytest.raises(vmodl.fault.InvalidArgument):
        task.SetTaskState("error", None, None)
    task.SetTaskState("error", None, vim.fault.InvalidName(name="x", msg="it went wrong"))
    with pytest.raises(vim.fault.InvalidName) as fault:
        run(task)
    assert fault.value.name == "x"


def test_tasks_that_cannot_be_made(si, worker):
    vm = named(si, vim.VirtualMachine, "kvm01-web01")
    with pytest.raises(vmodl.fault.InvalidArgument):
        si.content.taskManager.CreateTask(vm, "no.such.type", None, True, None, None)
    with pytest.raises(vmodl.fault.InvalidArgument):
        si.content.taskManager.CreateTask(si.content.taskManager, worker, None, True, None, None)
    own = vm.ResetVM_Task() if vm.runtime.powerState == "poweredOn" else vm.PowerOnVM_Task()
    with pytest.raises(vim.fault.InvalidState):
        own.SetTaskState("success", None, None)
    run(own)


def test_posted_events(si, platform):
    manager = si.content.eventManager
    vm = named(si, vim.VirtualMachine, f"{platform}01-web01")
    event = vim.event.EventEx(
        key=0, chainId=0, createdTime=datetime.now(timezone.utc), userName="", eventTypeId="com.acme.happened", severity="warning",
        message="It <happened>", vm=vim.event.VmEventArgument(name=vm.name, vm=vm),
        arguments=[vmodl.KeyAnyValue(key="count", value=3)])
    manager.PostEvent(event, None)
    found = manager.QueryEvents(vim.event.EventFilterSpec(
        eventTypeId=["com.acme.happened"], category=["warning"],
        entity=vim.event.EventFilterSpec.ByEntity(entity=vm, recursion="self")))
    assert type(found[-1]) is vim.event.EventEx and found[-1].eventTypeId == "com.acme.happened"
    assert found[-1].message == found[-1].fullFormattedMessage == "It <happened>" and found[-1].userName == "demo"
    assert [(item.key, item.value) for item in found[-1].arguments] == [("count", 3)] and found[-1].vm.vm == vm
    assert not manager.QueryEvents(vim.event.EventFilterSpec(eventTypeId=["com.acme.happened"], category=["error"]))
    message = vim.event.GeneralUserEvent(
        key=0, chainId=0, createdTime=datetime.now(timezone.utc), userName="", message="written",
        entity=vim.event.ManagedEntityEventArgument(name=vm.name, entity=vm))
    manager.PostEvent(message, None)
    manager.LogUserEvent(vm, "logged")
    told = manager.QueryEvents(vim.event.EventFilterSpec(
        type=[vim.event.GeneralUserEvent], entity=vim.event.EventFilterSpec.ByEntity(entity=vm, recursion="self")))
    assert [(item.message, item.entity.entity) for item in told[-2:]] == [("written", vm), ("logged", vm)]


def test_kept_over_a_restart(tmp_path):
    daemon = Daemon(tmp_path / "own", configuration()).start()
    try:
        instance = daemon.pyvmomi()
        instance.content.setting.UpdateOptions([Option(key="mail.sender", value="kept")])
        manager = host_of(instance, "xen").configManager.advancedOption
        manager.UpdateOptions([Option(key="Syslog.global.logHost", value="kept")])
        instance.content.extensionManager.RegisterExtension(extension("com.acme.kept"))
        vm = named(instance, vim.VirtualMachine, "kvm01-web01")
        task = instance.content.taskManager.CreateTask(vm, "com.acme.kept.work", None, True, None, None).task
        task.SetTaskState("running", None, None)
        task.UpdateProgress(30)
        daemon.kill()
        daemon.start()
        instance = daemon.pyvmomi()
        assert value(instance.content.setting, "mail.sender") == "kept"
        assert value(host_of(instance, "xen").configManager.advancedOption, "Syslog.global.logHost") == "kept"
        assert [item.key for item in instance.content.extensionManager.extensionList] == ["com.acme.kept"]
        task = vim.Task(task._moId, instance._stub)
        assert (task.info.state, task.info.progress) == ("running", 30)
        task.SetTaskState("success", None, None)
        assert task.info.state == "success"
    finally:
        daemon.end()
