"""What both management servers have: a thread that keeps a copy of the inventory, and commands whose fate is found out."""

import http.client
import threading
import time
import xmlrpc.client

# What says that the connection is gone, and nothing of the command.
LOST = (OSError, EOFError, ConnectionError, http.client.HTTPException, xmlrpc.client.ProtocolError)
# What a command writes, and what where it is always the same.
FACETS = {"power_on": "power", "power_off": "power", "suspend": "power", "rename": "name", "annotate": "notes",
          "set_cpus": "cpus", "set_memory": "memory", "snapshot": "snapshots", "mark": "other_config"}
FIXED = {"power_on": "running", "power_off": "off", "suspend": "suspended"}


class Manager:
    """Of a protocol: name; faults, what its client raises for a refusal; listen(session); machine(uuid), what commands are
    given to; begin(operation, machine, value), which gives a task or None once it is done; wait(task); word(fault)."""

    faults = ()

    def __init__(self, connect, record):
        self.connect, self.record = connect, record
        self.lock = threading.Lock()
        self.copy = {}
        self.stopping = False
        self.session = connect()
        self.thread = threading.Thread(target=self.follow, daemon=True)
        self.thread.start()

    def follow(self):
        while not self.stopping:
            try:
                self.listen(self.connect())
            except (*LOST, *self.faults):
                time.sleep(0.2)

    def close(self):
        self.stopping = True
        self.thread.join(10)

    def give(self, operation, uuid, value):
        """Gives a command and waits for its end; the write that it was is recorded."""
        machine = self.machine(uuid)
        if machine is None:
            return self.record.count(self.name, operation, "not known")
        began, task = self.record.begin(), None
        try:
            task = self.begin(operation, machine, value)
            outcome = "success" if task is None else self.wait(task)
        except LOST:
            outcome = self.fate(task)
        except self.faults as fault:
            outcome = self.word(fault)
        if outcome in ("success", "lost"):
            self.record.write(uuid, FACETS[operation], FIXED.get(operation, value), began, outcome == "success")
        self.record.count(self.name, operation, outcome)

    def fate(self, task):
        """What became of a task whose server went away: an accepted command is not lost."""
        self.reconnect()
        if task is None:
            return "lost"
        try:
            return self.wait(task)
        except self.faults as fault:
            raise AssertionError(f"the task {task} was acknowledged and is not known any more: {fault}") from None

    def reconnect(self):
        while True:
            try:
                self.session = self.connect()
                return
            except LOST:
                time.sleep(0.2)
