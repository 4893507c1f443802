"""Definitions that are written anew: virsh edit and define on machines that are there, of every platform."""

import re
import stat
import xml.etree.ElementTree as ElementTree

import pytest
from daemon import unique
from libvirtclient import Virsh, uri


@pytest.fixture
def virsh(daemon, platform):
    return Virsh(uri(daemon, f"{platform}01"))


@pytest.fixture
def machine(scene):
    return scene.create().name


def edited(virsh, tmp_path, machine, program):
    """virsh edit with sed as the editor; status and what it said."""
    editor = tmp_path / "editor"
    editor.write_text(f"#!/bin/sh\nexec sed -i -E '{program}' \"$1\"\n")
    editor.chmod(editor.stat().st_mode | stat.S_IXUSR)
    virsh.environment["VISUAL"] = virsh.environment["EDITOR"] = str(editor)
    status, said, complaint = virsh.run("edit", machine)
    return status, said + complaint


def test_edit(virsh, scene, machine, tmp_path):
    vm = scene.made[-1]
    before = virsh("dumpxml", machine)
    status, said = edited(virsh, tmp_path, machine, (
        r"s|<memory unit=.KiB.>[0-9]+|<memory unit=\"KiB\">786432|; s|<currentMemory unit=.KiB.>[0-9]+|<currentMemory unit=\"KiB\">786432|;"
        r"s|<vcpu([^>]*)>[0-9]+|<vcpu>2|; /<description>/d; s|</uuid>|</uuid><title>a title</title><description>by hand</description>|"))
    assert status == 0, said
    scene.settle(vm, memory=768, cpus=2, notes="by hand")
    assert virsh("desc", machine, "--title").strip() == "a title"
    # The rest is as it was.
    after = virsh("dumpxml", machine)
    different = [line for line in set(before.splitlines()) ^ set(after.splitlines())]
    assert all(re.search("emory|vcpu|title|description|topology|/?cpu|metadata", line) for line in different), different
    # What is defined as it is stays as it is.
    document = tmp_path / "same.xml"
    document.write_text(after)
    virsh("define", document)
    assert virsh("dumpxml", machine) == after


def test_devices_by_definition(virsh, scene, machine, tmp_path, platform):
    vm = scene.made[-1]
    domain = ElementTree.fromstring(virsh("dumpxml", machine, "--inactive"))
    devices = domain.find("devices")
    nic = ElementTree.SubElement(devices, "interface", type="network")
    ElementTree.SubElement(nic, "source", network="Backup")
    document = tmp_path / "domain.xml"
    document.write_text(ElementTree.tostring(domain, encoding="unicode"))
    virsh("define", document)
    assert sorted(row[2] for row in virsh.rows("domiflist", machine)) == ["Backup", "VM Network"]
    domain = ElementTree.fromstring(virsh("dumpxml", machine, "--inactive"))
    devices = domain.find("devices")
    first, second = devices.findall("interface")
    devices.remove(second)
    first.find("source").set("network", "Backup")
    document.write_text(ElementTree.tostring(domain, encoding="unicode"))
    virsh("define", document)
    assert [row[2] for row in virsh.rows("domiflist", machine)] == ["Backup"]
    for disk in devices.findall("disk"):
        if disk.get("device") != "cdrom":
            devices.remove(disk)
    document.write_text(ElementTree.tostring(domain, encoding="unicode"))
    virsh("define", document)
    assert scene.settle(vm)["disks"] == []


def test_what_no_command_carries_is_refused(virsh, machine, tmp_path):
    before = virsh("dumpxml", machine)
    document = tmp_path / "domain.xml"
    for old, new, word in (
            ("<clock offset='utc'", "<clock offset='localtime'", "clock"), ("<on_crash>preserve", "<on_crash>destroy", "on_crash"),
            ("</devices>", "<sound model='ich9'/></devices>", "sound"), ("<source file='[^']*'", "<source file='/elsewhere'", "source of disk")):
        document.write_text(re.sub(old, new, before, count=1))
        assert document.read_text() != before
        assert f"changing the element {word}" in virsh.refused("define", document)
    assert virsh("dumpxml", machine) == before
    document.write_text(re.sub("<name>.*</name>", f"<name>{unique('other')}</name>", before))
    assert f"'{machine}' already exists" in virsh.refused("define", document)
    # The name of another machine's, without its UUID.
    document.write_text(re.sub("<uuid>.*</uuid>", "", before))
    assert "already exists" in virsh.refused("define", document)


def test_a_running_machine_is_edited(virsh, scene, tmp_path):
    vm = scene.running()
    status, said = edited(virsh, tmp_path, vm.name, r"/<description>/d; s|</uuid>|</uuid><description>while it runs</description>|")
    assert status == 0, said
    scene.settle(vm, notes="while it runs", power="running")


def test_metadata_of_others(virsh, scene, machine, tmp_path):
    """Elements that clients keep with a machine, by their namespaces, are kept on every platform."""
    first, second = "http://example.org/first", "http://example.org/second"
    assert "not present" in virsh.refused("metadata", machine, first)
    virsh("metadata", machine, first, "--key", "one", "--set", "<owner team='a &amp; b'><name>some &lt;words&gt;</name><empty/></owner>")
    virsh("metadata", machine, second, "--key", "two", "--set", "<cost>7</cost>")
    kept = ElementTree.fromstring(virsh("metadata", machine, first))
    assert kept.tag == "owner" and kept.get("team") == "a & b" and kept.findtext("name") == "some <words>" and kept.find("empty") is not None
    metadata = ElementTree.fromstring(virsh("dumpxml", machine)).find("metadata")
    assert metadata.findtext(f"{{{second}}}cost") == "7" and metadata.find(f"{{{first}}}owner") is not None
    virsh("desc", machine, "beside it")
    # By definition, too.
    document = tmp_path / "domain.xml"
    document.write_text(virsh("dumpxml", machine).replace(">7<", ">8<"))
    virsh("define", document)
    assert virsh("metadata", machine, second).strip() == "<cost>8</cost>"
    virsh("metadata", machine, second, "--remove")
    assert "not present" in virsh.refused("metadata", machine, second)
    assert ElementTree.fromstring(virsh("metadata", machine, first)).findtext("name") == "some <words>"
    virsh("start", machine)
    virsh("metadata", machine, first, "--key", "one", "--set", "<owner>b</owner>")
    assert virsh("metadata", machine, first).strip() == "<owner>b</owner>"
