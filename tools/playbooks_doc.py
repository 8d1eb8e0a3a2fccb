# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the plays of the components into playbook site, between its marks, from the registry."""

import re
import sys
from pathlib import Path

from ansible_collections.gir.multidc.plugins.plugin_utils._components.registry import COMPONENTS

SITE = Path(__file__).resolve().parent.parent / "playbooks" / "site.yml"
MARKED = re.compile(r"(?m)^# components: begin (\w+) \(make docs\)\n(?:.*\n)*?# components: end\n")
FORM = """{note}- name: Configure the {title}
  hosts: {hosts}
  gather_facts: false
  tasks:
    - name: Configure the {title}
      ansible.builtin.include_role:
        name: gir.multidc.{role}
        tasks_from: {entry}
"""


def play(component):
    """One play; component roles have no handlers, so a role that is included runs as one of `roles` would."""
    note = f"# {component.order_note}\n" if component.order_note else ""
    return FORM.format(
        note=note,
        title=component.title,
        hosts=component.group or "localhost",
        role=component.role or component.name,
        entry=component.entry,
    )


def renewed(text):
    def plays(match):
        head = match.group(0).splitlines()[0]
        chosen = [component for component in COMPONENTS.values() if component.stage == match.group(1)]
        return head + "\n" + "\n".join(map(play, chosen)) + "# components: end\n"

    return MARKED.sub(plays, text)


def main():
    before = SITE.read_text(encoding="utf-8")
    after = renewed(before)
    if after != before:
        SITE.write_text(after, encoding="utf-8")
        print(f"{SITE.name}: the plays of the components were written anew")
    return 0


if __name__ == "__main__":
    sys.exit(main())
