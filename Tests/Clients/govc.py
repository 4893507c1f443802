"""govc, unmodified, built from Debian's source by Tests/Support/govc."""

import json
import os
import subprocess

import pytest
from daemon import PASSWORD, REPOSITORY, USER

BINARY = REPOSITORY / ".build/peers/govc"


class Refused(Exception):
    pass


class Govc:
    """The command with an address and a home of its own, where it keeps its sessions."""

    def __init__(self, port, home):
        if not BINARY.exists():
            pytest.skip("no govc here: Debian's source of it cannot be had, see Tests/Support/govc/build.sh")
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("GOVC_", "GOVMOMI_"))},
            "GOVC_URL": f"https://127.0.0.1:{port}/sdk", "GOVC_USERNAME": USER, "GOVC_PASSWORD": PASSWORD,
            "GOVC_INSECURE": "1", "GOVMOMI_HOME": str(home),
        }

    def __call__(self, *arguments, data=None, timeout=60):
        """What it prints; raises what it was refused with."""
        ended = subprocess.run(
            [BINARY, *map(str, arguments)], env=self.environment, input=data, capture_output=True, text=True, timeout=timeout)
        if ended.returncode:
            raise Refused(f"{' '.join(map(str, arguments))}: {ended.stdout}{ended.stderr}")
        return ended.stdout

    def json(self, command, *arguments):
        return json.loads(self(command, "-json", *arguments))

    def lines(self, *arguments):
        return self(*arguments).splitlines()
