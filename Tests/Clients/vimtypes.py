"""The vim25 types, and whether a reply is what they say: read from the bytes, without any client's leniency."""

import re

from daemon import REPOSITORY
from wire import VIM, XSI

TYPE = f"{{{XSI}}}type"
TEXTS = {
    "xsd:boolean": r"true|false|0|1",
    "xsd:byte": r"-?\d{1,3}",
    "xsd:short": r"-?\d{1,5}",
    "xsd:int": r"-?\d{1,10}",
    "xsd:long": r"-?\d{1,19}",
    "xsd:float": r"-?\d+(\.\d+)?([eE][-+]?\d+)?",
    "xsd:double": r"-?\d+(\.\d+)?([eE][-+]?\d+)?",
    "xsd:dateTime": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[-+]\d\d:\d\d)",
    "xsd:base64Binary": r"[A-Za-z0-9+/=\s]*",
}


class Table:
    """Mappings/vsphere/schema.txt."""

    def __init__(self):
        self.bases, self.members, self.managed, self.enumerations = {}, {}, set(), {}
        for line in (REPOSITORY / "Mappings/vsphere/schema.txt").read_text().splitlines():
            kind, *fields = line.split(" ")
            if kind in ("D", "M"):
                name = fields[0]
                self.bases[name] = None if fields[1] == "-" else fields[1]
                self.members[name] = []
                if kind == "M":
                    self.managed.add(name)
            elif kind == "E":
                self.enumerations[fields[0]] = set(fields[2:])
            elif kind == "p":
                flags = fields[2] if len(fields) > 2 else "-"
                self.members[name].append((fields[0], fields[1], "o" in flags, "a" in flags))

    def properties(self, name):
        """Name, type, whether optional and whether an array, in wire order."""
        base = self.bases[name]
        return (self.properties(base) if base else []) + self.members[name]

    def is_a(self, name, base):
        while name:
            if name == base:
                return True
            name = self.bases.get(name)
        return False


class Checker:
    """Collects what is wrong, and every reference that is met."""

    def __init__(self, table):
        self.table = table
        self.faults = []
        self.references = {}

    def fault(self, path, what):
        self.faults.append(f"{path}: {what}")

    def managed_object(self, kind, properties):
        """What a client is told with `all`: pairs of a name and the `val` element."""
        declared = {name: (type_, optional, array) for name, type_, optional, array in self.table.properties(kind)}
        for name, element in properties:
            path = f"{kind}.{name}"
            if name not in declared:
                self.fault(path, "the type has no such property")
                continue
            type_, _, array = declared[name]
            if not element.get(TYPE):
                self.fault(path, "val has no xsi:type")
            elif array:
                self.array(element, type_, path)
            else:
                self.value(element, type_, path)
        told = {name for name, _ in properties}
        for name, (_, optional, _) in declared.items():
            if not optional and name not in told:
                self.fault(f"{kind}.{name}", "is always set, and is not there")

    def array(self, element, type_, path):
        item = type_.removeprefix("xsd:") if not type_.startswith("ref:") else "ManagedObjectReference"
        wanted = "ArrayOf" + item[0].upper() + item[1:]
        if element.get(TYPE) != wanted:
            self.fault(path, f"is {element.get(TYPE)} in place of {wanted}")
        for index, child in enumerate(element):
            if not child.get(TYPE):
                self.fault(f"{path}[{index}]", "an item has no xsi:type")
            self.value(child, type_, f"{path}[{index}]")

    def value(self, element, declared, path):
        told = element.get(TYPE)
        if declared.startswith("ref:"):
            self.reference(element, declared[4:], path)
        elif declared == "xsd:anyType":
            if not told:
                self.fault(path, "anyType without xsi:type")
            elif told.startswith("ArrayOf"):
                for index, child in enumerate(element):
                    self.value(child, child.get(TYPE) or "xsd:anyType", f"{path}[{index}]")
            elif told == "ManagedObjectReference":
                self.reference(element, "ManagedObject", path)
            else:
                self.value(element, told, path)
        elif declared.startswith("xsd:"):
            if told and told != declared:
                self.fault(path, f"is {told} in place of {declared}")
            if len(element):
                self.fault(path, "a simple value has elements")
            pattern = TEXTS.get(declared)
            if pattern and not re.fullmatch(pattern, element.text or ""):
                self.fault(path, f"'{element.text}' is no {declared}")
        elif declared in self.table.enumerations:
            if element.text not in self.table.enumerations[declared]:
                self.fault(path, f"'{element.text}' is not in {declared}")
        elif declared in self.table.bases:
            runtime = told or declared
            if not self.table.is_a(runtime, declared):
                self.fault(path, f"is {runtime}, which is no {declared}")
            else:
                self.data_object(element, runtime, path)
        else:
            self.fault(path, f"has the unknown type {declared}")

    def reference(self, element, target, path):
        kind = element.get("type")
        if not kind or not element.text:
            self.fault(path, "a reference without type or value")
            return
        if kind not in self.table.managed or target != "ManagedObject" and not self.table.is_a(kind, target):
            self.fault(path, f"refers to a {kind} in place of a {target}")
        self.references.setdefault((kind, element.text), path)

    def data_object(self, element, kind, path):
        properties = self.table.properties(kind)
        places = {name: index for index, (name, *_) in enumerate(properties)}
        last, told = -1, {}
        for child in element:
            name = child.tag.removeprefix(f"{{{VIM}}}")
            if name not in places:
                self.fault(path, f"{kind} has no property {name}")
                continue
            if places[name] < last:
                self.fault(f"{path}.{name}", f"is out of order in {kind}")
            last = places[name]
            told[name] = told.get(name, 0) + 1
            self.value(child, properties[places[name]][1], f"{path}.{name}")
        for name, _, optional, array in properties:
            if not optional and not array and name not in told:
                self.fault(f"{path}.{name}", f"is always set in {kind}, and is not there")
            if not array and told.get(name, 0) > 1:
                self.fault(f"{path}.{name}", f"is there {told[name]} times")


def closure(wire, table, roots):
    """Reads everything that can be reached from the roots, and returns the faults and the objects read."""
    checker = Checker(table)
    for root in roots:
        checker.references[root] = "root"
    read = set()
    while pending := sorted(set(checker.references) - read):
        for kind in {kind for kind, _ in pending}:
            objects = [value for other, value in pending if other == kind]
            for start in range(0, len(objects), 200):
                _read(wire, checker, kind, objects[start:start + 200])
        read |= set(pending)
    return checker.faults, read


def _read(wire, checker, kind, objects):
    reply = _retrieve(wire, kind, objects)
    if reply.is_fault and len(objects) > 1:
        for value in objects:
            _read(wire, checker, kind, [value])
        return
    if reply.is_fault:
        origin = checker.references[kind, objects[0]]
        # What is past may be about what is gone.
        if reply.fault == "ManagedObjectNotFound" and origin.startswith(("Task.", "EventManager.")):
            return
        checker.fault(origin, f"refers to {kind} {objects[0]}, which answers {reply.fault}: {reply.message}")
        return
    for item in reply.content:
        properties = []
        for entry in item.iter(f"{{{VIM}}}propSet"):
            properties.append((entry.find(f"{{{VIM}}}name").text, entry.find(f"{{{VIM}}}val")))
        checker.managed_object(kind, properties)


def _retrieve(wire, kind, objects):
    sets = "".join(f'<objectSet><obj type="{kind}">{value}</obj></objectSet>' for value in objects)
    return wire.call(
        "RetrieveProperties", ("PropertyCollector", "propertyCollector"),
        f"<specSet><propSet><type>{kind}</type><all>true</all></propSet>{sets}</specSet>")


def check_reply(table, element, declared, path="returnval"):
    """What is wrong with a method's returned value."""
    checker = Checker(table)
    checker.value(element, declared, path)
    return checker.faults
