# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""rcs_keystore_info and rcs_keystore_sync on keystores of every type and kind of key: Java reads what they report.

The JDKs and BouncyCastle make the keystores. What they hold before and after is read by Java alone.
"""

import hashlib
from pathlib import Path

import keystore_judge
import keystores
import module_runs
import pytest
import series
from ansible_collections.gir.multidc.plugins.module_utils._keystore import sentences
from keystore_sites import Sites

SECRETS = ("secret_key", "key", "other")  # nothing of them is shown by which they could be compared
# A sample first. Without a MAC no password proves a file, and Java knows no AES of 192 bits in keystores.
FORMS = ["jks", "jceks", "pkcs12", "bks", "uber", "pkcs12-openssl"]
FORMS += ["pkcs12-old", "bks-v1", "pkcs12-bouncycastle", "pkcs12-openssl-old", "pkcs12-openssl-3des"][
    : series.length(sample=0, whole=5)
]


class Runs(Sites):
    """Two sites with keystores of one form that were written apart; what each step left is kept for the judge."""

    def __init__(self, folder, form, here, there):
        super().__init__(folder, "one", "two")
        self.form, (self.kind, self.made) = form, (here[1], (here[0], there[0]))
        self.steps, self.said = {}, {}
        self.again()

    def again(self):
        for name, path in zip(self.names, self.made):
            self.path(name).write_bytes(path.read_bytes())

    def keep(self, step):
        for name in self.names:
            path = self.folder / f"{step}-{name}"
            path.write_bytes(self.path(name).read_bytes())
            self.steps[step, name] = path

    def go(self):
        """What the modules do and say: info, merged, accept_loss, restored."""
        arguments = [{"path": str(self.path(name)), "password": keystores.PASSWORD} for name in self.names]
        self.said["info"] = [module_runs.succeed("rcs_keystore_info", given) for given in arguments]
        self.keep("made")
        self.said["refused"] = self.sync()
        clashes = self.sync(state="merged")
        taken = {entry["alias"].lower() for entry in self.said["info"][0]["entries"]}
        missing = self.said["refused"]["hosts"]["two"]["missing"]
        if clashes.get("failed"):
            assert sentences.SAYS["clash"] in clashes["msg"], (self.form, clashes["msg"])
        self.said["clashes"] = [entry for entry in missing if entry["alias"].lower() in taken]
        self.said["merged"] = self.sync(state="merged", accept_loss=losses(self.said["clashes"]))
        self.keep("merged")
        self.again()
        self.said["accepted"] = self.sync(accept_loss=losses(missing))
        self.keep("accepted")
        digest = hashlib.sha256(self.made[1].read_bytes()).hexdigest()
        back = {"source_host": None, "targets": ["two"], "state": "restored", "digest": digest}
        self.said["not restored"] = self.sync(**back)
        gone = self.said["not restored"]["hosts"]["two"]["missing"]
        self.said["restored"] = self.sync(accept_loss=losses(gone), **back)
        self.keep("restored")
        return self


def losses(entries):
    return [{name: entry[name] for name in ("alias", "fingerprint")} for entry in entries]


def make(folder, judge):
    """{form: two keystores of it, (path, type) each}, of which only the first one has the key that both could have."""
    given = keystore_judge.sources(folder)
    halves = [[path for path in given if path.stem in names] for names in (("ca", "leaf"), ("ca", "dsa", "trust"))]
    made, lines = {}, []
    for form, (maker, kind, properties) in keystore_judge.OF_JAVA.items():
        if form in FORMS:
            made[form] = [(folder / f"{number}.{form}", kind) for number in (1, 2)]
            lines += [("set", name, value) for name, value in properties.items()]
            for half, (path, _kind) in zip(halves, made[form]):
                lines.append(("make", maker, str(path), keystores.PASSWORD, " ".join(map(str, half))))
    judge.ask(lines)
    for form, words in keystore_judge.OF_OPENSSL.items():
        if form in FORMS:
            made[form] = [(folder / f"{number}.{form}", "PKCS12") for number in (1, 2)]
            for name, (path, _kind) in zip(("leaf", "dsa"), made[form]):
                keystore_judge._export(folder, name, path, "-name", name, *words)
    return made


def told(entries, exact):
    """Entries of a module as Java shows them; a certificate that nobody marked is none for Java."""
    return {
        (entry["alias"], entry["kind"], tuple(entry["chain"]), entry["key"] if exact else bool(entry["key"]))
        for entry in entries
        if entry["kind"] != "certificate"
    }


def comparable(shown, exact):
    """Java opens secret keys too, of which the modules show nothing. BouncyCastle writes EC keys anew for Java."""
    opened = {entry: entry[3] if exact else bool(entry[3]) for entry in shown}
    return {
        (alias, "secret_key" if kind in SECRETS else kind, chain, opened[alias, kind, chain, key])
        if kind == "private_key"
        else (alias, "secret_key" if kind in SECRETS else kind, chain, None if exact else False)
        for alias, kind, chain, key in shown
    }


def names(entries):
    return sorted(entry[0] if isinstance(entry, tuple) else entry["alias"] for entry in entries)


@pytest.fixture(scope="module")
def judged(tmp_path_factory, not_run):
    """[(what the modules did, what Java reads of each step)], empty without Java."""
    javas, jar = keystore_judge.javas(), keystore_judge.bouncy_castle()
    if not javas or not jar:
        not_run("what the modules report against what Java reads: no JDK, or no BouncyCastle")
        return []
    found = []
    properties = [("set", *given) for _maker, _kind, more in keystore_judge.OF_JAVA.values() for given in more.items()]
    for number, java in enumerate(javas[-series.length(sample=1, whole=len(javas)) :]):
        judge, folder = keystore_judge.Judge(java, jar), tmp_path_factory.mktemp(f"java{number}")
        made = make(folder, judge)
        for form in made:
            (folder / f"{form}-sites").mkdir()
        all_runs = [Runs(folder / f"{form}-sites", form, *pair).go() for form, pair in made.items()]
        # Of one process: a Java that begins takes longer than one that reads.
        steps = [(runs, step) for runs in all_runs for step in runs.steps]
        lines = [("judge", runs.kind, str(runs.steps[step]), keystores.PASSWORD) for runs, step in steps]
        answers = judge.ask([*properties, *lines])[len(properties) :]
        shown = {}
        for (runs, step), answer in zip(steps, answers):
            assert answer[0] == "opened", (runs.form, step, answer)
            shown.setdefault(runs, {})[step] = keystore_judge._verdict(answer)
        found += shown.items()
    return found


def test_info_reports_what_java_reads(judged):
    for runs, shown in judged:
        for name, info in zip(runs.names, runs.said["info"]):
            exact = runs.kind not in ("BKS", "UBER")
            assert told(info["entries"], exact) == comparable(shown["made", name], exact), (runs.form, name)
            assert info["opened"] is True


def test_a_refusal_names_what_java_does_not_read_in_the_source(judged):
    for runs, shown in judged:
        here, there = (shown["made", name] for name in runs.names)
        missing = runs.said["refused"]["hosts"]["two"]["missing"]
        apart = [entry for entry in missing if entry["kind"] in ("private_key", "trusted_certificate")]
        assert names(apart) == names(e for e in there - here if e[1] not in SECRETS), runs.form
        assert runs.said["refused"]["failed"]


def test_java_reads_the_union_of_a_merge(judged):
    for runs, shown in judged:
        assert not runs.said["merged"].get("failed"), (runs.form, runs.said["merged"].get("msg"))
        clashes = names(runs.said["clashes"])
        kept = {entry for entry in shown["made", "two"] if entry[0] not in clashes}
        for name in runs.names:
            assert shown["merged", name] == shown["made", "one"] | kept, (runs.form, name)


def test_java_reads_what_was_accepted_no_more(judged):
    for runs, shown in judged:
        assert shown["accepted", "two"] == shown["accepted", "one"] == shown["made", "one"], runs.form
        lost = runs.said["accepted"]["hosts"]["two"]["lost"]
        assert lost == runs.said["refused"]["hosts"]["two"]["missing"]


def test_java_reads_the_version_that_was_put_back(judged):
    for runs, shown in judged:
        assert runs.said["not restored"]["failed"], runs.form
        assert shown["restored", "two"] == shown["made", "two"], runs.form
        assert Path(runs.said["restored"]["hosts"]["two"]["backup_file"]).exists()
