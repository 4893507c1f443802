"""libvirt: domain XML, domstatus of what runs, saves, snapshots, storage pools and qcow2 headers."""

import re
import xml.etree.ElementTree as ElementTree


def find(home, uuid):
    for path in sorted((home / "qemu").glob("*.xml")):
        domain = ElementTree.parse(path).getroot()
        if domain.findtext("uuid") == uuid:
            return path, domain
    return None, None


def identity(home, uuid):
    return uuid


def machine(home, uuid):
    path, domain = find(home, uuid)
    if path is None:
        return None
    name = domain.findtext("name")
    disks = [disk for disk in domain.iter("disk") if disk.get("device", "disk") == "disk"]
    images = [disk.find("source") for disk in domain.iter("disk") if disk.get("device") == "cdrom"]
    return {
        "name": name,
        "power": power(home, name),
        "cpus": int(domain.find("vcpu").get("current", domain.findtext("vcpu"))),
        # What the guest has at present: a balloon may hold the rest.
        "memory": kibibytes(next(domain.iter("currentMemory"), domain.find("memory"))) // 1024,
        "notes": domain.findtext("description") or "",
        "disks": sorted(capacity(home, disk.find("source").get("file")) for disk in disks),
        "nics": sorted((nic.find("mac").get("address").lower(), nic.find("source").get("network"))
                       for nic in domain.iter("interface")),
        "cdrom": None if not images else images[0].get("file").rpartition("/")[2] if images[0] is not None else "",
        "snapshots": snapshots(home, name),
    }


def kibibytes(element):
    factors = {"b": 1 / 1024, "bytes": 1 / 1024, "KiB": 1, "k": 1, "MiB": 1024, "M": 1024, "GiB": 1 << 20, "G": 1 << 20}
    return int(int(element.text) * factors[element.get("unit", "KiB")])


def power(home, name):
    status = home / "run/qemu" / f"{name}.xml"
    if status.exists():
        return {"running": "running", "paused": "paused", "pmsuspended": "suspended"}.get(
            ElementTree.parse(status).getroot().get("state"), "unknown")
    return "suspended" if (home / "qemu/save" / f"{name}.save").exists() else "off"


def capacity(home, file):
    for path in sorted((home / "storage").glob("*.xml")):
        pool = ElementTree.parse(path).getroot()
        target = pool.findtext("target/path") + "/"
        if file.startswith(target):
            with open(home / "volumes" / pool.findtext("name") / file[len(target):], "rb") as image:
                header = image.read(32)
                if header[:4] == b"QFI\xfb":
                    return int.from_bytes(header[24:32], "big")
                return image.seek(0, 2)
    return None


def snapshots(home, name):
    found = [ElementTree.parse(path).getroot() for path in (home / "qemu/snapshot" / name).glob("*.xml")]
    return {snapshot.findtext("name"): snapshot.findtext("parent/name") for snapshot in found}


def edit(home, uuid, **changes):
    from native import replace

    path, domain = find(home, uuid)
    text = path.read_text()
    if "notes" in changes:
        text = re.sub(r"\s*<description>.*?</description>", "", text, flags=re.S)
        text = text.replace("</uuid>", f"</uuid>\n  <description>{changes['notes']}</description>", 1)
    if "cpus" in changes:
        text = re.sub(r"(<vcpu[^>]*>)\d+", rf"\g<1>{changes['cpus']}", text)
    replace(path, text)


def template(home, uuid):
    _, domain = find(home, uuid)
    return any(entry.get("key") == "template" and entry.text == "true"
               for entry in domain.iter("{urn:dragoman:metadata}entry"))
