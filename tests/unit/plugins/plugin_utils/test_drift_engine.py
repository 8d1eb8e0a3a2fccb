# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is made of the answers of hosts and APIs."""

import pytest
from ansible_collections.gir.multidc.plugins.module_utils._common.difference import LONGEST_VALUE
from ansible_collections.gir.multidc.plugins.plugin_utils._drift.finding import from_dict
from drift_cases import CONFIG, MUX1, RWS1, RWS2, UNIT, YAML, answer, differs, judged, places, unread
from hypothesis import given, settings
from hypothesis import strategies as st


def outcome_of(judgement, thing, host=RWS1):
    return next(one.outcome for one in judgement.checks if (one.host, one.object) == (host, thing))


def test_nothing_differs():
    found = judged(answer(RWS1), answer(RWS2))
    assert found.findings == []
    assert [one.outcome for one in found.checks] == ["equal"] * 6
    assert {one.data_center for one in found.checks} == {"dc1", "dc2"}


def test_a_finding_has_what_the_host_said():
    more = {"cause": "changed_on_host", "confidence": "inferred", "since": "2026-11-27T00:00:00Z", "changed_by": "ann"}
    (one,) = judged(answer(RWS2, differs(reason="why", **more))).findings
    assert (one.data_center, one.host, one.component) == ("dc2", RWS2, "rws")
    assert (one.object, one.key) == (YAML, "logging.level")
    assert (one.expected, one.actual, one.reason) == ("info", "debug", "why")
    assert {name: getattr(one, name) for name in more} == more
    assert (one.repair.by, one.repair.restarts) == ("site", True)
    assert one.repair.text == f"ansible-playbook gir.multidc.site --limit {RWS2} --tags rws"


def test_the_id_holds_no_value_and_no_time():
    first, second = (
        judged(answer(RWS1, differs(actual=actual, since=since))).findings[0]
        for actual, since in (("debug", None), ("trace", "2026-11-01T00:00:00Z"))
    )
    assert first.id == second.id
    assert first.group != second.group
    assert first.id != judged(answer(RWS2, differs())).findings[0].id
    assert from_dict({**first.as_dict(), "title": "more"}) == first


def test_the_same_on_other_hosts_is_one_group():
    found = judged(answer(RWS1, differs()), answer(RWS2, differs())).findings
    assert len({one.id for one in found}) == 2
    assert len({one.group for one in found}) == 1


def test_worst_first():
    found = judged(answer(RWS1, differs(), differs("file.mode", key="", expected="0600", actual="0644"))).findings
    assert [one.severity for one in found] == ["security", "cosmetic"]


def test_a_host_that_does_not_answer_is_one_finding():
    found = judged(answer(RWS1), answer(RWS2, failure="Connection timed out."))
    assert places(found.findings) == {("host.answer", RWS2, RWS2, "")}
    assert found.findings[0].outcome == "not_checked"
    assert found.findings[0].reason == "Connection timed out. 3 checks were not made."
    assert [one.outcome for one in found.checks if one.host == RWS2] == ["not_checked"] * 4


def test_one_reason_for_everything_is_said_once():
    every = [unread(thing=thing, reason="sudo asks for a password") for thing in (CONFIG, YAML, UNIT)]
    found = judged(answer(RWS1, *every))
    assert places(found.findings) == {("host.answer", RWS1, RWS1, "")}
    assert judged(answer(RWS1, *every[:2])).findings[0].check == "file.read"


@pytest.mark.parametrize("surface", ["file", "files"])
def test_a_part_that_failed_takes_its_checks_along(surface):
    found = judged(answer(RWS1, unread(thing="files", reason="odd"), things={YAML: surface, UNIT: "unit"}))
    assert outcome_of(found, YAML) == "not_checked"
    assert outcome_of(found, UNIT) == "equal"
    assert len(found.checks) == 2


def test_a_part_of_the_whole_host_that_failed():
    said = {**unread("keystore.read", "keystore", "odd"), "component": ""}
    found = judged(answer(RWS1, said, things={"/k.jks": "keystore", YAML: "file"}))
    assert outcome_of(found, "/k.jks") == "not_checked"
    assert outcome_of(found, YAML) == "equal"


def test_not_checked_ranks_above_drift():
    found = judged(answer(RWS1, differs(), unread("file.read")))
    assert outcome_of(found, YAML) == "not_checked"
    assert len(found.findings) == 2


def test_a_finding_about_something_further_is_a_check():
    found = judged(answer(RWS1, differs("beside.secret_copy", f"{YAML}.bak", "")))
    assert outcome_of(found, f"{YAML}.bak") == "drift"
    assert outcome_of(found, YAML) == "equal"


def test_what_nobody_can_see_is_an_open_point():
    point = unread("rws.eservices_site", "site", "no node shows it", observable=False)
    found = judged(answer("rws", point, things={"site": "settings"}))
    assert found.findings == []
    assert places(found.open) == {("rws.eservices_site", "rws", "site", "")}
    assert outcome_of(found, "site", "rws") == "not_observable"


def test_an_api_says_the_data_center_itself():
    said = differs("object.option", "CfgApplication A", "log/verbose", data_center="dc2")
    (one,) = judged(answer("gax", said)).findings
    assert (one.host, one.data_center) == ("gax", "dc2")
    assert one.repair.text == "ansible-playbook gir.multidc.site --tags rws"


def test_two_of_one_id_are_one_finding():
    both = [differs(reason="of a"), differs(reason="of b"), unread("file.content", key="logging.level")]
    (one,) = judged(answer("gax", *both, things={CONFIG: "files"})).findings
    assert one.outcome == "not_checked"
    assert one.reason == "of a of b Permission denied"


@pytest.mark.parametrize(
    ("parent", "child", "hidden"),
    [
        (("file.missing", YAML), ("file.content", YAML), True),
        (("file.missing", YAML), ("file.missing", YAML + "2"), False),
        (("directory.missing", CONFIG), ("file.missing", YAML), True),
        (("directory.missing", CONFIG), ("file.mode", "/opt/genesys/rws/configs"), False),
        (("directory.mode", CONFIG), ("file.missing", YAML), False),
        (("unit.missing", UNIT), ("unit.state", UNIT), True),
        (("unit.load", UNIT), ("unit.enabled", UNIT), True),
        (("unit.load", UNIT), ("unit.drop_in", UNIT), False),
        (("unit.state", UNIT), ("unit.health", UNIT), True),
        (("object.missing", "CfgApplication A"), ("object.option", "CfgApplication A"), True),
        (("file.kind", YAML), ("file.missing", YAML), True),
    ],
)
def test_a_parent_hides_its_children(parent, child, hidden):
    both = judged(answer(RWS1, differs(*parent, ""), differs(*child))).findings
    found = {one.check + one.object: one for one in both}
    above, below = found["".join(parent)], found["".join(child)]
    assert (above.parent, below.parent) == ("", above.id if hidden else "")


def test_parents_of_parents_and_other_hosts():
    every = [differs("directory.missing", "/opt/genesys", ""), differs("directory.missing", CONFIG, ""), differs()]
    found = judged(answer(RWS1, *every), answer(RWS2, differs())).findings
    assert {one.object for one in found if not one.parent} == {"/opt/genesys", YAML}


def test_a_parent_is_as_bad_as_what_it_explains():
    child = differs("file.mode", key="", expected="0600", actual="0644")
    found = judged(answer(RWS1, differs("directory.missing", CONFIG, ""), child)).findings
    assert [one.severity for one in found] == ["security", "security"]


@pytest.mark.parametrize(
    ("given", "by", "words"),
    [
        (differs(key="cassandraCluster.password", secret=True), "person", "Find out which of the two is in use"),
        (differs("package.version", "rws", ""), "command", "ansible-playbook gir.multidc.upgrade"),
        (unread("rws.storage"), "person", "run gir.multidc.drift again"),
        (differs("unit.drop_in", UNIT, "/etc/x.conf"), "person", f"Remove /etc/x.conf on {RWS1}"),
    ],
)
def test_who_repairs(given, by, words):
    (one,) = judged(answer(RWS1, given)).findings
    assert one.repair.by == by
    assert words in one.repair.text


def test_a_muxer_is_repaired_without_a_limit():
    """Site starts it only where it saw that those of the other side do not run."""
    (one,) = judged(answer(MUX1, differs("unit.state", "gir-muxer.service", "", component="muxer"))).findings
    assert one.repair.text == "ansible-playbook gir.multidc.site --tags muxer"


def test_maintenance_is_shown_and_silences_nothing():
    marker = {"who": "ann", "why": "new disk", "until": "2026-12-01T00:00:00Z"}
    found = judged(answer(RWS1, differs(), maintenance=marker), answer(RWS2, differs()))
    assert [one.maintenance for one in found.findings] == ["new disk (ann), until 2026-12-01T00:00:00Z", ""]
    assert found.findings[0].repair.by == "person"
    assert found.maintenance[0]["host"] == RWS1


@pytest.mark.parametrize(
    ("until", "ended"),
    [("2026-11-27", "yes"), ("2026-11-28", "no"), ("2026-11-28T01:00:00Z", "yes"), ("soon", "unknown"),
     ("2026-11-28T09:00:00", "unknown"), (None, "unknown")],
)  # fmt: skip
def test_when_maintenance_ends(until, ended):
    found = judged(answer(RWS1, maintenance={"markers": [{"who": "ann", "why": "disk", "until": until}]}))
    assert [one["ended"] for one in found.maintenance] == [ended]


@pytest.mark.parametrize("more", [{"component": "muxer"}, {"until": "2026-11-01T00:00:00Z"}])
def test_maintenance_of_another_component_or_ended(more):
    found = judged(answer(RWS1, differs(), maintenance={"who": "ann", "why": "disk", **more}))
    assert [one.maintenance for one in found.findings] == [""]
    assert len(found.maintenance) == 1


TEXT = st.one_of(st.none(), st.sampled_from(["", "a", "b", "x" * (LONGEST_VALUE + 5), "x" * (LONGEST_VALUE + 5) + "y"]))


@settings(max_examples=150, deadline=None)
@given(TEXT, TEXT, st.booleans(), st.sampled_from(["", "why"]), st.sampled_from(["file.content", "file.missing", "x"]))
def test_nothing_is_red_without_a_visible_difference(expected, actual, secret, reason, check):
    given_ = differs(check, expected=expected, actual=actual, secret=secret, reason=reason)
    (one,) = judged(answer(RWS1, given_)).findings
    assert one.outcome == "not_checked" or one.expected != one.actual or one.secret or one.reason
    assert not one.secret or (one.expected, one.actual) == (None, None)
    assert one.reason or one.expected != one.actual or one.secret


def test_host_of_a_difference_is_the_one_that_answered():
    (one,) = judged(answer(RWS2, {**differs(), "host": RWS1})).findings
    assert (one.host, one.data_center) == (RWS2, "dc2")


def test_secret_has_no_value_whatever_the_host_says():
    (one,) = judged(answer(RWS2, {**differs(), "secret": True})).findings
    assert one.secret and one.expected is one.actual is None
