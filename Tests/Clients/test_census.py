"""Every property path that clients were seen to ask for is answered, on objects of all platforms."""

import pytest
from pyVmomi import vim
from vsphere import filter_spec, find_all

PATHS = {
    vim.VirtualMachine: """
        name runtime.powerState summary config runtime guest snapshot parent resourcePool customValue datastore network
        config.uuid config.instanceUuid config.hardware config.hardware.device config.hardware.numCPU
        config.hardware.memoryMB config.guestId config.template guest.ipAddress guest.net guest.guestState
        summary.runtime.powerState summary.runtime.connectionState runtime.host runtime.question parentVApp configStatus
        recentTask snapshot.rootSnapshotList config.files.vmPathName config.cpuAllocation.limit
        config.cpuAllocation.reservation config.cpuAllocation.shares config.memoryAllocation.limit layout capability
        overallStatus config.cpuHotAddEnabled runtime.maxMemoryUsage runtime.bootTime runtime.maxCpuUsage guest.disk
        guest.toolsStatus guest.toolsVersion guest.toolsVersionStatus2 summary.config.numCpu
        summary.config.memorySizeMB summary.config.template summary.config.vmPathName summary.customValue
        triggeredAlarmState summary.storage.committed summary.config.annotation summary.config.guestFullName
        summary.config.instanceUuid environmentBrowser layoutEx guest.guestFamily guest.toolsInstallType
        summary.runtime.host summary.guest.ipAddress summary.overallStatus guest.ipStack""",
    vim.HostSystem: """
        name parent summary config hardware runtime configManager runtime.inMaintenanceMode runtime.connectionState
        runtime.powerState datastore network customValue overallStatus hardware.cpuFeature hardware.systemInfo.uuid
        summary.managementServerIp hardware.cpuInfo.hz hardware.cpuInfo.numCpuCores hardware.cpuInfo.numCpuPackages
        hardware.cpuInfo.numCpuThreads hardware.memorySize hardware.numaInfo.numNodes summary.hardware.cpuModel
        config.network.dnsConfig config.network.pnic config.network.vswitch config.storageDevice.hostBusAdapter
        capability.maxSupportedVcpus capability.screenshotSupported summary.quickStats.overallCpuUsage
        summary.quickStats.overallMemoryUsage runtime.standbyMode runtime.bootTime
        runtime.healthSystemRuntime.systemHealthInfo.numericSensorInfo
        runtime.healthSystemRuntime.hardwareStatusInfo.cpuStatusInfo configManager.advancedOption
        configManager.storageSystem configManager.networkSystem configManager.serviceSystem
        configManager.dateTimeSystem configManager.virtualNicManager config.virtualNicManagerInfo.netConfig vm""",
    vim.Datacenter: """
        name vmFolder hostFolder datastoreFolder networkFolder datastore network parent configStatus overallStatus""",
    vim.Folder: "name parent childEntity childType triggeredAlarmState",
    vim.ComputeResource: "name parent host resourcePool datastore network environmentBrowser configurationEx",
    vim.ResourcePool: """
        name owner config summary runtime.cpu runtime.memory config.cpuAllocation config.memoryAllocation resourcePool
        vm""",
    vim.Datastore: """
        name info summary summary.capacity summary.freeSpace summary.accessible summary.type summary.name
        summary.uncommitted summary.maintenanceMode browser host vm parent customValue""",
    vim.Network: "name summary host",
}


@pytest.mark.parametrize("kind", PATHS, ids=lambda kind: kind.__name__)
def test_paths(instance, kind):
    objects = find_all(instance, kind)
    paths = PATHS[kind].split()
    found = instance.content.propertyCollector.RetrieveContents([filter_spec(objects, kind, paths)])
    assert [item.obj for item in found] == objects
    for index, item in enumerate(found):
        values = {entry.name: entry.val for entry in item.propSet}
        assert set(values) <= set(paths) and values["name"]
        # One path at a time says the same.
        for path in ("name", "overallStatus") if index < 4 else ():
            [single] = instance.content.propertyCollector.RetrieveContents([filter_spec([item.obj], kind, [path])])
            assert [entry.name for entry in single.propSet] == [path]
