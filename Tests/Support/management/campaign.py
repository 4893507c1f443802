"""Two management servers of different vendors at one fleet: random operations of both, at the same time, from a seed."""

import random
import threading

COMMON = ["power_on", "power_on", "power_off", "suspend", "rename", "annotate", "annotate", "set_cpus", "set_memory"]


class Campaign:
    """Gives operations from two threads, one for each manager, and lets others happen at given places."""

    def __init__(self, seed, managers, machines, record):
        self.seed, self.managers, self.machines, self.record = seed, managers, machines, record
        self.failures = []

    def run(self, operations, interruptions=None):
        """- interruptions: what is called, in the first manager's thread, before its operation of that number."""
        threads = [
            threading.Thread(target=self.work, args=(place, manager, operations // len(self.managers), interruptions or {}))
            for place, manager in enumerate(self.managers)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if self.failures:
            raise self.failures[0]

    def work(self, place, manager, count, interruptions):
        numbers = random.Random(f"{self.seed}/{place}")
        kinds = COMMON + ["snapshot"] + (["mark"] * 2 if hasattr(manager, "mark") else [])
        try:
            for number in range(count):
                if place == 0 and number in interruptions:
                    interruptions[number]()
                operation = numbers.choice(kinds)
                manager.give(operation, numbers.choice(self.machines), self.value(operation, numbers, place, number))
        except BaseException as failure:
            self.failures.append(failure)

    def value(self, operation, numbers, place, number):
        """Every value that can be is written once only, so that its writer is known by it."""
        mark = f"{place}-{number}"
        return {
            "rename": f"vm-{self.seed}-{mark}", "annotate": f"note {mark}", "set_cpus": numbers.randint(1, 4),
            "set_memory": 256 * numbers.randint(1, 8), "snapshot": f"snap-{mark}", "mark": (f"key-{mark}", f"value {number}"),
        }.get(operation)
