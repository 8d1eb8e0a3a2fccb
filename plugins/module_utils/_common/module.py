# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""AnsibleModule whose failures show no secret: private to this collection, may change at any time."""

import copy
from typing import Any, Dict

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.gir.multidc.plugins.module_utils._common.values import SECRETS


def entries(**options: Any) -> Dict[str, Any]:
    """The description of an option that is a list of mappings, each with these options."""
    return {"type": "list", "elements": "dict", "required": True, "options": options}


class Module(AnsibleModule):
    """ansible-core stops collecting secret values at the first malformed option, and then prints all the others."""

    read_all_options = False
    given = None

    def __init__(self, argument_spec, **rules):
        super().__init__(argument_spec=argument_spec, supports_check_mode=True, **rules)
        self.read_all_options = True

    def _load_params(self):
        super()._load_params()
        # What was given, before an option of the wrong shape is emptied.
        self.given = copy.deepcopy(self.params)

    def fail_json(self, *args, **kwargs):
        if not self.read_all_options:
            self.no_log_values.update(secrets(self.argument_spec, self.given))
            self.no_log_values.update(text for text in SECRETS.texts(self.given) if text)
        super().fail_json(*args, **kwargs)


def secrets(spec, values):
    """The text of every value whose option is no_log, whatever the shape of the others."""
    found = set()
    if isinstance(values, list):
        for entry in values:
            found |= secrets(spec, entry)
    elif isinstance(values, dict):
        for name, option in spec.items():
            if option.get("no_log"):
                found |= set(texts_of(values.get(name)))
            elif option.get("options"):
                found |= secrets(option["options"], values.get(name))
    return found


def texts_of(value):
    """Every text in a value, as ansible-core hides it."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [text for member in value for text in texts_of(member)]
    return [] if value is None or isinstance(value, bool) or value == "" else [str(value)]
