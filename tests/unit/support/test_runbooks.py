# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every command of the runbooks can be typed, and none is left out of those that are tried (test_runbooks_more.py)."""

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._variables.known import names
from support.playbook import ROOT
from support.runbooks import DIRECTORY, ENDS, commands, pages


@pytest.mark.parametrize("page", pages())
def test_a_page_has_commands_that_exist(page):
    for one in commands(page):
        assert (ROOT / "playbooks" / f"{one.playbook.removeprefix('gir.multidc.')}.yml").is_file(), one.text
        assert one.variables <= names(), one.text


def test_every_command_is_tried():
    assert {page: len(commands(page)) for page in pages()} == {page: len(ends) for page, ends in ENDS.items()}


def test_every_page_is_in_the_list_of_symptoms():
    text = (DIRECTORY / "README.md").read_text(encoding="utf-8")
    assert [page for page in pages() if page != "README" and f"({page}.md)" not in text] == []
