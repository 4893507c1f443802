"""What libvirt's clients are told, whoever made the change: libvirt's own library for Python, and virsh."""

import select
import subprocess
import xml.etree.ElementTree as ElementTree

import libvirt
import native
import pytest
import vsphere
from daemon import unique, wait_until
from libvirtclient import ENVIRONMENT, Loop, Virsh, uri


@pytest.fixture
def connection(daemon, platform):
    Loop.start()
    connection = libvirt.open(uri(daemon, f"{platform}01"))
    yield connection
    connection.close()


@pytest.fixture
def told(connection):
    """Every lifecycle event of the connection: the machine's name, the event and its detail."""
    told = []
    callback = connection.domainEventRegisterAny(
        None, libvirt.VIR_DOMAIN_EVENT_ID_LIFECYCLE,
        lambda connection, domain, event, detail, data: told.append((domain.name(), event, detail)), None)
    yield told
    connection.domainEventDeregisterAny(callback)


def wait_for(told, *expected):
    wait_until(lambda: all(event in told for event in expected), what=f"{expected} among {told}")


def test_changes_of_other_protocols_clients_are_told(scene, told, platform):
    vm = scene.create()
    wait_for(told, (vm.name, libvirt.VIR_DOMAIN_EVENT_DEFINED, libvirt.VIR_DOMAIN_EVENT_DEFINED_ADDED))
    vsphere.run(vm.PowerOnVM_Task())
    wait_for(told, (vm.name, libvirt.VIR_DOMAIN_EVENT_STARTED, libvirt.VIR_DOMAIN_EVENT_STARTED_BOOTED))
    vsphere.run(vm.PowerOffVM_Task())
    wait_for(told, (vm.name, libvirt.VIR_DOMAIN_EVENT_STOPPED, libvirt.VIR_DOMAIN_EVENT_STOPPED_DESTROYED))
    name = vm.name
    vsphere.run(vm.Destroy_Task())
    scene.made.remove(vm)
    wait_for(told, (name, libvirt.VIR_DOMAIN_EVENT_UNDEFINED, libvirt.VIR_DOMAIN_EVENT_UNDEFINED_REMOVED))
    order = [event for domain, event, _ in told if domain == name]
    assert order.index(libvirt.VIR_DOMAIN_EVENT_STARTED) < order.index(libvirt.VIR_DOMAIN_EVENT_STOPPED)


def test_changes_behind_our_back_are_told(scene, told):
    vm = scene.create()
    wait_for(told, (vm.name, libvirt.VIR_DOMAIN_EVENT_DEFINED, libvirt.VIR_DOMAIN_EVENT_DEFINED_ADDED))
    native.edit(scene.daemon, scene.platform, vm.config.uuid, notes="by hand")
    wait_for(told, (vm.name, libvirt.VIR_DOMAIN_EVENT_DEFINED, libvirt.VIR_DOMAIN_EVENT_DEFINED_UPDATED))


def test_what_a_client_does_itself(scene, connection, told, platform):
    domain = connection.lookupByName(scene.create().name)
    assert domain.create() == 0
    assert domain.isActive() and domain.ID() > 0
    domain.managedSave()
    wait_for(told, (domain.name(), libvirt.VIR_DOMAIN_EVENT_STOPPED, libvirt.VIR_DOMAIN_EVENT_STOPPED_SAVED))
    domain.create()
    wait_for(told, (domain.name(), libvirt.VIR_DOMAIN_EVENT_STARTED, libvirt.VIR_DOMAIN_EVENT_STARTED_RESTORED))
    if platform != "vsphere":
        domain.suspend()
        wait_for(told, (domain.name(), libvirt.VIR_DOMAIN_EVENT_SUSPENDED, libvirt.VIR_DOMAIN_EVENT_SUSPENDED_PAUSED))
        domain.resume()
        wait_for(told, (domain.name(), libvirt.VIR_DOMAIN_EVENT_RESUMED, libvirt.VIR_DOMAIN_EVENT_RESUMED_UNPAUSED))
    domain.destroy()


def test_a_callback_for_one_machine_is_told_of_no_other(scene, connection):
    one, other = scene.create(), scene.create()
    told = []
    callback = connection.domainEventRegisterAny(
        connection.lookupByName(one.name), libvirt.VIR_DOMAIN_EVENT_ID_LIFECYCLE,
        lambda connection, domain, event, detail, data: told.append(domain.name()), None)
    vsphere.run(other.PowerOnVM_Task())
    vsphere.run(one.PowerOnVM_Task())
    wait_until(lambda: told, what="the event")
    assert set(told) == {one.name}
    connection.domainEventDeregisterAny(callback)


def test_each_callback_is_told(scene, connection):
    vm = scene.create()
    told = []
    callbacks = [
        connection.domainEventRegisterAny(
            domain, libvirt.VIR_DOMAIN_EVENT_ID_LIFECYCLE,
            lambda connection, domain, event, detail, number: told.append((number, domain.name())), number)
        for number, domain in enumerate([None, connection.lookupByName(vm.name)])]
    vsphere.run(vm.PowerOnVM_Task())
    wait_until(lambda: {(0, vm.name), (1, vm.name)} <= set(told), what="both")
    for callback in callbacks:
        connection.domainEventDeregisterAny(callback)


def test_errors_are_libvirts(connection):
    with pytest.raises(libvirt.libvirtError) as raised:
        connection.lookupByName(unique("none"))
    assert raised.value.get_error_code() == libvirt.VIR_ERR_NO_DOMAIN
    with pytest.raises(libvirt.libvirtError) as raised:
        connection.interfaceDefineXML("<interface type='bridge' name='x'/>")
    assert raised.value.get_error_code() == libvirt.VIR_ERR_NO_SUPPORT
    assert connection.isAlive() and connection.getURI().startswith("qemu+tcp://")


def test_a_client_that_is_quiet_is_kept(daemon, scene, connection):
    """It asks whether we are there, and we say so."""
    connection.setKeepAlive(1, 2)
    told = []
    callback = connection.domainEventRegisterAny(
        None, libvirt.VIR_DOMAIN_EVENT_ID_LIFECYCLE,
        lambda connection, domain, event, detail, data: told.append(domain.name()), None)
    subprocess.run(["sleep", "5"], check=True)
    assert connection.isAlive()
    name = scene.create().name
    wait_until(lambda: name in told, what="an event after the silence")
    connection.domainEventDeregisterAny(callback)


def test_virsh_waits_for_events(daemon, scene, platform):
    name = scene.create().name
    waiting = subprocess.Popen(
        ["virsh", "-c", uri(daemon, f"{platform}01"), "event", "--domain", name, "--event", "lifecycle", "--loop", "--timeout", "20"],
        stdout=subprocess.PIPE, text=True, env=ENVIRONMENT)
    # It does not tell when it has begun to listen: a change is made until it tells of one.
    virsh = Virsh(uri(daemon, f"{platform}01"))
    virsh("desc", name, "0")
    lines, count = [], 0
    while not lines:
        count += 1
        virsh("desc", name, str(count))
        if select.select([waiting.stdout], [], [], 0.3)[0]:
            lines.append(waiting.stdout.readline())
        assert count < 50
    waiting.terminate()
    waiting.wait()
    assert f"event 'lifecycle' for domain '{name}': Defined Updated" in lines[0]


def test_devices_metadata_and_memory(scene, connection):
    """What changes of a machine while it runs is told by events of its own."""
    vm = scene.running()
    domain = connection.lookupByName(vm.name)
    told = []
    callbacks = [
        connection.domainEventRegisterAny(
            domain, kind, lambda connection, domain, *rest: told.append((rest[-1], *rest[:-1])), name)
        for kind, name in (
            (libvirt.VIR_DOMAIN_EVENT_ID_DEVICE_ADDED, "added"), (libvirt.VIR_DOMAIN_EVENT_ID_DEVICE_REMOVED, "removed"),
            (libvirt.VIR_DOMAIN_EVENT_ID_METADATA_CHANGE, "metadata"))]
    before = set(aliases(domain))
    domain.attachDeviceFlags("<interface type='network'><source network='Backup'/></interface>", libvirt.VIR_DOMAIN_AFFECT_LIVE)
    (new,) = set(aliases(domain)) - before
    wait_until(lambda: ("added", new) in told, what=f"the device among {told}")
    assert new not in aliases(domain, libvirt.VIR_DOMAIN_XML_INACTIVE)
    nic = next(nic for nic in domain_devices(domain).findall("interface") if nic.find("alias").get("name") == new)
    domain.detachDeviceFlags(ElementTree.tostring(nic, encoding="unicode"), libvirt.VIR_DOMAIN_AFFECT_LIVE)
    wait_until(lambda: ("removed", new) in told, what=f"the device's going among {told}")
    # By whichever client.
    vsphere.run(vm.ReconfigVM_Task(vsphere.vim.vm.ConfigSpec(annotation="from elsewhere")))
    wait_until(lambda: ("metadata", 0, None) in told, what=f"the description among {told}")
    domain.setMetadata(libvirt.VIR_DOMAIN_METADATA_TITLE, "a title", None, None)
    wait_until(lambda: ("metadata", 1, None) in told, what=f"the title among {told}")
    domain.setMetadata(libvirt.VIR_DOMAIN_METADATA_ELEMENT, "<a/>", "k", "http://example.org/k")
    wait_until(lambda: ("metadata", 2, "http://example.org/k") in told, what=f"the element among {told}")
    for callback in callbacks:
        connection.domainEventDeregisterAny(callback)


def domain_devices(domain, flags=0):
    return ElementTree.fromstring(domain.XMLDesc(flags)).find("devices")


def aliases(domain, flags=0):
    return [alias.get("name") for alias in domain_devices(domain, flags).iter("alias")]


def test_pools(connection, daemon, platform):
    """What is put on a storage pool refreshes it."""
    told = []
    callback = connection.storagePoolEventRegisterAny(
        None, libvirt.VIR_STORAGE_POOL_EVENT_ID_REFRESH, lambda connection, pool, data: told.append(pool.name()), None)
    virsh, name = Virsh(uri(daemon, f"{platform}01")), unique("told") + {"vsphere": ".vmdk", "hyperv": ".vhdx"}.get(platform, ".qcow2")
    virsh("vol-create-as", "datastore1", name, "64M", "--allocation", "64M")
    try:
        wait_until(lambda: "datastore1" in told, what=f"the pool among {told}")
    finally:
        virsh("vol-delete", name, "--pool", "datastore1")
        connection.storagePoolEventDeregisterAny(callback)
