"""A client on Debian's govmomi, built from Tests/Support/govmomi: govc's everyday commands, by the same calls."""

import json
import os
import subprocess

import peer
from daemon import PASSWORD, USER


class Fault(Exception):
    """What the client was refused, by the fault's type."""

    def __init__(self, kind, message):
        super().__init__(f"{kind}: {message}")
        self.kind, self.message = kind, message


class Govmomi:
    """One session. A command's options are keywords; flags are True."""

    def __init__(self, port, user=USER, password=PASSWORD, datacenter=""):
        self.process = subprocess.Popen(
            [peer.build("govmomi"), f"127.0.0.1:{port}", user, password], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True, env={**os.environ, "GOVC_DATACENTER": datacenter})

    def __call__(self, command, /, **options):
        """A command's result; raises its fault."""
        values = {key: str(value).lower() if isinstance(value, bool) else str(value) for key, value in options.items()}
        try:
            print(json.dumps({"Name": command, "Options": values}), file=self.process.stdin, flush=True)
            line = self.process.stdout.readline()
        except BrokenPipeError:
            line = ""
        assert line, f"{command}: the client has ended: {self.process.stderr.read()}"
        reply = json.loads(line)
        if "Fault" in reply:
            raise Fault(reply["Fault"], reply.get("Message"))
        return reply.get("Result")

    def close(self):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.stderr.close()
        assert self.process.wait(10) == 0
