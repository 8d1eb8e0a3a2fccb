# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What all rws_* modules share, from options to results: private to this collection, may change at any time."""

from ansible.module_utils.basic import env_fallback
from ansible_collections.gir.multidc.plugins.module_utils._http.connection import (
    connection_problems,
    connection_spec,
    tls_options,
)
from ansible_collections.gir.multidc.plugins.module_utils._http.exchange import hide_user_info
from ansible_collections.gir.multidc.plugins.module_utils._rws.client import NoNodeAnswers, RwsClient, RwsError
from ansible_collections.gir.multidc.plugins.module_utils._rws.discovery import choose, contact_centers, environments
from ansible_collections.gir.multidc.plugins.module_utils._rws.status import ADMIN, OPS


def argument_spec(**options):
    """Connection options (documented in the fragment `_rws`) and the module's own."""
    spec = connection_spec("GIR_RWS")
    spec.update(
        admin_username={"type": "str", "fallback": (env_fallback, ["GIR_RWS_ADMIN_USERNAME"])},
        admin_password={"type": "str", "no_log": True, "fallback": (env_fallback, ["GIR_RWS_ADMIN_PASSWORD"])},
        unreachable={"type": "str", "default": "fail", "choices": ["fail", "assume_new"]},
    )
    spec.update(options)
    return spec


UNCHANGED = "Nothing was changed."
REQUIRED_TOGETHER = [("admin_username", "admin_password")]


def account_problems(params):
    """Every mistake in the accounts, as sentences."""
    if ":" in params["url_username"] or ":" in (params["admin_username"] or ""):
        return ["a user name contains a colon, which HTTP Basic authentication cannot carry."]
    return []


def make_client(params, check_mode, urls=None, retries=None, tls=None):
    """A client of the nodes in `urls`; `tls` is shared by all clients of a run, because its context is costly."""
    ops = (params["url_username"], params["url_password"])
    admin = (params["admin_username"], params["admin_password"]) if params["admin_username"] else ops
    if retries is None:
        # Predicting for a system that does not exist yet must not wait for it.
        retries = 0 if check_mode and params["unreachable"] == "assume_new" else params["retries"]
    tls = tls or tls_options(params)
    return RwsClient(urls or params["url"], {OPS: ops, ADMIN: admin}, tls, params["timeout"], retries, check_mode)


class Run:
    """One module run: its parameters, its client and what it has to say."""

    def __init__(self, module, client, tls):
        self.module = module
        self.tls = tls
        self.params = module.params
        self.check_mode = module.check_mode
        self.client = client
        self.assumed_new = False

    def warn(self, text):
        self.module.warn(text)

    def read(self, function, when_new):
        """Call `function`; on a first installation in check mode answer `when_new` instead of failing."""
        if self.assumed_new:
            return when_new
        try:
            return function()
        except NoNodeAnswers as exc:
            # Once a node has answered, the system is there.
            if self.client.last_node is not None or not self.assume_new(exc):
                raise
            return when_new

    def assume_new(self, reason):
        """Whether nodes that do not answer stand for a system that is yet to be installed."""
        if not (self.check_mode and self.params["unreachable"] == "assume_new"):
            return False
        self.assumed_new = True
        self.warn("No RWS node answers, so the prediction is made for a new contact center. %s" % reason)
        return True


def run_info(module, function, problems=None):
    """`run` for a module that only reads, whose failures need not say that nothing was changed."""
    run(module, function, problems, writes=False)


def run(module, function, problems=None, writes=True):
    """Check the options, call `function(run)` and leave the module with its result or with one clear failure."""
    hide_user_info(module, module.params["url"] + (module.params.get("verify_urls") or []))
    tls = tls_options(module.params)
    found = connection_problems(module.params, "RWS") + account_problems(module.params) + tls.problems()
    found += problems(module.params) if problems else []
    if found:
        module.fail_json(msg=" ".join(found), problems=found)
    client = make_client(module.params, module.check_mode, tls=tls)
    client.secrets = {str(value) for value in module.no_log_values}
    this = Run(module, client, tls)
    try:
        result = function(this)
    except RwsError as exc:
        text = str(exc)
        if writes and not (client.wrote or exc.uncertain or UNCHANGED in text):
            text = "%s %s" % (text, UNCHANGED)
        module.fail_json(msg=text, **exc.details)
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as exc:
        state = "Read the state before you go on." if client.wrote else UNCHANGED
        text = "An answer of RWS node %s has a form that is not known (%s: %s). %s Please report it."
        module.fail_json(msg=text % (client.last_node, type(exc).__name__, exc, state))
    finally:
        client.close()
    result.setdefault("assumed_new", this.assumed_new)
    failure = result.pop("failure", None)
    if failure:
        module.fail_json(msg=failure, **result)
    module.exit_json(**result)


# -- discovery ---------------------------------------------------------------------------------------------------


def contact_center_id(this):
    """The contact center of this run; None when it is assumed to be created later."""
    found = this.read(lambda: contact_centers(this.client), None)
    if found is None:
        return this.params.get("contact_center_id")
    return choose(
        found,
        this.params.get("contact_center_id"),
        "contact_center_id",
        "contact center",
        "RWS creates it when its sync node (syncNode: true) starts for the first time.",
    )


def environment_id(this):
    found = this.read(lambda: environments(this.client), None)
    if found is None:
        return this.params.get("environment_id")
    return choose(
        found,
        this.params.get("environment_id"),
        "environment_id",
        "Genesys environment",
        "RWS creates it when its sync node (syncNode: true) starts for the first time.",
    )
