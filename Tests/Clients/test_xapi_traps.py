"""What breaks real XenAPI clients, one test each: the wire, names, tokens and errors as XAPI has them."""

import json
import re
import xmlrpc.client

import pytest
from daemon import PASSWORD, UNTRUSTING, USER, wait_until

import http.client


def post(daemon, path, body, content_type="text/xml"):
    connection = http.client.HTTPSConnection("127.0.0.1", daemon.xen_port, timeout=30, context=UNTRUSTING)
    try:
        connection.request("POST", path, body, {"Content-Type": content_type})
        reply = connection.getresponse()
        return reply.status, reply.headers, reply.read().decode()
    finally:
        connection.close()


def call(daemon, path, method, *arguments):
    status, headers, text = post(daemon, path, xmlrpc.client.dumps(arguments, method))
    assert status == 200 and headers["Content-Type"] == "text/xml", (status, headers, text)
    return text


def value(text):
    (envelope,), _ = xmlrpc.client.loads(text)
    assert envelope["Status"] == "Success", envelope
    return envelope["Value"]


def failure(text):
    (envelope,), _ = xmlrpc.client.loads(text)
    assert envelope["Status"] == "Failure", envelope
    return envelope["ErrorDescription"]


def json_call(daemon, version, method, *arguments):
    body = {"id": 7, "method": method, "params": list(arguments)}
    if version == 2:
        body["jsonrpc"] = "2.0"
    status, headers, text = post(daemon, "/jsonrpc", json.dumps(body), "application/json")
    assert status == 200 and headers["Content-Type"] == "application/json", (status, headers, text)
    return json.loads(text)


@pytest.fixture(scope="module")
def session(daemon):
    return value(call(daemon, "/", "session.login_with_password", USER, PASSWORD))


@pytest.fixture
def halted(xapi, scene):
    """A machine of each platform, off, by its reference."""
    return xapi.xenapi.VM.get_by_uuid(scene.create().config.uuid)


@pytest.mark.parametrize("more", [(), ("2.0",), ("2.0", "a script")])
def test_login_takes_two_to_four_arguments(daemon, more):
    session = value(call(daemon, "/", "session.login_with_password", USER, PASSWORD, *more))
    assert session.startswith("OpaqueRef:")
    assert call(daemon, "/", "session.logout", session)
    assert failure(call(daemon, "/", "VM.get_all", session)) == ["SESSION_INVALID", session]


def test_a_wrong_password_is_refused_by_name(daemon):
    code, user, _ = failure(call(daemon, "/", "session.login_with_password", USER, "wrong"))
    assert (code, user) == ("SESSION_AUTHENTICATION_FAILED", USER)


@pytest.mark.parametrize("path", ["/", "/RPC2", "/xmlrpc"])
def test_every_path_answers(daemon, session, path):
    assert value(call(daemon, path, "host.get_all", session))


def test_no_space_between_elements(daemon, session):
    text = call(daemon, "/", "VM.get_all_records", session)
    assert not re.search(r">\s+<", text)
    assert "<string>" not in text and "<int>" not in text


def test_empty_sets_and_maps_are_elements(daemon, session):
    text = call(daemon, "/", "event.from", session, ["pool/OpaqueRef:none"], "", 0.0)
    assert "<array><data></data></array>" in text
    task = value(call(daemon, "/", "task.create", session, "mine", "a task of mine"))
    assert "<struct></struct>" in call(daemon, "/", "task.get_other_config", session, task)
    call(daemon, "/", "task.destroy", session, task)


@pytest.mark.parametrize("name", ["host.get_all", "host_get_all", "VM_metrics.get_all", "VM_metrics_get_all"])
def test_names_by_dot_and_by_underscore(daemon, session, name):
    assert value(call(daemon, "/", name, session))


def test_method_names_are_a_bare_array(daemon):
    (names,), _ = xmlrpc.client.loads(call(daemon, "/", "system.listMethods"))
    assert {"session.login_with_password", "VM.start", "VM.get_all_records", "event.from"} <= set(names)


def test_every_listed_class_answers(daemon, session):
    """Xen Orchestra asks for all records of every class that the list names."""
    (names,), _ = xmlrpc.client.loads(call(daemon, "/", "system.listMethods"))
    classes = [name.removesuffix(".get_all_records") for name in names if name.endswith(".get_all_records")]
    assert len(classes) > 20
    for name in classes:
        assert isinstance(value(call(daemon, "/", f"{name}.get_all_records", session)), dict), name


def test_integers_are_digits(daemon, session):
    for record in value(call(daemon, "/", "VM.get_all_records", session)).values():
        assert isinstance(record["memory_static_max"], str) and int(record["memory_static_max"]) > 0
        assert isinstance(record["is_a_template"], bool)


@pytest.mark.parametrize("number", ["1073741824", 1073741824])
def test_integers_are_taken_as_digits_and_as_numbers(daemon, session, halted, number):
    assert value(call(daemon, "/", "VM.set_memory_limits", session, halted, number, number, number, number)) == ""
    assert value(call(daemon, "/", "VM.get_memory_static_max", session, halted)) == "1073741824"


def test_both_versions_of_json(daemon):
    old = json_call(daemon, 1, "session.login_with_password", USER, PASSWORD)
    assert old["error"] is None and old["id"] == 7 and old["result"].startswith("OpaqueRef:")
    new = json_call(daemon, 2, "session.login_with_password", USER, PASSWORD)
    assert new["jsonrpc"] == "2.0" and new["id"] == 7 and "error" not in new
    assert json_call(daemon, 1, "VM.get_power_state", old["result"], "OpaqueRef:none")["error"] == [
        "HANDLE_INVALID", "VM", "OpaqueRef:none"]
    assert json_call(daemon, 2, "VM.get_power_state", new["result"], "OpaqueRef:none")["error"] == {
        "code": 1, "message": "HANDLE_INVALID", "data": ["VM", "OpaqueRef:none"]}
    records = json_call(daemon, 2, "VM.get_all_records", new["result"])["result"]
    assert all(isinstance(record["VCPUs_max"], str) for record in records.values())
    counts = json_call(daemon, 2, "event.from", new["result"], ["*"], "", 0)["result"]["valid_ref_counts"]
    assert counts["vm"] == len(records) and isinstance(counts["task"], int)


@pytest.mark.parametrize("text", ["\x01", "a\x00b", "\x1b[0m", "\uffff"])
def test_text_that_no_document_can_have_is_refused(daemon, session, halted, text):
    """JSON can carry it, and XML cannot: a host that had it could not be read again."""
    before = value(call(daemon, "/", "VM.get_record", session, halted))
    for method, arguments, field in [
            ("VM.set_name_label", [text], "value"), ("VM.add_to_other_config", ["key", text], "value"),
            ("VM.add_to_other_config", [text, "value"], "key"), ("VM.set_other_config", [{text: "value"}], "value"),
            ("VM.add_tags", [text], "value")]:
        answer = json_call(daemon, 2, method, session, halted, *arguments)
        assert answer["error"] == {"code": 1, "message": "FIELD_TYPE_ERROR", "data": [field]}, method
    assert value(call(daemon, "/", "VM.get_record", session, halted)) == before
    assert json_call(daemon, 2, "VM.add_to_other_config", session, halted, "key", "tab\té")["result"] == ""
    assert value(call(daemon, "/", "VM.get_other_config", session, halted))["key"] == "tab\té"


def test_a_body_of_too_many_values_is_refused(daemon):
    body = b'{"id":1,"method":"VM.get_all","params":[' + b",".join([b"1"] * 500_000) + b"]}"
    status, headers, text = post(daemon, "/jsonrpc", body, "application/json")
    assert status == 500 and headers["Content-Type"] == "text/html"


def test_what_is_no_call_is_a_page(daemon):
    for path, body in [("/", b"<methodCall>"), ("/", b"hello"), ("/jsonrpc", b"{"), ("/", b"")]:
        status, headers, _ = post(daemon, path, body)
        assert status == 500 and headers["Content-Type"] == "text/html"


@pytest.mark.parametrize("body", [
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><methodCall><methodName>&b;</methodName></methodCall>',
    b"<a>" * 5000,
    b"<methodCall><methodName>" + b"x" * 100_000 + b"</methodName></methodCall>",
], ids=["entity", "depth", "length before a login"])
def test_hostile_documents_are_refused(daemon, body):
    status, _, text = post(daemon, "/", body)
    assert status == 500 and "html" in text


def test_a_wrong_number_of_parameters_is_told(daemon, session):
    assert failure(call(daemon, "/", "VM.get_record", session)) == [
        "MESSAGE_PARAMETER_COUNT_MISMATCH", "VM.get_record", "1", "0"]
    assert failure(call(daemon, "/", "VM.nothing", session)) == ["MESSAGE_METHOD_UNKNOWN", "VM.nothing"]
    assert failure(call(daemon, "/", "Async.VM.get_record", session, "x"))[0] == "MESSAGE_METHOD_UNKNOWN"


def test_states_are_in_lower_case_in_errors(daemon, session, halted):
    assert failure(call(daemon, "/", "VM.suspend", session, halted)) == [
        "VM_BAD_POWER_STATE", halted, "running", "halted"]
    value(call(daemon, "/", "VM.start", session, halted, False, False))
    assert value(call(daemon, "/", "VM.get_power_state", session, halted)) == "Running"
    code, ref, expected, actual = failure(call(daemon, "/", "VM.start", session, halted, False, False))
    assert (code, ref, expected, actual) == ("VM_BAD_POWER_STATE", halted, "halted", "running")


def test_classes_are_in_lower_case_in_events(daemon, session, halted):
    token = value(call(daemon, "/", "event.from", session, ["VM"], "", 0.0))["token"]
    assert re.fullmatch(r"\d{20},\d{20}", token)
    value(call(daemon, "/", "VM.set_name_description", session, halted, "seen"))
    events = value(call(daemon, "/", "event_from", session, [f"VM/{halted}"], token, 5.0))["events"]
    assert [(event["class"], event["operation"], event["ref"]) for event in events] == [("vm", "mod", halted)]
    assert events[0]["snapshot"]["name_description"] == "seen"


def test_tokens_are_read_strictly(daemon, session):
    assert failure(call(daemon, "/", "event.from", session, ["*"], "garbage", 0.0)) == [
        "EVENT_FROM_TOKEN_PARSE_FAILURE", "garbage"]
    old = f"{1:020},{1:020}"
    assert failure(call(daemon, "/", "event.from", session, ["*"], old, 0.0)) == ["EVENTS_LOST"]


def test_counts_are_of_what_there_is(daemon, session, halted):
    answer = value(call(daemon, "/", "event.from", session, ["*"], "", 0.0))
    for name in ("VM", "VBD", "VIF", "VDI", "SR", "host", "task", "pool", "message"):
        assert answer["valid_ref_counts"][name.lower()] == len(value(call(daemon, "/", f"{name}.get_all", session))), name


def test_a_result_is_a_value_as_text(daemon, session, halted):
    task = value(call(daemon, "/", "Async.VM.snapshot", session, halted, "before"))
    wait_until(lambda: value(call(daemon, "/", "task.get_status", session, task)) != "pending")
    record = value(call(daemon, "/", "task.get_record", session, task))
    assert record["status"] == "success", record
    snapshot = re.fullmatch(r"<value>(OpaqueRef:.*)</value>", record["result"]).group(1)
    assert value(call(daemon, "/", "VM.get_is_a_snapshot", session, snapshot))
    assert value(call(daemon, "/", "VM.get_snapshots", session, halted)) == [snapshot]
    value(call(daemon, "/", "task.destroy", session, task))
    assert failure(call(daemon, "/", "task.get_status", session, task)) == ["HANDLE_INVALID", "task", task]


def test_a_failed_task_says_why(daemon, session, halted):
    task = value(call(daemon, "/", "Async_VM_suspend", session, halted))
    wait_until(lambda: value(call(daemon, "/", "task.get_status", session, task)) != "pending")
    record = value(call(daemon, "/", "task.get_record", session, task))
    assert (record["status"], record["error_info"]) == ("failure", ["VM_BAD_POWER_STATE", halted, "running", "halted"])


def test_records_have_every_field(daemon, session):
    """Clients index without checks: what the data model has is always there, and of its type."""
    fields = {}
    for line in (daemon.mappings / "xen/schema.txt").read_text().splitlines():
        columns = line.split("\t")
        if columns[0] == "class":
            current = fields.setdefault(columns[1], {})
        elif columns[0] == "field":
            current[columns[1]] = columns[2]
    kinds = {"bool": bool, "float": float, "datetime": xmlrpc.client.DateTime}
    for name, expected in fields.items():
        for ref, record in value(call(daemon, "/", f"{name}.get_all_records", session)).items():
            assert set(record) == set(expected), name
            for field, kind in expected.items():
                wanted = dict if kind.startswith("map") else list if kind.startswith("set") else kinds.get(kind, str)
                assert isinstance(record[field], wanted), (name, ref, field, record[field])


def test_references_in_records_lead_somewhere(daemon, session):
    classes = {}
    for line in (daemon.mappings / "xen/schema.txt").read_text().splitlines():
        columns = line.split("\t")
        if columns[0] == "class":
            current = columns[1]
        elif columns[0] == "field" and "ref(" in columns[2]:
            target = re.search(r"ref\((\w+)\)", columns[2]).group(1)
            classes.setdefault(current, {})[columns[1]] = target
    known = {}

    def refs(name):
        if name not in known:
            known[name] = set(value(call(daemon, "/", f"{name}.get_all", session)))
        return known[name]

    for name in ("VM", "VBD", "VIF", "VDI", "SR", "PBD", "network", "PIF", "host", "pool", "console"):
        for ref, record in value(call(daemon, "/", f"{name}.get_all_records", session)).items():
            for field, target in classes[name].items():
                found = record[field] if isinstance(record[field], list) else [record[field]]
                if isinstance(record[field], dict):
                    found = []
                for other in found:
                    assert other == "OpaqueRef:NULL" or other in refs(target), (name, ref, field, other)


def test_a_disc_is_at_the_place_that_was_asked_for(daemon, session, halted):
    """The slot of a CD drive is the client's to choose (community.general #11624)."""
    drives = [value(call(daemon, "/", "VBD.get_record", session, ref)) for ref in value(call(daemon, "/", "VM.get_VBDs", session, halted))]
    for drive in [ref for ref in value(call(daemon, "/", "VM.get_VBDs", session, halted))]:
        if value(call(daemon, "/", "VBD.get_type", session, drive)) == "CD":
            value(call(daemon, "/", "VBD.destroy", session, drive))
    free = value(call(daemon, "/", "VM.get_allowed_VBD_devices", session, halted))
    assert "3" in free and not {drive["userdevice"] for drive in drives if drive["type"] == "Disk"} & set(free)
    drive = value(call(daemon, "/", "VBD.create", session, {
        "VM": halted, "VDI": "OpaqueRef:NULL", "device": "", "userdevice": "3", "bootable": False, "mode": "RO", "type": "CD",
        "empty": True, "other_config": {}, "qos_algorithm_type": "", "qos_algorithm_params": {}}))
    record = value(call(daemon, "/", "VBD.get_record", session, drive))
    assert (record["userdevice"], record["type"], record["empty"]) == ("3", "CD", True)
    assert "3" not in value(call(daemon, "/", "VM.get_allowed_VBD_devices", session, halted))


def test_only_a_template_is_provisioned(daemon, session, halted):
    """A copy of what is no template is none either (community.general #12576)."""
    copy = value(call(daemon, "/", "VM.copy", session, halted, "a copy", ""))
    assert not value(call(daemon, "/", "VM.get_is_a_template", session, copy))
    assert failure(call(daemon, "/", "VM.provision", session, copy)) == ["PROVISION_ONLY_ALLOWED_ON_TEMPLATE", copy]
    value(call(daemon, "/", "VM.destroy", session, copy))


def test_a_guest_without_drivers_is_not_shut_down_cleanly(daemon, session, halted, platform):
    value(call(daemon, "/", "VM.start", session, halted, False, False))
    for verb in ("clean_shutdown", "clean_reboot"):
        if platform == "kvm":
            # libvirt presses the power button, which needs no driver.
            continue
        assert failure(call(daemon, "/", f"VM.{verb}", session, halted)) == ["VM_MISSING_PV_DRIVERS", halted]
        assert value(call(daemon, "/", "VM.get_power_state", session, halted)) == "Running"
    value(call(daemon, "/", "VM.hard_shutdown", session, halted))


@pytest.mark.parametrize("timeout", [0.0, 0.25, 0, "0"])
def test_a_timeout_is_a_number_of_any_kind(daemon, session, timeout):
    token = value(call(daemon, "/", "event.from", session, ["pool"], "", timeout))["token"]
    assert value(call(daemon, "/", "event.from", session, ["pool"], token, timeout))["events"] == []
    new = json_call(daemon, 2, "session.login_with_password", USER, PASSWORD)["result"]
    assert json_call(daemon, 2, "event.from", new, ["pool"], "", timeout)["result"]["valid_ref_counts"]["pool"] == 1


def test_json_in_all_its_forms(daemon):
    """The id comes back as it was; parameters may be missing; integers are read as numbers and as digits."""
    key = json_call(daemon, 1, "session.login_with_password", USER, PASSWORD)["result"]
    for version, name in [("2.0", "jsonrpc"), (None, None)]:
        for ident in ("text", 0, None, 12.5):
            body = {"method": "host.get_all", "params": [key], "id": ident} | ({name: version} if name else {})
            _, _, text = post(daemon, "/jsonrpc", json.dumps(body), "application/json")
            answer = json.loads(text)
            assert answer["id"] == ident and answer["result"], answer
            assert ("jsonrpc" in answer) == bool(name)
    names = json_call(daemon, 2, "system.listMethods")["result"]
    assert "VM.start" in names
    assert json_call(daemon, 2, "VM.nothing", key)["error"] == {
        "code": 1, "message": "MESSAGE_METHOD_UNKNOWN", "data": ["VM.nothing"]}
    assert json_call(daemon, 1, "VM.nothing", key)["error"] == ["MESSAGE_METHOD_UNKNOWN", "VM.nothing"]
    assert json_call(daemon, 1, "VM.nothing", key)["result"] is None
    assert json_call(daemon, 2, "VM.get_all", "OpaqueRef:gone")["error"] == {
        "code": 1, "message": "SESSION_INVALID", "data": ["OpaqueRef:gone"]}
    for body in ('[{"method": "host.get_all", "params": [], "id": 1}]', '{"id": 1}', '{"method": "a", "params": {}, "id": 1}', '"text"'):
        status, headers, _ = post(daemon, "/jsonrpc", body, "application/json")
        assert status == 500 and headers["Content-Type"] == "text/html", body
