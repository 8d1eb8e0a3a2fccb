# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of what both sides wrote: complete, stable, without secrets; and how it is read and reported."""

import json
from dataclasses import replace

import pytest
from ansible_collections.gir.multidc.plugins.module_utils._common.difference import (
    DRIFT,
    NOT_CHECKED,
    difference,
    not_checked,
)
from ansible_collections.gir.multidc.plugins.plugin_utils._drift.finding import SERVICE_AT_RISK, Finding, Repair
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.asked import Accepted
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.run import Run
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.rejoin_commands import _kept
from ansible_collections.gir.multidc.plugins.plugin_utils._ledger.chain import judge
from ansible_collections.gir.multidc.plugins.plugin_utils._ledger.entry import Ledger
from ansible_collections.gir.multidc.plugins.plugin_utils._rejoin import listing as lists
from ansible_collections.gir.multidc.plugins.plugin_utils._rejoin import reading, variables
from ansible_collections.gir.multidc.plugins.plugin_utils._rejoin.decide import decide
from ansible_collections.gir.multidc.plugins.plugin_utils._rejoin.listing import Recorded, Told, listing
from ansible_collections.gir.multidc.plugins.plugin_utils._rejoin.observed import AREAS
from ansible_collections.gir.multidc.plugins.plugin_utils._rejoin.report import About, final_lines, report
from ansible_collections.gir.multidc.plugins.plugin_utils._report.of_rejoin import from_rejoin
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.values import Unusable
from ledger_histories import ENVIRONMENT, entry
from rejoin_cases import ASKED, LISTING, RUN, SEEN

CENTERS = {"rws1-dc1": "dc1", "rcs1-dc1": "dc1", "rps1-dc1": "dc1", "rws1-dc2": "dc2", "rcs1-dc2": "dc2"}
NOW = 1_800_000_000.0


def finding(host, check="file.content", component="rws", key="crRegion", **more):
    values = {"expected": "EU", "actual": "US", "repair": Repair("site", "Run site."), **more}
    return Finding(check, CENTERS.get(host, ""), host, component, "/application.yaml", key, SERVICE_AT_RISK, **values)


def told(before=(), after=(), **more):
    given = {"recorded": (), "reasons": {}, **more}
    return Told("dc1", "dc2", CENTERS, given.pop("ledger", judge({})), before, after, **given)


def shown(found):
    return [(one.area, one.where, one.side, one.has, one.becomes, one.does) for one in found.items]


def answers(found):
    return {one.name: one.answer for one in found.areas}


def test_nothing_was_written():
    found = listing(told())
    assert answers(found) == dict.fromkeys(AREAS, "confirmed")
    assert (found.items, found.digest) == ((), "")


def test_only_what_differs_from_both_desired_states_was_written_by_somebody():
    written, moved, ours = finding("rws1-dc1"), finding("rws1-dc1", key="eServicesSite"), finding("rws1-dc1", key="new")
    found = listing(told(before=(written, moved), after=(written, ours)))
    assert shown(found) == [("files", "rws1-dc1", "dc1", "US", "EU", "overwritten")]


def test_what_the_other_side_wrote_is_kept():
    one = finding("rws1-dc2")
    assert shown(listing(told((one,), (one,)))) == [("files", "rws1-dc2", "dc2", "US", "", "kept")]


def test_what_no_playbook_repairs_needs_a_person():
    one = finding("rws1-dc1", "package.version", repair=Repair("command", "ansible-playbook gir.multidc.upgrade"))
    (item,) = listing(told((one,), (one,))).items
    assert (item.does, item.command) == ("person", "ansible-playbook gir.multidc.upgrade")


def test_what_a_fence_has_made_is_not_listed():
    one = finding("rps1-dc1", "unit.state", "rps", "")
    assert shown(listing(told((one,), (one,)))) == []


def test_shared_options_and_settings_need_a_person():
    option, setting = finding("gax", "object.option"), finding("rws", "rws.setting")
    found = listing(told(after=(option, setting)))
    assert [(one.area, one.does, one.command) for one in found.items] == [
        ("options", "person", "Run site."), ("settings", "person", "Run site."),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("given", "area"),
    [
        ({"before": None}, "files"),
        ({"reasons": {"gax": "GAX is away."}}, "options"),
        ({"reasons": {"rws": "RWS is away."}}, "settings"),
        ({"recorded": None, "why": "no index"}, "recordings"),
        ({"after": (finding("gax", "object.read", outcome=NOT_CHECKED, reason="no right"),)}, "options"),
        ({"keys": {"rcs1-dc1": [not_checked("keystore.read", "rcs", "/k", "no right")]}}, "keys"),
        *(({"unheard": {area: {"host1-dc2": "no route"}}}, area) for area in ("files", "keys", "ledger")),
        (
            {name: (finding("rws1-dc1", "file.read", outcome=NOT_CHECKED, reason="no right"),)
             for name in ("before", "after")},
            "files",
        ),
    ],
)  # fmt: skip
def test_what_could_not_be_asked_is_never_empty(given, area):
    found = listing(told(**given))
    assert answers(found) == {**dict.fromkeys(AREAS, "confirmed"), area: "not observable"}
    assert found.digest
    assert next(one.text for one in found.areas if one.name == area)


def test_a_probe_of_the_site_answers_for_recordings():
    assert answers(listing(told(recorded=None, probed=True)))["recordings"] == "confirmed"
    (item,) = listing(told(recorded=None, probed=False)).items
    assert item.does == "person"
    assert lists.PROBE in item.what


def test_who_was_never_apart_has_recorded_nothing_else():
    assert answers(listing(told(recorded=None, apart=False)))["recordings"] == "confirmed"


def test_recordings_by_location_and_new_ones_make_no_other_list():
    first, second = (listing(told(recorded=(Recorded("/US", "dc1", count),))) for count in (7, 8))
    assert shown(first) == [("recordings", "/US", "dc1", "7", "", "kept")]
    assert first.digest == second.digest


def test_recordings_of_a_location_that_had_none_make_no_other_list():
    here, there = Recorded("/US", "dc1", 7), Recorded("/US", "dc2", 1)
    first, second = listing(told(recorded=(here,))), listing(told(recorded=(here, there)))
    assert len(second.items) == 2
    assert first.digest == second.digest
    assert second.ids <= first.ids
    assert first.digest != listing(told(recorded=())).digest


def test_keys_by_alias_and_digest_on_either_side():
    keys = {
        "rcs1-dc1": [difference("keystore.missing", "rcs", "/k", "two", "private_key ab", None, reason="rcs1-dc2.")],
        "rcs1-dc2": [difference("keystore.missing", "rcs", "/k", "one", "private_key cd", None, reason="rcs1-dc1."),
                     difference("keystore.entry", "rcs", "/k", "both", "private_key ef", "private_key 01")],
    }  # fmt: skip
    found = listing(told(keys=keys))
    assert [(one.where, one.side, one.what, one.does) for one in found.items] == [
        ("rcs1-dc1", "dc1", "lacks two", "added"),
        ("rcs1-dc2", "dc2", "lacks one", "added"),
        ("rcs1-dc2", "dc2", "both differs", "person"),
    ]
    assert found.items[0].becomes == "private_key ab"


def test_entries_of_the_ledger_that_one_side_lacks():
    first = entry("op0")
    second = entry("op1", epoch=2, parent="op0", parent_epoch=1, active_datacenter="dc2", verb="failover")
    held = {"rws1-dc1": Ledger(ENVIRONMENT, (first,)), "rws1-dc2": Ledger(ENVIRONMENT, (first, second))}
    (item,) = listing(told(ledger=judge(held))).items
    assert (item.area, item.side, item.does) == ("ledger", "dc2", "added")
    assert "op1" in item.what
    assert "failover" in item.what


def test_an_entry_that_one_host_of_one_side_has():
    first = entry("op0")
    second = entry("op1", epoch=2, parent="op0", parent_epoch=1, active_datacenter="dc2", verb="failover")
    held = {"rws1-dc1": Ledger(ENVIRONMENT, (first,)), "rws1-dc2": Ledger(ENVIRONMENT, (first, second)),
            "rcs1-dc2": Ledger(ENVIRONMENT, (first,))}  # fmt: skip
    (item,) = listing(told(ledger=judge(held))).items
    assert (item.side, "op1" in item.what) == ("dc2", True)


def test_no_secret_is_on_the_list():
    one = finding("rws1-dc1", secret=True, expected="hush", actual="hush2")
    (item,) = listing(told((one,), (one,))).items
    assert "hush" not in json.dumps(vars(item))
    assert item.has


def test_the_order_and_what_explains_what_do_not_matter():
    one, two = finding("rws1-dc1"), finding("rws1-dc1", key="other")
    child = finding("rws1-dc1", key="child", parent=one.id)
    found = listing(told((one, two, child), (two, one, child)))
    again = listing(told((two, one), (one, two)))
    assert found.digest == again.digest
    assert len(found.items) == 2


def test_another_value_is_another_list():
    one, two = finding("rws1-dc1"), finding("rws1-dc1", actual="ASIA")
    assert listing(told((one,), (one,))).digest != listing(told((two,), (two,))).digest


def test_what_others_look_at_is_not_listed_twice():
    every = [
        finding("rws1-dc1", check)
        for check in ("ledger.behind", "keystore.missing", "host.answer", "parity.variable", "index_update.status")
    ]
    assert shown(listing(told(every, every))) == []
    assert every[0].outcome == DRIFT


def test_a_kept_list_says_what_nobody_could_ask():
    text = """{"ids": ["one"], "areas": [{"name": "keys", "answer": "not observable"},
               {"name": "files", "answer": "failed"}]}"""
    assert _kept(text) == (("one",), ("keys",))
    assert _kept("{") is None


# -- what was asked ------------------------------------------------------------------------------------------------


def test_text_is_read_as_what_it_stands_for():
    values = {"gir_rejoin_datacenter": " dc1 ", "gir_rejoin_confirm": "dc1", "gir_rejoin_listed": "0123456789ABCDEF",
              "gir_rejoin_outage_since": "2026-11-27T02:10:00+01:00", "gir_rejoin_reindex": "no",
              "gir_rejoin_accept": "dc1/muxer", "gir_rejoin_repaired_by": "", "gir_rejoin_seconds": "20"}  # fmt: skip
    asked = reading.read(values, NOW)
    assert not asked.problems
    assert (asked.data_center, asked.listed, asked.reindex) == ("dc1", "0123456789abcdef", False)
    assert asked.accepted == (Accepted("dc1", "muxer"),)
    assert asked.since == 1795741800
    assert reading.settings(values).seconds == 20


def test_all_bad_values_at_once():
    values = {"gir_rejoin_listed": "all", "gir_rejoin_outage_since": "yesterday", "gir_rejoin_seconds": 1,
              "gir_rejoin_outage_until": "2099-01-01T00:00:00Z", "gir_rejoin_accept": "dc1/mux",
              "gir_rejoin_reindex": "perhaps", "gir_rejoin_repaired_by": "<name of who repaired Cassandra>",
              "gir_reason": Unusable("no such variable", "Define it.")}  # fmt: skip
    problems = reading.read(values, NOW).problems
    assert {text.split()[0] for text in problems} == set(values)
    assert len(problems) == len(values)


def test_an_outage_that_ends_before_it_begins():
    values = {"gir_rejoin_outage_since": "2026-11-27T02:10:00Z", "gir_rejoin_outage_until": "2026-11-27T02:00:00Z"}
    assert "is before" in reading.read(values, NOW).problems[0]


def test_every_variable_is_documented_once():
    names = [one.name for one in variables.VARIABLES]
    assert len(set(names)) == len(names)
    assert all(one.means for one in variables.VARIABLES)


# -- the report ----------------------------------------------------------------------------------------------------


def reported(asked, seen=SEEN):
    return report(asked, seen, Run("run-1"), decide(asked, seen, RUN), About(NOW, 3, "ada", "ctl1"))


def test_the_list_comes_first_and_whole():
    found = reported(replace(ASKED, listed=""))
    assert (found["outcome"], found["ok"], found["list"]["digest"]) == ("to_confirm", False, LISTING.digest)
    assert [one["name"] for one in found["list"]["areas"]] == list(AREAS)
    lines = final_lines(found, {"json": "/r/rejoin.json"})
    assert LISTING.digest in lines[0]
    place = next(number for number, line in enumerate(lines) if "crRegion" in line)
    assert place < next(number for number, line in enumerate(lines) if line.startswith("Rejoin of dc1"))
    assert lines[-1] == "Report: /r/rejoin.json"
    json.dumps(found)


def test_a_refusal_names_its_rules():
    found = reported(replace(ASKED, confirm="dc2"), replace(SEEN, holds=("a hold is in force",)))
    assert {one["rule"] for one in found["rules"]} == {"GIR643", "GIR650"}
    document = from_rejoin(found)
    assert not document.good
    assert {one.object for one in document.items} >= {"GIR643", "GIR650"}


def test_a_run_that_saw_nothing_has_a_report():
    end = replace(decide(replace(ASKED, confirm=""), SEEN, RUN), rules=())
    found = report(ASKED, None, RUN, end, About(NOW))
    assert found["list"]["areas"] == []
    assert from_rejoin(found).headline.startswith("Rejoin of dc1")
