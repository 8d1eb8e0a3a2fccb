# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Budgets of gates: a slow gate fails, a slow machine does not."""

import gates
import pytest
from gatekit import budget
from gatekit.workshop import Gate, GateFailed, NotRun, Workshop


@pytest.fixture
def clock(monkeypatch):
    """The time, which passes only when a test says so."""

    class Clock:
        now = 1000.0

        def pass_by(self, seconds):
            self.now += seconds

    made = Clock()
    monkeypatch.setattr("time.monotonic", lambda: made.now)
    return made


@pytest.fixture
def shop(tmp_path):
    return Workshop(tmp_path / "run")


def taking(clock, seconds, preparing=0, problem=None):
    """A gate with a budget of 100 s."""

    def check(shop, name):
        with shop.preparing(name):
            clock.pass_by(preparing)
        clock.pass_by(seconds)
        if problem:
            raise problem

    return Gate("slow", "takes its time", check, 100)


@pytest.mark.parametrize(("seconds", "slowness", "state"), [
    (100, 1, "PASS"), (200, 1, "PASS"), (201, 1, "FAIL"), (399, 2, "PASS"), (401, 2, "FAIL"), (101, 0.5, "FAIL"),
])  # fmt: skip
def test_more_than_twice_the_budget_fails(clock, shop, seconds, slowness, state):
    outcome = gates.attempt(taking(clock, seconds), shop, slowness)
    assert (outcome.state, outcome.seconds) == (state, seconds)
    assert outcome.budget == 100 * slowness


def test_the_sentence_names_seconds_budget_and_what_to_do(clock, shop):
    outcome = gates.attempt(taking(clock, 260), shop)
    assert outcome.reason.startswith("it took 260 s, more than 2 times its budget of 100 s: make it faster, or")
    assert outcome.reason in shop.output("slow")


def test_making_environments_and_images_does_not_count(clock, shop, capsys):
    outcome = gates.attempt(taking(clock, 90, preparing=600), shop)
    assert (outcome.state, outcome.seconds, outcome.prepared) == ("PASS", 90, 600)
    gates.summary([outcome], 700, shop)
    assert "Not counted, the making of environments and images: slow 600 s\n" in capsys.readouterr().out


def test_other_failures_keep_their_reason(clock, shop):
    assert gates.attempt(taking(clock, 200, problem=GateFailed("it broke")), shop).reason == "it broke"
    assert gates.attempt(taking(clock, 200, problem=NotRun("no such thing")), shop).state == "NOT RUN"


def test_whole_series_take_as_long_as_they_take(clock, tmp_path):
    shop = Workshop(tmp_path / "run", whole_series=True)
    assert gates.attempt(taking(clock, 1000), shop).state == "PASS"


def test_the_summary_has_each_gate_with_seconds_and_budget(clock, shop, capsys):
    outcome = gates.attempt(taking(clock, 120), shop, 1.3)
    gates.summary([outcome], 120, shop)
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert rows[1:4] == [["gate", "seconds", "budget"], ["slow", "120", "130"], ["sum", "120", "130"]]


def test_a_slow_machine_has_larger_budgets_and_a_fast_one_no_smaller(monkeypatch):
    monkeypatch.delenv(budget.FACTOR, raising=False)
    assert budget.factor(lambda: 2 * budget.USUAL_SECONDS) == 2
    assert budget.factor(lambda: budget.USUAL_SECONDS / 4) == 1


def test_the_user_knows_better(monkeypatch):
    monkeypatch.setenv(budget.FACTOR, "2.5")
    assert budget.factor(lambda: budget.USUAL_SECONDS) == 2.5


@pytest.mark.parametrize("text", ["fast", "0", "-1", "nan"])
def test_a_factor_that_is_none_is_refused(monkeypatch, text):
    monkeypatch.setenv(budget.FACTOR, text)
    with pytest.raises(SystemExit, match="GIR_GATE_BUDGET_FACTOR is .*: give a number greater than 0"):
        budget.factor()


def test_a_machine_is_measured_by_what_it_does():
    assert budget.startups() > 0


def test_the_gates_of_each_run_fit_into_20_minutes_of_two_cores():
    assert sum(gate.budget for gate in gates.chosen([], matrix=False)) < 2 * 20 * 60
