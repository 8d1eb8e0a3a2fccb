# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes into README.md which ansible-core manages hosts with which Python, and what the records show of it."""

from gatekit.record import load
from gatekit.registry import CORES
from tested_doc import table
from writing import REPOSITORY, write_parts

# The oldest Python that each ansible-core takes on the controller and on managed hosts (_PY_MIN of its modules).
OLDEST = {"2.16": ("3.10", "3.6"), "2.18": ("3.11", "3.8"), "2.19": ("3.11", "3.8"), "2.20": ("3.12", "3.9"),
          "2.21": ("3.12", "3.9")}  # fmt: skip
OF_CORE = ("demo-{}", "lab-{}", "units-{}")
HEAD = ("ansible-core", "Python of the controller", "Python of managed hosts", "run on hosts with Python",
        "last recorded run")  # fmt: skip


def row(core, record):
    """What one ansible-core takes, and what was run with it. A failed gate is no support, and is named."""
    controller, hosts = OLDEST[core]
    gates = [gate.format(core) for gate in OF_CORE]
    failed = [gate for gate in gates if record.get(gate, {}).get("outcome", "PASS") != "PASS"]
    kept = [record[gate] for gate in gates if gate in record]
    pythons = next((one["managed_pythons"] for one in kept if "managed_pythons" in one), [])
    versions = sorted({one["ansible_core"] for one in kept if "ansible_core" in one})
    when = f"{min(one['date'] for one in kept)}, ansible-core {', '.join(versions)}" if kept else "none"
    return (
        core, f"{controller} or later", f"{hosts} or later", ", ".join(pythons) or "none",
        f"{when}; not passed: {', '.join(failed)}" if failed else when,
    )  # fmt: skip


def support(record):
    """The table of what is supported."""
    return table(HEAD, [row(core, record) for core in CORES])


def main():
    write_parts(REPOSITORY / "README.md", {"support": lambda: support(load())})


if __name__ == "__main__":
    main()
