# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Types: packages that are clean stay clean, and no file gets an error that it did not have.

Older code has errors. The baseline holds how many of each kind a file may have; it only ever becomes less. Counts,
because lines move and messages name what is called: neither is a new error.
"""

import fcntl
import json
from collections import Counter
from dataclasses import dataclass

from gatekit.workshop import CACHE, ROOT, GateFailed

BASELINE = ROOT / "tools" / "mypy-baseline.json"
PACKAGES = ("_components", "_gathering", "_keystores", "_rendering", "_report", "_topology", "_upgrade")
CLEAN = tuple(f"plugins/plugin_utils/{package}/" for package in PACKAGES)
LIMIT_SECONDS = 300
REMEDY = "annotate it; what only moved takes its count along in tools/mypy-baseline.json"


@dataclass(frozen=True)
class Error:
    """One error, in a file as it is named from the root of the repository."""

    file: str
    line: int
    code: str
    message: str

    @property
    def kind(self):
        """What is counted."""
        return self.file, self.code

    def __str__(self):
        return f"{self.file}:{self.line}: {self.message} [{self.code}]"


def read(output, prefix=""):
    """The errors in mypy's JSON lines; `prefix` leads to the collection."""
    lines = [json.loads(line) for line in output.splitlines() if line.startswith("{")]
    return [
        Error(line["file"].removeprefix(prefix), line["line"], line["code"], line["message"])
        for line in lines
        if line["severity"] == "error"
    ]


def load(path):
    """(file, code) -> how many errors are allowed; clean packages have none, whatever the file says."""
    files = json.loads(path.read_text(encoding="utf-8"))
    return {(file, code): n for file in files if not file.startswith(CLEAN) for code, n in files[file].items()}


def renew(errors, path):
    """Lower the baseline to what is left. Never raise it."""
    counts, files = Counter(error.kind for error in errors), {}
    for (file, code), allowed in sorted(load(path).items()):
        left = min(allowed, counts[file, code])
        if left:
            files.setdefault(file, {})[code] = left
    path.write_text(json.dumps(files, indent=1) + "\n", encoding="utf-8")


def too_many(errors, allowed):
    """The errors of each kind that a file has more of than it may: mypy does not know which of them are new."""
    counts = Counter(error.kind for error in errors)
    return [error for error in errors if counts[error.kind] > allowed.get(error.kind, 0)]


def spare(errors, allowed):
    """By how much the baseline can be lowered."""
    return sum((Counter(allowed) - Counter(error.kind for error in errors)).values())


def ask(shop, name):
    """All errors that mypy finds, baseline or not."""
    venv = shop.venv(name, "test")
    collections = shop.linked_collection()
    command = [venv / "bin" / "mypy", "--config-file", ROOT / "pyproject.toml", "--output", "json"]
    with open(CACHE / "mypy.lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two runs at a time share one cache
        shop.run(
            name, command, env=shop.environment(venv, collections), limit=LIMIT_SECONDS,
            good=(0, 1),  # these mean that every file was read
        )
    link = collections / "ansible_collections" / "gir" / "multidc"
    return read(shop.output(name), f"{link.relative_to(ROOT)}/")


def mypy(shop, name):
    """Compare what mypy finds with the baseline; with --write, lower that."""
    errors = ask(shop, name)
    if shop.write:
        renew(errors, BASELINE)
    allowed = load(BASELINE)
    excess, lower = too_many(errors, allowed), spare(errors, allowed)
    shop.say(name, f"{len(errors)} errors, {sum(allowed.values())} in the baseline")
    if lower:
        print(f"{name}: the baseline can be lowered by {lower}: tools/gates.py --write {name}", flush=True)
    if excess:
        shop.say(name, "\n".join(["More of a kind than the file may have:", *map(str, excess)]))
        new = sum((Counter(error.kind for error in errors) - Counter(allowed)).values())
        files = ", ".join(sorted({error.file for error in excess}))
        raise GateFailed(f"{new} new error(s) in {files}: {REMEDY}")
