# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a remediation repairs, and what it leaves to a person."""

from dataclasses import replace

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._drift.finding import Repair
from ansible_collections.gir.multidc.plugins.plugin_utils._remediation.selection import Wishes, chosen
from remediation_cases import finding

PERSON = Repair("person", "Remove it.")
COMMAND = Repair("command", "ansible-playbook gir.multidc.keystore_sync")


ALL = Wishes()


def _why(*findings, wishes=ALL, repaired=()):
    """Key of a finding to why it is left; empty where it is repaired."""
    kept, left = chosen(findings, wishes, dict(repaired), {})
    assert {one.id for one in kept} | {one.finding.id for one in left} == {one.id for one in findings}
    assert len(kept) + len(left) == len(findings)
    return {**{one.key: "" for one in kept}, **{one.finding.key: one.why for one in left}}


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({}, ""),
        ({"repair": PERSON}, "never automatic"),
        ({"repair": COMMAND, "check": "keystore.missing"}, "never automatic"),
        ({"repair": COMMAND, "check": "rws.eservices_site"}, "never automatic"),
        ({"repair": COMMAND, "check": "package.version"}, "never automatic"),
        ({"secret": True}, "secret"),
        ({"key": "caching.cryptoSecurityKey"}, "protected"),
        ({"component": "rcs", "check": "object.option", "key": "keystore/path"}, "protected"),
        ({"key": "serverSettings.backgroundScheduledMediaOperationsSettings.enableScanAndScroll"}, "protected"),
        ({"component": "contact_center", "check": "rws.setting", "object": "recording/purge-days"}, "protected"),
        ({"component": "media_lifecycle", "check": "lifecycle.rule", "object": "/US/NY nightly"}, "protected"),
        ({"component": "hold_keeper", "object": "/opt/genesys/hold_keeper/config.json", "key": "holds"}, "protected"),
        ({"component": "hold_keeper", "check": "file.missing", "object": "/srv/hold_keeper/config.json"}, "protected"),
        ({"component": "hold_keeper", "object": "/etc/systemd/system/gir-hold-keeper.timer", "key": "Timer"}, ""),
        ({"maintenance": "new disks (ada)"}, "maintenance"),
        ({"check": "file.missing", "key": ""}, "protected"),
        ({"check": "file.content", "key": ""}, "protected"),
        ({"check": "file.missing", "key": "", "object": "/etc/systemd/system/gir-rws.service"}, ""),
        ({"outcome": "not_checked"}, "unseen"),
    ],
)
def test_each_kind(changes, why):
    one = finding(**changes)
    assert _why(one) == {one.key: why}


def test_severities_and_components_that_nobody_asked_for():
    bad, mild = finding(key="a"), finding("rws2-dc2", key="b", severity="cosmetic")
    other = finding("mux1-dc2", "muxer", "c")
    wishes = Wishes(("needs_restart",), ("rws",))
    assert _why(bad, mild, other, wishes=wishes) == {"a": "", "b": "severity", "c": "component"}


@pytest.mark.parametrize(("times", "why"), [(1, ""), (2, "again"), (3, "again")])
def test_what_was_repaired_twice_and_came_back_waits_for_a_person(times, why):
    one = finding()
    assert _why(one, repaired={one.id: times}) == {one.key: why}


@pytest.mark.parametrize(
    "other",
    [
        {"secret": True}, {"key": "cryptoSecurityKey"}, {"check": "keystore.pending", "repair": COMMAND},
        {"check": "package.version", "repair": COMMAND}, {"check": "file.kind", "repair": PERSON},
        {"check": "unit.load", "repair": PERSON}, {"check": "object.rival", "repair": PERSON},
    ],  # fmt: skip
)
def test_what_the_same_write_would_change_is_left_with_it(other):
    """A file is written as a whole, and a service restarts as a whole."""
    left = finding(**{"key": "b", **other})
    assert _why(finding(key="a"), left)["a"] == "beside"
    elsewhere = replace(left, host="rws2-dc2")
    assert _why(finding(key="a"), elsewhere)["a"] == ""


def test_what_only_a_person_does_elsewhere_on_the_host_hinders_nothing():
    assert _why(finding(key="a"), finding(key="b", repair=PERSON)) == {"a": "", "b": "never automatic"}


@pytest.mark.parametrize(("thing", "why"), [("voice /US/NY", "beside"), ("screen /US/NY", "")])
def test_a_list_is_not_replaced_while_a_storage_of_others_is_in_it(thing, why):
    """RWS shows no password, so that theirs would be lost."""
    foreign = finding(component="contact_center", check="rws.storage_foreign", object="voice /US/CA", key="b",
                      repair=PERSON)  # fmt: skip
    wrong = finding(component="contact_center", check="rws.storage", object=thing, key="a")
    feature = finding(component="contact_center", check="rws.feature", object="api-voice-recording", key="c")
    assert _why(wrong, feature, foreign) == {"a": why, "b": "never automatic", "c": why}


def test_what_somebody_ignores_is_not_written_with_the_rest():
    ignored = finding(key="b")
    kept, (left,) = chosen([finding(key="a")], ALL, {}, {}, [ignored])
    assert (kept, left.why) == ([], "beside") and "(ignored)" in left.text
    kept, left = chosen([finding(key="a")], ALL, {}, {}, [replace(ignored, host="rws2-dc2")])
    assert [one.key for one in kept] == ["a"] and left == []


def test_what_somebody_ignores_and_nobody_writes_hinders_nothing():
    kept, left = chosen([finding(key="a")], ALL, {}, {}, [finding(key="b", repair=PERSON)])
    assert [one.key for one in kept] == ["a"] and left == []


@pytest.mark.parametrize(
    ("explained", "why"),
    [
        ({"check": "file.missing", "key": ""}, "beside"),
        ({"check": "file.missing", "key": "", "object": "/opt/genesys/rws/config/notes.txt"}, ""),
        ({"check": "unit.health", "outcome": "not_checked"}, ""),
    ],
)
def test_a_directory_is_not_made_anew_with_a_file_that_nobody_may_write(explained, why):
    """Its file with the keys of recordings would come with it."""
    directory = finding(check="directory.missing", object="/opt/genesys/rws/config", key="")
    kept, left = chosen([directory, finding(parent=directory.id, **explained)], ALL, {}, {})
    assert [one.why for one in left] == ([why] if why else [])
    assert [one.check for one in kept] == ([] if why else ["directory.missing"])


def test_every_one_that_is_left_says_what_to_do():
    _kept, left = chosen([finding(secret=True), finding(key="b", repair=PERSON)], Wishes(), {}, {})
    assert all(one.text and one.remedy for one in left) and all(one.as_dict()["id"] for one in left)


def test_a_ledger_that_nobody_can_read_hinders_nothing():
    unread = finding(check="ledger.read", object="ledger", key="", outcome="not_checked")
    assert _why(finding(key="a"), unread) == {"a": "", "": "unseen"}
