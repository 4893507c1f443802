"""Debian's virsh, and libvirt's own library for Python, at the daemon's listeners for libvirt's clients."""

import os
import re
import subprocess
import threading

import libvirt

ENVIRONMENT = {**os.environ, "LIBVIRT_DEBUG": "4", "LC_ALL": "C"}


def uri(daemon, host="system"):
    return f"qemu+tcp://127.0.0.1:{daemon.kvm_ports[0]}/{host}"


class Virsh:
    def __init__(self, uri, environment=None):
        self.uri, self.environment = uri, {**ENVIRONMENT, **(environment or {})}

    def run(self, *arguments, timeout=60, stdin=None):
        """Exit status, and what it said on standard output and on standard error."""
        ended = subprocess.run(
            ["virsh", "-q", "-c", self.uri, *map(str, arguments)], capture_output=True, text=True, timeout=timeout,
            env=self.environment, input=stdin or "")
        return ended.returncode, ended.stdout, ended.stderr

    def __call__(self, *arguments, **options):
        """What a command says. It fails the test if virsh fails."""
        status, said, complaint = self.run(*arguments, **options)
        assert status == 0, f"virsh {' '.join(map(str, arguments))}: {complaint}"
        return said

    def refused(self, *arguments):
        """What a command that fails says."""
        status, said, complaint = self.run(*arguments)
        assert status != 0, f"virsh {' '.join(map(str, arguments))} was not refused: {said}"
        return complaint

    def rows(self, *arguments):
        """The words of each line, the columns being separated by several blanks."""
        return [re.split(r"\s{2,}", line.strip()) for line in self(*arguments).splitlines() if line.strip()]

    def facts(self, *arguments):
        """Lines of "name: value"."""
        pairs = (line.split(":", 1) for line in self(*arguments).splitlines() if ":" in line)
        return {name.strip(): value.strip() for name, value in pairs}


class Loop:
    """libvirt's event loop, in a thread of its own; there is one for all connections."""

    running = None

    @classmethod
    def start(cls):
        if cls.running is None:
            libvirt.virEventRegisterDefaultImpl()
            libvirt.registerErrorHandler(lambda context, error: None, None)
            cls.running = threading.Thread(target=cls.turn, daemon=True)
            cls.running.start()

    @staticmethod
    def turn():
        while True:
            libvirt.virEventRunDefaultImpl()
