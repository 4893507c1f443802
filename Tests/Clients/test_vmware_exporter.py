"""vmware-exporter, unmodified: one scrape shows every machine, host and datastore of the fleet."""

import os
import re
import socket
import subprocess
import sys
import urllib.error
import urllib.request

import pytest
import vsphere
from daemon import PASSWORD, PLATFORMS, USER, wait_until
from pyVmomi import vim

# The exporter has no setting for the port: it is given the daemon's in place of 443, and otherwise runs as it is.
STARTER = """
import functools, sys
from pyVim import connect
connect.SmartConnect = functools.partial(connect.SmartConnect, port=int(sys.argv.pop(1)))
from vmware_exporter.vmware_exporter import main
main()
"""


@pytest.fixture(scope="module")
def scrape(daemon, instance, tmp_path_factory):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = tmp_path_factory.mktemp("exporter") / "log"
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("VSPHERE_", "REQUESTS_"))
    } | {"VSPHERE_HOST": "127.0.0.1", "VSPHERE_USER": USER, "VSPHERE_PASSWORD": PASSWORD, "VSPHERE_IGNORE_SSL": "True"}
    with open(log, "wb") as output:
        exporter = subprocess.Popen(
            [sys.executable, "-c", STARTER, str(daemon.vsphere_port), "-a", "127.0.0.1", "-p", str(port)],
            env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output)

    def text():
        assert exporter.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=60) as reply:
                return reply.read().decode()
        except (urllib.error.URLError, ConnectionError):
            return None

    def complete():
        """Once there is a sample of every machine that runs; the first round may still be on its way."""
        found = text()
        on = {vm.name for vm in vsphere.find_all(instance, vim.VirtualMachine) if vm.runtime.powerState == "poweredOn"}
        return found if found and on <= set(series(found, "vmware_vm_cpu_usage_average", "vm_name")) else None

    try:
        yield wait_until(complete, 60, every=1, what="a complete scrape")
    finally:
        exporter.terminate()
        exporter.wait()


def series(text, metric, label):
    """The values of a metric by one of its labels."""
    found = {}
    for line in re.findall(rf"^{metric}{{(.*)}} (\S+)$", text, re.M):
        labels = dict(re.findall(r'(\w+)="((?:[^"\\]|\\.)*)"', line[0]))
        found[labels[label]] = float(line[1])
    return found


def test_every_machine(scrape, instance):
    machines = {vm.name: vm for vm in vsphere.find_all(instance, vim.VirtualMachine)}
    power = series(scrape, "vmware_vm_power_state", "vm_name")
    assert set(power) == set(machines)
    for name, vm in machines.items():
        assert power[name] == (vm.runtime.powerState == "poweredOn"), name
    assert series(scrape, "vmware_vm_num_cpu", "vm_name") == {name: vm.config.hardware.numCPU for name, vm in machines.items()}
    assert series(scrape, "vmware_vm_memory_max", "vm_name") == {name: vm.config.hardware.memoryMB for name, vm in machines.items()}


def test_performance_of_all_platforms(scrape):
    usage = series(scrape, "vmware_vm_cpu_usage_average", "vm_name")
    consumed = series(scrape, "vmware_vm_mem_consumed_average", "vm_name")
    for platform in PLATFORMS:
        mine = [name for name in usage if name.startswith(platform)]
        assert mine and all(0 < usage[name] <= 10000 and consumed[name] > 0 for name in mine), platform
    hosts = series(scrape, "vmware_host_cpu_usagemhz_average", "host_name")
    assert set(hosts) == {f"{platform}01" for platform in PLATFORMS} and all(value > 0 for value in hosts.values())


def test_hosts_and_datastores(scrape, instance):
    for host in vsphere.find_all(instance, vim.HostSystem):
        name = host.name
        assert series(scrape, "vmware_host_power_state", "host_name")[name] == 1
        assert series(scrape, "vmware_host_memory_max", "host_name")[name] == pytest.approx(host.summary.hardware.memorySize / (1 << 20))
        assert 0 < series(scrape, "vmware_host_cpu_usage", "host_name")[name] < series(scrape, "vmware_host_cpu_max", "host_name")[name]
        assert series(scrape, "vmware_host_memory_usage", "host_name")[name] > 0
    names = {datastore.name for datastore in vsphere.find_all(instance, vim.Datastore)}
    assert set(series(scrape, "vmware_datastore_capacity_size", "ds_name")) == names
