# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes records of a zone so with a dynamic update (RFC 2136): private to this collection, may change at any time.

All records of a call are one update, which the server makes as a whole or not at all. It carries what was read before
as its prerequisite: an update that somebody else made in the meantime is never overwritten.
"""

import ipaddress
import time

from ansible_collections.gir.multidc.plugins.module_utils._common.observation import failed
from ansible_collections.gir.multidc.plugins.module_utils._dns import client
from ansible_collections.gir.multidc.plugins.module_utils._dns.client import Lost, Stop, Trouble

try:
    import dns.rcode
    import dns.update
except ImportError:
    dns = None  # client.MISSING has the reason

MOST_TTL = 2147483647
PREREQUISITES = ("NXDOMAIN", "YXDOMAIN", "NXRRSET", "YXRRSET")
POLL_SECONDS = 0.2


class Record:
    """One name and type, and the values that it is to have; none when it is to be absent."""

    def __init__(self, name, kind, values, ttl):
        self.name = name
        self.kind = kind
        self.values = values
        self.ttl = ttl if values else None

    @property
    def key(self):
        return self.name, self.kind

    def lines(self, values, ttl):
        """The records as a zone file has them."""
        dot = "." if self.kind == "CNAME" else ""
        return "".join("%s %d IN %s %s%s\n" % (self.name, ttl, self.kind, value, dot) for value in values)


class Change:
    """What a record is, and what it is to become."""

    def __init__(self, record, values, ttl):
        self.record = record
        self.values = values
        self.ttl = ttl

    @property
    def before(self):
        return self.record.lines(self.values, self.ttl)

    @property
    def after(self):
        return self.record.lines(self.record.values, self.record.ttl)


def parse(zone, given):
    """(zone, [Record], problems): everything that is wrong with the options, before anybody is asked."""
    problems, records = [], []
    known = client.full_name(zone)
    if known is None:
        return None, [], ["zone is %r, which is no name of a zone." % zone]
    zone = known
    for number, entry in enumerate(given):
        where = "records[%d]" % number
        name = _name(zone, entry["name"], where, problems)
        values = _values(entry, where, problems) if entry["state"] == "present" else []
        if not 0 <= entry["ttl"] <= MOST_TTL:
            problems.append("%s.ttl is %d; give seconds from 0 to %d." % (where, entry["ttl"], MOST_TTL))
        if name is not None and values is not None:
            records.append(Record(name, entry["type"], values, entry["ttl"]))
    problems += _contradictions(records)
    return zone, records, problems


def _name(zone, text, where, problems):
    name = client.full_name(text)
    if name is None:
        problems.append("%s.name is %r, which is no name." % (where, text))
        return None
    if not name.is_subdomain(zone):
        problems.append(
            "%s.name is %s, which is not in the zone %s; give the full name, for example %s.%s."
            % (where, text, client.shown(zone), text.rstrip("."), client.shown(zone))
        )
        return None
    return name


def _values(entry, where, problems):
    found, kind = [], entry["type"]
    for text in entry["value"] or []:
        value = _value(kind, text.strip())
        if value is None:
            wanted = {"A": "an IPv4 address", "AAAA": "an IPv6 address", "CNAME": "a name"}[kind]
            problems.append("%s.value has %r, which is not %s as type %s needs it." % (where, text, wanted, kind))
            return None
        found.append(value)
    if not found:
        problems.append("%s.value is empty; give a value, or state=absent." % where)
        return None
    if kind == "CNAME" and len(set(found)) > 1:
        problems.append("%s.value has %d names; a CNAME has one." % (where, len(set(found))))
        return None
    return sorted(set(found))


def _value(kind, text):
    """The value as the server will answer it; None when it does not fit the type."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        name = client.full_name(text) if kind == "CNAME" else None
        return None if name is None else client.shown(name).lower()
    return str(address) if (kind, address.version) in (("A", 4), ("AAAA", 6)) else None


def _contradictions(records):
    problems, seen = [], set()
    for record in records:
        if record.key in seen:
            problems.append("records has %s twice; give it once, with all its values." % _said(record))
        seen.add(record.key)
    present = {}
    for record in records:
        if record.values:
            present.setdefault(record.name, []).append(record.kind)
    for name, kinds in present.items():
        if "CNAME" in kinds and len(kinds) > 1:
            text = "records has %s as CNAME and as another type; a name with a CNAME has nothing else."
            problems.append(text % client.shown(name))
    return problems


class Update:
    """One call's records, on whichever server can do it."""

    def __init__(self, zone, records, check):
        self.zone = zone
        self.records = records
        self.check = check
        # Sent to a server whose answer was lost: perhaps made.
        self.perhaps = []

    def on(self, server):
        """The changes that were made, or in check mode would be."""
        for _attempt in range(2):
            changes = self._plan(server)
            if not changes:
                return self.perhaps
            if self.check:
                return changes
            if self._send(server, changes):
                self._confirm(server, changes)
                return changes
        raise Stop(
            "Name server %s: somebody else changed %s at the same moment, twice. Nothing was changed; find out who "
            "writes these records, and run this again." % (server.text, _listed(changes))
        )

    def _plan(self, server):
        changes = []
        for record in self.records:
            values, ttl = server.read(record.name, record.kind)
            if (values, ttl) != (record.values, record.ttl):
                changes.append(Change(record, values, ttl))
        going = {change.record.key for change in changes if not change.record.values}
        for record in [change.record for change in changes if change.record.values and not change.values]:
            others = {kind for kind in server.kinds(record.name) if (record.name, kind) not in going}
            if record.kind == "CNAME" and others or "CNAME" in others:
                raise Stop(
                    "Name server %s: %s has records of type %s, and a name with a CNAME has nothing else. Nothing was "
                    "changed; remove them, or give them with state=absent in the same call."
                    % (server.text, client.shown(record.name), ", ".join(sorted(others)))
                )
        # The server makes them in this order: what goes makes room for what comes.
        return sorted(changes, key=lambda change: bool(change.record.values))

    def _send(self, server, changes):
        """False when the records are no longer what was read."""
        message = dns.update.UpdateMessage(self.zone)
        for change in changes:
            record = change.record
            if change.values:
                message.present(record.name, record.kind, *_texts(record.kind, change.values))
            else:
                message.absent(record.name, record.kind)
        for change in changes:
            record = change.record
            if record.values:
                message.replace(record.name, record.ttl, record.kind, *_texts(record.kind, record.values))
            else:
                message.delete(record.name, record.kind)
        try:
            rcode = dns.rcode.to_text(server.send(message).rcode())
        except Lost as trouble:
            self.perhaps = changes
            raise Lost("%s, to an update: whether it was made is not known" % trouble) from trouble
        if rcode in PREREQUISITES:
            return False
        if rcode != "NOERROR":
            raise Trouble(
                "it answers %s to an update of the zone %s: %s" % (rcode, client.shown(self.zone), client.remedy(rcode))
            )
        return True

    def _confirm(self, server, changes):
        """A server that hands updates on to another one has the new records only a moment later."""
        while True:
            try:
                found = {change.record.key: server.read(*change.record.key) for change in changes}
            except Trouble as trouble:
                self.perhaps = changes
                raise Lost("it took the update, but reading it back failed: %s" % trouble) from trouble
            wrong = [
                change for change in changes if found[change.record.key] != (change.record.values, change.record.ttl)
            ]
            if not wrong:
                return
            if server.deadline.left() <= POLL_SECONDS:
                break
            time.sleep(POLL_SECONDS)
        reason = "Name server %s took the update of %s, but after %d s does not show it." % (
            server.text,
            _listed(wrong),
            server.timeout,
        )
        raise Stop(
            "%s Either somebody else changed it again, or this is a secondary server that has not got it: give the "
            "primary server of the zone first." % reason,
            **failed(reason)
        )


def _texts(kind, values):
    return [value + "." if kind == "CNAME" else value for value in values]


def _listed(changes):
    return ", ".join(_said(change.record) for change in changes)


def _said(record):
    return "%s %s" % (client.shown(record.name), record.kind)
