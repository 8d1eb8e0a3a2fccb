# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is wrong with the keystores of all Recording Crypto Servers together."""

DOCUMENTATION = r"""
name: keystore_findings
author: Contributors to the gir.multidc project (@gir-multidc)
version_added: 0.1.0
short_description: Compares the keystores of all hosts with each other and with the certificates in use
description:
  - Says which hosts lack which entries, which keystores could not be read, which certificates expire, and which
    certificates in use no keystore or not every keystore has the private key for.
  - Used by the playbooks C(gir.multidc.keystore_check) and C(gir.multidc.site).
positional: hosts
options:
  _input:
    description:
      - What M(gir.multidc.rcs_keystore_info) returned, by host. A host that could not be read has its C(msg) and no
        C(sha256), and one that could not be reached is C(unreachable).
    type: dict
    required: true
  references:
    description:
      - The certificates in use. By where they are used, any value; every PEM certificate in it counts, however deep.
    type: dict
    default: {}
  now:
    description: The present time, in seconds since the epoch.
    type: int
    required: true
  expires_within_days:
    description: Certificates that expire within so many days are a finding.
    type: int
    default: 30
"""

EXAMPLES = r"""
- name: Show what is wrong with the keystores
  ansible.builtin.debug:
    msg: "{{ infos | gir.multidc.keystore_findings(references={'IVR Profiles': in_use}, now=1795500000) }}"
"""

RETURN = r"""
_value:
  description:
    - C(findings), one sentence each; C(equal), whether all keystores hold the same entries; C(unread) hosts;
      C(entries), each with its alias, kind, fingerprint, certificate, C(not_after), and the C(hosts) that hold it;
      C(newest), the entry that was made last with its C(age_days), or V(null); C(expired) aliases that nobody uses any
      more; C(in_use), each certificate with where it is used, the hosts that were reached and C(lack) its private key,
      and the C(finding) about that, or V(null).
  type: dict
"""

import base64
import binascii
import calendar
import hashlib
import re
import time

from ansible_collections.gir.multidc.plugins.module_utils._keystore_store import lacking, same

PEM = re.compile(r"-----BEGIN CERTIFICATE-----(.*?)-----END CERTIFICATE-----", re.DOTALL)
DAY = 86400


def keystore_findings(hosts, references=None, now=0, expires_within_days=30):
    """Return the findings."""
    return _Check(hosts, references or {}, int(now), int(expires_within_days)).make()


class _Check:
    def __init__(self, hosts, references, now, days):
        self.hosts = hosts
        self.read = {host: info for host, info in hosts.items() if info.get("sha256")}
        self.shown = {host: info for host, info in self.read.items() if info.get("entries") is not None}
        self.references = references
        self.now = now
        self.days = days
        self.findings = []

    def make(self):
        entries = self._entries()
        return {
            "unread": self._unread(),
            "equal": self._equal(),
            "entries": entries,
            "in_use": self._in_use(),
            "expired": self._expiring(entries),
            "newest": self._newest(entries),
            "findings": self.findings,
        }

    def _unread(self):
        unread = [host for host in self.hosts if host not in self.read]
        for host in unread:
            info = self.hosts[host]
            why = "there is no keystore" if info.get("exists") is False else info.get("msg") or "it was not looked at"
            self.findings.append(f"{host}: the keystore could not be read: {_end(why)}")
        return unread

    def _equal(self):
        digests = {info["sha256"] for info in self.read.values()}
        if len(digests) < 2:
            return bool(digests)
        hidden = [host for host in self.read if host not in self.shown]
        if hidden:
            self.findings.append(
                f"{', '.join(hidden)}: the keystores differ, and what these hold cannot be seen: give "
                "rcs_keystore_password"
            )
        equal = not hidden
        for host, info in self.shown.items():
            missing, others = [], {}
            for other, held in self.shown.items():
                for entry in lacking(held["entries"], info["entries"]):
                    if not any(same(entry, known) for known in missing):
                        missing.append(entry)
                        others[entry["alias"], entry["fingerprint"]] = other
            for entry in missing:
                equal = False
                self.findings.append(
                    f"{host}: lacks '{entry['alias']}' ({entry['kind']}, {entry['fingerprint']}), which "
                    f"{others[entry['alias'], entry['fingerprint']]} holds"
                )
        return equal

    def _entries(self):
        """Every entry once, with the hosts that hold it."""
        found = []
        for host, info in self.shown.items():
            for entry in info["entries"]:
                known = next((item for item in found if same(item, entry)), None)
                if known is None:
                    known = dict(entry, hosts=[])
                    found.append(known)
                known["hosts"].append(host)
        return found

    def _in_use(self):
        """The certificates that something refers to, and whether their private keys are everywhere."""
        found = {}
        for where, value in self.references.items():
            for certificate, problem in certificates(value):
                if problem:
                    self.findings.append(f"{where}: a certificate {problem}")
                elif where not in found.setdefault(certificate, []):
                    found[certificate].append(where)
        return [self._use(certificate, places) for certificate, places in found.items()]

    def _use(self, certificate, places):
        reached = {host: info for host, info in self.hosts.items() if not info.get("unreachable")}
        lack = [h for h, info in reached.items() if not any(_opens(e, certificate) for e in info.get("entries") or [])]
        where = " and ".join(places)
        if lack and len(lack) == len(reached):
            finding = (
                f"certificate {certificate} is used by {where}, and no keystore has its private key: what is encrypted "
                "with it can never be played"
            )
        elif lack:
            finding = (
                f"certificate {certificate} is used by {where}, and {', '.join(lack)} "
                f"{'lacks' if len(lack) == 1 else 'lack'} its private key: run gir.multidc.keystore_sync"
            )
        else:
            finding = None
        self.findings += [finding] if finding else []
        return {"certificate": certificate, "where": places, "lack": lack, "finding": finding}

    def _expiring(self, entries):
        used = {certificate for value in self.references.values() for certificate, _problem in certificates(value)}
        expired = []
        for entry in entries:
            if not entry["not_after"] or entry["kind"] == "secret_key":
                continue
            left = _seconds(entry["not_after"]) - self.now
            if left >= self.days * DAY:
                continue
            if left >= 0:
                self.findings.append(f"'{entry['alias']}' expires on {entry['not_after']}, in {left // DAY} days")
            elif entry["certificate"] in used:
                self.findings.append(f"'{entry['alias']}' has expired on {entry['not_after']} and is in use")
            else:
                expired.append(entry["alias"])
        return expired

    def _newest(self, entries):
        dated = [entry for entry in entries if entry["created"] is not None]
        if not dated:
            return None
        newest = max(dated, key=lambda entry: entry["created"])
        return dict(newest, age_days=max(self.now - newest["created"], 0) // DAY)


def certificates(value):
    """(SHA-256 fingerprint, None) of every PEM certificate in a value, or (None, what is wrong with one)."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        for item in value:
            yield from certificates(item)
    elif isinstance(value, str):
        for body in PEM.findall(value.replace("\\n", "\n")):
            try:
                yield hashlib.sha256(base64.b64decode("".join(body.split()), validate=True)).hexdigest(), None
            except (binascii.Error, ValueError):
                yield None, "is no PEM: its text is not base64"


def _opens(entry, certificate):
    return entry["kind"] == "private_key" and entry["certificate"] == certificate


def _seconds(text):
    return calendar.timegm(time.strptime(text, "%Y-%m-%dT%H:%M:%SZ"))


def _end(text):
    return text.rstrip().rstrip(".")


class FilterModule:
    """The filters of this file."""

    def filters(self):
        return {"keystore_findings": keystore_findings}
