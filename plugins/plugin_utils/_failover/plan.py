# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plan of a failover as plain values, and its digest: what is approved is what runs.

It holds what was seen and what follows, but no time, so that the same world has the same digest a minute later.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from .case import Case
from .diagnosis import LOST, SILENT_TOO_SHORT
from .observed import NEEDED, UNCLEAR
from .steps import BY_NAME


def plan_of(case: Case) -> dict[str, Any]:
    """Everything that matters for an approval, in one document that JSON can hold."""
    asked, seen = case.asked, case.seen
    # To have waited a little longer is no other world.
    diagnosis = LOST if case.diagnosis.name == SILENT_TOO_SHORT else case.diagnosis.name
    return {
        "from": seen.ledger.active,
        "to": asked.to,
        "mode": asked.mode,
        "epoch": seen.ledger.epoch,
        "operation": seen.ledger.operation,
        "diagnosis": diagnosis,
        "accepted": sorted(f"{one.data_center}/{one.component}" for one in asked.accepted),
        "overrides": sorted(one.rule for one in asked.overrides),
        "fenced": sorted(f"{one.component} of {one.host}" for one in seen.origin.services if one.heard),
        "silent": sorted(f"{one.component} of {one.host}" for one in seen.origin.services if not one.heard),
        "checks": sorted(f"{one.rule} {one.answer}: {one.subject or one.text}" for one in seen.checks),
        "steps": [_step(one.name, one.state, one.before, one.after) for one in seen.steps],
        "holds": len(seen.holds),
    }


def _step(name: str, state: str, before: str, after: str) -> dict[str, Any]:
    kind = BY_NAME.get(name)
    return {
        "name": name,
        "what": name if kind is None else kind.what,
        "state": state,
        "does": state in (NEEDED, UNCLEAR),
        "before": before,
        "after": after,
        "reversible": kind is None or kind.reversible,
    }


def digest(plan: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical JSON of a plan, 64 hexadecimal digits."""
    text = json.dumps(plan, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def digest_of(case: Case) -> str:
    """The digest of the plan that would run now."""
    return digest(plan_of(case))


def differences(approved: Mapping[str, Any] | None, case: Case) -> str:
    """What has changed since a plan was approved, for people; empty where the approved plan itself is not at hand."""
    return "; ".join(changes(approved, plan_of(case))) if approved else ""


def changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    """What differs between two plans, a sentence for each member."""
    for key in sorted({*old, *new}):
        before, after = old.get(key), new.get(key)
        if before == after:
            continue
        if isinstance(before, list) and isinstance(after, list):
            gone = [_text(one) for one in before if one not in after]
            come = [_text(one) for one in after if one not in before]
            yield f"{key}: no longer {', '.join(gone) or 'in this order'}; now {', '.join(come) or 'nothing'}"
        else:
            yield f"{key} was {_text(before)}, and is {_text(after)}"


def _text(value: object) -> str:
    if isinstance(value, Mapping):
        return " ".join(f"{value[key]}" for key in ("name", "state") if key in value)
    return str(value)
