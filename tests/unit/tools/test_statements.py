# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A statement of a page that is not true of the repository is found, and a true one is not."""

import re

import pytest
import support_doc
import yaml
from gatekit.registry import CORES
from gatekit.statements import problems
from gatekit.workshop import ROOT

ROOT_OF_LINKS = "https://example.com/x/blob/main/"
GOOD = {
    "galaxy.yml": "repository: https://example.com/x\n",
    "README.md": "| playbooks | `site` |\n| actions | `ledger` |\n| modules | `rws_info` |\n"
                 f"[a]({ROOT_OF_LINKS}docs/site.md#top), [b](https://example.org/)\n",
    "CONTRIBUTING.md": "| `playbooks/` | `site` |\n",
    "docs/site.md": "See [this](site.md). docs/site.md is here.\n",
    "playbooks/site.yml": "", "playbooks/tasks/one.yml": "", "plugins/action/ledger.py": "",
    "plugins/action/component.py": "", "plugins/modules/rws_info.py": "", "plugins/modules/ledger.py": "",
}  # fmt: skip


def found(**changes):
    texts = {**GOOD, **{name.replace("__", "/") + ".md": text for name, text in changes.items()}}
    return list(problems(texts, texts.__contains__))


def test_true_statements_are_left_alone():
    assert found() == []


@pytest.mark.parametrize(
    ("page", "old", "new", "said"),
    [
        ("README", "`site`", "`site`, `gone`", "gone is listed among the playbooks, and there is none"),
        ("README", "`rws_info`", "", "rws_info is missing among the modules"),
        ("README", "`ledger`", "", "ledger is missing among the actions"),
        ("CONTRIBUTING", "`site`", "", "CONTRIBUTING.md: site is missing among the playbooks"),
        ("README", ROOT_OF_LINKS + "docs/site", "docs/site", "leads nowhere on Galaxy"),
        ("README", "docs/site", "docs/nothing", "the link to docs/nothing.md leads nowhere"),
        ("README", ROOT_OF_LINKS, "https://example.org/", "no link leads to docs/site.md"),
        ("docs__site", "docs/site.md is", "sheet.md 4.1 is", "sheet.md is cited, and no page"),
        ("docs__site", "See", "| option | type |\n|---|---|\n\nSee", "a table without a row: option | type"),
    ],
)
def test_a_false_statement_is_found(page, old, new, said):
    text = GOOD[page.replace("__", "/") + ".md"].replace(old, new)
    assert any(said in problem for problem in found(**{page: text})), found(**{page: text})


def test_counts_in_the_readme_are_those_of_the_repository():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    tree = yaml.safe_load((ROOT / "inventories" / "demo" / "hosts.yml").read_text(encoding="utf-8"))
    hosts = set()

    def walk(group):
        hosts.update(group.get("hosts") or ())
        for child in (group.get("children") or {}).values():
            walk(child or {})

    for group in tree.values():
        walk(group)
    number = {14: "fourteen"}.get(len(hosts), len(hosts))
    assert f"`inventories/demo` ({number} hosts" in text
    assert not re.search(r"\d+ odd|about \d+ (minutes|seconds)", text)


def test_what_is_supported_is_what_the_records_show():
    kept = {"outcome": "PASS", "date": "2026-01-02", "ansible_core": "2.16.19"}
    lab, units = {**kept, "managed_pythons": ["3.6"]}, {**kept, "outcome": "FAIL"}
    record = {"demo-2.16": kept, "lab-2.16": lab, "units-2.16": units}
    lines = support_doc.support(record).splitlines()
    assert lines[2] == (
        "| 2.16 | 3.10 or later | 3.6 or later | 3.6 | 2026-01-02, ansible-core 2.16.19; not passed: units-2.16 |"
    )
    assert lines[-1].endswith("| none | none |") and len(lines) == len(CORES) + 2
