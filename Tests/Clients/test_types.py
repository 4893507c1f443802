"""Every property of every object that can be reached, byte for byte against the vim25 type table."""

import pytest
from pyVmomi import vim
from vimtypes import Table, closure
from vsphere import find_all, run
from wire import Wire


@pytest.fixture(scope="module")
def wire(daemon):
    wire = Wire(daemon)
    wire.login()
    yield wire
    wire.close()


def test_everything_that_can_be_reached(wire, instance):
    """The fleet with running and suspended machines, snapshots, tasks that ended well and badly."""
    machine = next(vm for vm in find_all(instance, vim.VirtualMachine) if vm.runtime.powerState == "poweredOn")
    task = machine.PowerOnVM_Task()
    with pytest.raises(vim.fault.InvalidPowerState):
        run(task)
    faults, read = closure(wire, Table(), [("ServiceInstance", "ServiceInstance")])
    assert not faults, "\n".join(sorted(set(faults))[:60])
    kinds = {kind for kind, _ in read}
    assert {"VirtualMachine", "HostSystem", "Datastore", "Network", "Folder", "Datacenter", "ResourcePool",
            "VirtualMachineSnapshot", "Task", "SessionManager"} <= kinds
    assert {("VirtualMachine", vm._moId) for vm in find_all(instance, vim.VirtualMachine)} <= read
