"""Ansible's community.libvirt, unmodified: one playbook over hosts of every platform, and the inventory of the fleet."""

import json
import sys
import uuid

import pytest
from daemon import PLATFORMS, unique
from libvirtclient import uri

from test_ansible import PLAYBOOKS, ansible


@pytest.fixture(scope="module")
def directory(tmp_path_factory):
    return tmp_path_factory.mktemp("ansible")


@pytest.fixture(scope="module")
def machines():
    return {platform: {"machine": unique("played"), "uuid": str(uuid.uuid4())} for platform in PLATFORMS}


@pytest.fixture(scope="module")
def played(daemon, machines, directory):
    """The results of the playbook: task, then platform."""
    shared = {"ansible_connection": "local", "ansible_python_interpreter": sys.executable}
    hosts = {platform: {"uri": uri(daemon, f"{platform}01"), **machine} for platform, machine in machines.items()}
    file = directory / "hosts.json"
    file.write_text(json.dumps({"all": {"vars": shared, "children": {"platforms": {"hosts": hosts}}}}))
    status, output, errors = ansible("ansible-playbook", "-i", file, PLAYBOOKS / "libvirt.yml", directory=directory)
    assert output.lstrip().startswith("{"), (status, output[-3000:], errors[-3000:])
    results = {task["task"]["name"]: task["hosts"] for play in json.loads(output)["plays"] for task in play["tasks"]}
    failures = [
        f"{task} on {host}: {result.get('msg')} {result.get('exception', '')[-800:]}" for task, hosts in results.items()
        for host, result in hosts.items() if result.get("failed") and task not in ("pause", "ask to shut down")]
    assert not failures, "\n".join(failures)
    return results


@pytest.mark.parametrize("platform", PLATFORMS)
def test_life(played, machines, platform):
    name = machines[platform]["machine"]

    def result(task):
        return played[task][platform]

    assert name not in result("machines")["list_vms"] and result("define")["created"] == name
    assert result("uuid")["uuid"] == machines[platform]["uuid"]
    assert result("start")["changed"] and not result("start again")["changed"]
    assert name in result("running")["list_vms"]
    if platform == "vsphere":
        assert "not supported by the connection driver" in result("pause")["msg"]
        assert result("paused")["status"] == "running"
    else:
        assert result("pause")["changed"] and result("paused")["status"] == "paused"
    info = result("info")[name]
    assert (info["state"], info["nrVirtCpu"], int(info["maxMem"]) >= 524288) == ("running", 1, True)
    assert f"<name>{name}</name>" in result("document")["get_xml"]
    asked = result("ask to shut down")
    assert asked["changed"] or "Guest agent is not responding" in asked["msg"]
    assert result("status")["status"] == "shutdown"
    assert name not in result("left")["list_vms"]


@pytest.mark.parametrize("platform", PLATFORMS)
def test_host_networks_and_storage(played, platform):
    def result(task):
        return played[task][platform]

    assert int(result("node")["cpus"]) == 128 and result("free memory")["freemem"] > 1024
    assert result("kind")["virttype"] == "QEMU"
    assert set(result("networks")["list_nets"]) == {"VM Network", "Backup"}
    assert result("network facts")["ansible_facts"]["ansible_libvirt_networks"]["Backup"]["state"] == "active"
    assert result("network")["networks"]["VM Network"]["persistent"] == "yes"
    assert not result("network is active")["changed"]
    assert {"datastore1", "datastore2"} <= set(result("pools")["list_pools"])
    assert result("pool facts")["ansible_facts"]["ansible_libvirt_pools"]["datastore2"]["state"] == "active"
    assert result("pool")["pools"]["datastore1"]["path"]
    assert result("volumes")["list_volumes"]


def test_the_fleet_as_an_inventory(daemon, directory):
    file = directory / "fleet.libvirt.yml"
    file.write_text(f"plugin: community.libvirt.libvirt\nuri: {uri(daemon)}\ninventory_hostname: name\n")
    status, output, errors = ansible(
        "ansible-inventory", "-i", file, "--list", directory=directory, ANSIBLE_TRANSFORM_INVALID_GROUP_CHARS="ignore",
        ANSIBLE_INVENTORY_ENABLED="community.libvirt.libvirt")
    assert status == 0, errors
    # What comes from elsewhere is marked as such.
    hosts = json.loads(output, object_hook=lambda read: read.get("__ansible_unsafe", read))["_meta"]["hostvars"]
    machines = {vm["name"]: vm for vm in daemon.items("/api/v1/vms")}
    assert set(hosts) == set(machines)
    for name, variables in hosts.items():
        assert variables["info"]["state"] == ("running" if machines[name]["powerState"] == "running" else "shutoff")
        assert f"<name>{name}</name>" in variables["xml_desc"]
    web = next(variables for name, variables in hosts.items() if name.startswith("xen01-web"))
    assert web["interface_addresses"] and web["guest_info"]["hostname"] == "xen01-web01", web["guest_info"]
