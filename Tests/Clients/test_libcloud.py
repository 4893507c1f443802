"""apache-libcloud's vSphere driver, unmodified: nodes of every platform, their power, snapshots and metadata."""

import pytest
from daemon import PASSWORD, PLATFORMS, USER, unique
from libcloud.compute.drivers import vsphere as module
from libcloud.compute.types import NodeState
from pyVmomi import vim
from vsphere import create, host_of, machine_spec, run


@pytest.fixture(scope="module")
def driver(daemon):
    return module.VSphereNodeDriver("127.0.0.1", USER, PASSWORD, port=daemon.vsphere_port, verify_ssl=False)


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    """The driver looks at a task every ten seconds."""
    sleep = module.time.sleep
    monkeypatch.setattr(module.time, "sleep", lambda seconds: sleep(min(seconds, 0.1)))


def node(driver, name):
    return next(item for item in driver.list_nodes(enhance=False) if item.name == name)


def test_locations_and_networks(driver, daemon):
    locations = {location.name: location.extra for location in driver.list_locations()}
    for platform in PLATFORMS:
        assert locations[f"{platform}01"]["type"] == "host" and locations[f"{platform}01"]["cpu"]["cores"] == 64
    assert {"VM Network", "Backup"} <= {network.name for network in driver.ex_list_networks()}
    assert {"vm", "host", "datastore", "network"} <= {folder["name"] for folder in driver.ex_list_folders()}
    assert {store["name"] for store in driver.ex_list_datastores()} >= {"datastore1", "datastore2"}


def test_nodes(driver, instance, platform):
    web = node(driver, f"{platform}01-web01")
    assert web.state == NodeState.RUNNING and web.private_ips + web.public_ips
    assert web.extra["host"] == f"{platform}01" and web.size.ram == web.extra["memory_MB"]
    vm = next(vm for vm in host_of(instance, platform).vm if vm.name == web.name)
    assert web.id == vm.config.instanceUuid


def test_life_of_a_node(driver, instance, platform):
    name = unique("cloud")
    vm = create(instance, platform, machine_spec(name))
    field = instance.content.customFieldsManager.AddCustomFieldDef(name=unique("cloud"), moType=vim.VirtualMachine)
    vm.SetCustomValue(key=field.name, value="mist")
    machine = node(driver, name)
    assert machine.state == NodeState.STOPPED
    driver.__dict__.pop("custom_fields", None)
    assert node(driver, name).extra["metadata"] == {field.name: "mist"}
    driver.start_node(machine)
    assert node(driver, name).state == NodeState.RUNNING and vm.runtime.powerState == "poweredOn"
    driver.stop_node(machine)
    assert node(driver, name).state == NodeState.STOPPED
    run(vm.CreateSnapshot_Task("before", "", False, False))
    assert [snapshot["name"] for snapshot in driver.ex_list_snapshots(machine)] == ["before"]
    driver.ex_revert_to_snapshot(machine, "before")
    driver.ex_remove_snapshot(machine, "before")
    assert driver.ex_list_snapshots(machine) == []
    driver.destroy_node(node(driver, name))
    assert name not in {item.name for item in driver.list_nodes(enhance=False)}
    instance.content.customFieldsManager.RemoveCustomFieldDef(key=field.key)
