#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: config_bundle_restore
version_added: 0.1.0
short_description: Put the configuration files of a host back as config_bundle found them
description:
  - Puts back what M(gir.multidc.config_bundle) kept in its O(gir.multidc.config_bundle#module:backup_directory), every
    file or none, with owner and mode. Files that did not exist are removed. Directories that were made stay.
  - A change that no service has taken up yet is undone; with none, the change before it. With O(generation=first) the
    files come back that stood there before the first change.
  - The next M(gir.multidc.gated_service) makes the service take up what was put back.
options:
  backup_directory:
    description: The O(gir.multidc.config_bundle#module:backup_directory) of the files.
    type: path
    required: true
  root:
    description: Prefix for every path on the host, as it was given to M(gir.multidc.config_bundle).
    type: str
    default: ""
  generation:
    description:
      - V(last) undoes the last change.
      - V(first) puts back every file as it was found first, which stays kept. Where a service takes the files up, the
        present ones are kept as the way back until it has.
    type: str
    choices: [last, first]
    default: last
  protected_change:
    description:
      - Accept that files come back with another key than the present one, when it is one of those that
        O(gir.multidc.config_bundle#module:files[].protected) names. What was encrypted with the present key can then no
        longer be read.
      - A change that no service has taken up is undone without it.
    type: bool
    default: false
attributes:
  diff_mode:
    support: full
    details: Of contents only fingerprints are shown.
extends_documentation_fragment: [gir.multidc._attributes.writes]
author: Contributors to the gir.multidc project (@gir-multidc)
seealso:
  - module: gir.multidc.config_bundle
  - module: gir.multidc.gated_service
"""

EXAMPLES = r"""
- name: Undo the last change of RWS
  gir.multidc.config_bundle_restore:
    backup_directory: /var/lib/gir_multidc/rws
  register: undone

- name: Leave the files of RWS as they were before this collection came
  gir.multidc.config_bundle_restore:
    backup_directory: /var/lib/gir_multidc/rws
    generation: first

- name: Run RWS with it
  gir.multidc.gated_service:
    name: gir-rws
    changed: "{{ undone is changed }}"
    backup_directory: /var/lib/gir_multidc/rws
"""

RETURN = r"""
files: {description: Each file as M(gir.multidc.config_bundle) has it., returned: success, type: list, elements: dict}
"""

from ansible_collections.gir.multidc.plugins.module_utils._bundle import report, restore
from ansible_collections.gir.multidc.plugins.module_utils._common.module import Module
from ansible_collections.gir.multidc.plugins.module_utils._common.redact import Redactor
from ansible_collections.gir.multidc.plugins.module_utils._common.shell import run


def put_back(module):
    root = module.params["root"]
    backup = restore.open_backup(module.params["backup_directory"], root)
    plan = restore.put_back(module, backup, root, module.params["generation"], module.params["protected_change"])
    for warning in plan.warnings:
        module.warn(warning)
    result = {"changed": plan.changed, "files": [item.result() for item in plan.files + plan.removals]}
    if module._diff:
        result["diff"] = report.differences(plan, Redactor([], fingerprints=True))
    return result


def main():
    options = {
        "backup_directory": {"type": "path", "required": True},
        "root": {"type": "str", "default": ""},
        "generation": {"type": "str", "choices": ["last", "first"], "default": "last"},
        "protected_change": {"type": "bool", "default": False},
    }
    run(Module(options), put_back)


if __name__ == "__main__":
    main()
