# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Area certificates: when the certificates end of the addresses in the map that are reached by TLS."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from ...module_utils._common.observation import CONFIRMED, FAILED, NOT_OBSERVABLE
from .._components.target import CONTROLLER
from .._topology.published import Model
from .._topology.values import listed
from .area import Answers, Ask, Context, Point
from .moments import moment, warn_days

NAME = "certificates"
MODULE = "gir.multidc.tls_certificate_info"
_KEY = f"{NAME}/tls"
_URLS = ("rws_url", "processor_url", "rcs_url", "interaction_receiver_url")
_STORAGE = ("voice_url", "screen_url")
_HTTPS = 443

Server = tuple[str, int]


def asks(context: Context) -> Mapping[str, Ask]:
    """One call for all of them; none where no address uses TLS."""
    known = servers(context.model)
    if not known:
        return {}
    given = [{"host": host, "port": port} for host, port in known]
    return {_KEY: Ask(CONTROLLER, MODULE, {"servers": given, "timeout": max(1, int(context.seconds) - 2)})}


def servers(model: Model) -> dict[Server, list[str]]:
    """Host and port to the data centers whose address it is."""
    found: dict[Server, list[str]] = {}
    for name, center in model["data_centers"].items():
        known: Mapping[str, object] = {**center["storage"], **center}
        for key in (*_URLS, *_STORAGE):
            parts = urlsplit(str(known.get(key) or ""))
            if parts.scheme == "https" and parts.hostname:
                centers = found.setdefault((parts.hostname, parts.port or _HTTPS), [])
                centers += [name] if name not in centers else []
    return found


def points(context: Context, answers: Answers) -> Sequence[Point]:
    """Those that have ended or end soon, and one for all others."""
    answer = answers.get(_KEY)
    if answer is None:
        return []
    known = servers(context.model)
    if answer.get("failed") or answer.get("unreachable"):
        return [Point(NAME, "certificates of servers", NOT_OBSERVABLE, "Nobody could read them.")]
    return list(_judged(context, known, answer["servers"]))


def _judged(
    context: Context, known: Mapping[Server, list[str]], read: Sequence[Mapping[str, object]]
) -> Iterator[Point]:
    days, good = warn_days(context.value), []
    for one in read:
        host, port = str(one["host"]), int(str(one["port"]))
        centers = known.get((host, port), [])
        center = centers[0] if len(centers) == 1 else ""
        end = moment(str(one.get("not_after")))
        if end is None:
            # That it does not answer is said of its service.
            yield Point(NAME, f"certificate of {host}:{port}", NOT_OBSERVABLE,
                        f"It could not be read: {one.get('reason') or 'no reason is known'}.", "", center)  # fmt: skip
        elif (end - context.now).days < days:
            remedy = f"Renew the certificate of {host}:{port}, of {listed(centers)}."
            facts = {"data_centers": list(centers), "ended": end <= context.now}
            yield Point(NAME, f"certificate of {host}:{port}", FAILED, _text(end, context.now), remedy, center,
                        facts=facts)  # fmt: skip
        else:
            good.append(end)
    if good:
        text = f"{len(good)} of {len(read)} end later than in {days} days, the first on {min(good):%Y-%m-%d}."
        yield Point(NAME, "certificates of servers", CONFIRMED, text)


def _text(end: datetime, now: datetime) -> str:
    when = "has expired" if end <= now else f"expires in {(end - now).days} days"
    return f"It {when}, on {end:%Y-%m-%dT%H:%M:%SZ}."
