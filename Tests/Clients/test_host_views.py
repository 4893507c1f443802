"""Each host by itself, as a stand-alone ESXi, and the same machines in the fleet's vCenter."""

import http.client
import re
import socket
import ssl

import pytest
import vsphere
from daemon import UNTRUSTING, Daemon, configuration, unique, wait_until
from pyVim.connect import Disconnect
from pyVmomi import vim, vmodl

CONTENT = """<Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/"><Body><RetrieveServiceContent xmlns="urn:vim25">
<_this type="ServiceInstance">ServiceInstance</_this></RetrieveServiceContent></Body></Envelope>"""


@pytest.fixture
def alone(daemon, platform):
    """A session of the host of a platform by itself."""
    instance = daemon.pyvmomi(port=daemon.host_ports[f"{platform}01"])
    yield instance
    Disconnect(instance)


def test_the_host_says_that_it_is_one(alone, platform):
    content = alone.content
    assert content.about.apiType == "HostAgent"
    assert content.about.productLineId == "embeddedEsx"
    assert content.about.instanceUuid is None
    assert content.about.fullName.startswith("VMware ESXi 8.0.3 interface of ")
    for manager in ("customFieldsManager", "extensionManager", "alarmManager", "scheduledTaskManager"):
        assert getattr(content, manager) is None
    assert content.sessionManager.currentSession.userName == "demo"


def test_identifiers_are_those_of_an_esxi_host(alone, platform):
    root = alone.content.rootFolder
    assert root._moId == root.name == "ha-folder-root"
    assert root.parent is None
    datacenter, = root.childEntity
    assert datacenter._moId == datacenter.name == "ha-datacenter"
    assert datacenter.vmFolder._moId == "ha-folder-vm"
    assert datacenter.vmFolder.name == "vm"
    compute, = datacenter.hostFolder.childEntity
    assert compute._moId == "ha-compute-res" and compute.name == f"{platform}01"
    assert compute.resourcePool._moId == "ha-root-pool" and compute.resourcePool.owner == compute
    host, = compute.host
    assert host._moId == "ha-host" and host.name == f"{platform}01"
    assert host.config.network.dnsConfig.hostName == f"{platform}01"
    assert {item.parent._moId for item in datacenter.datastore} == {"ha-folder-datastore"}
    assert {item.parent._moId for item in datacenter.network} == {"ha-folder-network"}


def test_it_has_its_own_objects_and_no_others(alone, instance, platform):
    ours = {vm.config.uuid: vm for vm in vsphere.find_all(alone, vim.VirtualMachine)}
    theirs = {vm.config.uuid for vm in vsphere.find_all(instance, vim.VirtualMachine)
              if vm.runtime.host.name == f"{platform}01"}
    assert set(ours) == theirs
    for vm in ours.values():
        assert vm._moId.isdigit()
        assert vm.runtime.host._moId == "ha-host"
        assert vm.parent._moId == "ha-folder-vm" and vm.resourcePool._moId == "ha-root-pool"
    assert [host.name for host in vsphere.find_all(alone, vim.HostSystem)] == [f"{platform}01"]
    fleet = next(vm for vm in vsphere.find_all(instance, vim.VirtualMachine) if vm.config.uuid not in ours)
    assert alone.content.searchIndex.FindByUuid(None, fleet.config.uuid, True, False) is None
    with pytest.raises(vmodl.fault.ManagedObjectNotFound):
        vim.VirtualMachine(fleet._moId, alone._stub).PowerOnVM_Task()


def test_a_machine_lives_in_both_views(alone, daemon, instance, scene, platform):
    name = unique("both")
    datacenter, = alone.content.rootFolder.childEntity
    compute, = datacenter.hostFolder.childEntity
    task = datacenter.vmFolder.CreateVM_Task(vsphere.machine_spec(name), compute.resourcePool)
    vm = vsphere.run(task)
    assert task.info.key == task._moId and task.info.entity._moId == "ha-folder-vm"
    twin = instance.content.searchIndex.FindByUuid(None, vm.config.uuid, True, False)
    scene.made.append(twin)
    assert twin.name == name and twin._moId != vm._moId

    power = vm.PowerOnVM_Task()
    vsphere.run(power)
    scene.settle(twin, power="running")
    assert twin.runtime.powerState == "poweredOn"
    assert power in alone.content.taskManager.recentTask
    identity = next(item["uuid"] for item in daemon.get(f"/api/v1/ids/vsphere/Task/{power._moId}")["items"]
                    if item["scope"] == f"as:{platform}01")
    trace = daemon.get(f"/api/v1/tasks/{identity}")["trace"]
    notes = [stage["note"] for stage in daemon.get(f"/api/v1/traces/{trace}")["stages"] if stage["name"] == "agent"]
    assert notes == [f"vsphere agent of {platform}01 ({platform}), presented by itself"]

    vsphere.run(twin.PowerOffVM_Task())
    assert vm.runtime.powerState == "poweredOff"
    vsphere.run(vm.CreateSnapshot_Task("one", "", False, False))
    assert twin.snapshot.rootSnapshotList[0].name == "one"
    vsphere.run(twin.Destroy_Task())
    with pytest.raises(vmodl.fault.ManagedObjectNotFound):
        vm.name


def test_sessions_and_tasks_of_one_view_are_none_of_anothers(alone, daemon, instance, platform):
    cookie = alone._stub.cookie
    other = daemon.pyvmomi()
    Disconnect(other)
    other._stub.cookie = cookie
    with pytest.raises(vim.fault.NotAuthenticated):
        other.content.rootFolder.name
    foreign = {"vsphere": "kvm", "kvm": "xen", "xen": "hyperv", "hyperv": "vsphere"}[platform]
    vm = next(vm for vm in vsphere.find_all(instance, vim.VirtualMachine) if vm.runtime.host.name == f"{foreign}01")
    before = set(alone.content.taskManager.recentTask)
    vsphere.run(vm.ReconfigVM_Task(vim.vm.ConfigSpec(annotation=unique("note"))))
    assert set(alone.content.taskManager.recentTask) <= before


def test_hosts_share_a_port_by_name(tmp_path):
    text = configuration(vms=1, platforms=("kvm", "xen"))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    for host in ("kvm01", "xen01"):
        text = text.replace(
            f"{{host: {host}, address: 127.0.0.1, port: 0}}", f"{{host: {host}, name: {host}.localhost, port: {port}}}")
    # One of them on a loopback address of its own, too.
    text = text.replace("users:", f"    - {{host: xen01, address: 127.0.0.11, port: {port}}}\nusers:")
    daemon = Daemon(tmp_path, text)
    daemon.start(wait=False)
    try:
        wait_until(lambda: daemon.log.count("listener=hosts.") == 2 and "msg=ready" in daemon.log)

        def host_at(address, name):
            connection = http.client.HTTPSConnection(address, port, context=UNTRUSTING)
            connection.request("POST", "/sdk", CONTENT, {"Host": name})
            reply = connection.getresponse()
            found = re.search(r"interface of (\w+)", reply.read().decode())
            return reply.status, found and found.group(1)

        kvm, xen = host_at("127.0.0.1", f"kvm01.localhost:{port}"), host_at("127.0.0.1", "XEN01.localhost")
        assert kvm[0] == xen[0] == 200 and kvm[1] and xen[1] and kvm[1] != xen[1]
        assert host_at("127.0.0.1", "esxi01.localhost") == (421, None)
        assert host_at("127.0.0.11", "anything") == xen

        def host_behind(name, header, check=None):
            """What answers who connects by a name, and trusts only that name's certificate (check: another one's)."""
            trust = daemon.state / "tls" / f"certificate-{check or name}.pem"
            context = ssl.create_default_context(cafile=trust)
            with socket.create_connection(("127.0.0.1", port), 10) as plain, \
                    context.wrap_socket(plain, server_hostname=name) as connection:
                connection.sendall(f"POST /sdk HTTP/1.1\r\nHost: {header}\r\nConnection: close\r\n"
                                   f"Content-Length: {len(CONTENT)}\r\n\r\n{CONTENT}".encode())
                reply = http.client.HTTPResponse(connection)
                reply.begin()
                found = re.search(r"interface of (\w+)", reply.read().decode())
                return reply.status, found and found.group(1)

        for name, expected in (("kvm01.localhost", kvm), ("xen01.localhost", xen), ("XEN01.localhost", xen)):
            assert host_behind(name, f"127.0.0.1:{port}", check=name.lower()) == expected
            assert host_behind(name, name, check=name.lower()) == expected
        assert host_behind("kvm01.localhost", "xen01.localhost") == xen
        with pytest.raises(ssl.SSLCertVerificationError):
            host_behind("kvm01.localhost", "kvm01.localhost", check="xen01.localhost")
        with pytest.raises(ssl.SSLCertVerificationError):
            host_behind("esxi01.localhost", "kvm01.localhost", check="kvm01.localhost")
    finally:
        daemon.stop()
