# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cassandra and Elasticsearch before a failover: asked on their hosts, which this collection only looks at.

Described in docs/data-stores.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from . import datastore_cassandra as cassandra
from . import datastore_elasticsearch as elasticsearch
from .area import Answers, Ask, Context, Point
from .datastore_hosts import AREA, Host, hosts

NAME = AREA
MODULE = "gir.multidc.datastore_info"
_KINDS: Mapping[str, Any] = {"cassandra": cassandra, "elasticsearch": elasticsearch}


def _hosts(context: Context, kind: str) -> list[Host]:
    judge = _KINDS[kind]
    return [judge.adjusted(context, host) for host in hosts(context, judge.GROUP)]


def asks(context: Context) -> Mapping[str, Ask]:
    """One for each host of the two groups whose variables can be read."""
    found = {}
    for kind in _KINDS:
        for host in _hosts(context, kind):
            if not host.flaws and host.name in context.hosts:
                # The controller needs some of the time to reach the host and to hear its answer.
                limit = {"timeout": max(1, int(context.seconds * 0.8))}
                found[host.key] = Ask(host.name, MODULE, {"kind": kind, **host.options, **limit})
    return found


def points(context: Context, answers: Answers) -> Sequence[Point]:
    """Those of Cassandra, then those of Elasticsearch."""
    found: list[Point] = []
    for kind, judge in _KINDS.items():
        asked = [host.heard(answers.get(host.key), host.name in context.hosts) for host in _hosts(context, kind)]
        found += judge.points(context, asked)
    return found
