"""A daemon of one's own: a generated configuration, free ports, and every way to end it."""

import base64
import http.client
import json
import os
import re
import signal
import socket
import ssl
import subprocess
import time
import uuid
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
PROGRAM = Path(os.environ.get("DRAGOMAN", REPOSITORY / ".build/debug/dragoman"))
MAPPINGS = Path(os.environ.get("DRAGOMAN_MAPPINGS", REPOSITORY / "Mappings"))
PLATFORMS = ("vsphere", "kvm", "xen", "hyperv")
# demo/demo, as in Config/dragoman.yaml.
HASH = "$scrypt$ln=15,r=8,p=1$ZHJhZ29tYW4gZGVtbyAx$WLllnG35pOxGDOtOjTwRULqewirDB1+yZ9ggRKoAsQ8"
USER = PASSWORD = "demo"

UNTRUSTING = ssl.create_default_context()
UNTRUSTING.check_hostname = False
UNTRUSTING.verify_mode = ssl.CERT_NONE


def configuration(vms=4, platforms=PLATFORMS, limits=None, users=None, vsphere_port=0, admin_port=0):
    """A configuration's text: one simulated host of each platform, in the fleet and by itself."""
    lines = [
        "listeners:",
        f"  vsphere: {{address: 127.0.0.1, port: {vsphere_port}}}",
        "  xen: {address: 127.0.0.1, port: 0}",
        "  kvm:",
        f"    - {{address: 127.0.0.1, port: 0, tls: false, auth: none, user: {next(iter(users or {USER: HASH}))}}}",
        "    - {address: 127.0.0.1, port: 0}",
        f"  admin: {{address: 127.0.0.1, port: {admin_port}}}",
        "  hosts:",
        *(f"    - {{host: {platform}01, address: 127.0.0.1, port: 0}}" for platform in platforms),
        "users:",
    ]
    for name, password in (users or {USER: HASH}).items():
        lines.append(f'  - {{name: {name}, password: "{password}"}}')
    lines.append("hosts:")
    for platform in platforms:
        lines.append(f"  - {{name: {platform}01, platform: {platform}, driver: simulated, vms: {vms}}}")
    if limits:
        lines.append("limits:")
        lines += [f"  {key}: {value}" for key, value in limits.items()]
    return "\n".join(lines) + "\n"


def run(*arguments, timeout=30):
    """Runs the program to its end: its status and everything it said."""
    ended = subprocess.run(
        [PROGRAM, *map(str, arguments)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        timeout=timeout, cwd=REPOSITORY, text=True)
    return ended.returncode, ended.stdout


def wait_until(condition, seconds=20, every=0.05, what="it"):
    """The condition's value, as soon as it is true."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        assert time.monotonic() < deadline, f"{what} did not happen in {seconds} s"
        time.sleep(every)


class Daemon:
    """A started daemon. May be killed and started again on the same state directory."""

    def __init__(self, directory, text=None, mappings=MAPPINGS):
        self.directory = Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.file = self.directory / "dragoman.yaml"
        self.state = self.directory / "state"
        self.mappings = Path(mappings)
        self.process = None
        self.logs = []
        self.vsphere_port = self.admin_port = self.xen_port = None
        # Of the listeners for XenAPI clients, in the order of the configuration.
        self.xen_ports = []
        # Of the listeners for libvirt's clients, in the order of the configuration.
        self.kvm_ports = []
        # Of the hosts that are presented by themselves, by their names.
        self.host_ports = {}
        self.configure(text or configuration())

    def configure(self, text):
        self.file.write_text(text)

    # Life

    def start(self, wait=True):
        assert self.process is None or self.process.poll() is not None, "it is running"
        self.logs.append(self.directory / f"log-{len(self.logs) + 1}")
        with open(self.logs[-1], "wb") as output:
            self.process = subprocess.Popen(
                [PROGRAM, "serve", "--config", self.file, "--state", self.state, "--mappings", self.mappings],
                stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd=REPOSITORY)
        if wait:
            self.wait_ready()
        return self

    def wait_ready(self, seconds=30):
        def ready():
            assert self.process.poll() is None, f"it ended with {self.process.returncode}:\n{self.log}"
            log = self.log
            ports = dict(re.findall(r"msg=listening .*?listener=([\w.,-]+) .*?port=(\d+)", log))
            hosts = {name.removeprefix("hosts."): int(port) for name, port in ports.items() if name.startswith("hosts.")}
            wanted = self.file.read_text().count("- {host:")
            singles = {name for name in ("vsphere", "admin") if f"\n  {name}: " in self.file.read_text()}
            needed = singles | self.listeners("xen") | self.listeners("kvm")
            if "msg=ready" not in log or not needed <= set(ports) or len(hosts) < wanted:
                return False
            self.vsphere_port, self.admin_port = (int(ports[name]) if name in singles else None for name in ("vsphere", "admin"))
            self.xen_ports = [int(ports[name]) for name in sorted(self.listeners("xen"))]
            self.kvm_ports = [int(ports[name]) for name in sorted(self.listeners("kvm")) if ports[name] != "0"]
            self.xen_port = self.xen_ports[0] if self.xen_ports else None
            self.host_ports = hosts
            return True

        wait_until(ready, seconds, what="readiness")

    def listeners(self, kind):
        """What the listeners for XenAPI's or libvirt's clients are called, in the order of the configuration."""
        found = re.search(rf"(?m)^  {kind}:.*((?:\n    - .*)*)", self.file.read_text())
        count = max(1, found[1].count("\n")) if found else 0
        return {kind if number == 1 else f"{kind}.{number}" for number in range(1, count + 1)}

    @property
    def log(self):
        """What the present process has said."""
        return self.logs[-1].read_text(errors="replace")

    @property
    def is_alive(self):
        return self.process is not None and self.process.poll() is None

    def kill(self):
        """SIGKILL: no chance to tidy up."""
        self.process.kill()
        self.process.wait()

    def stop(self, seconds=15):
        """SIGTERM. Returns the exit status and how long it took."""
        started = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        try:
            status = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"it did not stop in {seconds} s:\n{self.log[-2000:]}") from None
        return status, time.monotonic() - started

    def hang_up(self):
        """SIGHUP, and the log of what it led to."""
        before = len(self.log)
        self.process.send_signal(signal.SIGHUP)
        wait_until(
            lambda: "mappings reloaded" in self.log[before:] or "mappings are not reloaded" in self.log[before:],
            what="the reload")
        return self.log[before:]

    def end(self):
        """Whatever its state: no process is left."""
        if self.is_alive:
            self.kill()

    @property
    def resident(self):
        """Bytes of memory in use."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) * 1024

    @property
    def open_files(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    # The admin API

    def admin(self, method, path, body=None, headers=None, user=USER, password=PASSWORD, timeout=30):
        """Status, headers and body of one request."""
        connection = http.client.HTTPConnection("127.0.0.1", self.admin_port, timeout=timeout)
        fields = dict(headers or {})
        if user is not None:
            fields.setdefault("Authorization", "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode())
        try:
            connection.request(method, path, body, fields)
            reply = connection.getresponse()
            return reply.status, reply.headers, reply.read()
        finally:
            connection.close()

    def get(self, path):
        """A document of the admin API."""
        status, _, body = self.admin("GET", path)
        assert status == 200, (path, status, body)
        return json.loads(body)

    def items(self, path):
        """Every item of a list, over its pages."""
        found, after = [], None
        while True:
            mark = "&" if "?" in path else "?"
            page = self.get(f"{path}{mark}limit=1000" + (f"&after={after}" if after else ""))
            found += page["items"]
            after = page.get("next")
            if not after:
                return found

    def command(self, name, target, wait=20, **members):
        """Gives a generic command; the task as it ended."""
        body = json.dumps({"command": name, "target": target, **members})
        status, _, reply = self.admin(
            "POST", f"/api/v1/commands?wait={wait}", body, {"Content-Type": "application/json"}, timeout=wait + 20)
        assert status in (200, 202), (status, reply)
        return json.loads(reply)

    # The vSphere listener

    def connect(self, timeout=30):
        """A TLS connection to the vSphere listener."""
        plain = socket.create_connection(("127.0.0.1", self.vsphere_port), timeout)
        return UNTRUSTING.wrap_socket(plain)

    def https(self, timeout=30):
        return http.client.HTTPSConnection("127.0.0.1", self.vsphere_port, timeout=timeout, context=UNTRUSTING)

    def pyvmomi(self, user=USER, password=PASSWORD, port=None):
        """A session of an unmodified pyVmomi client."""
        from pyVim.connect import SmartConnect

        return SmartConnect(
            host="127.0.0.1", port=port or self.vsphere_port, user=user, pwd=password, sslContext=UNTRUSTING,
            connectionPoolTimeout=-1)

    # The XenAPI listener

    def xenapi(self, user=USER, password=PASSWORD, port=None, version="2.20", tls=True):
        """A session of an unmodified XenAPI client."""
        import XenAPI

        session = XenAPI.Session(f"http{'s' if tls else ''}://127.0.0.1:{port or self.xen_port}", ignore_ssl=True)
        session.xenapi.login_with_password(user, password, version, "tests")
        return session


def native_files(daemon, platform):
    """What a simulated host keeps on disk, as one text: every file's path and content."""
    home = daemon.state / "hosts" / f"{platform}01"
    parts = []
    for path in sorted(home.rglob("*")):
        if path.is_file() and path.stat().st_size < 4 << 20:
            parts.append(f"== {path.relative_to(home)}\n{path.read_bytes().decode('utf-8', 'replace')}")
    return "\n".join(parts)


def unique(prefix):
    return f"{prefix}-{uuid.uuid4().hex[:8]}"
