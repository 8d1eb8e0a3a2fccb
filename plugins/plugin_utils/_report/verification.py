# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What playbook verify confirmed, what failed, and what nobody can see: every transaction of every host."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from ...module_utils._common.observation import CONFIRMED, FAILED, NOT_OBSERVABLE
from .._components.selection import of_host, probed
from .._topology.published import Model
from .._topology.rule import WARNING
from .._topology.values import listed
from .questions import ESERVICES_SITE, QUESTIONS

Answer = Mapping[str, Any]

NOT_ASKED = "nothing could run on it; see the error above"
_WIDTH = len(NOT_OBSERVABLE)
_LARGE, _THROUGH_RCS = ", a file of 5 GiB", " through RCS"
_PLAYBACK = "playback"
# What is true of every site that keeps no recording for this.
NO_PLAYBACK = "no recording was fetched as a player would, because gir_playback_recordings names none"


@dataclass(frozen=True)
class Transaction:
    """One thing that was tried, or could not be. `reason` says why it is not confirmed.

    `data_center` is empty where it is about the whole system.
    """

    data_center: str
    host: str
    name: str
    url: str = ""
    answer: str = FAILED
    reason: str = ""

    @property
    def text(self) -> str:
        """The transaction in one line; the reason only where it is not confirmed."""
        where = f"{self.data_center} {self.host}".strip()
        named = f"{where}: {self.name}" + (f" {self.url}" if self.url else "")
        return named if self.answer == CONFIRMED else f"{named} - {self.reason}"


@dataclass(frozen=True)
class Verification:
    """All transactions, by data center and host. `not_tried`: hosts that are not in this run, to their data centers."""

    transactions: list[Transaction]
    not_tried: Mapping[str, str] = field(default_factory=dict)
    limit: str = ""

    def of(self, answer: str) -> list[Transaction]:
        """Those with this answer."""
        return [transaction for transaction in self.transactions if transaction.answer == answer]

    @property
    def ok(self) -> bool:
        """Where nothing was confirmed, nothing is proven."""
        return bool(self.of(CONFIRMED)) and not self.of(FAILED)

    @property
    def lines(self) -> list[str]:
        """One for each transaction, and one for the hosts that are not in this run."""
        found = [f"{transaction.answer:{_WIDTH}} {transaction.text}" for transaction in self.transactions]
        return [*found, self._left_out] if self.not_tried else found

    @property
    def _left_out(self) -> str:
        centers = Counter(self.not_tried.values())
        hosts = f"{len(self.not_tried)} {'host' if len(self.not_tried) == 1 else 'hosts'}"
        of_centers = listed(f"{name} ({number})" for name, number in centers.items())
        why = f"--limit is {self.limit}" if self.limit else "this run does not have them"
        verb = "was" if len(self.not_tried) == 1 else "were"
        return f"{hosts} of {of_centers} {verb} not tried, because {why}"

    @property
    def message(self) -> str:
        """How many answers of each kind there are, every failure, and what was not tried."""
        failed = self.of(FAILED)
        counted = (
            f"{len(self.of(CONFIRMED))} confirmed, {len(failed)} failed, {len(self.of(NOT_OBSERVABLE))} not observable"
            " (listed above)"
        )
        parts = [counted]
        if not self.of(CONFIRMED):
            parts.insert(0, "Nothing was confirmed")
        if failed:
            parts.append(f"Failed: {'; '.join(failure.text for failure in failed)}")
        if self.not_tried:
            remedy = "; run verify without --limit to judge every data center" if self.limit else ""
            parts.append(self._left_out + remedy)
        return ". ".join(part.rstrip(".") for part in parts) + "."

    @property
    def result(self) -> dict[str, Any]:
        """What the playbook publishes as gir_verify."""
        return {
            "ok": self.ok,
            "confirmed": len(self.of(CONFIRMED)),
            "failed": len(self.of(FAILED)),
            "not_observable": len(self.of(NOT_OBSERVABLE)),
            "not_tried": list(self.not_tried),
            "transactions": [asdict(transaction) for transaction in self.transactions],
        }


@dataclass(frozen=True)
class Observed:
    """What was observed.

    `asked`: the hosts of this run. `answers`: host to what its task returned, verb `probe` for each of its components;
    a host may have none. `verdicts`: host to the judgement of the daily index update, or of the hold keeper. `sites`:
    judgements of eServices sites, and of media lifecycle. `probes`: answers of the site's own probes.
    """

    asked: Collection[str]
    answers: Mapping[str, Answer]
    verdicts: Mapping[str, Answer]
    sites: Sequence[Answer] = ()
    probes: Sequence[Answer] = ()


def verification(model: Model, observed: Observed, limit: str = "") -> Verification:
    """The report about all hosts that have something to prove, and about what the controller asks."""
    found, not_tried = [], {}
    for host, known in model["hosts"].items():
        if not of_host(probed(), model, host):
            continue
        center = known["data_center"]
        if host not in observed.asked:
            not_tried[host] = center
            continue
        found += _of_host(center, host, observed.answers.get(host) or {})
        if host in observed.verdicts:
            found.append(_transaction(center, host, observed.verdicts[host]))
    found += [_transaction(str(site["data_center"]), str(site["host"]), site) for site in observed.sites]
    found.sort(key=lambda transaction: (transaction.data_center, transaction.host))
    groups = {group for known in model["hosts"].values() for group in known["components"]}
    beside = [*_of_questions(observed.probes, groups), *_of_playback(model, observed)]
    return Verification([*found, *beside], not_tried, limit)


def of_lifecycle(answer: Answer | None) -> list[Answer]:
    """The judgements of media_lifecycle_info; one failure where it gave none, nothing where nobody called it."""
    if answer is None or answer.get("skipped"):
        return []
    if "results" in answer:
        return list(answer["results"])
    reason = answer.get("msg") or NOT_ASKED
    return [{"data_center": "", "host": "localhost", "name": "media lifecycle", "answer": FAILED, "reason": reason}]


def _of_playback(model: Model, observed: Observed) -> Iterator[Transaction]:
    """Where no RWS host had a recording to fetch. A host of which nothing is known is a failure by itself."""
    nodes = [host for host, known in model["hosts"].items() if "gir_rws" in known["components"]]
    answers = [observed.answers.get(host) or {} for host in nodes if host in observed.asked]
    tried = [result for answer in answers for item in answer.get("results") or () for result in _results(item)]
    if tried and not any(result.get("kind") == _PLAYBACK for result in tried):
        yield Transaction("", "localhost", "playback across data centers", "", NOT_OBSERVABLE, NO_PLAYBACK)


def _results(item: Answer) -> Sequence[Answer]:
    return item.get("results") or ()


def _of_questions(probes: Sequence[Answer], groups: Collection[str]) -> Iterator[Transaction]:
    """The answers of the site, and what nobody answers; of the eServices site the judgement of sites knows that."""
    for probe in probes:
        yield _transaction("", "localhost", probe)
    answered = {probe["question"] for probe in probes} | {ESERVICES_SITE.name}
    for question in QUESTIONS.values():
        if question.name not in answered and (not question.group or question.group in groups):
            yield Transaction("", "localhost", question.title, "", NOT_OBSERVABLE, question.unanswered)


def _of_host(center: str, host: str, answer: Answer) -> list[Transaction]:
    """A host of which nothing is known is a failure: it had something to prove."""
    items = answer.get("results")
    found = [] if not items else [tried for item in items for tried in _of_component(center, host, item)]
    return list(dict.fromkeys(found)) or [_of_itself(center, host, answer)]


def _of_component(center: str, host: str, answer: Answer) -> Iterator[Transaction]:
    """The transactions of one component, or why they could not be tried."""
    if any(one.get("severity") != WARNING for one in answer.get("violations") or ()):
        yield Transaction(center, host, "its variables", reason=_line(answer.get("msg")))
    elif answer.get("failed") or answer.get("unreachable"):
        yield _of_itself(center, host, answer)
    for result in answer.get("results") or ():
        tried = _of_probe(result)
        yield _transaction(center, host, {**result, **tried})
        # A storage that does not work, or was only looked at, has been said to be so.
        if result.get("large_upload") and tried["answer"] == CONFIRMED:
            yield _transaction(center, host, {**result, "name": f"{result['name']}{_LARGE}", **result["large_upload"]})
        if result.get("through_rcs"):
            name = f"{result['name']}{_THROUGH_RCS}"
            yield _transaction(center, host, {**result, "name": name, **result["through_rcs"]})


def _of_probe(result: Answer) -> dict[str, str]:
    """The answer of a transaction_probe. Its note says what was not done, in check mode.

    Where the storage refuses a large file, all that was tried before it worked; where RCS gives no media, RWS may have.
    """
    large = result.get("large_upload") or {}
    decrypted = result.get("through_rcs") or {}
    only_rcs = decrypted.get("answer") == FAILED and decrypted.get("reason") == result.get("reason")
    if not result["ok"] and large.get("answer") != FAILED and not only_rcs:
        return {"answer": FAILED, "reason": result.get("reason") or ""}
    note = result.get("note")
    return {"answer": NOT_OBSERVABLE, "reason": note} if note else {"answer": CONFIRMED, "reason": ""}


def _of_itself(center: str, host: str, answer: Answer) -> Transaction:
    return Transaction(center, host, "the host itself", reason=_line(answer.get("msg") or NOT_ASKED))


def _transaction(center: str, host: str, result: Answer) -> Transaction:
    return Transaction(
        data_center=center,
        host=host,
        name=str(result["name"]),
        url=str(result.get("url") or ""),
        answer=str(result["answer"]),
        reason=_line(result.get("reason") or ""),
    )


def _line(text: object) -> str:
    """Several rules that are broken are several lines."""
    return " ".join(str(text).split())
