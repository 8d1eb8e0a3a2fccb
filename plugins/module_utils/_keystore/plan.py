# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a sync of keystores would do and why it must not: private to this collection, may change at any time.

Decides from what the hosts said, before anything is written anywhere, in check mode in the same way.
"""

from ansible_collections.gir.multidc.plugins.module_utils._keystore.options import fingerprint
from ansible_collections.gir.multidc.plugins.module_utils._keystore.store import lacking

WHOLE_FILE = "(whole file)"
SPARE_BYTES = 64 * 1024
WRITES = ("write", "note", "fix")


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
        found = {
            "state": states[self.action],
            "changed": self.action in WRITES,
            "path": path,
            "type": source["type"],
            "sha256": source["sha256"],
            "previous_sha256": self.view.get("sha256"),
            "added": brief(self.added),
            "lost": brief(self.lost),
            "backup_file": None,
        }
        if self.refusal:
            found.update(state="refused", changed=False, sha256=self.view.get("sha256"), missing=brief(self.missing))
            found.update(added=[], lost=[], msg=self.refusal, diverged=self.diverged)
        return found


def decide(source_host, source, host, view, accepts, path, remember=True):
    """The decision for one host whose keystore shall become equal to the source's."""
    made = Decision(host, view)
    if not is_blank(view) and view["sha256"] == source["sha256"]:
        record = view.get("record")
        if view["attributes_differ"] and host != source_host:
            made.action = "fix"
        elif remember and (view.get("untidy") or not (record and record["sha256"] == source["sha256"])):
            made.action = "note"
        return made
    made.action = "write"
    if is_blank(view):
        made.added = source["entries"] or []
        return made
    if hides(view) or hides(source):
        whole = {"alias": WHOLE_FILE, "kind": "file", "fingerprint": view["sha256"]}
        if accepts(whole):
            made.lost = [whole]
        else:
            made.refusal = _unproven(source_host, source, view, path)
            made.missing = [whole]
        return made
    if view["type"] != source["type"]:
        made.refusal = (
            "%s is of type %s and that of %s of type %s, and RCS is configured for one type. Convert one of them with "
            "keytool -importkeystore; if the type is meant to change, move the file away on this host first."
            % (path, view["type"], source_host, source["type"])
        )
        return made
    made.missing = lacking(view["entries"], source["entries"])
    made.added = lacking(source["entries"], view["entries"])
    made.lost = [entry for entry in made.missing if accepts(entry)]
    refused = [entry for entry in made.missing if not accepts(entry)]
    if refused:
        made.missing = refused
        _explain(made, source_host, source, path)
    return made


def _explain(made, source_host, source, path):
    """Why the entries are here and not there, as far as the record of the last sync tells."""
    listed = "; ".join("'%s' (%s, %s)" % (e["alias"], e["kind"], e["fingerprint"]) for e in made.missing)
    record, view = made.view.get("record"), made.view
    gained = {source_host: brief(made.added), made.host: brief(made.missing)}
    remedy = "Run it once with state merged, or import them into the keystore of %s" % source_host
    if record is None:
        why = "There is no record of a last sync on this host."
    elif record["sha256"] == view["sha256"]:
        why = "This host was not written since the last sync on %s: %s held them then and has lost them." % (
            record["time"],
            source_host,
        )
        remedy = "Put them back into %s (state restored there, or state merged here)" % source_host
    elif record["sha256"] == source["sha256"]:
        why = "Only this host was written since the last sync on %s." % record["time"]
        remedy = "Take this host as source_host, or run it once with state merged"
    else:
        made.diverged = {"since": record["time"], "gained": gained}
        why = "Diverged: both were written since the last sync on %s; %s has in turn: %s." % (
            record["time"],
            source_host,
            _names(made.added),
        )
    made.refusal = (
        "%s holds %d entries that the source %s lacks: %s. %s Recordings encrypted with them could never be played "
        "again. %s; or list exactly these aliases and fingerprints in accept_loss."
        % (path, len(made.missing), source_host, listed, why, remedy)
    )


def _names(entries):
    return ", ".join("'%s'" % entry["alias"] for entry in entries) or "nothing new"


def _unproven(source_host, source, view, path):
    if view.get("problem"):
        why = view["problem"]
    elif hides(view):
        why = "What %s holds cannot be seen: %s." % (path, view["hidden"])
    else:
        why = "What the keystore of %s holds cannot be seen: %s." % (source_host, source["hidden"])
    return (
        "%s and the keystore of %s differ, and it cannot be proven that no key would be lost. %s Compare both with "
        "keytool; then list alias '%s' with fingerprint %s, the digest of the file on this host, in accept_loss."
        % (path, source_host, why, WHOLE_FILE, view["sha256"])
    )


def source_problems(host, view, path):
    """Why a keystore must not be passed on."""
    if not view["exists"]:
        return ["%s: %s does not exist; a source must have a keystore." % (host, path)]
    if not view["size"]:
        return ["%s: %s is empty (0 bytes); it is not passed on." % (host, path)]
    if view.get("problem"):
        return ["%s: %s" % (host, view["problem"])]
    if view["opened"] is False:
        text = "%s: %s does not open with the given password, or it was changed after it was written."
        return [text % (host, path)]
    return []


def kept_problems(host, view, path, digest):
    """Why a kept version cannot be put back."""
    kept = view["kept"]
    if "matching" in kept:
        listed = ", ".join(kept["digests"]) or "none"
        text = "%s: %d kept versions of %s have digest %s; there are: %s."
        return [text % (host, kept["matching"], path, digest, listed)]
    if kept.get("problem"):
        return ["%s: %s" % (host, kept["problem"])]
    return []


def obstacles(decisions, size):
    """Why the hosts that are to be changed could not be."""
    found = []
    for made in decisions:
        if made.action not in WRITES:
            continue
        found += ["%s: %s" % (made.host, text) for text in made.view["obstacles"]]
        needed = (size + made.view.get("size", 0) if made.action == "write" else 0) + SPARE_BYTES
        if made.view["free"] < needed:
            text = "%s: there are %d bytes free where %d are needed; make room first."
            found.append(text % (made.host, made.view["free"], needed))
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
