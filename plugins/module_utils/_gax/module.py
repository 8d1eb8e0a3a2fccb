# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What all gax_* modules share, from options to results: private to this collection, may change at any time."""

from ansible.module_utils.basic import env_fallback
from ansible_collections.gir.multidc.plugins.module_utils._common.module import entries
from ansible_collections.gir.multidc.plugins.module_utils._common.secret_options import SECRET_KEYS, pattern_problems
from ansible_collections.gir.multidc.plugins.module_utils._gax.client import CLEAR, OBFUSCATED, GaxClient
from ansible_collections.gir.multidc.plugins.module_utils._http import shell

# The options by which the modules name an object.
IDENTITY = {
    "type": {"type": "str", "required": True},
    "name": {"type": "str", "required": True},
    "folder": {"type": "str"},
    "tenant": {"type": "str"},
    "switch": {"type": "str"},
}
PARTS = {"options": {"type": "dict", "no_log": True}, "annex": {"type": "dict", "no_log": True}}


def objects(**options):
    """The option `objects`: a list of objects by their names, each with these options."""
    return {"objects": entries(**dict(IDENTITY, **options))}


class Run(shell.Run):
    """One run of a gax_* module (fragment `_gax`)."""

    product = server = "GAX"
    environment = "GIR_GAX"
    options = dict(
        SECRET_KEYS,
        password_form={
            "type": "str",
            "choices": [CLEAR, OBFUSCATED],
            "default": CLEAR,
            "no_log": False,
            "fallback": (env_fallback, ["GIR_GAX_PASSWORD_FORM"]),
        },
        ready_timeout={"type": "int", "default": 60, "fallback": (env_fallback, ["GIR_GAX_READY_TIMEOUT"])},
    )

    def problems(self):
        found = pattern_problems(self.params)
        seconds = self.params["ready_timeout"]
        if not 0 <= seconds <= 3600:
            found.insert(0, "ready_timeout is %d; it must be between 0 and 3600 seconds." % seconds)
        return found

    def connect(self):
        params = self.params
        names = ("password_form", "timeout", "retries", "ready_timeout")
        further = {name: params[name] for name in names}
        account = (params["url_username"], params["url_password"])
        return GaxClient(params["url"], *account, tls=self.tls, check_mode=self.check_mode, **further)


def change(function, options, problems=None):
    """A module that brings about what its options say."""
    shell.start(Run, function, options, problems)


def read(function, options, problems=None):
    """A module that only reads."""
    shell.start(Run, function, options, problems, writes=False)
