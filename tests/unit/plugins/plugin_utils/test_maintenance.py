# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Maintenance markers of many hosts: what may be asked for, and what is said of hosts that do not answer."""

from datetime import datetime, timezone

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._maintenance import run
from ansible_collections.gir.multidc.plugins.plugin_utils._maintenance.inputs import (
    ABSENT,
    PRESENT,
    SHOWN,
    Inventory,
    Place,
    Refused,
    Task,
    request_of,
    until_of,
)

NOW = datetime(2026, 11, 28, 12, tzinfo=timezone.utc)
GROUPS = {
    "all": ["rws1", "rws2", "mcp1", "ctl9"],
    "gir": ["rws1", "rws2", "mcp1", "localhost"],
    "gir_rws": ["rws1", "rws2"],
    "dc1": ["rws1", "mcp1"],
    "tools": ["ctl9"],
}
MODEL = {
    "hosts": {
        "rws1": {"data_center": "dc1", "components": ["gir_rws"]},
        "rws2": {"data_center": "dc2", "components": ["gir_rws"]},
        "mcp1": {"data_center": "dc1", "components": ["gir_mcp"]},
    }
}
USUAL = {"hosts": "rws1", "why": "new disk", "ends": "2026-12-01"}


def asked(
    state=PRESENT, within=("rws1", "rws2", "mcp1"), elsewhere=(), limit="", windows=(), variables=None, **options
):
    inventory = Inventory(GROUPS, MODEL, tuple(within), tuple(elsewhere), limit, tuple(windows))
    names = {} if variables is None else variables
    return request_of({"state": state, **options}, {"awx_user_name": "ann", **names}, inventory, NOW)


def refused(**options):
    with pytest.raises(Refused) as found:
        asked(**options)
    return found.value.problems


@pytest.mark.parametrize(
    ("hosts", "found"),
    [
        ("rws1", ["rws1"]),
        ("rws1, mcp1,rws1", ["rws1", "mcp1"]),
        (["gir_rws"], ["rws1", "rws2"]),
        ("dc1 rws2", ["rws1", "mcp1", "rws2"]),
        ("gir", ["rws1", "rws2", "mcp1"]),
    ],
)
def test_hosts_and_groups(hosts, found):
    assert asked(**{**USUAL, "hosts": hosts})[0] == found


def test_of_a_group_only_where_the_component_runs():
    assert asked(**{**USUAL, "hosts": "dc1", "component": "mcp"}) == (
        ["mcp1"], {"component": "mcp", "who": "ann", "why": "new disk", "until": "2026-12-01"},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"hosts": "rws3"}, 'hosts has "rws3", which is no host of the group gir and no group of them. Did you'),
        ({"hosts": "gir_rsw"}, "Did you mean gir_rws?"),
        ({"hosts": "tools"}, 'hosts has "tools", which is no host of the group gir and no group of them.'),
        ({"hosts": "localhost"}, 'hosts has "localhost", which is no host of the group gir'),
        ({"hosts": {"a": 1}}, "hosts is a dictionary, no list of names"),
        ({"hosts": ["rws1", 7]}, "hosts is a list, no list of names"),
        ({"hosts": "mcp1", "component": "rws"}, 'hosts has "mcp1", on which no rws runs; leave it out'),
        ({"hosts": "gir_rws", "component": "mcp"}, 'hosts has "gir_rws", on which no mcp runs'),
        ({"component": "rsw"}, 'component is "rsw", which is no component of a host. Did you mean rws?'),
        ({"component": "contact_center"}, "which is no component of a host."),
        ({"component": 7}, "Give one of webdav, rcs"),
        ({"ends": "2026-11-27"}, 'ends is "2026-11-27", which has passed'),
        ({"ends": "2026-11-28T12:30"}, 'ends is "2026-11-28T12:30", a time without a zone. Add the zone'),
        ({"ends": "tomorrow"}, 'ends is "tomorrow", which is no day and no time.'),
        ({"ends": 7}, "ends is 7, which is no day and no time."),
        ({"ends": None}, "ends is not given; a marker ends; say when."),
        ({"why": "  "}, "why is not given; say what the maintenance is for."),
        ({"why": "a\nb"}, "why has a line break; give text on one line."),
        ({"why": "x" * 401}, "why has 401 letters; give at most 400."),
        ({"who": ["ann"]}, "who is a list; give text on one line."),
        ({"hosts": ""}, "hosts is not given; name hosts or groups, such as gir_rws."),
    ],
)
def test_bad_input_is_one_sentence(options, sentence):
    (problem,) = refused(**{**USUAL, **options})
    assert sentence in problem


def test_all_that_is_wrong_is_said_at_once():
    variables = {"gir_maintenance_state": "set", "gir_maintenance_hosts": "nowhere"}
    problems = refused(hosts="nowhere", component="x", variables=variables)
    assert [problem.partition(" ")[0] for problem in problems] == [
        f"gir_maintenance_{name}" for name in ("component", "hosts", "why", "until")
    ]


def test_hosts_outside_of_the_limit():
    limited = {"within": ["rws1"], "limit": "dc1", **USUAL}
    assert refused(**{**limited, "hosts": "rws2"}) == [
        'hosts has "rws2", and --limit is dc1, which hides it; run this with that host.'
    ]
    assert refused(**{**limited, "within": ["mcp1"], "hosts": "gir_rws"}) == [
        'hosts has "gir_rws", and --limit is dc1, which hides its hosts; run this with them.'
    ]
    assert asked(**{**limited, "hosts": "gir_rws"})[0] == ["rws1"]
    assert "which is not part of this run" in refused(**{**USUAL, "elsewhere": ["rws9"], "hosts": "rws9"})[0]


def test_hosts_of_windows_are_never_asked():
    known = {"windows": ["mcp1"], **USUAL}
    assert asked(**{**known, "hosts": "gir"})[0] == asked(SHOWN, windows=["mcp1"])[0] == ["rws1", "rws2"]
    assert refused(**{**known, "hosts": "mcp1"}) == [
        'hosts has "mcp1", a host of Windows, which carries no marker; leave it out.'
    ]
    assert "only hosts of Windows" in refused(windows=["rws1", "rws2"], **{**USUAL, "hosts": "gir_rws"})[0]


def test_ending_wants_hosts_and_nothing_more():
    assert asked(ABSENT, hosts="rws1", component=" ") == (["rws1"], {"component": ""})
    assert refused(state=ABSENT, hosts="") == ["hosts is not given; name hosts or groups, such as gir_rws."]


def test_what_is_left_of_others_can_be_ended():
    """Where the component does not run any more, and of a name that is no component."""
    assert asked(ABSENT, hosts="dc1", component="rws") == (["rws1", "mcp1"], {"component": "rws"})
    assert asked(ABSENT, hosts="rws1", component="printer") == (["rws1"], {"component": "printer"})
    assert "no component of a host" in refused(state=ABSENT, hosts="rws1", component="a\nb")[0]


def test_showing_wants_nothing():
    assert asked(SHOWN, hosts="") == (["rws1", "rws2", "mcp1"], None)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("2026-11-28", "2026-11-28"),
        (" 2026-12-01T06:00:00+01:00 ", "2026-12-01T05:00:00Z"),
        ("2026-12-01T06:00Z", "2026-12-01T06:00:00Z"),
        ("2026-12-01 06:00 UTC", "2026-12-01T06:00:00Z"),
    ],
)
def test_until_when(given, shown):
    """The day that runs now has not passed."""
    problems = []
    assert until_of("until", given, NOW, problems) == shown and problems == []


# -- many hosts ------------------------------------------------------------------------------------------------------

MARKER = {"host": "a", "component": "rws", "who": "ann", "why": "new disk", "until": "2026-12-01"}


def carried_out(answers, state=PRESENT, **more):
    asked_for = {}

    def ask(requests):
        asked_for.update(requests)
        return {host: answers[host] for host in requests}

    places = {host: Place(root=f"/{host}") for host in answers}
    marker = None if state == SHOWN else {"component": "", "who": "ann"} if state == PRESENT else {"component": "rws"}
    task = Task(**{"places": places, "state": state, "marker": marker, **more})
    return run.carry_out(task, "/m.json", ask, NOW), asked_for


def test_what_hosts_are_asked():
    said = {"changed": True, "markers": [MARKER], "diff": [{"before_header": "/m", "after_header": "/m"}]}
    result, requests = carried_out({"a": said})
    marker = {"host": "a", "who": "ann"}
    assert requests["a"] == {"step": "set", "root": "/a", "path": "/m.json", "component": "", "marker": marker}
    assert result["changed"] and result["diff"] == [{"before_header": "a: /m", "after_header": "a: /m"}]
    assert result["markers"] == [{**MARKER, "ended": "no"}] and not result.get("failed")
    assert result["lines"] == ["a: rws, until 2026-12-01 (ann): new disk"]


def test_a_host_that_is_silent_fails_a_change_and_no_list():
    answers = {"a": {"changed": True, "markers": []}, "b": {"unreachable": True, "msg": "no route\nto host"}, "c": {}}
    result, requests = carried_out(answers, silent={"c": "was silent before"})
    assert result["failed"] and result["changed"] and "c" not in requests
    reasons = "b: no route; c: was silent before"
    assert result["msg"] == f"The marker was not set on {reasons}. Done: a. Run this again for them."
    assert result["unmarked"] == {"b": "no route", "c": "was silent before"}
    shown, _requests = carried_out(answers, SHOWN)
    assert not shown.get("failed") and shown["lines"][1] == "b was not heard: no route." and "unmarked" not in shown


def test_markers_of_others_are_shown_whatever_they_say():
    odd = [{"why": "a\x1b[2J\nb", "until": "some day"}, {"who": 7, "until": "2020-01-01"}]
    answers = {"a": {"markers": odd}, "b": {"markers": []}}
    result, _requests = carried_out(answers, SHOWN, left_out=("d",), limit="dc1", windows=("w",))
    assert result["lines"] == [
        "a: the host, no end is given: a?[2J?b",
        "a: the host, ended 2020-01-01 (7): no reason is given",
        "No marker on b.",
        "Not asked, because --limit is dc1: d.",
        "Hosts of Windows carry no marker: w.",
    ]


@pytest.mark.parametrize(
    ("component", "changed", "failed"),
    [("muxr", False, True), ("muxr", True, False), ("muxer", False, False), ("", False, False)],
)
def test_ending_what_nobody_has(component, changed, failed):
    """A name that is no component, and of which there is no marker, was mistyped."""
    answers = {"a": {"changed": changed, "markers": []}}
    result, _requests = carried_out(answers, ABSENT, marker={"component": component})
    assert bool(result.get("failed")) == failed
    assert not failed or "Did you mean muxer? No host that was heard has a marker of that name." in result["msg"]


def test_a_place_that_nobody_knows():
    result, requests = carried_out({"a": {}}, places={"a": Place(problem="gir_root is 7")})
    assert requests == {} and result["unmarked"] == {"a": "gir_root is 7"}
