"""One platform's host as the tests see it, from all sides at once."""

import requests

import native
import vsphere
from daemon import PASSWORD, USER, unique, wait_until

FACTS = ("name", "power", "cpus", "memory", "notes", "disks", "nics", "cdrom", "snapshots")


class Scene:
    # An installation image on a host that is not in the daemon.
    installer = "iso/install.iso"

    def __init__(self, daemon, instance, watcher, platform):
        self.daemon, self.instance, self.watcher, self.platform = daemon, instance, watcher, platform
        self.made = []

    def create(self, **members):
        """A new machine, off."""
        name = members.pop("name", None) or unique(self.platform)
        vm = vsphere.create(self.instance, self.platform, vsphere.machine_spec(name, **members))
        self.made.append(vm)
        return vm

    def native(self, uuid):
        """What the host itself has; None if it has no such machine."""
        return native.machine(self.daemon, self.platform, uuid)

    def native_template(self, uuid):
        """Whether the host itself has it as a template."""
        return native.template(self.daemon, self.platform, uuid)

    def running(self, **members):
        vm = self.create(**members)
        vsphere.run(vm.PowerOnVM_Task())
        return vm

    def settle(self, vm, **expected):
        """Host's files, admin API and the waiting client all come to say so; returns the host's facts."""
        uuid, identity = vm.config.uuid, vm.config.instanceUuid
        said = {}

        def agreed():
            said["files"] = self.native(uuid)
            said["api"] = self.api_machine(identity)
            said["watcher"] = self.watcher.machine(uuid)
            return all(facts is not None and all(facts[name] == value for name, value in expected.items())
                       for facts in said.values()) and said["files"] == said["api"] == said["watcher"]

        try:
            wait_until(agreed, 5)
        except AssertionError:
            differing = [name for name in FACTS if any(
                facts is None or name in expected and facts[name] != expected[name] or facts[name] != said["files"][name]
                for facts in said.values())] if said["files"] else FACTS
            lines = [f"{side}: {facts and {name: facts[name] for name in differing}}" for side, facts in said.items()]
            raise AssertionError("\n".join([f"expected {expected}", *lines])) from None
        return said["files"]

    def settle_gone(self, uuid, identity):
        """Host's files, admin API and the waiting client all come to miss it."""
        wait_until(lambda: self.native(uuid) is None, 5, what="removal of the files")
        wait_until(lambda: self.api(f"vms/{identity}").status_code == 404, 5, what="removal from the admin API")
        wait_until(lambda: self.watcher.machine(uuid) is None, 5, what="leave of the waiting client")

    def api(self, path, **query):
        return requests.get(
            f"http://127.0.0.1:{self.daemon.admin_port}/api/v1/{path}", params=query, auth=(USER, PASSWORD), timeout=10)

    def api_machine(self, identity):
        """The same facts as native.machine, as the admin API has them."""
        reply = self.api(f"vms/{identity}")
        if reply.status_code == 404:
            return None
        reply.raise_for_status()
        vm = reply.json()
        images = vm.get("cdroms", [])

        def flat(snapshots, parent=None):
            for snapshot in snapshots:
                yield snapshot["name"], parent
                yield from flat(snapshot.get("snapshot", []), snapshot["name"])

        return {
            "name": vm["name"],
            "power": vm["powerState"],
            "cpus": vm["cpu"]["count"],
            "memory": vm["memory"]["mib"],
            "notes": vm.get("notes", ""),
            "disks": sorted(disk["capacity"] for disk in vm.get("disks", [])),
            "nics": sorted((nic["mac"], self.network(nic.get("network"))) for nic in vm.get("nics", [])),
            "cdrom": None if not images else images[0].get("path", "").rpartition("/")[2],
            "snapshots": dict(flat((vm.get("snapshots") or {}).get("snapshot", []))),
        }

    def network(self, identity):
        return self.api(f"networks/{identity}").json()["name"] if identity else None

    def traces(self, task):
        """The stages of the trace of a task."""
        found = self.api(f"tasks/{self.identity(task)}").json()
        return self.api(f"traces/{found['trace']}").json()["stages"]

    def identity(self, task):
        """A task's generic UUID."""
        items = self.api(f"ids/vsphere/Task/{task._moId}").json()["items"]
        return items[0]["uuid"]

    def clean(self):
        for vm in self.made:
            try:
                if vm.runtime.powerState != "poweredOff":
                    vsphere.run(vm.PowerOffVM_Task())
                vsphere.run(vm.Destroy_Task())
            except Exception:
                # Some tests remove their machines themselves.
                continue
