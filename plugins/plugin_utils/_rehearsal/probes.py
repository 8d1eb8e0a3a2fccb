# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What became of the probe recordings, each as playbook verify would judge it, with its seconds."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...module_utils._common.observation import CONFIRMED, NOT_OBSERVABLE
from .._report.verification import Observed, Transaction, verification
from .._topology.published import Model

KIND = "webdav"
NOTHING = "No storage was probed."
# Of a file of 5 GiB nothing is sent.
_PROVEN, _OFFERED = "written, read back, deleted, and gone", "offered, and the storage would take it"
_UNASKED = "The host gave no answer about its storages"


@dataclass(frozen=True)
class Probe:
    """One storage, as one host uses it. `seconds`: None where nothing was tried."""

    data_center: str
    host: str
    name: str
    url: str
    answer: str
    text: str
    seconds: float | None = None


def judged(
    model: Model, answers: Mapping[str, Sequence[Mapping[str, Any]]], untried: Collection[str] = ()
) -> list[Probe]:
    """`model`: that with the target active. `answers`: host to what transaction_probe returned for each component.
    `untried`: sentences about locations whose storages nobody could try."""
    found = verification(model, Observed(list(answers), {host: {"results": list(some)} for host, some in
                                                         answers.items()}, {}))  # fmt: skip
    seconds = {
        (host, str(one["name"]), str(one["url"])): float(one["seconds"])
        for host, some in answers.items()
        for answer in some
        for one in answer.get("results") or ()
    }
    probes = [_probe(one, seconds) for one in found.transactions if one.host in answers]
    probes += [_untried(text) for text in untried]
    return list(dict.fromkeys(probes)) or [_untried(NOTHING)]


def _probe(one: Transaction, seconds: Mapping[tuple[str, str, str], float]) -> Probe:
    took = seconds.get((one.host, one.name, one.url))
    if one.answer == CONFIRMED:
        text = _OFFERED if took is None else _PROVEN
    else:
        text = one.reason if one.url else f"{_UNASKED}: {one.reason}"
    return Probe(one.data_center, one.host, one.name, one.url, one.answer, text.rstrip(".") + ".", took)


def _untried(text: str) -> Probe:
    return Probe("", "", "storage", "", NOT_OBSERVABLE, text)
