# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Licence headers and action groups."""

import pytest
from gatekit.conventions import HEADER, action_group_problems, action_groups, header_problems

HEAD = "".join(f"# {line}\n" for line in HEADER)
RUNTIME = """\
---
requires_ansible: ">=2.16.0"
action_groups:
  rws:
    - rws_info
    # with a remark
    - rws_storage

  gax:
    - gax_info
plugin_routing:
  modules:
    - not_a_group
"""


def module(*groups):
    """The text of a module that says which groups it is in."""
    fragments = ["gir.multidc._attributes.reads", *(f"gir.multidc._{group}" for group in groups)]
    return f"extends_documentation_fragment: [{', '.join(fragments)}]\nseealso: gir.multidc._rws.passwords\n"


def files(**modules):
    return {"meta/runtime.yml": RUNTIME, **{f"plugins/modules/{name}.py": text for name, text in modules.items()}}


FITTING = {"rws_info": module("rws"), "rws_storage": module("rws"), "gax_info": module("gax"), "other": module()}


@pytest.mark.parametrize(
    ("name", "text", "lacking"),
    [
        ("tools/a.py", HEAD + "import os\n", 0),
        ("tools/a.py", "#!/usr/bin/python\n# -*- coding: utf-8 -*-\n" + HEAD, 0),
        ("tools/a.py", "import os\n", 2),
        ("tests/a.py", f"# {HEADER[1]}\nimport os\n", 1),
        ("tests/a.py", "\n" * 10 + HEAD, 2),
        ("tests/__init__.py", "", 0),
        ("tests/bin/inside", "#!/bin/sh\n", 2),
        ("plugins/filter/switch.yml", "---\n", 2),
        ("roles/rws/defaults/main.yml", "---\n", 0),
        ("docs/a.md", "# A\n", 0),
    ],
)
def test_code_has_a_header_at_its_head(name, text, lacking):
    problems = list(header_problems(name, text))
    assert len(problems) == lacking
    assert all(problem.startswith(f"{name}: no line '") for problem in problems)


def test_groups_are_read_from_their_block_only():
    assert action_groups(RUNTIME) == {"rws": ["rws_info", "rws_storage"], "gax": ["gax_info"]}
    assert action_groups("---\n") == {}


def test_groups_that_hold_what_says_so_pass():
    assert list(action_group_problems(files(**FITTING))) == []


def test_a_module_that_its_group_lacks_is_named():
    [problem] = action_group_problems(files(**FITTING, gax_new=module("gax")))
    assert problem.startswith("meta/runtime.yml: the group gax lacks gax_new")


@pytest.mark.parametrize("text", [None, module(), module("gax")])
def test_a_member_that_does_not_say_so_is_named(text):
    changed = {**FITTING, "rws_storage": text}
    problems = list(action_group_problems(files(**{name: text for name, text in changed.items() if text is not None})))
    assert "plugins/modules/rws_storage.py: no fragment gir.multidc._rws, but" in problems[-1]
