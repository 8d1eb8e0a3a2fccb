# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""rws_multimedia_switch and its _info against the RWS stand-in: nodes that follow, hang or hide their site."""

import json
import time

import module_runs
import pytest
from ansible_collections.gir.multidc.plugins.module_utils._rws import switch as rws_switch
from rws_systems import connect
from standins import rws

pytestmark = pytest.mark.usefixtures("short_pauses")


@pytest.fixture
def system():
    with rws.cluster(nodes=1, monitoring_delay=0.1) as running:
        yield running


def switch(system, site, **options):
    return connect(system, site=site, **dict({"monitoring_delay": 0, "wait_timeout": 10}, **options))


def told(result):
    """Why nobody could see whether the nodes follow."""
    assert result["observation"] == "not observable" and result["observation_reason"].endswith(".")
    return result["observation_reason"]


def test_switch_reports_every_node_and_the_way_back(system):
    result = module_runs.succeed("rws_multimedia_switch", switch(system, "DC2"))
    assert (result["previous_site"], result["site"], result["environment_id"]) == ("DC1", "DC2", system.environment_id)
    assert sorted(node["url"] for node in result["nodes"]) == sorted(system.urls)
    assert {(node["state"], node["site"]) for node in result["nodes"]} == {("shows the site", "DC2")}
    assert {node["observation"] for node in result["nodes"]} == {"confirmed"}
    assert (result["observation"], result["observation_reason"], result["not_observable"]) == ("confirmed", None, [])
    assert {node.site for node in system.nodes} == {"DC2"}
    posts = [call["body"] for call in system.writes()]
    assert posts == ['{"eServicesSite": "DC2"}']
    assert module_runs.succeed("rws_multimedia_switch", switch(system, "DC1"))["previous_site"] == "DC2"


def test_switch_says_which_node_never_followed(system):
    system.faults.add("never_switch", node="rws1-dc2")
    result = module_runs.fail("rws_multimedia_switch", switch(system, "DC2", wait_timeout=1))
    assert result["changed"] is True
    assert system.node("rws1-dc2").url in result["msg"] and "still shows 'DC1'" in result["msg"]
    assert sorted(node["state"] for node in result["nodes"]) == ["shows another site", "shows the site"]
    assert sorted(node["observation"] for node in result["nodes"]) == ["confirmed", "failed"]
    assert result["observation"] == "failed" and "still shows 'DC1'" in result["observation_reason"]


DEAD = "http://127.0.0.1:1"


def test_switch_does_not_depend_on_the_nodes_of_a_dead_data_center(system):
    arguments = switch(system, "DC2", wait_timeout=60)
    started = time.monotonic()
    result = module_runs.succeed("rws_multimedia_switch", dict(arguments, url=[DEAD, *system.urls]))
    assert time.monotonic() - started < 30
    states = {node["url"]: node["state"] for node in result["nodes"]}
    assert states == {DEAD: "no answer", **dict.fromkeys(system.urls, "shows the site")}
    assert f"{DEAD} did not answer" in json.dumps(result["warnings"])
    assert result["observation"] == "not observable" and f"1 of 3 nodes do not show their site: {DEAD}: " in told(
        result
    )
    assert f"Which eServices site {DEAD} uses cannot be known: " in " ".join(result["not_observable"])
    # A node that was named is waited for.
    named = dict(arguments, url=system.urls, verify_urls=[DEAD, system.urls[0]], wait_timeout=1)
    assert f"{DEAD}: No RWS node could serve" in module_runs.fail("rws_multimedia_switch", named)["msg"]


def test_switch_where_rws_hides_the_site(system):
    system.set_dialect(environment_site="hidden")
    result = module_runs.succeed("rws_multimedia_switch", switch(system, "DC2"))
    assert result["changed"] is True and result["previous_site"] is None
    assert {node["state"] for node in result["nodes"]} == {"not observable"}
    assert module_runs.succeed("rws_multimedia_switch", switch(system, "DC2"), check=True)["changed"] is True


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"site": "DC-2"}, "letters, digits, underscore"),
        ({"site": "DC9"}, "no node has siteName 'DC9'"),
        ({"site": "DC2", "environment_id": "nowhere"}, "'nowhere' is not known to RWS, which lists: "),
        ({"site": "DC2", "monitoring_delay": 60, "wait_timeout": 60}, "must be greater than monitoring_delay"),
        ({"site": "DC2", "verify_urls": ["rws1"]}, "'rws1' is not an address"),
    ],
)
def test_switch_refuses(system, options, words):
    assert words in module_runs.fail("rws_multimedia_switch", switch(system, **options))["msg"]
    assert system.store.view(None).get("environment")["eServicesSite"] == "DC1"


def test_a_node_that_hangs_does_not_prolong_the_wait(system):
    hanging = system.node("rws1-dc2")
    system.faults.add("delay", node="rws1-dc2", seconds=30)
    arguments = switch(system, "DC2", url=[system.urls[0], hanging.url], wait_timeout=2, timeout=30)
    started = time.monotonic()
    result = module_runs.fail("rws_multimedia_switch", dict(arguments, verify_urls=[system.urls[0], hanging.url]))
    assert time.monotonic() - started < 8
    assert [node["state"] for node in result["nodes"]] == ["shows the site", "no answer"]
    assert hanging.url in result["msg"]


# -- what was seen, and how long nobody saw anything ---------------------------------------------------------------


class Clock:
    """Stands for the module time: sleeping takes no time here."""

    def __init__(self):
        self.now = 1000.0

    def monotonic(self):
        return self.now

    def sleep(self, seconds):
        self.now += seconds


@pytest.mark.parametrize(("poll", "delay"), [(0.2, 60), (1.0, 60), (0.2, 1)])
def test_where_nobody_sees_the_site_the_wait_is_longer(hidden, monkeypatch, poll, delay):
    """A node that has just looked when the request comes looks again only after the whole of drMonitoringDelay."""
    clock = Clock()
    monkeypatch.setattr(rws_switch, "time", clock)
    monkeypatch.setattr(rws_switch, "POLL_SECONDS", poll)
    arguments = switch(hidden, "DC2", monitoring_delay=delay, wait_timeout=delay + 1)
    result = module_runs.succeed("rws_multimedia_switch", arguments)
    assert delay < clock.now - 1000.0 <= delay + 1
    assert "2 of 2 nodes do not show their site: " in told(result)
    assert f"The module waited longer than monitoring_delay ({delay} seconds)." in told(result)
    assert told(result).endswith(" for the question eservices_site in gir_probe_commands can answer it.")
    again = module_runs.succeed("rws_multimedia_switch", dict(arguments, recorded_site="DC2"))
    assert again["changed"] is False and clock.now - 1000.0 <= delay + 1
    assert "No request was sent" in told(again)


def test_without_a_delay_nobody_waits_and_that_is_said(hidden):
    result = module_runs.succeed("rws_multimedia_switch", switch(hidden, "DC2", monitoring_delay=None))
    assert "monitoring_delay is not given, so nobody waited for them to follow." in told(result)


def test_without_wait_and_in_check_mode_nobody_looks(system):
    assert "In check mode" in told(module_runs.succeed("rws_multimedia_switch", switch(system, "DC2"), check=True))
    result = module_runs.succeed("rws_multimedia_switch", switch(system, "DC2", wait=False))
    assert told(result) == "wait is false, so nobody looked whether the nodes follow." and result["nodes"] == []


def test_one_node_that_hides_its_site_is_not_required(system):
    system.faults.add("html", status=404, node="rws1-dc2", path="/genesys-environments/.")
    result = module_runs.succeed("rws_multimedia_switch", switch(system, "DC2"))
    assert f"1 of 2 nodes do not show their site: {system.node('rws1-dc2').url}: " in told(result)
    assert sorted(node["observation"] for node in result["nodes"]) == ["confirmed", "not observable"]


def test_a_site_hidden_for_a_moment_is_looked_at_again(system):
    system.faults.add("html", status=500, method="GET", path="/genesys-environments/.", times=5)
    result = module_runs.succeed("rws_multimedia_switch", switch(system, "DC2"))
    assert result["observation"] == "confirmed" and len(result["not_observable"]) == 1


def test_a_node_that_does_not_work_is_told_from_one_that_hides(system):
    """It answers nothing of RWS to what is documented."""
    system.faults.add("html", status=404, node="rws1-dc2", path="/genesys-environments$")
    arguments = switch(system, "DC2", wait_timeout=1)
    result = module_runs.fail("rws_multimedia_switch", arguments)
    assert sorted(node["state"] for node in result["nodes"]) == ["answers with an error", "shows the site"]
    assert sorted(node["observation"] for node in result["nodes"]) == ["confirmed", "not observable"]


def test_a_node_that_hangs_at_its_site_alone_hides_it(system):
    system.faults.add("blackhole", seconds=20, node="rws1-dc2", path="/genesys-environments/.")
    result = module_runs.succeed("rws_multimedia_switch_info", connect(system, timeout=1))
    assert [node["state"] for node in result["nodes"]] == ["shows the site", "not observable"]
    assert result["nodes"][1]["observation_reason"] == result["nodes"][1]["reason"]


# -- the site that the ledger names --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("recorded", "changed", "previous", "source"),
    [
        ("DC2", False, "DC2", "record"),
        ("DC1", True, "DC1", "record"),
        ("", True, None, "unknown"),
        (None, True, None, "unknown"),
    ],
)
def test_a_recorded_site_counts_where_rws_hides_its_own(hidden, recorded, changed, previous, source):
    for check in (True, False):
        result = module_runs.succeed(
            "rws_multimedia_switch", switch(hidden, "DC2", recorded_site=recorded), check=check
        )
        found = result["changed"], result["previous_site"], result["previous_site_source"]
        assert found == (changed, previous, source)
    assert len(posts(hidden)) == (1 if changed else 0)


@pytest.mark.parametrize("recorded", ["DC2", "DC1", None])
def test_a_recorded_site_that_differs_from_what_rws_shows(system, recorded):
    """The nodes show DC1: what they are about to leave, or what the ledger says, too."""
    result = module_runs.succeed("rws_multimedia_switch", switch(system, "DC1", recorded_site=recorded))
    assert result["changed"] is (recorded == "DC2")
    assert result["previous_site"] == ("DC2" if recorded == "DC2" else "DC1")
    assert result["previous_site_source"] == ("record" if recorded == "DC2" else "rws")
    shown = module_runs.succeed("rws_multimedia_switch", switch(system, "DC2", recorded_site=recorded), check=True)
    assert (shown["changed"], shown["previous_site"], shown["previous_site_source"]) == (True, "DC1", "rws")


def test_a_recorded_site_outweighs_the_records(hidden, tmp_path):
    path = tmp_path / "gir_eservices.fact"
    record = {"epoch": 3, "eservices_site": "DC2", "environment_id": hidden.environment_id}
    path.write_text(json.dumps(record), encoding="utf-8")
    both = {"record_path": str(path), "records": [dict(record, epoch=4)]}
    result = module_runs.succeed("rws_multimedia_switch", switch(hidden, "DC2", recorded_site="DC1", **both))
    assert (result["changed"], result["previous_site"], result["previous_site_source"]) == (True, "DC1", "record")
    assert result["record"]["epoch"] == 5 and json.loads(path.read_text(encoding="utf-8"))["epoch"] == 5


# -- the record of the last request ------------------------------------------------------------------------------


@pytest.fixture
def hidden(system):
    system.set_dialect(environment_site="hidden")
    return system


def posts(system):
    return [call for call in system.writes() if call["path"].endswith("multimedia-switch")]


def test_a_record_tells_the_site_where_rws_hides_it(hidden, tmp_path):
    path = tmp_path / "gir_eservices.fact"
    arguments = switch(hidden, "DC2", record_path=str(path))
    predicted = module_runs.succeed("rws_multimedia_switch", arguments, check=True)
    assert (predicted["changed"], predicted["record"], path.exists()) == (True, None, False)
    first = module_runs.succeed("rws_multimedia_switch", arguments)
    assert (first["changed"], first["previous_site_source"]) == (True, "unknown")
    assert json.loads(path.read_text(encoding="utf-8")) == first["record"]
    assert (first["record"]["epoch"], first["record"]["eservices_site"]) == (1, "DC2")
    for check in (True, False):
        again = module_runs.succeed("rws_multimedia_switch", arguments, check=check)
        assert (again["changed"], again["previous_site"], again["previous_site_source"]) == (False, "DC2", "record")
    assert len(posts(hidden)) == 1
    back = module_runs.succeed("rws_multimedia_switch", dict(arguments, site="DC1"))
    assert (back["changed"], back["previous_site"], back["record"]["epoch"]) == (True, "DC2", 2)


def test_the_highest_epoch_wins_and_corrects_an_old_record(hidden, tmp_path):
    """A host that was down during the failover believes that DC1 is in use."""
    path = tmp_path / "gir_eservices.fact"
    module_runs.succeed("rws_multimedia_switch", switch(hidden, "DC1", record_path=str(path)))
    newer = dict(json.loads(path.read_text(encoding="utf-8")), epoch=7, eservices_site="DC2")
    result = module_runs.succeed("rws_multimedia_switch", switch(hidden, "DC1", record_path=str(path), records=[newer]))
    assert (result["changed"], result["previous_site"], result["record"]["epoch"]) == (True, "DC2", 8)
    unchanged = switch(hidden, "DC2", record_path=str(path), records=[dict(newer, epoch=9)])
    result = module_runs.succeed("rws_multimedia_switch", unchanged)
    assert result["changed"] is False and len(posts(hidden)) == 2
    assert json.loads(path.read_text(encoding="utf-8"))["epoch"] == 9


def test_records_that_prove_nothing_are_not_believed(hidden):
    record = {"epoch": 3, "eservices_site": "DC2", "environment_id": hidden.environment_id}
    for given in (
        [record, dict(record, eservices_site="DC1")],
        [dict(record, environment_id="another")],
        [record, dict(record, epoch=4, eservices_site=None)],
    ):
        result = module_runs.succeed("rws_multimedia_switch", switch(hidden, "DC2", records=given), check=True)
        assert (result["changed"], result["previous_site_source"]) == (True, "unknown")


def test_an_unknown_outcome_leaves_a_record_that_names_no_site(hidden, tmp_path):
    path = tmp_path / "gir_eservices.fact"
    arguments = switch(hidden, "DC1", record_path=str(path))
    module_runs.succeed("rws_multimedia_switch", arguments)
    hidden.faults.add("drop", path="multimedia-switch", phase="after", times=1)
    assert "not known" in module_runs.fail("rws_multimedia_switch", dict(arguments, site="DC2"))["msg"]
    record = json.loads(path.read_text(encoding="utf-8"))
    assert (record["epoch"], record["eservices_site"]) == (2, None)
    # RWS may use either site now, so both requests are sent.
    assert module_runs.succeed("rws_multimedia_switch", arguments)["changed"] is True


def test_a_refused_request_leaves_the_record_as_it_was(hidden, tmp_path):
    path = tmp_path / "gir_eservices.fact"
    module_runs.succeed("rws_multimedia_switch", switch(hidden, "DC1", record_path=str(path)))
    before = path.read_bytes()
    refused = module_runs.fail("rws_multimedia_switch", switch(hidden, "DC9", record_path=str(path)))
    assert "no node has siteName" in refused["msg"]
    assert path.read_bytes() == before
    assert [item.name for item in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"epoch": "1"}', '{"epoch": 1, "eservices_site": 5}'])
def test_a_broken_record_is_refused_before_anything_is_sent(hidden, tmp_path, text):
    path = tmp_path / "gir_eservices.fact"
    path.write_text(text, encoding="utf-8")
    assert str(path) in module_runs.fail("rws_multimedia_switch", switch(hidden, "DC2", record_path=str(path)))["msg"]
    assert hidden.writes() == []


def test_a_record_that_cannot_be_written_stops_the_switch(hidden, tmp_path):
    path = tmp_path / "nowhere" / "gir_eservices.fact"
    for check in (True, False):
        arguments = switch(hidden, "DC2", record_path=str(path))
        assert f"{path} cannot be written" in module_runs.fail("rws_multimedia_switch", arguments, check=check)["msg"]
    assert hidden.writes() == []


def test_a_request_that_is_not_adopted_yet_is_not_overlooked(tmp_path):
    """Back to DC1 while every node still shows it: the request for DC2 would win after drMonitoringDelay."""
    path = tmp_path / "gir_eservices.fact"
    with rws.cluster(nodes=1, monitoring_delay=2) as slow:
        options = {"record_path": str(path), "monitoring_delay": 2, "wait_timeout": 20}
        there = module_runs.succeed("rws_multimedia_switch", switch(slow, "DC2", wait=False, **options))
        assert there["changed"] is True and {node.site for node in slow.nodes} == {"DC1"}
        back = module_runs.succeed("rws_multimedia_switch", switch(slow, "DC1", **options))
        assert (back["changed"], back["previous_site"], back["previous_site_source"]) == (True, "DC2", "record")
        assert len(posts(slow)) == 2


def test_no_record_is_made_of_a_request_that_was_not_sent(system, tmp_path):
    path = tmp_path / "gir_eservices.fact"
    result = module_runs.succeed("rws_multimedia_switch", switch(system, "DC1", record_path=str(path)))
    assert (result["changed"], result["record"], path.exists()) == (False, None, False)


def test_a_linked_record_stays_a_link(hidden, tmp_path):
    target, link = tmp_path / "target.fact", tmp_path / "link.fact"
    link.symlink_to(target)
    module_runs.succeed("rws_multimedia_switch", switch(hidden, "DC2", record_path=str(link)))
    assert link.is_symlink() and json.loads(target.read_text(encoding="utf-8"))["eservices_site"] == "DC2"
    other = dict(json.loads(target.read_text(encoding="utf-8")), environment_id="another")
    target.write_text(json.dumps(other), encoding="utf-8")
    refused = module_runs.fail("rws_multimedia_switch", switch(hidden, "DC2", record_path=str(link)))
    assert "is the record of environment another" in refused["msg"]


@pytest.mark.parametrize("answer", ["html", "no_status_code"])
def test_a_node_that_is_no_rws_does_not_pass(system, answer):
    system.faults.add(answer, node="rws1-dc2", path="/genesys-environments/.")
    arguments = switch(system, "DC2", verify_urls=system.urls, wait_timeout=1)
    assert system.node("rws1-dc2").url in module_runs.fail("rws_multimedia_switch", arguments)["msg"]


def test_a_named_node_that_shows_no_site_while_others_do_does_not_pass(system):
    # RWS itself says that it has no such environment.
    system.faults.add("status", status=404, status_code=6, message="x", node="rws1-dc2", path="/genesys-environments/.")
    arguments = switch(system, "DC2", verify_urls=system.urls, wait_timeout=2)
    assert "shows no site, although others do" in module_runs.fail("rws_multimedia_switch", arguments)["msg"]


def test_info_shows_the_site_of_each_node(system):
    assert module_runs.succeed("rws_multimedia_switch_info", connect(system))["site"] == "DC1"
    system.faults.add("never_switch", node="rws1-dc2")
    module_runs.fail("rws_multimedia_switch", switch(system, "DC2", wait_timeout=1))
    result = module_runs.succeed("rws_multimedia_switch_info", connect(system, url=[*system.urls, DEAD]))
    assert result["site"] is None
    assert [node["site"] for node in result["nodes"]] == ["DC2", "DC1", None]
    assert result["nodes"][2]["state"] == "no answer"
