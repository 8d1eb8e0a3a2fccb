# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Damaged and strange keystores: what opens here opens in Java and the other way round, and holds the same."""

import random
from concurrent.futures import ThreadPoolExecutor

import keystore_judge
import keystores
import pytest
import series
import strange_keystores
from ansible_collections.gir.multidc.plugins.module_utils._keystore import read as reader
from ansible_collections.gir.multidc.plugins.module_utils._keystore.store import KeystoreError

# What Java opens and we do not, and why.
NOT_HERE = {
    "content on 60 levels": "octet strings in octet strings are followed for 40 levels",
    "more than 200000 elements": "work is bounded",
    "no integrity code": "nothing proves that the file is as it was written",
}
# What opens here and not in Java: a JDK of today, and BouncyCastle 1.72.
NOT_IN_JAVA = {
    "RFC 9579 (PBMAC1)": "newer than Java 25; OpenSSL writes it",
    "another key length of RFC 9579": "the same",
    "a certificate that is none": "certificates are passed on as they are, whatever they hold",
    "a plain key that is none": "the same holds for keys that are not encrypted",
}
# What counts as an entry here and is none in Java: the safe side.
MORE_HERE = {"an unencrypted key", "bags in a bag", "a bag that nobody knows"}
# Of the JDK and of OpenSSL, in forms that Java does not open; it is said.
NOT_OF_JAVA = {"pkcs12-openssl-sha512", "pkcs12-openssl-2des"}
NO_MAC, WITHOUT = "pkcs12-openssl-no-mac", "it has no integrity code (MAC)"
MOST_ROUNDS = 1 << 20  # what BouncyCastle is not asked to wait for
# So many rounds that a thousand judgements take minutes; other forms of the same type get them all.
SLOW = {"pkcs12-old", "pkcs12-bouncycastle"}


def ours(data, keys=False):
    """(whether it opens, or why that was not checked; entries as Java lists them)."""
    try:
        store = reader.read(data, keystores.PASSWORD, "it", keys)
    except KeystoreError as exc:
        assert str(exc).endswith(".") and "\n" not in str(exc)
        return False, None
    assert store.opened is not None or store.unchecked
    return store.unchecked or store.opened, {
        (entry["alias"], entry["kind"], tuple(entry["chain"]), (entry["key"] or "") if keys else "")
        for entry in store.entries or ()
    }


def theirs(verdict, keys=False):
    """The same of Java. What is only bytes for it is a secret key here, and of a secret key no digest is shown."""
    found = set()
    for alias, kind, chain, key in verdict:
        shown = keys and kind == "private_key" and key != "closed"
        found.add((alias, "secret_key" if kind == "key" else kind, chain, key if shown else ""))
    return found


@pytest.fixture(scope="module")
def judges(not_run):
    """One for each JDK, the newest last; none without Java or BouncyCastle."""
    found, jar = keystore_judge.javas(), keystore_judge.bouncy_castle()
    if not found or not jar:
        not_run("damaged keystores, judged by Java: no %s was found" % ("JDK" if not found else "BouncyCastle"))
        return []
    return [keystore_judge.Judge(java, jar) for java in found]


@pytest.fixture(scope="module")
def made(judges, tmp_path_factory):
    """{form: (bytes, type for the judge)}"""
    if not judges:
        return {}
    found = keystore_judge.make(tmp_path_factory.mktemp("made"), judges[-1])
    return {form: (path.read_bytes(), kind) for form, (path, kind) in found.items()}


def judged(judge, folder, cases):
    """[entries or None] of many (type, bytes), from two processes at once."""
    lines = []
    for number, (kind, data) in enumerate(cases):
        path = folder / str(number)
        path.write_bytes(data)
        lines.append(("judge", kind, str(path), keystores.PASSWORD))
    halves = [lines[0::2], lines[1::2]] if len(lines) > 2000 else [lines]
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(judge.ask, halves))
    found = [None] * len(lines)
    for first, answer in enumerate(answers):
        found[first :: len(halves)] = [keystore_judge._verdict(verdict) for verdict in answer]
    return found


def test_whole_keystores_hold_what_java_lists(made, judges, tmp_path):
    for judge in judges[-series.length(sample=1, whole=9) :]:
        verdicts = judged(judge, tmp_path, [(kind, data) for data, kind in made.values()])
        for (form, (data, kind)), verdict in zip(made.items(), verdicts):
            opened, entries = ours(data, keys=True)
            if form in NOT_OF_JAVA or form == NO_MAC:
                assert isinstance(opened, str) and (verdict is None) == (form in NOT_OF_JAVA), form
                continue
            expected = theirs(verdict, keys=True)
            if kind in keystore_judge.OF_BOUNCY_CASTLE:  # which writes elliptic keys in a form of its own
                expected, entries = ({entry for entry in found if entry[0] != "ca"} for found in (expected, entries))
            assert opened is True and entries == expected, form


def endless(kind, data):
    """Whether BouncyCastle would make rounds for minutes."""
    size = int.from_bytes(data[4:8], "big")
    return kind == "BKS" and int.from_bytes(data[8 + size : 12 + size], "big", signed=True) > MOST_ROUNDS


def damages(form, data):
    """{name: bytes}: cut at every 64 bytes, a thousand single bits turned over, and all of the first and last bytes."""
    chance, bits = random.Random(form), range(8 * len(data))
    edges = [bit for bit in bits if bit < 8 * 40 or bit >= 8 * (len(data) - 40)]
    if series.length(sample=0, whole=1):
        chosen = {*chance.sample(bits, 250 if form in SLOW else 1000), *edges}
    else:
        few = 3 if form in SLOW else 12
        chosen = {*chance.sample(edges, few), *chance.sample(bits, few)}
    flips = strange_keystores.flipped(data, sorted(chosen))
    tails = {f"{size} bytes more": data + bytes(range(size)) for size in (1, 16, 33)}
    cuts = list(strange_keystores.cut(data).items())[:: series.length(sample=12, whole=1)]
    return {**dict(cuts), **flips, **tails}


def test_damaged_keystores_open_where_java_opens_them(made, judges, tmp_path):
    cases = [
        (form, name, kind, data)
        for form, (whole, kind) in made.items()
        for name, data in damages(form, whole).items()
        if not endless(kind, data)
    ]
    if not judges:
        return
    verdicts = judged(judges[-1], tmp_path, [(kind, data) for _form, _name, kind, data in cases])
    wrong = []
    for (form, name, _kind, data), verdict in zip(cases, verdicts):
        opened, entries = ours(data)
        if form in NOT_OF_JAVA:
            good = opened is not True and verdict is None
        elif form == NO_MAC or opened == WITHOUT:  # a damaged length may cut the code off
            good = opened == WITHOUT or (opened is not True and verdict is None)
        else:
            good = (opened is True) == (verdict is not None)
            good = good and (verdict is None or entries == theirs(verdict))
        if not good:
            wrong.append((form, name, opened, verdict))
    assert wrong == []
    print(f"{len(cases)} damaged keystores, of which Java opens {sum(verdict is not None for verdict in verdicts)}")


def test_strange_keystores_open_where_java_opens_them(made, judges, tmp_path):
    for judge in judges[-series.length(sample=1, whole=9) :]:
        cases = [
            (form, name, made[form][1], data)
            for form in ("jks", "jceks", "pkcs12", "bks", "uber")
            for name, data in strange_keystores.of(form, made[form][0]).items()
        ]
        verdicts = judged(judge, tmp_path, [(kind, data) for _form, _name, kind, data in cases])
        for (form, name, _kind, data), verdict in zip(cases, verdicts):
            opened, entries = ours(data)
            if name in NOT_HERE:
                assert verdict is not None and opened is not True, (form, name)
            elif name in NOT_IN_JAVA:
                assert verdict is None and opened is True, (form, name)
            else:
                assert (opened is True) == (verdict is not None), (form, name)
                if verdict is not None and name != "a plain key of another kind":
                    assert entries - theirs(verdict) == set() or name in MORE_HERE, (form, name)
                    assert theirs(verdict) - entries == set(), (form, name)
