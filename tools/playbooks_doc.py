# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the plays of the components into playbook site, and their files into playbook adopt, from the registry."""

import re

from ansible_collections.gir.multidc.plugins.plugin_utils._components.registry import COMPONENTS
from writing import REPOSITORY, write

PLAYBOOKS = REPOSITORY / "playbooks"
MARKED = re.compile(r"(?m)^# components: begin (\w+) \(make docs\)\n(?:.*\n)*?# components: end\n")
MARKED_FILES = re.compile(r"(?m)^        # files: begin \(make docs\)\n(?:.*\n)*?        # files: end\n")
FORM = """{note}- name: Configure the {title}
  hosts: {hosts}
  gather_facts: false
  tasks:
    - name: Configure the {title}
      ansible.builtin.import_role:
        name: gir.multidc.{role}
        tasks_from: {entry}
        rolespec_validate: false
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


def files():
    """Where the options of the components stand on a host, as variables of the play that reads them."""
    directories, paths = [], []
    for component in COMPONENTS.values():
        name, known = component.name, component.variables
        if not component.table.FILES:
            continue
        below = known[f"{name}_install_path"].default.rpartition("}}")[2]
        usual = f"{{{{ {name}_install_path | default(__adoption_install_root ~ '{below}', true) }}}}"
        directories.append(f'{name}: "{usual}"')
        candidates = [f"{{{{ __adoption_directories.{name} }}}}/{file}" for file in component.table.FILES]
        if f"{name}_settings_path" in known:
            first = f"__adoption_directories.{name} ~ '/{next(iter(component.table.FILES))}'"
            candidates[0] = f"{{{{ {name}_settings_path | default({first}, true) }}}}"
        paths += [f'- path: "{candidate}"' for candidate in candidates]
    lines = ["# files: begin (make docs)", "__adoption_directories:", *(f"  {line}" for line in directories)]
    lines += ["__adoption_options:", *(f"  {line}" for line in paths), "# files: end"]
    return "".join(f"        {line}\n" for line in lines)


def main():
    for name, renew in (("site.yml", renewed), ("adopt.yml", lambda text: MARKED_FILES.sub(lambda _: files(), text))):
        path = PLAYBOOKS / name
        write(path, renew(path.read_text(encoding="utf-8")))


if __name__ == "__main__":
    main()
