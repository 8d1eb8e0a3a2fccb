# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Gates of tests: what was not done is no success."""

import pytest
from gatekit import testing, workshop


@pytest.fixture
def shop(tmp_path, monkeypatch):
    """A function that makes a workshop whose programs are these shell scripts."""

    def make(**programs):
        for name, script in {"python": "exit 0", **programs}.items():
            path = tmp_path / "bin" / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
            path.chmod(0o755)
        made = workshop.Workshop(tmp_path / "run")
        monkeypatch.setattr(made, "venv", lambda _gate, _name: tmp_path)
        return made

    return make


def test_scenarios_are_run_with_that_of_the_laboratory(shop):
    made = shop(molecule="echo \"words: $*\"; echo 'INFO [two_dc > verify] Executed: Successful'")
    testing.molecule("two_dc", "upgrade")(made, "molecule")
    chosen = "--scenario-name default --scenario-name two_dc --scenario-name upgrade"
    assert f"words: test {chosen}\n" in made.output("molecule")
    assert "molecule" in made.prepared  # what makes the image


@pytest.mark.parametrize("line", [
    "WARNING [two_dc > verify] Skipping, no tests found.",
    "INFO [two_dc > prepare] Executed: Skipped",
    "INFO [two_dc > verify] Executed: Missing playbook",
])  # fmt: skip
def test_a_step_that_was_not_done_fails_the_gate(shop, line):
    with pytest.raises(workshop.GateFailed, match=r"a step of a scenario was not done: .*two_dc"):
        testing.molecule("two_dc")(shop(molecule=f"echo '{line}'"), "molecule")


def test_what_a_run_prepares_is_a_time_of_its_own(shop):
    made = shop()
    for _time in range(2):
        with made.preparing("a"):
            pass
    with pytest.raises(OSError), made.preparing("b"):
        raise OSError
    assert set(made.prepared) == {"a", "b"}
    assert made.prepared["a"] > 0
