# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A plan as a file, so that somebody can approve it and a later run can say what has changed since."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .moments import seconds_of, stamp
from .plan import digest

# More than any plan has; another file may be of any size.
_LONGEST = 4_000_000
_DIGEST = re.compile(r"[0-9a-f]{64}")
# How far the clocks of two controllers may be apart.
_CLOCKS = 60


class Unreadable(ValueError):
    """Why a file is no plan, as the rest of a sentence."""


@dataclass(frozen=True)
class Approved:
    """`plan` and `age` in seconds, where the plan itself is at hand."""

    digest: str
    plan: Mapping[str, Any] | None = None
    age: float | None = None


def text(plan: Mapping[str, Any], made_at: float) -> str:
    """The file; `made_at` in seconds since 1970."""
    document = {"digest": digest(plan), "made_at": stamp(made_at), "plan": plan}
    return json.dumps(document, indent=1, sort_keys=True) + "\n"


def name_of(plan: Mapping[str, Any], made_at: float) -> str:
    """What stands for a plan where its file is not at hand, as for an approval in AWX: <time>@<digest>."""
    return f"{stamp(made_at)}@{digest(plan)}"


def named(text: str, now: float) -> Approved | None:
    """The plan of such a name, or of a digest alone, which does not tell its age; None where it is neither.

    Raises Unreadable.
    """
    time, _at, known = text.rpartition("@")
    if not _DIGEST.fullmatch(known.lower()):
        return None
    made = seconds_of(time)
    if time and made is None:
        return None
    return Approved(known.lower(), None, None if made is None else _age(made, now))


def read(path: str, now: float) -> Approved:
    """The plan of a file; a relative path begins where Ansible was started. Raises Unreadable."""
    try:
        with open(os.path.abspath(os.path.expanduser(path)), encoding="utf-8") as file:
            found = json.loads(file.read(_LONGEST))
    except OSError as reason:
        raise Unreadable(f"{reason.strerror or reason}") from reason
    except ValueError as reason:
        raise Unreadable("the file is no JSON") from reason
    plan = found.get("plan") if isinstance(found, dict) else None
    made = seconds_of(found.get("made_at")) if isinstance(found, dict) else None
    if not isinstance(plan, dict) or made is None:
        raise Unreadable("the file is no plan of a failover")
    if digest(plan) != found.get("digest"):
        raise Unreadable("the plan was changed after it was written")
    return Approved(digest(plan), plan, _age(made, now))


def _age(made: float, now: float) -> float:
    if made > now + _CLOCKS:
        raise Unreadable("the plan is of a time that is still to come; compare the clocks of the controllers")
    return max(0.0, now - made)
