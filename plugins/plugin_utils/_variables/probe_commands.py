# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The probes of a site's own, `gir_probe_commands`: their form, judged before anything runs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from .._components.desired import Violation
from .._components.report import Report, errors
from .._components.rule import rule
from .._report.questions import QUESTIONS, VARIABLE
from .._topology.rule import WARNING
from .._topology.rules import RULES
from .._topology.urls import flaw_of_place
from .._topology.values import Unusable, did_you_mean, given, is_blank, key_text, kind, listed, show, show_url
from .nearness import nearest

KEYS = ("command", "url", "expect", "timeout")
SECONDS = 10
_MOST_SECONDS = 3600
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
# The verbs that run the probes, and cannot judge without them.
_USED_BY = ("verify",)

HOLDS_ACCOUNT = "which holds a user name"

GIR990 = rule(
    990,
    "gir_probe_commands names a probe for each question: a dictionary with either a command or a url.",
    "Write it as docs/verify.md shows it.",
    used_by=_USED_BY,
)
GIR991 = rule(
    991,
    "The command of a probe is a list of texts, its url an address, expect a regular expression, timeout seconds from 1"
    " to 3600.",
    "Correct the value; docs/verify.md has an example of each.",
    used_by=_USED_BY,
)
GIR992 = rule(
    992,
    "No question of gir_probe_commands is nearly one of those that this collection asks.",
    "Correct the name, or choose one that differs more.",
    severity=WARNING,
)


@dataclass(frozen=True)
class Probe:
    """One probe: `command` with its arguments, or a `url`. Both may hold secrets; so may what they answer."""

    question: str
    command: list[str] = field(default_factory=list, repr=False)
    url: str = field(default="", repr=False)
    expect: re.Pattern[str] | None = None
    timeout: int = SECONDS


def read(value: object) -> tuple[list[Probe], list[Violation]]:
    """The probes, in their order, and what is wrong with them; of a probe that has an error nothing is returned.

    `value`: plain, what could not be evaluated as Unusable.
    """
    report = Report("")
    if value is None or is_blank(value):
        return [], []
    if isinstance(value, Unusable):
        report.add(GIR990, VARIABLE, f"{VARIABLE} cannot be evaluated: {value.reason}.", value.remedy)
    elif not isinstance(value, dict):
        report.add(GIR990, VARIABLE, f"{VARIABLE} is {kind(value)}, not a dictionary of questions.")
    found = [_probe(key_text(name), item, report) for name, item in value.items()] if isinstance(value, dict) else []
    return [probe for probe in found if probe is not None], report.violations


def _probe(question: str, value: object, report: Report) -> Probe | None:
    path = f"{VARIABLE}.{question}"
    before = len(errors(report.violations))
    if not _NAME.fullmatch(question):
        sentence = f"{VARIABLE} has the question {show(question)}; a name has letters, digits and underscores."
        report.add(GIR990, VARIABLE, sentence, "Rename the question.")
        return None
    if isinstance(value, Unusable) or not isinstance(value, dict):
        what = f"cannot be evaluated: {value.reason}" if isinstance(value, Unusable) else f"is {kind(value)}"
        report.add(GIR990, VARIABLE, f"{path} {what}, not a dictionary with a command or a url.")
        return None
    _check_question(question, report)
    values = given(value)
    _check_keys(path, values, report)
    probe = Probe(
        question,
        _command(f"{path}.command", values.get("command"), report),
        _url(f"{path}.url", values.get("url"), report),
        _expect(f"{path}.expect", values.get("expect"), report),
        _timeout(f"{path}.timeout", values.get("timeout"), report),
    )
    return probe if len(errors(report.violations)) == before else None


def _check_question(question: str, report: Report) -> None:
    meant = None if question in QUESTIONS else nearest(question, QUESTIONS)
    if meant is not None:
        sentence = f"{VARIABLE} has the question {question}, which is one of your own. Did you mean {meant}?"
        report.add(GIR992, VARIABLE, sentence)


def _check_keys(path: str, values: Mapping[str, object], report: Report) -> None:
    for key in values:
        if key not in KEYS:
            hint = did_you_mean(key, KEYS).strip() or f"Use {listed(KEYS)}."
            report.add(GIR990, VARIABLE, f"{path} has the key {show(key)}, which is not known.", hint)
    asks = [key for key in ("command", "url") if values.get(key) is not None]
    if len(asks) != 1:
        has = "both a command and a url" if asks else "neither a command nor a url"
        report.add(GIR990, VARIABLE, f"{path} has {has}.", "Give one of the two.")


def _command(path: str, value: object, report: Report) -> list[str]:
    """No part of it is shown: any of them may be a password."""
    if value is None or _is_unusable(path, value, report):
        return []
    if not isinstance(value, list) or not value:
        what = "an empty list" if isinstance(value, list) else kind(value)
        sentence = f"{path} is {what}; no shell takes it apart."
        report.add(GIR991, VARIABLE, sentence, 'Give a list, for example ["/usr/local/bin/queue", "--site", "DC1"].')
        return []
    for number, word in enumerate(value):
        if isinstance(word, Unusable):
            report.add(GIR991, VARIABLE, f"{path}[{number}] cannot be evaluated: {word.reason}.")
        elif isinstance(word, bool) or not isinstance(word, (str, int, float)):
            report.add(GIR991, VARIABLE, f"{path}[{number}] is {kind(word)}, not text.", "Write it in quotes.")
        elif "\0" in str(word) or (number == 0 and not str(word).strip()):
            what = "has a null character" if number else "names no program"
            report.add(GIR991, VARIABLE, f"{path}[{number}] {what}.")
    return [str(word) for word in value]


def _url(path: str, value: object, report: Report) -> str:
    if value is None or _is_unusable(path, value, report):
        return ""
    if not isinstance(value, str):
        report.add(GIR991, VARIABLE, f"{path} is {kind(value)}, not a URL.")
        return ""
    flaw = _flaw(value)
    place = flaw_of_place(value)
    if place and flaw != HOLDS_ACCOUNT:
        report.add(GIR991, VARIABLE, f"{path} is {show_url(value)}: {place[1]}.", RULES[place[0]].remedy)
    elif flaw:
        # What is no address at all may be a token that stands in the wrong place.
        shown = show_url(value) if "://" in value else "text that is not shown"
        report.add(GIR991, VARIABLE, f"{path} is {shown}, {flaw}.", "Write it as https://host.example/path.")
    return value


def _flaw(url: str) -> str:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return "which is no http or https URL"
    if re.search(r"[\s\x00-\x1f\x7f]", url):
        return "which has a blank or a control character"
    if parts.scheme not in ("http", "https") or not host or port == 0:
        return "which is no http or https URL"
    if "@" in parts.netloc:
        return HOLDS_ACCOUNT
    return "which has a fragment" if parts.fragment else ""


def _expect(path: str, value: object, report: Report) -> re.Pattern[str] | None:
    if value is None or _is_unusable(path, value, report):
        return None
    if isinstance(value, (bool, dict, list)):
        report.add(GIR991, VARIABLE, f"{path} is {kind(value)}, not text.", "Write it in quotes.")
        return None
    try:
        return re.compile(str(value))
    except (re.error, RecursionError, OverflowError) as error:
        reason = error.msg if isinstance(error, re.error) else "it is too deep"
        report.add(GIR991, VARIABLE, f"{path} is no regular expression: {reason}.")
        return None


def _timeout(path: str, value: object, report: Report) -> int:
    if value is None or _is_unusable(path, value, report):
        return SECONDS
    # Up to ansible-core 2.18 a template gives text.
    number = int(value) if isinstance(value, str) and re.fullmatch("[0-9]{1,9}", value.strip()) else value
    if isinstance(number, bool) or not isinstance(number, int) or not 1 <= number <= _MOST_SECONDS:
        report.add(GIR991, VARIABLE, f"{path} is {show(value)}, not seconds from 1 to {_MOST_SECONDS}.")
        return SECONDS
    return number


def _is_unusable(path: str, value: object, report: Report) -> bool:
    if isinstance(value, Unusable):
        report.add(GIR991, VARIABLE, f"{path} cannot be evaluated: {value.reason}.", value.remedy)
    return isinstance(value, Unusable)
