#!/usr/bin/env python3
"""Print schema.txt, the table of XAPI's classes, from the published reference of its data model.

Usage: python generate-schema.py xenapi.json > schema.new

xenapi.json is what the project publishes beside its documentation (xapi-project.github.io, _data/xenapi.json). It does
not tell which messages may be called as Async: that, the order of the classes and which of them are empty here stay as
the present table has them. A message that is new is taken for an asynchronous one: look at the difference by eye.
"""
import json
import pathlib
import re
import sys

TABLE = pathlib.Path(__file__).with_name("schema.txt")
QUALIFIERS = {"RW": "rw", "RO/runtime": "ro", "RO/constructor": "static"}
PLAIN = {"string", "int", "float", "bool", "datetime", "void"}
EMPTY = {"string": '""', "int": '"0"', "float": "0.0", "bool": "false", "datetime": '"19700101T00:00:00Z"',
         "ref": '"OpaqueRef:NULL"', "set": "[]", "map": "{}", "record": "{}"}
# What every class with fields answers for them.
REFLECTIVE = re.compile(r"(get|set|add|remove)_")


class Present:
    """What the table says now."""

    def __init__(self, text):
        self.comments, self.classes, self.sync = [], [], set()
        name = None
        for line in text.splitlines():
            columns = line.split("\t")
            if line.startswith("#"):
                self.comments.append(line)
            elif columns[0] == "class":
                name = columns[1]
                self.classes.append((name, columns[2:] == ["empty"]))
            elif columns[0] == "message" and columns[3] == "sync":
                self.sync.add((name, columns[1]))


def typed(text, enums):
    """The table's word for a type of the reference: "VM ref set", "(string -> string) map", "vm_operations"."""
    text = text.strip()
    if text in PLAIN:
        return text
    if text.startswith("(") and text.endswith(") map"):
        key, value = text[1:-len(") map")].split(" -> ", 1)
        return f"map({typed(key, enums)},{typed(value, enums)})"
    for suffix in ("set", "option"):
        if text.endswith(" " + suffix):
            item = typed(text[:-len(suffix) - 1], enums)
            return f"set({item})" if suffix == "set" else item
    for suffix in ("ref", "record"):
        if text.endswith(" " + suffix):
            return f"{suffix}({text[:-len(suffix) - 1]})"
    name = text[len("enum "):] if text.startswith("enum ") else text
    return "enum(" + "|".join(enums[name]) + ")"


def default(text, kind):
    """A default of the reference as JSON."""
    if kind.startswith("enum("):
        return json.dumps(text or kind[len("enum("):-1].split("|")[0])
    if text is None or text == "{}":
        return EMPTY[kind.split("(")[0]]
    if kind in ("string", "datetime", "int") or kind.startswith("ref("):
        value = text.strip('"')
        return EMPTY["ref"] if kind.startswith("ref(") and not value else json.dumps(value)
    return text


def field(entry, enums):
    kind = typed(entry["type"], enums)
    return "\t".join(["field", entry["name"], kind, QUALIFIERS[entry["qualifier"]], default(entry.get("default"), kind)])


def message(entry, owner, enums, sync):
    parameters = []
    for parameter in entry["params"]:
        if parameter["name"] == "session_id":
            continue
        kind = typed(parameter["type"], enums)
        given = "" if parameter.get("required", True) else "=" + default(parameter.get("default"), kind)
        parameters.append(f"{parameter['name']}:{kind}{given}")
    how = "sync" if (owner, entry["name"]) in sync else "async"
    return "\t".join(["message", entry["name"], typed(entry["result"][0], enums), how] + parameters)


def removed(entry):
    return entry.get("lifecycle", {}).get("state") == "Removed_s"


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    reference = {entry["name"]: entry for entry in json.loads(pathlib.Path(sys.argv[1]).read_text())}
    present = Present(TABLE.read_text())
    enums = {enum["name"]: [value["name"] for value in enum["values"]]
             for entry in reference.values() for enum in entry.get("enums", [])}
    lines = list(present.comments)
    for name, empty in present.classes:
        if empty:
            lines.append(f"class\t{name}\tempty")
            continue
        lines.append(f"class\t{name}")
        entry = reference[name]
        lines += [field(each, enums) for each in entry["fields"] if not removed(each)]
        lines += [message(each, name, enums, present.sync) for each in entry["messages"]
                  if not removed(each) and (not each.get("implicit") or not REFLECTIVE.match(each["name"]))]
    print("\n".join(lines))


if __name__ == "__main__":
    main()
