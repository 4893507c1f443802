"""The official SDK for Python (vmware-vcenter): it speaks JSON-RPC."""

import pytest
import requests
from com.vmware.cis.tagging_client import CategoryModel
from com.vmware.vapi.std.errors_client import AlreadyInDesiredState, InvalidArgument, NotFound, Unauthenticated, Unsupported
from com.vmware.vapi.std_client import DynamicID
from com.vmware.vcenter.vm.hardware_client import Memory
from com.vmware.vcenter.vm_client import Power
from com.vmware.vcenter_client import VM, Datastore, Folder, Host
from vmware.vapi.vsphere.client import create_vsphere_client

from daemon import PASSWORD, USER, unique


def connect(daemon, password=PASSWORD):
    session = requests.Session()
    session.verify = False
    session.trust_env = False
    return create_vsphere_client(f"127.0.0.1:{daemon.vsphere_port}", USER, password, session=session)


@pytest.fixture(scope="module")
def sdk(daemon):
    return connect(daemon)


def test_sessions(daemon):
    with pytest.raises(Unauthenticated):
        connect(daemon, "wrong")
    client = connect(daemon)
    assert client.session_svc.get().user == USER
    assert client.vcenter.Host.list()
    client.session_svc.delete()
    with pytest.raises(Unauthenticated) as refusal:
        client.vcenter.Host.list()
    assert refusal.value.error_type == "UNAUTHENTICATED" and refusal.value.messages[0].default_message


def test_inventory(sdk, scene):
    vm = scene.create(cpus=2, memory=512)
    assert sdk.vcenter.VM.list(VM.FilterSpec(names={vm.name})) == [
        VM.Summary(vm=vm._moId, name=vm.name, power_state=Power.State.POWERED_OFF, cpu_count=2, memory_size_mib=512)]
    host = sdk.vcenter.Host.list(Host.FilterSpec(names={f"{scene.platform}01"}))[0]
    assert (host.host, host.connection_state) == (vm.runtime.host._moId, Host.ConnectionState.CONNECTED)
    assert {item.datastore for item in sdk.vcenter.Datastore.list(Datastore.FilterSpec())} >= {
        item._moId for item in vm.datastore}
    assert vm.parent._moId in [
        item.folder for item in sdk.vcenter.Folder.list(Folder.FilterSpec(type=Folder.Type.VIRTUAL_MACHINE))]
    assert sdk.vcenter.ResourcePool.get(vm.resourcePool._moId).name == vm.resourcePool.name
    assert sdk.content.Library.list() == []


def test_a_machine_in_full(sdk, scene):
    vm = scene.create(cpus=2, memory=512, disks=(1,), nics=1)
    details = sdk.vcenter.VM.get(vm._moId)
    assert (details.name, details.cpu.count, details.memory.size_mib) == (vm.name, 2, 512)
    assert [disk.capacity for disk in details.disks.values()] == [1 << 30]
    assert len(details.nics) == 1 and details.identity.bios_uuid == vm.config.uuid
    with pytest.raises(NotFound):
        sdk.vcenter.VM.get("vm-999999")


def test_power(sdk, scene):
    vm = scene.create()
    sdk.vcenter.vm.Power.start(vm._moId)
    scene.settle(vm, power="running")
    assert sdk.vcenter.vm.Power.get(vm._moId) == Power.Info(state=Power.State.POWERED_ON)
    with pytest.raises(AlreadyInDesiredState):
        sdk.vcenter.vm.Power.start(vm._moId)
    sdk.vcenter.vm.Power.stop(vm._moId)
    scene.settle(vm, power="off")


def test_memory(sdk, scene):
    vm = scene.create(memory=512)
    sdk.vcenter.vm.hardware.Memory.update(vm._moId, Memory.UpdateSpec(size_mib=768))
    scene.settle(vm, memory=768)
    assert sdk.vcenter.vm.hardware.Memory.get(vm._moId).size_mib == 768


def test_tags(sdk, scene):
    vm = scene.create()
    categories, tags, associations = sdk.tagging.Category, sdk.tagging.Tag, sdk.tagging.TagAssociation
    category = categories.create(categories.CreateSpec(
        name=unique("category"), description="", cardinality=CategoryModel.Cardinality.SINGLE,
        associable_types={"VirtualMachine"}))
    first, second = (tags.create(tags.CreateSpec(name=unique("tag"), description="d", category_id=category)) for _ in range(2))
    assert tags.get(first).category_id == category
    target = DynamicID(type="VirtualMachine", id=vm._moId)
    associations.attach(first, target)
    assert associations.list_attached_tags(target) == [first]
    with pytest.raises(InvalidArgument):
        associations.attach(second, target)
    batch = associations.attach_multiple_tags_to_object(target, [first, second])
    assert batch.success is False and len(batch.error_messages) == 1
    assert [(item.object_id.id, item.tag_ids) for item in associations.list_attached_tags_on_objects([target])] == [
        (vm._moId, [first])]
    assert [item.id for item in associations.list_attached_objects(first)] == [vm._moId]
    associations.detach(first, target)
    assert associations.list_attached_objects(first) == []
    categories.update(category, categories.UpdateSpec(description="changed"))
    assert categories.get(category).description == "changed"
    assert set(tags.list_tags_for_category(category)) == {first, second}
    categories.delete(category)
    assert category not in categories.list()


def test_what_is_not_served_says_so(sdk):
    with pytest.raises(Unsupported):
        sdk.vcenter.VM.create(VM.CreateSpec(guest_os="DEBIAN_12_64"))


@pytest.mark.parametrize("body, code", (
    ("{", -32700), ("[]", -32600), ('{"jsonrpc":"1.0"}', -32600), ('{"jsonrpc":"2.0","id":7,"method":"x","params":{}}', -32601)))
def test_bad_calls_are_refused(daemon, body, code):
    reply = requests.post(f"https://127.0.0.1:{daemon.vsphere_port}/api", data=body, verify=False, timeout=20)
    assert reply.json()["error"]["code"] == code
