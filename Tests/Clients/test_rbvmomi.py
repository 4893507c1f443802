"""Debian's rbvmomi, unmodified: a Ruby script's machine on every platform."""

import json
import subprocess
from pathlib import Path

from daemon import PLATFORMS, unique


def test_life_of_a_machine(daemon, platform):
    script = Path(__file__).with_name("rbvmomi_scene.rb")
    ended = subprocess.run(
        ["ruby", "-W0", script, "127.0.0.1", str(daemon.vsphere_port), platform, unique("ruby")],
        capture_output=True, text=True, timeout=60)
    assert ended.returncode == 0, ended.stderr
    facts = json.loads(ended.stdout.splitlines()[-1])
    assert {f"{name}01" for name in PLATFORMS} <= set(facts["hosts"]) and facts["machines"]
    assert facts["running"] == "poweredOn" and facts["memory"] == 1024 and facts["notes"] == "by rbvmomi"
    assert facts["disks"] == [1 << 20] and facts["snapshots"] == ["one"] and facts["place"] and facts["left"]
    assert facts["collected"]["runtime.powerState"] == "poweredOff" and facts["fault"] == "InvalidPowerState"
