"""Guests are given names and addresses, by themselves and in clones; where the hypervisor cannot, nothing is changed."""

import json

import pytest
from daemon import unique, wait_until
from pyVmomi import vim, vmodl
from test_ansible import ansible
from test_clone import clone
from vsphere import datastore_of, find_all, host_of, run

CAN = {"vsphere"}


def customization(name="web7", addresses=("192.0.2.7",), **members):
    custom = vim.vm.customization
    adapters = [
        custom.AdapterMapping(adapter=custom.IPSettings(
            ip=custom.FixedIp(ipAddress=address) if address else custom.DhcpIpGenerator(),
            **({"subnetMask": "255.255.255.0", "gateway": ["192.0.2.1"]} if address else {})))
        for address in addresses]
    identity = custom.LinuxPrep(
        hostName=custom.FixedName(name=name), domain="example.org", timeZone="Europe/Berlin", hwClockUTC=True)
    return custom.Specification(**{
        "options": custom.LinuxOptions(), "identity": identity, "nicSettingMap": adapters,
        "globalIPSettings": custom.GlobalIPSettings(dnsServerList=["192.0.2.53"], dnsSuffixList=["example.org"]), **members})


def tells(vm, name, *addresses):
    """What the guest comes to tell."""
    wait_until(lambda: vm.guest.hostName == name, 30, what=f"the name {name}")
    assert [net.ipAddress[0] for net in vm.guest.net] == list(addresses)


def test_a_clone_with_a_name_and_an_address(scene):
    vm = scene.create()
    if scene.platform not in CAN:
        before = len(find_all(scene.instance, vim.VirtualMachine))
        with pytest.raises(vmodl.fault.NotSupported):
            clone(scene, vm, customization=customization(), powerOn=True)
        assert len(find_all(scene.instance, vim.VirtualMachine)) == before
        return
    made = clone(scene, vm, customization=customization(), powerOn=True)
    tells(made, "web7", "192.0.2.7")
    manager = scene.instance.content.eventManager
    spec = vim.event.EventFilterSpec(
        entity=vim.event.EventFilterSpec.ByEntity(entity=made, recursion="self"),
        eventTypeId=["CustomizationStartedEvent", "CustomizationSucceeded", "CustomizationFailed"])
    wait_until(lambda: [type(event) for event in manager.QueryEvents(spec)] == [
        vim.event.CustomizationStartedEvent, vim.event.CustomizationSucceeded], 30, what="the events")
    # Once.
    run(made.PowerOffVM_Task())
    run(made.PowerOnVM_Task())
    tells(made, "web7", "192.0.2.7")
    assert len(manager.QueryEvents(spec)) == 2
    assert made.summary.guest.hostName == "web7" and made.guest.ipAddress == "192.0.2.7"


def test_a_machine_that_is_there(scene):
    vm = scene.create(nics=2)
    spec = customization("db3", ["192.0.2.33", None])
    if scene.platform not in CAN:
        with pytest.raises(vmodl.fault.NotSupported):
            run(vm.CustomizeVM_Task(spec))
        return
    run(vm.PowerOnVM_Task())
    wait_until(lambda: len(vm.guest.net) == 2, 30, what="the guest's start")
    before = [net.ipAddress[0] for net in vm.guest.net]
    with pytest.raises(vim.fault.InvalidPowerState):
        run(vm.CustomizeVM_Task(spec))
    run(vm.PowerOffVM_Task())
    run(vm.CustomizeVM_Task(spec))
    run(vm.PowerOnVM_Task())
    tells(vm, "db3", "192.0.2.33", before[1])
    run(vm.PowerOffVM_Task())
    # By the adapter's own address, and with the machine's name.
    spec = customization("x", ["192.0.2.34", None])
    spec.identity.hostName = vim.vm.customization.VirtualMachineNameGenerator()
    cards = [device.macAddress for device in vm.config.hardware.device if isinstance(device, vim.vm.device.VirtualEthernetCard)]
    spec.nicSettingMap[0].macAddress, spec.nicSettingMap[1].macAddress = cards[1], cards[0]
    run(vm.CustomizeVM_Task(spec))
    run(vm.PowerOnVM_Task())
    tells(vm, vm.name, before[0], "192.0.2.34")


@pytest.mark.parametrize("platform", CAN)
def test_what_is_not_understood_is_refused(scene):
    vm = scene.create()
    custom = vim.vm.customization
    windows = custom.SysprepText(value="<unattend/>")
    sixth = customization()
    sixth.nicSettingMap[0].adapter.ipV6Spec = custom.IPSettings.IpV6AddressSpec(
        ip=[custom.FixedIpV6(ipAddress="2001:db8::7", subnetMask=64)])
    for spec in (customization(identity=windows), sixth):
        with pytest.raises(vmodl.fault.NotSupported):
            run(vm.CustomizeVM_Task(spec))
    for spec in (customization("a b"), customization(addresses=["nowhere"]), customization(addresses=[])):
        with pytest.raises(vmodl.fault.InvalidArgument):
            run(vm.CustomizeVM_Task(spec))


@pytest.mark.parametrize("platform", CAN)
def test_ansible_clones_with_a_customization(scene, daemon, tmp_path):
    source, name = scene.create(), unique("ansible")
    host = host_of(scene.instance, scene.platform)
    play = tmp_path / "clone.yml"
    play.write_text(json.dumps([{
        "hosts": "localhost", "gather_facts": False, "tasks": [{"community.vmware.vmware_guest": {
            "hostname": "127.0.0.1", "port": daemon.vsphere_port, "username": "demo", "password": "demo", "validate_certs": False,
            "name": name, "template": source.name, "datacenter": "Dragoman", "folder": "/Dragoman/vm", "esxi_hostname": host.name,
            "datastore": datastore_of(host).name, "state": "poweredon", "wait_for_ip_address": True, "wait_for_customization": True,
            "networks": [{"name": "VM Network", "ip": "192.0.2.77", "netmask": "255.255.255.0", "gateway": "192.0.2.1"}],
            "customization": {"hostname": "played", "domain": "example.org", "dns_servers": ["192.0.2.53"]}}}]}]))
    status, output, errors = ansible("ansible-playbook", play, directory=tmp_path)
    assert status == 0, output[-3000:] + errors[-2000:]
    assert "timed out" not in output + errors
    [made] = [vm for vm in find_all(scene.instance, vim.VirtualMachine) if vm.name == name]
    scene.made.append(made)
    tells(made, "played", "192.0.2.77")
