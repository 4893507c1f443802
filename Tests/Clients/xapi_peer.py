"""A XenServer that this project did not write: nova's fake, started from Tests/Support/xapi_fake."""

import hashlib
import http.client
import os
import ssl
import subprocess
import sys
import xmlrpc.client

from daemon import REPOSITORY

USER, PASSWORD = "root", "a pool's password"
NULL = "OpaqueRef:NULL"
PACKAGES = REPOSITORY / ".build/peers/xapi"
PROGRAM = REPOSITORY / "Tests/Support/xapi_fake/server.py"


class XapiPeer:
    """One such server. May be killed and started again on the same port, with the same certificate; its machines are new."""

    def __init__(self, directory, hosts=("fake",), tls=True, json=True):
        self.directory = directory
        self.directory.mkdir(parents=True, exist_ok=True)
        (directory / "password").write_text(PASSWORD + "\n")
        self.arguments = ["--user", USER, "--password", PASSWORD, "--hosts", ",".join(hosts)]
        if tls:
            self.arguments += ["--tls", str(directory)]
        if json:
            self.arguments.append("--json")
        self.port = 0
        self.process = None
        self.url = None

    def start(self):
        assert (PACKAGES / ".installed").exists(), "make .build/peers/xapi/.installed"
        self.process = subprocess.Popen(
            [sys.executable, PROGRAM, "--port", str(self.port), *self.arguments], stdout=subprocess.PIPE, text=True,
            stdin=subprocess.DEVNULL, stderr=open(self.directory / "log", "a"), env={**os.environ, "PYTHONPATH": str(PACKAGES)})
        self.url = self.process.stdout.readline().strip()
        assert self.url.startswith("http"), f"the peer did not start:\n{(self.directory / 'log').read_text()[-2000:]}"
        self.port = int(self.url.rpartition(":")[2])
        return self

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()

    end = kill

    @property
    def fingerprint(self):
        pem = (self.directory / "certificate.pem").read_text()
        return hashlib.sha256(ssl.PEM_cert_to_DER_cert(pem)).hexdigest()

    def entry(self, name, url=None, tls=None, password=None):
        if tls is None and self.url.startswith("https"):
            tls = f"fingerprint: {self.fingerprint}"
        return entry(name, url or self.url, password or self.directory / "password", tls)

    def direct(self):
        return Direct(self.url)


def entry(name, url, password, tls=None):
    """The line of a configuration that makes a daemon manage a pool."""
    trust = f", tls: {{{tls}}}" if tls else ""
    return (f"  - {{name: {name}, platform: xen, driver: live, url: '{url}', user: {USER}, "
            f"passwordFile: {password}{trust}}}\n")


class Direct:
    """A session with the server itself, past the daemon."""

    def __init__(self, url, user=USER, password=PASSWORD):
        context = ssl._create_unverified_context() if url.startswith("https") else None
        self.proxy = xmlrpc.client.ServerProxy(url, context=context)
        self.session = self.answer(self.proxy.session.login_with_password(user, password))

    @staticmethod
    def answer(reply):
        if reply["Status"] != "Success":
            raise RuntimeError(reply["ErrorDescription"])
        return reply["Value"]

    def __call__(self, method, *parameters):
        for attempt in range(2):
            try:
                return self.answer(getattr(self.proxy, method)(self.session, *parameters))
            except (http.client.HTTPException, OSError):
                if attempt or not method.partition(".")[2].startswith("get_"):
                    raise

    def vm(self, uuid):
        """The record of a machine by its UUID; None if there is none."""
        found = [row for row in self("VM.get_all_records").values() if row["uuid"] == uuid and not row["is_a_snapshot"]]
        return found[0] if found else None

    def ref(self, uuid):
        return next(ref for ref, row in self("VM.get_all_records").items() if row["uuid"] == uuid)

    def machine(self, uuid):
        """The same facts as native.machine, as the server tells them."""
        row = self.vm(uuid)
        if row is None:
            return None
        try:
            drives = [self("VBD.get_record", ref) for ref in row["VBDs"]]
            cards = [self("VIF.get_record", ref) for ref in row["VIFs"]]
            images = [drive["VDI"] for drive in drives if drive["type"] == "CD"]
            disks = [self("VDI.get_record", drive["VDI"]) for drive in drives if drive["type"] == "Disk"]
            taken = {ref: self("VM.get_record", ref) for ref in row["snapshots"]}
            return {
                "name": row["name_label"],
                "power": {"Halted": "off"}.get(row["power_state"], row["power_state"].lower()),
                "cpus": int(row["VCPUs_at_startup"]),
                "memory": int(row["memory_dynamic_max"]) >> 20,
                "notes": row["name_description"],
                "disks": sorted(int(disk["virtual_size"]) for disk in disks),
                "nics": sorted((card["MAC"].lower(), self("network.get_record", card["network"])["name_label"]) for card in cards),
                "cdrom": None if not images else "" if images[0] == NULL else self("VDI.get_record", images[0])["location"],
                "snapshots": {one["name_label"]: taken[one["parent"]]["name_label"] if one["parent"] in taken else None
                              for one in taken.values()},
            }
        except RuntimeError as failure:
            # It has gone while it was being read.
            if "HANDLE_INVALID" in str(failure):
                return self.machine(uuid)
            raise
