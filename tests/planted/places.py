# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where changes are planted, each of them undone to the last byte, mode, owner and time."""

import contextlib
import json
import os
import shutil
import stat
import tempfile
from pathlib import Path

from standin_client import call, eventually


class Kept:
    """What was at a path, so that it can be had again."""

    def __init__(self, path, store):
        self.path = Path(path)
        self.status = None
        with contextlib.suppress(FileNotFoundError):
            self.status = os.lstat(self.path)
        self.copy = None
        if self.status is None:
            return
        if stat.S_ISLNK(self.status.st_mode):
            self.copy = os.readlink(self.path)
        elif stat.S_ISREG(self.status.st_mode):
            self.copy = self.path.read_bytes()
        elif stat.S_ISDIR(self.status.st_mode):
            self.copy = Path(tempfile.mkdtemp(dir=store)) / "tree"
            _copy(self.path, self.copy)

    def restore(self):
        """As it was."""
        if self.status is None:
            _remove(self.path)
            return
        mode = self.status.st_mode
        if stat.S_ISDIR(mode) and self.path.is_dir() and not self.path.is_symlink():
            for entry in list(self.path.iterdir()):
                _remove(entry)
            _fill(self.copy, self.path)
        else:
            _remove(self.path)
            if stat.S_ISLNK(mode):
                self.path.symlink_to(self.copy)
                os.utime(self.path, ns=(self.status.st_atime_ns, self.status.st_mtime_ns), follow_symlinks=False)
                return
            if stat.S_ISDIR(mode):
                _copy(self.copy, self.path)
            else:
                self.path.write_bytes(self.copy)
        os.chown(self.path, self.status.st_uid, self.status.st_gid)
        os.chmod(self.path, stat.S_IMODE(mode))
        os.utime(self.path, ns=(self.status.st_atime_ns, self.status.st_mtime_ns))


def _remove(path):
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _copy(source, target):
    """A tree with modes, owners and times."""
    target.mkdir()
    _fill(source, target)
    _same(source, target)


def _fill(source, target):
    for entry in source.iterdir():
        to = target / entry.name
        if entry.is_symlink():
            to.symlink_to(os.readlink(entry))
        elif entry.is_dir():
            _copy(entry, to)
        elif entry.is_file():
            shutil.copyfile(entry, to)
            _same(entry, to)


def _same(source, target):
    status = source.stat()
    os.chown(target, status.st_uid, status.st_gid)
    shutil.copystat(source, target)


class Host:
    """A host whose paths are below a directory of this machine."""

    def __init__(self, system, name, root):
        self.system, self.name, self.root = system, name, Path(root)

    def __truediv__(self, path):
        return self.root / str(path).lstrip("/")

    def change(self, path):
        """The real path, kept before it is changed."""
        real = self / path
        self.system.keep(real)
        return real

    def edit(self, path, function):
        """Give a file other bytes; its mode and its owner stay."""
        real = self.change(path)
        data = function(real.read_bytes())
        assert data != real.read_bytes(), f"nothing was planted in {path}"
        real.write_bytes(data)

    def write(self, path, data="", mode=0o644):
        """A file that was not there, or another one; directories above it are made."""
        real = self / path
        top = real
        while not top.parent.exists():
            top = top.parent
        self.system.keep(top)
        real.parent.mkdir(parents=True, exist_ok=True)
        real.write_bytes(data if isinstance(data, bytes) else data.encode())
        real.chmod(mode)

    def remove(self, path):
        """Nothing is there any more."""
        _remove(self.change(path))

    def run(self, *words):
        """A command there; only hosts that are machines have it."""
        return self.system.command(self.name, words)


class System:
    """Hosts, Configuration Server behind GAX, and RWS; `heal` undoes whatever was planted.

    `tree`: the file of the stand-in of GAX. `rws`: the address of a node of the stand-in of RWS.
    """

    def __init__(self, roots, store, tree=None, rws=None):
        self.store = Path(store)
        self.tree = Path(tree) if tree else None
        self._rws = rws
        self._undo = []
        self.hosts = {name: Host(self, name, root) for name, root in roots.items()}

    def host(self, name):
        """A host by its name in the inventory."""
        return self.hosts[name]

    def keep(self, path):
        """Before a path is changed."""
        self._undo.append(Kept(path, self.store).restore)

    def afterwards(self, function):
        """Something else that undoes a change."""
        self._undo.append(function)

    def heal(self):
        """Everything is as it was before the first change."""
        problems = []
        while self._undo:
            try:
                self._undo.pop()()
            except Exception as problem:  # what follows is undone all the same
                problems.append(repr(problem))
        assert problems == []

    def command(self, host, words):
        """Run a command on a host."""
        raise AssertionError(f"{host} is a directory: {words} cannot run there")

    # Configuration Server

    def objects(self, function):
        """Change the list of objects in place."""
        assert self.tree is not None
        before = self.tree.read_bytes()
        document = json.loads(before)
        function(document["objects"])
        self._save(json.dumps(document).encode())
        self._undo.append(lambda: self._save(before))

    def _save(self, data):
        fresh = self.tree.with_name(self.tree.name + ".planted")
        fresh.write_bytes(data)
        fresh.chmod(0o600)
        fresh.replace(self.tree)

    def object(self, kind, name, function):
        """Change one object in place."""

        def change(objects):
            named = [item for item in objects if name in (item.get("name"), item.get("number"))]
            (found,) = (item for item in named if item["type"] == kind)
            function(found)

        self.objects(change)

    # RWS

    def rows(self):
        """What RWS holds."""
        return self._store()

    def set_rows(self, rows):
        """Change what RWS holds; null deletes."""
        before = self._store()
        self._undo.append(lambda: self._store({key: before.get(key) for key in rows}))
        self._store(rows)

    def await_site(self, site):
        """Every node has followed a change of the eServices site."""

        def followed():
            nodes = self.ask("/standin/state")["cluster"]["nodes"]
            return {node["site"] for node in nodes} == {site}

        assert eventually(followed)

    def _store(self, rows=None):
        return self.ask("/standin/store", rows)["store"]

    def ask(self, path, body=None):
        """What a node answers; `body` is put there."""
        answer = call(f"{self._rws}{path}", "GET" if body is None else "PUT", body=body)
        assert answer.status == 200, answer.body
        return answer.json


def annex(item):
    """The list of options in the annex."""
    return item.setdefault("userproperties", {}).setdefault("property", [])


def options(item):
    """The list of Application Options."""
    return item.setdefault("options", {}).setdefault("property", [])


def put(entries, section, key, value):
    """Set an option in such a list; None takes it out."""
    entries[:] = [entry for entry in entries if (entry["section"], entry["key"]) != (section, key)]
    if value is not None:
        entries.append({"section": section, "key": key, "value": value})
