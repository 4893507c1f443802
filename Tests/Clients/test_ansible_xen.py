"""Ansible's community.general.xenserver_guest modules, unmodified: one playbook over hosts of every platform."""

import json
import sys

import pytest
import vsphere
from daemon import PLATFORMS
from pyVmomi import vim
from test_ansible import PLAYBOOKS, ansible


def template(instance, platform):
    """A template of a machine with one disk and one card."""
    vm = vsphere.create(instance, platform, vsphere.machine_spec(f"{platform}01-template", cpus=1, memory=512))
    vm.MarkAsTemplate()
    return vm


@pytest.fixture(scope="module")
def played(daemon, instance, xapi_session, tmp_path_factory):
    """The results of the playbook: task, then host."""
    directory = tmp_path_factory.mktemp("ansible")
    records = xapi_session.xenapi.SR.get_all_records().values()
    made, hosts = [], {}
    for number, platform in enumerate(PLATFORMS):
        vm = template(instance, platform)
        made.append(vm)
        store = vm.datastore[0]
        [sr] = [record["uuid"] for record in records if record["name_label"] == store.name]
        hosts[f"{platform}01"] = {"template": vm.name, "sr": sr, "network": vm.network[0].name,
                                  "mac": f"00:16:3e:00:10:0{number}"}
    shared = {"xen_port": daemon.xen_port, "ansible_connection": "local", "ansible_python_interpreter": sys.executable}
    file = directory / "hosts.json"
    file.write_text(json.dumps({"all": {"vars": shared, "children": {"platforms": {"hosts": hosts}}}}))
    status, output, errors = ansible("ansible-playbook", "-i", file, PLAYBOOKS / "xen.yml", directory=directory)
    assert output.lstrip().startswith("{"), (status, output[-3000:], errors[-3000:])
    results = {}
    for play in json.loads(output)["plays"]:
        for task in play["tasks"]:
            results[task["task"]["name"]] = task["hosts"]
    failures = [f"{task} on {host}: {result.get('msg')} {result.get('exception', '')[-800:]}" for task, hosts in results.items()
                for host, result in hosts.items() if result.get("failed") or result.get("unreachable")]
    for vm in made:
        vm.Destroy_Task()
    assert not failures, "\n".join(failures)
    return results


@pytest.mark.parametrize("platform", PLATFORMS)
def test_life(played, instance, platform):
    def result(task):
        return played[task][f"{platform}01"]

    assert result("deploy")["changed"] and not result("deploy again")["changed"]
    info = result("info")["instance"]
    assert (info["name"], info["state"]) == (f"{platform}01-deployed", "poweredon")
    assert len(info["disks"]) == len(info["networks"]) == 1
    assert result("power off")["instance"]["state"] == "poweredoff"

    made = result("reconfigure")["instance"]
    assert (made["name"], made["name_desc"]) == (f"{platform}01-renamed", "reconfigured")
    assert (made["hardware"]["num_cpus"], made["hardware"]["memory_mb"]) == (2, 1536)
    assert sorted(int(disk["size"]) for disk in made["disks"]) == [2 << 30, 6 << 30]
    assert len(made["networks"]) == 2 and made["networks"][1]["mac"].startswith("00:16:3e:00:10:0")
    assert not result("reconfigure again")["changed"]

    for task, state in [("power on", "poweredon"), ("suspended", "suspended"), ("resumed", "poweredon"), ("reboot", "poweredon")]:
        assert result(task)["changed"] and result(task)["instance"]["state"] == state, task
    assert result("destroy")["changed"] and not result("destroy again")["changed"]
    assert not [vm for vm in vsphere.find_all(instance, vim.VirtualMachine) if vm.name == made["name"]]
