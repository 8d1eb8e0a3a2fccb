# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What playbook verify proved, and what failed: every transaction of every host."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .._components.selection import of_host, probed
from .._topology.published import Model

Answer = Mapping[str, Any]

NOT_ASKED = (
    "the host was not part of this run, or nothing could run on it; run verify without --limit to prove every data"
    " center"
)


@dataclass(frozen=True)
class Transaction:
    """One thing that was tried, or could not be; `reason` says why it failed."""

    data_center: str
    host: str
    name: str
    url: str = ""
    ok: bool = False
    reason: str = ""

    @property
    def text(self) -> str:
        """The transaction in one line; the reason only where it failed."""
        named = f"{self.data_center} {self.host}: {self.name}" + (f" {self.url}" if self.url else "")
        return named if self.ok else f"{named} - {self.reason}"


@dataclass(frozen=True)
class Verification:
    """All transactions, by data center and host."""

    transactions: list[Transaction]

    @property
    def failures(self) -> list[Transaction]:
        return [transaction for transaction in self.transactions if not transaction.ok]

    @property
    def ok(self) -> bool:
        """Where nothing was tried, nothing is proven."""
        return bool(self.transactions) and not self.failures

    @property
    def lines(self) -> list[str]:
        return [("ok     " if transaction.ok else "FAILED ") + transaction.text for transaction in self.transactions]

    @property
    def message(self) -> str:
        """All failures, or that there are none."""
        if not self.transactions:
            return "Nothing was proven: no host of the inventory has a transaction to try."
        if self.ok:
            return f"All {len(self.transactions)} transactions succeeded."
        failures = "; ".join(failure.text for failure in self.failures)
        return f"{len(self.failures)} of {len(self.transactions)} transactions failed: {failures}"


def verification(
    model: Model,
    answers: Mapping[str, Answer],
    verdicts: Mapping[str, Answer],
    sites: Sequence[Answer],
) -> Verification:
    """`answers`: host to what its task returned, verb `probe` for each of its components; a host may have none.

    `verdicts`: host to the judgement of the daily index update. `sites`: judgements of eServices sites.
    """
    found = []
    for host, known in model["hosts"].items():
        if not of_host(probed(), model, host):
            continue
        center = known["data_center"]
        found += _of_host(center, host, answers.get(host) or {})
        if host in verdicts:
            found.append(_transaction(center, host, verdicts[host]))
    found += [_transaction(str(site["data_center"]), str(site["host"]), site) for site in sites]
    return Verification(sorted(found, key=lambda transaction: (transaction.data_center, transaction.host)))


def _of_host(center: str, host: str, answer: Answer) -> list[Transaction]:
    """A host of which nothing is known is a failure: it had something to prove."""
    items = answer.get("results")
    found = [] if not items else [tried for item in items for tried in _of_component(center, host, item)]
    return list(dict.fromkeys(found)) or [_of_itself(center, host, answer)]


def _of_component(center: str, host: str, answer: Answer) -> Iterator[Transaction]:
    """The transactions of one component, or why they could not be tried."""
    if answer.get("violations"):
        yield Transaction(center, host, "its variables", reason=_line(answer.get("msg")))
    elif answer.get("failed") or answer.get("unreachable"):
        yield _of_itself(center, host, answer)
    for result in answer.get("results") or ():
        yield _transaction(center, host, result)


def _of_itself(center: str, host: str, answer: Answer) -> Transaction:
    return Transaction(center, host, "the host itself", reason=_line(answer.get("msg") or NOT_ASKED))


def _transaction(center: str, host: str, result: Answer) -> Transaction:
    return Transaction(
        data_center=center,
        host=host,
        name=str(result["name"]),
        url=str(result.get("url") or ""),
        ok=bool(result["ok"]),
        reason=_line(result.get("reason") or ""),
    )


def _line(text: object) -> str:
    """Several rules that are broken are several lines."""
    return " ".join(str(text).split())
