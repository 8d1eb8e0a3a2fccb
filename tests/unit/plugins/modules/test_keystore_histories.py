# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Random histories of two to five sites: whatever happens, a run loses exactly the entries that were accepted."""

import os
import random
import shutil
import tempfile
from pathlib import Path

import keystores
import series
from ansible_collections.gir.multidc.plugins.module_utils._keystore import files, plan, sentences
from ansible_collections.gir.multidc.plugins.module_utils._keystore import read as reader
from ansible_collections.gir.multidc.plugins.module_utils._keystore.store import KeystoreError, same
from keystore_forms import FORMS
from keystore_sites import Sites

NAMES = ("one", "two", "three", "four", "five")
OTHER = "another-word"
KINDS = ("private_key", "private_key", "trusted_certificate")
STEPS, MOVED = 16, "moved-away"
# What happens, and how often.
WORLD = {"add": 8, "another_password": 2, "damage": 2, "odd": 1, "mend": 3}
RUNS = {"sync": 8, "accept": 3, "sync_by_digest": 2, "go_on": 6, "restore": 4}


def held(path):
    """What nobody may lose of the file of one site; only what is a file can hold anything."""
    if not path.is_file() or not path.stat().st_size:
        return []
    data, found = path.read_bytes(), None
    for password in (keystores.PASSWORD, OTHER):
        try:
            store = reader.read_whatever_password(data, password)
            found = store.entries if found is None or store.opened else found
        except KeystoreError:
            break
    whole = {"alias": plan.WHOLE_FILE, "kind": "file", "fingerprint": files.digest_of(data), "key": None, "chain": []}
    return [whole] if found is None else found


class History:
    """One history, told by its number: what happens in the world, and runs in between, with faults."""

    def __init__(self, number, folder):
        self.random = random.Random(number)
        self.form = list(FORMS.values())[number % len(FORMS)]
        self.names = NAMES[: 2 + number // len(FORMS) % 4]
        self.folder = folder
        self.sites = Sites(folder, *self.names)
        self.added, self.number = [], 0
        for name in self.names:
            self.write(name, [])

    def go(self):
        steps = {**WORLD, **RUNS}
        for step in self.random.choices(list(steps), list(steps.values()), k=STEPS):
            getattr(self, step)()

    def some_name(self):
        return self.random.choice(self.names)

    def write(self, name, parts, password=keystores.PASSWORD):
        self.sites.path(name).write_bytes(self.form.join(parts, password))

    def opened(self, name, password=keystores.PASSWORD):
        """The keystore of a site, None when there is none that opens."""
        path = self.sites.path(name)
        try:
            return reader.read(path.read_bytes(), password, name) if path.is_file() else None
        except KeystoreError:
            return None

    def union(self):
        return [entry for name in self.names for entry in held(self.sites.path(name))]

    def hidden_in(self, name, allowed):
        """The entries of a file that is accepted as a whole, which only another password shows."""
        path = self.sites.path(name)
        if path.is_file() and (plan.WHOLE_FILE, files.digest_of(path.read_bytes())) in allowed:
            return {(entry["alias"], entry["fingerprint"]) for entry in held(path)}
        return set()

    # -- what happens in the world -----------------------------------------------------------------------------------

    def add(self, name=None):
        """RCS gets a key; mostly under an alias that nobody else has."""
        name = name or self.some_name()
        store = self.opened(name)
        self.number += 1
        alias = self.random.choice("klMn") + (str(self.number) if self.random.random() < 0.94 else "")
        if store is None or any(entry["alias"].lower() == alias.lower() for entry in store.entries):
            return
        fresh = self.form.part(self.random.choice(KINDS), alias, b"certificate %d" % self.number)
        self.write(name, [*self.form.parts(store), fresh])
        self.added += [entry for entry in self.opened(name).entries if entry["alias"].lower() == alias.lower()]

    def another_password(self):
        """The administrator of a site gives its keystore another password, or the right one again."""
        name = self.some_name()
        for old, new in ((keystores.PASSWORD, OTHER), (OTHER, keystores.PASSWORD)):
            store = self.opened(name, old)
            if store is not None:
                self.write(name, self.form.parts(store), new)
                return

    def damage(self):
        path = self.sites.path(self.some_name())
        how = self.random.choice(["flipped", "flipped", "cut", "cut", "junk", "empty", "gone"])
        if not path.is_file():
            return
        if how == "gone":
            path.unlink()
            return
        data = bytearray(path.read_bytes())
        at = self.random.randrange(len(data)) if data else 0
        if how == "flipped" and data:
            data[at] ^= 1 << self.random.randrange(8)
        path.write_bytes({"cut": data[:at], "junk": b"no keystore", "empty": b""}.get(how, data))

    def odd(self):
        """Something else lies where a keystore was."""
        path = self.sites.path(self.some_name())
        moved, what = path.with_name(MOVED), self.random.choice(["fifo", "directory", "nowhere", "loop", "link"])
        if path.is_file() and not moved.exists():
            path.rename(moved)
            if what == "fifo":
                os.mkfifo(path)
            elif what == "directory":
                path.mkdir()
            else:
                path.symlink_to({"loop": path.name, "link": moved.name}.get(what, what))

    def mend(self):
        for moved in self.folder.glob("*/" + MOVED):
            path = moved.with_name("keystore.jks")
            path.rmdir() if path.is_dir() else path.unlink(missing_ok=True)
            moved.rename(path)

    # -- runs --------------------------------------------------------------------------------------------------------

    def fault(self, source, breaks=True):
        self.sites.down, self.sites.faults, self.sites.before_read = set(), {}, {}
        kind = self.random.choice([None, None, None, "kill", "full", "gone", "replaced", "written"]) if breaks else None
        name = self.some_name()
        if kind == "gone":
            self.sites.down = {name}
        elif kind in ("replaced", "written"):
            self.sites.before_read[source] = lambda: self.add(source if kind == "replaced" else name)
        elif kind:
            self.sites.faults[name] = (self.random.randint(1, 24), kind)

    def run(self, accepted=(), **options):
        """A run loses nothing but what was accepted."""
        before, self.added = self.union(), []
        losses = [{name: entry[name] for name in ("alias", "fingerprint")} for entry in accepted]
        allowed = {(loss["alias"], loss["fingerprint"]) for loss in losses}
        allowed |= {pair for name in self.names for pair in self.hidden_in(name, allowed)}
        result = self.sites.sync(accept_loss=losses, **options)
        after = self.union()
        lost = [entry for entry in [*before, *self.added] if not any(same(entry, other) for other in after)]
        assert [entry for entry in lost if (entry["alias"], entry["fingerprint"]) not in allowed] == []
        if result.get("failed"):
            documented = any(words in result["msg"] for words in (*sentences.SAYS.values(), *sentences.STOPS))
            assert documented or result["msg"].endswith("it finishes what is left."), result["msg"]
        return result

    def sync(self):
        source = self.some_name()
        self.fault(source)
        self.run(source_host=source, state=self.random.choice(["synced", "merged"]), keep=self.random.randint(1, 3))

    def accept(self):
        """What a refusal named, or some of it, is accepted; or what nobody named."""
        options = {"source_host": self.some_name(), "state": self.random.choice(["synced", "merged"])}
        self.fault(options["source_host"], breaks=False)
        missing = missing_of(self.run(**options))
        accepted = self.random.sample(missing, self.random.randint(0, len(missing)))
        if self.random.random() < 0.2:
            accepted = [dict(entry, fingerprint="0" * 64) for entry in accepted]
        self.fault(options["source_host"])
        self.run(accepted, **options)

    def sync_by_digest(self):
        """Without the password, or of what does not open: it is passed on by its digest, and loses nothing either."""
        source = self.some_name()
        path = self.sites.path(source)
        if path.is_file():
            self.fault(source)
            digest = files.digest_of(path.read_bytes())
            self.run(source_host=source, password=self.random.choice([None, keystores.PASSWORD]), source_digest=digest)

    def go_on(self):
        """What happens most: all are equal, one gets a key, the others follow."""
        name = self.some_name()
        self.fault(name, breaks=False)
        self.run(source_host=name, state="merged")
        self.add(name)
        self.fault(name)
        self.run(source_host=name)

    def restore(self):
        name = self.some_name()
        self.fault(name)
        kept = sorted((self.folder / name).glob("*.bak"))
        if kept:
            digest = files.digest_of(self.random.choice(kept).read_bytes())[: self.random.choice([8, 16, 64])]
            back = {"source_host": None, "targets": [name], "state": "restored", "digest": digest}
            missing = missing_of(self.run(**back))
            if missing and self.random.random() < 0.5:
                self.run(missing, **back)


def missing_of(refused):
    """Entries that a refusal named."""
    return [entry for host in refused["hosts"].values() for entry in host.get("missing") or ()]


def test_a_run_loses_nothing_but_what_was_accepted():
    for number in range(series.length(sample=20, whole=2000)):
        folder = Path(tempfile.mkdtemp())
        try:
            History(number, folder).go()
        except BaseException:
            print(f"history {number}")
            raise
        finally:
            shutil.rmtree(folder)


def test_forms_are_read_as_they_were_written():
    """Otherwise the histories would be about nothing."""
    for name, form in FORMS.items():
        made = [("private_key", "a"), ("trusted_certificate", "t"), ("private_key", "b")]
        parts = [form.part(kind, alias, b"certificate " + alias.encode()) for kind, alias in made]
        store = reader.read(form.join(parts, keystores.PASSWORD), keystores.PASSWORD, name)
        assert (store.type, store.opened) == (name, True)
        assert sorted((entry["kind"], entry["alias"]) for entry in store.entries) == sorted(made)
        again = reader.read(form.join(form.parts(store), OTHER), OTHER, name)
        assert len(again.entries) == 3 and again.opened
