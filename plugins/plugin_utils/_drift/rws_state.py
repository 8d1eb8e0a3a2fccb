# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What RWS is asked in a drift run, and whose data center an answer is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ...module_utils._common.difference import DRIFT, not_checked
from ...module_utils._common.observation import CONFIRMED, FAILED
from ...module_utils._common.values import bare_location
from ...module_utils._rws.compared import CONTACT_CENTER, RWS, setting_name, storage_name
from ...module_utils._rws.discovery import last_segment
from ...module_utils._rws.drift import ALL, ESERVICES
from ...module_utils._rws.state import FEATURES, TABLES, group_part, storage_part
from .._components.contact_center import ContactCenter
from .._components.desired import ContactCenterState, Tree
from .._eservices.nodes import Node
from .._topology.published import Model
from .observed import Answer, Check, Difference

MODULE = "gir.multidc.rws_drift_info"
# The host of what an API holds.
HOST = "rws"


@dataclass(frozen=True)
class Request:
    """`args`: options of MODULE, with secrets. `centers`: node path or address to its data center."""

    args: dict[str, Any] = field(repr=False)
    checks: Sequence[Check]
    centers: Mapping[str, str]


def request(
    state: ContactCenterState,
    secret_keys: Sequence[str],
    options: ContactCenter,
    model: Model,
    nodes: Sequence[Node] = (),
    timeout: int = 10,
) -> Request:
    """`nodes`: every RWS node, see _eservices.nodes. `timeout`: seconds for one address, whatever it is asked."""
    args: dict[str, Any] = {name: value for name, value in options.rws_connection().items() if value is not None}
    args |= {
        "url": list(state.urls),
        "timeout": timeout,
        "features": list(state.features),
        "locations": state.storage,
        "settings": state.settings,
        "voice_payload": options.voice_payload,
        "update_password": options.update_password,
        "secret_keys": list(secret_keys),
        "tables": True,
        "eservices_site": model["eservices_site"],
    }
    if options.gir_contact_center_id:
        args["contact_center_id"] = options.gir_contact_center_id
    if nodes:
        args["eservices_urls"] = [node.url for node in nodes]
    return Request(args, tuple(_checks(state)), _centers(model, nodes))


def _checks(state: ContactCenterState) -> Iterable[Check]:
    """One for each thing that is compared; the surface is what a difference calls a part that could not be read."""
    for uri in state.features:
        yield Check(HOST, CONTACT_CENTER, last_segment(uri), FEATURES)
    for kind, place in dict.fromkeys((str(one["kind"]), bare_location(one["location"])) for one in state.storage):
        yield Check(HOST, CONTACT_CENTER, storage_name(kind, place), storage_part(kind))
    for one in state.settings:
        scope, group = str(one.get("scope") or "settings"), str(one["group"])
        yield Check(HOST, CONTACT_CENTER, _setting(one, scope), group_part(scope, group))
    yield Check(HOST, RWS, TABLES, TABLES)
    yield Check(HOST, RWS, ESERVICES, ESERVICES)


def _setting(setting: Tree, scope: str) -> str:
    part = group_part(scope, str(setting["group"]))
    return setting_name(part.partition("settings group ")[2], setting)


def _centers(model: Model, nodes: Sequence[Node]) -> dict[str, str]:
    found = {node.url.rstrip("/"): node.data_center for node in nodes}
    for name, center in model["data_centers"].items():
        found.setdefault(center["rws_url"].rstrip("/"), name)
        found.setdefault(bare_location(center["node_path"]) or "", name)
    return found


def data_center(thing: str, centers: Mapping[str, str]) -> str:
    """The data center of an object of a difference: that of its location or address; empty for the whole system."""
    _before, separator, path = thing.partition(" /")
    return centers.get(bare_location("/" + path) or "" if separator else thing.rstrip("/"), "")


def hides_site(result: Mapping[str, Any]) -> bool:
    """Whether nodes that work do not show their eServices site, so that a probe of the site's own may answer."""
    return any(_is_hidden(one) for one in result.get("differences") or ())


def answer(asked: Request, result: Mapping[str, Any]) -> Answer:
    """`result` of MODULE. Its `probe`: what a probe of the site's own says to its question eservices_site, if there is
    one: `answer` and `reason` as in _report.site_probes.
    """
    if result.get("failed") or "differences" not in result:
        return Answer(HOST, asked.checks, failure=str(result.get("msg") or "RWS could not be queried."))
    if result.get("unanswered") and not _knows_site(result):
        # One reason for everything is one finding, as of a host that is away.
        return Answer(HOST, asked.checks, failure=str(result["unanswered"]))
    return Answer(HOST, asked.checks, differences(asked, result))


def _knows_site(result: Mapping[str, Any]) -> bool:
    """Whether a node, or a probe of the site's own, tells which eServices site is used."""
    probe = result.get("probe") or {}
    asked = hides_site(result) and probe.get("answer") in (CONFIRMED, FAILED)
    return asked or any(node.get("site") for node in result.get("nodes") or ())


def differences(asked: Request, result: Mapping[str, Any]) -> list[Difference]:
    """The same without the checks."""
    found: list[Difference] = [one for one in result["differences"] if one["object"] != ALL]
    reason = result.get("unanswered")
    if reason:
        shown = any(node.get("site") for node in result.get("nodes", ()))
        known = {ESERVICES} if shown or any(one["object"] == ESERVICES for one in found) else set()
        found += [
            not_checked("rws.read", check.component, check.object, str(reason))
            for check in asked.checks
            if check.object not in known
        ]
    probe = result.get("probe")
    if probe:
        found = list(_with_probe(found, probe, str(asked.args["eservices_site"])))
    return [_placed(one, asked.centers) for one in found]


def _placed(one: Difference, centers: Mapping[str, str]) -> Difference:
    return {**one, "data_center": one.get("data_center") or data_center(one["object"], centers)}


def _is_hidden(one: Difference) -> bool:
    return one["check"] == "rws.eservices_site" and not one.get("observable", True)


def _with_probe(found: Iterable[Difference], probe: Mapping[str, Any], site: str) -> Iterable[Difference]:
    """A probe answers for the nodes that do not show their site."""
    for one in found:
        if not _is_hidden(one) or probe["answer"] not in (CONFIRMED, FAILED):
            yield one
        elif probe["answer"] == FAILED:
            reason = f"A probe of gir_probe_commands says so: {probe['reason']}."
            drift = {"outcome": DRIFT, "observable": True, "expected": site, "actual": "another site"}
            yield {**one, **drift, "reason": reason}
