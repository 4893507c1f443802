"""Debian's virt-install and virt-clone, unmodified: machines of every platform are made with them."""

import os
import shutil
import subprocess
import xml.etree.ElementTree as ElementTree

import pytest
from daemon import Daemon, configuration, unique
from libvirtclient import Virsh, uri
from libvirtd import Libvirtd

IMAGES = {"vsphere": "vmdk", "kvm": "qcow2", "xen": "vhd", "hyperv": "vhdx"}


@pytest.fixture
def virsh(daemon, platform):
    return Virsh(uri(daemon, f"{platform}01"))


@pytest.fixture
def virtinst(virsh, tmp_path):
    """Runs one of the programs; its status, and what it said."""
    def run(program, *arguments):
        assert shutil.which(program), "make test installs virtinst"
        ended = subprocess.run(
            [program, "--connect", virsh.uri, *map(str, arguments)], capture_output=True, text=True, timeout=120,
            stdin=subprocess.DEVNULL, env={**os.environ, "HOME": str(tmp_path), "LC_ALL": "C.UTF-8"})
        return ended.returncode, ended.stdout + ended.stderr

    return run


@pytest.fixture
def imported(virsh, virtinst, platform):
    """A machine that virt-install has made of a disk that is there, running; its name."""
    name = unique("imported")
    virsh("vol-create-as", "datastore1", f"{name}.{IMAGES[platform]}", "1G")
    status, said = virtinst(
        "virt-install", "--import", "--name", name, "--memory", 1024, "--vcpus", 2, "--disk",
        f"vol=datastore1/{name}.{IMAGES[platform]}", "--network", "network=VM Network", "--osinfo", "debian11",
        "--noautoconsole")
    assert status == 0 and "Domain creation completed" in said, said
    yield name
    for one in (name, f"{name}-copy"):
        virsh.run("destroy", one)
        virsh.run("undefine", one, "--remove-all-storage")


def machine(daemon, name):
    [found] = (vm for vm in daemon.items("/api/v1/vms") if vm["name"] == name)
    return found


def test_virt_install_imports_a_disk(daemon, virsh, imported):
    assert virsh("domstate", imported).strip() == "running"
    made = machine(daemon, imported)
    assert (made["cpu"]["count"], made["memory"]["mib"]) == (2, 1024)
    assert [disk["capacity"] for disk in made["disks"]] == [1 << 30] and len(made["nics"]) == 1
    document = ElementTree.fromstring(virsh("dumpxml", imported))
    assert document.find(".//{http://libosinfo.org/xmlns/libvirt/domain/1.0}os").get("id") == "http://debian.org/debian/11"
    # It is one machine, by whatever UUID the client goes on.
    assert virsh("list", "--all", "--name").split().count(imported) == 1


def test_virt_clone_of_a_disk_that_is_there(daemon, virsh, virtinst, imported, platform):
    virsh("destroy", imported)
    copy = f"{imported}-copy"
    source = virsh.rows("domblklist", imported)[0][1]
    virsh("vol-clone", source, f"{copy}.{IMAGES[platform]}", "--pool", "datastore1")
    path = virsh("vol-path", f"{copy}.{IMAGES[platform]}", "--pool", "datastore1").strip()
    status, said = virtinst("virt-clone", "--original", imported, "--name", copy, "--file", path, "--preserve-data")
    assert status == 0, said
    assert virsh.rows("domblklist", copy)[0][1] == path != source
    assert virsh.rows("domiflist", copy)[0][4] != virsh.rows("domiflist", imported)[0][4]
    assert machine(daemon, copy)["memory"] == machine(daemon, imported)["memory"]
    virsh("start", copy)
    assert virsh("domstate", imported).strip() == "shut off"


def test_virt_clone_that_copies(virsh, virtinst, imported, platform):
    """It defines a machine before it copies the disks, which only a KVM host has machines without."""
    virsh("destroy", imported)
    copy = f"{imported}-copy"
    before = virsh("list", "--all", "--name").split()
    status, said = virtinst("virt-clone", "--original", imported, "--name", copy, "--auto-clone")
    if platform == "kvm":
        assert status == 0, said
        virsh("start", copy)
    else:
        assert status != 0 and "Storage volume not found" in said
        assert virsh("list", "--all", "--name").split() == before


def test_a_real_libvirtd(tmp_path):
    """The machines are QEMU's, with libvirtd's own disks."""
    libvirtd = Libvirtd(tmp_path / "libvirtd", pool="datastore1", networks=("VM Network",))
    own = None
    try:
        libvirtd.open()
        own = Daemon(tmp_path / "daemon", configuration(platforms=("xen",), vms=1) + libvirtd.entry("live01")).start()
        virsh = Virsh(uri(own, "live01"))
        environment = {**os.environ, "HOME": str(tmp_path), "LC_ALL": "C.UTF-8"}

        def run(program, *arguments):
            ended = subprocess.run(
                [program, "--connect", virsh.uri, *map(str, arguments)], capture_output=True, text=True, timeout=120,
                stdin=subprocess.DEVNULL, env=environment)
            assert ended.returncode == 0, ended.stdout + ended.stderr

        virsh("vol-create-as", "datastore1", "one.qcow2", "64M", "--format", "qcow2")
        run("virt-install", "--import", "--name", "one", "--memory", 128, "--vcpus", 1, "--disk", "vol=datastore1/one.qcow2",
            "--network", "network=VM Network", "--osinfo", "debian11", "--noautoconsole")
        assert libvirtd.state("one") == "running" and libvirtd.xml("one").get("type") == "qemu"
        virsh("destroy", "one")
        run("virt-clone", "--original", "one", "--name", "two", "--auto-clone")
        virsh("start", "two")
        assert libvirtd.state("two") == "running" and libvirtd.state("one") == "off"
        assert set(libvirtd.volumes()) == {"one.qcow2", "two.qcow2"}
        virsh("destroy", "two")
        for name in ("one", "two"):
            virsh("undefine", name, "--remove-all-storage")
        assert libvirtd.volumes() == {} and not libvirtd.exists("one")
    finally:
        if own is not None:
            own.end()
        libvirtd.close()
