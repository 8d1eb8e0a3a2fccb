# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules as RWS shows them in a run, through the REST form that a site gives: what is asked, and how they differ.

Only what was read is compared. A value that is secret, or for which the template has no path, is never taken for equal.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...module_utils._common.observation import CONFIRMED, FAILED, NOT_OBSERVABLE
from ...module_utils._common.values import SecretValues
from ...module_utils._rws.lifecycle_rules import normal, unseen
from ...module_utils._rws.lifecycle_template import Template
from .._components.contact_center import ContactCenter, addresses
from .._topology.published import LifecycleRuleModel, Model
from .._topology.values import listed, printable
from . import text
from .export import Difference
from .said import bare

MODULE = "gir.multidc.rws_media_lifecycle_info"
# By which name its answer is known. No host has a slash in its name.
API = "rws/lifecycle"
_LONGEST = 300
_WHOLE = ("enabled", "at")


@dataclass(frozen=True)
class Place:
    """What RWS showed of one location. `reason`: why nobody can tell. `unmapped`: fields that no template shows."""

    rules: Sequence[Mapping[str, Any]] = ()
    reason: str = ""
    unmapped: Sequence[str] = ()
    secrets: SecretValues | None = None

    def named(self, name: str | None) -> list[Mapping[str, Any]]:
        """Those of a name; None for those whose name cannot be read."""
        return [one for one in self.rules if one["name"] == name]


def locations(model: Model) -> list[str]:
    """Those that are asked for: of all data centers, because RWS may have rules where the map has none."""
    return [bare(center["node_path"]) for center in model["data_centers"].values()]


def wanted(model: Model) -> list[dict[str, Any]]:
    """The rules of these locations, as rws_media_lifecycle takes them."""
    centers = model["data_centers"].values()
    return [{"location": bare(center["node_path"]), "rules": center["media_lifecycle"]} for center in centers]


def question(options: ContactCenter, model: Model, template: Mapping[str, object], seconds: float) -> dict[str, Any]:
    """What MODULE takes, with secrets. `template`: a valid one. `seconds`: for all of it."""
    urls = addresses(model, options)
    # One that is away must not take the time of the others.
    return {
        **connection(options),
        "url": urls,
        "timeout": max(1, int(seconds / (len(urls) or 1))),
        "retries": 0,
        "template": dict(template),
        "locations": locations(model),
    }


def is_askable(asked: Mapping[str, Any]) -> bool:
    """Whether a question has everything without which nobody can ask it."""
    return bool(asked["url"] and asked.get("url_username") and asked.get("url_password"))


def connection(options: ContactCenter) -> dict[str, Any]:
    """Accounts, the contact center and further names of secrets, as both modules of the rules take them."""
    found: dict[str, Any] = {name: value for name, value in options.rws_connection().items() if value is not None}
    if options.gir_contact_center_id:
        found["contact_center_id"] = options.gir_contact_center_id
    return {**found, "secret_keys": list(options.gir_secret_keys)}


def places(asked: Mapping[str, Any], answer: Mapping[str, Any] | None) -> dict[str, Place]:
    """By node path, what the answer to a question says; None or empty where nobody could be asked."""
    given = {bare(one["location"]): one for one in (answer or {}).get("locations") or ()}
    unmapped, secrets = unseen(Template(asked["template"])), SecretValues(patterns=asked["secret_keys"])
    found = {}
    for location in asked["locations"]:
        one = given.get(location)
        if one is not None and one["observation"] == CONFIRMED:
            found[location] = Place(one["rules"], "", unmapped, secrets)
        else:
            found[location] = Place(reason=_reason(answer, one))
    return found


def _reason(answer: Mapping[str, Any] | None, one: Mapping[str, Any] | None) -> str:
    if not answer:
        return "it was not asked, see gir_rws_ops_username and gir_rws_ops_password"
    said = answer.get("msg") if one is None else one["observation_reason"]
    return printable(" ".join(str(said or "it gave no answer").split()))[:_LONGEST].rstrip(".")


def compared(rule: LifecycleRuleModel, place: Place) -> tuple[str, str, list[Difference]]:
    """(answer, what was seen, what has to be changed) of a rule of the map."""
    same = place.named(rule["name"])
    if place.reason:
        return NOT_OBSERVABLE, f"RWS did not show the rules in this run: {place.reason}.", []
    if not same and place.named(None):
        return NOT_OBSERVABLE, "RWS has a rule there whose name cannot be read, and which may be this one.", []
    if not same:
        return FAILED, "RWS did not show it in this run.", [Difference("", "; ".join(text.lines(rule)), None)]
    if len(same) > 1:
        said = f"RWS has {len(same)} rules of this name."
        return FAILED, said, [Difference("rules of this name", "1", str(len(same)))]
    if same[0]["rule"] is None:
        reason = str(same[0]["observation_reason"])[:_LONGEST].rstrip(".")
        return NOT_OBSERVABLE, f"What RWS showed of it in this run cannot be read: {reason}.", []
    return _of_readable(rule, same[0], place)


def _of_readable(
    rule: LifecycleRuleModel, one: Mapping[str, Any], place: Place
) -> tuple[str, str, list[Difference]]:
    wanted, seen = normal({**rule}), one["rule"]
    found = list(_of_fields("", {name: wanted[name] for name in _WHOLE}, seen, place))
    if len(wanted["tasks"]) != len(seen["tasks"]):
        found.append(Difference("tasks", _kinds(wanted["tasks"]), _kinds(seen["tasks"])))
    else:
        for number, task in enumerate(wanted["tasks"]):
            prefix = f"task {number + 1} " if len(wanted["tasks"]) > 1 else ""
            found += _of_fields(prefix, task, seen["tasks"][number], place)
    found += [Difference(path, "the constant of the template", "another value") for path in one["other_constants"]]
    if found:
        return FAILED, f"RWS showed it otherwise in this run: {listed([item.text for item in found], 4)}.", found
    hidden = list(dict.fromkeys(name for task in wanted["tasks"] for name in _hidden(task, place)))
    if hidden:
        said = f"What RWS showed of it in this run is equal, and does not show the {listed(hidden)}."
        return NOT_OBSERVABLE, said, []
    if place.unmapped:
        return CONFIRMED, f"RWS showed it so in this run; the template has no path for {listed(place.unmapped)}.", []
    return CONFIRMED, "RWS showed it so in this run.", []


def _hidden(task: Mapping[str, Any], place: Place) -> Iterator[str]:
    """What the task asks for and nobody can see."""
    for name, value in task.items():
        is_asked = value is not None and value is not False and value not in ([], {})
        if is_asked and (name in place.unmapped or _masked(name, value, place) != value):
            yield name


def _masked(name: str, value: object, place: Place) -> object:
    """As the module shows it."""
    return value if place.secrets is None else place.secrets.redacted({name: value})[name]


def _of_fields(prefix: str, wanted: Mapping[str, Any], seen: Mapping[str, Any], place: Place) -> Iterator[Difference]:
    for name, value in wanted.items():
        here = _masked(name, value, place)
        if name not in place.unmapped and here != seen[name]:
            yield Difference(f"{prefix}{name}", _told(name, here), _told(name, seen[name]))


def _told(name: str, value: object) -> str | None:
    if isinstance(value, bool):
        return (text.ENABLED if value else text.DISABLED) if name == "enabled" else str(value).lower()
    if isinstance(value, dict):
        value = [f"{key}={item}" for key, item in value.items()]
    shown = ", ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)
    return printable(shown) or None


def _kinds(tasks: Sequence[Mapping[str, Any]]) -> str:
    return listed([f"{one['type']} of {one['media']}" for one in tasks]) or "none"


def besides(place: Place, names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The rules that RWS has and the `names` have not, each with what it does."""
    for one in place.rules:
        if one["name"] is not None and one["name"] not in names:
            yield one["name"], "unreadable" if one["rule"] is None else _kinds(one["rule"]["tasks"])
