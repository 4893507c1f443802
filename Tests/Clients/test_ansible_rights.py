"""Ansible's community.vmware, unmodified: roles, permissions, settings of servers and hosts, extensions."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from daemon import HASH, PASSWORD, PLATFORMS, USER, Daemon, configuration

OURS = "community.vmware."
ROLE = {"local_role_name": "starters", "local_privilege_ids": ["VirtualMachine.Interact.PowerOn", "Folder.Create"]}
EXTENSION = {
    "extension_key": "com.acme.plugin", "version": "1.0", "company": "Acme", "name": "Acme plugin", "description": "manages acme",
    "email": "a@example.com", "url": "https://127.0.0.1/plugin.zip", "ssl_thumbprint": "AA:BB:CC"}


def on_machines(**more):
    return [{"role": "starters", "principal": "runner", "object_type": "VirtualMachine", "object_name": f"{platform}01-web01"} | more
            for platform in PLATFORMS]


# What each task of the playbook is called: its module, and its arguments, for each time that it is run.
TASKS = [
    ("define", "vmware_local_role_manager", [ROLE]),
    ("define again", "vmware_local_role_manager", [ROLE]),
    ("add to it", "vmware_local_role_manager", [
        ROLE | {"action": "add", "local_privilege_ids": ["VirtualMachine.Interact.Reset"]}]),
    ("give", "vmware_object_role_permission", on_machines()),
    ("give again", "vmware_object_role_permission", on_machines()),
    ("give on the root", "vmware_object_role_permission", [
        {"role": "Read-Only", "principal": "second", "object_name": "rootFolder", "recursive": True}]),
    ("tell", "vmware_object_role_permission_info", [
        {"object_type": "VirtualMachine", "object_name": f"{platform}01-web01"} for platform in PLATFORMS]),
    ("tell of a user", "vmware_object_role_permission_info", [
        {"object_type": "VirtualMachine", "object_name": "kvm01-web01", "principal": "runner"}]),
    ("take", "vmware_object_role_permission", on_machines(state="absent")),
    ("remove", "vmware_local_role_manager", [ROLE | {"state": "absent"}]),
    ("settings", "vmware_vcenter_settings", [{
        "database": {"max_connections": 60, "task_retention": 14}, "mail": {"server": "mail.example.com", "sender": "a@example.com"},
        "timeout_settings": {"normal_operations": 45, "long_operations": 200}, "logging_options": "verbose",
        "advanced_settings": {"mail.smtp.port": 2525}}]),
    ("settings again", "vmware_vcenter_settings", [{
        "database": {"max_connections": 60, "task_retention": 14}, "mail": {"server": "mail.example.com", "sender": "a@example.com"},
        "timeout_settings": {"normal_operations": 45, "long_operations": 200}, "logging_options": "verbose",
        "advanced_settings": {"mail.smtp.port": 2525}}]),
    ("settings are told", "vmware_vcenter_settings_info", [{"schema": "vsphere"}]),
    ("host options", "vmware_host_config_manager", [
        {"esxi_hostname": f"{platform}01", "options": {
            "UserVars.ESXiShellTimeOut": 300, "Syslog.global.logHost": "udp://127.0.0.1", "Syslog.global.logDirUnique": True}}
        for platform in PLATFORMS]),
    ("host options again", "vmware_host_config_manager", [
        {"esxi_hostname": f"{platform}01", "options": {"UserVars.ESXiShellTimeOut": 300}} for platform in PLATFORMS]),
    ("host options are told", "vmware_host_config_info", [{"esxi_hostname": f"{platform}01"} for platform in PLATFORMS]),
    ("register", "vcenter_extension", [EXTENSION]),
    ("register again", "vcenter_extension", [EXTENSION]),
    ("extensions", "vcenter_extension_info", [{}]),
    ("unregister", "vcenter_extension", [{"extension_key": "com.acme.plugin", "version": "1.0", "state": "absent"}]),
]


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    users = "".join(f'  - {{name: {name}, password: "{HASH}", role: {role}}}\n' for name, role in (
        ("runner", "noAccess"), ("second", "noAccess")))
    daemon = Daemon(tmp_path_factory.mktemp("daemon"), configuration().replace("\nhosts:\n", f"\n{users}hosts:\n", 1)).start()
    yield daemon
    daemon.end()


@pytest.fixture(scope="module")
def played(own, tmp_path_factory):
    """What each task answered, each time that it was run."""
    directory = tmp_path_factory.mktemp("ansible")
    login = {"hostname": "127.0.0.1", "port": own.vsphere_port, "username": USER, "password": PASSWORD, "validate_certs": False}
    tasks = [
        {"name": f"{name}/{number}", OURS + module: login | arguments}
        for name, module, calls in TASKS for number, arguments in enumerate(calls)]
    play = {"hosts": "localhost", "connection": "local", "gather_facts": False, "tasks": tasks,
            "vars": {"ansible_python_interpreter": sys.executable}}
    (directory / "rights.yml").write_text(json.dumps([play]))
    environment = {name: value for name, value in os.environ.items() if name != "REQUESTS_CA_BUNDLE"} | {
        "ANSIBLE_HOME": str(directory), "ANSIBLE_STDOUT_CALLBACK": "ansible.posix.json", "ANSIBLE_LOCALHOST_WARNING": "false",
        "ANSIBLE_DEPRECATION_WARNINGS": "false", "LC_ALL": "C.UTF-8"}
    ended = subprocess.run(
        [Path(sys.executable).parent / "ansible-playbook", directory / "rights.yml"], cwd=directory, env=environment,
        capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=500)
    assert ended.stdout.lstrip().startswith("{"), (ended.stdout[-2000:], ended.stderr[-2000:])
    [play] = json.loads(ended.stdout)["plays"]
    results = {}
    for task in play["tasks"]:
        result = task["hosts"]["localhost"]
        assert not result.get("failed"), (task["task"]["name"], result.get("msg"), result.get("exception", "")[-800:])
        results.setdefault(task["task"]["name"].split("/")[0], []).append(result)
    assert list(results) == [name for name, _, _ in TASKS]
    return results


def test_roles(played, own):
    assert played["define"][0]["changed"] and not played["define again"][0]["changed"]
    added = played["add to it"][0]
    assert added["changed"] and "VirtualMachine.Interact.Reset" in added["result"]["privileges"]
    assert played["remove"][0]["changed"]
    assert "starters" not in {role.name for role in own.pyvmomi().content.authorizationManager.roleList}


def test_permissions(played):
    assert all(result["changed"] for result in played["give"] + played["give on the root"] + played["take"])
    assert not any(result["changed"] for result in played["give again"])
    for told in played["tell"]:
        given = {(entry["principal"], entry["role_name"]) for entry in told["permission_info"]}
        assert {("runner", "starters"), ("second", "Read-Only")} <= given
    [told] = played["tell of a user"][0]["permission_info"]
    assert "VirtualMachine.Interact.Reset" in told["privileges"]


def test_settings(played, own):
    first, again = played["settings"][0], played["settings again"][0]
    assert first["changed"] and not again["changed"], again
    told = played["settings are told"][0]["vcenter_config_info"]
    assert told["VirtualCenter.MaxDBConnection"] == 60 and told["mail.smtp.port"] == 2525 and told["log.level"] == "verbose"
    settings = {option.key: option.value for option in own.pyvmomi().content.setting.setting}
    assert settings["client.timeout.long"] == 200 and settings["mail.sender"] == "a@example.com"


def test_host_options(played, own):
    assert all(result["changed"] for result in played["host options"])
    assert not any(result["changed"] for result in played["host options again"])
    for platform, told in zip(PLATFORMS, played["host options are told"]):
        options = told["hosts_info"][f"{platform}01"]
        assert options["UserVars.ESXiShellTimeOut"] == 300 and options["Syslog.global.logDirUnique"] is True


def test_extensions(played, own):
    assert played["register"][0]["changed"] and not played["register again"][0]["changed"]
    [told] = played["extensions"][0]["extension_info"]
    assert (told["extension_key"], told["extension_label"], told["extension_company"]) == (
        "com.acme.plugin", "Acme plugin", "Acme")
    assert played["unregister"][0]["changed"] and not own.pyvmomi().content.extensionManager.extensionList
