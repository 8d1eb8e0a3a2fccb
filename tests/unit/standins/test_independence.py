# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The stand-ins share nothing with the collection: a mistake in what both read would pass every test."""

import ast
import re

import pytest
from conftest import ROOT

STANDINS = sorted((ROOT / "tests" / "standins").rglob("*.py"))
COLLECTION = sorted(path for part in ("plugins", "roles", "playbooks") for path in (ROOT / part).rglob("*.py"))
RUN = 6
_EMPTY = re.compile(r"#|from |import |[^A-Za-z0-9]*$")


def _lines(text):
    """(number, line) of what says something."""
    lines = ((number, line.strip()) for number, line in enumerate(text.splitlines(), 1))
    return [(number, line) for number, line in lines if not _EMPTY.match(line)]


def _runs(text):
    lines = _lines(text)
    for start in range(len(lines) - RUN + 1):
        yield lines[start][0], tuple(line for _number, line in lines[start : start + RUN])


def shared(theirs, ours):
    """The lines at which a run of theirs begins that stands in ours as well."""
    known = {run for text in ours for _number, run in _runs(text)}
    return [number for number, run in _runs(theirs) if run in known]


def imported(text):
    """The modules that a file imports."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def test_all_of_it_is_looked_at():
    assert len(STANDINS) > 30
    assert len(COLLECTION) > 150


@pytest.mark.parametrize("path", STANDINS, ids=lambda path: path.name)
def test_a_standin_imports_nothing_of_the_collection(path):
    text = path.read_text(encoding="utf-8")
    packages = {name.partition(".")[0] for name in imported(text)}
    assert not packages & {"ansible", "ansible_collections", "plugins", "importlib", "runpy"}
    assert "ansible_collections" not in text
    assert "module_utils" not in text


def test_no_six_lines_of_a_standin_stand_in_the_collection():
    ours = [path.read_text(encoding="utf-8") for path in COLLECTION]
    found = {path.name: shared(path.read_text(encoding="utf-8"), ours) for path in STANDINS}
    assert {name: numbers for name, numbers in found.items() if numbers} == {}


def test_a_copied_table_is_seen():
    table = "\n".join(f'    "Cfg{name}",' for name in ("Switch", "DN", "Person", "Place", "Tenant", "Host"))
    copy = "# Copyright: somebody\nimport re\n\nTYPES = [\n" + table.replace("    ", "        ") + "\n\n]\n"
    assert shared(copy, ["NAMES = (\n" + table + "\n)\n"]) == [5]
    assert shared(copy.replace("Host", "Service"), ["NAMES = (\n" + table + "\n)\n"]) == []
    assert list(imported("import a.b\nfrom c import d\n")) == ["a.b", "c"]
