# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The transactions that a failover tries at the end: which host tries them, and what they prove.

They are those of playbook verify, judged as there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from ...module_utils._common.observation import CONFIRMED, FAILED, NOT_OBSERVABLE
from .._failover.observed import Check
from .._report.questions import ESERVICES_SITE, RECEIVER_METADATA, Question, title_of
from .._report.verification import Observed, Transaction, verification
from .._topology.published import Model
from . import proofs

# Not asked of SpeechMiner: a person brings it along, and then it answers.
PROBED = ("mcp", "rws")
UPLOAD = Question(
    "screen_upload",
    "upload of a screen recording",
    "no documented request uploads one without an agent, and only its storage is tried",
)
_STORAGES = ("voice recording storage", "screen recording storage")
_REMEDY = {FAILED: "Look at it, then run gir.multidc.verify."}


def vantage_points(model: Model, origin: str, heard: Collection[str]) -> list[str]:
    """One host that answers for each data center and component: what others of it would try is the same.

    Not of the origin, which is given up.
    """
    found: dict[tuple[str, str], str] = {}
    for host, known in model["hosts"].items():
        if host in heard and known["data_center"] != origin:
            for component in PROBED:
                if f"gir_{component}" in known["components"]:
                    found.setdefault((known["data_center"], component), host)
    return list(dict.fromkeys(found.values()))


def untried(model: Model, origin: str, heard: Collection[str]) -> Iterator[Check]:
    """Locations whose storage nobody could try, because no host that uses it answers."""
    tried = {model["hosts"][host]["data_center"] for host in vantage_points(model, origin, heard)}
    for name in model["data_centers"]:
        if name not in tried and name != origin:
            text = f"No MCP and no RWS host of {name} answers, so nobody tried its storages."
            yield Check(proofs.STORAGE, NOT_OBSERVABLE, text, "Run gir.multidc.verify when they answer.")


def judged(
    model: Model, answers: Mapping[str, Sequence[Mapping[str, Any]]], own: Sequence[Mapping[str, Any]]
) -> tuple[Check, ...]:
    """`answers`: host to what transaction_probe returned for each component. `own`: of the site's own probes."""
    of_hosts = {host: {"results": list(some)} for host, some in answers.items()}
    found = verification(model, Observed(list(answers), of_hosts, {}, (), own))
    checks = [_check(one) for one in found.transactions]
    answered = {str(one["question"]) for one in own}
    if UPLOAD.name not in answered and any("gir_rws" in one["components"] for one in model["hosts"].values()):
        checks.append(_open(proofs.SCREEN_UPLOAD, UPLOAD))
    return tuple(dict.fromkeys(checks))


def _open(rule: str, question: Question) -> Check:
    text = question.unanswered
    return Check(rule, NOT_OBSERVABLE, f"{question.title}: {text}.", f"See docs/verify.md, {question.name}.")


def _check(one: Transaction) -> Check:
    about = " ".join(part for part in (one.data_center, one.host, one.name, one.url) if part)
    text = f"{one.text}." if one.answer == CONFIRMED else one.text.rstrip(".") + "."
    return Check(_rule(one), one.answer, text, _REMEDY.get(one.answer, ""), about)


def _rule(one: Transaction) -> str:
    return next(_rules(one))


def _rules(one: Transaction) -> Iterator[str]:
    if one.name.startswith(_STORAGES):
        yield proofs.STORAGE
    if one.name.startswith("playback"):
        yield proofs.PLAYBACK
    if one.name == ESERVICES_SITE.title:
        yield proofs.RWS
    if one.name == RECEIVER_METADATA.title:
        yield proofs.METADATA
    if one.name in (UPLOAD.title, title_of(UPLOAD.name)):
        yield proofs.SCREEN_UPLOAD
    if not one.data_center and one.host == "localhost":
        yield proofs.QUESTION
    yield proofs.TRANSACTIONS
