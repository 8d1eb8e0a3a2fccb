# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Area media_lifecycle of the status: rules in GAX, and backup folders on the RWS hosts of a location."""

from datetime import datetime, timezone

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.lifecycle_look import refusal
from ansible_collections.gir.multidc.plugins.plugin_utils._report.verification import (
    Observed,
    of_lifecycle,
    verification,
)
from ansible_collections.gir.multidc.plugins.plugin_utils._status import media_lifecycle as area
from ansible_collections.gir.multidc.plugins.plugin_utils._status.area import Context
from lifecycle_cases import center, model, off, rule, task

FOLDER = "/mnt/archive/ny"
GONE = {"unreachable": True, "msg": "no route\nto host"}


def context(*centers, hosts=("rws1", "rws2", "rws3"), host_values=None, **variables):
    own = host_values or {}

    def value(host, name):
        return own.get(host, {}).get(name, variables.get(name))

    now = datetime(2026, 11, 28, tzinfo=timezone.utc)
    return Context(model(*(centers or [center(rule())])), value, hosts, 6.0, now)


def seen(place="nas1:/archive/ny", observation="confirmed", free=50.0, **problems):
    told = [{"id": name, "text": text} for name, text in problems.items()]
    mount = {"point": "/mnt", "type": "nfs4", "source": "nas1:/archive", "shared": True, "place": place}
    return {"folders": [{"path": FOLDER, "observation": observation, "problems": told, "mount": mount,
                         "free_percent": free}]}  # fmt: skip


def local():
    return seen(None, "failed", local=f"{FOLDER} is local to this host")


def folders(one, two, **more):
    """By host, empty for all of them: answer and rule of the folder."""
    answers = {f"media_lifecycle/{host}": answer for host, answer in (("rws1", one), ("rws2", two)) if answer}
    found = [point for point in area.points(context(**more), answers) if point.name.startswith("backup folder")]
    return {point.host: (point.answer, point.facts["rule_id"]) for point in found}, {one.host: one for one in found}


def test_each_host_of_a_location_is_asked_once_for_its_own_folders():
    one = center(rule("a", task(), task(backup_folder="file:///mnt/other/")), rule("b", task()))
    two = center(rule("off", task(backup_folder="file:///x"), enabled=False), off(), name="dc2", hosts=("rws3",))
    given = {"gir_service_user": "genesys", "media_lifecycle_shared_mount_types": ["x"]}
    asks = area.asks(context(one, two, hosts=("rws1",), **given))
    assert list(asks) == ["media_lifecycle/rws1"]
    asked = asks["media_lifecycle/rws1"]
    assert (asked.host, asked.module) == ("rws1", "gir.multidc.backup_folder_info")
    assert asked.arguments == {
        "folders": [FOLDER, "/mnt/other"], "timeout": 4, "user": "genesys", "shared_types": ["x"],
    }  # fmt: skip


def test_one_shared_folder_is_confirmed():
    answers, found = folders(seen(), seen())
    assert answers == {"rws1": ("confirmed", ""), "rws2": ("confirmed", ""), "": ("confirmed", "")}
    assert found[""].text == "/mnt/archive/ny is nas1:/archive/ny on all 2 hosts."


@pytest.mark.parametrize(
    ("two", "of_two", "together"),
    [
        (local(), ("failed", "GIR837"), ("not observable", "")),
        (seen(None, "failed", missing="it does not exist"), ("failed", "GIR837"), ("not observable", "")),
        (seen("nas2:/other"), ("confirmed", ""), ("failed", "GIR837")),
        (seen(observation="failed", not_writable="no"), ("failed", "GIR838"), ("confirmed", "")),
        (seen(None, "failed", local="it is", not_writable="no"), ("failed", "GIR837"), ("not observable", "")),
        (seen(free=9.9), ("failed", "GIR839"), ("confirmed", "")),
        (seen(observation="not observable", unknown_rights="?"), ("not observable", ""), ("confirmed", "")),
        (seen(None, "not observable", unknown_mount="?"), ("not observable", ""), ("not observable", "")),
        (GONE, ("not observable", ""), ("not observable", "")),
        (None, ("not observable", ""), ("not observable", "")),
    ],
)
def test_what_is_not_so_on_one_host_is_said_with_its_rule(two, of_two, together):
    answers, _found = folders(seen(), two)
    assert answers == {"rws1": ("confirmed", ""), "rws2": of_two, "": together}


def test_the_limit_of_free_space_is_the_sites():
    assert folders(seen(free=9.9), None, media_lifecycle_min_free_percent="5")[0]["rws1"] == ("confirmed", "")
    assert folders(seen(free=29.0), None, media_lifecycle_min_free_percent=30)[0]["rws1"] == ("failed", "GIR839")


def test_nothing_is_seen_below_a_staged_root():
    staged = {"rws1": {"gir_root": "/srv/staged"}}
    assert list(area.asks(context(host_values=staged))) == ["media_lifecycle/rws2"]
    _answers, found = folders(None, seen(), host_values=staged)
    assert found["rws1"].text.startswith("rws1 said nothing of /mnt/archive/ny: gir_root is given")


def test_rules_are_open_until_somebody_speaks():
    (point,) = area.points(context(center(off())), {})
    assert (point.answer, point.name, point.data_center) == ("not observable", "rule old ones of /US/NY", "dc1")
    assert area.points(context(center()), {}) == [] and area.asks(context(center())) == {}


def test_a_wrong_variable_is_a_point():
    (first, *_others) = area.points(context(center(off()), media_lifecycle_attestations=["x"]), {})
    assert (first.answer, first.name) == ("failed", "media_lifecycle_attestations")


def result(answer, rule_id):
    return {"data_center": "dc1", "host": "rws2", "name": "n", "answer": answer, "reason": "It is so.",
            "remedy": "Mend it.", "rule": rule_id}  # fmt: skip


def test_only_a_folder_that_was_seen_to_be_wrong_refuses():
    harmless = [result("failed", "GIR839"), result("not observable", ""), result("failed", "")]
    assert refusal(harmless) == ""
    assert refusal([*harmless, result("failed", "GIR838")]).splitlines()[1:] == ["dc1: It is so. Mend it."]


def test_verify_reports_it_and_says_where_nobody_looked():
    empty = {"hosts": {}, "data_centers": {}}

    def answers(of):
        found = verification(empty, Observed((), {}, {}, sites=of_lifecycle(of))).transactions
        return [(one.host, one.answer) for one in found if one.name in ("n", "media lifecycle")]

    assert answers({"results": [result("failed", "GIR837")]}) == [("rws2", "failed")]
    assert answers({"failed": True, "msg": "no"}) == [("localhost", "failed")]
    assert answers(None) == answers({"skipped": True}) == []
