"""A pool over nova's fake: its records, events and calls."""

import copy
import datetime
import random
import threading
import time

import records
from fake import Failure, Session, database

CLASSES = ("pool", "host", "network", "PIF", "SR", "PBD", "VDI", "VBD", "VIF", "VM", "task")


class Pool:
    def __init__(self, user, password, names):
        self.login = [user, password]
        self.sessions = {}
        self.lock = threading.Condition()
        self.generation = 0
        self.known = {}
        self.changed = {}
        self.started = {}
        with self.lock:
            self.seed(names)
            self.note()

    def seed(self, names):
        database.reset()
        for name in names[1:]:
            database.create_host(name, hostname=name, address="127.0.0.1")
        content = database._db_content
        next(iter(content["host"].values()))["name_label"] = names[0]
        first = list(content["host"])
        network = database.create_network("VM Network", "xenbr0")
        for ref in first:
            content["host"][ref]["metrics"] = f"metrics-of-{ref}"
            database.create_sr(name_label="datastore1", type="ext", physical_size=str(500 << 30), host_ref=ref)
        # Where the fake's cards are it does not say.
        for card, ref in zip(content["PIF"].values(), first):
            card.update(host=ref, network=network)
        for name in (f"{names[0]}-web01", f"{names[0]}-db01"):
            vm = database.create_vm(
                name, "Halted", name_description="", VCPUs_max="2", VCPUs_at_startup="2", affinity=first[0],
                memory_static_max=str(1 << 30), memory_dynamic_max=str(1 << 30))
            storage = next(ref for ref, row in content["SR"].items() if row["name_label"] == "datastore1")
            disk = database.create_vdi(f"{name} disk", storage, type="user", virtual_size=str(4 << 30))
            database.create_vbd(vm, disk)

    # Events

    def tables(self):
        content = database._db_content
        tables = {kind: {ref: records.complete(kind, ref, row) for ref, row in content[kind].items()} for kind in CLASSES}
        tables["host_metrics"] = {
            row["metrics"]: {"uuid": row["metrics"], "memory_total": str(16 << 30), "live": True, "start_time": records.NEVER}
            for row in content["host"].values()}
        for row in tables["VM"].values():
            row["metrics"] = f"metrics-of-{row['ref']}"
        tables["VM_metrics"] = {
            row["metrics"]: {"uuid": row["metrics"], "start_time": self.started.get(row["ref"], records.NEVER)}
            for row in tables["VM"].values()}
        return tables

    def complete(self, kind, ref):
        """What XAPI does by itself, and the fake leaves out."""
        if kind == "VIF" and not database._db_content[kind][ref].get("MAC"):
            database._db_content[kind][ref]["MAC"] = "00:16:3e:" + ":".join(f"{random.randrange(256):02x}" for _ in range(3))

    def restart(self, ref):
        self.started[ref] = records.wire(datetime.datetime.now(datetime.timezone.utc))

    def watch_power(self):
        """The fake tells neither since when a machine runs nor where."""
        hosts = database._db_content["host"]
        for ref, row in database._db_content["VM"].items():
            if row["power_state"] not in ("Running", "Paused"):
                self.started.pop(ref, None)
                row["resident_on"] = records.NULL
                continue
            if row.get("resident_on") not in hosts:
                row["resident_on"] = row["affinity"] if row.get("affinity") in hosts else next(iter(hosts))
            if ref not in self.started:
                self.restart(ref)

    def note(self):
        """Finds what has changed since the last time."""
        self.watch_power()
        now = copy.deepcopy(self.tables())
        for kind, rows in now.items():
            before = self.known.get(kind, {})
            for ref in before.keys() | rows.keys():
                if before.get(ref) != rows.get(ref):
                    self.generation += 1
                    self.changed[kind, ref] = self.generation
        self.known = now
        self.lock.notify_all()

    def events(self, classes, token, timeout):
        since = int(token.split(",")[0]) if token else 0
        if since > self.generation:
            raise Failure(["EVENTS_LOST"])
        wanted = {name.lower() for name in classes}
        deadline = time.monotonic() + float(timeout)
        while True:
            found = [(when, kind, ref) for (kind, ref), when in self.changed.items()
                     if when > since and ("*" in wanted or kind.lower() in wanted)]
            found = [item for item in found if token or item[2] in self.known[item[1]]]
            if found or time.monotonic() >= deadline:
                break
            self.lock.wait(deadline - time.monotonic())
        return {
            "events": [self.event(*item) for item in sorted(found)],
            "token": f"{self.generation:020d},{0:020d}",
            "valid_ref_counts": {kind.lower(): str(len(rows)) for kind, rows in self.known.items()},
        }

    def event(self, when, kind, ref):
        row = self.known[kind].get(ref)
        event = {"id": str(when), "timestamp": "0.0", "class": kind.lower(), "ref": ref, "operation": "mod" if row else "del"}
        return {**event, "snapshot": row} if row else event

    # Calls

    def call(self, method, parameters, marks):
        with self.lock:
            if method == "session.login_with_password":
                if list(parameters[:2]) != self.login:
                    raise Failure(["SESSION_AUTHENTICATION_FAILED", parameters[0], "Authentication failure"])
                session = Session("fake://", *parameters[:2])
                self.sessions[session.handle] = session
                return session.handle
            session = self.sessions.get(parameters[0])
            if session is None:
                raise Failure(["SESSION_INVALID", parameters[0]])
            if method == "event.from":
                return self.events(*parameters[1:])
            if method == "session.logout":
                del self.sessions[parameters[0]]
                return ""
            tasks = dict(database._db_content["task"])
            try:
                answer = session.xenapi_request(method, tuple(parameters[1:]))
                if method.startswith("Async."):
                    database._db_content["task"][answer].setdefault("other_config", {}).update(marks)
                kind, _, verb = method.removeprefix("Async.").partition(".")
                if verb == "create":
                    for ref in set(database._db_content[kind]) - set(self.known[kind]):
                        self.complete(kind, ref)
                if verb.endswith("_reboot"):
                    self.restart(parameters[1])
                if verb == "get_record":
                    answer = records.complete(kind, parameters[1], answer)
                if verb.startswith("get_all_records"):
                    answer = {ref: records.complete(kind, ref, row) for ref, row in answer.items()}
                return copy.deepcopy(records.wire(answer))
            except NotImplementedError:
                # The fake has begun a task before it finds out.
                database._db_content["task"] = tasks
                raise Failure(["MESSAGE_METHOD_UNKNOWN", method]) from None
            except TypeError as error:
                raise Failure(["MESSAGE_PARAMETER_COUNT_MISMATCH", method, str(error)]) from None
            finally:
                self.note()
