"""Ansible's vmware.vmware and vmware.vmware_rest, unmodified: one playbook over hosts of every platform."""

import json

import pytest
from daemon import PLATFORMS
from pyVmomi import vim
from test_ansible import PLAYBOOKS, ansible, inventory
from vsphere import find_all, host_of


@pytest.fixture(scope="module")
def played(daemon, instance, tmp_path_factory):
    """The results of the playbook: task, then host."""
    directory = tmp_path_factory.mktemp("automation")
    status, output, errors = ansible(
        "ansible-playbook", "-i", inventory(daemon, instance, directory), PLAYBOOKS / "automation.yml", directory=directory)
    assert output.lstrip().startswith("{"), (status, output[-3000:], errors[-3000:])
    results = {task["task"]["name"]: task["hosts"] for play in json.loads(output)["plays"] for task in play["tasks"]}
    failures = [f"{task} on {host}: {result.get('msg')} {str(result.get('value', ''))[:500]}"
                for task, hosts in results.items() for host, result in hosts.items()
                if result.get("failed") or result.get("unreachable")]
    assert not failures, "\n".join(failures)
    assert status == 0, errors[-2000:]
    return results


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_machine_s_life(played, instance, platform):
    host = host_of(instance, platform)
    name = f"rest-{host.name}"
    result = {task: hosts[host.name] for task, hosts in played.items()}
    assert result["create"]["changed"] and not result["create again"]["changed"]
    [listed] = result["listed"]["value"]
    assert (listed["name"], listed["power_state"], listed["cpu_count"], listed["memory_size_MiB"]) == (name, "POWERED_OFF", 2, 512)
    assert result["details"]["value"]["name"] == name and len(result["disks"]["value"]) == len(result["adapters"]["value"]) == 1
    assert result["more memory"]["changed"] and result["power"]["value"]["state"] == "POWERED_ON"
    [resources] = result["resources"]["vms"]
    assert resources["esxi_host"]["name"] == host.name and resources["memory"]["size_mb"] == 1024
    assert resources["cpu"]["processor_count"] == 2
    [group] = result["port groups"]["vm_portgroup_info"][name]
    assert group["name"] == host.network[0].name
    assert len(result["guest info"]["guests"]) == 1
    for task in ("power off", "snapshot", "no snapshot", "advanced settings", "gone"):
        assert result[task]["changed"], task
    assert result["advanced settings"]["updated_settings"] == {"guestinfo.role": {"new": "web", "old": None}}
    assert name not in {vm.name for vm in find_all(instance, vim.VirtualMachine)}


def test_what_there_is(played, instance):
    for host in find_all(instance, vim.HostSystem):
        [shown] = played["hosts"][host.name]["value"]
        assert (shown["host"], shown["name"], shown["connection_state"]) == (host._moId, host.name, "CONNECTED")
    [datacenter] = find_all(instance, vim.Datacenter)
    first = next(iter(played["datacenters"]))
    assert played["datacenters"][first]["value"] == [{"datacenter": datacenter._moId, "name": datacenter.name}]
    assert [folder["folder"] for folder in played["folders"][first]["value"]] == [datacenter.vmFolder._moId]
    assert {pool["resource_pool"] for pool in played["pools"][first]["value"]} == {
        host.parent.resourcePool._moId for host in find_all(instance, vim.HostSystem)}


@pytest.mark.parametrize("plugin, kind", [("vms", vim.VirtualMachine), ("esxi_hosts", vim.HostSystem)])
def test_inventory_plugins(daemon, instance, tmp_path, plugin, kind):
    source = tmp_path / f"fleet.{plugin}.yml"
    source.write_text(json.dumps({
        "plugin": f"vmware.vmware.{plugin}", "hostname": "127.0.0.1", "port": daemon.vsphere_port, "username": "demo",
        "password": "demo", "validate_certs": False, "gather_tags": True,
        "keyed_groups": [{"key": "summary.runtime.powerState", "prefix": "power"}]}))
    status, output, errors = ansible("ansible-inventory", "-i", source, "--list", directory=tmp_path)
    assert status == 0, errors
    listed = json.loads(output)
    states = {item.name: item.runtime.powerState for item in find_all(instance, kind)}
    assert set(listed["_meta"]["hostvars"]) == set(states), errors
    assert set(listed["power_poweredOn"]["hosts"]) == {name for name, state in states.items() if state == "poweredOn"}
    assert all("moid" in values and values["path"]["__ansible_unsafe"].startswith("/Dragoman/") for values in listed["_meta"]["hostvars"].values())
