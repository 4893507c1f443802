"""Ansible's modules of tags (community.vmware) and of the automation API (vmware.vmware_rest), unchanged."""

import json
import os
import subprocess
import sys
from pathlib import Path

from daemon import PASSWORD, PLATFORMS, USER, unique
from scene import Scene

PLAYBOOK = Path(sys.executable).with_name("ansible-playbook")
PLAY = """
- hosts: localhost
  connection: local
  gather_facts: false
  module_defaults:
    group/vmware: &login
      hostname: 127.0.0.1
      port: "{{ port | int }}"
      username: "{{ user }}"
      password: "{{ password }}"
      validate_certs: false
    community.vmware.vmware_category: *login
    community.vmware.vmware_tag: *login
    community.vmware.vmware_tag_manager: *login
    community.vmware.vmware_tag_info: *login
  tasks:
    - community.vmware.vmware_category:
        category_name: "{{ category }}"
        category_description: by a playbook
        category_cardinality: single
        associable_object_types: [Virtual Machine]
      register: made
    - community.vmware.vmware_tag:
        tag_name: gold
        category_id: "{{ made.category_results.category_id }}"
    - community.vmware.vmware_tag_manager:
        tag_names: [{category: "{{ category }}", tag: gold}]
        object_name: "{{ item }}"
        object_type: VirtualMachine
        state: add
      loop: "{{ machines }}"
      register: first
    - community.vmware.vmware_tag_manager:
        tag_names: [{category: "{{ category }}", tag: gold}]
        object_name: "{{ machines[0] }}"
        object_type: VirtualMachine
        state: add
      register: second
    - vmware.vmware_rest.vcenter_vm_info:
        vcenter_hostname: "127.0.0.1:{{ port }}"
        vcenter_username: "{{ user }}"
        vcenter_password: "{{ password }}"
        vcenter_validate_certs: false
        names: "{{ machines }}"
      register: listed
    - copy:
        dest: "{{ out }}"
        content: "{{ {'first': first.results | map(attribute='changed') | list, 'second': second.changed,
                      'listed': listed.value | map(attribute='name') | list} | to_json }}"
"""


def test_tags_by_a_playbook(daemon, instance, watcher, tmp_path):
    from rest import Rest

    scenes = [Scene(daemon, instance, watcher, platform) for platform in PLATFORMS]
    category = unique("tier")
    try:
        machines = [scene.create() for scene in scenes]
        (tmp_path / "play.yml").write_text(PLAY)
        values = {
            "port": daemon.vsphere_port, "user": USER, "password": PASSWORD, "category": category,
            "machines": [vm.name for vm in machines], "out": str(tmp_path / "out.json")}
        # A certificate bundle in the environment would make some modules verify in spite of what they are told.
        environment = {key: value for key, value in os.environ.items() if not key.endswith("CA_BUNDLE")}
        environment.update(ANSIBLE_LOCALHOST_WARNING="False", ANSIBLE_HOME=str(tmp_path), ANSIBLE_NOCOLOR="1")
        ended = subprocess.run(
            [PLAYBOOK, "-i", "localhost,", "-e", f"ansible_python_interpreter={sys.executable}", "-e",
             json.dumps(values), tmp_path / "play.yml"],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=180, text=True, env=environment)
        assert ended.returncode == 0, ended.stdout[-4000:]
        said = json.loads((tmp_path / "out.json").read_text())
        assert said["first"] == [True] * len(machines) and said["second"] is False
        assert sorted(said["listed"]) == sorted(vm.name for vm in machines)
        rest = Rest(daemon)
        tag = [item for item in rest.get("/cis/tagging/tag") if rest.get(f"/cis/tagging/tag/{item}")["name"] == "gold"][-1]
        attached = rest.post(f"/cis/tagging/tag-association/{tag}?action=list-attached-objects")
        assert sorted(item["id"] for item in attached) == sorted(vm._moId for vm in machines)
    finally:
        for scene in scenes:
            scene.clean()
