"""Debian's packer, unmodified: its vsphere-iso and vsphere-clone builders on hosts of all platforms."""

import json
import os
import subprocess

import pytest
import vsphere
from daemon import PASSWORD, USER, unique
from pyVmomi import vim


@pytest.fixture
def packer(daemon, instance, tmp_path):
    def build(builder):
        common = {
            "vcenter_server": f"127.0.0.1:{daemon.vsphere_port}", "username": USER, "password": PASSWORD,
            "insecure_connection": True, "datacenter": "Dragoman", "communicator": "none", "shutdown_timeout": "30s",
        }
        (tmp_path / "template.json").write_text(json.dumps({"builders": [common | builder]}))
        environment = os.environ | {
            "CHECKPOINT_DISABLE": "1", "PACKER_CACHE_DIR": str(tmp_path / "cache"), "PACKER_CONFIG_DIR": str(tmp_path)}
        run = subprocess.Popen(
            ["packer", "build", "-color=false", "template.json"], cwd=tmp_path, env=environment, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True)
        said = ""
        for line in run.stdout:
            said += line
            # The guest switches itself off at the end of its installation: here, somebody does who looks on.
            if "Please shutdown virtual machine" in line:
                vsphere.run(vsphere.named(instance, vim.VirtualMachine, builder["vm_name"]).PowerOffVM_Task())
        assert run.wait(30) == 0, said
        return said

    return build


@pytest.fixture
def place(instance, platform):
    host = vsphere.host_of(instance, platform)
    return {"host": host.name, "datastore": vsphere.datastore_of(host).name}


@pytest.mark.parametrize("platform", ["vsphere", "kvm", "xen"])
def test_installs_a_machine_and_clones_it(packer, instance, place, platform):
    name = unique("packer")
    text = packer(place | {
        "type": "vsphere-iso", "vm_name": name, "guest_os_type": "debian10_64Guest", "CPUs": 1, "RAM": 512, "firmware": "bios",
        "disk_controller_type": ["pvscsi"], "storage": [{"disk_size": 1024, "disk_thin_provisioned": True}],
        "network_adapters": [{"network": "VM Network", "network_card": "vmxnet3"}], "notes": "made by packer",
        # XAPI has no call that types.
        "boot_wait": "1s", **({} if platform == "xen" else {"boot_command": ["<enter>"]}),
        "create_snapshot": True, "convert_to_template": True,
    })
    assert "Clear boot order" in text
    vm = vsphere.named(instance, vim.VirtualMachine, name)
    assert vm.config.template and vm.config.annotation == "made by packer" and vm.snapshot.rootSnapshotList
    assert not vm.config.bootOptions.bootOrder or len(vm.config.bootOptions.bootOrder) == 1
    try:
        cloned(packer, instance, place, name)
    finally:
        vsphere.run(vm.Destroy_Task())


def test_clones_a_machine(packer, instance, scene, place):
    source = scene.create(name=unique("golden"))
    cloned(packer, instance, place, source.name)


def cloned(packer, instance, place, source):
    name = unique("packed")
    packer(place | {"type": "vsphere-clone", "template": source, "vm_name": name, "CPUs": 2, "RAM": 768})
    made = vsphere.named(instance, vim.VirtualMachine, name)
    assert (made.config.hardware.numCPU, made.config.hardware.memoryMB) == (2, 768)
    assert made.runtime.host.name == place["host"]
    vsphere.run(made.Destroy_Task())
