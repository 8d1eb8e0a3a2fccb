# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sends the rendered tree to `gir_report_url`, as one archive that is the same bytes as long as its files are the same.

Unlike a report, which describes what a run found, the tree is what the run was for: one that cannot be sent fails it.
"""

from __future__ import annotations

import contextlib
import gzip
import io
import os
import tarfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from .._components.desired import Violation
from .._components.report import Report
from .._components.rule import rule
from .._kit.archive import compressed
from .._topology.values import is_blank, listed
from . import dav
from .place import URL, Place

FILE = "rendered.tar.gz"
DIRECTORY, SECRETS = "gir_render_dir", "gir_render_secrets"
# Within the archive.
BREAK_GLASS = "break-glass"
_MODE = 0o640

GIR678 = rule(
    678,
    f"Playbook render writes secrets to a directory only: {SECRETS} is not true where {URL} is given.",
    f"Leave {SECRETS} out, or give {DIRECTORY} and an empty {URL} in this run.",
)
GIR679 = rule(
    679,
    f"Playbook render sends one archive of all hosts to {URL}, so that a part of them is written to {DIRECTORY} only.",
    f"Run it without a limit, or give {DIRECTORY}.",
)


class NotSent(Exception):
    """The sentence that reports use as a warning."""


@dataclass(frozen=True)
class Rendering:
    """A run of playbook render, as far as its files are concerned.

    `named`: hosts for which a directory is given. `revealing`: those that ask for secrets. `missing`: those of the
    model that this run leaves out.
    """

    place: Place
    named: Collection[str] = ()
    revealing: Sequence[str] = ()
    missing: Sequence[str] = ()

    @property
    def sends(self) -> bool:
        """Whether there is an address."""
        return bool(self.place.url)

    def writes(self, host: str) -> bool:
        """Whether the files of a host go to a directory: the default one is for runs without an address."""
        return not self.sends or host in self.named

    def violations(self) -> list[Violation]:
        """What stops the run before anything is written."""
        report = Report("")
        if self.sends and self.revealing:
            report.add(GIR678, SECRETS, f"{SECRETS} is true, and secrets are not sent to {URL}.")
        if self.sends and self.missing and not self.named:
            report.add(GIR679, URL, f"This run leaves out {self._part()}.")
        return report.violations

    @property
    def not_whole(self) -> str:
        """Why nothing is sent, as a sentence; empty where the archive has all hosts."""
        if not self.missing:
            return ""
        return f"{FILE} at {URL} is left as it is: this run leaves out {self._part()}."

    def _part(self) -> str:
        return listed(self.missing, 4)


def is_named(directory: object) -> bool:
    """Whether a value of gir_render_dir names a directory; what cannot be evaluated is judged apart."""
    return directory is not None and not is_blank(directory)


def files_below(directory: str) -> dict[str, bytes]:
    """Path within the directory to content, of every file."""
    found = {}
    for place, _directories, names in os.walk(directory):
        for name in names:
            path = os.path.join(place, name)
            with open(path, "rb") as stream:
                found[os.path.relpath(path, directory)] = stream.read()
    return found


def archive(files: Mapping[str, bytes]) -> bytes:
    """A tar of files that are nobody's and of no time, in the order of their names, with gzip."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as made:
        for path in sorted(files):
            member = tarfile.TarInfo(path)
            member.size, member.mode, member.mtime = len(files[path]), _MODE, 0
            made.addfile(member, io.BytesIO(files[path]))
    return compressed(packed.getvalue())


def url_of(place: Place) -> str:
    """The address of the archive."""
    return f"{place.url}/{FILE}"


def send(place: Place, content: bytes, check: bool) -> bool:
    """Whether the archive that is there differs; then it is replaced, unless in check mode. Raises NotSent.

    Where the account may only write, nobody knows, and it is replaced.
    """
    with contextlib.closing(dav.Directory(place)) as directory:
        try:
            # A server that labels it as compressed has it unpacked on the way.
            if directory.has(FILE, content, gzip.decompress(content)):
                return False
            if not check:
                directory.replace(FILE, content)
            return True
        except dav.NotSent as problem:
            raise NotSent(dav.not_sent(place, [FILE], problem)) from None
