# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes a report in the forms that were asked for, each file as a whole or not at all.

A report is no change of the system, so check mode writes it too: it is what that run was for. Names stay the same from
run to run, so that a link, a job's list of artefacts and `gir_drift_previous` find them.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from .._rendering.local_files import LocalFiles
from .asked import Asked
from .document import Document
from .junit import junit
from .markdown import markdown
from .page import page

MODE = 0o640
LARGE_PAGE = 5_000_000


def as_json(document: Document) -> str:
    """The truth, in ASCII: a value of a host can then play no tricks on whoever shows the file."""
    return json.dumps(document.raw, indent=1, ensure_ascii=True) + "\n"


# Name of the format -> what makes it, and how its file ends.
WRITERS: Mapping[str, tuple[Callable[[Document], str], str]] = {
    "json": (as_json, "json"),
    "markdown": (markdown, "md"),
    "junit": (junit, "xml"),
    "html": (page, "html"),
}


@dataclass(frozen=True)
class Written:
    """`paths`: format to file. `problems`: why something is not there, a sentence each with its remedy."""

    paths: Mapping[str, str] = field(default_factory=dict)
    problems: Sequence[str] = ()
    notes: Sequence[str] = ()


def write(document: Document, asked: Asked) -> Written:
    """Write `<kind>.json` and so on below the directory; nothing without one. Relative to where Ansible was started.

    A file that cannot be written is a problem of that file; the others are written, and the verdict of the run stays.
    """
    if not asked.directory:
        return Written()
    place = os.path.abspath(os.path.expanduser(asked.directory))
    files = LocalFiles(MODE, check_mode=False)
    paths, problems, notes = {}, [], []
    for name in asked.formats:
        make, ending = WRITERS[name]
        path = os.path.join(place, f"{document.kind}.{ending}")
        problem = files.problem_of(path)
        if problem is None:
            text = make(document)
            problem = _written(files, path, text)
            if name == "html" and len(text) > LARGE_PAGE:
                notes.append(f"{path} has {len(text) // 1_000_000} MB and takes long to open: use the JSON report")
        if problem is None:
            paths[name] = path
        elif problem not in problems:
            problems.append(problem)
    return Written(paths, [f"A report was not written: {problem}." for problem in problems], notes)


def beside(asked: Asked, name: str, text: str) -> str:
    """Write one more file beside the reports; why it could not be written, as a sentence, or nothing."""
    path = os.path.join(os.path.abspath(os.path.expanduser(asked.directory)), name)
    files = LocalFiles(MODE, check_mode=False)
    problem = files.problem_of(path) or _written(files, path, text)
    return f"{name} was not written: {problem}." if problem else ""


def _written(files: LocalFiles, path: str, text: str) -> str | None:
    """Why it could not be written."""
    try:
        files.write(path, text, secret=False)
    except OSError as reason:
        return f"{path}: {reason.strerror or reason}; make room there, or give another directory"
    return None
