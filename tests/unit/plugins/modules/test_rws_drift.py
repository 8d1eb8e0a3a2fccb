# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""rws_drift_info: each change made by hand is found, nothing is invented, and what nobody can tell is said."""

import json
import random

import module_runs
import pytest
import series
from ansible_collections.gir.multidc.plugins.module_utils._rws import foreign
from rws_changes import (
    BENIGN,
    CHANGES,
    EXPECTED,
    FOREIGN_PASSWORD,
    SECRETS,
    asked,
    found,
    opened,
    prepared,
    setting,
)
from rws_systems import DIALECTS, PASSWORD, connect, place, receivers, storage
from standins import rws
from standins.rws_dialects import DIALECTS as READINGS
from support.playbook import ROOT

pytestmark = pytest.mark.usefixtures("short_pauses")
OTHER_READINGS = [(name, value) for name, dialect in READINGS.items() for value in list(dialect.values)[1:]]
CLEAR = {"password_on_read": "clear"}


def readings():
    """All, or some of them."""
    return OTHER_READINGS[:: series.length(sample=9, whole=1)]


@pytest.fixture(scope="module")
def system():
    with rws.cluster(nodes=1, monitoring_delay=0.05, dialect=CLEAR) as running:
        prepared(running)
        yield running


def check(system, *names):
    """Make changes, compare, and put everything back."""
    view = system.store.view(None)
    keys = system.store.keys()
    before = {key: view.get(key) for key in keys}
    for name in names:
        CHANGES[name](view)
    try:
        result = module_runs.succeed("rws_drift_info", asked(system))
    finally:
        keys = system.store.keys()
        for key in keys:
            view.put(key, before.get(key))
    assert system.writes() == []
    assert not [secret for secret in SECRETS if secret in result["text"]]
    return result


@pytest.mark.parametrize("name", CHANGES)
def test_change_is_found(system, name):
    result = check(system, name)
    assert found(result) == ([] if name in BENIGN else [EXPECTED[name]])
    for one in result["differences"]:
        assert one["secret"] or one["expected"] != one["actual"], one


def test_changes_together(system):
    """Any of them that do not touch the same thing."""
    names = sorted(set(CHANGES) - BENIGN)
    for seed in range(6):
        some = random.Random(seed).sample(names, 3)
        things = {EXPECTED[name][1] for name in some}
        if len(things) == len(some):
            assert found(check(system, *some)) == sorted(EXPECTED[name] for name in some), (seed, some)


@pytest.mark.parametrize("number", range(len(DIALECTS)))
def test_nothing_is_invented(number):
    with rws.cluster(nodes=1, monitoring_delay=0.05, dialect=DIALECTS[number]) as system:
        prepared(system)
        result = module_runs.succeed("rws_drift_info", asked(system))
        assert found(result) == []
        hidden = DIALECTS[number].get("password_on_read") != "clear"
        assert [one["object"] for one in opened(result)] == (["passwords"] if hidden else [])


UNREAD = {
    ("features_read", "refused_404"): ["features"],
    ("features_read", "refused_405"): ["features"],
    ("voice_store_read", "refused_405"): ["voice storage"],
    ("environment_site", "hidden"): ["eServices site"],
    ("environment_site", "absent_404"): ["eServices site"],
    ("undocumented_reads", "html_404"): ["eServices site", "features", "recording tables", "voice storage"],
    ("location_wildcard", "refused"): ["screen storage of further locations", "settings of further locations"],
}


@pytest.mark.parametrize(("reading", "parts"), UNREAD.items(), ids=str)
def test_what_rws_does_not_show(reading, parts):
    """It is neither equal nor drift, and the site's own question is named."""
    assert reading[1] in READINGS[reading[0]].values
    with rws.cluster(nodes=1, monitoring_delay=0.05, dialect=CLEAR) as system:
        prepared(system)
        system.set_dialect(**dict([reading]))
        result = module_runs.succeed("rws_drift_info", asked(system))
        assert found(result) == []
        unread = [one for one in result["differences"] if one["outcome"] == "not_checked"]
        assert sorted(one["object"] for one in unread) == parts
        assert all(one["reason"] for one in unread) and len(result["not_observable"]) == len(parts)
        # Site assigns and writes them, since nobody can tell that it need not.
        assert {one["object"] for one in unread if one.get("rewritten")} == {"features", "voice storage"} & set(parts)
        if "eServices site" in parts:
            assert "gir_probe_commands" in result["text"]


def test_no_node_answers(system):
    """One sentence for all."""
    dead = dict(asked(system), url=["http://127.0.0.1:9", "http://127.0.0.1:10"], eservices_urls=None)
    result = module_runs.succeed("rws_drift_info", dead)
    assert [(one["check"], one["object"]) for one in result["differences"]] == [("rws.read", "RWS")]
    assert result["unanswered"].startswith("None of the 2 addresses of RWS gave an answer.")


def test_one_node_is_silent(system):
    """The others are compared, and it is named once."""
    urls = [*system.urls, "http://127.0.0.1:9"]
    result = module_runs.succeed("rws_drift_info", dict(asked(system), url=urls, eservices_urls=urls))
    assert [(one["check"], one["object"]) for one in result["differences"]] == [("rws.read", urls[-1])]


def test_wrong_account(system):
    result = module_runs.succeed("rws_drift_info", dict(asked(system), url_password="wrong-pass-55"))
    assert "the ops account of RWS" in result["unanswered"] and "wrong-pass-55" not in result["text"]


def test_wrong_admin_hides_only_settings(system):
    result = module_runs.succeed("rws_drift_info", dict(asked(system), admin_password="wrong-pass-55"))
    parts = [one["object"] for one in result["differences"]]
    assert parts == ["screen storage", "settings group speechminer", "settings groups"]
    assert all(one["outcome"] == "not_checked" and "observable" not in one for one in result["differences"])


@pytest.mark.parametrize("wanted", [None, "00000000-0000-4000-8000-000000000001"])
def test_contact_center_is_not_the_one(system, wanted):
    view = system.store.view(None)
    before = view.get("contact-center")
    if wanted is None:
        view.delete("contact-center")
    try:
        result = module_runs.succeed("rws_drift_info", dict(asked(system), contact_center_id=wanted))
    finally:
        view.put("contact-center", before)
    assert {one["outcome"] for one in result["differences"]} == {"not_checked"}
    sentence = f"gir_contact_center_id is {wanted or 'not given'}. Give the identifier of the right one."
    assert all(one["reason"].endswith(sentence) for one in result["differences"])
    assert len(result["differences"]) == 6 and [node["site"] for node in result["nodes"]] == ["DC1", "DC1"]


def test_copies_of_the_store_differ():
    """A write has not arrived everywhere: who shows what is said."""
    with rws.cluster(nodes=1, monitoring_delay=0.05, replication_delay=60, dialect=CLEAR) as system:
        prepared(system)
        system.store.settle()
        CHANGES["receiver elsewhere"](system.store.view("dc2"))
        [one] = module_runs.succeed("rws_drift_info", asked(system))["differences"]
        assert (one["check"], one["confidence"]) == ("rws.setting", "inferred")
        first, second = system.urls
        assert one["reason"].startswith(f"{second} shows this, but {first} does not show this:")


@pytest.mark.parametrize("reading", readings(), ids=str)
def test_every_reading(reading):
    """Whatever RWS does where the documentation leaves it open, nothing is invented and a change is not taken for good.

    All of them in the long series.
    """
    with rws.cluster(nodes=1, data_centers=("dc1",), monitoring_delay=0.05) as system:
        prepared(system)
        system.set_dialect(**dict([reading]))
        result = module_runs.succeed("rws_drift_info", asked(system))
        assert found(result) == []
        CHANGES["receiver elsewhere"](system.store.view(None))
        assert found(module_runs.succeed("rws_drift_info", asked(system))) == [EXPECTED["receiver elsewhere"]]


@pytest.mark.parametrize("moved", [["rws1-dc1"], ["rws1-dc1", "rws1-dc2"]], ids=len)
def test_nodes_use_another_site(moved):
    """One finding where all agree, else one for each node that does not."""
    with rws.cluster(nodes=1, monitoring_delay=60, dialect=CLEAR) as system:
        prepared(system)
        for name in moved:
            system.node(name).site = "DC2"
        result = module_runs.succeed("rws_drift_info", asked(system))
        thing = "eServices site" if len(moved) == 2 else system.urls[0]
        [one] = result["differences"]
        assert (one["check"], one["component"], one["object"]) == ("rws.eservices_site", "rws", thing)
        assert (one["expected"], one["actual"]) == ("DC1", "DC2")


def test_digest_tells_of_a_new_password():
    """RWS masks passwords; the inventory has another one than was written."""
    with rws.cluster(nodes=1, monitoring_delay=0.05) as system:
        prepared(system, update_password="on_change")
        same = module_runs.succeed("rws_drift_info", asked(system, update_password="on_change"))
        assert found(same) == [] and [one["object"] for one in opened(same)] == ["passwords"]
        places = storage()["locations"]
        places[0] = dict(places[0], password="another-pass-99")
        fresh = dict(asked(system, update_password="on_change"), locations=places)
        result = module_runs.succeed("rws_drift_info", fresh)
        [one] = [one for one in result["differences"] if one["outcome"] == "drift"]
        assert (one["object"], one["key"], one["secret"]) == ("voice /US/NY", "webDAV.password", True)
        assert one["cause"] == "not_applied" and one["expected"] is one["actual"] is None


@pytest.mark.parametrize(
    ("mode", "first", "later"), [("on_create", False, False), ("always", True, True), ("on_change", True, False)]
)
def test_hidden_password_is_written_again(mode, first, later):
    """Where the modules would write it: always, and where no digest of it was kept."""
    with rws.cluster(nodes=1, data_centers=("dc1",), monitoring_delay=0.05) as system:
        prepared(system)
        for expected in (first, later):
            [one] = module_runs.succeed("rws_drift_info", asked(system, update_password=mode))["differences"]
            assert (one["object"], one["rewritten"]) == ("passwords", expected)
            prepared(system, update_password=mode)


def test_hanging_node_costs_one_time_limit(system):
    system.faults.add("delay", seconds=3, node="rws1-dc2")
    try:
        result = module_runs.succeed("rws_drift_info", dict(asked(system), timeout=1))
    finally:
        system.faults.remove()
    assert [one["object"] for one in result["differences"]] == [system.urls[1]]


def test_two_storages_of_a_location(system):
    """They are shown as a whole where their number differs."""
    places = [place("/US/NY", "screen"), place("/US/NY", "screen", url="https://second.example.com/screen")]
    result = module_runs.succeed("rws_drift_info", connect(system, locations=places))
    [one] = [one for one in result["differences"] if one["check"] == "rws.storage"]
    assert (one["object"], one["key"]) == ("screen /US/NY", "")
    assert len(json.loads(one["expected"])) == 2 and PASSWORD not in result["text"]


ENCRYPTION = "screen-recording-encryption"
CERTIFICATE = {"scope": "contact_center", "group": ENCRYPTION, "name": "certificate-1", "value": "one"}


def test_certificates_of_the_contact_center():
    """Where the inventory names one, a further one is found, too."""
    with rws.cluster(nodes=1, data_centers=("dc1",), monitoring_delay=0.05) as system:
        module_runs.succeed("rws_settings", connect(system, settings=[CERTIFICATE]))
        wanted = connect(system, settings=[CERTIFICATE])
        assert module_runs.succeed("rws_drift_info", wanted)["differences"] == []
        rows = [{"name": "certificate-1", "value": "x"}, {"name": "certificate-2", "value": "y"}]
        system.store.view(None).put(f"ops-settings/{ENCRYPTION}", rows)
        result = module_runs.succeed("rws_drift_info", wanted)
        place = f"contact-center/{ENCRYPTION}/"
        assert found(result) == [
            ("rws.setting", place + "certificate-1", ""),
            ("rws.setting_foreign", place + "certificate-2", ""),
        ]
        assert {one["severity"] for one in result["differences"]} == {"", "recordings_at_risk"}


def test_voice_storage_as_settings():
    """Another form of voice storage, with names of its own."""
    style = {"style": "settings", "group": "call-recording", "password": "code"}
    with rws.cluster(nodes=1, data_centers=("dc1",), monitoring_delay=0.05) as system:
        module_runs.succeed("rws_storage", connect(system, voice_payload=style, **storage()))
        wanted = connect(system, voice_payload=style, **storage(), **receivers())
        module_runs.succeed("rws_settings", connect(system, **receivers()))
        assert found(module_runs.succeed("rws_drift_info", wanted)) == []
        setting("call-recording", "storage", [{"webDAV": {"uri": "http://x", "code": FOREIGN_PASSWORD}}], "/US/TX")(
            system.store.view(None)
        )
        result = module_runs.succeed("rws_drift_info", wanted)
        assert found(result) == [("rws.storage_foreign", "voice /US/TX", "")]
        assert FOREIGN_PASSWORD not in result["text"]


def test_rules_stand_in_the_documentation():
    text = (ROOT / "docs" / "rws-modules.md").read_text(encoding="utf-8")
    named = [*foreign.DEFAULT_FEATURES, *foreign.KNOWN_GROUPS, *(row[1] for row in foreign.EFFECTS if row[1])]
    assert [name for name in named if f"`{name}`" not in text] == []


STATUS = {503: {}, 429: {}, 500: {"status_code": 4, "message": "Internal server error"}}
BROKEN = {
    **{kind: {"kind": kind} for kind in ("drop", "html", "truncated_json", "empty", "partial", "rate_limited")},
    **{str(number): {"kind": "status", "status": number, **more} for number, more in STATUS.items()},
    "404 of a proxy": {"kind": "html", "status": 404},
}
PATHS = ("/contact-centers$", "/features", "/recording-tables", "/recordings", "/screen-recording", "/speechminer",
         "/settings$", "/genesys-environments")  # fmt: skip


@pytest.mark.parametrize("fault", BROKEN)
def test_broken_answer_is_never_drift(system, fault):
    """Whatever keeps an answer away, what it was about is not taken for different, and not for equal either."""
    for path in PATHS:
        system.faults.add(path=path, **BROKEN[fault])
        try:
            result = module_runs.succeed("rws_drift_info", dict(asked(system), timeout=2))
        finally:
            system.faults.remove()
        assert found(result) == [] and result["differences"], path
        assert all(one["reason"] and "Traceback" not in one["reason"] for one in result["differences"])


def test_broken_answer_of_one_node(system):
    """Another node can tell what it is about."""
    system.faults.add("status", status=503, node="rws1-dc1", path="/settings/speechminer")
    try:
        result = module_runs.succeed("rws_drift_info", asked(system))
    finally:
        system.faults.remove()
    assert result["differences"] == []
