# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/ask-your-installation.md: no unknown of the code is missing on it, and each variable on it is one."""

import ast
import re

import pytest
import unknowns_doc
from ansible_collections.gir.multidc.plugins.plugin_utils._components.options import CONFIRMED, places, rows
from ansible_collections.gir.multidc.plugins.plugin_utils._components.registry import COMPONENTS
from ansible_collections.gir.multidc.plugins.plugin_utils._report.questions import QUESTIONS
from ansible_collections.gir.multidc.plugins.plugin_utils._variables import known
from option_texts import descriptions
from standins import gax_dialects, rws_dialects
from support.playbook import ROOT
from unknowns import answers, generated
from unknowns.row import SURE

PAGE = unknowns_doc.page()
NAMED = set(re.findall(r"`([\w<>.]+)`", PAGE))
ROWS = [row for topic in unknowns_doc.TOPICS for row in topic.rows]
# What a description says of what nobody knows.
DOUBT = re.compile(
    r"not known|not documented|publishes no|no default|not public|not in public|[Uu]nverified|\b[Ii]nferred"
    r"|depends on your release"
)
NOTHING = (None, {}, [], "")


def on_page(variable):
    """Under its own name, or as one of <role>."""
    return variable in NAMED or any(variable in generated.expanded(name) for name in NAMED if name.startswith("<role>"))


def tables():
    return {component.table: name for name, component in COMPONENTS.items()}


def test_every_option_whose_place_is_not_confirmed_is_on_the_page():
    topics = {name for topic in unknowns_doc.TOPICS for name in topic.names}
    for table in tables():
        for row in rows(table):
            if row.about.certainty != CONFIRMED:
                assert tables()[table] in topics, f"{tables()[table]} has uncertain options and no line in `names`"
                assert row.about.derived or row.variable in NAMED, row.variable
                assert row.about.key in NAMED or row.about.place in PAGE, row.attribute


def test_every_doubt_in_a_description_is_on_the_page():
    missing = []
    for component in COMPONENTS.values():
        texts = descriptions(component.table)
        for row in rows(component.table):
            if row.about.derived:
                continue
            text = texts[row.attribute]
            if DOUBT.search(text if isinstance(text, str) else " ".join(text)) and not on_page(row.variable):
                missing.append(row.variable)
    assert missing == []


def test_every_variable_on_the_page_exists():
    public = known.names()
    for row in ROWS:
        for name in row.variables:
            found = generated.expanded(name)
            assert found, name
            assert {one.partition(".")[0] for one in found} <= public, name
            component, _names, key = name.partition("_option_names.")
            assert not key or key in places(COMPONENTS[component].table), name


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.variables[0])
def test_no_variable_has_a_default_that_the_page_does_not_tell(row):
    """A default of ours that stands for something of the product is said, and marked as no more than inferred."""
    table = known.rows()
    for name in row.variables:
        for variable in generated.expanded(name):
            if variable in table:
                default = table[variable].default
                assert default in NOTHING if row.default is None else default == row.default, variable
    assert row.sure in SURE and row.unknown.endswith(".") and row.until.endswith(".")


def test_every_dialect_of_the_stand_ins_is_on_the_page():
    for found, table in ((answers.OF_RWS, rws_dialects.DIALECTS), (answers.OF_GAX, gax_dialects.DIALECTS)):
        names = [name for line in found for name in line[0].split()]
        assert (set(table) - set(names), set(names) - set(table)) == (set(), set())


def test_every_question_of_probes_is_on_the_page():
    for name, question in QUESTIONS.items():
        assert f"| `gir_probe_commands.{name}` | {question.title} |" in PAGE


# Reads that no page documents, by the file that makes them: the dialect that says what they may answer.
UNDOCUMENTED = {
    "document.py": "voice_store_read",
    "module.py": "undocumented_reads",
    "nodes.py": "version_read",
    "probe.py": "version_read",
    "recording_hold.py": "features_read",
    "state.py": "features_read",
    "watch.py": "environment_site",
}


def test_every_undocumented_read_is_on_the_page():
    found = set()
    for path in (ROOT / "plugins/module_utils").rglob("*.py"):
        calls = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
        if any(ast.unparse(call.func) == "undocumented.ask" for call in calls):
            found.add(path.name)
    assert found == set(UNDOCUMENTED)
    assert {f"`{name}`" for name in UNDOCUMENTED.values()} <= set(re.findall(r"`\w+`", PAGE))
