# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task about holds was given. All that is wrong is said at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...module_utils._ledger.hold import LONGEST_MINUTES, LONGEST_TEXT
from ...module_utils._ledger.shared import NAME
from .._components.reading import truth
from .._lock import caller
from .._lock.inputs import HOLD, beside, roots_of
from .._lock.protocol import Refused
from .._topology.values import flaw, is_blank, kind, plain, show
from .protocol import Task

# What the playbook is given for each option.
NAMES = {"id": "gir_hold_lift", "reason": "gir_hold_reason", "minutes": "gir_hold_minutes"}


def task_of(options: Mapping[str, Any], variables: Mapping[str, Any]) -> Task:
    """`options`: those of the module; `variables`: of the task. Raises Refused with all that is wrong."""
    problems: list[str] = []
    # What a person gave: variables of the playbook, or in a play of their own the options.
    names = NAMES if any(name in variables for name in NAMES.values()) else {name: name for name in NAMES}
    given = {name: _given(options.get(name)) for name in NAMES}
    paths = {host: beside(root, HOLD) for host, root in roots_of(options["hosts"], variables, problems).items()}
    identity, reason, minutes = "", "", 0
    if options.get("state") == "present":
        identity = "" if given["id"] is None else _identity(names["id"], given["id"], problems)
        reason = _reason(names["reason"], given["reason"], problems)
        minutes = _minutes(names["minutes"], given["minutes"], problems)
    elif options.get("state") == "absent":
        identity = _lifted(names["id"], given["id"], problems)
    if problems:
        raise Refused(" ".join(problems))
    silent = frozenset(options["silent"])
    return Task(paths, caller.user(variables), caller.controller(), silent, identity, reason, minutes)


def _given(value: object) -> object:
    """None where nothing is given; a survey gives text without letters."""
    value = plain(value)
    return None if value is None or is_blank(value) else value


def _identity(name: str, value: object, problems: list[str]) -> str:
    text = str(value).strip()
    if not isinstance(value, str) or not NAME.match(text):
        problems.append(f"{name} is {show(value)}, which is no id of a hold; give what playbook hold shows.")
    return text


def _lifted(name: str, value: object, problems: list[str]) -> str:
    """The id; empty for all of them."""
    if value is None or truth(value) is False:
        problems.append(f"{name} is not given; give the id of a hold, or true for all of them.")
        return ""
    return "" if truth(value) else _identity(name, value, problems)


def _reason(name: str, value: object, problems: list[str]) -> str:
    if value is None:
        problems.append(f"{name} is not given; say what the hold is for.")
        return ""
    text = str(value).strip()
    if not isinstance(value, (str, int)) or isinstance(value, bool):
        problems.append(f"{name} is {kind(value)}; give text on one line.")
    elif flaw(text):
        problems.append(f"{name} {flaw(text)}; give text on one line.")
    elif len(text) > LONGEST_TEXT:
        problems.append(f"{name} has {len(text)} letters; give at most {LONGEST_TEXT}.")
    return text


def _minutes(name: str, value: object, problems: list[str]) -> int:
    """A whole number of minutes."""
    form = f"give a whole number from 1 to {LONGEST_MINUTES}"
    text = str(value).strip()
    if value is None:
        problems.append(f"{name} is not given; a hold ends: {form}.")
    elif isinstance(value, bool) or not (text.isascii() and text.isdigit()):
        problems.append(f"{name} is {show(value)}, no number of minutes; {form}.")
    elif not 1 <= int(text[:9]) <= LONGEST_MINUTES:
        problems.append(f"{name} is {show(value)}; {form}, which is seven days.")
    else:
        return int(text)
    return 0
