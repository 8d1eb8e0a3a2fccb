# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The places in which a canary must not appear: what runs leave, files that others may read, and argument lists."""

import contextlib
import os
import stat
import threading
from pathlib import Path

SECONDS_BETWEEN = 0.003  # two looks at all processes
LOOKS_FOR_FILES = 40  # so many of these between two looks at the files
LARGEST = 64 * 1024 * 1024


def files_below(directory):
    """Every regular file with its mode and whether another account can reach and read it from the directory on."""
    waiting = [(str(directory), True)]
    while waiting:
        folder, open_to_others = waiting.pop()
        with contextlib.suppress(OSError), os.scandir(folder) as entries:
            for entry in entries:
                with contextlib.suppress(OSError):
                    about = entry.stat(follow_symlinks=False)
                    if stat.S_ISDIR(about.st_mode):
                        waiting.append((entry.path, open_to_others and bool(about.st_mode & stat.S_IXOTH)))
                    elif stat.S_ISREG(about.st_mode):
                        yield entry.path, about, open_to_others and bool(about.st_mode & stat.S_IROTH)


def content(path):
    with contextlib.suppress(OSError), open(path, "rb") as stream:
        return stream.read(LARGEST)
    return b""


class Search:
    """Looks for the canaries, and keeps where it found them: {(place, name of the secret, form)}."""

    def __init__(self, canaries):
        self.canaries = canaries
        self.found = set()
        self.looked_at = {}

    def text(self, place, data):
        """In one text."""
        data = data.encode() if isinstance(data, str) else data
        kind = place.partition(": ")[0]
        self.looked_at[kind] = self.looked_at.get(kind, 0) + 1
        self.found |= {(place, seen.name, seen.form) for seen in self.canaries.find(data)}

    def outputs(self, kind, directory):
        """In every file below a directory, whatever its mode, and in the names of all."""
        directory = Path(directory)
        self.text(f"{kind}: names of files", "\n".join(str(path) for path in sorted(directory.rglob("*"))))
        for path, _about, _open in files_below(directory):
            self.text(f"{kind}: {os.path.relpath(path, directory)}", content(path))

    def readable(self, kind, directory, known=None):
        """In the files below a directory that other accounts can read. `known`: those that were looked at before."""
        for path, about, open_to_others in files_below(directory):
            state = (about.st_mtime_ns, about.st_ino, about.st_size, about.st_mode)
            if open_to_others and (known is None or known.get(path) != state):
                self.text(f"{kind}: {os.path.relpath(path, directory)}", content(path))
            if known is not None:
                known[path] = state


class Watch:
    """Looks at the arguments of all processes, and at files that others can read, while something runs."""

    def __init__(self, search, directories):
        self.search, self.directories = search, directories
        self.looks = 0
        self._seen, self._known, self._end = set(), {}, threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_problem):
        self._end.set()
        self._thread.join()

    def _watch(self):
        while not self._end.wait(SECONDS_BETWEEN):
            self._processes()
            if self.looks % LOOKS_FOR_FILES == 0:
                for directory in self.directories:
                    self.search.readable("files while it ran", directory, self._known)
            self.looks += 1

    def _processes(self):
        for name in os.listdir("/proc"):
            if name.isdigit():
                words = content(f"/proc/{name}/cmdline")
                if words not in self._seen:
                    self._seen.add(words)
                    self.search.text(f"arguments: {words.split(bytes(1))[0].decode(errors='replace')}", words)
