# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""AnsibleModule whose failures show no secret: private to this collection, may change at any time."""

import copy
import json
from typing import Any, Dict, List, Optional

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.gir.multidc.plugins.module_utils._common.known_texts import (
    SHORTEST,
    is_long_enough,
    is_unmistakable,
)
from ansible_collections.gir.multidc.plugins.module_utils._common.redact import Redactor
from ansible_collections.gir.multidc.plugins.module_utils._common.secret_options import (
    disguised,
    redactor_of,
    secret_texts,
    shown,
    without_strange_keys,
)


def entries(**options: Any) -> Dict[str, Any]:
    """The description of an option that is a list of mappings, each with these options."""
    return {"type": "list", "elements": "dict", "required": True, "options": options}


class Module(AnsibleModule):
    """Hides secret options in their place, and their texts where these cannot stand by chance."""

    read_all_options = False
    given = None

    def __init__(self, argument_spec, **rules):
        super().__init__(argument_spec=argument_spec, supports_check_mode=True, **rules)
        self.read_all_options = True
        found = list(secret_texts(self.argument_spec, self.params, redactor_of(self.params)))
        self.no_log_values = {text for _option, text in found}
        self._warn_of_short({option for option, text in found if not is_long_enough(text)})

    def _load_params(self):
        super()._load_params()
        # What was given, before an option of the wrong shape is emptied.
        self.given = copy.deepcopy(self.params)

    def _warn_of_short(self, options):
        if options:
            text = "%s: shorter than %d characters, so whatever a server says is withheld where that stands in it."
            self.warn(text % (", ".join(sorted(options)), SHORTEST))

    def fail_json(self, msg, **result):
        if not self.read_all_options:
            # ansible-core stops collecting secret values at the first malformed option, and then prints all the others.
            redactor = redactor_of(self.given)
            found = [text for _option, text in secret_texts(self.argument_spec, self.given, redactor)]
            found += redactor.secrets(self.given)
            self.no_log_values.update(found)
            msg = self._malformed(str(msg), redactor, found)
        super().fail_json(msg, **result)

    def _malformed(self, msg: str, redactor: Redactor, found: List[str]) -> str:
        """What ansible-core says of malformed options: whole where it says the same with any other secrets."""
        known = without_strange_keys(self.argument_spec, self.given)
        if known != self.given:
            msg = self._verdict(known) or msg
        other = self._verdict(disguised(self.argument_spec, known, set(found), redactor))
        if msg == other:
            return msg
        said = Redactor()
        said.hear(found)
        return other or said.scrub(msg)

    def _verdict(self, given: Any) -> Optional[str]:
        """What ansible-core says of these options."""
        options = {name: value for name, value in (given or {}).items() if not name.startswith("_ansible_")}
        found = self.validator.validate(options).errors
        text = found.msg if found else None
        if text is not None and type(found[0]).__name__ == "UnsupportedError":
            text = "Unsupported parameters for (%s) module: %s" % (self._name, text)
        return text

    def _return_formatted(self, kwargs):
        options = shown(self.argument_spec, without_strange_keys(self.argument_spec, self.params))
        kwargs.setdefault("invocation", {"module_args": options})
        # What stands openly in the task would be cut out of what it answers.
        openly = json.dumps(options, default=str)
        self.no_log_values = {text for text in self.no_log_values if is_unmistakable(text) and text not in openly}
        super()._return_formatted(kwargs)
