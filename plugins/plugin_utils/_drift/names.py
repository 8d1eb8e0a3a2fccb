# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names that follow the active data center, compared with what their name server answers.

The module that reads cannot write: no key of an update is used for one.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ...module_utils._common.difference import difference, not_checked
from .._components.load_balancer_options import Names
from .._components.reading import read
from .._components.report import Report, errors
from .objects import Owner, Stated
from .observed import Answer, Check, Difference

MODULE = "gir.multidc.dns_record_info"
# The host of what name servers hold.
HOST = "dns"
SURFACE = "DNS"
TIMEOUT = 10

Record = Mapping[str, Any]


@dataclass(frozen=True)
class Request:
    """`args` has the secret of a key. `records`: as they should be, in the order in which they are asked for."""

    module: str
    args: Mapping[str, Any] = field(repr=False)
    checks: Sequence[Check]
    component: str
    owner: Owner
    records: Sequence[Record]

    def differences(self, result: Mapping[str, Any]) -> list[Difference]:
        """What an answer of the module says."""
        if self.is_unanswered(result):
            names = dict.fromkeys(str(record["name"]) for record in self.records)
            return [not_checked("dns.read", self.component, plain(name), _failure(result)) for name in names]
        pairs = zip(self.records, result["records"])
        return [one for record, shown in pairs for one in _compared(self.component, record, shown)]

    def is_unanswered(self, result: Mapping[str, Any]) -> bool:
        """Whether an answer says nothing of one of the records."""
        return bool(result.get("failed")) or len(result.get("records") or ()) != len(self.records)

    def owners_of(self, one: Difference) -> set[Owner]:
        """Whom a difference is about."""
        return {self.owner}


def answer(asked: Request, result: Mapping[str, Any]) -> Answer:
    """What is to be judged of it."""
    if asked.is_unanswered(result):
        return Answer(HOST, asked.checks, failure=_failure(result))
    return Answer(HOST, asked.checks, asked.differences(result))


def _failure(result: Mapping[str, Any]) -> str:
    return str(result.get("msg") or "No name server could be asked.")


def request(states: Iterable[Stated]) -> Request | None:
    """None where no name follows the active data center."""
    for state in states:
        dns = state.desired.dns
        if dns is None or errors(state.desired.violations):
            continue
        options: Any = read(state.component.table, state.given, Report(state.host))
        if not isinstance(options, Names):
            continue
        known = {name: value for name, value in options.dns_connection().items() if value is not None}
        asked = [{"name": record["name"], "type": record["type"]} for record in dns.records]
        names = dict.fromkeys(plain(str(record["name"])) for record in dns.records)
        component = state.component.name
        checks = [Check(HOST, component, name, SURFACE) for name in names]
        args = {"timeout": TIMEOUT, **known, "records": asked}
        return Request(MODULE, args, checks, component, (component, state.host), dns.records)
    return None


def _compared(component: str, record: Record, shown: Record) -> Iterable[Difference]:
    expected, actual = _text(_desired(record)), _text(_there(shown))
    if expected != actual:
        kind = str(record["type"])
        yield difference("dns.record", component, plain(str(record["name"])), kind, expected, actual)


def _desired(record: Record) -> tuple[str, list[str], int | None]:
    """The values as a name server answers them, as dns_record writes them."""
    kind = str(record["type"])
    if record.get("state", "present") == "absent":
        return kind, [], None
    values = sorted({_value(str(value)) for value in record["value"]})
    return kind, values, int(record["ttl"])


def _there(shown: Record) -> tuple[str, list[str], int | None]:
    values = sorted(_value(str(value)) for value in shown["value"])
    return str(shown["type"]), values, shown["ttl"] if values else None


def _value(text: str) -> str:
    try:
        return str(ipaddress.ip_address(text.strip()))
    except ValueError:
        return plain(text)


def plain(name: str) -> str:
    """A name as people write it. Case does not count in DNS."""
    return name.strip().removesuffix(".").lower()


def _text(record: tuple[str, list[str], int | None]) -> str | None:
    kind, values, ttl = record
    return f"{kind} {', '.join(values)} for {ttl} s" if values else None
