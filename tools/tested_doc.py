# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes docs/tested.md from the record of the gates' runs: what was tested, on what, and what never was."""

from gatekit.record import load
from gatekit.registry import GATES
from writing import REPOSITORY, write

DOCUMENT = REPOSITORY / "docs" / "tested.md"
# Paragraphs, which Markdown has on one line each.
INTRODUCTION = (
    "This page is written by `make record` from the runs of the gates (`tests/tested.json`); nobody edits it. "
    "Each gate shows its last recorded run, whatever became of it. ansible-core and Python are those of the gate's "
    "environment. A + behind the revision: with changes that were not committed."
)
NEVER = (
    "## What was never run",
    "- **The vendor's products.** Configuration Server, GAX, RWS, RCS, MCP, Muxer and the processors cannot be had: "
    "[stand-ins](stand-ins.md) that behave as the public documentation says take their place, in the demo and in the "
    "laboratory. What the documentation does not say, no test knows.",
    "- **RHEL and its relatives.** The variables and templates of RHEL layouts are unit-tested; nothing was ever run "
    "on RHEL.",
    "- **Windows.** Screen Recording Service and Workspace Desktop Edition run on the agents' machines: their settings "
    "are rendered and compared, and no client ever read them. Services of [SpeechMiner](speechminer.md), WinRM, PSRP "
    "and the modules of `ansible.windows` were never run: a module and a connection of these names take their place.",
    "- **Other releases of Debian, other architectures, SELinux.**",
)
WORDS = {"PASS": "passed", "FAIL": "**failed**", "NOT RUN": "**not run**"}
UNKNOWN = "**no record**"


def cell(text):
    """Text that cannot end a cell of a table."""
    return str(text).replace("|", "\\|").replace("\n", " ")


def table(head, rows):
    """A table of Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(cell, line))} |" for line in lines)


def outcome(kept):
    """How a gate ended, with the reason, and with what it left out."""
    if not kept:
        return UNKNOWN
    said = WORDS[kept["outcome"]] + (f": {kept['reason']}" if kept.get("reason") else "")
    left_out = kept.get("parts_not_run", ())
    return "; ".join([said, *(f"**not run**: {part}" for part in left_out)])


def row(gate, kept):
    """One gate."""
    when = f"{kept['date']}, {kept['seconds']} s" if kept else ""
    return [
        f"`{gate.name}`", gate.about, outcome(kept), kept.get("ansible_core", ""), kept.get("python", ""),
        ", ".join(kept.get("managed_pythons", ())), when, kept.get("revision", ""),
    ]


def summary(gates, record):
    """How many gates ended how."""
    states = [record[gate.name]["outcome"] if gate.name in record else None for gate in gates]
    counts = [f"{states.count(state)} {word.strip('*')}" for state, word in [*WORDS.items(), (None, UNKNOWN)]]
    return f"Of {len(gates)} gates: {', '.join(counts)}."


def laboratories(gates, record):
    """What the hosts of the laboratory were made of; gates that were run on the same are told together."""
    groups = {}
    for gate in gates:
        versions = record.get(gate.name, {}).get("laboratory")
        if versions:
            groups.setdefault(tuple(sorted(versions.items())), []).append(f"`{gate.name}`")
    if not groups:
        return "No run in the laboratory is recorded."
    return "\n\n".join(f"{', '.join(names)}:\n\n{table(['', 'version'], parts)}" for parts, names in groups.items())


def page(gates, record):
    """The whole document."""
    columns = ["gate", "what", "outcome", "ansible-core", "Python", "Python of hosts", "when", "revision"]
    parts = [
        "# What was tested, on what", INTRODUCTION, summary(gates, record),
        "## Gates", table(columns, [row(gate, record.get(gate.name, {})) for gate in gates]),
        "## Hosts of the laboratory", laboratories(gates, record),
        NEVER[0], "\n".join(NEVER[1:]),
    ]
    return "\n\n".join(parts) + "\n"


def main():
    """Write the page."""
    write(DOCUMENT, page(GATES, load()))


if __name__ == "__main__":
    main()
