"""Hosts by pyVmomi: what they are, the managers behind them, what can be asked, maintenance mode."""

import pytest
import vsphere
from daemon import PASSWORD, USER, native_files, unique
from pyVmomi import vim, vmodl


@pytest.fixture
def host(instance, platform):
    return vsphere.host_of(instance, platform)


def test_hardware(host):
    hardware, summary = host.hardware, host.summary.hardware
    assert hardware.memorySize == summary.memorySize > 1 << 30
    assert hardware.cpuInfo.numCpuPackages == len(hardware.cpuPkg) == summary.numCpuPkgs
    threads = [thread for package in hardware.cpuPkg for thread in package.threadId]
    assert len(set(threads)) == hardware.cpuInfo.numCpuThreads == summary.numCpuThreads
    assert hardware.cpuInfo.hz // 1_000_000 == summary.cpuMhz
    assert hardware.numaInfo.numNodes == 1
    assert host.capability.maxSupportedVcpus == summary.numCpuThreads


def test_configuration_and_managers(host):
    config, managers = host.config, host.configManager
    networks = {network.name for network in host.network}
    assert {group.spec.name for group in config.network.portgroup} == networks
    assert {switch.name for switch in managers.networkSystem.networkInfo.vswitch} == networks
    assert managers.networkSystem.networkConfig.dnsConfig.hostName == host.name.split(".")[0]
    adapters = config.network.pnic
    assert len(adapters) == host.summary.hardware.numNics == 2 and len({adapter.mac for adapter in adapters}) == 2
    assert [each.device for each in managers.networkSystem.networkConfig.pnic] == [each.device for each in adapters]
    assert {each.linkSpeed.speedMb for each in adapters} == {10000}
    mounts = {mount.volume.name: mount for mount in managers.storageSystem.fileSystemVolumeInfo.mountInfo}
    assert set(mounts) == {datastore.name for datastore in host.datastore}
    for datastore in host.datastore:
        mount = mounts[datastore.name]
        assert mount.volume.capacity == datastore.summary.capacity
        assert mount.mountInfo.path == datastore.host[0].mountInfo.path
    assert set(managers.datastoreSystem.datastore) == set(host.datastore)
    assert managers.serviceSystem.serviceInfo.service == [] and config.service.service == []
    assert managers.autoStartManager.config.defaults.enabled is False
    assert {"Annotations.WelcomeMessage"} <= {option.key for option in managers.advancedOption.setting}
    assert managers.dateTimeSystem.dateTimeInfo.timeZone.gmtOffset == 0
    assert managers.storageSystem.storageDeviceInfo.softwareInternetScsiEnabled is False
    # What there is not is not named either.
    assert managers.vsanSystem is None and managers.firmwareSystem is None


def test_virtual_adapters(host, instance):
    manager = host.configManager.virtualNicManager
    config = manager.QueryNetConfig("management")
    assert config.nicType == "management" and config.candidateVnic == [] and config.selectedVnic == []
    with pytest.raises(vmodl.fault.InvalidArgument) as refused:
        manager.QueryNetConfig("carrier")
    assert refused.value.invalidProperty == "nicType"
    now = host.configManager.dateTimeSystem.QueryDateTime()
    assert abs((instance.CurrentTime() - now).total_seconds()) < 5


def test_network_hints(host):
    system = host.configManager.networkSystem
    devices = [adapter.device for adapter in system.networkInfo.pnic]
    assert [hint.device for hint in system.QueryNetworkHint()] == devices
    hint, = system.QueryNetworkHint([devices[1]])
    assert hint.device == devices[1] and hint.lldpInfo is None and hint.connectedSwitchPort is None
    with pytest.raises(vim.fault.NotFound):
        system.QueryNetworkHint(["vmnic99"])


def test_environment(host):
    browser = host.parent.environmentBrowser
    descriptor, = browser.QueryConfigOptionDescriptor()
    assert descriptor.defaultConfigOption and descriptor.host == [host]
    option = browser.QueryConfigOption(None, None)
    assert option.version == descriptor.key and len(option.guestOSDescriptor) > 50
    assert {type(device) for device in option.defaultDevice} >= {vim.vm.device.VirtualIDEController, vim.vm.device.VirtualPCIController}
    assert option.hardwareOptions.memoryMB.max == host.hardware.memorySize >> 20
    spec = vim.EnvironmentBrowser.ConfigOptionQuerySpec(guestId=["windows2019srv_64Guest"])
    only, = browser.QueryConfigOptionEx(spec).guestOSDescriptor
    assert (only.id, only.family) == ("windows2019srv_64Guest", "windowsGuest")
    assert browser.QueryConfigOption("vmx-99", None) is None
    target = browser.QueryConfigTarget(host)
    assert {item.name for item in target.network} == {network.name for network in host.network}
    assert {item.datastore.datastore for item in target.datastore} == set(host.datastore)
    assert browser.QueryTargetCapabilities(host).maxSupportedVcpus == host.capability.maxSupportedVcpus
    with pytest.raises(vmodl.fault.ManagedObjectNotFound):
        browser.QueryConfigTarget(vim.HostSystem("host-99999", host._stub))


def test_networks(host):
    for network in host.network:
        assert host in network.host and network.summary.accessible and network.summary.name == network.name
        assert all(network in vm.network for vm in network.vm)
    assert sum(len(network.vm) for network in host.network) > 0


def test_maintenance(daemon, scene):
    """Entered once nothing runs, on the host itself; nothing starts until it is left again."""
    host = vsphere.host_of(scene.instance, scene.platform)
    if scene.platform in ("kvm", "hyperv"):
        assert not host.capability.maintenanceModeSupported
        with pytest.raises(vmodl.fault.NotSupported):
            host.EnterMaintenanceMode_Task(timeout=0)
        assert not host.runtime.inMaintenanceMode
        return
    with pytest.raises((vim.fault.Timedout, vim.fault.InvalidState)):
        vsphere.run(host.EnterMaintenanceMode_Task(timeout=1))
    assert not host.runtime.inMaintenanceMode
    vm = scene.create()
    running = [each for each in host.vm if each.runtime.powerState == "poweredOn"]
    for each in running:
        vsphere.run(each.SuspendVM_Task())
    try:
        vsphere.run(host.EnterMaintenanceMode_Task(timeout=10))
        assert host.runtime.inMaintenanceMode and host.summary.runtime.inMaintenanceMode
        kept = native_files(daemon, scene.platform)
        assert ('/system/maintenanceMode = "TRUE"' in kept) if scene.platform == "vsphere" else ('enabled="false"' in kept)
        with pytest.raises(vim.fault.InvalidState):
            vsphere.run(vm.PowerOnVM_Task())
        with pytest.raises(vmodl.fault.NotSupported):
            host.EnterMaintenanceMode_Task(timeout=1, evacuatePoweredOffVms=True)
    finally:
        vsphere.run(host.ExitMaintenanceMode_Task(timeout=0))
        for each in running:
            vsphere.run(each.PowerOnVM_Task())
    assert not host.runtime.inMaintenanceMode
    vsphere.run(vm.PowerOnVM_Task())
