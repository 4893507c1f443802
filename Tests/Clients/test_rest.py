"""The automation API by REST, in both of its spellings, on machines of every platform."""

import pytest
import requests

import vsphere
from daemon import PASSWORD, USER, unique
from rest import SESSION, Rest


@pytest.fixture(scope="module", params=("/rest", "/api"))
def rest(request, daemon):
    session = Rest(daemon, request.param)
    yield session
    path = "/session" if request.param == "/api" else "/com/vmware/cis/session"
    session.call("DELETE", path)
    session.call("GET", "/vcenter/vm", status=401)


@pytest.fixture(scope="module")
def api(daemon):
    return Rest(daemon)


def name_filter(rest, **fields):
    """A filter's fields as the root spells them."""
    return fields if rest.root == "/api" else {f"filter.{name}": value for name, value in fields.items()}


# Sessions

def test_sessions_begin_and_end(daemon):
    for root, path in (("/rest", "/com/vmware/cis/session"), ("/api", "/session")):
        session = Rest(daemon, root)
        about = session.get(path) if root == "/api" else session.post(path + "?~action=get")
        assert about["user"] == USER
        assert about["created_time"].endswith("Z")
        session.call("DELETE", path)
        session.call("DELETE", path, status=401)


def test_errors_have_each_roots_form(daemon):
    for root, path in (("/rest", "/com/vmware/cis/session"), ("/api", "/session")):
        stranger = Rest(daemon, root, login=False)
        reply = stranger.http.post(stranger.base + root + path, auth=(USER, "wrong"), timeout=20)
        assert reply.status_code == 401
        unknown = stranger.http.get(stranger.base + root + "/vcenter/no-such-thing", timeout=20)
        assert unknown.status_code == 404
        for reply, error in ((reply, "unauthenticated"), (unknown, "operation_not_found")):
            document = reply.json()
            if root == "/rest":
                assert document["type"] == "com.vmware.vapi.std.errors." + error
                document = document["value"]
            else:
                assert document["error_type"] == error.upper()
            assert document["messages"][0]["default_message"]
            assert document["messages"][0]["args"] == []


def test_a_soap_session_is_none_here(daemon, instance):
    key = instance.content.sessionManager.currentSession.key
    stranger = Rest(daemon, login=False)
    stranger.http.headers[SESSION] = key
    stranger.call("GET", "/vcenter/vm", status=401)


# Inventory

def test_lists_agree_with_soap(rest, instance):
    from pyVmomi import vim

    for path, key, kind in (
            ("vm", "vm", vim.VirtualMachine), ("host", "host", vim.HostSystem), ("datastore", "datastore", vim.Datastore),
            ("network", "network", vim.Network), ("datacenter", "datacenter", vim.Datacenter),
            ("resource-pool", "resource_pool", vim.ResourcePool), ("folder", "folder", vim.Folder),
            ("cluster", "cluster", vim.ClusterComputeResource)):
        found = {item[key]: item["name"] for item in rest.get(f"/vcenter/{path}")}
        view = vsphere.view_of(instance, kind)
        wanted = {item._moId: item.name for item in view.view}
        view.DestroyView()
        if kind is vim.Folder:
            wanted[instance.content.rootFolder._moId] = instance.content.rootFolder.name
        assert found == wanted, path


def test_hosts_and_datastores_say_what_they_are(rest):
    for host in rest.get("/vcenter/host"):
        assert (host["connection_state"], host["power_state"]) == ("CONNECTED", "POWERED_ON")
    for datastore in rest.get("/vcenter/datastore"):
        assert 0 <= datastore["free_space"] <= datastore["capacity"]
        details = rest.get("/vcenter/datastore/" + datastore["datastore"])
        assert details["accessible"] is True
        assert details["name"] == datastore["name"] and details["type"] == datastore["type"]


def test_machines_are_filtered(rest, scene):
    vm = scene.create(cpus=3, memory=768)
    host = vm.runtime.host._moId
    listed = rest.get("/vcenter/vm", **name_filter(rest, names=vm.name))
    assert listed == [{
        "vm": vm._moId, "name": vm.name, "power_state": "POWERED_OFF", "cpu_count": 3, "memory_size_MiB": 768}]
    of_host = rest.get("/vcenter/vm", **name_filter(rest, hosts=host))
    assert vm._moId in [item["vm"] for item in of_host]
    assert {item["vm"] for item in of_host} == {item._moId for item in vm.runtime.host.vm}
    on = rest.get("/vcenter/vm", **name_filter(rest, hosts=host, power_states="POWERED_ON"))
    assert vm._moId not in [item["vm"] for item in on]
    datacenter = rest.get("/vcenter/datacenter")[0]["datacenter"]
    both = rest.get("/vcenter/vm", **name_filter(rest, datacenters=datacenter, vms=[vm._moId, "vm-999999"]))
    assert [item["vm"] for item in both] == [vm._moId]
    assert rest.get("/vcenter/vm", **name_filter(rest, folders="group-none")) == []


@pytest.mark.parametrize("query", ({"colour": "red"}, {"filter.colour": "red"}))
def test_unknown_filters_are_refused(rest, query):
    refusal = rest.call("GET", "/vcenter/vm", status=400, **query)
    assert "red" not in str(refusal) and "colour" not in str(refusal)


def test_filters_want_known_words(rest):
    rest.call("GET", "/vcenter/vm", status=400, **name_filter(rest, power_states="ASLEEP"))


# Machines

def test_a_machine_in_full(rest, scene):
    vm = scene.create(cpus=2, memory=1024, disks=(1, 2), nics=2)
    details = rest.get("/vcenter/vm/" + vm._moId)
    assert details["name"] == vm.name
    assert details["identity"] == {
        "name": vm.name, "bios_uuid": vm.config.uuid, "instance_uuid": vm.config.instanceUuid}
    assert details["cpu"]["count"] == 2 and details["memory"]["size_MiB"] == 1024
    assert details["guest_OS"] == "DEBIAN_12_64"
    assert details["hardware"]["version"].startswith("VMX_")

    def values(items):
        """The map's values: a list of entries below /rest, an object below /api."""
        return {item["key"]: item["value"] for item in items} if rest.root == "/rest" else items

    disks, cards = values(details["disks"]), values(details["nics"])
    assert sorted(disk["capacity"] for disk in disks.values()) == [1 << 30, 2 << 30]
    for disk in disks.values():
        assert disk["backing"]["vmdk_file"].startswith("[")
        assert disk["type"].lower() in disk
    known = {str(device.key): device for device in vsphere.devices(vm, vsphere.vim.vm.device.VirtualEthernetCard)}
    assert {key: card["mac_address"] for key, card in cards.items()} == {
        key: device.macAddress for key, device in known.items()}
    key = next(iter(disks))
    listed = rest.get(f"/vcenter/vm/{vm._moId}/hardware/disk")
    assert sorted(item["disk"] for item in listed) == sorted(disks)
    assert rest.get(f"/vcenter/vm/{vm._moId}/hardware/disk/{key}") == disks[key]
    rest.call("GET", f"/vcenter/vm/{vm._moId}/hardware/disk/1", status=404)
    rest.call("GET", "/vcenter/vm/vm-999999", status=404)


def power(rest, vm, verb, status=None):
    if rest.root == "/rest":
        return rest.call("POST", f"/vcenter/vm/{vm._moId}/power/{verb}", status=status)
    return rest.call("POST", f"/vcenter/vm/{vm._moId}/power", status=status, action=verb)


def test_power(rest, scene):
    vm = scene.create()
    state = f"/vcenter/vm/{vm._moId}/power"
    assert rest.get(state)["state"] == "POWERED_OFF"
    power(rest, vm, "start")
    scene.settle(vm, power="running")
    assert rest.get(state) == {"state": "POWERED_ON"}
    refusal = power(rest, vm, "start", status=400)
    assert "already_in_desired_state" in str(refusal).lower()
    power(rest, vm, "reset")
    power(rest, vm, "suspend")
    assert rest.get(state)["state"] == "SUSPENDED"
    power(rest, vm, "start")
    power(rest, vm, "stop")
    scene.settle(vm, power="off")
    refusal = power(rest, vm, "suspend", status=400)
    assert "not_allowed_in_current_state" in str(refusal).lower()


def test_processors_and_memory_change(api, scene):
    vm = scene.create(cpus=1, memory=512)
    hardware = f"/vcenter/vm/{vm._moId}/hardware"
    api.call("PATCH", hardware + "/cpu", {"count": 2, "cores_per_socket": 1})
    api.call("PATCH", hardware + "/memory", {"size_MiB": 1024})
    scene.settle(vm, cpus=2, memory=1024)
    assert api.get(hardware + "/cpu")["count"] == 2
    assert api.get(hardware + "/memory")["size_MiB"] == 1024
    api.call("PATCH", hardware + "/memory", {"size_MiB": 1024, "colour": 1}, status=400)
    api.call("PATCH", hardware + "/memory", {"size_MiB": "much"}, status=400)


def test_a_machine_is_deleted(api, scene):
    vm = scene.create()
    uuid, identity = vm.config.uuid, vm.config.instanceUuid
    api.call("DELETE", f"/vcenter/vm/{vm._moId}")
    scene.settle_gone(uuid, identity)
    api.call("DELETE", f"/vcenter/vm/{vm._moId}", status=404)


def test_guests_tell_who_they_are(api, instance, scene):
    running = next(vm for vm in vsphere.host_of(instance, scene.platform).vm if vm.guest.toolsRunningStatus == "guestToolsRunning")
    path = f"/vcenter/vm/{running._moId}/guest"
    identity = api.get(path + "/identity")
    assert identity["host_name"] == (running.guest.hostName or "")
    assert identity.get("ip_address") == running.guest.ipAddress
    assert identity["family"] in ("LINUX", "WINDOWS", "OTHER")
    assert api.get(path + "/power") == {"state": "RUNNING", "operations_ready": True}
    cards = api.get(path + "/networking/interfaces")
    assert [card["mac_address"] for card in cards] == [card.macAddress for card in running.guest.net]
    off = scene.create()
    api.call("GET", f"/vcenter/vm/{off._moId}/guest/identity", status=503)


# What there is not

def test_there_is_no_library_and_no_policy(rest):
    library = "/content/library" if rest.root == "/api" else "/com/vmware/content/library"
    assert rest.get(library) == []
    assert rest.get("/vcenter/storage/policies") == []
    rest.call("GET", f"{library}/{'id:' if rest.root == '/rest' else ''}{unique('x')}", status=404)


def test_what_is_not_served_says_so(rest):
    body = {"spec": {"guest_OS": "DEBIAN_12_64"}} if rest.root == "/rest" else {"guest_OS": "DEBIAN_12_64"}
    refusal = rest.call("POST", "/vcenter/vm", body, status=400)
    assert "unsupported" in str(refusal).lower()


# Limits

def test_bad_bodies_are_refused(api):
    url = api.base + "/api/cis/tagging/category"
    deep = "[" * 10_000 + "]" * 10_000
    for body in ("{", "[]", "null", '"x"', deep, '{"name":' * 100 + "1" + "}" * 100, "\xff"):
        reply = api.http.post(url, data=body.encode("latin-1"), timeout=20)
        assert reply.status_code == 400, (body[:20], reply.status_code)
        assert reply.json()["messages"]


def test_strangers_send_little(daemon):
    reply = requests.post(
        f"https://127.0.0.1:{daemon.vsphere_port}/api/session", data=b"x" * 100_000, auth=(USER, PASSWORD), verify=False,
        timeout=20)
    assert reply.status_code == 400
    assert reply.json()["error_type"] == "INVALID_REQUEST"


def test_unknown_methods_are_refused_in_json(api):
    api.call("PUT", "/vcenter/vm", {}, status=404)
