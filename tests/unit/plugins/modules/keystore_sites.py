# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many hosts in one directory: rcs_keystore_sync without connections, with faults at every step of a write."""

import contextlib
import json
import os
import signal

import keystores
import module_runs
from ansible_collections.gir.multidc.plugins.module_utils._keystore import files
from ansible_collections.gir.multidc.plugins.module_utils._keystore import options as options_of
from ansible_collections.gir.multidc.plugins.module_utils._keystore import read as reader
from ansible_collections.gir.multidc.plugins.plugin_utils._keystore_run import Refused, Sync

STEPS = ("open", "fdopen", "fsync", "fchmod", "rename", "link", "unlink")


class Broken:
    """Stands for os: at the given step the process is killed, or the disk is full from there on."""

    def __init__(self, step, fault):
        self.step = step
        self.fault = fault
        self.count = 0

    def __getattr__(self, name):
        real = getattr(os, name)
        if name not in STEPS:
            return real

        def call(*arguments, **named):
            self.count += 1
            if name == "fdopen":
                return _Stream(self, real(*arguments, **named))
            self.trip(name in ("unlink", "rename", "fchmod"))
            return real(*arguments, **named)

        return call

    def trip(self, frees_room=False):
        if self.fault == "kill" and self.count == self.step:
            os.kill(os.getpid(), signal.SIGKILL)
        if self.fault == "full" and self.count >= self.step and not frees_room:
            raise OSError(28, "No space left on device")


class _Stream:
    """A file of which only half is written when the fault comes."""

    def __init__(self, broken, stream):
        self.broken = broken
        self.stream = stream

    def __enter__(self):
        return self

    def __exit__(self, *_exception):
        self.stream.close()

    def __getattr__(self, name):
        return getattr(self.stream, name)

    def write(self, data):
        if self.broken.count == self.broken.step:
            self.stream.write(data[: len(data) // 2])
            self.stream.flush()
        self.broken.trip()
        return self.stream.write(data)


class Sites:
    """Hosts with a keystore each; `asked` tells what went over the wire."""

    def __init__(self, folder, *names):
        self.folder = folder
        self.names = names
        self.down, self.faults, self.before_read = set(), {}, {}
        self.asked, self.printed = [], []
        for name in names:
            (folder / name).mkdir()

    def path(self, name):
        return self.folder / name / "keystore.jks"

    def put(self, name, *entries, **how):
        self.path(name).write_bytes(keystores.jks(*entries, **how))

    def store(self, name, password=keystores.PASSWORD):
        return reader.read(self.path(name).read_bytes(), password, name)

    def aliases(self, name):
        return sorted(entry["alias"] for entry in self.store(name).entries)

    def files(self):
        found = {}
        for path in sorted(self.folder.rglob("*")):
            if path.is_file():
                found[str(path)] = (path.read_bytes(), path.stat().st_mode, path.stat().st_mtime_ns)
        return found

    def options(self, **given):
        values = {"path": "/keystore", "paths": {name: str(self.path(name)) for name in self.names}}
        values.update({"source_host": self.names[0], "targets": list(self.names), "password": keystores.PASSWORD})
        values.update(given)
        return options_of.read({key: value for key, value in values.items() if value is not None}, self.names)

    def sync(self, check=False, **given):
        """The task's result."""
        options, problems = self.options(**given)
        try:
            if problems:
                raise Refused(problems)
            result = Sync(options, self.ask, check).run()
        except Refused as refused:
            result = refused.result()
            assert {host["state"] for host in result["hosts"].values()} <= {"untouched", "refused", "stale"}
            assert result["changed"] is False and not [host for host in result["hosts"].values() if host["changed"]]
            assert result["msg"].endswith("Nothing was written anywhere.")
        text = json.dumps(result) + "".join(self.printed)
        assert "protected key" not in text
        return result

    def both(self, **given):
        """Check mode first, which must predict and write nothing; then the real run."""
        before = self.files()
        predicted = self.sync(check=True, **given)
        assert self.files() == before
        self.asked.clear()
        real = self.sync(**given)
        assert (predicted["changed"], predicted.get("msg"), predicted.get("diff")) == (
            real["changed"],
            real.get("msg"),
            real.get("diff"),
        )
        for name, host in real["hosts"].items():
            assert dict(host, backup_file=None) == dict(predicted["hosts"][name], backup_file=None)
        if real.get("failed"):
            assert self.files() == before
        return real

    def ask(self, arguments):
        self.asked.append({host: given["_request"]["step"] for host, given in arguments.items()})
        return {host: self._answer(host, given) for host, given in arguments.items()}

    def _answer(self, host, given):
        if host in self.down:
            return {"unreachable": True, "msg": "no route to host"}
        step = given["_request"]["step"]
        if step == "read" and host in self.before_read:
            self.before_read.pop(host)()
        if step in ("look", "read") or host not in self.faults:
            return self._run(given)
        return self._run_broken(given, Broken(*self.faults.pop(host)))

    def _run(self, given):
        result = module_runs.run("rcs_keystore_sync", given)
        text = result.pop("text")
        if given["_request"]["step"] == "read":
            text = ""  # the one answer that carries content, and no invocation that would show it
        self.printed.append(text)
        content = given.get("_content")
        assert not content or content not in text
        return result

    def _run_broken(self, given, broken):
        """In a process of its own, which really may be killed."""
        reading, writing = os.pipe()
        child = os.fork()
        if not child:
            with contextlib.suppress(BaseException):
                files.os = broken
                os.write(writing, json.dumps(self._run(given)).encode())
            os._exit(0)
        os.close(writing)
        with os.fdopen(reading, "rb") as stream:
            answer = stream.read()
        os.waitpid(child, 0)
        return json.loads(answer) if answer else {"unreachable": True, "msg": "the connection was lost"}
