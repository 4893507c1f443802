"""A vCenter-like management server: its own copy of the inventory by WaitForUpdatesEx, its commands by vim25 tasks."""

import time

from manager import Manager
from pyVmomi import vim, vmodl

PATHS = ["name", "runtime.powerState", "config.uuid", "config.annotation", "config.hardware.numCPU",
         "config.hardware.memoryMB", "config.template", "snapshot"]
POWER = {"poweredOn": "running", "poweredOff": "off", "suspended": "suspended"}


class VCenter(Manager):
    name = "vcenter"
    faults = (vmodl.MethodFault, vmodl.RuntimeFault)

    # Its copy

    def listen(self, instance):
        content = instance.content
        view = content.viewManager.CreateContainerView(content.rootFolder, [vim.VirtualMachine], True)
        Query = vmodl.query.PropertyCollector
        select = Query.TraversalSpec(name="view", type=vim.view.ContainerView, path="view", skip=False)
        spec = Query.FilterSpec(
            propSet=[Query.PropertySpec(type=vim.VirtualMachine, pathSet=PATHS)],
            objectSet=[Query.ObjectSpec(obj=view, skip=True, selectSet=[select])])
        content.propertyCollector.CreateFilter(spec, False)
        version, fresh = "", True
        while not self.stopping:
            updates = content.propertyCollector.WaitForUpdatesEx(version, Query.WaitOptions(maxWaitSeconds=2))
            if updates is None:
                continue
            version = updates.version
            with self.lock:
                if fresh:
                    self.copy, fresh = {}, False
                for update in (update for part in updates.filterSet for update in part.objectSet):
                    if update.kind == "leave":
                        self.copy.pop(update.obj._moId, None)
                        continue
                    facts = self.copy.setdefault(update.obj._moId, {"object": update.obj})
                    facts.update({change.name: change.val for change in update.changeSet})

    def machines(self):
        """Its copy, as the same facts that everybody else has."""
        with self.lock:
            return {facts["config.uuid"]: self.facts(facts) for facts in self.copy.values() if "config.uuid" in facts}

    @staticmethod
    def facts(known):
        def flat(trees):
            for tree in trees:
                yield tree.name
                yield from flat(tree.childSnapshotList)

        snapshot = known.get("snapshot")
        return {
            "name": known["name"], "power": POWER[known["runtime.powerState"]],
            "notes": known.get("config.annotation") or "", "cpus": known["config.hardware.numCPU"],
            "memory": known["config.hardware.memoryMB"],
            "snapshots": sorted(flat(snapshot.rootSnapshotList)) if snapshot else [],
        }

    # Its commands

    def machine(self, uuid):
        with self.lock:
            found = next((facts["object"] for facts in self.copy.values() if facts.get("config.uuid") == uuid), None)
        return found and vim.VirtualMachine(found._moId, self.session._stub)

    def begin(self, operation, machine, value):
        return getattr(self, operation)(machine, value)

    @staticmethod
    def word(fault):
        return type(fault).__name__.rpartition(".")[2]

    def wait(self, task):
        task = vim.Task(task._moId, self.session._stub)
        while True:
            info = task.info
            if info.state == "success":
                return "success"
            if info.state == "error":
                return self.word(info.error)
            time.sleep(0.005)

    def power_on(self, machine, _):
        return machine.PowerOnVM_Task()

    def power_off(self, machine, _):
        return machine.PowerOffVM_Task()

    def suspend(self, machine, _):
        return machine.SuspendVM_Task()

    def rename(self, machine, name):
        return machine.Rename_Task(name)

    def annotate(self, machine, notes):
        return machine.ReconfigVM_Task(vim.vm.ConfigSpec(annotation=notes))

    def set_cpus(self, machine, count):
        return machine.ReconfigVM_Task(vim.vm.ConfigSpec(numCPUs=count, numCoresPerSocket=1))

    def set_memory(self, machine, mib):
        return machine.ReconfigVM_Task(vim.vm.ConfigSpec(memoryMB=mib))

    def snapshot(self, machine, name):
        return machine.CreateSnapshot_Task(name, "", False, False)
