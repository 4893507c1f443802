"""How a machine's network is expressed depends on the networks that its host has: the example of US 8,539,484."""

import json

import pytest
import vsphere
import XenAPI
from daemon import Daemon, configuration, unique, wait_until
from pyVmomi import vim, vmodl
from watching import Watcher

HOSTS = """
  - {name: kvm01, platform: kvm, driver: simulated, networks: [Front, Back], machines: [{name: kvm-a, nics: [Front]}]}
  - {name: kvm02, platform: kvm, driver: simulated, networks: [Front], machines: [{name: kvm-b, nics: [Front]}]}
  - {name: xen01, platform: xen, driver: simulated, networks: [Front, Back], machines: [{name: xen-a, nics: [Front]}]}
  - {name: hyperv01, platform: hyperv, driver: simulated, networks: [Back, Front], machines: [{name: hyperv-a, nics: [Front]}]}
"""


@pytest.fixture(scope="module")
def daemon(tmp_path_factory):
    text = configuration(platforms=()).replace("  hosts:\n", "").rstrip() + HOSTS
    started = Daemon(tmp_path_factory.mktemp("networks"), text).start()
    yield started
    assert started.stop()[0] == 0


@pytest.fixture(scope="module")
def instance(daemon):
    return daemon.pyvmomi()


@pytest.fixture(scope="module")
def watcher(daemon):
    watcher = Watcher(daemon)
    yield watcher
    watcher.close()


@pytest.fixture(scope="module")
def api(daemon):
    return daemon.xenapi().xenapi


def card(vm):
    [card] = vsphere.devices(vm, vim.vm.device.VirtualEthernetCard)
    return card


def move(vm, network):
    device = card(vm)
    device.backing = vim.vm.device.VirtualEthernetCard.NetworkBackingInfo(deviceName=network)
    return vm.ReconfigVM_Task(vim.vm.ConfigSpec(deviceChange=[vsphere.change("edit", device)]))


def stages(daemon, task):
    items = daemon.get(f"/api/v1/ids/vsphere/Task/{task._moId}")["items"]
    trace = daemon.get(f"/api/v1/tasks/{items[0]['uuid']}")["trace"]
    return daemon.get(f"/api/v1/traces/{trace}")["stages"]


def test_networks_of_one_name_are_one_in_both_protocols(daemon, instance, api):
    networks = {network.name: network for network in vsphere.find_all(instance, vim.Network)}
    records = {row["name_label"]: row for row in api.network.get_all_records().values()}
    assert set(networks) == set(records) == {"Front", "Back"}

    def hosts(name):
        return {api.host.get_name_label(api.PIF.get_host(pif)) for pif in records[name]["PIFs"]}

    assert hosts("Front") == {host.name for host in networks["Front"].host} == {"kvm01", "kvm02", "xen01", "hyperv01"}
    assert hosts("Back") == {host.name for host in networks["Back"].host} == {"kvm01", "xen01", "hyperv01"}


@pytest.mark.parametrize("name, expected", [
    ("kvm-a", "Back"), ("xen-a", "Back"), ("hyperv-a", "Back"),
])
def test_one_command_is_another_on_each_host(daemon, instance, api, watcher, name, expected):
    """The same words of the client, and for each host its own: the plan depends on what the mirror has of the host."""
    vm = vsphere.named(instance, vim.VirtualMachine, name)
    [vif] = api.VM.get_VIFs(api.VM.get_by_uuid(vm.config.uuid))
    token = api.event_from(["vif"], "", 0.0)["token"]
    task = move(vm, expected)
    vsphere.run(task)
    trace = stages(daemon, task)
    [decision] = [stage["note"] for stage in trace if stage["name"] == "decision"]
    assert decision.startswith("redirected"), decision
    # The engine was given the machine's host with its networks.
    [mirrored] = [stage["document"] for stage in trace if stage["name"] == "mirror"]
    assert ">Front</" in mirrored and ">Back</" in mirrored
    [plan] = [stage["document"] for stage in trace if stage["name"] == "command-out"]
    assert {"kvm-a": "domainUpdateDeviceFlags", "xen-a": "VIF.move", "hyperv-a": "ModifyResourceSettings"}[name] in plan
    # XenAPI's clients hear of it in their own words.
    events = api.event_from(["vif"], token, 5.0)["events"]
    assert [(event["ref"], api.network.get_name_label(event["snapshot"]["network"])) for event in events] == [(vif, "Back")]
    # And back, by the other one.
    [front] = api.network.get_by_name_label("Front")
    api.VIF.move(vif, front)
    wait_until(lambda: [network for _, network in watcher.machine(vm.config.uuid)["nics"]] == ["Front"], 5)
    assert card(vm).backing.deviceName == "Front" and [network.name for network in vm.network] == ["Front"]


def test_what_the_host_has_not_cannot_be_said(daemon, instance, api):
    """The same command that is carried out on the neighbour: kvm02 has no such network."""
    vm = vsphere.named(instance, vim.VirtualMachine, "kvm-b")
    with pytest.raises(vmodl.MethodFault) as refusal:
        vsphere.run(move(vm, "Back"))
    assert isinstance(refusal.value, (vim.fault.InvalidDeviceSpec, vim.fault.InvalidDeviceBacking, vmodl.fault.InvalidArgument))
    [vif] = api.VM.get_VIFs(api.VM.get_by_uuid(vm.config.uuid))
    [back] = api.network.get_by_name_label("Back")
    with pytest.raises(XenAPI.Failure) as refusal:
        api.VIF.move(vif, back)
    assert refusal.value.details[0] in ("HANDLE_INVALID", "VM_REQUIRES_NETWORK", "VALUE_NOT_SUPPORTED"), refusal.value.details
    print(json.dumps(refusal.value.details))
    assert card(vm).backing.deviceName == "Front"
    # Nor can it be made there in the first place.
    host = vsphere.named(instance, vim.HostSystem, "kvm02")
    spec = vsphere.machine_spec(unique("lost"))
    for item in spec.deviceChange:
        if isinstance(item.device, vim.vm.device.VirtualEthernetCard):
            item.device.backing.deviceName = "Back"
    with pytest.raises(vmodl.MethodFault):
        vsphere.run(host.parent.parent.parent.vmFolder.CreateVM_Task(spec, host.parent.resourcePool, host))
    assert not [vm for vm in vsphere.find_all(instance, vim.VirtualMachine) if vm.name.startswith("lost")]
