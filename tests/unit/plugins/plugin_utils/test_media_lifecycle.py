# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules of media lifecycle on their way to GAX: the text, the page, what is attested of them, what was pasted."""

import re
from datetime import date

import pytest
import yaml
from ansible_collections.gir.multidc.plugins.plugin_utils._components.registry import COMPONENTS
from ansible_collections.gir.multidc.plugins.plugin_utils._components.target import CONTROLLER, Target
from ansible_collections.gir.multidc.plugins.plugin_utils._drift import lifecycle
from ansible_collections.gir.multidc.plugins.plugin_utils._lifecycle import document, export, marks, said, text
from ansible_collections.gir.multidc.plugins.plugin_utils._lifecycle.standing import standings
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.values import plain
from lifecycle_cases import BACKUP, PLACE, PURGE, TODAY, center, model, off, purge, rule, stand, task, told
from lifecycle_cases import export as pasted

_FILTERS = ("call_types", "include_labels", "exclude_labels")
MARK = marks.mark(PLACE, rule())


def attested(on="2026-11-25", **more):
    """As YAML gives it, where the key `on` is true."""
    return {"nightly": {"by": "alice", True: date.fromisoformat(on), "rule": MARK, **more}}


# -- the text --------------------------------------------------------------------------------------------------------


def test_a_rule_is_written_as_gax_shows_it():
    assert text.lines(rule()) == [BACKUP]
    assert text.lines(off()) == [PURGE]


def test_what_is_written_is_read_again():
    several = rule("both", task(), purge(min_age_days=3, max_age_days=9))
    seen = export.shown("\n".join(text.lines(several)))
    assert seen.unread == [] and export.differences(several, seen.rules["both"]) == []


def test_a_mark_is_of_all_that_a_rule_asks_for():
    others = [
        marks.mark("/US/TX", rule()),
        *(marks.mark(PLACE, one) for one in (rule(at="01:00:01"), rule(enabled=False))),
        marks.mark(PLACE, rule("nightly", task(), task())),
        *(marks.mark(PLACE, rule("nightly", task(**{key: ["x"]}))) for key in _FILTERS),
        marks.mark(PLACE, rule("nightly", task(attached_data={"a": "b"}))),
        marks.mark(PLACE, rule("nightly", task(max_age_days=3))),
    ]
    assert len({MARK, *others}) == len(others) + 1
    assert all(re.fullmatch("[b-t]{10}", one) for one in others)


def test_the_order_of_filters_is_no_change():
    one, other = (task(call_types=given) for given in (["Inbound", "Outbound"], ["Outbound", "Inbound"]))
    assert marks.mark(PLACE, rule("nightly", one)) == marks.mark(PLACE, rule("nightly", other))


# -- attestations ----------------------------------------------------------------------------------------------------


def test_without_a_word_a_rule_is_open():
    one = stand(rule())["nightly"]
    assert (one.answer, one.text) == ("not observable", "Nobody attested it, and there is no export of /US/NY.")
    assert "media-lifecycle/dc1.txt" in one.remedy and "media_lifecycle_attestations" in one.remedy


def test_an_attestation_confirms_this_text_of_the_rule():
    assert stand(rule(), attested=attested())["nightly"].answer == "confirmed"
    changed = stand(rule("nightly", task(max_age_days=3)), attested=attested())["nightly"]
    assert changed.answer == "not observable"
    assert changed.text.startswith(f'alice attested another text of it on 2026-11-25: the mark is "{MARK}" there, and ')


def test_an_attestation_ends():
    one = stand(rule(), attested=attested(until=date(2026, 11, 27)))["nightly"]
    assert (one.answer, one.text) == ("not observable", "The attestation of alice ended on 2026-11-27.")


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({PLACE: {"nightly": {"by": "alice", "on": "2026-11-01"}}}, "does not say of which text of the rule it is"),
        ({PLACE: {"nightly": {"by": "alice", "on": "2026-12-01", "rule": "x"}}}, "is in the future"),
        ({PLACE: ["nightly"]}, "is a list, not a dictionary of rules"),
        (["nightly"], "media_lifecycle_attestations is a list, not a dictionary of node paths"),
    ],
)
def test_a_wrong_attestation_is_none(given, says):
    found = said.read(plain(given), None, TODAY)
    ((variable, flaw),) = found.flaws
    assert variable == said.ATTESTATIONS and says in flaw.sentence and not any(found.attested.values())


# -- exports ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        BACKUP,
        f"   {BACKUP.replace(', ', ' ,   ').replace(',Enabled', ' , enabled')}   \n\n",
        BACKUP.rstrip(","),
        BACKUP.replace("01:00:00", "1:00:00").replace("=true", "= TRUE"),
        BACKUP.replace("location=file:///mnt/archive/ny;executeOnScreenRecroding=true",
                       "executeOnScreenRecroding=true; location=file:///mnt/archive/ny"),
    ],
)  # fmt: skip
def test_an_equal_export_confirms_whatever_blanks_it_has(line):
    one = stand(rule(), exports=pasted(line))["nightly"]
    assert (one.answer, one.text) == ("confirmed", "GAX showed it so on 2026-11-20.")


@pytest.mark.parametrize(
    ("old", "new", "key", "expected", "actual"),
    [
        ("Enabled", "Disabled", "enabled", "Enabled", "Disabled"),
        ("01:00:00", "02:00:00", "at", "01:00:00", "02:00:00"),
        ("1 to 2", "0 to 2", "min_age_days", "1", "0"),
        ("1 to 2", "1 to  ", "max_age_days", "2", None),
        ("/ny;", "/tx;", "location", "file:///mnt/archive/ny", "file:///mnt/archive/tx"),
        (";executeOnScreenRecroding=true", "", "executeOnScreenRecroding", "true", None),
        ("backup", "purge", "backup of voice", "1 to 2 days old, location=file:///mnt/archive/ny", None),
        (";execute", ";archive=1;execute", "archive", None, "1"),
    ],
)
def test_a_field_that_differs_is_named(old, new, key, expected, actual):
    one = stand(rule(), exports=pasted(BACKUP.replace(old, new, 1)))["nightly"]
    assert one.answer == "failed" and "GAX showed it otherwise on 2026-11-20" in one.text
    first = one.differences[0]
    assert (first.key, first.expected, first.actual) == (key, expected, actual)


def test_a_rule_that_is_missing_or_that_nobody_asked_for():
    found = stand(rule(), exports=pasted(f"{PURGE}\n"))
    assert found["nightly"].answer == "failed" and found["nightly"].text == "GAX did not show it on 2026-11-20."
    extra = found["old ones"]
    assert (extra.answer, extra.known) == ("failed", False)
    assert extra.text.endswith("gir_media_lifecycle has no rule of this name: purge of screen.")


def test_a_line_that_cannot_be_read_leaves_its_rule_open():
    broken = BACKUP.replace("Every day", "Every week")
    found = stand(rule(), exports=pasted(f"Rules of /US/NY\n{broken}"))
    assert {name: one.answer for name, one in found.items()} == dict.fromkeys(
        ("nightly", "line 1", "line 2"), "not observable"
    )
    assert found["line 1"].text == 'Line 1 of the export of 2026-11-20 is no rule that can be read: "Rules of /US/NY".'


def test_what_an_export_does_not_show_stays_open():
    one = stand(rule("nightly", task(include_labels=["keep"])), exports=pasted(BACKUP))["nightly"]
    assert one.answer == "not observable" and "does not show the included labels" in one.text


def test_an_old_export_counts_for_nothing():
    changed = BACKUP.replace("Enabled", "Disabled")
    one = stand(rule(), exports=pasted(f"{changed}\n{PURGE}"), days=7)
    assert {name: each.answer for name, each in one.items()} == {"nightly": "not observable"}
    assert one["nightly"].text == "The export of 2026-11-20 is older than 7 days."


@pytest.mark.parametrize(
    ("on", "answer"), [("2026-11-19", "failed"), ("2026-11-20", "failed"), ("2026-11-21", "confirmed")]
)
def test_the_newer_word_counts(on, answer):
    changed = BACKUP.replace("Enabled", "Disabled")
    assert stand(rule(), attested=attested(on), exports=pasted(changed))["nightly"].answer == answer


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({PLACE: {"on": "2026-11-01"}}, ".text is not given, and no text that GAX shows"),
        ({PLACE: {"text": "x"}}, ".on is not given, which is no date"),
        ({PLACE: "x"}, "is text, not a dictionary"),
        ({PLACE: {"on": "2026-11-01", "text": "x", "by": "a"}}, 'has the key "by", which is none of on and text'),
    ],
)
def test_a_wrong_export_is_none(given, says):
    found = said.read(None, plain(given), TODAY)
    ((variable, flaw),) = found.flaws
    assert variable == said.EXPORTS and says in flaw.sentence and found.exports == {}


# -- the page --------------------------------------------------------------------------------------------------------


def page(*rules, **more):
    one = {**center(*rules), **more}
    return document.document(one, standings(model(one), told(attested()), 31, None))


def test_the_page_has_what_a_person_needs():
    found = page(rule(), off(), retention={"min_days": 365, "max_days": None})
    assert "Recording Lifecycle Scheduler" in found and "User not authorized" in found and "user of the tenant" in found
    assert BACKUP in found and PURGE in found
    assert "have to be kept for 365 days (gir_retention)" in found
    assert f" 1. nightly   rule: {MARK}\n    It is attested by alice on 2026-11-25." in found
    assert " 2. old ones   rule: " in found and "    open: Nobody attested it" in found


def test_the_table_has_every_field():
    wide = task(call_types=["Inbound"], include_labels=["a"], exclude_labels=["b"], attached_data={"k": "v"})
    shown = "\n".join(document.table(rule("nightly", wide)))
    for name, value in (
        ("Enabled", "on"),
        ("Repeat daily at", "01:00:00"),
        ("Type", "backup"),
        ("Call types", "Inbound"),
        ("Include labels", "a"),
        ("Exclude labels", "b"),
        ("MIN age", "1"),
        ("MAX age", "2"),
        ("Attached data", "k=v"),
        ("Parameter location", "file:///mnt/archive/ny"),
        ("Parameter executeOnScreenRecroding", "true"),
    ):
        assert re.search(rf"{name} +{re.escape(value)}( |$)", shown, re.MULTILINE), name
    assert "Call types" not in "\n".join(document.table(off()))


def test_the_example_of_the_page_is_an_attestation_of_it():
    example = page(rule()).partition("media_lifecycle_attestations:\n")[2]
    given = yaml.safe_load(example.replace("<name>", "bob").replace("<year-month-day>", "2026-11-26"))
    assert stand(rule(), attested=given[PLACE])["nightly"].text == "It is attested by bob on 2026-11-26."


def test_the_component_writes_a_page_for_each_data_center_with_rules():
    one = COMPONENTS["media_lifecycle"]
    known = model(center(rule()), center(name="dc2", place="/US/TX"))
    found = one.desired(known, Target(CONTROLLER), {})
    assert [file.path for file in found.documents] == ["/media-lifecycle/dc1.txt"]
    assert found.violations == [] and BACKUP in found.documents[0].content


# -- drift -----------------------------------------------------------------------------------------------------------


def test_drift_has_what_differs_and_what_is_open():
    mine = PURGE.replace("old ones", "mine")
    exports = pasted(f"{BACKUP.replace('1 to 2', '1 to 3')}\n{mine}")
    found = standings(model(center(rule(), off(), rule("other"))), told(exports=exports), 31, TODAY)
    answer = lifecycle.answer("localhost", found)
    assert [check.object for check in answer.checks] == ["/US/NY nightly", "/US/NY old ones", "/US/NY other"]
    said_of = {(one["check"], one["object"], one["key"]): one for one in answer.differences}
    age = said_of["lifecycle.rule", "/US/NY nightly", "max_age_days"]
    assert (age["outcome"], age["expected"], age["actual"], age["data_center"]) == ("drift", "2", "3", "dc1")
    assert said_of["lifecycle.rule", "/US/NY other", ""]["actual"] is None
    assert said_of["lifecycle.foreign", "/US/NY mine", ""]["expected"] is None
    nobody = lifecycle.answer("localhost", standings(model(center(rule())), told(), 31, TODAY)).differences
    assert [(one["outcome"], one["observable"]) for one in nobody] == [("not_checked", False)]
