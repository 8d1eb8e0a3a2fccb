# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ratchet of types: it fails on what is new, and its baseline only ever becomes less."""

import json

import pytest
from gatekit import mypy, workshop

OLD, TYPED = "plugins/action/old.py", "plugins/plugin_utils/_topology/typed.py"


def error(line, file=OLD, code="no-untyped-def"):
    return mypy.Error(file, line, code, "Function is missing a type annotation")


@pytest.fixture
def baseline(tmp_path, monkeypatch):
    """A baseline that allows two errors."""
    path = tmp_path / "baseline.json"
    path.write_text(json.dumps({OLD: {"no-untyped-def": 2}}), encoding="utf-8")
    monkeypatch.setattr(mypy, "BASELINE", path)
    return path


@pytest.fixture
def run(tmp_path, baseline, monkeypatch):
    """A function that runs the gate on these errors."""

    def go(*errors, write=False):
        monkeypatch.setattr(mypy, "ask", lambda _shop, _name: list(errors))
        mypy.mypy(workshop.Workshop(tmp_path / "run", write=write), "mypy")

    return go


def test_errors_of_the_baseline_pass_wherever_they_stand(run, capsys):
    run(error(1), error(2))
    run(error(70), error(80))
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    "new", [error(3), error(3, code="arg-type"), error(3, file="plugins/action/new.py"), error(3, file=TYPED)]
)
def test_a_new_error_fails_and_is_named(run, new):
    with pytest.raises(workshop.GateFailed, match="1 new error") as failed:
        run(error(1), error(2), new)
    assert new.file in str(failed.value)


def test_what_is_gone_is_told_and_not_written(run, baseline, capsys):
    before = baseline.read_text(encoding="utf-8")
    run(error(1))
    assert "can be lowered by 1: tools/gates.py --write mypy" in capsys.readouterr().out
    assert baseline.read_text(encoding="utf-8") == before


def test_writing_lowers_the_baseline(run, baseline, capsys):
    run(error(1), write=True)
    assert json.loads(baseline.read_text(encoding="utf-8")) == {OLD: {"no-untyped-def": 1}}
    run(write=True)
    assert json.loads(baseline.read_text(encoding="utf-8")) == {}
    assert capsys.readouterr().out == ""


def test_writing_never_raises_the_baseline(run, baseline):
    with pytest.raises(workshop.GateFailed):
        run(*map(error, (1, 2, 3)), error(4, code="misc"), write=True)
    assert json.loads(baseline.read_text(encoding="utf-8")) == {OLD: {"no-untyped-def": 2}}


def test_the_baseline_cannot_allow_errors_in_clean_packages(run, baseline):
    baseline.write_text(json.dumps({TYPED: {"no-untyped-def": 1}}), encoding="utf-8")
    with pytest.raises(workshop.GateFailed, match="1 new error"):
        run(error(1, file=TYPED))


def test_output_of_mypy_is_read_without_notes_and_link():
    lines = [
        {"file": f"link/{OLD}", "line": 7, "message": "no", "code": "misc", "severity": "error"},
        {"file": f"link/{OLD}", "line": 8, "message": "why", "code": "misc", "severity": "note"},
    ]
    output = "\n".join(["Success or not", *map(json.dumps, lines)])
    assert mypy.read(output, "link/") == [mypy.Error(OLD, 7, "misc", "no")]


@pytest.fixture
def shop(tmp_path, monkeypatch):
    """A workshop whose mypy is the given shell script."""
    monkeypatch.setattr(mypy, "CACHE", tmp_path)
    made = workshop.Workshop(tmp_path / "run")

    def with_mypy(script):
        program = tmp_path / "bin" / "mypy"
        program.parent.mkdir()
        program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        program.chmod(0o755)
        monkeypatch.setattr(made, "venv", lambda _gate, _name: tmp_path)
        return made

    return with_mypy


def test_a_broken_mypy_is_no_success(shop):
    made = shop("echo 'INTERNAL ERROR' >&2; exit 2")
    with pytest.raises(workshop.GateFailed, match="exit code 2"):
        mypy.ask(made, "mypy")
    assert "INTERNAL ERROR" in made.output("mypy")


def test_no_errors_at_all(shop):
    assert mypy.ask(shop("exit 0"), "mypy") == []
