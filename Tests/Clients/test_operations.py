"""What an operator does to a daemon, and what others do behind its back: nothing acknowledged is lost."""

import subprocess
import threading
import time

import native
import pytest
import requests
import vsphere
from daemon import PASSWORD, PLATFORMS, PROGRAM, USER, Daemon, configuration, unique, wait_until
from libvirtd import free_port
from pyVmomi import vim


def test_a_change_from_outside_reaches_everyone(scene):
    vm = scene.create()
    scene.settle(vm)
    native.edit(scene.daemon, scene.platform, vm.config.uuid, notes="by hand")
    scene.settle(vm, notes="by hand")


def test_two_clients_race_on_one_machine(scene, daemon):
    """Both are served in turn, and of two that decided on the same data one is told of the conflict."""
    vm = scene.create()
    other = daemon.pyvmomi()
    same = vim.VirtualMachine(vm._moId, other._stub)
    failures = []

    def reconfigure(client, word):
        try:
            for number in range(8):
                vsphere.run(client.ReconfigVM_Task(vim.vm.ConfigSpec(annotation=f"{word} {number}")))
        except Exception as failure:
            failures.append(failure)

    threads = [threading.Thread(target=reconfigure, args=pair) for pair in ((vm, "one"), (same, "two"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not failures
    assert scene.settle(vm)["notes"] in ("one 7", "two 7")

    version = vm.config.changeVersion
    tasks = [client.ReconfigVM_Task(vim.vm.ConfigSpec(annotation=word, changeVersion=version))
             for client, word in ((vm, "first"), (same, "second"))]
    outcomes = []
    for task in tasks:
        wait_until(lambda: task.info.state in ("success", "error"))
        outcomes.append(task.info.state if task.info.state == "success" else type(task.info.error))
    assert sorted(map(str, outcomes)) == sorted(["success", str(vim.fault.ConcurrentAccess)])
    scene.settle(vm, notes="first")


@pytest.fixture
def own(tmp_path):
    daemon = Daemon(tmp_path, configuration()).start()
    yield daemon
    daemon.end()


def identifiers(instance):
    """Every machine's moref and instance UUID."""
    return {vm.name: (vm._moId, vm.config.instanceUuid) for vm in vsphere.find_all(instance, vim.VirtualMachine)}


def assert_consistent(daemon):
    """The admin API says what the hosts' files say."""
    hosts = {host["id"]: host["platform"] for host in daemon.items("/api/v1/hosts")}
    names = []
    for vm in daemon.items("/api/v1/vms"):
        facts = native.machine(daemon, hosts[vm["host"]], vm["uuid"])
        assert facts is not None, vm["name"]
        assert (facts["name"], facts["power"], facts["cpus"], facts["notes"]) == (
            vm["name"], vm["powerState"], vm["cpu"]["count"], vm.get("notes", "")), vm["name"]
        names.append((vm["host"], vm["name"]))
    assert len(names) == len(set(names)), "a machine was made twice"


def load(daemon, platform, acknowledged, stop):
    """Commands without pause; every task that was acknowledged is noted."""
    instance = daemon.pyvmomi()
    vm = next(vm for vm in vsphere.find_all(instance, vim.VirtualMachine)
              if vm.name.startswith(platform) and vm.runtime.powerState == "poweredOff")
    number = 0
    while not stop.is_set():
        number += 1
        orders = [
            lambda: vm.ReconfigVM_Task(vim.vm.ConfigSpec(annotation=f"note {number}")),
            vm.PowerOnVM_Task,
            vm.PowerOffVM_Task,
            lambda: vsphere.start_create(instance, platform, vsphere.machine_spec(unique(platform))),
        ]
        try:
            acknowledged.append(orders[number % len(orders)]()._moId)
        except vim.fault.InvalidPowerState:
            continue
        except Exception:
            return


def test_kill_nine_loses_nothing(own):
    session = own.pyvmomi()
    before = identifiers(session)
    cookie = session._stub.cookie
    for _ in range(3):
        acknowledged, stop = [], threading.Event()
        threads = [threading.Thread(target=load, args=(own, platform, acknowledged, stop), daemon=True)
                   for platform in PLATFORMS]
        for thread in threads:
            thread.start()
        wait_until(lambda: len(acknowledged) > 40, what="load")
        own.kill()
        stop.set()
        for thread in threads:
            thread.join(10)
        own.start()
        again = own.pyvmomi()
        for task in acknowledged:
            task = vim.Task(task, again._stub)
            wait_until(lambda: task.info.state in ("success", "error"), what="the task's end")
            if task.info.state == "error":
                assert task.info.error.msg
        after = identifiers(again)
        assert {name: after.get(name) for name in before} == before
        assert_consistent(own)
    # A login from before is still one.
    again._stub.cookie = cookie
    assert again.content.sessionManager.currentSession is not None


def test_restart_keeps_everything(own):
    session = own.pyvmomi()
    gone = next(vm for vm in vsphere.find_all(session, vim.VirtualMachine) if vm.runtime.powerState == "poweredOff")
    number, identity = int(gone._moId.split("-")[1]), gone.config.instanceUuid
    task = gone.Destroy_Task()
    wait_until(lambda: task.info.state == "success")
    before = identifiers(session)
    assert own.stop()[0] == 0
    own.start()
    session = own.pyvmomi()
    assert identifiers(session) == before
    assert vim.Task(task._moId, session._stub).info.state == "success"
    # What is gone keeps its identifiers, and nobody else gets them.
    assert any(found["native"] == gone._moId for found in own.get(f"/api/v1/ids/{identity}")["items"])
    made = vsphere.create(session, "kvm", vsphere.machine_spec(unique("kvm")))
    assert int(made._moId.split("-")[1]) > max(number, *(int(moref.split("-")[1]) for moref, _ in before.values()))


def test_sigterm_ends_long_polls(own):
    session = own.pyvmomi()
    collector = session.content.propertyCollector
    vsphere.watch_machines(session, collector, ["name"])
    version = collector.WaitForUpdatesEx("").version
    ended = []

    def wait():
        try:
            collector.WaitForUpdatesEx(version)
        except Exception as failure:
            ended.append(failure)

    thread = threading.Thread(target=wait, daemon=True)
    thread.start()
    time.sleep(0.3)
    status, seconds = own.stop()
    assert status == 0 and seconds < 8
    thread.join(5)
    assert ended


def test_a_log_that_cannot_be_written(tmp_path):
    """As on a full disk: lines are lost, and nothing else."""
    port = free_port()
    daemon = Daemon(tmp_path, configuration(vms=1, platforms=("kvm",), admin_port=port))
    with open("/dev/full", "wb") as full:
        process = subprocess.Popen(
            [PROGRAM, "serve", "--config", daemon.file, "--state", daemon.state, "--mappings", daemon.mappings],
            stdin=subprocess.DEVNULL, stdout=full, stderr=full)
    try:
        def served():
            assert process.poll() is None, f"it ended with {process.returncode}"
            try:
                reply = requests.get(f"http://127.0.0.1:{port}/api/v1/vms", auth=(USER, PASSWORD), timeout=10)
            except requests.ConnectionError:
                return False
            return reply.ok and reply.json()["items"]

        wait_until(served, what="the daemon's machines")
    finally:
        process.terminate()
        assert process.wait(15) == 0
