"""Tagging by REST, in both of its spellings."""

import pytest

import vsphere
from daemon import unique
from rest import Rest


class Tagging:
    """The same operations, as either root spells them."""

    def __init__(self, rest):
        self.rest = rest
        self.old = rest.root == "/rest"
        self.base = "/com/vmware/cis/tagging" if self.old else "/cis/tagging"

    def _one(self, kind, identifier):
        return f"{self.base}/{kind}/{'id:' if self.old else ''}{identifier}"

    def create(self, kind, status=None, **spec):
        body = {"create_spec": spec} if self.old else spec
        return self.rest.call("POST", f"{self.base}/{kind}", body, status=status)

    def update(self, kind, identifier, status=None, **spec):
        body = {"update_spec": spec} if self.old else spec
        return self.rest.call("PATCH", self._one(kind, identifier), body, status=status)

    def get(self, kind, identifier, status=None):
        return self.rest.call("GET", self._one(kind, identifier), status=status)

    def list(self, kind):
        return self.rest.get(f"{self.base}/{kind}")

    def delete(self, kind, identifier, status=None):
        return self.rest.call("DELETE", self._one(kind, identifier), status=status)

    def associate(self, action, tag=None, status=None, **body):
        path = self._one("tag-association", tag) if tag else f"{self.base}/tag-association"
        return self.rest.call("POST", f"{path}?{'~' if self.old else ''}action={action}", body, status=status)

    def tags_of(self, category):
        action = f"{'~' if self.old else ''}action=list-tags-for-category"
        if self.old:
            return self.rest.post(f"{self.base}/tag/id:{category}?{action}")
        return self.rest.post(f"{self.base}/tag?{action}", {"category_id": category})

    def category(self, cardinality="MULTIPLE", types=()):
        return self.create(
            "category", name=unique("category"), description="", cardinality=cardinality, associable_types=list(types))

    def tag(self, category):
        return self.create("tag", name=unique("tag"), description="", category_id=category)


@pytest.fixture(scope="module", params=("/rest", "/api"))
def tagging(request, daemon):
    tagging = Tagging(Rest(daemon, request.param))
    before = set(tagging.list("category"))
    yield tagging
    for category in set(tagging.list("category")) - before:
        tagging.delete("category", category)


def reference(item):
    return {"type": item._wsdlName, "id": item._moId}


def test_categories(tagging):
    name = unique("category")
    identifier = tagging.create(
        "category", name=name, description="What it is for", cardinality="SINGLE", associable_types=["VirtualMachine"])
    assert identifier.startswith("urn:vmomi:InventoryServiceCategory:")
    assert identifier in tagging.list("category")
    assert tagging.get("category", identifier) == {
        "id": identifier, "name": name, "description": "What it is for", "cardinality": "SINGLE",
        "associable_types": ["VirtualMachine"], "used_by": []}
    tagging.create("category", status=400, name=name, description="", cardinality="SINGLE", associable_types=[])
    tagging.update("category", identifier, description="Other", cardinality="MULTIPLE")
    changed = tagging.get("category", identifier)
    assert (changed["name"], changed["description"], changed["cardinality"]) == (name, "Other", "MULTIPLE")
    tagging.update("category", identifier, status=400, associable_types=["Datastore"])
    tagging.update("category", identifier, status=400, cardinality="SINGLE")
    tagging.delete("category", identifier)
    tagging.get("category", identifier, status=404)
    tagging.delete("category", identifier, status=404)


@pytest.mark.parametrize("wrong", (
    {"cardinality": "SOME"}, {"name": ""}, {"name": "x" * 1000}, {"associable_types": None}, {"associable_types": "VM"},
    {"description": 5}, {"colour": "red"}))
def test_bad_categories_are_refused(tagging, wrong):
    before = tagging.list("category")
    spec = {"name": unique("c"), "description": "", "cardinality": "SINGLE", "associable_types": [], **wrong}
    tagging.create("category", status=400, **spec)
    assert tagging.list("category") == before


def test_tags(tagging):
    category = tagging.category()
    assert tagging.tags_of(category) == []
    name = unique("tag")
    tag = tagging.create("tag", name=name, description="d", category_id=category)
    assert tagging.get("tag", tag) == {
        "id": tag, "name": name, "description": "d", "category_id": category, "used_by": []}
    assert tagging.tags_of(category) == [tag]
    assert tag in tagging.list("tag")
    tagging.create("tag", status=400, name=name, description="", category_id=category)
    tagging.create("tag", status=404, name=name, description="", category_id=category.replace(category[40:44], "0000"))
    tagging.update("tag", tag, name=name + "2")
    assert tagging.get("tag", tag)["name"] == name + "2"
    tagging.delete("category", category)
    tagging.get("tag", tag, status=404)


def test_tags_on_machines(tagging, scene):
    vm = scene.create()
    first, second = (tagging.tag(tagging.category()) for _ in range(2))
    assert tagging.associate("list-attached-tags", object_id=reference(vm)) == []
    tagging.associate("attach", first, object_id=reference(vm))
    tagging.associate("attach", first, object_id=reference(vm))
    assert tagging.associate("list-attached-tags", object_id=reference(vm)) == [first]
    batch = tagging.associate(
        "attach-multiple-tags-to-object", object_id=reference(vm), tag_ids=[second, second + "x"])
    assert batch["success"] is False and len(batch["error_messages"]) == 1
    assert set(tagging.associate("list-attached-tags", object_id=reference(vm))) == {first, second}
    host = reference(vm.runtime.host)
    batch = tagging.associate("attach-tag-to-multiple-objects", second, object_ids=[reference(vm), host])
    assert batch == {"success": True, "error_messages": []}
    assert tagging.associate("list-attached-objects", first) == [reference(vm)]
    on_tags = {item["tag_id"]: item["object_ids"] for item in tagging.associate(
        "list-attached-objects-on-tags", tag_ids=[first, second])}
    assert on_tags[first] == [reference(vm)]
    assert sorted(item["id"] for item in on_tags[second]) == sorted([vm._moId, host["id"]])
    on_objects = {item["object_id"]["id"]: item["tag_ids"] for item in tagging.associate(
        "list-attached-tags-on-objects", object_ids=[reference(vm), host, reference(vm.datastore[0])])}
    assert set(on_objects[vm._moId]) == {first, second} and on_objects[host["id"]] == [second]
    assert vm.datastore[0]._moId not in on_objects
    tagging.associate("detach", first, object_id=reference(vm))
    assert tagging.associate("list-attached-tags", object_id=reference(vm)) == [second]
    # What is deleted has no tags any more.
    vsphere.run(vm.Destroy_Task())
    assert tagging.associate("list-attached-objects", second) == [host]


def test_categories_say_what_is_allowed(tagging, scene):
    vm = scene.create()
    category = tagging.category("SINGLE", ["VirtualMachine"])
    first, second = tagging.tag(category), tagging.tag(category)
    tagging.associate("attach", first, object_id=reference(vm))
    tagging.associate("attach", second, object_id=reference(vm), status=400)
    tagging.associate("attach", first, object_id=reference(vm.runtime.host), status=400)
    assert tagging.associate("list-attached-tags", object_id=reference(vm)) == [first]
    assert second not in tagging.associate("list-attachable-tags", object_id=reference(vm))
    tagging.associate("attach", first, object_id={"type": "VirtualMachine", "id": "vm-999999"}, status=404)
    tagging.associate("attach", first + "x", object_id=reference(vm), status=404)


def test_changes_are_audited(tagging, daemon):
    category = tagging.category()
    import sqlite3

    with sqlite3.connect(f"file:{daemon.state}/dragoman.sqlite?mode=ro", uri=True) as database:
        rows = database.execute(
            "SELECT user, action, outcome FROM audit WHERE action LIKE '%category.create' ORDER BY id DESC LIMIT 1").fetchall()
    assert rows == [("demo", "com.vmware.cis.tagging.category.create", "accepted")]
    tagging.delete("category", category)
