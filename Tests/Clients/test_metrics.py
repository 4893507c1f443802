"""Metrics by pyVmomi: counters, what is available, samples and their formats, quick statistics, watching."""

import threading
import time
from datetime import datetime, timedelta, timezone

import pytest
import vsphere
from daemon import PLATFORMS, wait_until
from pyVmomi import vim, vmodl

ROUND = 20


@pytest.fixture(scope="module")
def manager(instance):
    return instance.content.perfManager


@pytest.fixture(scope="module")
def counters(manager):
    return {f"{each.groupInfo.key}.{each.nameInfo.key}.{each.rollupType}": each for each in manager.perfCounter}


def spec(entity, ids=None, **members):
    return vim.PerformanceManager.QuerySpec(entity=entity, metricId=ids or [], intervalId=members.pop("interval", ROUND), **members)


def metric(counters, name, instance=""):
    return vim.PerformanceManager.MetricId(counterId=counters[name].key, instance=instance)


def running(instance, platform, power="poweredOn"):
    host = vsphere.host_of(instance, platform)
    return next(vm for vm in host.vm if vm.runtime.powerState == power)


def latest(manager, counters, entity, *names):
    """The latest value of each counter, once there is a sample."""

    def read():
        found = manager.QueryPerf([spec(entity, [metric(counters, name) for name in names], maxSample=1)])
        values = {each.id.counterId: each.value[-1] for each in (found[0].value if found else [])}
        ordered = [values.get(counters[name].key, -1) for name in names]
        return ordered if all(value >= 0 for value in ordered) else None

    return wait_until(read, 45, every=0.5, what=f"a sample of {entity.name}")


def test_counters_and_intervals(manager, counters):
    usage = counters["cpu.usage.average"]
    assert (usage.unitInfo.key, usage.statsType, usage.level) == ("percent", "rate", 1)
    assert counters["sys.uptime.latest"].unitInfo.key == "second"
    assert len({each.key for each in manager.perfCounter}) == len(manager.perfCounter)
    assert [each.samplingPeriod for each in manager.historicalInterval] == [300, 1800, 7200, 86400]
    assert manager.QueryPerfCounter([usage.key])[0].nameInfo.label == usage.nameInfo.label
    first = manager.QueryPerfCounterByLevel(1)
    assert {each.level for each in first} == {1} and len(first) < len(manager.QueryPerfCounterByLevel(4))
    with pytest.raises(vmodl.fault.InvalidArgument):
        manager.QueryPerfCounter([99999])


def test_providers(instance, manager, platform):
    vm = running(instance, platform)
    for entity, current, summary in [
            (vm, True, True), (vm.runtime.host, True, True), (vm.datastore[0], False, True),
            (instance.content.rootFolder, False, False)]:
        provider = manager.QueryPerfProviderSummary(entity)
        assert (provider.currentSupported, provider.summarySupported) == (current, summary), entity
        assert provider.refreshRate == (ROUND if current else None)


def test_samples(instance, manager, counters, platform):
    """What a machine does fits its hardware, and moves."""
    vm = running(instance, platform)
    usage, mhz, active, consumed, received, uptime = latest(
        manager, counters, vm, "cpu.usage.average", "cpu.usagemhz.average", "mem.active.average", "mem.consumed.average",
        "net.received.average", "sys.uptime.latest")
    core = vm.runtime.host.summary.hardware.cpuMhz
    whole = vm.config.hardware.numCPU * core
    assert 0 < usage <= 10000 and abs(mhz - usage / 10000 * whole) < whole * 0.02
    assert 0 < active <= consumed <= vm.config.hardware.memoryMB * 1024
    assert received > 0 and uptime >= 0


def test_hosts_are_more_than_their_machines(instance, manager, counters, platform):
    host = vsphere.host_of(instance, platform)
    machines = [vm for vm in host.vm if vm.runtime.powerState == "poweredOn"]
    parts = [latest(manager, counters, vm, "cpu.usagemhz.average", "mem.consumed.average") for vm in machines]
    mhz, consumed = latest(manager, counters, host, "cpu.usagemhz.average", "mem.consumed.average")
    assert mhz > 0.5 * sum(part[0] for part in parts) and consumed > 0.8 * sum(part[1] for part in parts)
    assert mhz < host.summary.hardware.cpuMhz * host.summary.hardware.numCpuCores
    assert consumed < host.summary.hardware.memorySize / 1024


def test_a_machine_that_is_off_uses_nothing(instance, manager, counters, platform):
    vm = running(instance, platform, "poweredOff")
    assert manager.QueryPerf([spec(vm, [metric(counters, "cpu.usage.average")], maxSample=1)]) == []
    stats = vm.summary.quickStats
    assert (stats.overallCpuUsage, stats.hostMemoryUsage, stats.guestMemoryUsage, stats.uptimeSeconds) == (0, 0, 0, 0)


def test_available_metrics_and_instances(instance, manager, counters, platform):
    vm = running(instance, platform)
    latest(manager, counters, vm, "disk.read.average", "net.received.average")
    available = {(each.counterId, each.instance) for each in manager.QueryAvailablePerfMetric(vm, intervalId=ROUND)}
    key = counters["net.received.average"].key
    cards = [device for device in vm.config.hardware.device if isinstance(device, vim.vm.device.VirtualEthernetCard)]
    assert (key, "") in available and all((key, str(card.key)) in available for card in cards)
    disks = [device for device in vm.config.hardware.device if isinstance(device, vim.vm.device.VirtualDisk)]
    names = {name for counter, name in available if counter == counters["virtualDisk.read.average"].key}
    assert len(names) == len(disks) and all(":" in name for name in names)
    found = manager.QueryPerf([spec(vm, [metric(counters, "virtualDisk.read.average", "*")], maxSample=1)])
    assert {each.id.instance for each in found[0].value} == names
    with pytest.raises(vmodl.fault.InvalidArgument):
        manager.QueryAvailablePerfMetric(vm, intervalId=77)


def test_formats_times_and_faults(instance, manager, counters):
    vm = running(instance, "vsphere")
    latest(manager, counters, vm, "cpu.usage.average")
    ids = [metric(counters, "cpu.usage.average")]
    plain, text = manager.QueryPerf([spec(vm, ids), spec(vm, ids, format="csv")])
    assert isinstance(text, vim.PerformanceManager.EntityMetricCSV)
    assert [int(value) for value in text.value[0].value.split(",")] == list(plain.value[0].value)
    assert text.sampleInfoCSV.split(",")[0] == str(ROUND)
    assert all(each.interval == ROUND and each.timestamp.second % ROUND == 0 for each in plain.sampleInfo)
    now = instance.CurrentTime()
    assert manager.QueryPerf([spec(vm, ids, startTime=now, endTime=now + timedelta(hours=1))]) == []
    assert manager.QueryPerf([spec(vm, ids, startTime=now - timedelta(hours=1), endTime=now)])[0].sampleInfo
    for wrong in [spec(vm, ids, interval=77), spec(vm, ids, format="xml"), spec(instance.content.rootFolder, ids),
                  spec(vm, [vim.PerformanceManager.MetricId(counterId=99999, instance="")])]:
        with pytest.raises(vmodl.fault.InvalidArgument):
            manager.QueryPerf([wrong])
    gone = vim.VirtualMachine("vm-99999", instance._stub)
    with pytest.raises(vmodl.fault.ManagedObjectNotFound):
        manager.QueryPerf([spec(gone, ids)])


def test_composite(instance, manager, counters, platform):
    host = vsphere.host_of(instance, platform)
    latest(manager, counters, host, "mem.consumed.average")
    found = manager.QueryPerfComposite(spec(host, [metric(counters, "mem.consumed.average")]))
    assert found.entity.entity == host
    on = {vm for vm in host.vm if vm.runtime.powerState == "poweredOn"}
    assert on <= {child.entity for child in found.childEntity} <= set(host.vm)
    with pytest.raises(vmodl.fault.InvalidArgument):
        manager.QueryPerfComposite(spec(next(iter(on)), []))


def test_quick_statistics(instance, manager, counters, platform):
    vm = running(instance, platform)
    mhz, = latest(manager, counters, vm, "cpu.usagemhz.average")
    stats = vm.summary.quickStats
    assert 0 < stats.overallCpuUsage and 0 < stats.guestMemoryUsage <= stats.hostMemoryUsage <= vm.config.hardware.memoryMB
    assert stats.uptimeSeconds >= 0 and stats.guestHeartbeatStatus in ("green", "gray")
    host = vsphere.host_of(instance, platform).summary
    assert 0 < host.quickStats.overallCpuUsage < host.hardware.cpuMhz * host.hardware.numCpuCores
    assert 0 < host.quickStats.overallMemoryUsage < host.hardware.memorySize >> 20
    assert host.quickStats.uptime is None or host.quickStats.uptime >= 0


def test_watching(daemon):
    """Who watches quick statistics is told of each round; who watches summaries is left in peace."""
    instance = daemon.pyvmomi()
    vm = running(instance, "vsphere")
    told = {}

    def watch(path):
        own = daemon.pyvmomi()
        collector = own.content.propertyCollector
        entity = vim.VirtualMachine(vm._moId, own._stub)
        collector.CreateFilter(vsphere.filter_spec([entity], vim.VirtualMachine, [path]), False)
        first = collector.WaitForUpdatesEx("", None)
        options = vsphere.Query.WaitOptions(maxWaitSeconds=ROUND + 5)
        told[path] = collector.WaitForUpdatesEx(first.version, options)

    threads = [threading.Thread(target=watch, args=[path]) for path in ("summary.quickStats", "summary")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(ROUND + 30)
    assert told["summary"] is None
    change = told["summary.quickStats"].filterSet[0].objectSet[0].changeSet[0]
    assert change.name == "summary.quickStats" and change.val.overallCpuUsage > 0


def test_admin_api(daemon, instance, manager, counters):
    vm = running(instance, "kvm")
    latest(manager, counters, vm, "cpu.usage.average")
    reply = daemon.get(f"/api/v1/vms/{vm.config.instanceUuid}/metrics")
    assert reply["interval"] == ROUND and reply["type"] == "vm"
    usage = next(each for each in reply["series"] if each["metric"] == "cpu.usage")
    assert usage["unit"] == "percent" and 0 < usage["point"][-1]["value"] <= 100
    moment = datetime.fromisoformat(usage["point"][-1]["time"].replace("Z", "+00:00"))
    assert abs((datetime.now(timezone.utc) - moment).total_seconds()) < 2 * ROUND + 5
    status, _, body = daemon.admin("GET", f"/api/v1/vms/{vm.config.instanceUuid}/metrics?interval=7")
    assert status == 400 and b"interval" in body
    assert daemon.admin("GET", "/api/v1/vms/8a4f1c1e-6a54-4a57-9d5e-111111111111/metrics")[0] == 404
