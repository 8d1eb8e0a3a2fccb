# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The checks of drift as tasks that anybody would write, in check mode. What they compare with is known beforehand."""

ALL = "{{ lookup('ansible.builtin.file', '%s/' ~ inventory_hostname ~ '.json') | from_json }}"
OF = "{{ d.components | map(attribute='%s') | flatten | list }}"
GIVEN = "{{ d.components | map(attribute='%s') | select | list }}"


def _task(name, module, arguments, items, what="path"):
    return {
        "name": name, module: arguments, "loop": items,
        "loop_control": {"loop_var": "__one", "label": "{{ __one.%s }}" % what},
    }  # fmt: skip


def plays(requests):
    """A play for all hosts. `requests`: a directory with what each host is asked by drift, as JSON."""
    meta = {name: "{{ __one.%s | default(omit, true) }}" % name for name in ("owner", "group", "mode")}
    tasks = [
        _task("Directories", "ansible.builtin.file", {"path": "{{ __one.path }}", "state": "directory", **meta},
              OF % "directories"),
        _task("Files", "ansible.builtin.copy",
              {"dest": "{{ __one.path }}", "content": "{{ __one.content | default('') }}", **meta}, OF % "files"),
        _task("Links", "ansible.builtin.stat", {"path": "{{ __one.path }}"}, OF % "links"),
        _task("Versions", "ansible.builtin.slurp", {"src": "{{ __one.install_path }}/.gir_multidc_installed.json"},
              GIVEN % "package", "install_path"),
        _task("Services", "ansible.builtin.systemd_service",
              {"name": "{{ __one.name }}", "state": "{{ __one.state }}", "enabled": True}, GIVEN % "service", "name"),
        {"name": "Drop-ins", "ansible.builtin.find": {
            "paths": "{{ d.components | map(attribute='service') | select | map(attribute='name') | "
                     "map('regex_replace', '^(.*)$', '/etc/systemd/system/\\\\1.service.d') | list }}"}},
        {"name": "Copies beside files", "ansible.builtin.find": {
            "paths": "{{ d.components | map(attribute='files') | flatten | map(attribute='path') | map('dirname') | "
                     "unique | list }}", "patterns": "*.bak,*~,*.old,*.orig"}},
        {"name": "The ledger", "ansible.builtin.slurp": {"src": "/etc/ansible/facts.d/gir_multidc.fact"},
         "when": "d.ledger is truthy", "failed_when": False},
    ]  # fmt: skip
    return [{"hosts": "gir", "gather_facts": False, "vars": {"d": ALL % requests}, "tasks": tasks}]
