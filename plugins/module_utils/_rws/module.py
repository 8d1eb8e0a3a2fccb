# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What all rws_* modules share, from options to results: private to this collection, may change at any time."""

from typing import Any, Callable, Dict, List, Optional

from ansible.module_utils.basic import AnsibleModule, env_fallback
from ansible_collections.gir.multidc.plugins.module_utils._common.shell import sentence
from ansible_collections.gir.multidc.plugins.module_utils._http import shell
from ansible_collections.gir.multidc.plugins.module_utils._http.connection import tls_options
from ansible_collections.gir.multidc.plugins.module_utils._http.exchange import TlsOptions
from ansible_collections.gir.multidc.plugins.module_utils._rws import undocumented
from ansible_collections.gir.multidc.plugins.module_utils._rws.client import NoNodeAnswers, RwsClient
from ansible_collections.gir.multidc.plugins.module_utils._rws.discovery import choose, contact_centers, environments
from ansible_collections.gir.multidc.plugins.module_utils._rws.status import ADMIN, OPS

# Options that only some of the modules have.
CONTACT_CENTER = {"contact_center_id": {"type": "str"}}
PRESENT = {"state": {"type": "str", "choices": ["present"], "default": "present"}}


def make_client(
    params: Dict[str, Any],
    check_mode: bool,
    urls: Optional[List[str]] = None,
    retries: Optional[int] = None,
    tls: Optional[TlsOptions] = None,
) -> RwsClient:
    """A client of the nodes in `urls`; `tls` is shared by all clients of a run, because its context is costly."""
    ops = (params["url_username"], params["url_password"])
    admin = (params["admin_username"], params["admin_password"]) if params["admin_username"] else ops
    if retries is None:
        # Predicting for a system that does not exist yet must not wait for it.
        retries = 0 if check_mode and params["unreachable"] == "assume_new" else params["retries"]
    tls = tls or tls_options(params)
    return RwsClient(urls or params["url"], {OPS: ops, ADMIN: admin}, tls, params["timeout"], retries, check_mode)


class Run(shell.Run):
    """One run of an rws_* module (fragment `_rws`)."""

    product = "RWS"
    server = "RWS node"
    environment = "GIR_RWS"
    options = {
        "admin_username": {"type": "str", "fallback": (env_fallback, ["GIR_RWS_ADMIN_USERNAME"])},
        "admin_password": {"type": "str", "no_log": True, "fallback": (env_fallback, ["GIR_RWS_ADMIN_PASSWORD"])},
        "unreachable": {"type": "str", "default": "fail", "choices": ["fail", "assume_new"]},
    }
    rules = {"required_together": [("admin_username", "admin_password")]}
    assumed_new = False

    def __init__(self, module: AnsibleModule) -> None:
        super().__init__(module)
        # What nobody could tell the user, a sentence each.
        self.not_observable: List[str] = []

    def addresses(self) -> List[str]:
        places = [place for place in self.params.get("locations") or [] if isinstance(place, dict)]
        storage = [place.get("url") or "" for place in places]
        nodes = (self.params.get("verify_urls") or []) + (self.params.get("eservices_urls") or [])
        return list(self.params["url"]) + nodes + storage

    def problems(self) -> List[str]:
        if ":" in self.params["url_username"] or ":" in (self.params["admin_username"] or ""):
            return ["a user name contains a colon, which HTTP Basic authentication cannot carry."]
        return []

    def connect(self) -> RwsClient:
        return make_client(self.params, self.check_mode, tls=self.tls)

    def completed(self, result: Dict[str, Any]) -> Dict[str, Any]:
        return self.told(dict({"assumed_new": self.assumed_new}, **result))

    def told(self, details: Dict[str, Any]) -> Dict[str, Any]:
        return dict(details, not_observable=self.not_observable)

    def read(self, function: Callable[[], Any], when_new: Any) -> Any:
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

    def observe(self, what: str, function: Callable[[], Any], when_new: Any = None) -> Any:
        """What an undocumented read says, or None when nobody can tell; the result then says of `what` why."""
        if self.assumed_new:
            return when_new
        value, reason = undocumented.ask(self.client, function)
        if reason is not None:
            self.unknown(what, reason)
        return value

    def unknown(self, what: str, reason: str) -> None:
        """Let the result say that `what` cannot be known."""
        said = sentence("%s cannot be known: %s" % (what, reason))
        if said not in self.not_observable:
            self.not_observable.append(said)

    def assume_new(self, reason: object) -> bool:
        """Whether nodes that do not answer stand for a system that is yet to be installed."""
        if not (self.check_mode and self.params["unreachable"] == "assume_new"):
            return False
        self.assumed_new = True
        self.warn("No RWS node answers, so the prediction is made for a new contact center. %s" % reason)
        return True


def change(
    function: Callable[[Any], Dict[str, Any]],
    options: Dict[str, Any],
    problems: Optional[Callable[[Any], List[str]]] = None,
    **rules: Any,
) -> None:
    """A module that brings about what its options say."""
    shell.start(Run, function, options, problems, **rules)


def read(
    function: Callable[[Any], Dict[str, Any]],
    options: Optional[Dict[str, Any]] = None,
    problems: Optional[Callable[[Any], List[str]]] = None,
) -> None:
    """A module that only reads."""
    shell.start(Run, function, options, problems, writes=False)


# -- discovery ---------------------------------------------------------------------------------------------------


def contact_center_id(this: Any) -> Optional[str]:
    """The contact center of this run; None when it is assumed to be created later."""
    return _one(this, contact_centers, "contact_center_id", "contact center")


def environment_id(this: Any) -> Optional[str]:
    """The Genesys environment of this run; None when it is assumed to be created later."""
    return _one(this, environments, "environment_id", "Genesys environment")


def _one(this: Any, listed: Callable[[Any], Any], option: str, what: str) -> Optional[str]:
    asked: Optional[str] = this.params.get(option)
    found = this.read(lambda: listed(this.client), None)
    if found is None:
        return asked
    remedy = "RWS creates it when its sync node (syncNode: true) starts for the first time."
    chosen: str = choose(found, asked, option, what, remedy)
    return chosen
