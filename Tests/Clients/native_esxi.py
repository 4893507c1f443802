"""ESXi: vmInventory.xml, .vmx, .vmsd and disk descriptors."""

import re
import xml.etree.ElementTree as ElementTree


def dictionary(path):
    pairs = re.findall(r'^\s*([^#\s=]+)\s*=\s*"(.*)"\s*$', path.read_text(), re.M) if path.exists() else []
    return {key: re.sub(r"\|([0-9A-Fa-f]{2})", lambda match: chr(int(match[1], 16)), value) for key, value in pairs}


def files(home):
    inventory = ElementTree.parse(home / "etc/vmware/hostd/vmInventory.xml")
    return [home / entry.findtext("vmxCfgPath").lstrip("/") for entry in inventory.iter("ConfigEntry")]


def find(home, uuid):
    for path in files(home):
        entries = dictionary(path)
        if re.sub(r"[^0-9a-f]", "", entries.get("uuid.bios", "").lower()) == uuid.replace("-", ""):
            return path, entries
    return None, None


def identity(home, uuid):
    """The machine's number in the inventory."""
    path, _ = find(home, uuid)
    inventory = ElementTree.parse(home / "etc/vmware/hostd/vmInventory.xml")
    return next(entry.findtext("objID") for entry in inventory.iter("ConfigEntry")
                if home / entry.findtext("vmxCfgPath").lstrip("/") == path)


def machine(home, uuid):
    path, entries = find(home, uuid)
    if path is None:
        return None
    devices = [key[:-len(".present")] for key, value in entries.items() if key.endswith(".present") and value == "TRUE"]
    drives = [(entries.get(f"{device}.deviceType", "scsi-hardDisk"), entries.get(f"{device}.fileName", ""))
              for device in devices if re.fullmatch(r"(scsi|sata|ide|nvme)\d+:\d+", device)]
    images = [file for kind, file in drives if kind.startswith(("cdrom", "atapi"))]
    return {
        "name": entries["displayName"],
        "power": power(path, entries),
        "cpus": int(entries.get("numvcpus", 1)),
        "memory": int(entries["memsize"]),
        "notes": entries.get("annotation", ""),
        "disks": sorted(capacity(home, path, file) for kind, file in drives if kind.endswith("hardDisk")),
        "nics": sorted((entries.get(f"{device}.address", entries.get(f"{device}.generatedAddress", "")).lower(),
                        entries.get(f"{device}.networkName"))
                       for device in devices if device.startswith("ethernet")),
        "cdrom": None if not images else images[0].rpartition("/")[2] if images[0].endswith(".iso") else "",
        "snapshots": snapshots(path),
    }


def power(path, entries):
    if entries.get("checkpoint.vmState"):
        return "suspended"
    return "running" if list(path.parent.glob("*.vswp")) else "off"


def capacity(home, vmx, file):
    path = home / file.lstrip("/") if file.startswith("/") else vmx.parent / file
    return sum(int(sectors) * 512 for sectors in re.findall(r"^RW (\d+) ", path.read_text(), re.M))


def snapshots(vmx):
    entries = dictionary(vmx.with_suffix(".vmsd"))
    count = int(entries.get("snapshot.numSnapshots", 0))
    names = {entries[f"snapshot{index}.uid"]: entries[f"snapshot{index}.displayName"] for index in range(count)}
    return {name: names.get(entries.get(f"snapshot{index}.parent"))
            for index, name in enumerate(entries[f"snapshot{index}.displayName"] for index in range(count))}


def edit(home, uuid, **changes):
    from native import replace

    path, entries = find(home, uuid)
    keys = {"notes": "annotation", "cpus": "numvcpus", "name": "displayName"}
    text = path.read_text()
    for name, value in changes.items():
        line = f'{keys[name]} = "{value}"'
        text, found = re.subn(rf"^{keys[name]} = .*$", line, text, flags=re.M)
        text += "" if found else line + "\n"
    replace(path, text)


def template(home, uuid):
    return find(home, uuid)[0].suffix == ".vmtx"
