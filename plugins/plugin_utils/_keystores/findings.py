# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is wrong with the keystores of all Recording Crypto Servers together, and with the certificates in use."""

from __future__ import annotations

import base64
import binascii
import calendar
import hashlib
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ansible_collections.gir.multidc.plugins.module_utils._keystore.sentences import unreachable
from ansible_collections.gir.multidc.plugins.module_utils._keystore.store import lacking, same

Info = Mapping[str, Any]
Entry = dict[str, Any]

NOT_READ = {
    "unreachable": True,
    "msg": "the host was not part of this run, or nothing could run on it; run it without --limit",
}
RWS = "RWS (screen-recording-encryption)"
DAY = 86400
_PEM = re.compile(r"-----BEGIN CERTIFICATE-----(.*?)-----END CERTIFICATE-----", re.DOTALL)


@dataclass(frozen=True)
class Use:
    """A certificate (its SHA-256 digest), `where` it is used, and the hosts that `lack` its private key."""

    certificate: str
    where: list[str]
    lack: list[str]
    finding: str | None


@dataclass(frozen=True)
class Findings:
    """`entries`: each once, with the `hosts` that hold it. `expired`: aliases that nobody uses any more.

    `newest`: the entry that was made last, with its `age_days`. `unread`: hosts whose keystore could not be read.
    """

    findings: list[str]
    equal: bool
    unread: list[str]
    entries: list[Entry]
    newest: Entry | None
    expired: list[str]
    in_use: list[Use]

    @property
    def lines(self) -> list[str]:
        """What the keystores hold."""
        found = []
        for entry in self.entries:
            until = f", until {entry['not_after']}" if entry["not_after"] else ""
            hosts = ", ".join(entry["hosts"])
            found.append(f"'{entry['alias']}' ({entry['kind']}, {entry['fingerprint']}){until}: {hosts}")
        if self.newest is not None:
            found.append(f"the newest entry is '{self.newest['alias']}', {self.newest['age_days']} days old")
        return found

    def message(self, keystores: int) -> str:
        """All findings, or that there are none; `keystores`: how many there are."""
        if not self.findings:
            return f"All {keystores} keystores hold the same {len(self.entries)} entries."
        count = len(self.findings)
        return f"{count} {'finding' if count == 1 else 'findings'}: {'; '.join(self.findings)}."


def findings(
    infos: Mapping[str, Info],
    references: Mapping[str, object],
    now: int,
    expires_within_days: int = 30,
    rws: Info | None = None,
) -> Findings:
    """`infos`: host to what rcs_keystore_info returned, or NOT_READ. `references`: where certificates are in use.

    Every PEM certificate in a reference counts, however deep. `rws`: what rws_settings_info returned, where it was
    asked which certificates it uses.
    """
    known = dict(references)
    unasked = []
    if rws is not None:
        known[RWS] = rws.get("settings") or []
        if "settings" not in rws:
            reason = str(rws.get("msg") or "it gave no reason").rstrip(".")
            unasked.append(f"RWS could not be asked for the certificates in use: {reason}")
    found = _Check(infos, known, now, expires_within_days).make()
    found.findings.extend(unasked)
    return found


class _Check:
    def __init__(self, hosts: Mapping[str, Info], references: Mapping[str, object], now: int, days: int) -> None:
        self.hosts = hosts
        self.read = {host: info for host, info in hosts.items() if info.get("sha256")}
        self.shown = {host: info for host, info in self.read.items() if info.get("entries") is not None}
        self.references = references
        self.now = now
        self.days = days
        self.findings: list[str] = []

    def make(self) -> Findings:
        entries = self._entries()
        unread, equal, in_use, expired = self._unread(), self._equal(), self._in_use(), self._expiring(entries)
        self._unreachable()
        return Findings(
            findings=self.findings,
            equal=equal,
            unread=unread,
            entries=entries,
            newest=self._newest(entries),
            expired=expired,
            in_use=in_use,
        )

    def _unread(self) -> list[str]:
        unread = [host for host in self.hosts if host not in self.read]
        for host in unread:
            info = self.hosts[host]
            why = "there is no keystore" if info.get("exists") is False else info.get("msg") or "it was not inspected"
            self.findings.append(f"{host}: the keystore could not be read: {why.rstrip().rstrip('.')}")
        return unread

    def _equal(self) -> bool:
        digests = {info["sha256"] for info in self.read.values()}
        if len(digests) < 2:
            return bool(digests)
        hidden = [host for host in self.read if host not in self.shown]
        if hidden:
            self.findings.append(
                f"{', '.join(hidden)}: the keystores differ, and what these hold cannot be seen: give"
                " rcs_keystore_password"
            )
        lacks = [self._lacks(host) for host in self.shown]
        return not hidden and not any(lacks)

    def _lacks(self, host: str) -> bool:
        """Whether the host lacks an entry that another one holds."""
        missing: list[Entry] = []
        for other, held in self.shown.items():
            for entry in lacking(held["entries"], self.shown[host]["entries"]):
                if not any(same(entry, known) for known in missing):
                    missing.append({**entry, "holder": other})
        self.findings += [
            f"{host}: lacks '{entry['alias']}' ({entry['kind']}, {entry['fingerprint']}), which {entry['holder']} holds"
            for entry in missing
        ]
        return bool(missing)

    def _unreachable(self) -> None:
        """Entries that Java does not find, once for all hosts that hold the same."""
        found: dict[str, list[str]] = {}
        for host, info in self.read.items():
            if info.get("unreachable_aliases"):
                text = unreachable(info["unreachable_aliases"], info["type"]).rstrip(".")
                found.setdefault(text, []).append(host)
        self.findings += [f"{', '.join(hosts)}: {text}" for text, hosts in found.items()]

    def _entries(self) -> list[Entry]:
        """Every entry once, with the hosts that hold it."""
        found: list[Entry] = []
        for host, info in self.shown.items():
            for entry in info["entries"]:
                known = next((item for item in found if same(item, entry)), None)
                if known is None:
                    known = dict(entry, hosts=[])
                    found.append(known)
                known["hosts"].append(host)
        return found

    def _in_use(self) -> list[Use]:
        """The certificates that something refers to, and whether their private keys are everywhere."""
        found: dict[str, list[str]] = {}
        for where, value in self.references.items():
            for certificate in certificates(value):
                if certificate is None:
                    self.findings.append(f"{where}: a certificate is no PEM: its text is not base64")
                elif where not in found.setdefault(certificate, []):
                    found[certificate].append(where)
        return [self._use(certificate, places) for certificate, places in found.items()]

    def _use(self, certificate: str, places: list[str]) -> Use:
        reached = {host: info for host, info in self.hosts.items() if not info.get("unreachable")}
        lack = [h for h, info in reached.items() if not any(opens(e, certificate) for e in info.get("entries") or [])]
        where = " and ".join(places)
        finding = None
        if lack and len(lack) == len(reached):
            finding = (
                f"certificate {certificate} is used by {where}, and no keystore has its private key: what is encrypted"
                " with it can never be played"
            )
        elif lack:
            finding = (
                f"certificate {certificate} is used by {where}, and {', '.join(lack)}"
                f" {'lacks' if len(lack) == 1 else 'lack'} its private key: run gir.multidc.keystore_sync"
            )
        self.findings += [finding] if finding else []
        return Use(certificate, places, lack, finding)

    def _expiring(self, entries: list[Entry]) -> list[str]:
        used = {certificate for value in self.references.values() for certificate in certificates(value)}
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
                expired.append(str(entry["alias"]))
        return expired

    def _newest(self, entries: list[Entry]) -> Entry | None:
        dated = [entry for entry in entries if entry["created"] is not None]
        if not dated:
            return None
        newest = max(dated, key=lambda entry: int(entry["created"]))
        return dict(newest, age_days=max(self.now - newest["created"], 0) // DAY)


def certificates(value: object) -> Iterator[str | None]:
    """The SHA-256 fingerprint of every PEM certificate in a value; None for one whose text is not base64."""
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        for item in value:
            yield from certificates(item)
    elif isinstance(value, str):
        for body in _PEM.findall(value.replace("\\n", "\n")):
            try:
                yield hashlib.sha256(base64.b64decode("".join(body.split()), validate=True)).hexdigest()
            except (binascii.Error, ValueError):
                yield None


def opens(entry: Mapping[str, Any], certificate: str) -> bool:
    """Whether an entry is the private key of a certificate, by its SHA-256 fingerprint."""
    return bool(entry["kind"] == "private_key" and entry["certificate"] == certificate)


def _seconds(text: str) -> int:
    return calendar.timegm(time.strptime(text, "%Y-%m-%dT%H:%M:%SZ"))
