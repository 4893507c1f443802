"""Ansible's community.vmware, unmodified: one playbook over hosts of every platform."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from daemon import PLATFORMS
from pyVmomi import vim
from vsphere import find_all

PLAYBOOKS = Path(__file__).parent / "ansible"
PROGRAMS = Path(sys.executable).parent


def ansible(program, *arguments, directory, **environment):
    """Runs one of Ansible's programs; its status and what it printed."""
    variables = {name: value for name, value in os.environ.items() if not name.endswith("CA_BUNDLE")}
    variables.update(
        ANSIBLE_HOME=str(directory / "home"), ANSIBLE_LOCALHOST_WARNING="false", ANSIBLE_DEPRECATION_WARNINGS="false",
        ANSIBLE_FORKS="4", ANSIBLE_STDOUT_CALLBACK="ansible.posix.json", LC_ALL="C.UTF-8", **environment)
    ended = subprocess.run(
        [PROGRAMS / program, *map(str, arguments)], cwd=directory, env=variables, capture_output=True, text=True,
        stdin=subprocess.DEVNULL, timeout=600)
    return ended.returncode, ended.stdout, ended.stderr


def inventory(daemon, instance, directory):
    """Each platform's host, with what a playbook has to know of it."""
    [datacenter] = find_all(instance, vim.Datacenter)
    hosts = {}
    for host in find_all(instance, vim.HostSystem):
        machine = next(vm for vm in host.vm if vm.name.endswith("-web01"))
        disk = next(item for item in machine.config.hardware.device if isinstance(item, vim.vm.device.VirtualDisk))
        hosts[host.name] = {"datastore": disk.backing.datastore.name, "network": host.network[0].name,
                            "second": host.network[1].name, "pool": host.parent.resourcePool._moId}
    file = directory / "hosts.json"
    shared = {"vc_port": daemon.vsphere_port, "datacenter": datacenter.name, "ansible_connection": "local",
              "ansible_python_interpreter": sys.executable}
    file.write_text(json.dumps({"all": {"vars": shared, "children": {"platforms": {"hosts": hosts}}}}))
    return file


@pytest.fixture(scope="module")
def played(daemon, instance, tmp_path_factory):
    """The results of the playbook: task, then host."""
    directory = tmp_path_factory.mktemp("ansible")
    status, output, errors = ansible(
        "ansible-playbook", "-i", inventory(daemon, instance, directory), PLAYBOOKS / "life.yml", directory=directory)
    assert output.lstrip().startswith("{"), (status, output[-3000:], errors[-3000:])
    results = {}
    for play in json.loads(output)["plays"]:
        for task in play["tasks"]:
            results[task["task"]["name"]] = task["hosts"]
    failures = [f"{task} on {host}: {result.get('msg')} {result.get('exception', '')[-800:]}" for task, hosts in results.items()
                for host, result in hosts.items() if result.get("failed") or result.get("unreachable")]
    assert not failures, "\n".join(failures)
    assert status == 0, errors[-2000:]
    return results


@pytest.mark.parametrize("platform", PLATFORMS)
def test_life(played, platform):
    def result(task):
        return played[task][f"{platform}01"]

    assert result("create")["changed"] and not result("create again")["changed"]
    made = result("create")["instance"]
    assert made["hw_power_status"] == "poweredOff" and made["annotation"] == "made by a playbook"
    assert result("reconfigure")["changed"]
    assert result("add a disk")["changed"], result("add a disk")
    assert len(result("add a disk")["disk_data"]) == 2
    assert result("add a network card")["changed"]
    assert result("power on")["instance"]["hw_power_status"] == "poweredOn"
    typed = result("type")
    if platform == "xen":
        assert "XAPI has no call that types" in typed["msg"]
    else:
        assert typed["changed"] and typed["sendkey_info"]["returned_keys_send_number"] == len("Linux 6") + 2
    facts = result("facts")["instance"]
    assert facts["hw_processor_count"] == 2 and facts["hw_memtotal_mb"] == 1024
    assert len(facts["hw_interfaces"]) == 2 and [item["name"] for item in facts["snapshots"]] == ["before"]
    assert result("power off")["changed"]
    assert result("destroy")["changed"]


def test_fleet(played, instance):
    assert played["about"]["localhost"]["about_info"]["api_type"] == "VirtualCenter"
    facts = {item["item"]: item["ansible_facts"] for item in played["host facts"]["localhost"]["results"]}
    assert set(facts) == {f"{platform}01" for platform in PLATFORMS}
    assert all(item["ansible_processor_cores"] > 0 and item["ansible_memtotal_mb"] > 0 for item in facts.values())
    stores = {item["name"] for item in played["datastores"]["localhost"]["datastores"]}
    assert stores == {store.name for store in find_all(instance, vim.Datastore)}
    names = {item["guest_name"] for item in played["all machines"]["localhost"]["virtual_machines"]}
    assert {f"{platform}01-web01" for platform in PLATFORMS} <= names


def test_inventory_plugin(daemon, instance, tmp_path):
    source = tmp_path / "fleet.vmware_vm_inventory.yml"
    source.write_text(json.dumps({
        "plugin": "community.vmware.vmware_vm_inventory", "hostname": "127.0.0.1", "port": daemon.vsphere_port,
        "username": "demo", "password": "demo", "validate_certs": False, "strict": False, "with_tags": False,
        "properties": ["name", "config.name", "config.uuid", "guest.ipAddress", "runtime.powerState"],
        "hostnames": ["config.name"], "keyed_groups": [{"key": "runtime.powerState", "prefix": "power"}],
        "filters": []}))
    status, output, errors = ansible("ansible-inventory", "-i", source, "--list", directory=tmp_path)
    assert status == 0, errors
    found = json.loads(output)["_meta"]["hostvars"]
    assert set(found) == {vm.name for vm in find_all(instance, vim.VirtualMachine)}, errors
