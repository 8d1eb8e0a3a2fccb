# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Area witness: whether an address outside of all data centers answers this controller, `gir_failover_witness`.

Where it does not, a data center that gives no answer may be well, and the controller cut off.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlsplit

from ...module_utils._common.observation import CONFIRMED, FAILED, NOT_OBSERVABLE
from .._components.target import CONTROLLER
from .._topology.values import listed
from .area import Answer, Answers, Ask, Context, Point
from .connection_asks import provided, usable

NAME = "witness"
VARIABLE = "gir_failover_witness"
KEY = f"{NAME}/http"
_SHARE = 0.6
_TITLE = "witness"


def urls(value: object) -> list[str]:
    """The addresses: a list, or a text with commas. What is wrong with them is judged with the other variables."""
    texts = value.split(",") if isinstance(value, str) else value if isinstance(value, list) else []
    return [one.strip() for one in texts if isinstance(one, str) and one.strip()]


def asks(context: Context) -> Mapping[str, Ask]:
    """All of them at once; none where the site names none."""
    known = urls(context.value(CONTROLLER, VARIABLE))
    if not known:
        return {}
    arguments = provided(
        probes=[{"name": str(number), "kind": "http", "url": url} for number, url in enumerate(known)],
        read_only=True,
        timeout=max(1, int(context.seconds * _SHARE)),
        threads=len(known),
        validate_certs=usable(context, "gir_validate_certs"),
        ca_path=usable(context, "gir_ca_path"),
    )
    return {KEY: Ask(CONTROLLER, "gir.multidc.transaction_probe", arguments)}


def answers(found: Answers) -> bool | None:
    """Whether any of them answers; None where there is none, or nobody could ask."""
    answer = found.get(KEY)
    if answer is None or answer.get("failed") or "results" not in answer:
        return None
    return any(_spoke(one) for one in answer["results"])


def _spoke(result: Answer) -> bool:
    """Any answer of HTTP counts, an error too: it came from there."""
    return (result.get("details") or {}).get("status") is not None


def points(context: Context, found: Answers) -> Sequence[Point]:
    """One for all of them."""
    return list(_points(urls(context.value(CONTROLLER, VARIABLE)), found))


def _points(known: Sequence[str], found: Answers) -> Iterator[Point]:
    if not known:
        return
    heard = answers(found)
    if heard is None:
        reason = str((found.get(KEY) or {}).get("msg") or "it gave no answer").rstrip(".")
        yield Point(NAME, _TITLE, NOT_OBSERVABLE, f"It could not be asked: {reason}.", f"Correct {VARIABLE}.")
        return
    places = listed([urlsplit(url).netloc.rpartition("@")[2] for url in known], 4)
    if heard:
        yield Point(NAME, _TITLE, CONFIRMED, f"Of {places} this controller hears an answer.")
        return
    text = f"{places} does not answer this controller, so a data center that it does not hear may be well."
    yield Point(NAME, _TITLE, FAILED, text, "Look at the network of this controller.")
