"""A table of virsh commands with what is expected of them, and what became of them in one virsh that ran all of them.

A line of the table is a command; lines below it that are indented say what is expected:
    says REGEX              what it prints, if not just anything
    refused [HOSTS] REGEX   what the refusal says, on these hosts or on all
    because REASON          of the refusal above
A heading is in brackets; $name stands for a value of the host's. Without "refused" a command has to pass.
"""

import re
import string
import subprocess
from dataclasses import dataclass, field

from libvirtclient import ENVIRONMENT

PASSED, REFUSED, FAILED = "passed", "refused", "failed"


@dataclass
class Refusal:
    hosts: list
    said: str
    reason: str = ""


@dataclass
class Command:
    heading: str
    text: str
    says: str = None
    refusals: list = field(default_factory=list)

    def refusal(self, host):
        return next((one for one in self.refusals if not one.hosts or host in one.hosts), None)

    @property
    def name(self):
        return self.text.split()[0]


@dataclass
class Outcome:
    word: str
    said: str


def entries(file):
    """What a table has: heading, command, and the first word and the rest of each line below it."""
    found, heading = [], ""
    for line in file.read_text().splitlines():
        if line.startswith("["):
            heading = line.strip("[]")
        elif line.startswith(" "):
            word, _, rest = line.strip().partition(" ")
            found[-1][2].append((word, rest))
        elif line and not line.startswith("#"):
            found.append((heading, line, []))
    return found


def read(file, hosts):
    """The commands of a table."""
    commands = []
    for heading, text, details in entries(file):
        command = Command(heading, text)
        for word, rest in details:
            if word == "says":
                command.says = rest
            elif word == "refused":
                first, _, others = rest.partition(" ")
                named = [one for one in first.split(",") if one in hosts]
                command.refusals.append(Refusal(named, others if named else rest))
            elif word == "because":
                command.refusals[-1].reason = rest
            else:
                raise ValueError(f"{file.name}: {word}")
        commands.append(command)
    return commands


def run(uri, texts, timeout=120):
    """What each of the commands said, on both of its outputs."""
    # With -q, echo ends no line.
    script = " ".join(f"echo '[[{number}]]'; {text};" for number, text in enumerate(texts))
    ended = subprocess.run(
        ["virsh", "-q", "-c", uri, script], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        errors="replace", stdin=subprocess.DEVNULL, timeout=timeout, env={**ENVIRONMENT, "EDITOR": "true", "VISUAL": "true"})
    pieces = re.split(r"\[\[(\d+)\]\]", ended.stdout)
    said = dict(zip(map(int, pieces[1::2]), pieces[2::2]))
    assert list(said) == list(range(len(texts))), f"virsh ended after {len(said)} commands of {len(texts)}: {ended.stdout[-500:]}"
    return list(said.values())


def outcome(command, host, said, values):
    """Whether what a command said is what the table expects of it."""
    complaints = re.findall(r"(?m)^error: (.*)$", said)
    refusal = command.refusal(host)
    if refusal is not None:
        as_documented = complaints and re.search(filled(refusal.said, values, re.escape), said)
        return Outcome(REFUSED if as_documented else FAILED, said)
    fits = command.says is None or re.search(filled(command.says, values, re.escape), said)
    return Outcome(PASSED if fits and not complaints else FAILED, said)


def filled(text, values, change=str):
    return string.Template(text).safe_substitute({name: change(value) for name, value in values.items()})


def report(table, outcomes):
    """A line for each command, and how many there are of each outcome."""
    width = max(len(command.text) for command in table)
    lines = [f"{'':{width}}  " + "  ".join(f"{host:8}" for host in outcomes)]
    for number, command in enumerate(table):
        lines.append(f"{command.text:{width}}  " + "  ".join(f"{one[number].word:8}" for one in outcomes.values()))
    for host, found in outcomes.items():
        counts = ", ".join(f"{sum(one.word == word for one in found)} {word}" for word in (PASSED, REFUSED, FAILED))
        lines.append(f"{host}: {counts}")
    return "\n".join(lines)


def document(table, hosts):
    """The table in Markdown."""
    lines = [
        "# virsh, command by command", "",
        "Each command of Debian's `virsh` 9.0, unmodified, on machines of each platform, in this order. *passed*: it was done, and said",
        "what it should; *refused*: with an error of libvirt's own, for the reason at the end. `Tests/Clients/tables/virsh.txt` is the",
        "table, which a test runs and writes this page from.", ""]
    heading = None
    for command in table:
        if command.heading != heading:
            heading = command.heading
            lines += ["", f"## {heading}", "", f"| command | {' | '.join(hosts)} | reason |", "|---" * (len(hosts) + 2) + "|"]
        words = [REFUSED if command.refusal(host) else PASSED for host in hosts]
        reasons = dict.fromkeys(refusal.reason for refusal in command.refusals)
        text = command.text.replace("|", "\\|")
        lines.append(f"| `{text}` | {' | '.join(words)} | {' '.join(reasons)} |")
    return "\n".join(lines) + "\n"
