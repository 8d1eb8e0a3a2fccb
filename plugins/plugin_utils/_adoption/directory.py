# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The directory of the new inventory on the controller: never another one's files, the vault for its owner alone."""

from __future__ import annotations

import os

from ansible_collections.gir.multidc.plugins.module_utils._common.redact import Redactor
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.local_files import (
    LocalFiles,
    Result,
    show_differences,
)

from .documents import VAULT

MARK = ".gir-adopted"
_MARKED = "Made by gir.multidc.adopt, which writes these files anew when it runs again, or removes them:\n"
_ENCRYPTED = "$ANSIBLE_VAULT;"


class Directory:
    def __init__(self, path: str, overwrite: bool, check_mode: bool) -> None:
        self.path = os.path.abspath(os.path.expanduser(path)) if path.strip() else ""
        self._overwrite = overwrite
        self._check_mode = check_mode
        self._removed: list[Result] = []
        self._open = LocalFiles(0o640, check_mode)
        self._private = LocalFiles(0o600, check_mode)

    def problems(self) -> list[str]:
        """Why nothing may be written here, as sentences."""
        if not self.path:
            return ["directory is empty: give gir_adopt_dir, a directory on the controller."]
        if os.path.exists(self.path) and not os.path.isdir(self.path):
            return [f"{self.path} is no directory: give another gir_adopt_dir."]
        if os.path.isdir(self.path) and os.listdir(self.path) and not self._overwrite:
            if not os.path.exists(os.path.join(self.path, MARK)):
                return [
                    f"{self.path} is not empty and was not made by gir.multidc.adopt: give another gir_adopt_dir, or "
                    "gir_adopt_overwrite=true to write over what is there."
                ]
            if self._encrypted():
                return [
                    f"{os.path.join(self.path, VAULT)} is encrypted, and would be written in clear text: give another "
                    "gir_adopt_dir, or gir_adopt_overwrite=true."
                ]
        sentence = self._open.problem_of(os.path.join(self.path, "hosts.yml"))
        return [sentence + "."] if sentence else []

    def _encrypted(self) -> bool:
        try:
            with open(os.path.join(self.path, VAULT), encoding="utf-8") as vault:
                return vault.read(len(_ENCRYPTED)) == _ENCRYPTED
        except (OSError, UnicodeDecodeError):
            return False

    def write(self, files: dict[str, str]) -> str:
        """Why it was not finished, as a sentence; empty where all of it is there."""
        try:
            self._write(files)
        except OSError as error:
            # A file system may refuse what the modes of its directories allow.
            return (
                f"{error.filename or self.path} cannot be written on the controller: {error.strerror or error}. The "
                "files before it were written. Give another gir_adopt_dir, or mend that and run this again."
            )
        return ""

    def _write(self, files: dict[str, str]) -> None:
        """The vault first: references to what does not exist would be worse than entries without a reference."""
        for relative in sorted(files, key=lambda name: (name != VAULT, name)):
            into = self._private if relative == VAULT else self._open
            into.write(os.path.join(self.path, relative), files[relative], relative == VAULT)
        self._remove(sorted(set(self._written_before()) - set(files)))
        self._open.write(os.path.join(self.path, MARK), _MARKED + "".join(f"{name}\n" for name in sorted(files)), False)

    def _written_before(self) -> list[str]:
        """Relative paths of an earlier run, of what this module writes and nothing else."""
        try:
            with open(os.path.join(self.path, MARK), encoding="utf-8") as mark:
                names = mark.read().splitlines()[1:]
        except (OSError, UnicodeDecodeError):
            return []
        return [name for name in names if name == os.path.normpath(name) and not name.startswith(("/", ".."))]

    def _remove(self, names: list[str]) -> None:
        """A file of an earlier run would go before what this one found."""
        for name in names:
            path = os.path.join(self.path, name)
            if not os.path.isfile(path):
                continue
            if not self._check_mode:
                os.unlink(path)
            self._removed.append({"path": path, "changed": True, "state": "removed", "reasons": ["no longer needed"]})

    @property
    def results(self) -> list[Result]:
        return self._private.results + self._open.results + self._removed

    @property
    def changed(self) -> bool:
        return any(file["changed"] for file in self.results)

    def differences(self) -> list[dict[str, str]]:
        redactor = Redactor(fingerprints=True)
        removed = [
            {"before_header": file["path"], "after_header": file["path"], "before": file["path"] + "\n", "after": ""}
            for file in self._removed
        ]
        return show_differences(self._private, redactor) + show_differences(self._open, redactor) + removed
