# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Write rendered files on the controller."""

from __future__ import annotations

import csv
import io
import json
import os
import stat
import tempfile
from collections.abc import Callable
from typing import TypedDict

from ansible_collections.gir.multidc.plugins.module_utils._bundle import texts
from ansible_collections.gir.multidc.plugins.module_utils._bundle.paths import nearest_existing
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.plain import Mask

LONGEST_NAME = 255


class Result(TypedDict):
    """What became of one file."""

    path: str
    changed: bool
    state: str
    reasons: list[str]


class Difference(TypedDict):
    """A changed file; `before` and `after` are about its mode, `old` and `new` its content."""

    path: str
    before: str
    old: bytes | None
    after: str
    new: bytes
    secret: bool


class LocalFiles:
    """Files below directories of the controller. Nothing but the given files and their directories is touched."""

    DIRECTORY_MODE = 0o750

    def __init__(self, mode: int, check_mode: bool) -> None:
        self._mode = mode
        self._check_mode = check_mode
        self.results: list[Result] = []
        self.differences: list[Difference] = []

    def problem_of(self, path: str) -> str | None:
        """Why the file could not be written here, as a sentence, or None."""
        if os.path.isdir(path):
            return "%s is a directory on the controller: move it away" % path
        if len(os.path.basename(path).encode("utf-8", "surrogateescape")) > LONGEST_NAME:
            return "%s has a name of more than %d bytes: shorten it" % (path, LONGEST_NAME)
        above = nearest_existing(os.path.dirname(path))
        if not os.path.isdir(above):
            return "%s is not a directory on the controller: move it away" % above
        if not os.access(above, os.W_OK | os.X_OK):
            return "%s cannot be written on the controller: give a directory that you may write" % above
        return None

    def write(self, path: str, text: str, secret: bool) -> None:
        content = text.encode("utf-8", "surrogateescape")
        old = self._present(path)
        reasons = []
        if old is None or old[0] != content:
            reasons.append("content")
        if old is not None and old[1] != self._mode:
            reasons.append("mode")
        state = "created" if old is None else "changed" if reasons else "unchanged"
        self.results.append({"path": path, "changed": bool(reasons), "state": state, "reasons": reasons})
        if reasons:
            self._note(path, old, content, secret)
        if reasons and not self._check_mode:
            self._replace(path, content)

    def _present(self, path: str) -> tuple[bytes, int] | None:
        """Content and mode of the file, if it is there."""
        try:
            with open(path, "rb") as present:
                return present.read(), stat.S_IMODE(os.fstat(present.fileno()).st_mode)
        except FileNotFoundError:
            return None

    def _note(self, path: str, old: tuple[bytes, int] | None, content: bytes, secret: bool) -> None:
        before = after = ""
        if os.path.islink(path):
            before, after = "state = link to %s\n" % os.readlink(path), "state = file\n"
        if old is not None and old[1] != self._mode:
            before, after = before + "mode = %04o\n" % old[1], after + "mode = %04o\n" % self._mode
        present = None if old is None else old[0]
        self.differences.append(
            {"path": path, "before": before, "old": present, "after": after, "new": content, "secret": secret}
        )

    def _replace(self, path: str, content: bytes) -> None:
        directory = os.path.dirname(path)
        os.makedirs(directory, mode=self.DIRECTORY_MODE, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(prefix=".gir_multidc.", suffix=".new", dir=directory)
        try:
            with os.fdopen(descriptor, "wb") as staged:
                staged.write(content)
                os.fchmod(staged.fileno(), self._mode)
            os.replace(temporary, path)
        except BaseException:
            os.unlink(temporary)
            raise


def show_differences(files: LocalFiles, redactor: Mask) -> list[dict[str, str]]:
    """What Ansible shows under --diff. Secrets are fingerprints even when the files hold them."""
    shown = []
    for difference in files.differences:
        before, after = _contents(difference, redactor)
        shown.append(
            {
                "before_header": difference["path"],
                "after_header": difference["path"],
                "before": difference["before"] + before,
                "after": difference["after"] + after,
            }
        )
    return shown


def _contents(difference: Difference, redactor: Mask) -> tuple[str, str]:
    new, old = texts.decode(difference["new"])[0], difference["old"]
    present = None if old is None else texts.decode(old)[0]
    listed = texts.without_hashes(present, new, redactor.token) if difference["secret"] else None
    hide = _whole(redactor) if difference["secret"] else _by_format(difference["path"], redactor)
    before, after = listed or ("" if present is None else hide(present), hide(new))
    if old is not None and old != difference["new"]:
        return texts.made_visible(old, difference["new"], before, after, redactor.token)
    return before, after


def _by_format(path: str, redactor: Mask) -> Callable[[str], str]:
    """By its names, where the format says what is the value of what: it may escape one, or have it elsewhere."""
    if path.endswith(".json"):
        return lambda text: _shown_json(text, redactor)
    if path.endswith(".csv"):
        return lambda text: _shown_csv(text, redactor)
    return redactor.text


def _shown_json(text: str, redactor: Mask) -> str:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return redactor.text(text)
    return json.dumps(redactor.data(data), indent=2, ensure_ascii=False) + "\n"


def _shown_csv(text: str, redactor: Mask) -> str:
    """A row of an object is: what to do, section, option, value."""
    written = io.StringIO()
    writer = csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\n")
    for row in csv.reader(io.StringIO(text, newline="")):
        shown = [*row[:3], redactor.data({row[2]: row[3]})[row[2]]] if len(row) == 4 else row
        writer.writerow([redactor.text(cell) for cell in shown])
    return written.getvalue()


def _whole(redactor: Mask) -> Callable[[str], str]:
    return lambda text: redactor.token(text) + "\n"
