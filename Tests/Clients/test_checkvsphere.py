"""checkvsphere (Nagios, Icinga), unmodified: its checks, and that they fail when there is something to find."""

import os
import re
import subprocess
import sys

import pytest
import vsphere
from daemon import PASSWORD, USER, wait_until

OK, WARNING, CRITICAL, UNKNOWN = range(4)


@pytest.fixture
def check(daemon):
    def run(command, *arguments):
        environment = {name: value for name, value in os.environ.items() if not name.startswith("REQUESTS_")}
        ended = subprocess.run(
            [sys.executable, "-m", "checkvsphere.cli", command, "-s", "127.0.0.1", "-o", str(daemon.vsphere_port), "-nossl",
             "-u", USER, *map(str, arguments)],
            env=environment | {"VSPHERE_PASS": PASSWORD}, capture_output=True, text=True, timeout=60)
        return ended.returncode, ended.stdout + ended.stderr

    return run


@pytest.fixture
def host(instance, platform):
    return vsphere.host_of(instance, platform)


def machine(host, power="poweredOn"):
    return next(vm for vm in host.vm if vm.runtime.powerState == power)


def test_about(check):
    status, text = check("about")
    assert status == OK and "VMware vCenter Server" in text


def test_host_runtime(check, host):
    for mode, said in [("con", "connected"), ("status", "GREEN"), ("version", host.summary.config.product.fullName),
                       ("maintenance", "not in maintenance"), ("issues", "")]:
        status, text = check("host-runtime", "--mode", mode, "--vihost", host.name)
        assert status == OK and said in text, (mode, text)
    # No host tells of its sensors: that is said, not glossed over.
    assert check("host-runtime", "--mode", "temp", "--vihost", host.name)[0] == UNKNOWN


def test_performance(check, host):
    vm = machine(host)

    def measured():
        status, text = check("perf", "--vimtype", "VirtualMachine", "--vimname", vm.name, "--perfcounter", "cpu:usage:average")
        return (status, text) if "No data" not in text and "Cannot find" not in text else None

    status, text = wait_until(measured, 45, every=1, what="a sample")
    assert status == OK
    usage = float(re.search(r"reported ([\d.]+) %", text).group(1))
    assert 0 < usage <= 100
    limits = ["perf", "--vimtype", "HostSystem", "--vimname", host.name, "--perfcounter", "mem:usage:average"]
    assert check(*limits, "--critical", "99")[0] == OK
    status, text = check(*limits, "--critical", "0.01")
    assert status == CRITICAL and "'mem:usage:average'" in text


def test_power_state_of_hosts(check, host):
    status, text = check("power-state", "--allowed", f"^{host.name}$")
    assert status == OK, text
    assert check("power-state", "--metric", "up", "--critical", "0")[0] == CRITICAL


def test_datastores(check, host):
    status, text = check("datastores", "--vimtype", "HostSystem", "--vimname", host.name)
    assert status == OK and all(datastore._moId in text for datastore in host.datastore), text
    limits = ["datastores", "--vimtype", "HostSystem", "--vimname", host.name, "--metric", "free_GB", "--critical"]
    assert check(*limits, "1000000:")[0] == CRITICAL
    # A library of images has nothing free.
    assert check(*limits, "1:", "--allowed", "datastore1")[0] == OK


def test_snapshots(check):
    status, text = check("snapshots", "--mode", "count", "--critical", "0")
    assert status == CRITICAL and "snapshot" in text.lower()
    assert check("snapshots", "--mode", "count", "--critical", "100")[0] == OK


def test_list_metrics(check):
    status, text = check("list-metrics")
    assert status == OK and "cpu:usage:average" in text and "net:received:average" in text


def test_tools_of_machines(check, host):
    status, text = check("vm-tools", "--vihost", host.name, "--not-installed")
    assert status == OK and f"{len(host.vm)} VMs checked" in text
    running = sum(vm.guest.toolsRunningStatus == "guestToolsRunning" for vm in host.vm if vm.runtime.powerState == "poweredOn")
    assert f"'VMware Tools running'={running}.0" in text, text


def test_what_a_host_does_not_tell(check, host):
    """Nothing is made up: no services, no adapters, no devices."""
    for command, said in [
            (["host-service"], "running: 0"), (["host-storage", "--mode", "lun"], "LUNs: 0"),
            (["host-storage", "--mode", "adapter"], "Adapters 0")]:
        status, text = check(*command, "--vihost", host.name)
        assert status == OK and said in text, text
