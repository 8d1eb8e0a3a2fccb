# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The state of RWS compared with what it should be, through every address: private to this collection, may change.

Nothing is written. Every address is asked in a thread and a session of its own, so that one that hangs delays the
others no longer than one time limit, and nodes whose copies of the store differ are told apart.
"""

import concurrent.futures
import time
from typing import Any, Callable, Dict, List, Optional, Set, Tuple

from ansible_collections.gir.multidc.plugins.module_utils._common.difference import (
    INFERRED,
    NOT_CHECKED,
    difference,
    not_checked,
    shortened,
)
from ansible_collections.gir.multidc.plugins.module_utils._common.refusal import SURPRISES
from ansible_collections.gir.multidc.plugins.module_utils._common.shell import sentence
from ansible_collections.gir.multidc.plugins.module_utils._rws import any_settings, status, storage, watch
from ansible_collections.gir.multidc.plugins.module_utils._rws.client import RwsError
from ansible_collections.gir.multidc.plugins.module_utils._rws.compared import CONTACT_CENTER, RWS
from ansible_collections.gir.multidc.plugins.module_utils._rws.discovery import choose, environments
from ansible_collections.gir.multidc.plugins.module_utils._rws.module import make_client
from ansible_collections.gir.multidc.plugins.module_utils._rws.state import State
from ansible_collections.gir.multidc.plugins.module_utils._rws.switch import OWN_PROBE, SITE_NAME

Difference = Dict[str, Any]

ALL = "RWS"
ESERVICES = "eServices site"
_SILENT = (watch.UNREACHABLE, watch.FAULT)
_THREADS = 16
_NOTHING_CHANGED = " Nothing was changed."


def problems(params: Dict[str, Any]) -> List[str]:
    """Every mistake in the options, as sentences; those of storage and settings are the ones of the writing modules."""
    asked = dict(params, state="merged")
    found: List[str] = any_settings.problems(asked)
    found += [text for text in storage.problems(asked) if params["locations"] and text not in found]
    if any(not uri.strip("/ ") for uri in params["features"]):
        found.append("features contains an empty feature URI; remove it.")
    site = params["eservices_site"]
    if site is not None and not (SITE_NAME.match(site) and site == site.strip()):
        text = "eservices_site is '%s'; a site name consists of letters, digits, underscore, @ and space."
        found.append(text % site)
    return found


class _Remembering:
    """A client that asks each question once. `passing`: whether what went wrong last may work a moment later."""

    passing = False

    def __init__(self, client: Any) -> None:
        self._client = client
        self._answers: Dict[Any, Tuple[Any, Optional[RwsError]]] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def problem(self, path: str) -> Optional[RwsError]:
        """Why the ops account got no answer there; None where it did, or did not ask."""
        return self._answers.get(self._key(path, None, status.OPS), (None, None))[1]

    @staticmethod
    def _key(path: str, query: Any, account: Any) -> Any:
        return (path, str(sorted((query or {}).items())), account)

    def get(self, path: str, query: Any = None, account: Any = status.OPS) -> Any:
        key = self._key(path, query, account)
        if key not in self._answers:
            try:
                self._answers[key] = self._client.get(path, query, account), None
            except RwsError as exc:
                self._answers[key] = None, exc
        answer, problem = self._answers[key]
        self.passing = problem is not None and not problem.lasting
        if problem is not None:
            raise problem
        return answer


class View:
    """RWS as one address shows it. Takes the place of a module's run for the code that plans changes."""

    assumed_new = False
    check_mode = True

    def __init__(self, this: Any, url: str, whole: bool, node: bool) -> None:
        """`whole`: it is asked for the state of the store; `node`: for its eServices site."""
        self.url = url
        self.whole = whole
        self.is_node = node
        self.params = dict(this.params, state="merged")
        # In check mode the client refuses to write.
        client = make_client(this.params, True, [url], retries=0, tls=this.tls)
        client.secrets = this.client.secrets
        self.client: Any = _Remembering(client)
        self.contact_center_id: Optional[str] = None
        # Why nothing could be asked here.
        self.failure: Optional[str] = None
        # (part, difference) of what was compared, and the parts that could not be.
        self.found: List[Tuple[str, Difference]] = []
        self.unread: Set[str] = set()
        self.node: Optional[Dict[str, Any]] = None
        self.no_environment: Optional[str] = None

    # -- what a module's run offers --------------------------------------------------------------------------------

    def read(self, function: Callable[[], Any], _when_new: Any) -> Any:
        return function()

    def warn(self, _text: str) -> None:
        """The differences say it."""

    def unknown(self, _what: str, _reason: str) -> None:
        """The differences say it."""

    # -- comparing -------------------------------------------------------------------------------------------------

    def look(self) -> "View":
        """Ask for everything within one time limit."""
        deadline = time.monotonic() + self.params["timeout"]
        try:
            with self.client.once():
                if self.whole:
                    State(self).compare()
                if self.is_node:
                    self._site(deadline)
        except RwsError as exc:
            self.failure = said(exc)
        except SURPRISES as exc:
            self.failure = self._strange(exc)
        finally:
            self.client.close()
        return self

    def add(self, part: str, differences: List[Difference]) -> None:
        # A name comes from RWS, and may be of any length.
        self.found += [(part, dict(one, object=shortened(one["object"]))) for one in differences]

    def cannot(
        self,
        part: str,
        reason: str,
        component: str = CONTACT_CENTER,
        documented: bool = True,
        rewritten: bool = False,
    ) -> None:
        """What nobody can tell here is neither equal nor different.

        `documented`: whether RWS promises to show it. `rewritten`: the modules that write it do so at every run then.
        """
        if part in self.unread:
            return
        self.unread.add(part)
        one = not_checked("rws.read", component, part, sentence(reason))
        if not documented and not self.client.passing:
            one = dict(_open(one), rewritten=rewritten)
        self.found.append((part, one))

    def guarded(self, part: str, function: Callable[[], None], component: str = CONTACT_CENTER) -> None:
        """One part that cannot be read leaves the others as they are."""
        try:
            function()
        except RwsError as exc:
            self.cannot(part, said(exc), component)
        except SURPRISES as exc:
            self.cannot(part, self._strange(exc), component)

    def _strange(self, exc: Exception) -> str:
        text = "RWS node %s answers in a form that is not known (%s: %s)."
        return text % (self.url, type(exc).__name__, self.client.clean(exc))

    def _site(self, deadline: float) -> None:
        try:
            environment = choose(
                environments(self.client),
                self.params["environment_id"],
                "environment_id",
                "Genesys environment",
                "RWS creates it when its sync node (syncNode: true) starts for the first time.",
            )
        except RwsError as exc:
            self.no_environment = said(exc)
            return
        one = watch.Watch(self.url, self.client, environment, None)
        one.look(time.monotonic(), deadline)
        self.node = one.describe()


def _open(one: Difference) -> Difference:
    """The same, of what no documented way shows."""
    return dict(one, observable=False)


def said(exc: RwsError) -> str:
    """What went wrong, where nothing was to be changed anyway."""
    return str(exc).replace(_NOTHING_CHANGED, "")


def compare(this: Any) -> Dict[str, Any]:
    """The result of rws_drift_info."""
    params = this.params
    site = params["eservices_site"]
    nodes = [] if site is None else params["eservices_urls"] or params["url"]
    addresses = list(dict.fromkeys([*params["url"], *nodes]))
    this.tls.prepare(addresses)
    views = [View(this, url, url in params["url"], url in nodes) for url in addresses]
    with concurrent.futures.ThreadPoolExecutor(max_workers=min(_THREADS, len(views))) as pool:
        list(pool.map(View.look, views))
    whole = [view for view in views if view.whole]
    answering = [view for view in whole if view.failure is None]
    found, failure = [], None
    if answering:
        found = _merged(answering)
        found += [not_checked("rws.read", RWS, view.url, view.failure) for view in whole if view.failure is not None]
    else:
        failure = _nobody(whole)
        found = [not_checked("rws.read", CONTACT_CENTER, ALL, failure)]
    if site is not None:
        found += _sites([view for view in views if view.is_node], site)
    for one in found:
        if one["outcome"] == NOT_CHECKED:
            this.unknown(one["object"], one["reason"])
    identifiers = [view.contact_center_id for view in answering if view.contact_center_id is not None]
    return {
        "changed": False,
        "differences": found,
        "contact_center_id": identifiers[0] if identifiers else None,
        "unanswered": failure,
        "nodes": [view.node for view in views if view.node is not None],
    }


def _nobody(views: List[View]) -> str:
    reasons = list(dict.fromkeys(sentence(view.failure) for view in views))
    if len(views) == 1:
        return reasons[0]
    return "None of the %d addresses of RWS gave an answer. %s" % (len(views), " ".join(reasons))


def _merged(views: List[View]) -> List[Difference]:
    """What all addresses show, and what only some of them do: their copies of the store may differ for a while."""
    by_place: Dict[Any, List[Tuple[View, str, Difference]]] = {}
    for view in views:
        for part, one in view.found:
            place = (one["outcome"], one["check"], one["object"], one["key"])
            by_place.setdefault(place, []).append((view, part, one))
    found = []
    for (outcome, _check, _object, _key), shown in by_place.items():
        showing, part, one = shown[0][0], shown[0][1], dict(shown[0][2])
        if outcome == NOT_CHECKED:
            # One node that can tell is enough.
            if len(shown) == len(views):
                found.append(one)
            continue
        silent = [view for view in views if part not in view.unread and view not in [entry[0] for entry in shown]]
        values = one["expected"], one["actual"]
        other = [view for view, _part, its in shown if (its["expected"], its["actual"]) != values]
        other = [view for view in other if view is not showing]
        notes = ["%s does not show this" % view.url for view in silent]
        notes += ["%s shows another value" % view.url for view in other]
        if notes:
            text = "%s shows this, but %s: their copies of the store differ, as after a write that has not arrived."
            note = text % (showing.url, ", ".join(notes))
            one.update(confidence=INFERRED, reason=" ".join(filter(None, [one["reason"], note])))
        found.append(one)
    return found


# -- the eServices site --------------------------------------------------------------------------------------------


def _sites(views: List[View], site: str) -> List[Difference]:
    """Each node has adopted the site, or nobody knows."""
    live = [view for view in views if view.failure is None]
    # What does not answer at all is said once.
    found = [_no_site(view.url, view.failure) for view in views if view.failure is not None and not view.whole]
    nodes = [view.node for view in live if view.node is not None]
    silent = [_no_site(node["url"], node["reason"]) for node in nodes if node["state"] in _SILENT]
    showing = [node for node in nodes if node["site"] is not None]
    hidden = [node for node in nodes if node["state"] == watch.NOT_OBSERVABLE]
    if showing:
        found += silent + [_open(_no_site(node["url"], node["reason"])) for node in hidden]
        others = [node for node in showing if node["site"] != site]
        if len({node["site"] for node in showing}) == 1:
            others = [dict(node, url=ESERVICES) for node in others[:1]]
        return found + [_other_site(node["url"], site, node["site"]) for node in others]
    if hidden:
        reasons = list(dict.fromkeys(sentence(node["reason"]) for node in hidden))
        reason = "No node shows it. %s%s" % (" ".join(reasons), OWN_PROBE)
        return found + silent + [_open(_no_site(ESERVICES, reason))]
    reasons = [view.no_environment for view in live if view.no_environment] + [one["reason"] for one in silent]
    return found + [_no_site(ESERVICES, " ".join(dict.fromkeys(map(sentence, reasons))))] if reasons else found


def _other_site(thing: str, site: str, actual: str) -> Difference:
    return difference("rws.eservices_site", RWS, thing, "", site, actual)


def _no_site(thing: str, reason: Optional[str]) -> Difference:
    return not_checked("rws.eservices_site", RWS, thing, sentence(reason or "This node does not show it"))
