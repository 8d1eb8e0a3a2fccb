# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes what is generated."""

import re
from pathlib import Path

_MARKED = re.compile(r"(?m)^<!-- (\w+): begin \(make docs\) -->\n(?:.*\n)*?<!-- \1: end -->\n")
REPOSITORY = Path(__file__).resolve().parent.parent


def write(path, text):
    """Write the file when its text is another one, and say so."""
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        print(f"{path.relative_to(REPOSITORY)} was written anew")


def write_parts(path, parts):
    """Write the parts of a document that stand between marks, {name: what makes its text}; it has exactly these."""
    text = path.read_text(encoding="utf-8")
    marked = {found[1] for found in _MARKED.finditer(text)}
    if marked != set(parts):
        raise SystemExit(f"{path.name} has marks for {sorted(marked)}; what is written is {sorted(parts)}")
    write(path, _MARKED.sub(lambda found: _part(found[1], parts[found[1]]()), text))


def _part(name, text):
    return f"<!-- {name}: begin (make docs) -->\n{text}\n<!-- {name}: end -->\n"
