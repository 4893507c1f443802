"""A XenCenter-like management server: its own copy of the pool by event.from, its commands by XenAPI, half of them as
tasks."""

import time

import XenAPI
from manager import LOST, Manager

POWER = {"Running": "running", "Paused": "paused", "Halted": "off", "Suspended": "suspended"}
CLASSES = ["vm"]


class XenCenter(Manager):
    name = "xencenter"
    faults = (XenAPI.Failure,)
    turn = 0

    # Its copy

    def listen(self, session):
        token = ""
        while not self.stopping:
            try:
                batch = session.xenapi.event_from(CLASSES, token, 2.0)
            except XenAPI.Failure as failure:
                if failure.details[0] != "EVENTS_LOST":
                    raise
                token = ""
                continue
            with self.lock:
                if token == "":
                    self.copy = {}
                for event in batch["events"]:
                    if event["operation"] == "del":
                        self.copy.pop(event["ref"], None)
                    else:
                        self.copy[event["ref"]] = event["snapshot"]
                assert len(self.copy) == int(batch["valid_ref_counts"]["vm"]), "the count of machines is not that of the copy"
            token = batch["token"]

    def machines(self):
        """Its copy, as the same facts that everybody else has."""
        with self.lock:
            known = dict(self.copy)
        found = {}
        for record in known.values():
            if record["is_a_snapshot"] or record["is_default_template"] or record["is_control_domain"]:
                continue
            found[record["uuid"]] = {
                "name": record["name_label"], "power": POWER[record["power_state"]],
                "notes": record["name_description"], "cpus": int(record["VCPUs_max"]),
                "memory": int(record["memory_static_max"]) >> 20,
                "snapshots": sorted(known[ref]["name_label"] for ref in record["snapshots"] if ref in known),
            }
        return found

    def other_config(self, uuid):
        with self.lock:
            return next(record["other_config"] for record in self.copy.values() if record["uuid"] == uuid)

    # Its commands

    def machine(self, uuid):
        with self.lock:
            return next((ref for ref, record in self.copy.items() if record["uuid"] == uuid), None)

    def begin(self, operation, ref, value):
        """Every other time as a task."""
        self.turn += 1
        method, arguments = getattr(self, operation)(ref, value)
        if self.turn % 2:
            return self.session.xenapi_request(f"Async.{method}", arguments)
        self.session.xenapi_request(method, arguments)
        return None

    @staticmethod
    def word(failure):
        return failure.details[0]

    def wait(self, task):
        while True:
            record = self.session.xenapi.task.get_record(task)
            if record["status"] == "pending":
                time.sleep(0.005)
                continue
            try:
                self.session.xenapi.task.destroy(task)
            except LOST:
                self.reconnect()
            return "success" if record["status"] == "success" else record["error_info"][0]

    def power_on(self, ref, _):
        resting = self.copy.get(ref, {}).get("power_state") == "Suspended"
        return ("VM.resume" if resting else "VM.start", (ref, False, False))

    def power_off(self, ref, _):
        return "VM.hard_shutdown", (ref,)

    def suspend(self, ref, _):
        return "VM.suspend", (ref,)

    def rename(self, ref, name):
        return "VM.set_name_label", (ref, name)

    def annotate(self, ref, notes):
        return "VM.set_name_description", (ref, notes)

    def set_cpus(self, ref, count):
        return "VM.set_VCPUs_max", (ref, str(count))

    def set_memory(self, ref, mib):
        size = str(mib << 20)
        return "VM.set_memory_limits", (ref, size, size, size, size)

    def snapshot(self, ref, name):
        return "VM.snapshot", (ref, name)

    def mark(self, ref, value):
        return "VM.add_to_other_config", (ref, *value)
