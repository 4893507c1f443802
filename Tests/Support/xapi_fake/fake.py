"""nova's fake of XenAPI (PyPI nova 21.2.4, nova/virt/xenapi/fake.py): its database and its sessions, loaded without nova."""

import importlib.util
import sys
import types
import warnings
from pathlib import Path

warnings.filterwarnings("ignore")


def load(name, path):
    specification = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def placeholder(name, **members):
    """A module of nova's of which nothing is used."""
    module = types.ModuleType(name)
    module.__dict__.update(members)
    return sys.modules.setdefault(name, module)


NOVA = Path(importlib.util.find_spec("nova").submodule_search_locations[0])
database = load("nova_xenapi_fake", NOVA / "virt/xenapi/fake.py")

# The session with VM.start is among nova's own tests, whose base classes want all of nova.
Nothing = type("Nothing", (), {})
placeholder("nova.test", TestCase=Nothing, NoDBTestCase=Nothing)
sys.modules["nova"].test = sys.modules["nova.test"]
placeholder("fixtures", Fixture=Nothing)
placeholder("mock")
placeholder("nova.virt", xenapi=placeholder("nova.virt.xenapi", fake=database))
stubs = load("nova_xenapi_stubs", NOVA / "tests/unit/virt/xenapi/stubs.py")
Failure = database.XenAPI.Failure


destroy_full = database.destroy_vbd


def destroy_vbd(ref):
    """Also for an empty drive, whose VDI the fake would look for in vain."""
    row = database._db_content["VBD"][ref]
    if row["VDI"] in database._db_content["VDI"]:
        return destroy_full(ref)
    database._db_content["VM"][row["VM"]]["VBDs"].remove(ref)
    del database._db_content["VBD"][ref]


database.destroy_vbd = database._destroy_functions["destroy_vbd"] = destroy_vbd


class Session(stubs.FakeSessionForVMTests):
    def VM_start(self, *arguments):
        """Gives nothing back, as XenAPI's: the fake cannot put the record that its own gives into a task's result."""
        super().VM_start(*arguments)

    def VM_pool_migrate(self, session, vm, host, options):
        """The fake's own takes the call and moves nothing."""
        database.get_record("host", host)
        if database.get_record("VM", vm)["power_state"] != "Running":
            raise Failure(["VM_BAD_POWER_STATE", vm, "running", database.get_record("VM", vm)["power_state"].lower()])
        database.get_record("VM", vm)["resident_on"] = host
