"""A second vSphere client that sits in a WaitForUpdatesEx loop and never connects again."""

import re
import threading

from pyVmomi import vim, vmodl

import vsphere

PATHS = ["name", "runtime.powerState", "config.hardware", "config.annotation", "config.uuid", "summary.config", "snapshot",
         "guest.toolsRunningStatus"]


class Watcher:
    def __init__(self, daemon):
        self.instance = daemon.pyvmomi()
        self.collector = self.instance.content.propertyCollector.CreatePropertyCollector()
        self.filter = vsphere.watch_machines(self.instance, self.collector, PATHS)
        self.known = {}
        self.history = []
        self.rounds = 0
        self.failure = None
        self.lock = threading.Lock()
        self.stopping = False
        self.thread = threading.Thread(target=self.loop, daemon=True)
        self.thread.start()

    def loop(self):
        version = ""
        try:
            while not self.stopping:
                options = vmodl.query.PropertyCollector.WaitOptions(maxWaitSeconds=5)
                updates = self.collector.WaitForUpdatesEx(version, options)
                self.rounds += 1
                if updates is not None:
                    version = updates.version
                    with self.lock:
                        self.take(updates)
        except Exception as failure:
            if not self.stopping:
                self.failure = failure

    def take(self, updates):
        for part in updates.filterSet:
            for update in part.objectSet:
                if update.kind == "leave":
                    self.known.pop(update.obj._moId, None)
                    continue
                facts = self.known.setdefault(update.obj._moId, {})
                for change in update.changeSet:
                    if change.op in ("remove", "indirectRemove") or change.val is None:
                        facts.pop(change.name, None)
                    else:
                        facts[change.name] = change.val
                    self.history.append((update.obj._moId, change.name, change.val))

    def machine(self, uuid):
        """The same facts as native.machine, as this client has been told."""
        assert self.failure is None, f"the loop has ended: {self.failure!r}"
        with self.lock:
            for facts in self.known.values():
                if facts.get("config.uuid") == uuid:
                    return self.facts(facts)
        return None

    @staticmethod
    def facts(facts):
        power = {"poweredOn": "running", "poweredOff": "off", "suspended": "suspended"}[facts["runtime.powerState"]]
        devices = facts["config.hardware"].device
        images = [device.backing for device in devices if isinstance(device, vim.vm.device.VirtualCdrom)]
        summary = facts["summary.config"]
        hardware = facts["config.hardware"]
        assert (summary.name, summary.numCpu, summary.memorySizeMB) == (facts["name"], hardware.numCPU, hardware.memoryMB)
        trees = getattr(facts.get("snapshot"), "rootSnapshotList", [])
        return {
            "name": facts["name"],
            "power": power,
            "cpus": hardware.numCPU,
            "memory": hardware.memoryMB,
            "notes": facts.get("config.annotation") or "",
            "disks": sorted(device.capacityInBytes for device in devices if isinstance(device, vim.vm.device.VirtualDisk)),
            "nics": sorted((device.macAddress.lower(), device.backing.deviceName)
                           for device in devices if isinstance(device, vim.vm.device.VirtualEthernetCard)),
            "cdrom": None if not images else re.split(r"[/ ]", getattr(images[0], "fileName", ""))[-1],
            "snapshots": dict(vsphere.flat(trees)),
        }

    def close(self):
        self.stopping = True
        self.collector.DestroyPropertyCollector()
        self.thread.join(10)
        assert not self.thread.is_alive(), "the wait did not end with its collector"
