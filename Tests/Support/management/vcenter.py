"""A vCenter-like management server: its own copy of the inventory by WaitForUpdatesEx, its commands by vim25 tasks."""

import threading
import time

from pyVim.connect import SmartConnect
from pyVmomi import vim, vmodl

PATHS = ["name", "runtime.powerState", "config.uuid", "config.annotation", "config.hardware.numCPU",
         "config.hardware.memoryMB", "config.template", "snapshot"]
POWER = {"poweredOn": "running", "poweredOff": "off", "suspended": "suspended"}
# What says that the connection is gone, and nothing of the command.
LOST = (OSError, EOFError, ConnectionError)


class VCenter:
    name = "vcenter"

    def __init__(self, connect, record):
        self.connect, self.record = connect, record
        self.lock = threading.Lock()
        self.copy = {}
        self.stopping = False
        self.instance = connect()
        self.thread = threading.Thread(target=self.follow, daemon=True)
        self.thread.start()

    # Its copy

    def follow(self):
        while not self.stopping:
            try:
                self.listen(self.connect())
            except (*LOST, vmodl.MethodFault, vmodl.RuntimeFault):
                time.sleep(0.2)

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
        return found and vim.VirtualMachine(found._moId, self.instance._stub)

    def give(self, operation, uuid, value):
        """Gives a command and waits for its task; the writes that it was are recorded."""
        machine = self.machine(uuid)
        if machine is None:
            return self.record.count(self.name, operation, "not known")
        began, outcome, task = self.record.begin(), "lost", None
        try:
            task = getattr(self, operation)(machine, value)
            outcome = self.wait(task)
        except LOST:
            outcome = self.fate(task)
        except (vmodl.MethodFault, vmodl.RuntimeFault) as fault:
            outcome = type(fault).__name__.rpartition(".")[2]
        if outcome in ("success", "lost"):
            self.record.write(uuid, FACETS[operation], FIXED.get(operation, value), began, outcome == "success")
        self.record.count(self.name, operation, outcome)

    def wait(self, task):
        while True:
            info = task.info
            if info.state == "success":
                return "success"
            if info.state == "error":
                return type(info.error).__name__.rpartition(".")[2]
            time.sleep(0.005)

    def fate(self, task):
        """What became of a task whose server went away: an accepted command is not lost."""
        self.reconnect()
        if task is None:
            return "lost"
        try:
            return self.wait(vim.Task(task._moId, self.instance._stub))
        except (vmodl.MethodFault, vmodl.RuntimeFault, *LOST) as fault:
            raise AssertionError(f"the task {task._moId} was acknowledged and is not known any more: {fault}") from None

    def reconnect(self):
        while True:
            try:
                self.instance = self.connect()
                return
            except LOST:
                time.sleep(0.2)

    def close(self):
        self.stopping = True
        self.thread.join(10)

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


# What a command writes, and what where it is always the same. A snapshot that is made stays: each name is a facet.
FACETS = {"power_on": "power", "power_off": "power", "suspend": "power", "rename": "name", "annotate": "notes",
          "set_cpus": "cpus", "set_memory": "memory", "snapshot": "snapshots"}
FIXED = {"power_on": "running", "power_off": "off", "suspend": "suspended"}


def connect_to(host, port, user, password, context):
    return SmartConnect(host=host, port=port, user=user, pwd=password, sslContext=context, connectionPoolTimeout=-1)
