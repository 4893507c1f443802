"""Debian's virsh with libvirt's ESX driver: an unmodified client of the vSphere listener."""

import os
import re
import subprocess

from daemon import PASSWORD, USER


class Virsh:
    """virsh on one host of the vCenter view, or on the port where one is presented by itself."""

    def __init__(self, daemon, directory, datacenter=None, host=None, port=None):
        auth = directory / "auth.conf"
        auth.write_text(f"[credentials-test]\nusername={USER}\npassword={PASSWORD}\n\n[auth-esx-127.0.0.1]\ncredentials=test\n")
        self.uri = f"esx://{USER}@127.0.0.1:{port}/?no_verify=1" if port else \
            f"vpx://{USER}@127.0.0.1:{daemon.vsphere_port}/{datacenter}/{host}?no_verify=1"
        self.environment = {**os.environ, "LIBVIRT_AUTH_FILE": str(auth), "LC_ALL": "C", "LIBVIRT_DEBUG": "4", "HOME": str(directory)}

    def run(self, *arguments, timeout=30):
        """Exit status and everything it said."""
        ended = subprocess.run(
            ["virsh", "-q", "-c", self.uri, *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, timeout=timeout, text=True, env=self.environment)
        return ended.returncode, ended.stdout

    def __call__(self, *arguments):
        status, said = self.run(*arguments)
        assert status == 0, f"virsh {' '.join(arguments)}: {said}"
        return said

    def rows(self, *arguments):
        """The words of each line, the columns being separated by several blanks."""
        return [re.split(r"\s{2,}", line.strip()) for line in self(*arguments).splitlines() if line.strip()]
