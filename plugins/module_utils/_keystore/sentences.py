# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Why a keystore is not written, and the way to a good end: private to this collection, may change at any time.

Each sentence has words of SAYS in it, by which docs/keystores.md lists it. A file that may only have another password
is never answered with accept_loss: its keys are most probably those of the others.
"""

from typing import Any, Iterable, List, Mapping, Optional, Sequence, Tuple

View = Mapping[str, Any]  # what a host says of its keystore
Entries = Sequence[Mapping[str, Any]]
WHOLE_FILE = "(whole file)"
SAYS = {
    "no_source": "a source must have a keystore",
    "damaged_source": "A damaged keystore is not passed on",
    "unopened_source": "A keystore that does not open is not passed on",
    "unchecked_source": "A keystore whose integrity was not checked is not passed on",
    "another_source": "is not the file that source_digest names",
    "same_but_password": "under another password",
    "key_password": "do not open with the password of the keystore",
    "unopened": "does not open with the given password",
    "no_password": "cannot be told without the password",
    "damaged": "cannot be read, so it cannot be proven that no key would be lost",
    "unseen": "cannot be seen, so it cannot be proven that no key would be lost",
    "type": "RCS is configured for one type",
    "no_record": "There is no record of a last sync",
    "source_lost": "held them then and has lost them",
    "only_here": "Only this host was written since the last sync",
    "diverged": "Diverged: both were written since the last sync",
    "older": "The kept version was written without them",
    "clash": "stands for different keys",
    "merge_password": "cannot be merged without their password",
    "merge_unchecked": "cannot be merged, because its integrity cannot be checked",
    "merge_types": "only equal types can be merged",
    "merge_changes": "cannot be merged without changing what belongs to",
    "kept_unknown": "kept versions of",
    "kept_unproven": "is put back only when digest has all of its 64 digits",
}
# What stands in the way of a write whatever the keystores hold.
STOPS = (
    "is not a regular file",
    "a directory; give the keystore file",
    "is a symbolic link",
    "is too large",
    "cannot be read:",
    "is gone since it was looked at",
    "changes while it is read",
    "was changed since it was looked at",
    "was changed by somebody else meanwhile",
    "was replaced in the moment that it was opened",
    "is locked by another sync",
    "cannot be written",
    "does not exist on this host",
    "bytes free where",
    "cannot be reached",
)
AGAIN = "and run the task again"


def quoted(names: Iterable[str]) -> str:
    return ", ".join("'%s'" % name for name in names)


def listed(entries: Entries) -> str:
    return "; ".join("'%s' (%s, %s)" % (entry["alias"], entry["kind"], entry["fingerprint"]) for entry in entries)


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


# -- the source --------------------------------------------------------------------------------------------------

_ELSE = "put its previous version back (state restored), or name another source_host"


def damaged_source(problem: str) -> str:
    return "%s %s: %s." % (capital(problem), SAYS["damaged_source"], _ELSE)


def unopened_source(path: str) -> str:
    text = "%s %s, or it was changed after it was written. %s: give its password; if none opens it, %s."
    return text % (path, SAYS["unopened"], SAYS["unopened_source"], _ELSE)


def unchecked_source(path: str, sha256: str, why: Optional[str]) -> str:
    """`why`: why a given password could not prove it, None without a password."""
    if why is None:
        reason, way = "no password was given", "give password (rcs_keystore_password of the playbooks)"
    else:
        reason, way = why.rstrip("."), "convert it with keytool -importkeystore, or name another source_host"
    text = (
        "the integrity of %s cannot be checked: %s. %s: %s; or, when you have compared it with a copy that you know, "
    )
    text += "give source_digest (gir_keystore_source_digest of the playbooks): %s."
    return text % (path, reason, SAYS["unchecked_source"], way, sha256)


def another_source(path: str, sha256: str) -> str:
    text = "%s has the SHA-256 digest %s and %s: find out who changed it; then give this digest, or none."
    return text % (path, sha256, SAYS["another_source"])


# -- a host whose keystore is to be replaced ---------------------------------------------------------------------


def _password_of(view: View, source: str) -> str:
    """How keytool gives a keystore another password."""
    each = "" if view["type"] == "pkcs12" else ", and each key that has another one with keytool -keypasswd"
    return "Give it the password of %s with keytool -storepasswd%s, %s" % (source, each, AGAIN)


def same_but_password(path: str, view: View, source: str, entries: Entries) -> str:
    text = "%s holds %s as %s does, with the same certificates, but %s, so nobody can tell whether the keys differ. %s."
    return text % (path, listed(entries), source, SAYS["same_but_password"], _password_of(view, source))


def key_password(path: str, source: str, entries: Entries) -> str:
    text = "%s and %s hold %s with the same certificates, and these keys %s everywhere. Give each key that password, "
    text += "on both sides, with keytool -keypasswd, %s."
    return text % (path, source, listed(entries), SAYS["key_password"], AGAIN)


def unopened(path: str, view: View, source: str, entries: Optional[Entries]) -> str:
    """`entries`: those that the source lacks, None when nobody can tell."""
    holds = "so nobody can tell whether it holds keys that %s lacks" % source
    if entries is not None:
        holds = "and it holds %s, which %s lacks" % (listed(entries), source)
    text = "%s %s, or it was changed after it was written, %s. %s. If no password opens it, move it away, keep it, %s."
    return text % (path, SAYS["unopened"], holds, _password_of(view, source), AGAIN)


def no_password(path: str, source: str, entries: Optional[Entries]) -> str:
    """`entries`: those that look the same, None when nobody can tell."""
    what = "whether it holds keys that %s lacks" % source
    if entries is not None:
        what = "whether %s are other keys than those of %s, which have the same certificates" % (
            listed(entries),
            source,
        )
    text = "%s: %s %s. Give password (rcs_keystore_password of the playbooks)."
    return text % (path, what, SAYS["no_password"])


def _accept_whole(view: View) -> str:
    text = "list alias '%s' with fingerprint %s, the digest of the file on this host, in accept_loss; it is kept beside"
    return text % (WHOLE_FILE, view["sha256"]) + " the new one"


def damaged(path: str, view: View, source: str, restoring: bool) -> str:
    text = "%s differs from %s and %s: %s %s; if it is worthless, %s."
    way = "Move it away, keep it, %s" % AGAIN
    if not restoring:
        way = "Put its previous version back (state restored), or move it away, keep it, %s" % AGAIN
    return text % (path, source, SAYS["damaged"], capital(view["problem"]), way, _accept_whole(view))


def unseen(path: str, view: View, source: str, hidden: Tuple[str, Optional[str]]) -> str:
    """`hidden`: (whose, why)."""
    text = (
        "%s and %s differ, and what %s holds %s: %s. Compare both with keytool, or convert them to a type that shows "
    )
    text += "its entries with keytool -importkeystore; when no key would be lost, %s."
    whose, why = hidden
    return text % (path, source, whose, SAYS["unseen"], (why or "it shows no entries").rstrip("."), _accept_whole(view))


def other_type(path: str, view: View, source: str, source_type: str) -> str:
    text = "%s is of type %s and %s of type %s, and %s. Convert one of them with keytool -importkeystore "
    text += "-deststoretype; if the type is meant to change, move the file away on this host, keep it, %s."
    return text % (path, view["type"], source, source_type, SAYS["type"], AGAIN)


def lacks(path: str, source: str, entries: Entries, why: str, remedy: str) -> str:
    text = "%s holds %d entries that %s lacks: %s. %s Recordings encrypted with them could never be played again. %s; "
    text += "or list exactly these aliases and fingerprints in accept_loss."
    return text % (path, len(entries), source, listed(entries), why, remedy)


def rename(entries: Entries, source: str, kind: str) -> str:
    """What makes room for entries whose alias another key has already; `kind` of keystore."""
    text = "Rename %s on this host first, because the alias %s, with keytool -changealias%s, and then run it once with"
    exact = any(entry["alias"] != entry["alias"].lower() for entry in entries) and kind == "jks"
    names = quoted(entry["alias"] for entry in entries)
    clash = "%s there and in %s" % (SAYS["clash"], source)
    return text % (names, clash, " -storetype CaseExactJKS" if exact else "") + " state merged"


# -- merging -----------------------------------------------------------------------------------------------------


def merge_password() -> str:
    return "Keystores %s: give password." % SAYS["merge_password"]


def merge_unchecked(host: str, why: Optional[str]) -> str:
    text = "The keystore of %s %s: %s. Convert it with keytool -importkeystore, so that it is checked."
    return text % (host, SAYS["merge_unchecked"], (why or "it shows no entries").rstrip("."))


def merge_types(host: str, kind: str, base_host: str, base_kind: str) -> str:
    text = "The keystore of %s is of type %s and that of %s of type %s; %s. Convert one of them with keytool "
    return text % (host, kind, base_host, base_kind, SAYS["merge_types"]) + "-importkeystore."


def clash(present: Tuple[str, Mapping[str, Any]], other: Tuple[str, Mapping[str, Any]]) -> str:
    """Each of them: (host, entry)."""
    text = (
        "Alias '%s' %s: %s on %s and %s on %s. Change one of the aliases with keytool -changealias, or list the entry "
    )
    text += "that may be lost in accept_loss."
    fingerprints = (present[1]["fingerprint"], present[0], other[1]["fingerprint"], other[0])
    if present[1]["chain"] and (present[1]["kind"], present[1]["chain"]) == (other[1]["kind"], other[1]["chain"]):
        text += " Their certificates are the same: when only the password of the key differs, give both that of the"
        text += " keystore with keytool -keypasswd."
    return text % ((other[1]["alias"], SAYS["clash"]) + fingerprints)


def merge_changes(entries: Entries) -> str:
    text = "The keystores %s %s. Bring them into the keystore of the source with keytool -importkeystore."
    return text % (SAYS["merge_changes"], quoted(entry["alias"] for entry in entries))


# -- the way back ------------------------------------------------------------------------------------------------


def kept_unknown(path: str, count: int, digest: str, digests: List[str]) -> str:
    text = "%d %s %s have digest %s: give one of %s."
    if not digests:
        return "%d %s %s have digest %s, because none is kept there." % (count, SAYS["kept_unknown"], path, digest)
    return text % (count, SAYS["kept_unknown"], path, digest, ", ".join(digests))


def kept_unproven(path: str, kept: View) -> str:
    """A version that nothing proves to be whole."""
    why = kept.get("problem") or kept.get("unchecked")
    if why is None:
        why = "no password was given" if kept["opened"] is None else "it %s" % SAYS["unopened"]
    text = "the kept version %s of %s is not proven to be whole (%s): it %s, %s."
    return text % (kept["sha256"][:16], path, why.rstrip("."), SAYS["kept_unproven"], kept["sha256"])


# -- aliases that Java does not find -----------------------------------------------------------------------------


def unreachable(aliases: List[str], kind: str) -> str:
    """Of a keystore of that `kind`."""
    text = "Java lists %s and does not find %s, because of the capital letters, so RCS cannot use what is under %s. "
    names, one = quoted(aliases), len(aliases) == 1
    text = text % (names, "it" if one else "them", "it" if one else "them")
    if kind == "jks":
        new = aliases[0].lower()
        text += (
            "Rename it on every host, such as with keytool -changealias -storetype CaseExactJKS -alias '%s' -destalias"
        )
        return text % aliases[0] + " '%s'." % new
    way = "put it in again, under an alias in small letters, from where it was made."
    text += "No command of keytool reaches it: %s" % way
    return text
