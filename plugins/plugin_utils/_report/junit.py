# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A report as JUnit XML, as Jenkins, GitLab and AWX read it: a suite for each host or API, a case for each check.

A difference is a failure of the type of its severity; what could not be checked is an error; what is ignored, or
nobody can see, is skipped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from .document import Case, Document
from .outcomes import DRIFT, IGNORED, NOT_CHECKED, NOT_OBSERVABLE

# What XML 1.0 cannot hold, escaped or not.
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
_ESCAPED = re.compile("[&<>\"\t\n\r]")
_ELEMENTS = {DRIFT: "failure", NOT_CHECKED: "error", IGNORED: "skipped", NOT_OBSERVABLE: "skipped"}
_COUNTS = (("failures", "failure"), ("errors", "error"), ("skipped", "skipped"))
_LONGEST = 1000


def junit(document: Document) -> str:
    """The whole report. Where nothing was checked there is no suite, and the counts say so."""
    suites: dict[str, list[Case]] = {}
    for case in document.cases:
        suites.setdefault(case.suite, []).append(case)
    # The schema that Jenkins uses knows no number of skipped cases here.
    head = {"name": document.title, **_counts(document.cases)}
    del head["skipped"]
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f"<testsuites{_attributes(head)}>"]
    for name, cases in suites.items():
        stamp = {"timestamp": document.made.removesuffix("Z")} if document.made else {}
        lines.append(f"  <testsuite{_attributes({'name': name, **_counts(cases), **stamp})}>")
        lines += [line for case in _distinct(cases) for line in _case(case, f"{document.kind}.{name}")]
        lines.append("  </testsuite>")
    return "\n".join([*lines, "</testsuites>", ""])


def _counts(cases: Sequence[Case]) -> dict[str, str]:
    elements = [_ELEMENTS.get(case.outcome) for case in cases]
    counted = {name: str(elements.count(element)) for name, element in _COUNTS}
    return {"tests": str(len(cases)), **counted, "time": "0"}


def _distinct(cases: Iterable[Case]) -> Iterator[Case]:
    """Readers take cases of one name for one case."""
    seen: dict[tuple[str, str], int] = {}
    for case in cases:
        number = seen[case.group, case.name] = seen.get((case.group, case.name), 0) + 1
        name = case.name if number == 1 else f"{case.name} ({number})"
        yield Case(case.suite, case.group, name, case.outcome, case.level, case.message, case.text)


def _case(case: Case, suite: str) -> Iterator[str]:
    named = {"classname": f"{suite}.{case.group}", "name": case.name or case.group, "time": "0"}
    element = _ELEMENTS.get(case.outcome)
    if element is None:
        yield f"    <testcase{_attributes(named)}/>"
        return
    said = {"message": case.message[:_LONGEST]}
    if element != "skipped":
        said["type"] = case.level or case.outcome
    yield f"    <testcase{_attributes(named)}>"
    yield f"      <{element}{_attributes(said)}>{_escaped(case.text)}</{element}>"
    yield "    </testcase>"


def _attributes(named: dict[str, str]) -> str:
    return "".join(f' {name}="{_escaped(value)}"' for name, value in named.items())


def _escaped(text: str) -> str:
    """Fit for attributes and for texts; what XML cannot hold is replaced, so that nobody takes it for nothing."""
    return _ESCAPED.sub(lambda found: _ESCAPES[found[0]], _ILLEGAL.sub("\ufffd", text))
