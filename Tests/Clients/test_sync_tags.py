"""Tags are the same for vSphere's clients, which have them in categories, and for XenAPI's, which have words."""

import pytest
import XenAPI
from daemon import unique
from rest import Rest


class Tagging:
    """vSphere's tags by REST, by their names."""

    def __init__(self, rest):
        self.rest = rest

    def category(self, cardinality="MULTIPLE", types=()):
        name = unique("tier")
        category = self.rest.post("/cis/tagging/category", {
            "name": name, "description": "", "cardinality": cardinality, "associable_types": list(types)})
        return category, name

    def tag(self, category, name):
        return self.rest.post("/cis/tagging/tag", {"name": name, "description": "", "category_id": category})

    def change(self, action, tag, vm):
        self.rest.post(f"/cis/tagging/tag-association/{tag}?action={action}", {"object_id": {"type": "VirtualMachine", "id": vm}})

    def of(self, vm):
        """CATEGORY and NAME of each tag of a machine."""
        found = set()
        for tag in self.rest.post("/cis/tagging/tag-association?action=list-attached-tags", {
                "object_id": {"type": "VirtualMachine", "id": vm}}):
            tag = self.rest.get(f"/cis/tagging/tag/{tag}")
            found.add((self.rest.get(f"/cis/tagging/category/{tag['category_id']}")["name"], tag["name"]))
        return found


@pytest.fixture(scope="module")
def tagging(daemon):
    return Tagging(Rest(daemon))


@pytest.fixture
def machine(xapi, scene):
    """As vSphere's clients know it, and as XenAPI's do."""
    vm = scene.create()
    return vm._moId, xapi.xenapi.VM.get_by_uuid(vm.config.uuid)


def test_a_tag_of_vsphere_is_one_of_xenapi(xapi, tagging, machine):
    x = xapi.xenapi
    moid, vm = machine
    category, name = tagging.category()
    gold = tagging.tag(category, "gold")
    token = x.event_from([f"VM/{vm}"], "", 0.0)["token"]
    tagging.change("attach", gold, moid)
    answer = x.event_from([f"VM/{vm}"], token, 10.0)
    assert [event["snapshot"]["tags"] for event in answer["events"]] == [[f"{name}:gold"]]
    tagging.rest.call("PATCH", f"/cis/tagging/tag/{gold}", {"name": "silver"})
    answer = x.event_from([f"VM/{vm}"], answer["token"], 10.0)
    assert [event["snapshot"]["tags"] for event in answer["events"]] == [[f"{name}:silver"]]
    # It is taken off by the same word, and is still there for others.
    x.VM.remove_tags(vm, f"{name}:silver")
    assert tagging.of(moid) == set() and x.VM.get_tags(vm) == []
    x.VM.add_tags(vm, f"{name}:silver")
    assert tagging.of(moid) == {(name, "silver")}
    tagging.rest.call("DELETE", f"/cis/tagging/category/{category}")
    assert x.VM.get_tags(vm) == []


def test_a_word_of_xenapi_is_a_tag_of_vsphere(xapi, tagging, machine):
    x = xapi.xenapi
    moid, vm = machine
    word, other, odd = unique("web"), unique("front"), unique("no category") + ":x"
    x.VM.add_tags(vm, word)
    x.VM.add_tags(vm, odd)
    assert tagging.of(moid) == {("XenAPI", word), ("XenAPI", odd)}
    assert sorted(x.VM.get_tags(vm)) == sorted([word, odd])
    x.VM.set_tags(vm, [word, other])
    assert tagging.of(moid) == {("XenAPI", word), ("XenAPI", other)}
    x.VM.set_tags(vm, [])
    x.VM.set_tags(vm, [])
    assert tagging.of(moid) == set() and x.VM.get_tags(vm) == []


def test_what_a_category_does_not_allow_is_refused(xapi, tagging, machine):
    x = xapi.xenapi
    moid, vm = machine
    single, name = tagging.category("SINGLE")
    for word in ("one", "two"):
        tagging.tag(single, word)
    hosts, only = tagging.category(types=["HostSystem"])
    tagging.tag(hosts, "rack")
    x.VM.add_tags(vm, f"{name}:one")
    for word in (f"{name}:two", f"{only}:rack"):
        with pytest.raises(XenAPI.Failure) as failure:
            x.VM.add_tags(vm, word)
        assert failure.value.details[0] == "OPERATION_NOT_ALLOWED"
    assert tagging.of(moid) == {(name, "one")}
    assert tagging.rest.get(f"/cis/tagging/category/{hosts}")["associable_types"] == ["HostSystem"]
    host = x.VM.get_affinity(vm)
    x.host.add_tags(host, f"{only}:rack")
    assert x.host.get_tags(host) == [f"{only}:rack"]
    x.host.remove_tags(host, f"{only}:rack")
