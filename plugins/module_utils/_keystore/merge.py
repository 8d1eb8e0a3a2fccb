# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One keystore out of several that were written apart: private to this collection, may change at any time.

Entries are moved as they stand in their files, keys as they are encrypted; only the integrity code is computed anew,
for which the password is needed. What comes out is read again, and every entry must be there.
"""

from typing import Any, Callable, Dict

from ansible_collections.gir.multidc.plugins.module_utils._keystore import bks, jks, pkcs12, sentences
from ansible_collections.gir.multidc.plugins.module_utils._keystore import read as keystore
from ansible_collections.gir.multidc.plugins.module_utils._keystore.store import KeystoreError, alias_of, lacking

APPEND: Dict[str, Callable[[Any, Any, str], bytes]] = {
    "jks": jks.append,
    "jceks": jks.append,
    "pkcs12": pkcs12.append,
    "bks": bks.append,
    "uber": bks.append_encrypted,
}


def union(base, others, password, accepts):
    """Bytes of `base` with the entries that only others have.

    `base` and each of `others` is (host, bytes); `accepts` says of an entry whether it may be lost.
    Raises KeystoreError with all reasons why it cannot be done.
    """
    if password is None:
        raise KeystoreError(sentences.merge_password())
    problems, stores = [], []
    for host, data in [base, *others]:
        try:
            store = keystore.read(data, password, "the keystore of %s" % host)
            stores.append((host, store))
            if store.entries is None or store.opened is not True:
                problems.append(sentences.merge_unchecked(host, store.unchecked or store.hidden))
        except KeystoreError as exc:
            problems.append(sentences.capital(str(exc)))
    if problems:
        raise KeystoreError(" ".join(problems))
    (base_host, first), rest = stores[0], stores[1:]
    entries, parts = list(first.entries), []
    holder = {alias_of(first.type, entry): (base_host, entry) for entry in first.entries}
    for host, store in rest:
        if (store.type, store.version) != (first.type, first.version):
            problems.append(sentences.merge_types(host, _kind(store), base_host, _kind(first)))
            continue
        for entry in lacking(store.entries, entries):
            alias = alias_of(first.type, entry)
            if accepts(entry):
                continue
            if alias and alias in holder:
                problems.append(sentences.clash(holder[alias], (host, entry)))
                continue
            holder[alias] = (host, entry)
            entries.append(entry)
            index = next(number for number, candidate in enumerate(store.entries) if candidate is entry)
            parts.append(store.parts[index] if store.parts else None)
    if problems:
        raise KeystoreError(" ".join(problems))
    return _checked(_build(first, parts, password), entries, password)


def _kind(store):
    return "%s version %s" % (store.type, store.version) if store.version else store.type


def _build(first, parts, password):
    return APPEND[first.type](first, parts, password) if parts else first.data


def _checked(data, entries, password):
    missing = lacking(entries, keystore.read(data, password, "the merged keystore").entries)
    if missing:
        raise KeystoreError(sentences.merge_changes(missing))
    return data
