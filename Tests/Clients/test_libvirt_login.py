"""How libvirt's clients show who they are: passwords and certificates over TLS, and a UNIX socket."""

import os
import subprocess

import pytest
from daemon import PASSWORD, USER, Daemon, configuration
from libvirtclient import Virsh


def openssl(*arguments):
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)


def certificate(directory, name, subject, extensions):
    """A key and a certificate, signed by the directory's authority. libvirt's clients take no self-signed one."""
    key, request, made = directory / f"{name}key.pem", directory / f"{name}.csr", directory / f"{name}cert.pem"
    openssl("req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", request, "-subj", subject)
    (directory / "extensions").write_text(extensions)
    openssl("x509", "-req", "-in", request, "-CA", directory / "cacert.pem", "-CAkey", directory / "cakey.pem",
            "-CAcreateserial", "-days", 2, "-extfile", directory / "extensions", "-out", made)
    return made, key


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    directory = tmp_path_factory.mktemp("pki")
    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", directory / "cakey.pem",
            "-out", directory / "cacert.pem", "-subj", "/CN=authority", "-days", 2)
    return directory


@pytest.fixture(scope="module")
def daemon(tmp_path_factory, authority):
    made, key = certificate(authority, "server", "/CN=server", "subjectAltName=IP:127.0.0.1,DNS:localhost\nextendedKeyUsage=serverAuth\n")
    home = tmp_path_factory.mktemp("login")
    tls = f"tls: {{certificate: {made}, key: {key}}}"
    text = configuration(vms=2, platforms=("kvm",)).split("  kvm:\n")[0] + f"""  kvm:
    - {{address: 127.0.0.1, port: 0, {tls}}}
    - {{address: 127.0.0.1, port: 0, {tls}, auth: certificate, authority: {authority / "cacert.pem"}}}
    - {{path: {home / "plain"}, auth: none, user: {USER}}}
    - {{path: {home / "asked"}}}
""" + "  admin:" + configuration(vms=2, platforms=("kvm",)).split("  admin:")[1]
    daemon = Daemon(home, text).start()
    daemon.home = home
    yield daemon
    status, _ = daemon.stop()
    assert status == 0 and not (home / "plain").exists()


def asking(uri, tmp_path, password=PASSWORD):
    credentials = tmp_path / "auth.conf"
    credentials.write_text(
        f"[credentials-test]\nusername={USER}\nauthname={USER}\npassword={password}\n[auth-libvirt-default]\ncredentials=test\n")
    return Virsh(uri, {"LIBVIRT_AUTH_FILE": str(credentials)})


def names(virsh):
    return virsh("list", "--all", "--name").split()


def test_a_password_over_tls(daemon, authority, tmp_path):
    (tmp_path / "cacert.pem").write_text((authority / "cacert.pem").read_text())
    uri = f"qemu+tls://127.0.0.1:{daemon.kvm_ports[0]}/system?pkipath={tmp_path}"
    assert "kvm01-web01" in names(asking(uri, tmp_path))
    assert "authentication failed" in asking(uri, tmp_path, "wrong").refused("list")
    # The client waits for one byte, which tickets of TLS 1.3 would stand before.
    said = subprocess.run(
        ["openssl", "s_client", "-connect", f"127.0.0.1:{daemon.kvm_ports[0]}"], input="", capture_output=True, text=True, timeout=20)
    assert "TLSv1.2" in said.stdout


def test_a_certificate(daemon, authority, tmp_path):
    (tmp_path / "cacert.pem").write_text((authority / "cacert.pem").read_text())
    uri = f"qemu+tls://127.0.0.1:{daemon.kvm_ports[1]}/system?pkipath={tmp_path}"
    # This client is sometimes ended by a signal when its connection closes, and says nothing.
    assert Virsh(uri).run("list")[0] != 0
    for name, accepted in ((USER, True), ("nobody-we-know", False)):
        made, key = certificate(authority, "client", f"/O=tests/CN={name}", "extendedKeyUsage=clientAuth\n")
        os.replace(made, tmp_path / "clientcert.pem")
        os.replace(key, tmp_path / "clientkey.pem")
        if accepted:
            assert "kvm01-web01" in names(Virsh(uri))
        else:
            assert Virsh(uri).run("list")[0] != 0


def test_sockets(daemon, tmp_path):
    assert "kvm01-web01" in names(Virsh(f"qemu+unix:///system?socket={daemon.home / 'plain'}"))
    uri = f"qemu+unix:///system?socket={daemon.home / 'asked'}"
    assert "kvm01-web01" in names(asking(uri, tmp_path))
    assert "authentication failed" in asking(uri, tmp_path, "wrong").refused("list")
    assert "authentication" in Virsh(uri).refused("list")
    assert oct((daemon.home / "plain").stat().st_mode)[-3:] in ("600", "700")
