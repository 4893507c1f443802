"""Several pools of one fleet: what each XenAPI listener presents, and that it stays the same."""

import http.client
import time
import xmlrpc.client

import pytest
import XenAPI
from daemon import PLATFORMS, UNTRUSTING, Daemon, configuration, unique, wait_until

POOL = ("kvm01", "hyperv01")
LISTENERS = """\
  xen:
    - {address: 127.0.0.1, port: 0}
    - {address: 127.0.0.1, port: 0, tls: false}
    - {address: 127.0.0.1, port: 0, pool: Laboratory, hosts: [hyperv01, kvm01]}
    - {address: 127.0.0.1, port: 0, pool: Laboratory, hosts: [kvm01, hyperv01], tls: false}
    - {address: 127.0.0.1, port: 0, pool: xen01, hosts: [xen01]}"""
FLEET, FLEET_PLAIN, GROUP, GROUP_PLAIN, SINGLE = range(5)
PLAIN = (FLEET_PLAIN, GROUP_PLAIN)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    text = configuration().replace("  xen: {address: 127.0.0.1, port: 0}", LISTENERS)
    started = Daemon(tmp_path_factory.mktemp("pools"), text).start()
    yield started
    status, _ = started.stop()
    assert status == 0


@pytest.fixture
def login(server):
    opened = []

    def login(number):
        session = server.xenapi(port=server.xen_ports[number], tls=number not in PLAIN)
        opened.append(session)
        return session

    yield login
    for session in opened:
        session.xenapi.session.logout()


def labels(session, kind):
    return {record["name_label"] for record in getattr(session.xenapi, kind).get_all_records().values()}


def machines(session):
    return {
        ref: vm for ref, vm in session.xenapi.VM.get_all_records().items()
        if not vm["is_a_template"] and not vm["is_a_snapshot"] and not vm["is_control_domain"]}


def pool_of(session):
    (record,) = session.xenapi.pool.get_all_records().items()
    return record


def by_name(session, name):
    (ref,) = session.xenapi.VM.get_by_name_label(name)
    return ref


@pytest.mark.parametrize(
    "number, name, hosts",
    [(FLEET, "Dragoman", {f"{platform}01" for platform in PLATFORMS}), (GROUP, "Laboratory", set(POOL)),
     (SINGLE, "xen01", {"xen01"})])
def test_a_pool_has_its_hosts_and_nothing_else(login, number, name, hosts):
    session = login(number)
    assert labels(session, "host") == hosts
    ref, pool = pool_of(session)
    assert pool["name_label"] == name
    assert pool["master"] in session.xenapi.host.get_all()
    vms = machines(session)
    assert {vm["name_label"].split("-")[0] for vm in vms.values()} == hosts and len(vms) == 4 * len(hosts)
    present = set(session.xenapi.host.get_all())
    assert {vm["affinity"] for vm in vms.values()} <= present
    for kind in ("PBD", "PIF"):
        assert {record["host"] for record in getattr(session.xenapi, kind).get_all_records().values()} <= present
    # No reference leads out of the pool.
    for vm in vms.values():
        for vbd in vm["VBDs"]:
            vdi = session.xenapi.VBD.get_VDI(vbd)
            if vdi != "OpaqueRef:NULL":
                session.xenapi.VDI.get_record(vdi)


def test_pools_are_told_apart(login):
    records = [pool_of(login(number)) for number in (FLEET, GROUP, SINGLE)]
    assert len({ref for ref, _ in records}) == len({pool["uuid"] for _, pool in records}) == 3


@pytest.mark.parametrize("secure, plain", [(FLEET, FLEET_PLAIN), (GROUP, GROUP_PLAIN)])
def test_listeners_of_one_pool_are_one_server(server, login, secure, plain):
    first, second = login(secure), login(plain)
    assert pool_of(first) == pool_of(second)
    assert machines(first).keys() == machines(second).keys()
    # A session of one is a session of the other, and a task made there is seen here.
    other = XenAPI.Session(f"http://127.0.0.1:{server.xen_ports[plain]}")
    other._session = first.handle
    task = other.xenapi.task.create(unique("shared"), "")
    assert second.xenapi.task.get_name_label(task).startswith("shared")
    first.xenapi.task.destroy(task)


def test_a_session_of_one_pool_is_none_of_another(server, login):
    session = login(GROUP)
    stranger = xmlrpc.client.ServerProxy(f"https://127.0.0.1:{server.xen_ports[FLEET]}", context=UNTRUSTING)
    answer = stranger.VM.get_all(session.handle)
    assert answer["Status"] == "Failure" and answer["ErrorDescription"] == ["SESSION_INVALID", session.handle]


def test_a_machine_of_another_pool_is_not_there(login):
    fleet, group = login(FLEET), login(GROUP)
    ref = by_name(fleet, "vsphere01-db02")
    for call in (group.xenapi.VM.get_record, lambda ref: group.xenapi.VM.start(ref, False, False)):
        with pytest.raises(XenAPI.Failure) as failure:
            call(ref)
        assert failure.value.details[0] == "HANDLE_INVALID"
    assert fleet.xenapi.VM.get_power_state(ref) == "Halted"


@pytest.mark.parametrize("host", POOL)
def test_what_one_pool_changes_the_other_hears(login, host):
    fleet, group = login(FLEET), login(GROUP)
    name = f"{host}-db02"
    seen, own = by_name(fleet, name), by_name(group, name)
    token = fleet.xenapi.event_from(["VM"], "", 0.0)["token"]
    group.xenapi.VM.start(own, False, False)
    assert group.xenapi.VM.get_power_state(own) == "Running"

    def heard():
        nonlocal token
        answer = fleet.xenapi.event_from([f"VM/{seen}"], token, 5.0)
        token = answer["token"]
        return any(event["snapshot"]["power_state"] == "Running" for event in answer["events"])

    wait_until(heard, what="the event")
    fleet.xenapi.VM.hard_shutdown(seen)
    wait_until(lambda: group.xenapi.VM.get_power_state(own) == "Halted", what="the change")


def test_a_pool_hears_nothing_of_others(login):
    fleet, single = login(FLEET), login(SINGLE)
    token = single.xenapi.event_from(["*"], "", 0.0)["token"]
    outside, inside = by_name(fleet, "kvm01-db02"), by_name(fleet, "xen01-db02")
    for ref in (outside, inside):
        fleet.xenapi.VM.set_name_description(ref, unique("told"))
    told = fleet.xenapi.VM.get_name_description(inside)
    heard = []

    def complete():
        nonlocal token
        answer = single.xenapi.event_from(["*"], token, 5.0)
        token = answer["token"]
        heard.extend(answer["events"])
        return any(event.get("snapshot", {}).get("name_description") == told for event in heard)

    wait_until(complete, what="the change inside")
    names = {event["snapshot"]["name_label"] for event in heard if event["class"] == "vm"}
    assert names == {"xen01-db02"}
    assert not any(event["class"] == "task" for event in heard if "kvm01" in str(event.get("snapshot")))


def test_measurements_are_those_of_the_pool(server, login):
    session = login(GROUP)

    def objects():
        connection = http.client.HTTPSConnection("127.0.0.1", server.xen_ports[GROUP], context=UNTRUSTING)
        start = int(time.time()) - 60
        connection.request("GET", f"/rrd_updates?session_id={session.handle}&start={start}&host=true&json=true")
        body = connection.getresponse().read().decode()
        connection.close()
        return {part.split(":")[2] for part in body.split('"') if part.startswith("AVERAGE:host:")}

    wait_until(objects, seconds=40, every=1, what="a sample")
    assert objects() == {host["uuid"] for host in session.xenapi.host.get_all_records().values()}


def test_references_are_the_same_after_a_restart(server):
    def look():
        found = []
        for number in (FLEET, GROUP, SINGLE):
            session = server.xenapi(port=server.xen_ports[number])
            found.append((
                pool_of(session)[0], set(session.xenapi.host.get_all()),
                {ref: vm["uuid"] for ref, vm in machines(session).items()}, set(session.xenapi.SR.get_all())))
            session.xenapi.session.logout()
        return found

    before = look()
    server.stop()
    server.start()
    assert look() == before
