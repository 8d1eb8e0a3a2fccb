# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The areas of the status: one that fails hides nothing of the others; certificates of servers that end."""

from types import SimpleNamespace

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._status import areas, certificates
from ansible_collections.gir.multidc.plugins.plugin_utils._status.area import Ask, Context, Point
from ansible_collections.gir.multidc.plugins.plugin_utils._variables import status_seconds
from status_cases import MODEL, NOW

KEY = "certificates/tls"


def context(days=None, model=MODEL):
    return Context(model, lambda _host, _name: days, list(MODEL["hosts"]), 6.0, NOW)


def read(end="2030-01-01T00:00:00Z", **more):
    """An answer with the same end for each server."""
    known = certificates.servers(MODEL)
    same = {"not_after": end, "subject": "CN=x", "reason": None, **more}
    return {KEY: {"servers": [{"host": host, "port": port, **same} for host, port in known]}}


def test_servers_are_the_addresses_of_the_map_that_use_tls():
    known = certificates.servers(MODEL)
    assert known and all(centers for centers in known.values())
    ask = certificates.asks(context())[KEY]
    assert [(one["host"], one["port"]) for one in ask.arguments["servers"]] == list(known)
    assert 0 < ask.arguments["timeout"] < 6


def test_nobody_is_asked_where_no_address_uses_tls():
    plain = {name: {**center, "storage": {}, **dict.fromkeys(certificates._URLS, "http://x:8080")}
             for name, center in MODEL["data_centers"].items()}  # fmt: skip
    assert certificates.asks(context(model={**MODEL, "data_centers": plain})) == {}
    assert certificates.points(context(), {}) == []


@pytest.mark.parametrize(
    ("end", "days", "answer", "text"),
    [
        ("2030-01-01T00:00:00Z", None, "confirmed", "the first on 2030-01-01"),
        ("2026-12-20T00:00:00Z", None, "failed", "expires in 21 days"),
        ("2026-12-20T00:00:00Z", "14", "confirmed", "later than in 14 days"),
        ("2026-11-01T00:00:00Z", "14", "failed", "has expired"),
    ],
)
def test_certificate_that_ends(end, days, answer, text):
    found = certificates.points(context(days), read(end))
    assert {one.answer for one in found} == {answer}
    assert all(text in one.text for one in found)
    assert not any(one.prevents for one in found)


def test_servers_that_could_not_be_read_are_not_observable():
    for answers in (read(None, reason="timed out"), {KEY: {"failed": True, "msg": "x"}}):
        assert {one.answer for one in certificates.points(context(), answers)} == {"not observable"}


def area(name, asks=None, points=None):
    def fail(*_given):
        raise KeyError("of a form that nobody expected")

    return SimpleNamespace(NAME=name, asks=asks or fail, points=points or fail)


def test_area_that_fails_says_so_and_hides_nothing(monkeypatch):
    good = area("good", lambda _context: {"good/x": Ask("localhost", "m")},
                lambda _context, answers: [Point("good", name, "confirmed", "") for name in answers])  # fmt: skip
    monkeypatch.setattr(areas, "AREAS", (area("bad"), good))
    assert list(areas.asks(context())) == ["good/x"]
    found = areas.points(context(), {"good/x": {}, "api/rws": {}})
    assert [(one.area, one.name, one.answer) for one in found] == [
        ("bad", "bad", "not observable"), ("good", "good/x", "confirmed"),
    ]  # fmt: skip


def test_every_area_has_a_name_of_its_own():
    names = [one.NAME for one in areas.AREAS]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("given", [None, "", "  ", 6, "6"])
def test_time_of_a_status_that_is_not_given(given):
    assert status_seconds.read(given) == (6, [])


@pytest.mark.parametrize("given", ["soon", 2, 121, True, 6.5, [6], "٦", "9" * 50])
def test_time_of_a_status_that_is_none(given):
    seconds, (violation,) = status_seconds.read(given)
    assert seconds == 6 and violation.id == "GIR989" and "gir_status_seconds is" in violation.sentence
