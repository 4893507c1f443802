"""What XenAPI clients do by plain HTTP: round-robin databases, and requests that are refused."""

import base64
import http.client
import json
import socket
import time
import xml.etree.ElementTree as ElementTree

import pytest
import XenAPI
from daemon import PASSWORD, UNTRUSTING, USER, unique, wait_until

BASIC = {"Authorization": "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()}
STEPS = {5: 120, 60: 120, 3600: 168, 86400: 366}


@pytest.fixture
def get(daemon):
    def get(path, headers=None, method="GET", body=None):
        connection = http.client.HTTPSConnection("127.0.0.1", daemon.xen_port, timeout=30, context=UNTRUSTING)
        try:
            connection.request(method, path, body, headers or {})
            reply = connection.getresponse()
            return reply.status, reply.headers, reply.read().decode()
        finally:
            connection.close()

    return get


def legend_of(updates):
    """The data sources of each object, by its class and UUID."""
    found = {}
    for entry in updates:
        function, kind, uuid, source = entry.split(":")
        assert function == "AVERAGE"
        found.setdefault((kind, uuid), set()).add(source)
    return found


@pytest.fixture
def measured(get, xapi):
    """The updates of the last minutes, once every running machine has its figures."""

    def look():
        start = int(time.time()) - 120
        status, headers, body = get(f"/rrd_updates?session_id={xapi.handle}&start={start}&host=true&cf=AVERAGE")
        assert (status, headers["Content-Type"]) == (200, "text/xml"), body
        root = ElementTree.fromstring(body)
        running = {
            ("vm", vm["uuid"]) for vm in xapi.xenapi.VM.get_all_records().values() if vm["power_state"] == "Running"}
        legend = legend_of(entry.text for entry in root.iter("entry"))
        complete = all("vif_0_rx" in legend.get(vm, ()) for vm in running)
        return root if running and complete else None

    return wait_until(look, seconds=40, every=1, what="a sample of every machine")


def latest(root):
    """The newest value of each data source that is known."""
    names = [entry.text.removeprefix("AVERAGE:") for entry in root.iter("entry")]
    values = {}
    for row in root.iter("row"):
        for name, value in zip(names, row.findall("v"), strict=True):
            if value.text != "NaN":
                values.setdefault(name, float(value.text))
    return values


def named(xapi, name):
    (ref,) = xapi.xenapi.VM.get_by_name_label(name)
    return xapi.xenapi.VM.get_record(ref)


def test_updates_have_the_form_of_xport(measured):
    meta = {child.tag: int(child.text) for child in measured.find("meta") if child.tag != "legend"}
    rows = measured.findall("data/row")
    assert meta["step"] == 5 and meta["columns"] == len(measured.findall("meta/legend/entry"))
    assert meta["rows"] == len(rows) > 2
    times = [int(row.find("t").text) for row in rows]
    assert times[0] == meta["end"]
    assert times == [meta["end"] - 5 * number for number in range(len(rows))]
    assert {len(row.findall("v")) for row in rows} == {meta["columns"]}


def test_machines_and_hosts_of_every_platform_are_measured(measured, xapi, platform, daemon):
    values = latest(measured)
    vm = named(xapi, f"{platform}01-web01")
    prefix = f"vm:{vm['uuid']}:"
    own = {name.removeprefix(prefix): value for name, value in values.items() if name.startswith(prefix)}
    assert 0 <= own["cpu_usage"] <= 1
    # Bytes, and of these what the guest does not use in KiB.
    assert 0 < own["memory"] <= int(vm["memory_static_max"]) * 1.1
    assert 0 <= own["memory_internal_free"] <= int(vm["memory_static_max"]) / 1024
    devices = {xapi.xenapi.VBD.get_device(ref) for ref in vm["VBDs"] if xapi.xenapi.VBD.get_type(ref) == "Disk"}
    assert devices and all(own[f"vbd_{device}_read"] >= 0 and own[f"vbd_{device}_write"] >= 0 for device in devices)
    assert {name for name in own if name.startswith("vif_")} == {
        f"vif_{xapi.xenapi.VIF.get_device(ref)}_{way}" for ref in vm["VIFs"] for way in ("rx", "tx")}

    (host,) = xapi.xenapi.host.get_by_name_label(f"{platform}01")
    prefix = f"host:{xapi.xenapi.host.get_uuid(host)}:"
    own = {name.removeprefix(prefix): value for name, value in values.items() if name.startswith(prefix)}
    total = int(xapi.xenapi.host_metrics.get_memory_total(xapi.xenapi.host.get_metrics(host)))
    assert own["memory_total_kib"] == total / 1024
    assert 0 < own["memory_free_kib"] < own["memory_total_kib"]
    assert 0 <= own["cpu_avg"] <= 1 and own["pif_aggr_rx"] >= 0


def test_figures_are_those_of_the_other_protocols(measured, xapi, instance):
    """Bytes a second here are what the vSphere client reads as KB a second."""
    from pyVmomi import vim

    values = latest(measured)
    vm = named(xapi, "kvm01-web01")
    content = instance.RetrieveContent()
    manager = content.perfManager
    key = next(
        counter.key for counter in manager.perfCounter
        if (counter.groupInfo.key, counter.nameInfo.key, counter.rollupType) == ("net", "received", "average"))
    view = content.viewManager.CreateContainerView(content.rootFolder, [vim.VirtualMachine], True)
    entity = next(one for one in view.view if one.name == "kvm01-web01")
    view.Destroy()
    query = vim.PerformanceManager.QuerySpec(
        entity=entity, metricId=[vim.PerformanceManager.MetricId(counterId=key, instance="")], intervalId=20)
    (answer,) = manager.QueryPerf([query])
    assert any(
        value * 1024 == pytest.approx(values[f"vm:{vm['uuid']}:vif_0_rx"], abs=1024)
        for value in answer.value[0].value)


def test_only_machines_unless_hosts_are_asked_for(get, xapi, measured):
    start = int(time.time()) - 60
    base = f"/rrd_updates?session_id={xapi.handle}&json=true&start={start}"
    for more, kinds in (("", {"vm"}), ("&host=false", {"vm"}), ("&host=true", {"vm", "host"})):
        legend = json.loads(get(base + more)[2])["meta"]["legend"]
        assert {entry.split(":")[1] for entry in legend} == kinds
    vm = named(xapi, "xen01-web01")
    legend = json.loads(get(f"{base}&uuid={vm['uuid']}")[2])["meta"]["legend"]
    assert {entry.split(":")[2] for entry in legend} == {vm["uuid"]}


@pytest.mark.parametrize("step", STEPS)
def test_json_in_the_steps_that_clients_ask_for(get, xapi, measured, step):
    """Xen Orchestra wants exactly the step it asked for, and as much as one archive has."""
    start = int(time.time()) - step * STEPS[step] + step
    status, headers, body = get(
        f"/rrd_updates?cf=AVERAGE&host=true&interval={step}&json=true&start={start}&session_id={xapi.handle}")
    assert (status, headers["Content-Type"]) == (200, "application/json")
    answer = json.loads(body)
    assert int(answer["meta"]["step"]) == step
    assert 0 < len(answer["data"]) <= STEPS[step]
    assert all(len(row["values"]) == len(answer["meta"]["legend"]) for row in answer["data"])
    assert all(int(row["t"]) % step == 0 for row in answer["data"])


def test_a_function_that_is_not_kept_has_no_sources(get, xapi, measured):
    start = int(time.time()) - 60
    for function, some in (("AVERAGE", True), ("ave", True), ("MAX", False), ("MIN", False)):
        answer = json.loads(get(f"/rrd_updates?session_id={xapi.handle}&json=true&start={start}&cf={function}")[2])
        assert bool(answer["meta"]["legend"]) == some
        assert bool(answer["data"]) == some


def test_a_whole_database(get, xapi, measured, platform):
    vm = named(xapi, f"{platform}01-web01")
    status, _, body = get(f"/vm_rrd?session_id={xapi.handle}&uuid={vm['uuid']}")
    assert status == 200, body
    root = ElementTree.fromstring(body)
    names = [source.find("name").text for source in root.findall("ds")]
    assert {"cpu_usage", "memory", "vif_0_rx"} <= set(names) and len(set(names)) == len(names)
    assert root.find("step").text == "5" and abs(int(root.find("lastupdate").text) - time.time()) < 120
    archives = {int(one.find("pdp_per_row").text) * 5: one for one in root.findall("rra")}
    assert {step: len(one.findall("database/row")) for step, one in archives.items()} == STEPS
    for one in archives.values():
        assert {len(row.findall("v")) for row in one.findall("database/row")} == {len(names)}
    # The oldest row comes first: what is known is at the end.
    assert archives[5].findall("database/row")[-1].find("v").text != "NaN"
    assert archives[86400].findall("database/row")[0].find("v").text == "NaN"
    same = json.loads(get(f"/vm_rrd?session_id={xapi.handle}&uuid={vm['uuid']}&json=true")[2])
    assert [source["name"] for source in same["ds"]] == names
    assert [len(one["database"]) for one in same["rra"]] == list(STEPS.values())


def test_a_machine_that_was_not_measured_has_an_empty_database(get, xapi, measured):
    empty = 0
    for vm in xapi.xenapi.VM.get_all_records().values():
        if vm["power_state"] != "Halted" or vm["is_a_template"] or vm["is_a_snapshot"]:
            continue
        status, _, body = get(f"/vm_rrd?session_id={xapi.handle}&uuid={vm['uuid']}")
        root = ElementTree.fromstring(body)
        assert status == 200 and len(root.findall("rra")) == len(STEPS)
        # One that ran a while ago still has what was measured then.
        empty += not root.findall("ds") and not root.findall("rra/database/row")
    assert empty


def test_the_database_of_the_host_that_is_asked(get, xapi, measured):
    status, _, body = get(f"/host_rrd?session_id={xapi.handle}")
    assert status == 200
    names = {source.find("name").text for source in ElementTree.fromstring(body).findall("ds")}
    assert {"cpu_avg", "memory_total_kib", "memory_free_kib", "pif_aggr_rx", "pif_aggr_tx"} == names


@pytest.mark.parametrize(
    "path, expected",
    [("/rrd_updates", 400), ("/rrd_updates?start=soon", 400), ("/rrd_updates?start=-60", 200), ("/vm_rrd", 400),
     (f"/rrd_updates?start={-1 << 63}", 400), (f"/rrd_updates?start={1 << 63}", 400),
     (f"/rrd_updates?start={(1 << 40) - 1}", 200), (f"/rrd_updates?start=0&interval={(1 << 63) - 1}&uuid=x", 200),
     (f"/rrd_updates?start=0&interval={-1 << 63}&uuid=x", 200),
     ("/vm_rrd?uuid=00000000-0000-0000-0000-000000000000", 404), ("/host_rrd?uuid=nobody", 404)])
def test_parameters_that_are_wrong(get, path, expected):
    assert get(path, BASIC)[0] == expected


def test_who_may_ask(get, daemon, xapi):
    path = f"/rrd_updates?start={int(time.time()) - 60}"
    wrong = {"Authorization": "Basic " + base64.b64encode(b"demo:wrong").decode()}
    for headers in ({}, wrong, {"Cookie": "session_id=OpaqueRef:none"}, {"Authorization": "Basic ?"}):
        status, fields, _ = get(path, headers)
        assert status == 401 and fields["WWW-Authenticate"].startswith("Basic")
    assert get(path, {"Cookie": f"session_id={xapi.handle}"})[0] == 200
    other = daemon.xenapi()
    assert get(f"{path}&session_id={other.handle}")[0] == 200
    other.xenapi.session.logout()
    assert get(f"{path}&session_id={other.handle}")[0] == 401


def test_a_name_and_a_password_leave_no_session(get, daemon):
    def sessions():
        text = daemon.admin("GET", "/metrics")[2].decode()
        return [line for line in text.splitlines() if line.startswith("dragoman_sessions") and "xen" in line]

    before = sessions()
    assert get("/host_rrd", BASIC)[0] == 200
    assert before and sessions() == before


REFUSED = [
    ("GET", "/console?uuid=1"), ("GET", "/export?uuid=1"), ("PUT", "/import"), ("GET", "/export_raw_vdi?vdi=1"),
    ("PUT", "/import_raw_vdi?vdi=1")]


@pytest.mark.parametrize("method, path", REFUSED)
def test_what_is_not_served_says_so_and_ends_the_task(get, xapi, method, path):
    assert get(path, method=method)[0] == 401
    task = xapi.xenapi.task.create(unique("transfer"), "")
    mark = "&" if "?" in path else "?"
    status, _, body = get(f"{path}{mark}session_id={xapi.handle}&task_id={task}", method=method)
    assert status == 500 and "NOT_IMPLEMENTED" in body and path.split("?")[0] in body
    assert xapi.xenapi.task.get_status(task) == "failure"
    assert xapi.xenapi.task.get_error_info(task)[0] == "NOT_IMPLEMENTED"
    xapi.xenapi.task.destroy(task)


def test_an_upload_without_end_is_answered_at_once(daemon, xapi):
    with UNTRUSTING.wrap_socket(socket.create_connection(("127.0.0.1", daemon.xen_port), 20)) as connection:
        connection.sendall(
            f"PUT /import?session_id={xapi.handle} HTTP/1.1\r\nHost: x\r\nContent-Length: {1 << 50}\r\n\r\n".encode())
        connection.sendall(b"x" * 10_000)
        reply = b""
        while b"NOT_IMPLEMENTED" not in reply:
            part = connection.recv(4096)
            assert part, reply
            reply += part
    assert reply.startswith(b"HTTP/1.1 500")


def test_the_command_line_is_refused(get):
    assert get("/cli", method="POST", body="vm-list\nusername=demo\npassword=no")[0] == 401
    status, _, body = get("/cli", method="POST", body=f"vm-list\nusername={USER}\npassword={PASSWORD}")
    assert status == 500 and "NOT_IMPLEMENTED" in body


def test_a_browser_finds_a_page(get):
    status, headers, body = get("/")
    assert status == 200 and headers["Content-Type"] == "text/html" and "/RPC2" in body


def test_a_task_of_another_is_not_ended(get, xapi):
    """What is no task of the client's own making stays as it is."""
    assert get(f"/import?session_id={xapi.handle}&task_id=OpaqueRef:none", method="PUT")[0] == 500
    with pytest.raises(XenAPI.Failure):
        xapi.xenapi.task.get_record("OpaqueRef:none")
