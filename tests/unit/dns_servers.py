# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A name server of one zone that takes signed updates, and can be told to misbehave. BIND itself is in tests/lab."""

import contextlib
import socket
import socketserver
import struct
import threading

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.rrset
import dns.tsigkeyring

SECRET = "c2VjcmV0LW9mLXRoZS1kbnMta2V5LTAwMDAwMDAwMDA="
ZONE = dns.name.from_text("rec.test")


# Where it listens; a test may put ::1 in its place.
LOOPBACK = "127.0.0.1"


class Zone(socketserver.ThreadingTCPServer):
    """Records by (name, type) as (ttl, values); `faults` are called with each message and may answer themselves."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self):
        self.address_family = socket.AF_INET6 if ":" in LOOPBACK else socket.AF_INET
        super().__init__((LOOPBACK, 0), _Connection)
        self.records = {}
        self.updates = 0
        self.authoritative = True
        self.keyring = dns.tsigkeyring.from_text({"gir": ("hmac-sha256", SECRET)})
        self.before = lambda message: None

    @property
    def port(self):
        return self.server_address[1]

    def holds(self, name, kind="A"):
        return self.records.get((dns.name.from_text(name), kind))

    def put(self, name, ttl, *values, kind="A"):
        self.records[dns.name.from_text(name), kind] = (ttl, sorted(values))

    def reply(self, message):
        """The answer; None to close the connection instead."""
        told = self.before(message)
        if told == "close":
            return None
        answer = dns.message.make_response(message)
        if told:
            answer.set_rcode(dns.rcode.from_text(told))
        elif message.opcode() == dns.opcode.UPDATE:
            answer.set_rcode(self.update(message))
        else:
            self.answer(message.question[0], answer)
        return answer

    def answer(self, question, answer):
        answer.flags |= dns.flags.AA if self.authoritative else 0
        kind = dns.rdatatype.to_text(question.rdtype)
        names = {name for name, _kind in self.records}
        if question.name not in names:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        for (name, own), (ttl, values) in self.records.items():
            if name == question.name and (own in (kind, "CNAME") or kind == "ANY"):
                answer.answer.append(dns.rrset.from_text(name, ttl, "IN", own, *values))

    def update(self, message):
        """RFC 2136: every prerequisite, then every change."""
        needed = {}
        for rrset in message.prerequisite:
            key = rrset.name, dns.rdatatype.to_text(rrset.rdtype)
            if rrset.deleting == dns.rdataclass.NONE and key in self.records:
                return dns.rcode.YXRRSET
            if not rrset.deleting:
                needed.setdefault(key, []).extend(rdata.to_text() for rdata in rrset)
        for key, values in needed.items():
            if self.records.get(key, (0, []))[1] != sorted(values):
                return dns.rcode.NXRRSET
        self.updates += 1
        for rrset in message.update:
            key = rrset.name, dns.rdatatype.to_text(rrset.rdtype)
            if rrset.deleting:
                self.records.pop(key, None)
            else:
                known = self.records.get(key, (0, []))[1]
                self.records[key] = (rrset.ttl, sorted(known + [rdata.to_text() for rdata in rrset]))
        return dns.rcode.NOERROR


class _Connection(socketserver.BaseRequestHandler):
    def handle(self):
        stream = self.request.makefile("rwb")
        length = struct.unpack("!H", stream.read(2))[0]
        message = dns.message.from_wire(stream.read(length), keyring=self.server.keyring)
        answer = self.server.reply(message)
        if answer is not None:
            wire = answer.to_wire()
            stream.write(struct.pack("!H", len(wire)) + wire)
            stream.flush()


@contextlib.contextmanager
def serving():
    """A zone that is served until the end."""
    with Zone() as zone:
        thread = threading.Thread(target=zone.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield zone
        finally:
            zone.shutdown()
            thread.join()
