# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One look at media lifecycle: what a person said of its rules, and the backup folders on hosts, all at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timezone
from typing import Any

from ansible_collections.gir.multidc.plugins.module_utils._common.observation import FAILED
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.values import Gatherer
from ansible_collections.gir.multidc.plugins.plugin_utils._hosts import Hosts, Request
from ansible_collections.gir.multidc.plugins.plugin_utils._lifecycle.folders import REFUSING
from ansible_collections.gir.multidc.plugins.plugin_utils._status import areas, media_lifecycle
from ansible_collections.gir.multidc.plugins.plugin_utils._status.area import Context, Point
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.published import Model
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.values import Unusable, is_blank


def look(
    action: Any, task_vars: Mapping[str, Any], model: Model, hosts: Collection[str], seconds: float
) -> list[dict[str, Any]]:
    """In the form of the report of verify. `hosts`: those that may be asked. `seconds`: how long all may take."""
    gatherer = Gatherer(action._templar, task_vars)

    def value(host: str, name: str) -> object:
        found = gatherer.value(host, name)
        return None if not isinstance(found, Unusable) and is_blank(found) else found

    seen = [host for host in model["hosts"] if host in set(hosts) and gatherer.sees(host)]
    context = Context(model, value, seen, seconds, datetime.now(timezone.utc))
    asks = media_lifecycle.asks(context)
    requests = {key: Request(ask.host, ask.module, ask.arguments, True, None, seconds) for key, ask in asks.items()}
    # Nobody answers with a secret, and why a host does not answer has to be told.
    answers = Hosts(action, None, dict(task_vars), private=False).ask(requests, seconds=seconds) if requests else {}
    return [_result(point) for point in areas.of_area(media_lifecycle, context, answers)]


def _result(point: Point) -> dict[str, Any]:
    return {
        "data_center": point.data_center,
        "host": point.host or "localhost",
        "name": f"media lifecycle, {point.name}",
        "url": "",
        "answer": point.answer,
        "reason": point.text,
        "remedy": point.remedy,
        "rule": str(point.facts.get("rule_id") or ""),
    }


def refusal(results: Sequence[Mapping[str, Any]]) -> str:
    """Why no rule may be handed out, in one text; empty where nothing was seen that forbids it."""
    broken = [one for one in results if one["answer"] == FAILED and one["rule"] in REFUSING]
    lines = [f"{one['data_center']}: {one['reason']} {one['remedy']}" for one in broken]
    return "\n".join(["The backup folders of media lifecycle are not as they have to be.", *lines]) if lines else ""
