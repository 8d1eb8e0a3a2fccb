# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is said about a hold, and which verbs it keeps from writing."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import Any

Hold = Mapping[str, Any]
# Verbs for the night: they are told, and go on.
WARNED = ("failover", "failback", "ledger")


def lift(hold: Hold) -> str:
    """The command that lifts a hold."""
    return f"ansible-playbook gir.multidc.hold -e gir_hold_lift={shlex.quote(str(hold['id']))}"


def described(hold: Hold) -> str:
    """Why, and who may be asked."""
    return f"{hold['reason']} (hold {hold['id']} of {hold['user']} on {hold['controller']})"


def end(hold: Hold) -> str:
    """Until when it is in force, or that it is no more; no other clock has a say."""
    return f"{'ended' if hold['ended'] else 'until'} {hold['until']} by the clock of that host"


def sentence(answer: Mapping[str, Any]) -> str:
    """The holds in force of a host, from an answer with `holds` and `hold_problem`; empty without any."""
    if answer.get("hold_problem"):
        return f"a hold by somebody unknown is in force: {answer['hold_problem']}"
    found = answer.get("holds") or []
    return "; ".join(f"a hold is in force: {described(one)}, {end(one)}" for one in found)


def told(result: Mapping[str, Any]) -> list[str]:
    """The holds that a claim was told of, one sentence for each host."""
    return [f"{host}: {text}" for host, text in (result.get("holds") or {}).items()]


def refusal(verb: str, host: str, answer: Mapping[str, Any], at_work: bool = False) -> str:
    """Why a verb may not write, or, when it is `at_work`, not go on; empty when it may."""
    text = sentence(answer)
    if not text or verb in WARNED:
        return ""
    if answer.get("hold_problem"):
        return f"{host}: {text}"
    remedy = "Stop here; run this again when it has ended, or lift it with" if at_work else "Wait, or lift it with"
    return f"{host}: {text}. {remedy}: {' and '.join(map(lift, answer['holds']))}"
