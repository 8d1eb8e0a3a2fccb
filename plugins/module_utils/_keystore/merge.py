# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One keystore out of several that were written apart: private to this collection, may change at any time.

Entries are moved as they stand in their files, keys as they are encrypted; only the integrity code is computed anew,
for which the password is needed. What comes out is read again, and every entry must be there.
"""

import struct

from ansible_collections.gir.multidc.plugins.module_utils._keystore import pkcs12
from ansible_collections.gir.multidc.plugins.module_utils._keystore import read as keystore
from ansible_collections.gir.multidc.plugins.module_utils._keystore.store import KeystoreError, lacking


def union(base, others, password, accepts):
    """Bytes of `base` with the entries that only others have.

    `base` and each of `others` is (host, bytes); `accepts` says of an entry whether it may be lost.
    Raises KeystoreError with all reasons why it cannot be done.
    """
    if password is None:
        raise KeystoreError("Keystores cannot be merged without their password; give password.")
    problems, stores = [], []
    for host, data in [base, *others]:
        try:
            store = keystore.read(data, password, "the keystore of %s" % host)
            stores.append((host, store))
            if store.entries is None:
                problems.append("The keystore of %s cannot be merged: %s." % (host, store.hidden))
        except KeystoreError as exc:
            problems.append(_sentence(str(exc)))
    if problems:
        raise KeystoreError(" ".join(problems))
    (base_host, first), rest = stores[0], stores[1:]
    entries, parts = list(first.entries), []
    holder = {entry["alias"].lower(): (base_host, entry) for entry in first.entries}
    for host, store in rest:
        if (store.type, store.version) != (first.type, first.version):
            text = "The keystore of %s is of type %s and that of %s of type %s; only equal types can be merged."
            problems.append(text % (host, _kind(store), base_host, _kind(first)))
            continue
        for entry in lacking(store.entries, entries):
            alias = entry["alias"].lower()
            if accepts(entry):
                continue
            if alias and alias in holder:
                problems.append(_conflict(holder[alias], (host, entry)))
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


def _sentence(text):
    return text[:1].upper() + text[1:]


def _conflict(present, other):
    return (
        "Alias '%s' stands for different keys: %s on %s and %s on %s. Change one of the aliases with keytool "
        "-changealias, or list the entry that may be lost in accept_loss."
        % (other[1]["alias"], present[1]["fingerprint"], present[0], other[1]["fingerprint"], other[0])
    )


def _build(first, parts, password):
    if not parts:
        return first.data
    if first.type == "pkcs12":
        return pkcs12.append(first, parts, password)
    if first.type in keystore.TYPES.values():
        head = first.data[:8] + struct.pack(">I", len(first.entries) + len(parts))
        body = head + b"".join(first.parts) + b"".join(parts)
        return body + keystore.integrity(body, password)
    raise KeystoreError("Keystores of type %s cannot be merged." % first.type)


def _checked(data, entries, password):
    missing = lacking(entries, keystore.read(data, password, "the merged keystore").entries)
    if missing:
        aliases = ", ".join("'%s'" % entry["alias"] for entry in missing)
        raise KeystoreError("The keystores cannot be merged without changing what belongs to %s." % aliases)
    return data
