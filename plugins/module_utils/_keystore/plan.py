# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a sync of keystores would do and why it must not: private to this collection, may change at any time.

Decides from what the hosts said, before anything is written anywhere, in check mode in the same way.
"""

from typing import Any, Dict, List, Optional, Tuple

from ansible_collections.gir.multidc.plugins.module_utils._keystore import sentences
from ansible_collections.gir.multidc.plugins.module_utils._keystore.options import fingerprint
from ansible_collections.gir.multidc.plugins.module_utils._keystore.sentences import WHOLE_FILE, Entries, View
from ansible_collections.gir.multidc.plugins.module_utils._keystore.store import alias_of, lacking

SPARE_BYTES = 64 * 1024
WRITES = ("write", "note", "fix")
FULL_DIGEST = 64


class Accepted:
    """Exactly those entries that may be lost."""

    def __init__(self, accept_loss):
        self.pairs = {(item["alias"], fingerprint(item["fingerprint"])) for item in accept_loss}

    def __call__(self, entry):
        return (entry["alias"], entry["fingerprint"]) in self.pairs


def brief(entries):
    return [{name: entry[name] for name in ("alias", "kind", "fingerprint")} for entry in entries or []]


def is_blank(view):
    """Nothing can be lost."""
    return not view["exists"] or not view["size"]


def hides(view):
    """Whether nobody can tell what the file holds."""
    return bool(not is_blank(view) and view["entries"] is None)


def differing(source, view):
    """Entries that the source lacks, where both show theirs."""
    if is_blank(source) or is_blank(view) or hides(view) or hides(source) or view["sha256"] == source["sha256"]:
        return []
    return lacking(view["entries"], source["entries"])


class Decision:
    """What happens to one host."""

    def __init__(self, host, view):
        self.host = host
        self.view = view
        self.action = "none"
        self.refusal = None
        self.diverged = None
        self.missing, self.added, self.lost = [], [], []

    def result(self, source, path):
        """The part of the task's result that is about this host."""
        states = {"none": "in_sync", "write": "written", "note": "recorded", "fix": "attributes"}
        return dict(
            untouched(self.view, path),
            state=states[self.action],
            changed=self.action in WRITES,
            type=source["type"],
            sha256=source["sha256"],
            added=brief(self.added),
            lost=brief(self.lost),
        )

    def details(self) -> Dict[str, Any]:
        """What is said of this host besides the sentence when it is refused."""
        return {"missing": brief(self.missing), "diverged": self.diverged}


def untouched(view: View, path: str) -> Dict[str, Any]:
    """A host to which nothing happens, because of what is wrong with others; `view` may be empty."""
    return {
        "state": "untouched",
        "changed": False,
        "path": path,
        "type": view.get("type"),
        "sha256": view.get("sha256"),
        "previous_sha256": view.get("sha256"),
        "added": [],
        "lost": [],
        "backup_file": None,
    }


def decide(source_host, source, host, view, accepts, path):
    """The decision for one host whose keystore shall become equal to the source's.

    Without a `source_host` the source is a version that was kept on this host, and no record is written.
    """
    made = Decision(host, view)
    if not is_blank(view) and view["sha256"] == source["sha256"]:
        record = view.get("record")
        if view["attributes_differ"] and host != source_host:
            made.action = "fix"
        elif source_host and (view.get("untidy") or not (record and record["sha256"] == source["sha256"])):
            made.action = "note"
        return made
    made.action = "write"
    if is_blank(view):
        made.added = source["entries"] or []
        return made
    called = _called(source_host)
    if view["type"] and source["type"] and view["type"] != source["type"]:
        made.refusal = sentences.other_type(path, view, called, source["type"])
        return made
    if hides(view) or hides(source):
        whole = {"alias": WHOLE_FILE, "kind": "file", "fingerprint": view["sha256"]}
        if accepts(whole):
            made.lost = [whole]
        else:
            made.refusal = _unproven(source_host, source, view, path)
            made.missing = [whole]
        return made
    made.missing = lacking(view["entries"], source["entries"])
    made.added = lacking(source["entries"], view["entries"])
    made.lost = [entry for entry in made.missing if accepts(entry)]
    refused = [entry for entry in made.missing if not accepts(entry)]
    if refused:
        made.missing = refused
        made.refusal = _by_password(called, source, view, path, refused) or _explain(made, source_host, source, path)
    return made


def _called(source_host: Optional[str]) -> str:
    return "the keystore of %s" % source_host if source_host else "the kept version"


def _no_password(view: View) -> bool:
    return view["opened"] is None and not view.get("unchecked")


def _twins(entries: Entries, others: Entries) -> List[Tuple[Any, Any]]:
    """Pairs of entries that may hold the same key, as far as alias, kind and certificates tell."""
    return [(e, o) for e in entries for o in others if all(e[name] == o[name] for name in ("alias", "kind", "chain"))]


def _by_password(called: str, source: View, view: View, path: str, missing: Entries) -> Optional[str]:
    """Why it cannot be told that entries are the same, where only a password stands in the way; otherwise None."""
    twins = _twins(missing, source["entries"])
    only_twins = len(twins) == len(missing)
    if view["opened"] is False:
        if only_twins:
            return sentences.same_but_password(path, view, called, missing)
        return sentences.unopened(path, view, called, missing)
    if not twins:
        return None
    if _no_password(view):
        return sentences.no_password(path, called, [entry for entry, _other in twins])
    # A secret key shows nothing of itself, whatever its password is.
    closed = [e for e, o in twins if e["kind"] == "private_key" and e["chain"] and not (e["key"] and o["key"])]
    return sentences.key_password(path, called, closed) if len(closed) == len(missing) else None


def _explain(made, source_host, source, path):
    """Why the entries are here and not there, as far as the record of the last sync tells."""
    record, view, says = made.view.get("record"), made.view, sentences.SAYS
    remedy = "Run it once with state merged"
    taken = {alias_of(source["type"], entry) for entry in source["entries"]}
    clashes = [entry for entry in made.missing if alias_of(source["type"], entry) in taken]
    if source_host is None:
        why, remedy = "%s." % says["older"], "Put another version back"
    elif record is None:
        why = "%s on this host." % says["no_record"]
    elif record["sha256"] == view["sha256"]:
        why = "This host was not written since the last sync on %s: %s %s." % (
            record["time"],
            source_host,
            says["source_lost"],
        )
    elif record["sha256"] == source["sha256"]:
        why = "%s on %s." % (says["only_here"], record["time"])
        remedy += "" if made.added else ", or take this host as source_host"
    else:
        gained = {source_host: brief(made.added), made.host: brief(made.missing)}
        made.diverged = {"since": record["time"], "gained": gained}
        names = sentences.quoted(entry["alias"] for entry in made.added) or "nothing new"
        why = "%s on %s; %s has in turn: %s." % (says["diverged"], record["time"], source_host, names)
    if clashes and source_host:
        remedy = sentences.rename(clashes, _called(source_host), source["type"])
    named = "the source %s" % source_host if source_host else "the kept version"
    return sentences.lacks(path, named, made.missing, why, remedy)


def _unproven(source_host: Optional[str], source: View, view: View, path: str) -> str:
    called = _called(source_host)
    if view.get("problem"):
        return sentences.damaged(path, view, called, source_host is None)
    if hides(view):
        if view["opened"] is False:
            return sentences.unopened(path, view, called, None)
        if _no_password(view):
            return sentences.no_password(path, called, None)
        return sentences.unseen(path, view, called, ("it", view.get("unchecked") or view.get("hidden")))
    why = source.get("problem") or source.get("unchecked") or source.get("hidden")
    return sentences.unseen(path, view, called, (called, why))


def source_problems(view: View, path: str, digest: Optional[str] = None) -> List[str]:
    """Why a keystore must not be passed on; `digest`: what the user knows the file by."""
    if not view["exists"]:
        return ["%s does not exist; %s: name another source_host." % (path, sentences.SAYS["no_source"])]
    if not view["size"]:
        return ["%s is empty (0 bytes); %s: name another source_host." % (path, sentences.SAYS["no_source"])]
    if digest:
        return [] if digest == view["sha256"] else [sentences.another_source(path, view["sha256"])]
    if view.get("problem"):
        return [sentences.damaged_source(view["problem"])]
    if view["opened"] is False:
        return [sentences.unopened_source(path)]
    if view["opened"] is None:
        return [sentences.unchecked_source(path, view["sha256"], view.get("unchecked"))]
    return []


def kept_problems(view: View, path: str, digest: str) -> List[str]:
    """Why a kept version cannot be put back."""
    kept = view["kept"]
    if "matching" in kept:
        return [sentences.kept_unknown(path, kept["matching"], digest, kept["digests"])]
    if kept["opened"] is not True and len(digest) != FULL_DIGEST:
        return [sentences.kept_unproven(path, kept)]
    return []


def merge_problems(source_host: str, source: View, view: View, path: str) -> List[str]:
    """Why what a host holds cannot be added to the keystore of the source."""
    called = _called(source_host)
    if view["type"] != source["type"]:
        return [sentences.other_type(path, view, called, source["type"])]
    if view["opened"] is False:
        missing = lacking(view["entries"], source["entries"])
        return [str(_by_password(called, source, view, path, missing))]
    return []


def obstacles(decisions, size):
    """[(host, why it could not be changed)] for those that are to be."""
    found = []
    for made in decisions:
        if made.action not in WRITES:
            continue
        found += [(made.host, text) for text in made.view["obstacles"]]
        needed = (size + made.view.get("size", 0) if made.action == "write" else 0) + SPARE_BYTES
        if made.view["free"] < needed:
            text = "there are %d bytes free where %d are needed; make room first."
            found.append((made.host, text % (made.view["free"], needed)))
    return found


def record(source_host, source, now):
    """What each host remembers of this sync."""
    entries = brief(source["entries"]) if source["entries"] is not None else None
    return {"version": 1, "sha256": source["sha256"], "time": now, "source": source_host, "entries": entries}


def difference(made, source, path, wanted):
    """Aliases and fingerprints before and after, never content; owner, group and mode where they are given."""
    view, header = made.view, "%s: %s" % (made.host, path)
    before, after = "" if is_blank(view) else _lines(view), _lines(source)
    for name in ("owner", "group", "mode"):
        if wanted[name] is not None and made.action in ("write", "fix"):
            before += "%s %s\n" % (name, view[name]) if view["exists"] else ""
            after += "%s %s\n" % (name, "%04o" % int(wanted[name], 8) if name == "mode" else wanted[name])
    if made.action == "note":
        before, after = "no record of this sync\n", "record of this sync\n"
    return {"before": before, "after": after, "before_header": header, "after_header": header}


def _lines(view):
    if view["entries"] is None:
        return "sha256 %s\n" % view["sha256"]
    ordered = sorted(view["entries"], key=lambda entry: (entry["alias"], entry["kind"], entry["fingerprint"]))
    return "".join("%s %s %s\n" % (entry["alias"], entry["kind"], entry["fingerprint"]) for entry in ordered)
