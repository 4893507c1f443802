"""Volumes by virsh and libvirt-python: made, filled, read, copied, resized and deleted, on hosts of every platform."""

import hashlib
import random
import threading
import xml.etree.ElementTree as ElementTree

import libvirt
import pytest
from daemon import unique
from libvirtclient import Loop, Virsh, uri

IMAGES = {"vsphere": "vmdk", "kvm": "qcow2", "xen": "vhd", "hyperv": "vhdx"}
NO_CONTENT = "not supported by the connection driver"


@pytest.fixture
def virsh(daemon, platform):
    return Virsh(uri(daemon, f"{platform}01"))


@pytest.fixture
def connection(daemon, platform):
    Loop.start()
    connection = libvirt.open(uri(daemon, f"{platform}01"))
    yield connection
    connection.close()


def noise(size):
    return random.Random(size).randbytes(size)


@pytest.fixture
def plain(virsh, platform):
    """A plain file of 3 MB in the first pool; its name."""
    if platform == "xen":
        pytest.skip("a storage repository has no plain files")
    name = unique("plain") + ".iso"
    virsh("vol-create-as", "datastore1", name, "3000000b", "--format", "raw")
    yield name
    virsh.run("vol-delete", name, "--pool", "datastore1")


def test_a_plain_file_is_made_filled_and_read(virsh, plain, tmp_path):
    assert plain in [row[0] for row in virsh.rows("vol-list", "datastore1")]
    document = ElementTree.fromstring(virsh("vol-dumpxml", plain, "--pool", "datastore1"))
    assert document.findtext("capacity") == "3000000" and document.find("target/format").get("type") in ("raw", "iso")
    assert "exists already" in virsh.refused("vol-create-as", "datastore1", plain, "1M", "--format", "raw")
    sent, received = tmp_path / "sent", tmp_path / "received"
    sent.write_bytes(noise(3_000_000))
    virsh("vol-upload", plain, sent, "--pool", "datastore1")
    virsh("vol-download", plain, received, "--pool", "datastore1")
    assert received.read_bytes() == sent.read_bytes()
    path = virsh("vol-path", plain, "--pool", "datastore1").strip()
    virsh("vol-download", path, received, "--offset", 1000, "--length", 500_000)
    assert received.read_bytes() == sent.read_bytes()[1000:501_000]
    # What is not sent stays as it was.
    part = tmp_path / "part"
    part.write_bytes(b"x" * 10)
    virsh("vol-upload", plain, part, "--pool", "datastore1", "--offset", 20)
    virsh("vol-download", plain, received, "--pool", "datastore1")
    assert received.read_bytes() == sent.read_bytes()[:20] + b"x" * 10 + sent.read_bytes()[30:]
    virsh("vol-delete", plain, "--pool", "datastore1")
    assert plain not in [row[0] for row in virsh.rows("vol-list", "datastore1")]
    assert "Storage volume not found" in virsh.refused("vol-download", plain, received, "--pool", "datastore1")


def test_holes(virsh, connection, plain, tmp_path):
    """Sparse streams: zeros are told as holes, both ways."""
    sent, received = tmp_path / "sent", tmp_path / "received"
    with sent.open("wb") as file:
        file.seek(1 << 20)
        file.write(noise(100_000))
        file.truncate(3_000_000)
    virsh("vol-upload", plain, sent, "--pool", "datastore1", "--sparse")
    virsh("vol-download", plain, received, "--pool", "datastore1", "--sparse")
    assert received.read_bytes() == sent.read_bytes()


def test_a_virtual_disk(virsh, platform, tmp_path):
    name = f"{unique('disk')}.{IMAGES[platform]}"
    virsh("vol-create-as", "datastore1", name, "64M")
    try:
        assert virsh.facts("vol-info", name, "--pool", "datastore1")["Capacity"] == "64.00 MiB"
        virsh("vol-resize", name, "128M", "--pool", "datastore1")
        assert virsh.facts("vol-info", name, "--pool", "datastore1")["Capacity"] == "128.00 MiB"
        received, again = tmp_path / "received", tmp_path / "again"
        if platform == "xen":
            assert NO_CONTENT in virsh.refused("vol-download", name, received, "--pool", "datastore1")
            assert NO_CONTENT in virsh.refused("vol-upload", name, __file__, "--pool", "datastore1")
        else:
            virsh("vol-download", name, received, "--pool", "datastore1")
            if platform == "vsphere":
                # The blocks, as they are in the file beside the descriptor.
                received.write_bytes(noise(1 << 20) + received.read_bytes()[1 << 20:])
                assert received.stat().st_size == 128 << 20
            virsh("vol-upload", name, received, "--pool", "datastore1", timeout=60)
            virsh("vol-download", name, again, "--pool", "datastore1")
            assert digest(again) == digest(received)
        copy = f"{unique('copy')}.{IMAGES[platform]}"
        virsh("vol-clone", name, copy, "--pool", "datastore1")
        assert virsh.facts("vol-info", copy, "--pool", "datastore1")["Capacity"] == "128.00 MiB"
        virsh("vol-delete", copy, "--pool", "datastore1")
    finally:
        virsh("vol-delete", name, "--pool", "datastore1")
    assert name not in [row[0] for row in virsh.rows("vol-list", "datastore1")]


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_streams_of_the_library(connection, plain):
    volume = connection.storagePoolLookupByName("datastore1").storageVolLookupByName(plain)
    data = noise(3_000_000)
    stream = connection.newStream()
    volume.upload(stream, 0, len(data))
    with pytest.raises(libvirt.libvirtError, match="No space left"):
        # The server says so at some time; what the client still sends after that is ignored.
        while True:
            stream.send(data[:100_000])
    assert connection.isAlive()

    # Given up: the volume is as it was.
    stream = connection.newStream()
    volume.upload(stream, 0, 0)
    stream.send(data[:50_000])
    stream.abort()
    assert read(connection, volume) == b"\0" * 3_000_000
    stream = connection.newStream()
    volume.upload(stream, 0, 0)
    for start in range(0, len(data), 100_000):
        sent = 0
        while sent < 100_000:
            sent += stream.send(data[start + sent:start + 100_000])
    stream.finish()
    assert read(connection, volume) == data

    # Several at the same time, and calls beside them.
    streams = [connection.newStream() for _ in range(4)]
    for stream in streams:
        volume.download(stream, 0, 0)
    assert connection.getHostname()
    assert [drain(stream) for stream in streams] == [data] * 4
    # A download of which the client has had enough.
    stream = connection.newStream()
    volume.download(stream, 0, 0)
    assert stream.recv(1000) == data[:1000]
    stream.abort()
    assert connection.getHostname()


def test_too_many_streams(connection, plain):
    volume = connection.storagePoolLookupByName("datastore1").storageVolLookupByName(plain)
    streams = [connection.newStream() for _ in range(16)]
    for stream in streams:
        volume.upload(stream, 0, 0)
    with pytest.raises(libvirt.libvirtError, match="too many streams"):
        volume.upload(connection.newStream(), 0, 0)
    for stream in streams:
        stream.abort()
    stream = connection.newStream()
    volume.upload(stream, 0, 0)
    stream.abort()


def test_whoever_does_not_read_holds_up_nobody(connection, plain, daemon, platform):
    volume = connection.storagePoolLookupByName("datastore1").storageVolLookupByName(plain)
    stream = connection.newStream()
    volume.download(stream, 0, 0)
    threads = [threading.Thread(target=lambda: Virsh(uri(daemon, f"{platform}01"))("list", "--all")) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
        assert not thread.is_alive()
    assert len(drain(stream)) == 3_000_000


def read(connection, volume):
    stream = connection.newStream()
    volume.download(stream, 0, 0)
    return drain(stream)


def drain(stream):
    data = b""
    while piece := stream.recv(262_120):
        data += piece
    stream.finish()
    return data


def test_what_is_the_hosts_own(virsh, scene, tmp_path):
    """Refused with the function and the reason."""
    machine = scene.create().name
    document = tmp_path / "document.xml"
    document.write_text("<pool type='dir'><name>mine</name><target><path>/srv</path></target></pool>")
    assert "virStoragePoolDefineXML: the storage of a host" in virsh.refused("pool-define", document)
    assert "virStoragePoolDestroy: the storage of a host" in virsh.refused("pool-destroy", "datastore1")
    virsh("pool-refresh", "datastore1")
    document.write_text("<network><name>mine</name></network>")
    assert "virNetworkDefineXMLFlags: the networks of a host" in virsh.refused("net-define", document) \
        or "virNetworkDefineXML: the networks of a host" in virsh.refused("net-define", document)
    assert "virNetworkDestroy: the networks of a host" in virsh.refused("net-destroy", "VM Network")
    virsh("start", machine)
    assert "virDomainSave" in virsh.refused("save", machine, tmp_path / "saved")
    assert virsh("domstate", machine).strip() == "running"


def test_a_screen(virsh, scene, platform, tmp_path):
    """A simulated machine has no screen; real servers' are in test_live_faults.py and test_live_kvm.py."""
    complaint = virsh.refused("screenshot", scene.running().name, tmp_path / "picture")
    assert NO_CONTENT in complaint
    assert not (tmp_path / "picture").exists() or not (tmp_path / "picture").read_bytes()


def test_a_reader_opens_no_stream(daemon, platform, plain, tmp_path):
    reader = libvirt.openReadOnly(uri(daemon, f"{platform}01"))
    try:
        volume = reader.storagePoolLookupByName("datastore1").storageVolLookupByName(plain)
        with pytest.raises(libvirt.libvirtError, match="read only"):
            volume.download(reader.newStream(), 0, 0)
    finally:
        reader.close()
