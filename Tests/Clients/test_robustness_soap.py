"""Bad requests at the vSphere listener: each gets the protocol's own fault, and nobody else notices."""

import http.client
import socket
import threading
import time

import pytest

from daemon import Daemon, configuration
from wire import SOAP, Reply, Wire, call, envelope

REQUEST_BYTES = 4 << 20
SERVICE = ("ServiceInstance", "ServiceInstance")
COLLECTOR = ("PropertyCollector", "propertyCollector")


@pytest.fixture(scope="module")
def daemon(tmp_path_factory):
    daemon = Daemon(
        tmp_path_factory.mktemp("soap"), configuration(limits={"requestBytes": REQUEST_BYTES, "sessions": 50}))
    daemon.start()
    yield daemon
    daemon.end()


@pytest.fixture
def anonymous(daemon):
    wire = Wire(daemon)
    yield wire
    assert not wire.call("RetrieveServiceContent", SERVICE).is_fault, "the connection or the daemon is broken"
    wire.close()


@pytest.fixture(scope="module")
def session(daemon):
    wire = Wire(daemon)
    reply = wire.login()
    assert not reply.is_fault, reply
    yield wire
    assert not wire.call("CurrentTime", SERVICE).is_fault, "the session did not live through it"
    wire.close()


@pytest.fixture(scope="module")
def objects(session):
    """The service content's references by their name, and `vm`, `host` and `folder`."""
    content = session.call("RetrieveServiceContent", SERVICE).content
    found = {}
    for element in content.iter():
        if element.get("type"):
            found[element.tag.split("}")[1]] = (element.get("type"), element.text)
    view = session.call(
        "CreateContainerView", found["viewManager"],
        f'<container type="Folder">{found["rootFolder"][1]}</container><recursive>true</recursive>')
    (reference,) = [(e.get("type"), e.text) for e in view.content]
    for element in session.call("Fetch", reference, "<prop>view</prop>").content.iter():
        if element.get("type") in ("VirtualMachine", "HostSystem", "Datastore"):
            found.setdefault({"VirtualMachine": "vm", "HostSystem": "host", "Datastore": "datastore"}[
                element.get("type")], (element.get("type"), element.text))
    return found


# Many requests on one connection

def request(body, cookie, chunked=False):
    body = envelope(body).encode()
    head = f"POST /sdk HTTP/1.1\r\nHost: x\r\nCookie: {cookie}\r\n"
    if not chunked:
        return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
    parts = [body[:100], body[100:101], body[101:]]
    chunks = b"".join(f"{len(part):x}\r\n".encode() + part + b"\r\n" for part in parts)
    return f"{head}Transfer-Encoding: chunked\r\n\r\n".encode() + chunks + b"0\r\n\r\n"


def replies(link, count):
    """The bodies of so many replies."""
    stream = link.makefile("rb")
    for _ in range(count):
        assert stream.readline().startswith(b"HTTP/1.1 ")
        fields = http.client.parse_headers(stream)
        assert fields["Date"] and fields["Content-Type"].startswith("text/xml")
        yield stream.read(int(fields["Content-Length"]))


def test_requests_that_do_not_wait_for_replies_are_answered_in_order(daemon, session, objects):
    """Those that are answered at once do not overtake those that take longer."""
    name = call("Fetch", objects["vm"], "<prop>name</prop>")
    calls = [
        (call("CurrentTime", SERVICE), b"CurrentTimeResponse"), (name, b"FetchResponse"),
        (call("RetrieveServiceContent", SERVICE), b"RetrieveServiceContentResponse"),
        (call("Fetch", objects["vm"], "<prop>nonsense</prop>"), b"InvalidPropertyFault"),
        (call("Nonsense", SERVICE), b"MethodNotFoundFault"), (name, b"FetchResponse"), ("nonsense", b"InvalidRequestFault"),
    ] * 5
    link = daemon.connect()
    link.sendall(b"".join(request(body, session.cookie, index % 3 == 2) for index, (body, _) in enumerate(calls)))
    for (body, wanted), reply in zip(calls, replies(link, len(calls))):
        assert wanted in reply, (body, reply)
    link.close()


def test_a_request_may_arrive_byte_by_byte(daemon, session):
    link = daemon.connect()
    for _ in range(2):
        for byte in request(call("CurrentTime", SERVICE), session.cookie):
            link.sendall(bytes([byte]))
        assert b"CurrentTimeResponse" in next(replies(link, 1))
    link.close()


def test_who_does_not_read_replies_gets_them_later(daemon, session, objects):
    count = 2000
    link = daemon.connect()
    requests = request(call("Fetch", objects["vm"], "<prop>config</prop>"), session.cookie) * count
    sender = threading.Thread(target=link.sendall, args=(requests,))
    sender.start()
    sender.join(1)
    assert not Wire(daemon).call("RetrieveServiceContent", SERVICE).is_fault, "others are served meanwhile"
    assert all(b"<returnval" in reply for reply in replies(link, count))
    sender.join()
    link.close()


# Not SOAP at all

ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
FETCH = call("Fetch", SERVICE, "<prop>content</prop>")
MALFORMED = {
    "empty": "",
    "space": "   \n",
    "not XML": "GET me the machines",
    "JSON": '{"jsonrpc": "2.0"}',
    "binary": bytes(range(256)) * 8,
    "UTF-16 nonsense": b"\xff\xfe" + b"\x00\xd8" * 500,
    "invalid UTF-8": envelope(FETCH).encode().replace(b"content", b"con\xc3\x28tent"),
    "truncated": envelope(FETCH)[:-40],
    "more after the end": envelope(FETCH) + "<again/>",
    "tags that do not match": envelope(FETCH).replace("</prop>", "</porp>"),
    "undeclared prefix": envelope("<vim25:Fetch/>"),
    "NUL": envelope(FETCH).replace("content<", "con&#0;tent<"),
    "control character": envelope(FETCH).replace("content<", "con\x01tent<"),
    "DTD": "<!DOCTYPE x>" + envelope(FETCH).split("?>")[1],
    "external DTD": '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">' + envelope(FETCH).split("?>")[1],
    "external entity": '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    + envelope(FETCH).split("?>")[1].replace("content<", "&f;<"),
    "nested entity bomb": f'<!DOCTYPE x [<!ENTITY e0 "ha">{ENTITIES}]>'
    + envelope(FETCH).split("?>")[1].replace("content<", "&e11;<"),
    "quadratic entity bomb": f'<!DOCTYPE x [<!ENTITY q "{"x" * 2000}">]>'
    + envelope(FETCH).split("?>")[1].replace("content<", "&q;" * 1000 + "<"),
    "parameter entity": '<!DOCTYPE x [<!ENTITY % p SYSTEM "file:///etc/hosts"> %p;]>' + envelope(FETCH).split("?>")[1],
    "processing instruction": envelope(FETCH).replace("<soapenv:Body>", "<?php x ?><soapenv:Body>"),
    "stylesheet instruction": envelope(FETCH).replace(
        "?><", '?><?xml-stylesheet type="text/xsl" href="file:///etc/passwd"?><', 1),
    "nested 300 deep": envelope("<a>" * 300 + "</a>" * 300),
    "HTML": "<html><body><h1>502</h1></body></html>",
    "SOAP 1.2": envelope(FETCH, soap="http://www.w3.org/2003/05/soap-envelope"),
    "no namespace": envelope(FETCH, soap="urn:nobody"),
    "no Body": f'<soapenv:Envelope xmlns:soapenv="{SOAP}"/>',
    "Body of another namespace": f'<e:Envelope xmlns:e="{SOAP}"><Body>{FETCH}</Body></e:Envelope>',
    "two Bodies": envelope(FETCH + f"</soapenv:Body><soapenv:Body>{FETCH}"),
    "two Headers": envelope(FETCH, "<soapenv:Header/><soapenv:Header/>"),
    "empty Body": envelope(""),
    "two methods": envelope(FETCH + FETCH),
    "vim of another year": envelope(call("RetrieveServiceContent", SERVICE, namespace="urn:vim2")),
    "method in no namespace": envelope(call("RetrieveServiceContent", SERVICE, namespace="")),
    "internal API": envelope(call("RetrieveServiceContent", SERVICE, namespace="urn:internalvim25")),
    "no _this": envelope('<RetrieveServiceContent xmlns="urn:vim25"/>'),
    "mustUnderstand": envelope(
        FETCH, '<soapenv:Header><t:Transaction xmlns:t="urn:t" soapenv:mustUnderstand="1"/></soapenv:Header>'),
    "Security that must be understood": envelope(
        FETCH,
        '<soapenv:Header><w:Security xmlns:w="http://docs.oasis-open.org/wss/2004/01/'
        'oasis-200401-wss-wssecurity-secext-1.0.xsd" soapenv:mustUnderstand="true"/></soapenv:Header>'),
}


@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED.keys())
def test_what_is_no_call_is_an_invalid_request(anonymous, session, body):
    for wire in (anonymous, session):
        reply = wire.post(body)
        assert (reply.status, reply.fault) == (500, "InvalidRequest"), reply
        assert "passwd" not in reply.message and "root:" not in reply.body.decode("utf-8", "replace")
        assert len(reply.body) < 1000, "an error does not echo its cause"


@pytest.mark.parametrize("this", ['<_this/>', '<_this type="ServiceInstance"/>', "<_this>ServiceInstance</_this>"])
def test_this_must_be_a_reference(anonymous, this):
    reply = anonymous.post(envelope(f'<RetrieveServiceContent xmlns="urn:vim25">{this}</RetrieveServiceContent>'))
    assert reply.status == 500 and reply.fault in ("InvalidArgument", "InvalidRequest"), reply


def test_headers_that_need_not_be_understood_are_ignored(anonymous):
    header = (
        '<soapenv:Header><operationID xmlns="urn:vim25">esx-1</operationID><x:y xmlns:x="urn:x"/>'
        '<x:z xmlns:x="urn:x" soapenv:mustUnderstand="0"/></soapenv:Header>')
    assert not anonymous.post(envelope(call("RetrieveServiceContent", SERVICE), header)).is_fault
    # What suds sends: an empty one.
    assert not anonymous.post(envelope(call("RetrieveServiceContent", SERVICE), "<soapenv:Header/>")).is_fault


# Too much

def padded(size):
    text = envelope(call("RetrieveServiceContent", SERVICE))
    return text + " " * (size - len(text))


def test_a_body_may_have_8_kib_before_login(daemon):
    wire = Wire(daemon)
    assert not wire.post(padded(8 << 10)).is_fault
    reply = wire.post(padded((8 << 10) + 1))
    assert (reply.status, reply.fault) == (500, "InvalidRequest"), reply
    # One that lies about who it is gets no more.
    reply = wire.post(padded(100_000), {"Cookie": 'vmware_soap_session="' + "0" * 64 + '"'})
    assert (reply.status, reply.fault) == (500, "InvalidRequest"), reply
    wire.close()


def test_a_body_may_have_the_limit_after_login(session):
    assert not session.post(padded(REQUEST_BYTES)).is_fault
    reply = session.post(padded(REQUEST_BYTES + 1))
    assert (reply.status, reply.fault) == (500, "InvalidRequest"), reply


def test_the_limit_holds_for_chunks(anonymous, session):
    def chunks(text, size):
        data = text.encode()
        return iter([data[at:at + size] for at in range(0, len(data), size)])

    fields = {"Transfer-Encoding": "chunked"}
    reply = anonymous.post(chunks(envelope(call("RetrieveServiceContent", SERVICE)), 7), fields, encode_chunked=True)
    assert not reply.is_fault, "govc sends every request in chunks"
    for wire, size in ((anonymous, 20_000), (session, REQUEST_BYTES + 1)):
        reply = wire.post(chunks(padded(size), 5000), fields, encode_chunked=True)
        assert (reply.status, reply.fault) == (500, "InvalidRequest"), reply


def test_600000_elements_are_too_many(session):
    reply = session.post(envelope(call("Fetch", SERVICE, "<a/>" * 600_000)))
    assert (reply.status, reply.fault) == (500, "InvalidRequest"), reply


def test_300000_elements_cost_little(session):
    started = time.monotonic()
    assert not session.post(envelope(call("CurrentTime", SERVICE, "<a/>" * 300_000))).is_fault
    assert time.monotonic() - started < 5


def test_a_header_of_200_kilobytes_is_refused(daemon):
    connection = daemon.https()
    try:
        connection.request("POST", "/sdk", "", {"Cookie": "x" * 200_000})
        assert connection.getresponse().status in (400, 431)
    except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError, OSError):
        pass
    finally:
        connection.close()


def test_bodies_that_end_early(daemon):
    for length in (0, 1, 100):
        link = daemon.connect()
        body = envelope(FETCH).encode()
        head = f"POST /sdk HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body) + 1000}\r\n\r\n".encode()
        link.sendall(head + body[:length])
        link.close()
    for raw in (
        b"\r\n\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"POST /sdk HTTP/9.9\r\n\r\n",
        b"POST /sdk HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"POST /sdk HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /",
        b"POST /sdk HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST /sdk HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n",
    ):
        link = daemon.connect(5)
        link.sendall(raw)
        try:
            answer = link.recv(4096)
            # Refused by HTTP, or, where the head was right and the body is not, by a SOAP fault.
            assert not answer or answer.startswith((b"HTTP/1.1 4", b"HTTP/1.1 500")), (raw, answer)
        except (TimeoutError, OSError):
            pass
        link.close()
    # In the clear, where TLS is spoken.
    with socket.create_connection(("127.0.0.1", daemon.vsphere_port), 5) as plain:
        plain.sendall(b"GET /sdk HTTP/1.1\r\nHost: x\r\n\r\n")
        try:
            assert not plain.recv(100).startswith(b"HTTP")
        except OSError:
            pass
    assert not Wire(daemon).call("RetrieveServiceContent", SERVICE).is_fault


# Who calls

def test_without_a_session(anonymous, session, objects):
    cookies = [
        None, "", "vmware_soap_session=", 'vmware_soap_session="' + "f" * 64 + '"', "vmware_soap_session=%00",
        session.cookie[:-2] + ("1" if session.cookie[-2] == "0" else "0") + '"', session.cookie.replace('="', '="x'), session.cookie.upper(),
        "vmware_soap_session=' OR 1=1 --", "other=1; vmware_soap_session=../../etc/passwd; third",
    ]
    calls = [
        call("CurrentTime", SERVICE), call("Logout", objects["sessionManager"]),
        call("PowerOnVM_Task", objects["vm"]), call("PowerOnVM_Task", ("VirtualMachine", "vm-999")),
        call("Fetch", objects["vm"], "<prop>name</prop>"),
        call("WaitForUpdatesEx", objects["propertyCollector"]),
        call("CreateFilter", objects["propertyCollector"], "<spec/><partialUpdates>false</partialUpdates>"),
        call("Destroy_Task", objects["vm"]), call("CloneVM_Task", objects["vm"]),
        call("DestroyView", ("ContainerView", "x")),
        call("FindByUuid", objects["searchIndex"], "<uuid>x</uuid><vmSearch>true</vmSearch>"),
    ]
    for cookie in cookies:
        for body in calls:
            reply = anonymous.post(envelope(body), {"Cookie": cookie} if cookie is not None else None)
            assert (reply.status, reply.fault) == (500, "NotAuthenticated"), (cookie, body, reply)
            assert reply.fields["object"].get("type") and reply.fields["privilegeId"].text


def test_the_wrong_password(anonymous):
    for user, password in (
        ("demo", "Demo"), ("nobody", "demo"), ("", ""), ("demo", ""), ("demo", "x" * 5000), ("demo&#10;", "demo"),
        ("root' --", "x"),
    ):
        reply = anonymous.login(user, password)
        assert (reply.status, reply.fault) == (500, "InvalidLogin"), reply
        assert "Set-Cookie" not in reply.headers
    reply = anonymous.call("Login", ("SessionManager", "SessionManager"))
    assert reply.fault in ("InvalidLogin", "InvalidArgument"), reply


def test_a_session_that_has_ended(daemon, objects):
    wire = Wire(daemon)
    wire.login()
    assert not wire.call("CurrentTime", SERVICE).is_fault
    assert not wire.call("Logout", objects["sessionManager"]).is_fault
    assert wire.call("CurrentTime", SERVICE).fault == "NotAuthenticated"
    assert wire.call("Logout", objects["sessionManager"]).fault == "NotAuthenticated"
    assert not wire.call("RetrieveServiceContent", SERVICE).is_fault, "a stale cookie does not keep one out"
    assert not wire.login().is_fault
    wire.call("Logout", objects["sessionManager"])
    wire.close()


def test_there_is_an_end_to_sessions(daemon, session, objects):
    wires = []
    try:
        for _ in range(60):
            wire = Wire(daemon)
            wires.append(wire)
            reply = wire.login()
            if reply.is_fault:
                break
        assert reply.is_fault and reply.status == 500 and len(wires) < 60, "the limit is 50"
        assert not session.call("CurrentTime", SERVICE).is_fault
    finally:
        for wire in wires:
            if wire.cookie:
                wire.call("Logout", objects["sessionManager"])
            wire.close()
    fresh = Wire(daemon)
    assert not fresh.login().is_fault
    fresh.call("Logout", objects["sessionManager"])


# What is called

def test_unknown_methods(session, objects):
    for method, this in (
        ("MakeCoffee", objects["vm"]), ("fetch", objects["vm"]), ("__proto__", SERVICE), ("PowerOnVM", objects["vm"]),
        ("PowerOnVM_Task", objects["host"]), ("EnterMaintenanceMode_Task", objects["vm"]), ("Login", objects["vm"]),
        ("CreateContainerView", objects["vm"]), ("RetrievePropertiesEx", objects["rootFolder"]),
    ):
        reply = session.call(method, this)
        assert (reply.status, reply.fault) == (500, "MethodNotFound"), (method, reply)
        receiver = reply.fields["receiver"]
        assert (receiver.get("type"), receiver.text) == this
        assert reply.fields["method"].text == method


def test_real_methods_that_are_not_served(session, objects):
    for method, this in (
        ("CreateSecondaryVM_Task", objects["vm"]), ("EnterLockdownMode", objects["host"]),
        ("CreateStoragePod", objects["rootFolder"]), ("DestroyDatastore", objects["datastore"]),
    ):
        reply = session.call(method, this)
        assert (reply.status, reply.fault) == (500, "NotSupported"), (method, reply)


def test_objects_that_do_not_exist(session, objects):
    manager = objects["viewManager"]
    for this in (
        ("VirtualMachine", "vm-999999"), ("HostSystem", objects["vm"][1]), ("Task", "task-424242"),
        ("VirtualMachine", "vm-1&#10;"), ("VirtualMachine", "../../etc/passwd"), ("VirtualMachine", "x" * 10_000),
        ("VirtualMachine", "vm-\U0001f600"), ("NoSuchType", "vm-1"), ("ContainerView", "session[0]1"),
    ):
        reply = session.call("Fetch", this, "<prop>name</prop>")
        assert (reply.status, reply.fault) == (500, "ManagedObjectNotFound"), (this, reply)
        assert reply.fields["obj"].get("type") == this[0]
        assert reply.fields["obj"].text == this[1].replace("&#10;", "\n")
    gone = ("VirtualMachine", "vm-999999")
    for reply in (
        session.call("PowerOnVM_Task", gone), session.call("Destroy_Task", gone),
        session.call("CreateContainerView", manager, f'<container type="{gone[0]}">{gone[1]}</container>'
                     "<recursive>true</recursive>"),
        session.call("RetrievePropertiesEx", objects["propertyCollector"], specification(gone) + "<options/>"),
        session.call("CreateFilter", objects["propertyCollector"], specification(gone, "spec")
                     + "<partialUpdates>false</partialUpdates>"),
        session.call("RevertToSnapshot_Task", ("VirtualMachineSnapshot", "snapshot-999")),
        session.call("DestroyPropertyFilter", ("PropertyFilter", "session[1]1")),
        session.call("WaitForUpdatesEx", ("PropertyCollector", "session[1]1")),
        session.call("DestroyView", ("ContainerView", "nowhere")),
    ):
        assert (reply.status, reply.fault) == (500, "ManagedObjectNotFound"), reply
        assert reply.fields["obj"].text


def specification(this, element="specSet", kind=None, paths="<pathSet>name</pathSet>", selections="", skip="false"):
    return (
        f"<{element}><propSet><type>{kind or this[0]}</type><all>false</all>{paths}</propSet>"
        f'<objectSet><obj type="{this[0]}">{this[1]}</obj><skip>{skip}</skip>{selections}</objectSet></{element}>')


def test_property_paths_that_are_none(session, objects):
    vm, collector = objects["vm"], objects["propertyCollector"]
    for path in (
        "nope", "config.nope", "config..name", ".name", "name.", "config.hardware.device[", "config.hardware.device[]x",
        "name[0]", "config.hardware.device.key", "config[\"x\"]", "Name", "config.name.first", "\U0001f600", "a" * 5000,
        "runtime.host.name", "][", "config/name", "*", "name or 1=1",
    ):
        for reply in (
            session.call("Fetch", vm, f"<prop>{path}</prop>"),
            session.call("RetrieveProperties", collector, specification(vm, paths=f"<pathSet>{path}</pathSet>")),
            session.call("CreateFilter", collector, specification(vm, "spec", paths=f"<pathSet>{path}</pathSet>")
                         + "<partialUpdates>false</partialUpdates>"),
        ):
            assert (reply.status, reply.fault) == (500, "InvalidProperty"), (path, reply)
            assert reply.fields["name"].text == path
    for reply in (session.call("Fetch", vm, "<prop></prop>"), session.call("Fetch", vm)):
        assert reply.status == 500 and reply.fault in ("InvalidProperty", "InvalidArgument"), reply


def test_specifications_that_are_none(session, objects):
    vm, collector, root = objects["vm"], objects["propertyCollector"], objects["rootFolder"]
    named = "<selectSet><name>nowhere</name></selectSet>"
    for wanted, arguments in (
        ({"InvalidArgument"}, ""),
        ({"InvalidType", "InvalidArgument"}, specification(vm, kind="Coffee")),
        ({"InvalidType", "InvalidArgument"}, specification(vm, kind="VirtualMachineConfigInfo")),
        ({"InvalidArgument"}, specification(root, selections=named)),
        ({"InvalidArgument"}, specification(root, selections="<selectSet/>")),
        ({"InvalidArgument"}, "<specSet><objectSet/></specSet>"),
        ({"InvalidArgument"}, "<specSet><objectSet><obj>vm-1</obj></objectSet></specSet>"),
        ({"InvalidProperty"}, specification(
            root, selections='<selectSet xsi:type="TraversalSpec"><type>Folder</type><path>nope</path></selectSet>')),
    ):
        reply = session.call("RetrievePropertiesEx", collector, arguments + "<options/>")
        assert reply.status == 500 and reply.fault in wanted, (arguments, reply)


@pytest.mark.parametrize("method,before,after", [
    ("RetrievePropertiesEx", "", "<options><maxObjects>{}</maxObjects></options>"),
    ("WaitForUpdatesEx", "<version></version>", "<options><maxWaitSeconds>{}</maxWaitSeconds></options>"),
    ("WaitForUpdatesEx", "<version></version>", "<options><maxObjectUpdates>{}</maxObjectUpdates></options>"),
])
@pytest.mark.parametrize("number", ["-1", "many", "99999999999999999999", "1.5", "0x10"])
def test_numbers_that_are_none(session, objects, method, before, after, number):
    arguments = before + (specification(objects["vm"]) if method.startswith("Retrieve") else "") + after.format(number)
    reply = session.call(method, objects["propertyCollector"], arguments)
    assert reply.status == 500 and reply.fault in ("InvalidArgument", "InvalidRequest"), reply


def test_truths_that_are_none(session, objects):
    container = f'<container type="Folder">{objects["rootFolder"][1]}</container>'
    reply = session.call("CreateContainerView", objects["viewManager"], container + "<recursive>perhaps</recursive>")
    assert reply.status == 500 and reply.fault in ("InvalidArgument", "InvalidRequest"), reply
    reply = session.call(
        "CreateContainerView", objects["viewManager"], container + "<type>Coffee</type><recursive>true</recursive>")
    assert reply.status == 500 and reply.fault in ("InvalidArgument", "InvalidType"), reply


def test_versions_that_are_none(session, objects):
    made = session.call("CreatePropertyCollector", objects["propertyCollector"])
    (collector,) = [(e.get("type"), e.text) for e in made.content]
    session.call(
        "CreateFilter", collector, specification(objects["vm"], "spec") + "<partialUpdates>false</partialUpdates>")
    first = session.call("WaitForUpdatesEx", collector, "<version></version>")
    (version,) = first.texts("version")
    for wrong in ("x", "99", "-1", "started", version + "0", "\U0001f600", "1" * 1000):
        for method in ("WaitForUpdatesEx", "CheckForUpdates", "WaitForUpdates"):
            reply = session.call(method, collector, f"<version>{wrong}</version>")
            assert (reply.status, reply.fault) == (500, "InvalidCollectorVersion"), (wrong, method, reply)
    assert not session.call("CheckForUpdates", collector, f"<version>{version}</version>").is_fault
    for token in ("x", "0", ""):
        reply = session.call("ContinueRetrievePropertiesEx", collector, f"<token>{token}</token>")
        assert reply.status == 500 and reply.fault in ("InvalidArgument", "InvalidProperty"), reply
    assert not session.call("DestroyPropertyCollector", collector).is_fault
    assert session.call("WaitForUpdatesEx", collector, "<version></version>").fault == "ManagedObjectNotFound"


def test_cyclic_selections_end(session, objects):
    def traversal(name, kind, path, *next_names):
        following = "".join(f"<selectSet><name>{n}</name></selectSet>" for n in next_names)
        return (f'<selectSet xsi:type="TraversalSpec"><name>{name}</name><type>{kind}</type><path>{path}</path>'
                f"<skip>false</skip>{following}</selectSet>")

    names = ("visitFolders", "up", "vms", "hosts", "dcToVm", "dcToHost", "cr")
    cyclic = (
        traversal("visitFolders", "Folder", "childEntity", *names) + traversal("up", "ManagedEntity", "parent", *names)
        + traversal("dcToVm", "Datacenter", "vmFolder", *names) + traversal("dcToHost", "Datacenter", "hostFolder", *names)
        + traversal("cr", "ComputeResource", "host", *names) + traversal("vms", "HostSystem", "vm", *names)
        + traversal("hosts", "VirtualMachine", "runtime.host", *names))
    started = time.monotonic()
    reply = session.call(
        "RetrieveProperties", objects["propertyCollector"],
        specification(objects["rootFolder"], kind="ManagedEntity", selections=cyclic))
    assert not reply.is_fault, reply
    found = [e.text for e in reply.content.iter("{urn:vim25}obj")]
    assert len(found) == len(set(found)) and sum(e.startswith("vm-") for e in found) == 16
    assert time.monotonic() - started < 3
    # Itself, and nothing but itself.
    alone = traversal("me", "Folder", "parent", "me")
    assert not session.call(
        "RetrieveProperties", objects["propertyCollector"], specification(objects["rootFolder"], selections=alone)).is_fault


def test_selections_without_end_are_refused_or_quick(session, objects):
    deep = "".join(
        '<selectSet xsi:type="TraversalSpec"><type>ManagedEntity</type><path>parent</path>' for _ in range(200))
    started = time.monotonic()
    session.call(
        "RetrieveProperties", objects["propertyCollector"],
        specification(objects["vm"], selections=deep + "</selectSet>" * 200))
    wide = '<selectSet xsi:type="TraversalSpec"><type>Folder</type><path>childEntity</path></selectSet>' * 20_000
    session.call(
        "RetrieveProperties", objects["propertyCollector"], specification(objects["rootFolder"], selections=wide))
    assert time.monotonic() - started < 10


def test_views_and_collectors_have_an_end(daemon, objects):
    wire = Wire(daemon)
    wire.login()
    for _ in range(1100):
        reply = wire.call("CreatePropertyCollector", objects["propertyCollector"])
        if reply.is_fault:
            break
    assert reply.status == 500 and reply.fault in ("InvalidRequest", "RuntimeFault"), reply
    wire.call("Logout", objects["sessionManager"])
    wire.close()


def test_filters_have_an_end(daemon, objects):
    wire = Wire(daemon)
    wire.login()
    body = specification(objects["vm"], "spec") + "<partialUpdates>false</partialUpdates>"
    for _ in range(1100):
        reply = wire.call("CreateFilter", objects["propertyCollector"], body)
        if reply.is_fault:
            break
    assert reply.status == 500 and reply.fault in ("InvalidRequest", "RuntimeFault"), reply
    wire.call("Logout", objects["sessionManager"])
    wire.close()


def test_other_paths_and_methods(daemon):
    for method, path in (
        ("GET", "/"), ("GET", "/sdk"), ("PUT", "/sdk"), ("DELETE", "/sdk"), ("GET", "/../../etc/passwd"),
        ("GET", "/sdk/../../../etc/passwd"), ("GET", "/sdk/%2e%2e/%00"), ("POST", "/nowhere"), ("BREW", "/sdk"),
    ):
        connection = daemon.https()
        connection.request(method, path)
        reply = connection.getresponse()
        assert reply.status in (400, 404, 405), (method, path, reply.status)
        assert b"root:" not in reply.read()
        connection.close()


def test_memory_stays_flat(daemon, anonymous, session, objects):
    """Thousands of bad requests leave nothing behind."""
    bomb = '<!DOCTYPE a [<!ENTITY b "' + "x" * 4000 + '">]><a>' + "&b;" * 200 + "</a>"
    bad = [
        bomb, "<a>" * 300, "no XML", envelope("<x/>"), envelope(call("Fetch", objects["vm"], "<prop>no.such</prop>")),
        envelope(call("Undreamt", objects["vm"])), envelope(call("PowerOnVM_Task", ("VirtualMachine", "vm-999999"))),
    ]

    def round():
        for body in bad:
            assert anonymous.post(body).is_fault
            assert session.post(body).is_fault

    for _ in range(40):
        round()
    before, files = daemon.resident, daemon.open_files
    for _ in range(200):
        round()
    assert daemon.resident - before < 16 << 20
    assert daemon.open_files <= files + 4
