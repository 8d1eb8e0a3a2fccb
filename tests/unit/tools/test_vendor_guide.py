# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/guide.md: each sentence of the vendor's guide that asks for something has a row, and its row is true."""

import os
import re
from pathlib import Path
from typing import get_type_hints

import pytest
import vendor_guide
from ansible_collections.gir.multidc.plugins.plugin_utils._components.registry import COMPONENTS
from ansible_collections.gir.multidc.plugins.plugin_utils._components.rule import RULES
from ansible_collections.gir.multidc.plugins.plugin_utils._report.questions import QUESTIONS
from ansible_collections.gir.multidc.plugins.plugin_utils._topology import published, reading
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.rules import RULES as MAP_RULES
from ansible_collections.gir.multidc.plugins.plugin_utils._variables import known
from support.guide_page import PAGE, Collection, problems, rows
from support.playbook import ROOT

TEXT = (ROOT / PAGE).read_text(encoding="utf-8")
MARKS = vendor_guide.read(vendor_guide.LIST.read_text(encoding="utf-8"))


def stems(pattern):
    return frozenset(path.stem for path in ROOT.glob(pattern))


def content(path):
    return (ROOT / path).read_text(encoding="utf-8") if (ROOT / path).is_file() else None


NAMES = {
    "role": stems("roles/*"),
    "module": stems("plugins/modules/*.py"),
    "playbook": stems("playbooks/*.yml"),
    "filter": stems("plugins/filter/*.py"),
    "group": frozenset(component.group for component in COMPONENTS.values() if component.group),
    "variable": known.names(),
    "key": frozenset({*reading.KEYS, *reading.STORAGE_KEYS}),
    "model": frozenset({*get_type_hints(published.Model), *get_type_hints(published.DataCenterModel)}),
    "question": frozenset(QUESTIONS),
}
COLLECTION = Collection(NAMES, frozenset({*RULES, *MAP_RULES}), content)


def found(page=TEXT, marks=MARKS, collection=COLLECTION):
    return list(problems(marks, page, collection))


def line_of(row):
    (line,) = re.findall(rf"^\| {row} \|.*\n", TEXT, re.M)
    return line


def test_every_sentence_that_asks_has_a_true_row():
    assert found() == []


@pytest.mark.parametrize("row", ["own-mcp", "attribute-purge-old", "lifecycle-regions"])
def test_a_row_that_was_removed_is_found(row):
    lost = found(TEXT.replace(line_of(row), ""))
    assert lost and all(f"asks for something, and has no row {row!r}" in one for one in lost)


@pytest.mark.parametrize(
    ("mutate", "says"),
    [
        (lambda text: text.replace("role [`mcp`]", "role [`mpc`]"), "there is no role mpc"),
        (lambda text: text.replace("`geo_location_dns`", "`geo_location_dn`"), "geo_location_dn is nothing of"),
        (lambda text: text.replace("(GIR213)", "(GIR299)"), "there is no rule GIR299"),
        (lambda text: text.replace("(site.md#one-muxer)", "(site.md#muxer)"), "site.md#muxer leads nowhere"),
        (lambda text: text.replace(line_of("own-mcp"), line_of("own-mcp").replace("own-mcp", "x")), "row x belongs"),
        (lambda text: re.sub(r"(\| index-daily (?:\|[^|]*){2}\|)[^|]*\|", r"\1 |", text), "has an empty column"),
        (lambda text: text.replace("| GIR operates in", "| so many words of it: GIR operates in"), "more than 8 words"),
        (lambda text: text + line_of("own-mcp"), "row own-mcp stands 2 times"),
    ],
)
def test_a_row_that_is_wrong_is_found(mutate, says):
    assert [one for one in found(mutate(TEXT)) if says in one], says


def test_a_new_sentence_has_to_be_judged():
    new = vendor_guide.updated(MARKS, vendor_guide.sentences("## User interface\n\nDo one thing more.\n"))
    assert [one.kind for one in new] == [vendor_guide.UNJUDGED]
    assert "sentence 1 of user-interface is 'unjudged', and says '' of it" in found(marks=[*MARKS, *new])


def test_what_counts_as_a_sentence():
    """Steps, items, notes, rows, blocks of code that a page cut in two, and sentences that it cut."""
    text = (
        "## A part\n\nOne is cut\n\nin two. Another.\n\n1. A step:\n\n- a. Inner. Last\n\n"
        "```\n{\n```\n\n```\n}\n```\n\nName\tType\nto\tlong\tNot needed. Rounded.\n"
    )
    parts = [(one.section, one.number, " ".join(one.text.split())) for one in vendor_guide.sentences(text)]
    assert parts == [
        ("a-part", number, words)
        for number, words in enumerate(
            ["One is cut in two.", "Another.", "A step:", "Inner.", "Last", "Name Type",
             "to long Not needed. Rounded."], 1
        )
    ]  # fmt: skip


def test_another_conversion_has_the_same_digests():
    """Emphasis, escapes and blanks are no part of the text."""
    one, other = (
        [found.digest for found in vendor_guide.sentences(text)]
        for text in ("Set **screen\\_uri** now.\n", "  Set  `screen_uri` now.\n")
    )
    assert one == other


def test_rows_stand_in_the_order_of_the_guide():
    order = list(dict.fromkeys(mark.about for mark in MARKS if mark.kind == vendor_guide.ASKS))
    assert [row.id for row in rows(TEXT)] == order


def test_every_sentence_of_the_guide_is_on_the_list(not_run):
    """Where the text of the guide is at hand. It is the vendor's, and not part of this repository."""
    place = os.environ.get(vendor_guide.PLACE)
    if not place:
        not_run(f"sentences of the vendor's guide: {vendor_guide.PLACE} does not name its text")
        return
    now = vendor_guide.sentences(Path(place).read_text(encoding="utf-8"))
    assert [(one.section, one.number, one.digest) for one in now] == [
        (mark.section, mark.number, mark.digest) for mark in MARKS
    ]
    # Each row begins as its sentence does; a row of a table is named by its attribute.
    texts = {}
    for mark, one in zip(MARKS, now, strict=True):
        texts.setdefault(mark.about, vendor_guide.normalised(one.text))
    for row in rows(TEXT):
        begins = vendor_guide.normalised(row.begins.replace("(table)", ""))
        assert texts[row.id].startswith(begins), row
