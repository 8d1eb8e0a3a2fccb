# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes from the registry the plays of playbook site, the table in docs/site.md, and the files of playbook adopt."""

import re

from ansible_collections.gir.multidc.plugins.plugin_utils._components.component import KEYSTORES
from ansible_collections.gir.multidc.plugins.plugin_utils._components.registry import COMPONENTS, SURFACES
from ansible_collections.gir.multidc.plugins.plugin_utils._variables.tags import tags_of
from tested_doc import table
from writing import REPOSITORY, write, write_parts

PLAYBOOKS = REPOSITORY / "playbooks"
MARKED = re.compile(r"(?m)^# components: begin (\w+) \(make docs\)\n(?:.*\n)*?# components: end\n")
MARKED_FILES = re.compile(r"(?m)^        # files: begin \(make docs\)\n(?:.*\n)*?        # files: end\n")
FORM = """{note}- name: Configure the {title}
  hosts: {hosts}
  gather_facts: false
  tasks:
    - name: Check that this run still has the lock
      ansible.builtin.import_tasks:
        file: tasks/keep_lock.yml
      tags: "{{{{ '{tags}'.split() | difference(ansible_skip_tags) }}}}"
    - name: Configure the {title}
{block}      block:
        - name: Configure the {title}
          ansible.builtin.import_role:
            name: gir.multidc.{role}
            tasks_from: {entry}
            rolespec_validate: false
      rescue:
        - name: Keep why the {title} is not done
          ansible.builtin.import_tasks:
            file: tasks/keep_refusal.yml
          vars:
            __site_surface: {name}
"""
ON_HOSTS = "\"{{{{ hostvars | default({{}}) | gir.multidc.site_hosts(groups, ['{name}'], '{group}') }}}}\""
# One that stands for the controller may be a host of the group that has nothing to do.
OF_GROUP = "      when: inventory_hostname in __gir_todo['{name}'] | default([])\n"
ON_CONTROLLER = "      delegate_to: localhost\n      become: false\n"
OF_CONTROLLER = "            __site_host: localhost\n"


def play(component):
    """One play; component roles have no handlers, so a role that is included runs as one of `roles` would."""
    group = component.group
    form = FORM if group else FORM + OF_CONTROLLER
    return form.format(
        note=f"# {component.order_note}\n" if component.order_note else "",
        title=component.title,
        hosts=ON_HOSTS.format(name=component.name, group=":".join(component.groups) or "localhost"),
        block=OF_GROUP.format(name=component.name) if group else ON_CONTROLLER,
        role=component.role or component.name,
        entry=component.entry,
        name=component.name,
        tags=" ".join(tags_of(component)),
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


def surfaces():
    """What site does, in its order, and what each surface needs."""
    rows = []
    for name, title in SURFACES.items():
        component = COMPONENTS.get(name)
        groups = component.groups if component else ()
        where = f"each host of {', '.join(f'`{group}`' for group in groups)}" if groups else "the controller"
        needs = ", ".join(f"`{need}`" for need in (component.needs if component else ()))
        rows.append((f"`{name}`", title if name != KEYSTORES else f"guard of the {title}", where, needs))
    return table(("surface", "what", "on", "needs"), rows)


def main():
    for path, renew in (
        (PLAYBOOKS / "site.yml", renewed),
        (PLAYBOOKS / "adopt.yml", lambda text: MARKED_FILES.sub(lambda _: files(), text)),
    ):
        write(path, renew(path.read_text(encoding="utf-8")))
    write_parts(REPOSITORY / "docs" / "site.md", {"surfaces": surfaces})


if __name__ == "__main__":
    main()
