# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The program of role hold_keeper as cron or systemd start it, against the RWS stand-in."""

import pytest
from hold_program import BEGIN, LOCATIONS, Keeper, Recordings
from standins import rws

NAMED, ASKED, OTHERS = 400, 600, 90
# The contact center, its features, its settings, and what is read before the first write.
FIXED = 4
# Without links to further pages a full answer is asked for again in halves: 600 recordings take 8 windows.
PAGES = {"first": 15, "next_uri": 6}


@pytest.fixture
def system():
    with rws.cluster(nodes=1, data_centers=("dc1",)) as running:
        yield running


def keeper_of(directory, system, holds, **settings):
    (directory / "state").parent.mkdir(parents=True, exist_ok=True)
    return Keeper(directory, system.urls, holds, **settings)


def late(number):
    return BEGIN + 10**9 + number * 1000


def world(system):
    """1,000 held calls over three locations, and others; all are muxed after the hold was applied."""
    calls = Recordings(system)
    named, asked = calls.add("named", NAMED), calls.add("asked", ASKED, late(0))
    others = calls.add("other", OTHERS, late(ASKED))
    calls.hold([*named, *asked])
    calls.mux([*named, *asked, *others])
    return calls, named, asked, others


def media_of(names):
    return {f"s-{name}/{name}.mp4" for name in names}


def test_muxed_after_the_hold(system):
    """Why there is a keeper: a purge takes what Muxer made of held calls after the hold was applied."""
    calls, named, asked, others = world(system)
    gone, media = calls.purge()
    assert (gone, media) == (set(others), media_of([*named, *asked, *others]))


@pytest.mark.parametrize("pages", PAGES)
def test_a_thousand_held_recordings(tmp_path, system, pages):
    """After the keeper's run a purge of all locations takes nothing that is held, and the run cost what is published.

    The numbers stand in docs/recording-holds.md.
    """
    system.set_dialect(recordings_pages=pages)
    calls, named, asked, others = world(system)
    query = {"from_ms": late(0), "to_ms": late(ASKED), "parameters": {}}
    holds = [
        {"name": "by id", "recordings": named, "locations": LOCATIONS},
        {"name": "by query", "query": query, "locations": LOCATIONS, "regions": LOCATIONS},
    ]
    keeper = keeper_of(tmp_path, system, holds)
    system.requests.clear()
    keeper.run("--once").ended(0, "2 holds, 1000 of 1000 recordings protected again")
    searches = [call for call in system.requests if call["method"] == "GET" and call["path"].endswith("/recordings")]
    assert len(searches) == PAGES[pages]
    assert len(system.requests) == keeper.status["requests"] == NAMED + ASKED + PAGES[pages] + FIXED
    gone, media = calls.purge()
    assert (gone, media) == (set(others), media_of(others))


def small(directory, system, *holds, **settings):
    """Calls, and the keeper of these holds."""
    calls = Recordings(system)
    return calls, keeper_of(directory, system, holds, **settings)


def test_status_of_a_run(tmp_path, system):
    """It names what fails and since when, and has no query; only its user reads which are held."""
    query = {"from_ms": late(0), "to_ms": None, "parameters": {"callerPhoneNumber": "1555*"}}
    calls, keeper = small(
        tmp_path, system, {"name": "whole", "recordings": ["c0", "c1"], "locations": LOCATIONS[:1]},
        {"name": "in part", "recordings": ["c1", "gone"], "query": query},
    )  # fmt: skip
    calls.add("c", 3)
    # What RWS does not know it will not know in ten minutes either.
    keeper.configure(attempts=3, retry_seconds=600)
    done = keeper.run().ended(1, "FAILED: in part", "1 are not known to RWS; the first, gone")
    assert "1555" not in done.output + keeper.status_file.read_text()
    first = keeper.held("in part")
    assert (keeper.held("whole")["state"], keeper.held("whole")["applied"]) == ("ok", 2)
    assert (first["found"], first["applied"], first["not_found"]) == (2, 1, 1)
    assert first["failing"] == [{"recording": "gone", "outcome": "not found"}]
    assert keeper.status["last_success"] is None and keeper.held("whole")["last_success"]
    private = tmp_path / "state" / "held.json"
    assert private.stat().st_mode & 0o777 == 0o600
    assert '"gone": "not found"' in private.read_text() and keeper.status_file.stat().st_mode & 0o777 == 0o644
    keeper.run().ended(1)
    again = keeper.held("in part")
    assert (again["failures"], again["failing_since"]) == (2, first["failing_since"])
    calls.add("gone", 0)
    keeper.configure(holds=keeper.settings["holds"][:1])
    keeper.run().ended(0)
    assert list(keeper.status["dropped"]) == ["in part"] and keeper.status["last_success"]


def test_holds_of_some_locations(tmp_path, system):
    """What a query finds elsewhere is not held; what shows no region is."""
    query = {"from_ms": BEGIN, "to_ms": BEGIN + 10**6, "parameters": {}}
    hold = {"name": "one", "query": query, "locations": LOCATIONS[:1], "regions": LOCATIONS[:1]}
    calls, keeper = small(tmp_path, system, hold)
    calls.add("c", 6)
    anywhere = {"name": "interaction-receiver", "location": None, "value": {"uri-prefix": "http://sm/ir"}}
    calls.view.put("settings/speechminer||interaction-receiver", anywhere)
    calls.view.put("recordings/c1", {**calls.view.get("recordings/c1"), "region": None})
    keeper.run().ended(0)
    entry = keeper.held("one")
    assert (entry["found"], entry["applied"], entry["elsewhere"]) == (3, 3, 3)
    assert calls.purge()[0] == {"c2", "c4", "c5"}


@pytest.mark.parametrize(
    ("fault", "counts"),
    [
        ({"kind": "status", "status": 503, "method": "POST"}, {"not_sent": 2}),
        ({"kind": "drop", "method": "POST", "phase": "after"}, {"unknown": 2}),
        ({"kind": "status", "status": 401, "method": "POST"}, {"refused": 1, "not_sent": 1}),
    ],
    ids=["no node", "no answer", "no account"],
)
def test_recordings_that_cannot_be_protected(tmp_path, system, fault, counts):
    """Each is counted by what is known of it."""
    calls, keeper = small(tmp_path, system, {"name": "one", "recordings": ["c0", "c1"]})
    calls.add("c", 2)
    system.faults.add(fault.pop("kind"), **fault)
    keeper.run("--once").ended(1, "FAILED: one", "0 of 2 recordings")
    entry = keeper.held("one")
    kinds = ("not_found", "refused", "unknown", "not_sent")
    assert {name: entry[name] for name in kinds if entry[name]} == counts


def test_another_attempt_sends_what_is_left(tmp_path, system):
    """A recording that this run has protected is not sent again; one without an answer is, at once and later."""
    calls, keeper = small(tmp_path, system, {"name": "one", "recordings": ["c0", "c1"]}, attempts=2, retry_seconds=1)
    calls.add("c", 2)
    system.faults.add("status", status=500, method="POST", path="/c1$", times=2)
    keeper.run().ended(0, "It is tried again at", "2 of 2 recordings")
    sent = [call["path"].rsplit("/", 1)[1] for call in system.requests if call["method"] == "POST"]
    assert sent == ["c0", "c1", "c1", "c1"]


def test_prerequisites_that_lack(tmp_path, system):
    """They are named, and the recordings are sent nevertheless: only RWS knows."""
    calls, keeper = small(tmp_path, system, {"name": "one", "recordings": ["c0"], "locations": ["/US/NY", "/ELSE"]})
    calls.add("c", 1)
    keeper.run().ended(0, "no setting interaction-receiver at /ELSE")
    lacking = [one["name"] for one in keeper.status["prerequisites"] if one["observation"] == "failed"]
    assert lacking == ["interaction-receiver"]


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"holds": []}, "holds is not a list of holds"),
        ({"holds": [{"name": "x", "recordings": [], "locations": [], "regions": []}]}, "holds is not a list of holds"),
        ({"recording_names": {"color": "x"}}, "recording_names is not names that RWS has"),
        ({"admin_password": None}, "admin_password is missing"),
    ],
)
def test_a_wrong_configuration(tmp_path, system, settings, words):
    _calls, keeper = small(tmp_path, system, {"name": "one", "recordings": ["c0"]})
    keeper.configure(**settings)
    keeper.run().ended(2, words, "Nothing was sent.")
    assert system.requests == []


def test_it_runs_on_the_oldest_python(tmp_path, system, oldest_python):
    for number, python in enumerate(oldest_python):
        calls, keeper = small(tmp_path / str(number), system, {"name": "one", "recordings": ["c0"]},
                              python=(python, "-I", "-S"))  # fmt: skip
        calls.add("c", 1)
        keeper.run().ended(0, "1 of 1 recordings")
