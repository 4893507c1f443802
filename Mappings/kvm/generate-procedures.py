#!/usr/bin/env python3
"""Print procedures.txt, the table of libvirt's procedures, from the published descriptions of its wire.

Usage: python generate-procedures.py DIRECTORY > procedures.new

DIRECTORY is the folder src of libvirt's sources (in Debian: apt-get source libvirt). Its files remote/remote_protocol.x,
remote/qemu_protocol.x and rpc/virkeepaliveprotocol.x are read. A string is taken for a document by the name of its field.
"""
import pathlib
import re
import sys

TABLE = pathlib.Path(__file__).with_name("procedures.txt")
FILES = [("remote", "remote/remote_protocol.x"), ("qemu", "remote/qemu_protocol.x"),
         ("keepalive", "rpc/virkeepaliveprotocol.x")]
# Lengths that libvirt's public headers define (libvirt-host.h, libvirt.h).
CONSTANTS = {"VIR_UUID_BUFLEN": 16, "VIR_SECURITY_MODEL_BUFLEN": 257, "VIR_SECURITY_LABEL_BUFLEN": 4097,
             "VIR_SECURITY_DOI_BUFLEN": 257}
WORDS = {"int": "int", "unsigned int": "uint", "unsigned": "uint", "hyper": "hyper", "unsigned hyper": "uhyper",
         "double": "double", "bool": "bool", "char": "char", "unsigned char": "uchar", "short": "short",
         "unsigned short": "ushort", "opaque": "opaque", "remote_nonnull_string": "string", "remote_uuid": "uuid",
         "remote_typed_param_value": "value"}
DOCUMENTS = {"xml", "xml_desc", "xmlCPU", "xmlin", "dxml", "dom_xml", "destxml", "backup_xml", "checkpoint_xml", "capabilities",
             "metadata", "sysinfo"}
KEPT = {"XML", "PM"}


def camel(name):
    """DOMAIN_DEFINE_XML_FLAGS as domainDefineXMLFlags."""
    first, *rest = name.split("_")
    return first.lower() + "".join(word if word in KEPT else word.capitalize() for word in rest)


class Description:
    """What one file says."""

    def __init__(self, text, others=None):
        self.structures = dict(others.structures) if others else {}
        self.own = []
        self.optional = dict(others.optional) if others else {"remote_string": "string"}
        self.constants = dict(others.constants if others else CONSTANTS)
        self.streams = {proc: kind.removesuffix("stream") for kind, proc in
                        re.findall(r"@(readstream|writestream): \d+(?:(?!\*/).)*\*/\s*(\w+) =", text, re.S)}
        text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
        for name, value in re.findall(r"const (\w+)\s*=\s*(\w+);", text):
            self.constants[name] = self.number(value)
        for target, name in re.findall(r"typedef (\w+) \*(\w+);", text):
            self.optional[name] = WORDS.get(target) or self.structure_name(target)
        self.enums = set(re.findall(r"enum (\w+) \{", text))
        for name, body in re.findall(r"struct (\w+) \{(.*?)\n\};", text, re.S):
            self.structures[name] = [self.field(line) for line in body.split(";") if line.strip()]
            self.own.append(name)
        body = re.search(r"enum \w+_procedure \{(.*?)\};", text, re.S).group(1)
        self.procedures = [(name, int(number)) for name, number in re.findall(r"(\w+) = (\d+)", body)]
        self.program = next(value for name, value in self.constants.items() if name.endswith("_PROGRAM") and name + " " in text)
        self.version = next(value for name, value in self.constants.items() if name.endswith("_PROTOCOL_VERSION"))

    def number(self, text):
        return self.constants[text] if text in self.constants else int(text, 0)

    @staticmethod
    def structure_name(name):
        return camel(re.sub(r"^remote_(nonnull_)?", "", name).upper()).replace("XML", "Xml")

    def field(self, line):
        line = " ".join(line.split())
        kind, star, name, bound = re.fullmatch(r"(.+?) ?(\*?)(\w+)([<\[]\w*[>\]])?", line).groups()
        kind = kind.removeprefix("struct ").strip()
        suffix = "?" if star else ""
        if kind in self.optional:
            kind, suffix = self.optional[kind], "?"
        elif kind in WORDS:
            kind = WORDS[kind]
        elif kind in self.enums:
            kind = "int"
        else:
            kind = self.structure_name(kind)
        if kind == "string" and name in DOCUMENTS:
            kind = "xml"
        if bound:
            suffix += bound[0] + (str(self.number(bound[1:-1])) if len(bound) > 2 else "") + bound[-1]
        return f"{name}:{kind}{suffix}"


def lines(program, description):
    yield f"program\t{program}\t{description.program:#x}\t{description.version}"
    used = set()
    rows = []
    for name, number in description.procedures:
        prefix, constant = re.fullmatch(r"(REMOTE|QEMU|KEEPALIVE)_PROC_(\w+)", name).groups()
        stem = f"{prefix.lower()}_{constant.lower()}"
        used |= {stem + "_args", stem + "_ret", stem + "_msg"}
        if stem + "_msg" in description.structures or program == "keepalive":
            rows.append(["event", str(number), camel(constant), *description.structures.get(stem + "_msg", [])])
            continue
        rows.append(["call", str(number), camel(constant), description.streams.get(name, "-"),
                     *description.structures.get(stem + "_args", []), "->", *description.structures.get(stem + "_ret", [])])
    kinds = {re.match(r"\w+:(\w+)", field).group(1) for fields in description.structures.values() for field in fields}
    for name in description.own:
        if name not in used or description.structure_name(name) in kinds:
            # What an object is known by is written as attributes.
            kind = "identity" if name.startswith("remote_nonnull_") else "structure"
            yield "\t".join([kind, description.structure_name(name), *description.structures[name]])
    for row in rows:
        yield "\t".join(row)


def main():
    folder = pathlib.Path(sys.argv[1])
    for line in TABLE.read_text().splitlines() if TABLE.exists() else []:
        if line.startswith("#"):
            print(line)
    remote = None
    for program, file in FILES:
        description = Description((folder / file).read_text(), remote)
        remote = remote or description
        for line in lines(program, description):
            print(line)


main()
