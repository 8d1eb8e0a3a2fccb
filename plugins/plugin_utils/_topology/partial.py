# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A run that sees only a part of the inventory: it uses the model of the whole, made elsewhere, or refuses."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from .._components.registry import MAPPED, OBSERVED
from .placement import CONTROLLER, Groups
from .published import Model
from .reading import GIR_GROUP
from .report import Report
from .values import Unusable, Value, kind, listed, plain, show

FORMAT = 1
MODEL_VARIABLE = "gir_model"
FILE_VARIABLE = "gir_model_file"
EXPECTED_VARIABLE = "gir_expected_hosts"
# Of the model, what follows from the map and the groups alone, whatever is active.
_FIXED = ("primary", "backup", "sync_node", "desktop_failover", "central_storage")
_FOLLOWS_THE_ACTIVE = ("state", "processor_mode", "muxer_mode", "peer")
# What a run takes from its own map alone, whatever it sees of the inventory: an older export stays good.
_OF_THE_MAP = ("media_lifecycle", "retention")


@dataclass(frozen=True)
class Sight:
    """What is known of what this run sees. `export`: the exported model, None where none is given.

    `slices`: into how many parts the inventory was divided for the jobs of which this is one; 1 is the whole.
    `like_slice`: the name of the workflow job that this job runs in, where that is the name of its own job template.
    `asked`: whether the RWS hosts were asked for their ledgers.
    """

    slices: int = 1
    asked: bool = False
    export: Value = None
    expected: Value = None
    like_slice: str = ""

    @property
    def unknown(self) -> bool:
        """Whether this may be a slice, and nothing was given that says what the whole is."""
        return bool(self.like_slice) and self.export is None and self.expected is None


@dataclass
class Seen:
    """The groups of the whole, and the hosts in them that this run does not see.

    `fingerprint` and `sync_node` are those of the exported model.
    """

    groups: Groups
    unseen: list[str] = field(default_factory=list)
    fingerprint: str | None = None
    sync_node: str | None = None

    @property
    def partial(self) -> bool:
        """Whether the groups come from the exported model."""
        return self.sync_node is not None


def fingerprint(model: Model) -> str:
    """Of all that other hosts and data centers follow from; equal for the same system, whichever one is active."""
    fixed = {name: value for name, value in model.items() if name in _FIXED}
    for name, center in model["data_centers"].items():
        left_out = (*_FOLLOWS_THE_ACTIVE, *_OF_THE_MAP)
        fixed[f"center {name}"] = {key: value for key, value in center.items() if key not in left_out}
    fixed["hosts"] = {
        host: [known["data_center"], sorted(known["components"])] for host, known in model["hosts"].items()
    }
    text = json.dumps(fixed, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def export(model: Model) -> dict[str, Any]:
    """The model for runs that see a part of the inventory; holds no secret."""
    return {"format": FORMAT, "fingerprint": fingerprint(model), "model": model}


def expected_hosts(model: Model) -> dict[str, list[str]]:
    """The hosts of each group of the map, for gir_expected_hosts."""
    groups = _groups_of(model)
    return {name: groups[name] or [] for name in groups if name not in ("all", GIR_GROUP) and groups[name]}


def complete(report: Report, groups: Groups, sight: Sight, verb: str) -> Seen:
    """The groups to go by: those of the inventory when it is the whole, else those of the exported model."""
    _check_expected(report, groups, sight)
    model = None if sight.export is None else _read(report, sight.export)
    known = {host for hosts in groups.values() for host in hosts or ()}
    unseen = [] if model is None else [host for host in model["hosts"] if host not in known]
    if sight.slices > 1 and sight.export is None:
        sentence = f"This job sees one of {sight.slices} slices of the inventory, and {MODEL_VARIABLE} is not given."
        report.add("GIR720", MODEL_VARIABLE, sentence)
    elif sight.unknown:
        sentence = (
            f"This job runs in a workflow job that is named as its job template, {show(sight.like_slice)}. AWX makes"
            " such a workflow for the slices of a job, and tells a slice nothing else."
        )
        report.add("GIR727", MODEL_VARIABLE, sentence)
    if model is None:
        return Seen(groups)
    mark = fingerprint(model)
    if not unseen and sight.slices <= 1:
        return Seen(groups, fingerprint=mark)
    _check_members(report, groups, model, unseen, verb)
    whole = _groups_of(model)
    whole["all"] = list(dict.fromkeys([*(groups.get("all") or ()), *(whole[GIR_GROUP] or ())]))
    return Seen(whole, unseen, mark, model["sync_node"])


def compare(report: Report, seen: Seen, model: Model) -> None:
    """The exported model is that of this map; where it is only older than the whole at hand, that is a warning."""
    if seen.fingerprint is None or seen.fingerprint == fingerprint(model):
        return
    if seen.partial:
        sentence = f"{MODEL_VARIABLE} was exported from another map than the one of this run, or from other hosts."
        report.add("GIR722", MODEL_VARIABLE, sentence)
    else:
        report.add("GIR724", MODEL_VARIABLE, f"{MODEL_VARIABLE} is of an earlier map, or of other hosts.")


def _read(report: Report, value: Value) -> Model | None:
    if isinstance(value, Unusable):
        report.add("GIR722", MODEL_VARIABLE, f"{MODEL_VARIABLE} cannot be read: {value.reason}.", value.remedy)
        return None
    reason = None
    if not isinstance(value, dict):
        reason = f"it is {kind(value)}"
    elif value.get("format") != FORMAT:
        reason = f"its format is {show(value.get('format'))}, and this release knows {FORMAT}"
    else:
        try:
            model = cast(Model, value["model"])
            if value.get("fingerprint") != fingerprint(model):
                reason = "its fingerprint does not fit, so it was changed by hand"
            else:
                _groups_of(model)
                return model
        except (KeyError, TypeError, AttributeError):
            reason = "parts of it are missing"
    report.add("GIR722", MODEL_VARIABLE, f"{MODEL_VARIABLE} is no exported model: {reason}.")
    return None


def _groups_of(model: Model) -> Groups:
    """The groups from which the model was made, each data center's hosts in their order."""
    groups: dict[str, list[str]] = {name: [] for name in MAPPED}
    for name, center in model["data_centers"].items():
        of_center: dict[str, None] = {}
        for component in MAPPED:
            # Groups that are only observed are there where they have hosts.
            hosts = center["hosts"].get(component, []) if component in OBSERVED else center["hosts"][component]
            groups[component] += hosts
            of_center.update(dict.fromkeys(hosts))
        of_center.update(dict.fromkeys(host for host, known in model["hosts"].items() if known["data_center"] == name))
        groups[name] = list(of_center)
    groups[GIR_GROUP] = [host for name in model["data_centers"] for host in groups[name]]
    return {**groups, "all": list(groups[GIR_GROUP])}


def _check_members(report: Report, groups: Groups, model: Model, unseen: list[str], verb: str) -> None:
    """What this run sees is a part of the exported model, and a verb that writes sees all RWS hosts."""
    whole = _groups_of(model)
    for name, hosts in groups.items():
        if name not in whole or name == "all":
            continue
        strange = [host for host in hosts or () if host not in (whole[name] or ())]
        if strange:
            sentence = f"{MODEL_VARIABLE} does not know {listed(strange, 4)} in the group {name}."
            report.add("GIR722", MODEL_VARIABLE, sentence)
    away = [host for host in whole["gir_rws"] or () if host in unseen]
    if away and verb not in ("render", "topology"):
        report.add("GIR723", away[0], f"This run does not see {listed(away, 4)}, of the group gir_rws.")


def _check_expected(report: Report, groups: Groups, sight: Sight) -> None:
    """A host that an inventory source left out is missed; with an exported model it is only unseen."""
    if sight.expected is None or report.unusable(EXPECTED_VARIABLE, sight.expected):
        return
    if not isinstance(sight.expected, dict):
        report.add("GIR002", EXPECTED_VARIABLE, f"{EXPECTED_VARIABLE} is {kind(sight.expected)}, not a dictionary.")
        return
    for name, value in sight.expected.items():
        path = f"{EXPECTED_VARIABLE}.{name}"
        if report.unusable(path, value):
            continue
        hosts = [host for host in groups.get(name) or () if host != CONTROLLER]
        names = [host for host in value if isinstance(host, str)] if isinstance(value, list) else None
        if names is not None and len(names) == len(cast("list[Value]", value)):
            _compare_names(report, path, name, hosts, names, sight)
        elif isinstance(value, int) and not isinstance(value, bool) and value >= 0:
            _compare_number(report, path, name, hosts, value, sight)
        else:
            sentence = f"{path} is {show(value)}; it is a list of host names, or how many hosts the group has."
            report.add("GIR002", path, sentence)


def _compare_names(report: Report, path: str, name: str, hosts: list[str], names: Iterable[str], sight: Sight) -> None:
    wanted = list(dict.fromkeys(names))
    lacking = [host for host in wanted if host not in hosts]
    if lacking and sight.export is None:
        report.add("GIR721", path, f"{path} has {listed(lacking, 4)}, but the group {name} does not.")
    more = [host for host in hosts if host not in wanted]
    if more:
        report.add("GIR725", path, f"{path} does not have {listed(more, 4)}, but the group {name} has.")


def _compare_number(report: Report, path: str, name: str, hosts: list[str], number: int, sight: Sight) -> None:
    sentence = f"{path} is {number}, but the group {name} has {len(hosts)} hosts."
    if len(hosts) < number and sight.export is None:
        report.add("GIR721", path, sentence)
    elif len(hosts) > number:
        report.add("GIR725", path, sentence)


def read_export(document: object) -> object:
    """The exported model in the document of a file, whether it stands there alone or as the variable."""
    value = plain(document)
    return value.get(MODEL_VARIABLE, value) if isinstance(value, Mapping) else value
