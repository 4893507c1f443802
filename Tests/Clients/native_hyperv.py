"""Hyper-V: configurations of machines and checkpoints, switches and virtual hard disks."""

import re
import xml.etree.ElementTree as ElementTree


def find(home, uuid):
    for path in sorted((home / "Virtual Machines").glob("*.xml")):
        root = ElementTree.parse(path).getroot()
        if setting(root, "BIOSGUID").strip("{}").lower() == uuid:
            return path, root
    return None, None


def identity(home, uuid):
    return find(home, uuid)[0].stem


def setting(root, name):
    return root.findtext(f"settings/Msvm_VirtualSystemSettingData/{name}") or ""


def resources(root, name, subtype):
    return [item for item in root.iter(name) if (item.findtext("ResourceSubType") or "").endswith(subtype)]


def machine(home, uuid):
    path, root = find(home, uuid)
    if path is None:
        return None
    drives = resources(root, "Msvm_ResourceAllocationSettingData", "DVD Drive")
    images = [file(item) for item in resources(root, "Msvm_StorageAllocationSettingData", "CD/DVD Disk")]
    return {
        "name": setting(root, "ElementName"),
        "power": {"2": "running", "3": "off", "6": "suspended", "9": "paused"}[root.findtext("properties/state")],
        "cpus": int(root.findtext(".//Msvm_ProcessorSettingData/VirtualQuantity")),
        "memory": int(root.findtext(".//Msvm_MemorySettingData/VirtualQuantity")),
        "notes": setting(root, "Notes"),
        "disks": sorted(capacity(home, file(item))
                        for item in resources(root, "Msvm_StorageAllocationSettingData", "Virtual Hard Disk")),
        "nics": sorted(nics(home, root)),
        "cdrom": None if not drives else re.split(r"[\\/]", images[0])[-1] if images else "",
        "snapshots": snapshots(home, path.stem),
    }


def file(item):
    return item.findtext("HostResource")


def capacity(home, windows_path):
    name = windows_path.rpartition("\\")[2]
    for path in home.rglob(name):
        return int(re.search(r"MaxInternalSize=(\d+)", path.read_text()).group(1))
    return None


def nics(home, root):
    switches = {item.findtext("Name"): item.findtext("ElementName")
                for item in ElementTree.parse(home / "switches.xml").getroot().iter("Msvm_VirtualEthernetSwitch")}
    for port in [*root.iter("Msvm_SyntheticEthernetPortSettingData"), *root.iter("Msvm_EmulatedEthernetPortSettingData")]:
        identity = port.findtext("InstanceID")
        mac = ":".join(re.findall("..", port.findtext("Address").lower()))
        network = None
        for connection in root.iter("Msvm_EthernetPortAllocationSettingData"):
            if connection.findtext("Parent/key[@name='InstanceID']") == identity:
                network = switches.get(connection.findtext("HostResource/key[@name='Name']"))
        yield mac, network


def snapshots(home, machine_id):
    found = {}
    for path in (home / "Snapshots").glob("*.xml"):
        root = ElementTree.parse(path).getroot()
        if root.findtext("properties/machine_id").upper() == machine_id.upper():
            found[setting(root, "InstanceID")] = root
    names = {identity: setting(root, "ElementName") for identity, root in found.items()}
    return {names[identity]: names.get(setting(root, "Parent/key[@name='InstanceID']"))
            for identity, root in found.items()}


def edit(home, uuid, **changes):
    from native import replace

    path, _ = find(home, uuid)
    text = path.read_text()
    if "notes" in changes:
        text = re.sub(r"\s*<Notes [^>]*>.*?</Notes>", "", text, flags=re.S)
        text = text.replace(
            "</ElementName>", f'</ElementName>\n      <Notes type="string" array="true">{changes["notes"]}</Notes>', 1)
    if "cpus" in changes:
        text = re.sub(
            r"(<Msvm_ProcessorSettingData>.*?<VirtualQuantity[^>]*>)\d+", rf"\g<1>{changes['cpus']}", text, flags=re.S)
    replace(path, text)


def template(home, uuid):
    return "dragoman.hyperv.template" in find(home, uuid)[0].read_text()
