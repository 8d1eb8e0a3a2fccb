# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which steps of the switch this system has, and what each of them would change."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ansible_collections.gir.multidc.plugins.module_utils._rws.watch import OTHER, SHOWS
from ansible_collections.gir.multidc.plugins.plugin_utils._components import hold_keeper
from ansible_collections.gir.multidc.plugins.plugin_utils._failover import steps
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.observed import (
    ABSENT,
    BLOCKED,
    IN_EFFECT,
    NEEDED,
    PERSON,
    UNCLEAR,
    Step,
)
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.failover_models import CONTROLLER, Models
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.states import State
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.values import listed

# Components that have a step of their own, or whose part another step does.
PROFILES = ("ivr_profile", "geo_location")
DESKTOPS, SETTINGS, NAMES, UPDATE = "workspace_desktop", "contact_center", "load_balancer_names", "index_update"
KEEPER = hold_keeper.ROLE
_APART = (
    *steps.EXCLUSIVE, *PROFILES, DESKTOPS, SETTINGS, NAMES, UPDATE, KEEPER, "rws", "speechminer", "speechminer_steps",
)  # fmt: skip
_STRATEGIES = {
    "dns": "its DNS records point to the active data center; move them",
    "load_balancer": "its load balancer sends to the active data center; point it to the target",
    "resubmit": "the agent desktop submits the address of RWS anew",
}


@dataclass(frozen=True)
class Known:
    """What is known when the steps are listed.

    `heard`: hosts that answered. `nodes`: what RWS answered by address, see module rws_multimedia_switch_info; empty
    without an account. `gax`: what GAX answered, None where it is not asked. `differs`: component to the hosts where
    something was seen to differ, None where nobody compared because nothing was switched yet. `moved`: the ledger says
    that the target is active. `reindex`: whether that is asked for. `planned`: the other data center takes part.
    """

    models: Models
    heard: Collection[str]
    nodes: Mapping[str, Any]
    gax: Mapping[str, Any] | None
    differs: Mapping[str, Collection[str]] | None = None
    moved: bool = False
    reindex: bool = True
    planned: bool = False
    source: str = "files"
    has_account: bool = True
    targets: Collection[str] = field(default_factory=tuple)


def listed_steps(known: Known) -> tuple[Step, ...]:
    """In the order of steps.KINDS; those that this system does not have are left out."""
    found = [
        _rws(known),
        *(_exclusive(known, name) for name in steps.EXCLUSIVE),
        _settings(known),
        _files(known),
        _objects(known, steps.PROFILES, PROFILES),
        _objects(known, steps.DESKTOPS, (DESKTOPS,)),
        _address(known),
        _standby(known),
        _rest(known),
        _index_update(known),
        _hold_keeper(known),
        _speechminer(known),
        _reindex(known),
    ]
    return tuple(one for one in found if one.state != ABSENT)


def _step(known: Known, name: str, state: str, text: str = "") -> Step:
    return Step(name, state, text, known.models.origin, known.models.target)


def _need(known: Known, name: str, some: Collection[State]) -> Step:
    """Needed where something differs, or where nobody has compared."""
    if not some:
        return Step(name, ABSENT)
    if known.differs is None:
        return _step(known, name, NEEDED)
    left = [one for one in some if one.host in known.differs.get(one.component.name, ())]
    return _step(known, name, NEEDED if left else IN_EFFECT)


def _rws(known: Known) -> Step:
    if not known.has_account:
        return _step(known, steps.RWS, PERSON, "give gir_rws_ops_username and gir_rws_ops_password, or do it by curl.")
    answers = [one for one in known.nodes.get("nodes") or () if one["url"] in known.targets]
    shown = {one["site"] for one in answers if one["state"] in (SHOWS, OTHER) and one.get("site")}
    if shown == {known.models.site}:
        return _step(known, steps.RWS, IN_EFFECT)
    return _step(known, steps.RWS, NEEDED if shown else UNCLEAR)


def _exclusive(known: Known, name: str) -> Step:
    own = [one for one in known.models.of(name) if known.models.center_of(one.host) == known.models.target]
    if not own:
        return Step(name, ABSENT)
    heard = [one for one in own if one.host in known.heard]
    if not heard:
        return _step(known, name, BLOCKED, _silent(own))
    return _need(known, name, heard)


def _silent(own: Collection[State]) -> str:
    return f"{listed([one.host for one in own], 3)} does not answer."


def looked_at(some: Mapping[str, Step], models: Models, heard: Collection[str]) -> dict[str, Step]:
    """The steps after another look: a Muxer or processor can start while a host of it answers, and only then."""
    found = dict(some)
    for name in steps.EXCLUSIVE:
        step = found.get(name)
        own = [one for one in models.of(name) if models.center_of(one.host) == models.target]
        answers = any(one.host in heard for one in own)
        if step is not None and step.state == NEEDED and not answers:
            found[name] = replace(step, state=BLOCKED, text=_silent(own))
        elif step is not None and step.state == BLOCKED and answers:
            found[name] = replace(step, state=NEEDED, text="")
    return found


def _settings(known: Known) -> Step:
    some = known.models.of(SETTINGS)
    if some and not known.has_account:
        return _step(known, steps.SETTINGS, PERSON, "without an account of RWS only a person can set it.")
    return _need(known, steps.SETTINGS, some)


def _files(known: Known) -> Step:
    hosts = [host for host, one in known.models.after["hosts"].items() if "gir_rws" in one["components"]]
    if not [host for host in hosts if host in known.heard]:
        return Step(steps.FILES, ABSENT)
    return _step(known, steps.FILES, IN_EFFECT if known.moved else NEEDED)


def _objects(known: Known, name: str, components: Collection[str]) -> Step:
    some = [one for one in known.models.of(*components) if one.desired.objects or one.desired.unwanted]
    if not some:
        return Step(name, ABSENT)
    if known.source != "gax":
        text = "gir_configuration_source is not gax; import the files that gir.multidc.render writes."
        return _step(known, name, PERSON, text)
    if known.gax is None or known.gax.get("failed") or known.gax.get("unreachable"):
        reason = str((known.gax or {}).get("msg") or "it gave no answer").splitlines()[0].rstrip(".")
        return _step(known, name, BLOCKED, f"GAX cannot be asked: {reason}.")
    return _need(known, name, some)


def _address(known: Known) -> Step:
    some = [one for one in known.models.of(NAMES) if one.desired.dns is not None]
    if some:
        return _need(known, steps.ADDRESS, some)
    strategy = known.models.after["desktop_failover"]
    if strategy in _STRATEGIES and not known.moved:
        return _step(known, steps.ADDRESS, PERSON, f"{_STRATEGIES[strategy]}.")
    return Step(steps.ADDRESS, ABSENT)


def _standby(known: Known) -> Step:
    """Only what takes part in a failover is a standby at once; what was lost becomes one later."""
    some = list(standby(known.models, known.heard)) if known.planned else []
    return _need(known, steps.STANDBY, some)


def standby(models: Models, heard: Collection[str]) -> Iterator[State]:
    """Muxer and processors of the data center that is given up, as far as it answers."""
    for state in models.of(*steps.EXCLUSIVE):
        if state.host in heard and models.center_of(state.host) == models.origin:
            yield state


def _rest(known: Known) -> Step:
    return _need(known, steps.REST, list(rest(known.models, known.heard, known.planned)))


def rest(models: Models, heard: Collection[str], planned: bool = False) -> Iterator[State]:
    """What else depends on the active data center, on hosts that answered and that are not given up as lost."""
    hosts = {host for host in (*heard, CONTROLLER) if planned or models.center_of(host) != models.origin}
    for state in models.changed:
        if state.component.name not in _APART and state.host in hosts:
            yield state


def _index_update(known: Known) -> Step:
    new = known.models.after["index_update_host"]
    some = known.models.of(UPDATE)
    if not some:
        return Step(steps.INDEX_UPDATE, ABSENT)
    if new not in known.heard:
        text = f"{new} does not answer; it moves there when {known.models.origin} is the standby."
        return _step(known, steps.INDEX_UPDATE, BLOCKED, text)
    return _need(known, steps.INDEX_UPDATE, [one for one in some if one.host in known.heard])


def _hold_keeper(known: Known) -> Step:
    new = hold_keeper.keeper_host(known.models.after)
    some = known.models.of(KEEPER)
    if not some:
        return Step(steps.HOLD_KEEPER, ABSENT)
    if new not in known.heard:
        text = f"{new} does not answer; site brings it there when it does, and until then no hold is applied again."
        return _step(known, steps.HOLD_KEEPER, BLOCKED, text)
    return _need(known, steps.HOLD_KEEPER, [one for one in some if one.host in known.heard])


def _speechminer(known: Known) -> Step:
    hosts = [host for host, one in known.models.after["hosts"].items() if "gir_speechminer" in one["components"]]
    text = "its database, index and services are moved in SMConfig: docs/speechminer.md, failover."
    return _step(known, steps.SPEECHMINER, PERSON, text) if hosts else Step(steps.SPEECHMINER, ABSENT)


def _reindex(known: Known) -> Step:
    if not known.reindex or not known.has_account:
        return Step(steps.REINDEX, ABSENT)
    return _step(known, steps.REINDEX, IN_EFFECT if known.moved else NEEDED)
