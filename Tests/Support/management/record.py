"""What was asked for, and what of it must be seen in the end."""

import threading
import time
from collections import Counter

NEVER = float("inf")


class Record:
    """Every write that a manager gave, with when it was given and when it was acknowledged."""

    def __init__(self):
        self.lock = threading.Lock()
        self.writes = {}
        self.counts = Counter()

    def begin(self):
        return time.monotonic()

    def write(self, machine, facet, value, began, acknowledged):
        """A value that was written; one that was not acknowledged may have been."""
        with self.lock:
            ended = time.monotonic() if acknowledged else NEVER
            self.writes.setdefault((machine, facet), []).append((value, began, ended))

    def count(self, manager, operation, outcome):
        with self.lock:
            self.counts[manager, operation, outcome] += 1

    def possible(self, machine, facet):
        """The values that may be there in the end: of those written, no other write began after they had ended."""
        with self.lock:
            writes = list(self.writes.get((machine, facet), []))
        latest = max((began for _, began, ended in writes if ended < NEVER), default=0)
        return {value for value, _, ended in writes if ended >= latest}

    def facets(self):
        with self.lock:
            return sorted(self.writes, key=str)
