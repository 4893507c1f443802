"""Pictures of screens that are saved beside a machine: simulated guests show nothing, and nothing is left behind."""

import pytest
from pyVmomi import vim, vmodl
from vsphere import run


def pictures(vm):
    """The files of the machine's datastores that look like pictures."""
    spec = vim.host.DatastoreBrowser.SearchSpec(matchPattern=[f"{vm.name}-*"])
    found = []
    for datastore in vm.datastore:
        task = datastore.browser.SearchDatastoreSubFolders_Task(f"[{datastore.name}]", spec)
        found += [file.path for folder in run(task) for file in folder.file if file.path.endswith((".png", ".ppm", ".bin"))]
    return found


def test_a_screen_that_shows_nothing(scene):
    vm = scene.running()
    task = vm.CreateScreenshot_Task()
    with pytest.raises(vmodl.fault.NotSupported) as fault:
        run(task)
    assert "screen" in fault.value.msg
    info = task.info
    assert (info.name.info.wsdlName, info.descriptionId, info.entity, info.result) == (
        "CreateScreenshot_Task", "VirtualMachine.createScreenshot", vm, None)
    assert pictures(vm) == []
    assert vm.runtime.powerState == "poweredOn"


def test_a_machine_that_is_off(scene):
    vm = scene.create()
    expected = vim.fault.InvalidPowerState if scene.platform in ("kvm", "hyperv") else vmodl.fault.NotSupported
    with pytest.raises(expected):
        run(vm.CreateScreenshot_Task())
    assert pictures(vm) == []


def test_no_image_of_tools(scene):
    vm = scene.running()
    for method in (vm.MountToolsInstaller, vm.UnmountToolsInstaller):
        with pytest.raises(vmodl.fault.NotSupported):
            method()
    assert vm.runtime.powerState == "poweredOn"
