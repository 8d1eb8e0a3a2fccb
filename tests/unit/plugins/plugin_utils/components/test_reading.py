# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From plain values to typed options, and what is reported where a value cannot be read."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._components.options import (
    Key,
    Options,
    Path,
    derived,
    option,
    places,
    rows,
    secret_option_keys,
    variables,
)
from ansible_collections.gir.multidc.plugins.plugin_utils._components.reading import OMITTED, read
from ansible_collections.gir.multidc.plugins.plugin_utils._components.report import Report
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.values import Unusable

SHAPE = {"host": Key("str", "Name.", required=True), "port": Key("int", "Port.")}


@dataclass(frozen=True)
class Base(Options):
    gir_thing: str | None = option()
    service: str | None = option()


@dataclass(frozen=True)
class Table(Base):
    COMPONENT = "sample"

    name: str | None = option("section/name")
    port: int | None = option("section/port")
    follows: str | None = derived("section/follows", secret=True)
    unknown: str | None = option(key="unknown")
    flag: bool = option(default=False)
    path: Path | None = option()
    label: str = option(default="none")
    words: list[str] = option(default=["a"])
    nodes: list[dict[str, object]] | None = option(shape=SHAPE)
    extra: dict[str, object] = option(default={})
    needed: str = option(required=True, default="", secret=True)
    kind: str = option(default="red", choices=("red", "blue"))


def reading(**given):
    report = Report("host1")
    options = read(Table, {"sample_needed": "x", **given}, report)
    return options, [(violation.id, violation.subject) for violation in report.violations], report.violations


def test_table_names_its_variables():
    """Own variables carry the component's prefix, shared ones are named as they stand, derived options are none."""
    assert list(variables(Table))[:2] == ["sample_name", "sample_port"]
    assert {"gir_thing", "sample_service"} < set(variables(Table))
    assert "sample_follows" not in variables(Table)
    assert [row.attribute for row in rows(Table)][-2:] == ["gir_thing", "service"]


def test_table_of_option_names():
    assert places(Table) == {
        "name": "section/name",
        "port": "section/port",
        "follows": "section/follows",
        "unknown": None,
    }
    assert secret_option_keys(Table) == ["follows"]


def test_defaults_are_of_their_own():
    """A caller that changes a default list does not change it for others."""
    first, _ids, _violations = reading()
    first.words.append("b")
    assert reading()[0].words == ["a"]


@pytest.mark.parametrize(
    ("name", "given", "expected"),
    [
        ("port", "8081", 8081),
        ("port", "", None),
        ("port", " ", None),
        ("flag", "yes", True),
        ("flag", 0, False),
        ("flag", "Off", False),
        ("name", 5, 5),  # text of a file keeps its type
        ("label", 5, "5"),
        ("label", "", "none"),
        ("path", "/a", "/a"),
        ("words", "a, b", ["a", "b"]),
        ("words", 7, ["7"]),
        ("words", ["a", 7], ["a", "7"]),
        ("extra", '{"a": 1}', {"a": 1}),
        ("extra", None, {}),
        ("flag", None, False),
        ("name", None, None),
        ("port", OMITTED, None),
        ("words", OMITTED, ["a"]),
        ("kind", "blue", "blue"),
        ("nodes", [{"host": "a", "port": "9300"}], [{"host": "a", "port": 9300}]),
    ],
)
def test_values_that_can_be_read(name, given, expected):
    options, ids, _violations = reading(**{f"sample_{name}": given})
    assert ids == []
    assert getattr(options, name) == expected


@pytest.mark.parametrize(
    ("name", "given", "rule"),
    [
        ("port", "many", "GIR803"),
        ("port", True, "GIR803"),
        ("flag", "perhaps", "GIR803"),
        ("flag", 2, "GIR803"),
        ("name", True, "GIR803"),
        ("name", ["a"], "GIR803"),
        ("extra", "text", "GIR803"),
        ("extra", ["a"], "GIR803"),
        ("words", {"a": 1}, "GIR803"),
        ("nodes", ["a"], "GIR803"),
        ("nodes", [{"host": "a", "port": "x"}], "GIR803"),
        ("nodes", [{"port": 1}], "GIR802"),
        ("nodes", [{"host": "a", "prot": 1}], "GIR805"),
        ("nodes", [{"host": Unusable("a is undefined")}], "GIR801"),
        ("name", Unusable("a is undefined"), "GIR801"),
        ("extra", {"a": {"b": Unusable("a is undefined")}}, "GIR801"),
        ("words", ["a", Unusable("a is undefined")], "GIR801"),
        ("words", ["a", None], "GIR803"),
        ("words", ["a", ["b"]], "GIR803"),
        ("kind", "bleu", "GIR804"),
    ],
)
def test_values_that_cannot_be_read(name, given, rule):
    """The default stays, and one sentence names the variable and, where it is no secret, the value."""
    _options, ids, violations = reading(**{f"sample_{name}": given})
    assert rule in [found for found, _subject in ids]
    assert all(violation.host == "host1" and f"sample_{name}" in violation.sentence for violation in violations)


def test_everything_is_reported_at_once():
    _options, ids, _violations = reading(sample_port="x", sample_flag="y!", sample_needed=None)
    assert ids == [("GIR803", "sample_port"), ("GIR803", "sample_flag"), ("GIR802", "sample_needed")]


@pytest.mark.parametrize("given", [{"sample_needed": ["geheim"]}, {"sample_extra": "password: geheim"}])
def test_secrets_are_not_shown(given):
    """Nor text in the place of a dictionary, which may hold some."""
    _options, _ids, violations = reading(**given)
    assert violations and "geheim" not in "".join(one.sentence + one.remedy for one in violations)


def test_hints():
    _options, _ids, violations = reading(sample_nodes=[{"host": "a", "prot": 1}], sample_kind="bleu")
    assert [violation.remedy for violation in violations] == ["Did you mean port?", "Did you mean blue?"]
    _options, _ids, violations = reading(sample_kind="x")
    assert violations[0].remedy == "Use one of red, blue."


def test_table_with_an_unknown_type():
    @dataclass(frozen=True)
    class Wrong(Options):
        COMPONENT = "wrong"
        value: float = option()

    with pytest.raises(TypeError, match="Wrong.value: float is no type of an option"):
        rows(Wrong)
