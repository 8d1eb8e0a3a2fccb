# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Area media_lifecycle: whether the rules of each location are in GAX, and whether its backup folders are shared.

RWS is asked for the rules only where a site gives the REST form of them; what a person said counts otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ...module_utils._common.observation import FAILED
from .._components.contact_center import ContactCenter
from .._components.media_lifecycle_options import MediaLifecycle
from .._components.options import variables
from .._components.reading import Table, read
from .._components.report import Report
from .._components.target import CONTROLLER
from .._lifecycle import folders, said, shown
from .._lifecycle.standing import standings
from .._topology.published import DataCenterModel
from .._variables import lifecycle_api
from .area import Answers, Ask, Context, Point

NAME = "media_lifecycle"
_OF_RWS = f"{NAME}/{shown.API}"
# What is left of the time of an ask for everything but the answers of RWS.
_BESIDE = 2
_USER, _ROOT = "gir_service_user", "gir_root"
_STAGED = "gir_root is given, and nothing is mounted below a staged root"


def asks(context: Context) -> Mapping[str, Ask]:
    """Each RWS host of a location with backup folders, once; and RWS itself, where the REST form is given."""
    options = _options(context, MediaLifecycle)
    question = _question(context)
    found = {}
    if question is not None and shown.is_askable(question):
        found[_OF_RWS] = Ask(CONTROLLER, shown.MODULE, question)
    for center in context.model["data_centers"].values():
        paths = folders.folders(center)
        for host in center["hosts"].get(folders.GROUP, ()) if paths else ():
            if host not in context.hosts or context.value(host, _ROOT):
                continue
            arguments: dict[str, Any] = {"folders": paths, "timeout": max(1, int(context.seconds) - _BESIDE)}
            user = context.value(host, _USER)
            if isinstance(user, str):
                arguments["user"] = user
            if options.shared_mount_types:
                arguments["shared_types"] = list(options.shared_mount_types)
            found[f"{NAME}/{host}"] = Ask(host, folders.MODULE, arguments)
    return found


def points(context: Context, answers: Answers) -> Sequence[Point]:
    """By data center: what is wrong with the variables, the rules, the folders. Nothing where there are no rules."""
    return [*_of_rules(context, answers), *_of_folders(context, answers)]


def _options(context: Context, table: type[Table]) -> Table:
    """What cannot be read has its default; the verb says what is wrong."""
    given = {name: context.value(CONTROLLER, name) for name in variables(table)}
    return read(table, given, Report(CONTROLLER))


def _question(context: Context) -> dict[str, Any] | None:
    """What RWS is asked; None where the REST form is not given, or wrong."""
    api, _wrong = lifecycle_api.read(lambda name: context.value(CONTROLLER, name))
    if api is None:
        return None
    return shown.question(_options(context, ContactCenter), context.model, api.template, context.seconds - _BESIDE)


def _of_rules(context: Context, answers: Answers) -> Iterator[Point]:
    today = context.now.date()
    known = said.read(
        context.value(CONTROLLER, said.ATTESTATIONS), context.value(CONTROLLER, said.EXPORTS), today
    )
    for variable, flaw in known.flaws:
        yield Point(NAME, variable, FAILED, flaw.sentence, flaw.remedy, component=NAME)
    question, oldest = _question(context), _options(context, MediaLifecycle).export_max_age_days
    seen = None if question is None else shown.places(question, answers.get(_OF_RWS))
    for one in standings(context.model, known, oldest, today, seen):
        facts = {
            "location": one.location,
            "rule": one.rule,
            "differences": [{"key": item.key, "expected": item.expected, "actual": item.actual}
                            for item in one.differences],
        }  # fmt: skip
        name = f"rule {one.rule} of {one.location}"
        yield Point(NAME, name, one.answer, one.text, one.remedy, one.data_center, component=NAME, facts=facts)


def _of_folders(context: Context, answers: Answers) -> Iterator[Point]:
    least = _options(context, MediaLifecycle).min_free_percent
    for center in context.model["data_centers"].values():
        hosts = center["hosts"].get(folders.GROUP, ())
        seen = {host: answers.get(f"{NAME}/{host}") for host in hosts}
        for one in folders.judged(center, seen, _unasked(context, center), least):
            name = f"backup folder {one.folder}" + ("" if one.host else " on all hosts")
            text = f"{one.text} ({one.rule})" if one.rule else one.text
            facts = {"folder": one.folder, "rule_id": one.rule}
            yield Point(NAME, name, one.answer, text, one.remedy, one.data_center, one.host, NAME, facts=facts)


def _unasked(context: Context, center: DataCenterModel) -> dict[str, str]:
    hosts = center["hosts"].get(folders.GROUP, ())
    return {host: _STAGED for host in hosts if context.value(host, _ROOT)}
