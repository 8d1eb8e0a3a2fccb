# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What collections agree on and no tool of the test environment looks at: licence headers and action groups."""

import re
from pathlib import PurePosixPath

HEADER = ("Copyright: Contributors to the gir.multidc project", "SPDX-License-Identifier: GPL-3.0-or-later")
HEAD_LINES = 6
RUNTIME = "meta/runtime.yml"
MODULES = "plugins/modules/"
FRAGMENT = r"\bgir\.multidc\._(rws|gax)(?=[],\s])"  # of connection options, which a group gives to all its modules


def carries_header(name, text):
    """Code, whatever its language, and documentation of plugins; data falls under LICENSE as a whole."""
    path = PurePosixPath(name)
    documents_plugin = name.startswith("plugins/") and path.suffix in {".yml", ".yaml"}
    return bool(text.strip()) and (path.suffix in {".py", ".sh"} or text.startswith("#!") or documents_plugin)


def header_problems(name, text):
    """What the head of a file lacks."""
    if carries_header(name, text):
        head = "\n".join(text.splitlines()[:HEAD_LINES])
        yield from (f"{name}: no line '{line}' at its head" for line in HEADER if line not in head)


def action_groups(runtime):
    """Group -> modules, from the text of meta/runtime.yml. The gates run without PyYAML."""
    block = re.search(r"^action_groups:\n((?:[ #].*\n|\n)*)", runtime, re.MULTILINE)
    groups, names = {}, None
    for line in block.group(1).splitlines() if block else []:
        group, module = re.match(r" +(\w+):$", line), re.match(r" +- +(\w+)$", line)
        if group:
            names = groups.setdefault(group.group(1), [])
        elif module and names is not None:
            names.append(module.group(1))
    return groups


def action_group_problems(texts):
    """The groups of meta/runtime.yml hold the modules that say so in their documentation; `texts` is all files."""
    told = {
        (group, PurePosixPath(name).stem)
        for name, text in texts.items()
        if name.startswith(MODULES) and name.endswith(".py")
        for group in re.findall(FRAGMENT, text)
    }
    listed = {(group, module) for group, names in action_groups(texts.get(RUNTIME, "")).items() for module in names}
    for group, module in sorted(told - listed):
        yield f"{RUNTIME}: the group {group} lacks {module}, whose documentation says that it belongs there"
    for group, module in sorted(listed - told):
        yield f"{MODULES}{module}.py: no fragment gir.multidc._{group}, but it is in that group"
