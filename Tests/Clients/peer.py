"""A vCenter or ESXi host that this project did not write: govmomi's simulator, built from Tests/Support/vcsim."""

import hashlib
import os
import ssl
import subprocess

from daemon import REPOSITORY, UNTRUSTING, wait_until
from pyVim.connect import Disconnect, SmartConnect

USER, PASSWORD = "root", "a peer's password"
BINARY = REPOSITORY / ".build/peers/vcsim"


def build(name="vcsim"):
    """A program of Tests/Support; Debian's golang-github-vmware-govmomi-dev has the library. Its path."""
    made = BINARY.parent / name
    environment = {**os.environ, "GO111MODULE": "off", "GOPATH": "/usr/share/gocode", "GOFLAGS": ""}
    environment.setdefault("GOCACHE", str(BINARY.parent / "cache"))
    subprocess.run(
        ["go", "build", "-o", made, "."], cwd=REPOSITORY / "Tests/Support" / name, env=environment, check=True, timeout=300)
    return made


class Peer:
    """One such server. May be killed and started again on the same port, with the same certificate."""

    def __init__(self, directory, model="esx", **options):
        self.directory = directory
        self.directory.mkdir(parents=True, exist_ok=True)
        self.arguments = ["-model", model, "-user", USER, "-password", PASSWORD, "-tls", str(directory)]
        for name, value in options.items():
            self.arguments += [f"-{name.replace('_', '-')}", str(value)]
        self.port = 0
        self.process = None
        (directory / "password").write_text(PASSWORD + "\n")

    def start(self):
        self.process = subprocess.Popen(
            [BINARY, *self.arguments, "-listen", f"127.0.0.1:{self.port}"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True)
        url = self.process.stdout.readline()
        assert url.startswith("https://"), f"the peer did not start: {url!r}"
        self.port = int(url.split(":")[2].split("/")[0])
        return self

    def kill(self):
        self.process.kill()
        self.process.wait()

    @property
    def fingerprint(self):
        pem = (self.directory / "certificate.pem").read_text()
        return hashlib.sha256(ssl.PEM_cert_to_DER_cert(pem)).hexdigest()

    def entry(self, name, url=None, tls=None, password=None):
        """The line of a configuration that makes a daemon manage this server."""
        tls = tls or f"fingerprint: {self.fingerprint}"
        return (f"  - {{name: {name}, platform: vsphere, driver: live, url: '{url or f'https://127.0.0.1:{self.port}/sdk'}', "
                f"user: {USER}, passwordFile: {password or self.directory / 'password'}, tls: {{{tls}}}}}\n")

    def pyvmomi(self):
        """A session with the server itself, past the daemon."""
        return SmartConnect(
            host="127.0.0.1", port=self.port, user=USER, pwd=PASSWORD, sslContext=UNTRUSTING, connectionPoolTimeout=-1)


def stop(peer, instance=None):
    if instance is not None:
        Disconnect(instance)
    if peer.process.poll() is None:
        peer.kill()
