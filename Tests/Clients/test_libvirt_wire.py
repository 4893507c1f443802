"""Whatever comes over libvirt's wire: lengths that lie, halves of messages, unknown programs; others are not harmed."""

import random
import socket
import struct

import pytest
from daemon import UNTRUSTING, Daemon, configuration, wait_until
from libvirtclient import Virsh, uri

REMOTE, QEMU = 0x20008086, 0x20008087


def message(procedure, payload=b"", program=REMOTE, version=1, kind=0, serial=0, status=0):
    return struct.pack(">IIIiiIi", 28 + len(payload), program, version, procedure, kind, serial, status) + payload


def string(text):
    data = text.encode()
    return struct.pack(">I", len(data)) + data + b"\0" * (-len(data) % 4)


class Wire:
    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), 20)

    def ask(self, *arguments, **options):
        """Status and payload of the answer."""
        self.socket.sendall(message(*arguments, **options))
        return self.answer()

    def answer(self):
        header = self.exactly(28)
        length, _, _, _, _, _, status = struct.unpack(">IIIiiIi", header)
        return status, self.exactly(length - 28)

    def exactly(self, count):
        data = b""
        while len(data) < count:
            piece = self.socket.recv(count - len(data))
            if not piece:
                raise EOFError
            data += piece
        return data

    def open(self, path="system"):
        assert self.ask(66) == (0, struct.pack(">II", 1, 0))
        assert self.ask(1, struct.pack(">I", 1) + string(f"qemu:///{path}") + struct.pack(">I", 0))[0] == 0
        return self

    def is_closed(self):
        return is_closed(self.socket)


def is_closed(connected):
    try:
        return connected.recv(1) == b""
    except ConnectionError:
        return True


@pytest.fixture
def wire(daemon):
    wire = Wire(daemon.kvm_ports[0])
    yield wire
    wire.socket.close()


def code(answer):
    status, payload = answer
    assert status == 1
    number, domain, present, length = struct.unpack_from(">iiII", payload)
    return number, domain, payload[16:16 + length].decode() if present else None


def test_unknown_procedures_and_programs(wire):
    wire.open()
    assert code(wire.ask(9999)) == (39, 7, "unknown procedure: 9999")
    assert code(wire.ask(1, program=0x12345678)) == (39, 7, f"Cannot find program {0x12345678} version 1")
    assert code(wire.ask(1, version=2))[0] == 39
    assert code(wire.ask(1, program=QEMU))[2].startswith("Cannot find program")
    # An event is no call.
    assert code(wire.ask(318))[2] == "unknown procedure: 318"
    assert code(wire.ask(240, struct.pack(">I", 0)))[0] in (3, 39)


def test_nothing_before_the_connection_is_open(wire):
    assert code(wire.ask(273, struct.pack(">iI", 1, 0)))[0] == 6


@pytest.mark.parametrize("payload", [
    b"", struct.pack(">I", 0xFFFFFFFF), struct.pack(">I", 4 << 20) + b"abc", struct.pack(">I", 5) + b"abc",
    string("x") + b"more", struct.pack(">I", 4) + b"\xff\xfe\xff\xfe"])
def test_arguments_that_are_none(wire, payload):
    wire.open()
    number, domain, said = code(wire.ask(23, payload))
    assert (number, domain) == (39, 7) and "decode" in said
    assert wire.ask(157)[0] == 0


@pytest.mark.parametrize("length", [0, 3, 27, (32 << 20) + 5, 0x7FFFFFFF, 0xFFFFFFFF])
def test_lengths_that_lie(wire, length):
    wire.socket.sendall(struct.pack(">I", length) + b"\0" * 64)
    assert wire.is_closed()


def test_a_long_message_before_login_is_refused(daemon):
    """Who has not shown who they are sends little, and is answered nothing but how to."""
    wire = Wire(daemon.kvm_ports[1])
    wire.socket = UNTRUSTING.wrap_socket(wire.socket)
    assert wire.exactly(1) == b"\x01"
    assert wire.ask(66) == (0, struct.pack(">II", 1, 1))
    assert code(wire.ask(157))[:2] == (45, 7)
    assert code(wire.ask(1, struct.pack(">II", 0, 0)))[:2] == (45, 7)
    wire.socket.sendall(struct.pack(">IIIiiIi", 20_000, REMOTE, 1, 23, 0, 0, 0))
    assert wire.is_closed()


def test_unknown_kinds_of_messages_end_the_connection(wire):
    wire.socket.sendall(message(66, kind=77))
    assert wire.is_closed()


def test_calls_may_be_sent_ahead(wire):
    """Each answer says which call it belongs to."""
    wire.open()
    for serial in range(40):
        wire.socket.sendall(message(23, string(f"none-{serial}"), serial=serial))
    serials = set()
    for _ in range(40):
        length, _, _, _, _, serial, status = struct.unpack(">IIIiiIi", wire.exactly(28))
        payload = wire.exactly(length - 28)
        assert status == 1 and f"none-{serial}'".encode() in payload
        serials.add(serial)
    assert serials == set(range(40))


def test_noise(daemon):
    noise = random.Random(5)
    for _ in range(60):
        wire = Wire(daemon.kvm_ports[0])
        if noise.random() < 0.7:
            wire.open()
            for _ in range(5):
                body = noise.randbytes(noise.randrange(0, 200))
                wire.socket.sendall(message(noise.randrange(1, 455), body, kind=noise.choice([0, 0, 0, 1, 2, 3])))
        else:
            wire.socket.sendall(noise.randbytes(noise.randrange(1, 400)))
        wire.socket.close()
    assert daemon.is_alive
    assert Virsh(uri(daemon))("list", "--all", "--name").split()


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    daemon = Daemon(
        tmp_path_factory.mktemp("small"), configuration(vms=1, platforms=("kvm",), limits={"connections": 40})).start()
    yield daemon
    daemon.end()


def test_connections_that_never_log_in(small):
    """Those beyond the limit are turned away; when they go, others come in."""
    before = small.resident
    idle = []
    for _ in range(400):
        try:
            idle.append(socket.create_connection(("127.0.0.1", small.kvm_ports[0]), 5))
        except OSError:
            break
    for half in idle[:40]:
        try:
            half.sendall(struct.pack(">II", 4096, REMOTE))
        except OSError:
            pass
    assert small.open_files < 300 and small.resident < before + (64 << 20)
    for one in idle:
        one.close()
    wait_until(lambda: Virsh(uri(small)).run("list")[0] == 0, what="room for a client")


def test_thousands_that_never_log_in_keep_nobody_out(small):
    """Whoever waits longest without opening a connection makes room for the next one; who is inside stays."""
    inside = Wire(small.kvm_ports[0]).open()
    before = small.resident
    idle = []
    for number in range(3000):
        one = socket.create_connection(("127.0.0.1", small.kvm_ports[0]), 20)
        if number % 2:
            one.sendall(struct.pack(">IIIi", 4096, REMOTE, 1, 66))
        idle.append(one)
        if number % 1000 == 999:
            # While many come in at once, a client may be taken for one of them.
            wait_until(lambda: Virsh(uri(small)).run("list")[0] == 0, what="a place")
            assert inside.ask(157)[0] == 0
    assert small.open_files < 300 and small.resident < before + (64 << 20)
    # Those that were sent away know it.
    assert all(is_closed(one) for one in idle[:100])
    for one in idle:
        one.close()
    inside.socket.close()
    assert Virsh(uri(small))("list", "--all", "--name").split()


@pytest.mark.parametrize("kind, status", [(3, 0), (3, 1), (3, 2), (6, 2)])
def test_parts_of_streams_that_there_are_not(wire, kind, status):
    """They are ignored, as libvirtd does: what was sent before the end of a stream was known may still come."""
    wire.open()
    wire.socket.sendall(message(208, b"x" * 1000, kind=kind, status=status, serial=77))
    assert wire.ask(157)[0] == 0


def test_streams_that_lie(daemon):
    """Holes of any length, parts of any size, a stream that is left half-way."""
    virsh = Virsh(uri(daemon, "kvm01"))
    virsh("vol-create-as", "datastore1", "lies.img", "1M", "--format", "raw")
    try:
        pool, key = string("datastore1"), virsh("vol-key", "lies.img", "--pool", "datastore1").strip()
        volume = pool + string("lies.img") + string(key)
        for part, kind in ((struct.pack(">qI", -5, 0), 6), (struct.pack(">qI", 1 << 62, 0), 6), (b"abc", 6), (b"", 3)):
            wire = Wire(daemon.kvm_ports[0]).open("kvm01")
            opened = wire.ask(208, volume + struct.pack(">QQI", 0, 0, 1), serial=5)
            assert opened[0] == 0, opened
            wire.socket.sendall(message(208, part, kind=kind, status=2, serial=5))
            if kind == 6:
                assert wire.answer()[0] == 1
            assert wire.ask(157, serial=6)[0] == 0
            wire.socket.close()
        wire = Wire(daemon.kvm_ports[0]).open("kvm01")
        assert wire.ask(208, volume + struct.pack(">QQI", 0, 0, 0), serial=5)[0] == 0
        assert code(wire.ask(208, volume + struct.pack(">QQI", 0, 0, 0), serial=5))[2].startswith("serial 5 has a stream")
        wire.socket.sendall(message(208, b"y" * 1000, kind=3, status=2, serial=5))
        wire.socket.close()
        assert virsh.facts("vol-info", "lies.img", "--pool", "datastore1")["Capacity"] == "1.00 MiB"
    finally:
        virsh("vol-delete", "lies.img", "--pool", "datastore1")


def test_a_download_that_is_not_read(daemon):
    """It waits, with a bounded part of it in memory; others are served."""
    virsh = Virsh(uri(daemon, "kvm01"))
    virsh("vol-create-as", "datastore1", "long.img", "300M", "--format", "raw")
    try:
        volume = string("datastore1") + string("long.img") + string(virsh("vol-key", "long.img", "--pool", "datastore1").strip())
        before = daemon.resident
        deaf = []
        for _ in range(3):
            wire = Wire(daemon.kvm_ports[0]).open("kvm01")
            for serial in range(10):
                wire.socket.sendall(message(209, volume + struct.pack(">QQI", 0, 0, 0), serial=serial))
            deaf.append(wire)
        for _ in range(3):
            assert virsh("list", "--all", "--name").split()
        assert daemon.resident < before + (128 << 20)
        for wire in deaf:
            wire.socket.close()
    finally:
        virsh("vol-delete", "long.img", "--pool", "datastore1")


def test_a_client_that_does_not_read_its_events(small):
    """What waits for it is bounded, and others are told."""
    deaf = Wire(small.kvm_ports[0]).open()
    deaf.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    for _ in range(900):
        assert deaf.ask(316, struct.pack(">iI", 0, 0))[0] == 0
    virsh = Virsh(uri(small))
    before = small.resident
    for number in range(15):
        virsh("desc", "kvm01-web01", "x" * 2000 + str(number))
    assert small.is_alive and small.resident < before + (64 << 20)
    deaf.socket.close()
