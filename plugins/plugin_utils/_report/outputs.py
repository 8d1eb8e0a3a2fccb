# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes a report in the forms that were asked for to a directory, an address or both, each file as a whole or not at
all.

A report is no change of the system, so check mode writes it too: it is what that run was for. Names stay the same from
run to run, so that a link, a job's list of artefacts and `gir_drift_previous` find them.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from .._rendering.local_files import LocalFiles
from . import dav
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
    """`paths`: format to file, or to address where there is no directory; with both, `<format>_url` to the address.

    `problems`: why something is not there, a sentence each with its remedy. `silent`: the server gave no answer.
    """

    paths: Mapping[str, str] = field(default_factory=dict)
    problems: Sequence[str] = ()
    notes: Sequence[str] = ()
    silent: bool = False


def write(document: Document, asked: Asked, also: Mapping[str, str] | None = None) -> Written:
    """Write `<kind>.json` and so on where it was asked for; nothing without that.

    A file that cannot be written is a problem of that file; the others are written, and the verdict of the run stays.
    A directory is relative to where Ansible was started. `also`: what else is sent, name to text; whoever made it has
    put it into the directory.
    """
    if not asked.wanted:
        return Written()
    names = {name: f"{document.name}.{WRITERS[name][1]}" for name in asked.formats}
    texts = {name: WRITERS[name][0](document) for name in asked.formats}
    files = {names[name]: text for name, text in texts.items()}
    paths, problems = _to_directory(asked, files)
    sent = _sent(asked, {**files, **(also or {})})
    found = {name: paths[file] for name, file in names.items() if file in paths}
    key = "{}_url" if asked.directory else "{}"
    found.update({key.format(name): sent.urls[file] for name, file in names.items() if file in sent.urls})
    return Written(found, [*problems, *sent.problems], list(_notes(texts.get("html", ""), found)), sent.silent)


def beside(asked: Asked, name: str, text: str) -> list[str]:
    """Write one more file beside the reports; why it could not be written, a sentence each."""
    return [*_to_directory(asked, {name: text})[1], *_sent(asked, {name: text}).problems]


def _to_directory(asked: Asked, texts: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """Name to path of what is there now, and why the others are not."""
    if not asked.directory:
        return {}, []
    place = os.path.abspath(os.path.expanduser(asked.directory))
    files = LocalFiles(MODE, check_mode=False)
    paths: dict[str, str] = {}
    problems: dict[str, None] = {}
    for name, text in texts.items():
        path = os.path.join(place, name)
        problem = files.problem_of(path) or _written(files, path, text)
        if problem:
            problems[problem] = None
        else:
            paths[name] = path
    return paths, [f"A report was not written: {problem}." for problem in problems]


def _sent(asked: Asked, texts: Mapping[str, str]) -> dav.Sent:
    return dav.send(asked.place, {name: text.encode("utf-8", "backslashreplace") for name, text in texts.items()})


def _notes(page_text: str, paths: Mapping[str, str]) -> Iterator[str]:
    path = paths.get("html", paths.get("html_url"))
    if path and len(page_text) > LARGE_PAGE:
        yield f"{path} has {len(page_text) // 1_000_000} MB and takes long to open: use the JSON report"


def _written(files: LocalFiles, path: str, text: str) -> str | None:
    """Why it could not be written."""
    try:
        files.write(path, text, secret=False)
    except OSError as reason:
        return f"{path}: {reason.strerror or reason}; make room there, or give another directory"
    return None
