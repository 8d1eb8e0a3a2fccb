# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What pages say of the repository and a program can check: names, links, cited pages, and no empty table."""

import posixpath
import re
from pathlib import PurePosixPath

README, CONTRIBUTING = "README.md", "CONTRIBUTING.md"
# What README.md lists by kind, and the files that these are.
LISTED = {
    "playbooks": ("playbooks/", ".yml"),
    "actions": ("plugins/action/", ".py"),
    "modules": ("plugins/modules/", ".py"),
}
# Actions that are called by roles and playbooks of this collection alone; modules of the same name document actions.
INTERNAL = {"component", "render_components", "silent_install"}
# Names of pages that playbooks write for a user.
WRITTEN = {"adoption-report.md"}
PAGE = re.compile(r"(?<![\w./*<>-])((?:[\w.-]+/)*[\w-]+\.md)\b")
# A head and a line below it, and no row.
EMPTY_TABLE = re.compile(r"(?m)^\|(?P<head>.*)\|\n\|[ :|-]+\|\n(?!\|)")
LINK = re.compile(r"\]\(([^)\s]+)\)")


def problems(texts, exists):
    """What is wrong with the pages. `texts`: name to text of all files; `exists` is asked for a path from the root."""
    pages = {name: text for name, text in texts.items() if name.endswith(".md")}
    for name, text in sorted(pages.items()):
        for found in EMPTY_TABLE.finditer(text):
            yield f"{name}: a table without a row: {found.group('head').strip()}"
        yield from cited(name, text, exists)
    if README in texts:
        yield from listed(texts)
        yield from linked(texts, exists)


def cited(name, text, exists):
    """Pages that are named and are not there; those that a user writes himself are within < > or have a *."""
    for found in sorted({match.group(1) for match in PAGE.finditer(re.sub(r"\]\([^)]*\)", "", text))}):
        places = (f"{PurePosixPath(name).parent}/{found}", found, f"docs/{found}")
        if PurePosixPath(found).name not in WRITTEN and not any(exists(posixpath.normpath(place)) for place in places):
            yield f"{name}: {found} is cited, and no page of that name is in the repository"


def of_kind(texts, directory, ending):
    """The names of the files in a directory."""
    paths = (PurePosixPath(name) for name in texts if name.startswith(directory) and name.endswith(ending))
    return {path.stem for path in paths if str(path.parent) + "/" == directory and not path.stem.startswith("_")}


def listed(texts):
    """The lists of README.md and CONTRIBUTING.md name what there is, each once and nothing else."""
    actions = of_kind(texts, *LISTED["actions"])
    for kind, place in LISTED.items():
        there = of_kind(texts, *place) - (INTERNAL if kind == "actions" else set())
        # The module of an action is its documentation; some exist in both senses, and are listed as both.
        optional = actions if kind == "modules" else set()
        yield from compared(README, rf"(?m)^\| {kind} \|(.*)\|$", texts[README], there, optional, kind)
    if CONTRIBUTING in texts:
        row, playbooks = r"(?m)^\| `playbooks/` \|(.*)\|$", of_kind(texts, *LISTED["playbooks"])
        yield from compared(CONTRIBUTING, row, texts[CONTRIBUTING], playbooks, set(), "playbooks")


def compared(page, row, text, there, optional, kind):
    """The names in one row of a table, and the files."""
    found = re.search(row, text)
    names = set(re.findall(r"`(\w+)`", found.group(1))) if found else set()
    # `x`, with an `_info` module: both are listed.
    if kind == "modules" and "`_info`" in (found.group(1) if found else ""):
        names |= {f"{name}_info" for name in names if f"{name}_info" in there} - {"_info"}
        names.discard("_info")
    for name in sorted(there - names - optional):
        yield f"{page}: {name} is missing among the {kind}"
    for name in sorted(names - there - optional):
        yield f"{page}: {name} is listed among the {kind}, and there is none"


def linked(texts, exists):
    """README.md is shown by Galaxy too, where only whole addresses lead anywhere; and it leads to every page."""
    found = re.search(r"(?m)^repository: (\S+)$", texts.get("galaxy.yml", ""))
    root = f"{found.group(1)}/blob/main/" if found else ""
    targets = LINK.findall(re.sub(r"```.*?```", "", texts[README], flags=re.DOTALL))
    own = [target[len(root) :].partition("#")[0] for target in targets if root and target.startswith(root)]
    for target in targets:
        if not re.match(r"https?://|#", target):
            yield f"{README}: the link {target} leads nowhere on Galaxy: write {root}{target}"
    yield from (f"{README}: the link to {path} leads nowhere" for path in own if not exists(path))
    for name in sorted(texts):
        if re.fullmatch(r"docs/[\w-]+\.md", name) and name not in own:
            yield f"{README}: no link leads to {name}"
