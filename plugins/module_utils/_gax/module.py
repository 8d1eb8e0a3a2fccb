# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What all gax_* modules share, from options to results: private to this collection, may change at any time."""

import re

from ansible.module_utils.basic import env_fallback
from ansible_collections.gir.multidc.plugins.module_utils._common.module import texts_of
from ansible_collections.gir.multidc.plugins.module_utils._common.redact import Redactor
from ansible_collections.gir.multidc.plugins.module_utils._gax.client import CLEAR, OBFUSCATED, GaxClient, GaxError
from ansible_collections.gir.multidc.plugins.module_utils._http.connection import (
    connection_problems,
    connection_spec,
    tls_options,
)
from ansible_collections.gir.multidc.plugins.module_utils._http.exchange import hide_user_info

UNCHANGED = "Nothing was changed."


def argument_spec(**options):
    """Connection options (documented in the fragment `_gax`) and the module's own."""
    spec = connection_spec("GIR_GAX")
    spec.update(
        password_form={
            "type": "str",
            "choices": [CLEAR, OBFUSCATED],
            "default": CLEAR,
            "no_log": False,
            "fallback": (env_fallback, ["GIR_GAX_PASSWORD_FORM"]),
        },
        ready_timeout={"type": "int", "default": 60, "fallback": (env_fallback, ["GIR_GAX_READY_TIMEOUT"])},
        secret_keys={"type": "list", "elements": "str", "default": [], "no_log": False},
    )
    spec.update(options)
    return spec


def _problems(params):
    found = connection_problems(params, "GAX")
    if not 0 <= params["ready_timeout"] <= 3600:
        found.append("ready_timeout is %d; it must be between 0 and 3600 seconds." % params["ready_timeout"])
    return found + pattern_problems(params)


def pattern_problems(params):
    """Every mistake in the patterns of secret names, as sentences."""
    found = []
    for pattern in params["secret_keys"]:
        try:
            re.compile(pattern)
        except re.error as exc:
            found.append("secret_keys: '%s' is no regular expression (%s)." % (pattern, exc))
    return found


def keep_secret(module, names=("options", "annex", "properties")):
    """Hide only what is secret in the options of objects.

    They are declared no_log so that nothing of them reaches a log; but hiding every word of them would also mangle
    numbers and addresses in the result, so words that are no secret are taken off the list again.
    """
    try:
        redactor = Redactor(module.params["secret_keys"])
    except re.error:
        return
    kept, shown = {module.params.get("url_password")}, set()
    for entry in module.params.get("objects") or []:
        for name in names:
            shown.update(texts_of(entry.get(name)))
            for section, options in (entry.get(name) or {}).items():
                for key, value in (options if isinstance(options, dict) else {section: options}).items():
                    kept.update(text for text in texts_of(value) if _is_secret(redactor, key, text))
    module.no_log_values.difference_update(shown - kept)
    module.no_log_values.update(text for text in kept if text)


def _is_secret(redactor, key, text):
    return redactor.is_secret(str(key)) or redactor.text("%s=%s" % (key, text)) != "%s=%s" % (key, text)


class Run:
    """One module run: its parameters and its client."""

    def __init__(self, module, client):
        self.module = module
        self.params = module.params
        self.check_mode = module.check_mode
        self.client = client


def run(module, function, problems=None, writes=True):
    """Check the options, call `function(run)` and leave the module with its result or with one clear failure."""
    hide_user_info(module, module.params["url"])
    tls = tls_options(module.params)
    found = _problems(module.params) + tls.problems()
    found += problems(module.params) if problems else []
    if found:
        module.fail_json(msg=" ".join(found), problems=found)
    params = module.params
    client = GaxClient(
        params["url"],
        params["url_username"],
        params["url_password"],
        tls,
        password_form=params["password_form"],
        timeout=params["timeout"],
        retries=params["retries"],
        ready_timeout=params["ready_timeout"],
        check_mode=module.check_mode,
    )
    client.secrets = {str(value) for value in module.no_log_values}
    try:
        result = function(Run(module, client))
    except GaxError as exc:
        text = str(exc)
        if writes and not client.wrote:
            text = "%s %s" % (text, UNCHANGED)
        module.fail_json(msg=text, http_status=exc.http_status)
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as exc:
        state = "Read the state before you go on." if client.wrote else UNCHANGED
        text = "An answer of GAX %s has a form that is not known (%s: %s). %s Please report it."
        module.fail_json(msg=text % (client.last_node, type(exc).__name__, client.clean(exc), state))
    finally:
        client.close()
    failure = result.pop("failure", None)
    if failure:
        module.fail_json(msg=failure, **result)
    module.exit_json(**result)


def run_info(module, function, problems=None):
    """`run` for a module that only reads, whose failures need not say that nothing was changed."""
    run(module, function, problems, writes=False)
