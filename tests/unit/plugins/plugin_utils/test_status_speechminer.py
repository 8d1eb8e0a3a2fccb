# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Area speechminer of the status: what is asked, and what is said of each answer."""

from datetime import datetime, timezone

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._status import speechminer as area
from ansible_collections.gir.multidc.plugins.plugin_utils._status.area import Context
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.values import Unusable

NOW = datetime(2026, 11, 28, 3, tzinfo=timezone.utc)
INDEX = {"speechminer_index_backup_path": "/mnt/index", "speechminer_index_backup_max_hours": 30}
RECEIVER = {"name": "receiver/dc2", "ok": True}
ANSWERS = {"results": [RECEIVER]}
SILENT = {"results": [{**RECEIVER, "ok": False, "reason": "connection refused"}]}
GONE = {"unreachable": True, "msg": "no route"}
LISTED = {"examined": 9, "files": [{"lastwritetime": NOW.timestamp() - 7200, "size": 5}]}


def context(active="dc1", hosts=("sm1", "sm2"), **variables):
    """`variables` of sm2, which is the host of dc2; those of everybody begin with gir_ or are attestations."""
    centers = {
        name: {"interaction_receiver_url": f"https://sm.{name}.test/ir", "hosts": {"gir_speechminer": [host]}}
        for name, host in (("dc1", "sm1"), ("dc2", "sm2"))
    }
    model = {"primary": "dc1", "backup": "dc2", "active": active, "data_centers": centers}
    model["standby"] = "dc2" if active == "dc1" else "dc1"
    of_all = {name for name in variables if name.startswith("gir_") or name == "speechminer_attestations"}

    def value(host, name):
        return variables.get(name) if host == "sm2" or name in of_all else None

    return Context(model, value, hosts, 5.0, NOW)


def points(answers=None, **more):
    return {point.name: point for point in area.points(context(**more), answers or {})}


def outcome(point):
    return point.answer, list(point.prevents)


def test_without_speechminer_there_is_nothing():
    empty = context()
    for center in empty.model["data_centers"].values():
        center["hosts"] = {}
    assert area.asks(empty) == {} and list(area.points(empty, {})) == []


def test_everything_is_asked_of_the_right_host():
    given = {"speechminer_ui_url": "https://ui.test", "speechminer_database_address": "sql.test:1433", **INDEX}
    found = area.asks(context(gir_validate_certs=False, gir_ca_path="/ca", **given))
    assert {key: ask.host for key, ask in found.items()} == {
        "speechminer/web": "localhost",
        "speechminer/database/dc2": "localhost",
        "speechminer/index/dc2": "sm2",
    }
    web, database, index = (found[f"speechminer/{key}"].arguments for key in ("web", "database/dc2", "index/dc2"))
    assert (web["validate_certs"], web["ca_path"]) == (False, "/ca")
    assert {one["name"]: one["url"] for one in web["probes"]} == {
        "receiver/dc1": "https://sm.dc1.test/ir",
        "receiver/dc2": "https://sm.dc2.test/ir",
        "ui/dc2": "https://ui.test",
    }
    assert [(one["host"], one["port"]) for one in database["targets"]] == [("sql.test", 1433)]
    assert (index["path"], index["max_hours"]) == ("/mnt/index", 30)
    assert all(ask.arguments.get("timeout", 1) < 5 for ask in found.values())


def test_windows_is_asked_with_its_own_modules():
    """No module of Python goes there. Another host may read the folder, and that of the limit is left alone."""
    services = [{"name": "Indexer", "runs_in": "active"}]
    given = {"ansible_connection": "winrm", "speechminer_windows_services": services, **INDEX}
    found = {key: ask for key, ask in area.asks(context(**given)).items() if ask.host == "sm2"}
    assert {key: ask.module for key, ask in found.items()} == {
        "speechminer/index/dc2": "ansible.windows.win_find",
        "speechminer/service/sm2/Indexer": "ansible.windows.win_service_info",
    }
    assert found["speechminer/index/dc2"].arguments["age"] == "-30h"
    assert not [ask for ask in area.asks(context(hosts=("sm1",), **given)).values() if ask.host == "sm2"]
    other = area.asks(context(hosts=("sm2", "rws2"), **given, speechminer_index_backup_host="rws2"))
    assert other["speechminer/index/dc2"].host == "rws2"


@pytest.mark.parametrize(
    ("answer", "expected", "says"),
    [
        (ANSWERS, ("confirmed", []), "https://sm.dc2.test/ir answers."),
        (SILENT, ("failed", ["planned"]), "https://sm.dc2.test/ir does not answer: connection refused."),
        ({"failed": True, "msg": "a\nb\x1b"}, ("not observable", []), "was not asked: a b?."),
        (GONE, ("not observable", []), "was not asked: no route."),
        ({"results": []}, ("not observable", []), "was not asked: nobody answered for it."),
        (None, ("not observable", []), "was not asked: it is outside of this run."),
    ],
)
def test_receiver_of_the_standby(answer, expected, says):
    point = points({} if answer is None else {"speechminer/web": answer})[
        "SpeechMiner Interaction Receiver of dc2"
    ]
    assert outcome(point) == expected and point.text.endswith(says)


def test_a_standby_that_stops_its_services_need_not_answer():
    given = {"speechminer_windows_services": [{"name": "A", "runs_in": "active"}], "ansible_connection": "winrm"}
    name, answers = "SpeechMiner Interaction Receiver of dc2", {"speechminer/web": SILENT}
    assert outcome(points(answers, **given)[name]) == ("not observable", [])
    assert outcome(points(answers, active="dc2", **given)[name]) == ("failed", [])


def test_an_address_that_is_not_given_is_not_observable():
    found = points()
    assert found["SpeechMiner web interface of dc2"].text == "Its address is not given: speechminer_ui_url."
    assert found["database port of dc2"].text == "Its address is not given: speechminer_database_address."


@pytest.mark.parametrize(
    ("answer", "expected", "says"),
    [
        (
            {"observation": "confirmed", "newest": {"age_hours": 3.5}, "free_bytes": 2 * 10**9},
            ("confirmed", []),
            "is 3.5 hours old and readable, and 2.0 GB are free.",
        ),
        (
            {"observation": "failed", "observation_reason": "it has no file that holds anything"},
            ("failed", ["planned"]),
            "/mnt/index: it has no file that holds anything.",
        ),
        (
            {"observation": "not observable", "observation_reason": "it did not answer"},
            ("not observable", ["planned"]),
            "/mnt/index: it did not answer.",
        ),
        ({"failed": True, "msg": "no Python"}, ("not observable", ["planned"]), "sm2 could not look at /mnt/index: no"),
        (GONE, ("not observable", ["planned"]), "sm2 could not look at /mnt/index: no route."),
        (None, ("not observable", ["planned"]), "it is outside of this run."),
    ],
)
def test_index_backup_of_the_standby(answer, expected, says):
    found = points({} if answer is None else {"speechminer/index/dc2": answer}, **INDEX)["Daily Index Backup of dc2"]
    assert outcome(found) == expected and says in found.text


@pytest.mark.parametrize(
    ("answer", "expected", "says"),
    [
        (LISTED, "not observable", "is 2.0 hours old. Over WinRM no file is opened"),
        ({"examined": 9, "files": []}, "failed", "has no file of the last 30 hours."),
        ({"examined": 0, "files": []}, "failed", "has no file."),
        ({"examined": 1, "files": [{"lastwritetime": NOW.timestamp(), "size": 0}]}, "failed", "no file of the last"),
        ({"files": [{"lastwritetime": NOW.timestamp() + 7200, "size": 5}]}, "failed", "of the future"),
        ({"files": [{"lastwritetime": "soon", "size": 5}, "x"]}, "failed", "has no file."),
        ({"failed": True, "msg": "path does not exist"}, "failed", "cannot be listed: path does not exist."),
        (
            {"failed": True, "msg": "The module ansible.windows.win_find was not found in configured module paths"},
            "not observable",
            "was not found in configured module paths",
        ),
    ],
)
def test_index_backup_over_winrm(answer, expected, says):
    given = {"ansible_connection": "winrm", **INDEX}
    found = points({"speechminer/index/dc2": answer}, **given)["Daily Index Backup of dc2"]
    assert found.answer == expected and says in found.text


def test_nobody_said_where_the_index_backup_is():
    assert outcome(points()["Daily Index Backup of dc2"]) == ("not observable", ["planned"])


def test_only_the_standby_needs_the_index_backup():
    found = points(active="dc2")
    assert "Daily Index Backup of dc1" in found and "Daily Index Backup of dc2" not in found


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({"results": [{"observation": "confirmed"}]}, "confirmed"),
        ({"results": [{"observation": "failed", "observation_reason": "connection refused"}]}, "failed"),
        ({"failed": True, "msg": "no Python"}, "not observable"),
        (GONE, "not observable"),
        (None, "not observable"),
    ],
)
def test_port_of_the_database(answer, expected):
    answers = {} if answer is None else {"speechminer/database/dc2": answer}
    found = points(answers, speechminer_database_address="sql.test:1433")
    assert found["database port of dc2"].answer == expected
    query = found["database query of dc2"]
    assert query.answer == "not observable" and "speechminer_database in gir_probe_commands" in query.text


@pytest.mark.parametrize(
    ("runs_in", "active", "answer", "expected"),
    [
        ("active", "dc1", {"exists": True, "services": [{"state": "stopped"}]}, "confirmed"),
        ("active", "dc1", {"exists": True, "services": [{"state": "started"}]}, "failed"),
        ("active", "dc2", {"exists": True, "services": [{"state": "started"}]}, "confirmed"),
        ("both", "dc1", {"exists": True, "services": [{"state": "stopped"}]}, "failed"),
        ("both", "dc1", {"exists": False, "services": []}, "failed"),
        ("both", "dc1", {"exists": True, "services": ["x"]}, "failed"),
        ("both", "dc1", GONE, "not observable"),
    ],
)
def test_state_of_a_windows_service(runs_in, active, answer, expected):
    given = {"ansible_connection": "psrp", "speechminer_windows_services": [{"name": "A", "runs_in": runs_in}]}
    found = points({"speechminer/service/sm2/A": answer}, active=active, **given)["service A"]
    assert (found.answer, found.host) == (expected, "sm2")


def test_open_steps_of_the_present_state():
    found = points()["SpeechMiner steps by hand, normal"]
    assert (found.answer, found.data_center, len(found.facts["open"])) == ("not observable", "dc1", 6)
    assert "normal.dc1.primary_database" in found.text and "speechminer/normal.txt" in found.remedy
    moved = points(active="dc2")["SpeechMiner steps by hand, failover"]
    assert (moved.data_center, len(moved.facts["open"])) == ("dc2", 8)


def test_attested_steps_are_confirmed():
    steps = points()["SpeechMiner steps by hand, normal"].facts["open"]
    given = {step: {"by": "alice", "on": "2026-11-27"} for step in steps}
    assert points(speechminer_attestations=given)["SpeechMiner steps by hand, normal"].answer == "confirmed"


@pytest.mark.parametrize(
    "given", [{"normal.dc1.standby": {"by": "alice", "on": "2027-01-01"}}, "all", Unusable("x is undefined")]
)
def test_wrong_attestations_are_named_and_count_as_open(given):
    found = points(speechminer_attestations=given)
    assert found["attestations"].answer == "failed"
    assert len(found["SpeechMiner steps by hand, normal"].facts["open"]) == 6


def test_answers_of_another_form_break_nothing():
    """Of the area itself: what is left is caught by whoever asks it."""
    answers = {"speechminer/index/dc2": {"observation": "confirmed", "newest": None}}
    assert points(answers, **INDEX)["Daily Index Backup of dc2"].answer == "not observable"
