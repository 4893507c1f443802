"""Clients that read the WSDL: Debian's fence agents and OpenStack's library, and the REST fence agent beside them."""

import json
import subprocess
from xml.etree import ElementTree

import pytest
import requests

import vsphere
from daemon import PASSWORD, PLATFORMS, USER
from scene import Scene

WSDL, XSD = "{http://schemas.xmlsoap.org/wsdl/}", "{http://www.w3.org/2001/XMLSchema}"
# Debian's Python has Debian's packages.
PYTHON = "/usr/bin/python3"


def test_the_description_is_whole(daemon):
    base = f"https://127.0.0.1:{daemon.vsphere_port}/sdk"
    service = requests.get(base + "/vimService.wsdl", verify=False, timeout=20)
    interface = requests.get(base + "/vim.wsdl", verify=False, timeout=30)
    assert service.ok and "vim.wsdl" in service.text
    root = ElementTree.fromstring(interface.content)
    named = {item.get("name") for kind in ("complexType", "simpleType") for item in root.iter(f"{XSD}{kind}")}
    used = {item.get(key).removeprefix("vim25:") for item in root.iter() for key in ("type", "base")
            if (item.get(key) or "").startswith("vim25:") and item.tag.startswith(XSD)}
    assert used <= named
    assert {"ArrayOfVirtualDevice", "ArrayOfString", "ArrayOfManagedObjectReference", "RetrieveOptions"} <= named
    elements = {item.get("name") for item in root.find(f"{WSDL}types/{XSD}schema").findall(f"{XSD}element")}
    parts = {item.get("element").removeprefix("vim25:") for item in root.iter(f"{WSDL}part")}
    assert parts <= elements and "InvalidPowerStateFault" in elements
    assert len(root.findall(f"{WSDL}portType/{WSDL}operation")) > 1000


def test_about(daemon, instance):
    reply = requests.get(f"https://127.0.0.1:{daemon.vsphere_port}/about", verify=False, timeout=20)
    assert instance.content.about.fullName in reply.text


@pytest.fixture
def scenes(daemon, instance, watcher):
    """One of each platform: reading the WSDL takes these clients seconds, so they run once for all."""
    scenes = [Scene(daemon, instance, watcher, platform) for platform in PLATFORMS]
    yield scenes
    for scene in scenes:
        scene.clean()


def options(agent, daemon, action, plug=None):
    return [f"/usr/sbin/{agent}", "--ip=127.0.0.1", f"--ipport={daemon.vsphere_port}", f"--username={USER}",
            f"--password={PASSWORD}", "--ssl-insecure", f"--action={action}", *([f"--plug={plug}"] if plug else [])]


def fence(agent, daemon, action, plugs):
    """Runs the agent on several machines at a time; the exit statuses."""
    started = [subprocess.Popen(options(agent, daemon, action, plug), stderr=subprocess.DEVNULL) for plug in plugs]
    return [agent.wait(120) for agent in started]


@pytest.mark.parametrize("agent", ("fence_vmware_rest", "fence_vmware_soap"))
def test_fence_agents(daemon, scenes, agent):
    machines = [scene.running() for scene in scenes]
    plugs = [vm.name if agent == "fence_vmware_rest" else vm.config.uuid for vm in machines]
    listed = subprocess.run(options(agent, daemon, "list"), stdout=subprocess.PIPE, timeout=60, text=True)
    assert listed.returncode == 0
    assert all(vm.name in listed.stdout for vm in machines)
    assert fence(agent, daemon, "reboot", plugs) == [0] * len(plugs)
    for scene, vm in zip(scenes, machines):
        scene.settle(vm, power="running")
        done = [task["command"] for task in daemon.items("/api/v1/tasks") if task["target"] == vm.config.instanceUuid]
        assert sorted(done) == ["vm.powerOff", "vm.powerOn", "vm.powerOn"]
    if agent == "fence_vmware_rest":
        vsphere.run(machines[0].PowerOffVM_Task())
        assert fence(agent, daemon, "status", plugs) == [2, 0, 0, 0]


OSLO = """
import json, sys
from oslo_vmware import api, pbm, vim_util
port, user, password, names = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4:]
session = api.VMwareAPISession("127.0.0.1", user, password, 2, 0.1, port=port, insecure=True,
                               pbm_wsdl_loc=pbm.get_pbm_wsdl_location("7.0"))
found = {}
with vim_util.WithRetrieval(session.vim, session.invoke_api(
        vim_util, "get_objects", session.vim, "VirtualMachine", 10, ["name", "runtime.powerState"])) as objects:
    for item in objects:
        values = {value.name: value.val for value in item.propSet}
        found[values["name"]] = item.obj
states = {}
for name in names:
    for method in ("PowerOnVM_Task", "ResetVM_Task", "PowerOffVM_Task"):
        session.wait_for_task(session.invoke_api(session.vim, method, found[name]))
        states.setdefault(name, []).append(session.invoke_api(
            vim_util, "get_object_property", session.vim, found[name], "runtime.powerState"))
try:
    session.wait_for_task(session.invoke_api(session.vim, "PowerOffVM_Task", found[names[0]]))
    refused = None
except Exception as error:
    refused = type(error).__name__
print(json.dumps({"count": len(found), "states": states, "refused": refused,
                  "active": session.is_current_session_active(), "profiles": pbm.get_all_profiles(session)}))
session.logout()
"""


def test_oslo_vmware(daemon, scenes):
    names = [scene.create().name for scene in scenes]
    ended = subprocess.run(
        [PYTHON, "-W", "ignore", "-c", OSLO, str(daemon.vsphere_port), USER, PASSWORD, *names],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120, text=True)
    assert ended.returncode == 0, ended.stderr[-3000:]
    said = json.loads(ended.stdout)
    assert said["count"] == len(daemon.items("/api/v1/vms"))
    assert said["states"] == {name: ["poweredOn", "poweredOn", "poweredOff"] for name in names}
    assert said["refused"] == "InvalidPowerStateException"
    assert said["active"] is True
    assert said["profiles"] == []


def test_storage_policies_by_header(daemon, instance):
    """As govmomi's and Terraform's: the SOAP session in the envelope's header, no cookie."""
    key = instance._stub.cookie.split("=", 1)[1].split(";")[0].strip('"')
    body = f"""<Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/"><Header><vcSessionCookie>{key}</vcSessionCookie>
      </Header><Body><PbmRetrieveServiceContent xmlns="urn:pbm"><_this type="PbmServiceInstance">ServiceInstance</_this>
      </PbmRetrieveServiceContent></Body></Envelope>"""
    url = f"https://127.0.0.1:{daemon.vsphere_port}/pbm"
    reply = requests.post(url, data=body, verify=False, timeout=20)
    assert reply.status_code == 200 and "profileManager" in reply.text
    assert instance.content.about.instanceUuid in reply.text
    reply = requests.post(url, data=body.replace(key, "x"), verify=False, timeout=20)
    assert reply.status_code == 500 and "NotAuthenticatedFault" in reply.text
