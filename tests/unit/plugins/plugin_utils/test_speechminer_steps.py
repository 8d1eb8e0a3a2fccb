# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The steps of SpeechMiner by hand: their values, and which of them are open."""

from datetime import date

import pytest
import yaml
from ansible_collections.gir.multidc.plugins.plugin_utils._speechminer import document, sides, steps
from ansible_collections.gir.multidc.plugins.plugin_utils._topology import attestations
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.values import Unusable, plain

TODAY = date(2026, 11, 28)
_ONE, _TWO = (f"https://sm.{name}.test/ir" for name in ("dc1", "dc2"))
PRIMARY = sides.Side("dc1", ("sm1-dc1",), _ONE, "https://sm.dc1.test", "sql.dc1.test:1433", "D:\\dc1", {"A": False})
BACKUP = sides.Side(
    "dc2", ("sm1-dc2",), _TWO, "", "sql.dc2.test:1433", "\\\\nas.dc2\\index", {"A": False, "W": True}
)
KNOWN = steps.scenarios(PRIMARY, BACKUP)


def attested(*ids, on="2026-11-01", **more):
    """Read as YAML gives it, where the key `on` is true."""
    given = {step: {"by": "alice", True: date.fromisoformat(on), **more} for step in ids}
    found, flaws = attestations.read(plain(given), TODAY, sides.FORM)
    assert flaws == []
    return found


def of(name):
    return [step.id for step in KNOWN[name].steps]


def open_steps(active, given):
    model = {"active": active, "primary": "dc1", "backup": "dc2"}
    return {name: [one.id for one in some] for name, some in steps.due(model, KNOWN, given, TODAY).items()}


def text_of(step):
    return next(one.text for scenario in KNOWN.values() for one in scenario.steps if one.id == step)


def test_every_id_is_used_once():
    ids = [step for name in KNOWN for step in of(name)]
    assert len(ids) == len(set(ids)) == 22


def test_values_are_filled_in_for_each_direction():
    assert "sql.dc2.test:1433" in text_of("failover.dc2.use_database")
    assert "sql.dc1.test:1433" in text_of("failback.dc1.use_database")
    assert "\\\\nas.dc2\\index in dc2" in text_of("failover.dc2.use_index")
    assert "\\\\nas.dc2\\index in dc2" in text_of("normal.dc1.daily_index_backup")
    assert "D:\\dc1 in dc1" in text_of("failover.dc2.daily_index_backup")
    assert "https://sm.dc2.test/ir" in text_of("failover.dc2.interaction_receiver")


def test_what_is_not_given_names_its_variable():
    assert "(not given: speechminer_ui_url)" in text_of("failover.dc2.search")


def test_services_that_run_in_both_are_not_stopped():
    assert "stop A where" in text_of("failback.dc1.stop_other")
    assert "start A, W," in text_of("failover.dc2.start")


def test_nothing_attested_leaves_all_open():
    assert open_steps("dc1", {}) == {"normal": of("normal")}
    assert open_steps("dc2", {}) == {"failover": of("failover")}


def test_attestations_of_another_scenario_do_not_count():
    assert open_steps("dc2", attested(*of("normal"))) == {"failover": of("failover")}


def test_the_way_back_is_due_after_a_failover():
    given = attested("failover.dc2.use_index")
    assert open_steps("dc1", given)["failback"] == of("failback")
    given.update(attested(*of("failback"), on="2026-11-02"))
    assert open_steps("dc1", given) == {"failback": [], "normal": of("normal")}


def test_an_earlier_failover_does_not_count():
    """Its attestations are older than those of the failback."""
    given = {**attested(*of("failover")), **attested("failback.dc1.search", on="2026-11-02")}
    assert open_steps("dc2", given) == {"failover": of("failover")}


def test_an_attestation_runs_out():
    step = "normal.dc1.primary_index"
    assert step in open_steps("dc1", attested(step, until="2026-11-27"))["normal"]
    assert step not in open_steps("dc1", attested(step, until="2026-11-28"))["normal"]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("'done'", "is text, not a dictionary."),
        ("{by: alice}", ".on is not given, which is no date."),
        ("{by: alice, on: yesterday}", '.on is "yesterday", which is no date.'),
        ("{by: alice, on: '2026-13-01'}", '.on is "2026-13-01", which is no date.'),
        ("{by: alice, on: 2026-11-30}", ".on is 2026-11-30, which is in the future."),
        ("{on: 2026-11-01}", "does not say by whom."),
        ("{by: ' ', on: 2026-11-01}", "does not say by whom."),
        ("{by: a, on: 2026-11-02, until: 2026-11-01}", ".until is 2026-11-01, which is before 2026-11-02."),
        ("{by: a, on: 2026-11-02, until: later}", '.until is "later", which is no date.'),
        ("{by: a, on: 2026-11-02, untill: x}", 'has the key "untill", which is none of by, on and until.'),
    ],
)
def test_a_wrong_attestation_is_one_sentence_and_open(given, says):
    found, flaws = attestations.read(plain({"normal.dc1.standby": yaml.safe_load(given)}), TODAY, sides.FORM)
    assert found == {}
    assert [flaw.sentence for flaw in flaws] == [
        f'speechminer_attestations["normal.dc1.standby"]{"" if says[0] == "." else " "}{says}'
    ]
    assert all(flaw.remedy for flaw in flaws)


def test_a_day_ahead_is_no_future():
    """Somebody east of the controller may have it already."""
    assert attested("normal.dc1.standby", on="2026-11-29")


@pytest.mark.parametrize("value", ["all", ["a"], Unusable("x is undefined")])
def test_wrong_attestations_are_none(value):
    found, flaws = attestations.read(value, TODAY, sides.FORM)
    assert found == {} and len(flaws) == 1


def test_document_numbers_the_steps_and_keeps_values_whole():
    step = "failover.dc2.stop_other"
    text = document.document(KNOWN["failover"], attested(step))
    assert text.startswith("SpeechMiner. Failover from dc1 to dc2\n")
    assert f"id: {step}   source: inferred\n    attested by alice on 2026-11-01\n" in text
    assert [f"{number:2}. " in text for number in range(1, 10)] == [True] * 8 + [False]
    assert "\\\\nas.dc2\\index" in text and max(map(len, text.splitlines())) <= 100
    assert text.count("    open\n") == 7


def test_the_example_of_a_document_is_read_as_it_stands():
    text = document.document(KNOWN["normal"], {}).partition("speechminer_attestations:")[2]
    example = text.replace("<name>", "alice").replace("<year-month-day>", "2026-11-01")
    found, flaws = attestations.read(plain(yaml.safe_load(example)), TODAY, sides.FORM)
    assert list(found) == of("normal")[:1] and flaws == []


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("sql.test:1433", ("sql.test", 1433)),
        ("[2001:db8::1]:1433", ("2001:db8::1", 1433)),
        ("sql.test", None),
        ("sql.test:0", None),
        ("sql.test:70000", None),
        ("sa:secret@sql.test:1433", None),
        (1433, None),
    ],
)
def test_address_of_a_database(given, address):
    assert sides.address_of(given) == address


@pytest.mark.parametrize(
    ("variables", "answer"),
    [
        ({"ansible_connection": "winrm"}, True),
        ({"ansible_connection": "ansible.builtin.psrp"}, True),
        ({"ansible_connection": "ssh", "ansible_shell_type": "powershell"}, True),
        ({"ansible_connection": "ssh"}, False),
        ({}, False),
    ],
)
def test_a_host_of_windows(variables, answer):
    assert sides.is_windows(lambda host, name: variables.get(name), "sm1") is answer
