# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is said about a lock: who holds it, for how long, and how it is broken."""

from __future__ import annotations

from typing import Any

Lock = dict[str, Any]


def holder(lock: Lock) -> str:
    """Who holds a lock, so that a person can be asked."""
    return f"{lock['verb']} of {lock['user']} on {lock['controller']} (operation {lock['operation']})"


def duration(seconds: int) -> str:
    """So much of a time as says something."""
    minutes, hours = seconds // 60, seconds // 3600
    if not minutes:
        return f"{seconds} s"
    return f"{minutes} min" if not hours else f"{hours} h {minutes % 60} min"


def since(lock: Lock) -> str:
    """For how long a lock is held; no other clock has a say."""
    return f"since {lock['claimed_at']}, for {duration(lock['age_seconds'])} by the clock of that host"


def command(lock: Lock) -> str:
    """The command that breaks a lock."""
    running = "" if lock["stale"] else " -e gir_lock_break_running=true"
    return f"ansible-playbook gir.multidc.lock -e gir_lock_break={lock['operation']}{running}"


def held(host: str, lock: Lock) -> str:
    """Why a lock cannot be had."""
    if lock["stale"]:
        remedy = f"It is past its limit of {lock['limit_minutes']} minutes, so it is stale. Break it with"
    else:
        remedy = f"Its limit ends at {lock['until']}. Wait; only when that run is certainly dead, break it with"
    return f"{host}: the lock is held by {holder(lock)}, {since(lock)}. {remedy}: {command(lock)}"


def marked(mark: dict[str, str]) -> str:
    """Who took the right of way."""
    reason = f", {mark['reason']}" if mark["reason"] else ""
    return f"preempted by {mark['verb']} of {mark['user']} (operation {mark['operation']}{reason})"


def line(host: str, answer: dict[str, Any]) -> str:
    """One host in a list."""
    if answer.get("unreachable"):
        return f"{host}: no answer: {first_line(answer['msg'])}"
    if answer.get("failed"):
        return f"{host}: cannot be told: {first_line(answer['msg'])}"
    if answer["problem"]:
        return f"{host}: held by somebody unknown: {answer['problem']}"
    lock = answer["held"]
    if lock is None:
        return f"{host}: free"
    state = "stale, " if lock["stale"] else ""
    mark = f", {marked(lock['preempted_by'])}" if lock["preempted_by"] else ""
    return f"{host}: {state}held by {holder(lock)}, {since(lock)}{mark}, until {lock['until']}; breaks: {command(lock)}"


def first_line(text: object) -> str:
    """Programs say much more, of which the first line is about this."""
    lines = [part.strip() for part in str(text).splitlines() if part.strip()]
    return lines[0].rstrip(".") if lines else "no reason is known"
