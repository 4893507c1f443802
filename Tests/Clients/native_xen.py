"""XAPI: state.db, tables of rows."""

import re
import xml.etree.ElementTree as ElementTree

NULL = "OpaqueRef:NULL"


def tables(home):
    root = ElementTree.parse(home / "state.db").getroot()
    return {table.get("name"): {row.get("ref"): columns(row) for row in table} for table in root.iter("table")}


def columns(row):
    """XAPI writes what XML would not keep in an attribute as %n, %r and %t."""
    special = {"n": "\n", "r": "\r", "t": "\t"}
    return {name: re.sub("%(.)", lambda match: special.get(match[1], match[1]), value) for name, value in row.attrib.items()}


def find(database, uuid):
    for ref, row in database["VM"].items():
        if row["uuid"] == uuid and row["is_a_snapshot"] == "false":
            return ref, row
    return None, None


def identity(home, uuid):
    return uuid


def machine(home, uuid):
    database = tables(home)
    ref, row = find(database, uuid)
    if ref is None:
        return None
    drives = [vbd for vbd in database["VBD"].values() if vbd["VM"] == ref]
    images = [vbd["VDI"] for vbd in drives if vbd["type"] == "CD"]
    return {
        "name": row["name__label"],
        "power": {"Halted": "off", "Running": "running", "Suspended": "suspended", "Paused": "paused"}[row["power_state"]],
        "cpus": int(row["VCPUs__at_startup"]),
        "memory": int(row["memory__dynamic_max"]) >> 20,
        "notes": row["name__description"],
        "disks": sorted(int(database["VDI"][vbd["VDI"]]["virtual_size"]) for vbd in drives if vbd["type"] == "Disk"),
        "nics": sorted((vif["MAC"].lower(), database["network"][vif["network"]]["name__label"])
                       for vif in database["VIF"].values() if vif["VM"] == ref),
        "cdrom": None if not images else "" if images[0] == NULL else database["VDI"][images[0]]["location"],
        "snapshots": snapshots(database, ref),
    }


def snapshots(database, ref):
    found = {key: row for key, row in database["VM"].items()
             if row["is_a_snapshot"] == "true" and row["snapshot_of"] == ref}
    return {row["name__label"]: found[row["parent"]]["name__label"] if row["parent"] in found else None
            for row in found.values()}


def edit(home, uuid, **changes):
    from native import replace

    path = home / "state.db"
    names = {"notes": ["name__description"], "cpus": ["VCPUs__at_startup", "VCPUs__max"], "name": ["name__label"]}

    def changed(match):
        row = match[0]
        if f' uuid="{uuid}"' in row:
            for name, value in changes.items():
                for column in names[name]:
                    row = re.sub(rf' {column}="[^"]*"', f' {column}="{value}"', row)
        return row

    replace(path, re.sub(r"<row [^>]*/>", changed, path.read_text()))


def template(home, uuid):
    return find(tables(home), uuid)[1]["is_a_template"] == "true"
