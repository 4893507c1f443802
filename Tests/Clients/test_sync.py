"""Two management servers of different vendors keep one fleet, and never disagree."""

import os
import random
import sys
import threading
import time

import native
import pytest
from daemon import PASSWORD, PLATFORMS, REPOSITORY, UNTRUSTING, USER, Daemon, configuration, wait_until

sys.path.insert(0, str(REPOSITORY / "Tests/Support/management"))

from campaign import Campaign  # noqa: E402
from record import Record  # noqa: E402
from vcenter import VCenter  # noqa: E402
from xencenter import XenCenter  # noqa: E402

OPERATIONS = int(os.environ.get("DRAGOMAN_SYNC_OPERATIONS", "2000"))
SEED = os.environ.get("DRAGOMAN_SYNC_SEED") or str(random.SystemRandom().randint(0, 1 << 32))
COMPARED = ("name", "power", "notes", "cpus", "memory", "snapshots")


@pytest.fixture
def own(tmp_path):
    daemon = Daemon(tmp_path, configuration(vms=3)).start()
    # It is killed in the middle: clients find it where it was.
    text = daemon.file.read_text()
    for name in ("vsphere", "xen", "admin"):
        port = {"vsphere": daemon.vsphere_port, "xen": daemon.xen_port, "admin": daemon.admin_port}[name]
        text = text.replace(f"  {name}: {{address: 127.0.0.1, port: 0}}", f"  {name}: {{address: 127.0.0.1, port: {port}}}")
    daemon.configure(text)
    yield daemon
    daemon.end()


def mirror(daemon):
    """What the admin API has, by BIOS UUID."""
    def flat(snapshots):
        for snapshot in snapshots:
            yield snapshot["name"]
            yield from flat(snapshot.get("snapshot", []))

    found = {}
    for item in daemon.items("/api/v1/vms"):
        vm = daemon.get(f"/api/v1/vms/{item['id']}")
        found[vm["uuid"]] = {
            "name": vm["name"], "power": vm["powerState"], "notes": vm.get("notes", ""), "cpus": vm["cpu"]["count"],
            "memory": vm["memory"]["mib"], "snapshots": sorted(flat((vm.get("snapshots") or {}).get("snapshot", []))),
        }
    return found


def files(daemon, homes):
    """What the hosts' own files have, by BIOS UUID."""
    found = {}
    for uuid, platform in homes.items():
        facts = native.machine(daemon, platform, uuid)
        if facts is not None:
            found[uuid] = {**{name: facts[name] for name in COMPARED}, "snapshots": sorted(facts["snapshots"])}
    return found


def differences(sides, homes):
    lines = []
    for uuid in sorted(set().union(*sides.values())):
        facts = {side: known.get(uuid) for side, known in sides.items()}
        for name in COMPARED:
            values = {side: known and known[name] for side, known in facts.items()}
            if len({str(value) for value in values.values()}) > 1:
                lines.append(f"{homes[uuid]} {uuid} {name}: {values}")
    return lines


def test_thousands_of_operations_of_both(own):
    print(f"seed {SEED}, {OPERATIONS} operations")
    homes = {}
    for platform in PLATFORMS:
        for host in own.items("/api/v1/hosts"):
            if host["name"] == f"{platform}01":
                homes |= {own.get(f"/api/v1/vms/{vm['id']}")["uuid"]: platform
                          for vm in own.items("/api/v1/vms") if vm["host"] == host["id"]}
    record = Record()
    vcenter, xencenter = VCenter(own.pyvmomi, record), XenCenter(own.xenapi, record)
    machines = sorted(homes)
    wait_until(lambda: set(vcenter.machines()) == set(xencenter.machines()) == set(machines), what="both copies")
    edited = random.Random(SEED)

    def edit():
        """Somebody at the host itself."""
        uuid, notes = edited.choice(machines), f"by hand {time.monotonic_ns()}"
        began = record.begin()
        native.edit(own, homes[uuid], uuid, notes=notes)
        # It is a write like any other from when the host is seen to have it.
        record.write(uuid, "notes", notes, began, acknowledged=False)
        record.count("host", "annotate", "done")

    def restart():
        own.kill()
        own.start()
        record.count("daemon", "restart", "done")

    half = OPERATIONS // 4
    interruptions = {half // 2: edit, half: restart, half + half // 2: edit, half + half // 4: edit}
    Campaign(SEED, [vcenter, xencenter], machines, record).run(OPERATIONS, interruptions)

    sides = {}

    def agreed():
        sides.update({
            "vcenter": vcenter.machines(), "xencenter": xencenter.machines(), "mirror": mirror(own), "files": files(own, homes)})
        return not differences(sides, homes)

    try:
        wait_until(agreed, 20, every=0.5)
    except AssertionError:
        pytest.fail(f"seed {SEED}:\n" + "\n".join(differences(sides, homes)))
    finally:
        for key, number in sorted(record.counts.items()):
            print(*key, number)
    assert record.counts["vcenter", "annotate", "success"] and record.counts["xencenter", "annotate", "success"]

    lost = []
    for uuid, facet in record.facets():
        possible = record.possible(uuid, facet)
        if facet == "other_config":
            kept = xencenter.other_config(uuid)
            lost += [(uuid, facet, key) for key, value in acknowledged(record, uuid, facet) if kept.get(key) != value]
        elif facet == "snapshots":
            kept = sides["mirror"][uuid]["snapshots"]
            lost += [(uuid, facet, name) for name in acknowledged(record, uuid, facet) if name not in kept]
        elif sides["mirror"][uuid][facet] not in possible:
            lost.append((uuid, facet, sides["mirror"][uuid][facet], possible))
    vcenter.close()
    xencenter.close()
    assert not lost, f"seed {SEED}: {lost}"


def acknowledged(record, uuid, facet):
    return [value for value, _, ended in record.writes[uuid, facet] if ended < float("inf")]
