"""The ways to a libvirtd: a socket in the file system, and TLS with a client's certificate and a password."""

import pytest
from daemon import Daemon, configuration, run, wait_until
from libvirtd import USER, Libvirtd

PASSWORD = "a host's password"


@pytest.fixture(scope="module")
def libvirtd(tmp_path_factory):
    started = Libvirtd(tmp_path_factory.mktemp("libvirtd"), password=PASSWORD)
    try:
        yield started.open()
    finally:
        started.close()


@pytest.fixture
def manage(tmp_path):
    """Starts a daemon that manages one host of such an entry."""
    daemons = []

    def start(entry):
        daemons.append(Daemon(tmp_path / f"daemon-{len(daemons)}", configuration(platforms=("xen",), vms=1) + entry).start())
        return daemons[-1]

    yield start
    for daemon in daemons:
        daemon.end()


def secure(libvirtd, tmp_path, password=PASSWORD, identity=True):
    (tmp_path / "password").write_text(password + "\n")
    files = libvirtd.directory / "pki"
    shown = f", certificate: {files}/client.pem, key: {files}/client-key.pem" if identity else ""
    return libvirtd.entry(
        "real", f"qemu+tls://127.0.0.1:{libvirtd.tls_port}/system",
        f", user: {USER}, passwordFile: {tmp_path}/password, tls: {{authorities: {files}/ca.pem{shown}}}")


def machines(daemon):
    return {vm["name"]: vm["powerState"] for vm in daemon.items("/api/v1/vms")}


def test_a_socket_in_the_file_system(libvirtd, manage):
    name = libvirtd.guest("through-a-socket", start=False)
    daemon = manage(libvirtd.entry("real", f"qemu+unix:///system?socket={libvirtd.socket}"))
    wait_until(lambda: machines(daemon).get(name) == "off", 10)
    libvirtd.virsh("undefine", name)
    wait_until(lambda: name not in machines(daemon), 10)


def test_tls_with_a_certificate_and_a_password(libvirtd, manage, tmp_path):
    name = libvirtd.guest("through-tls", start=False)
    daemon = manage(secure(libvirtd, tmp_path))
    wait_until(lambda: machines(daemon).get(name) == "off", 10)
    libvirtd.virsh("undefine", name)
    wait_until(lambda: name not in machines(daemon), 10)
    assert PASSWORD not in daemon.log


def test_a_wrong_password(libvirtd, manage, tmp_path):
    daemon = manage(secure(libvirtd, tmp_path, password="wrong"))
    wait_until(lambda: "authentication failed" in daemon.log, 10)


def test_no_certificate(libvirtd, manage, tmp_path):
    daemon = manage(secure(libvirtd, tmp_path, identity=False))
    wait_until(lambda: "host disconnected" in daemon.log, 10)


@pytest.mark.parametrize("entry, complaint", [
    ("url: 'qemu+tcp://192.0.2.1/system'", "in the clear"),
    ("url: 'https://192.0.2.1/system'", "it must be like qemu+tls://HOST/system"),
    ("url: 'qemu+unix:///system'", "it must be like"),
    ("url: 'qemu+tls://192.0.2.1/system', user: me", "passwordFile"),
    ("url: 'qemu+tls://192.0.2.1/system', tls: {certificate: /nowhere/cert.pem}", "both of certificate and key"),
])
def test_what_cannot_be_configured(tmp_path, entry, complaint):
    file = tmp_path / "dragoman.yaml"
    file.write_text(configuration(platforms=("xen",)) + f"  - {{name: real, platform: kvm, driver: live, {entry}}}\n")
    status, said = run("check", "--config", file)
    assert status != 0 and complaint in said
