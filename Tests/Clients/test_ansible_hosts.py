"""Ansible's community.vmware, unmodified: what playbooks read of hosts, on hosts of every platform."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import vsphere
from daemon import PASSWORD, PLATFORMS, USER
from pyVmomi import vim

MODULES = [
    "vmware_host_facts", "vmware_host_service_info", "vmware_host_dns_info", "vmware_host_vmnic_info",
    "vmware_portgroup_info", "vmware_vswitch_info", "vmware_host_ntp_info", "vmware_host_capability_info",
]


@pytest.fixture(scope="module")
def played(daemon, tmp_path_factory):
    """What each module answered: by module, then by host."""
    directory = tmp_path_factory.mktemp("ansible")
    login = {"hostname": "127.0.0.1", "port": daemon.vsphere_port, "username": USER, "password": PASSWORD, "validate_certs": False}
    tasks = [
        {"name": module, f"community.vmware.{module}": login | {"esxi_hostname": "{{ inventory_hostname }}"}}
        for module in MODULES]
    names = {f"{platform}01": None for platform in PLATFORMS}
    shared = {"ansible_connection": "local", "ansible_python_interpreter": sys.executable}
    (directory / "hosts.json").write_text(json.dumps({"all": {"hosts": names, "vars": shared}}))
    (directory / "hosts.yml").write_text(json.dumps([{"hosts": "all", "gather_facts": False, "tasks": tasks}]))
    environment = {name: value for name, value in os.environ.items() if name != "REQUESTS_CA_BUNDLE"} | {
        "ANSIBLE_HOME": str(directory), "ANSIBLE_STDOUT_CALLBACK": "ansible.posix.json", "ANSIBLE_FORKS": "4",
        "ANSIBLE_DEPRECATION_WARNINGS": "false", "LC_ALL": "C.UTF-8"}
    ended = subprocess.run(
        [Path(sys.executable).parent / "ansible-playbook", "-i", directory / "hosts.json", directory / "hosts.yml"],
        cwd=directory, env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=300)
    assert ended.stdout.lstrip().startswith("{"), (ended.stdout[-2000:], ended.stderr[-2000:])
    [play] = json.loads(ended.stdout)["plays"]
    results = {task["task"]["name"]: task["hosts"] for task in play["tasks"]}
    failures = [f"{module} of {host}: {result.get('msg')}" for module, hosts in results.items()
                for host, result in hosts.items() if result.get("failed")]
    assert not failures, "\n".join(failures)
    return results


def test_facts(played, instance, platform):
    host = vsphere.host_of(instance, platform)
    facts = played["vmware_host_facts"][host.name]["ansible_facts"]
    assert facts["ansible_hostname"] == host.name and facts["ansible_in_maintenance_mode"] is False
    assert facts["ansible_processor_cores"] == host.hardware.cpuInfo.numCpuCores
    assert facts["ansible_memtotal_mb"] == host.hardware.memorySize >> 20
    assert 0 < facts["ansible_memfree_mb"] < facts["ansible_memtotal_mb"]
    assert {store["name"] for store in facts["ansible_datastore"]} == {datastore.name for datastore in host.datastore}
    assert facts["ansible_distribution_version"] == host.config.product.version


def test_networks(played, instance, platform):
    host = vsphere.host_of(instance, platform)
    networks = {network.name for network in host.network}
    groups = played["vmware_portgroup_info"][host.name]["hosts_portgroup_info"][host.name]
    assert {group["portgroup"] for group in groups} == networks
    assert set(played["vmware_vswitch_info"][host.name]["hosts_vswitch_info"][host.name]) == networks
    assert played["vmware_host_dns_info"][host.name]["hosts_dns_info"][host.name]["host_name"] == host.name


def test_the_rest(played, platform):
    name = f"{platform}01"
    assert played["vmware_host_service_info"][name]["host_service_info"][name] == []
    cards = played["vmware_host_vmnic_info"][name]["hosts_vmnics_info"][name]
    assert len(cards["all"]) == 2
    # The module tells more of adapters that are called as ESXi calls them.
    details = [card["actual_speed"] for card in cards["vmnic_details"] if card]
    assert details == ([10000, 10000] if platform == "vsphere" else [])
    assert played["vmware_host_ntp_info"][name]["hosts_ntp_info"][name][0]["time_zone_name"] == "UTC"
    capability = played["vmware_host_capability_info"][name]["hosts_capability_info"][name]
    assert capability["maintenanceModeSupported"] is (platform in ("vsphere", "xen"))
