"""govmomi's sessions, tags and storage policies, which govc and the Terraform provider use."""

import json
import subprocess

import pytest

import peer
from daemon import PASSWORD, PLATFORMS, USER
from scene import Scene


@pytest.fixture(scope="module")
def program():
    return peer.build("automation")


def test_tags_and_policies(daemon, instance, watcher, program):
    scenes = [Scene(daemon, instance, watcher, platform) for platform in PLATFORMS]
    try:
        machines = [scene.create() for scene in scenes]
        ended = subprocess.run(
            [program, f"127.0.0.1:{daemon.vsphere_port}", USER, PASSWORD, *(vm.name for vm in machines)],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60, text=True)
        assert ended.returncode == 0, ended.stderr
        seen = json.loads(ended.stdout)
        identifiers = sorted(vm._moId for vm in machines)
        assert seen["Profiles"] == 0
        assert seen["Category"]["cardinality"] == "SINGLE" and seen["Category"]["associable_types"] == ["VirtualMachine"]
        assert seen["Attached"] == identifiers
        assert seen["OfMachines"] == {identifier: ["gold"] for identifier in identifiers}
        assert "400" in seen["Single"]
        assert seen["Remaining"] == len(machines) - 1
    finally:
        for scene in scenes:
            scene.clean()
